"""Whatever is asked by the rules or against them, the feed answers as its document says."""

from __future__ import annotations

from pathlib import Path

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    positive_data_acceptance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from app.settings import Settings
from app.web import create_app
from tests.conftest import SMALL

BASE = "http://localhost"
app = create_app(Settings(content=Path(SMALL), base_url=BASE))
schemas = [
    schemathesis.openapi.from_wsgi(f"/oruk/{version}/openapi.json", app) for version in ("v3", "v1")
]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
    positive_data_acceptance,
    unsupported_method,
]
QUIETLY = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@schemas[0].parametrize()
@QUIETLY
def test_the_feed_answers_as_it_says(case: schemathesis.Case) -> None:
    case.call_and_validate(checks=CHECKS)


@schemas[1].parametrize()
@QUIETLY
def test_the_older_feed_answers_as_it_says(case: schemathesis.Case) -> None:
    case.call_and_validate(checks=CHECKS)


def test_the_document_is_valid_openapi() -> None:
    for schema in schemas:
        schema.validate()
