"""Whatever is asked by the rules or against them, the feed answers as its document says."""

from __future__ import annotations

from pathlib import Path

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import BaseSchema
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


@pytest.fixture(autouse=True)
def named_as_before(request: pytest.FixtureRequest) -> None:
    """Schemathesis reads the name of a test where pytest kept it before 9.2."""
    request.node._nodeid = request.node.nodeid


@pytest.fixture(scope="module")
def app() -> Flask:
    return create_app(Settings(content=Path(SMALL), base_url=BASE))


@pytest.fixture(scope="module")
def feed(app: Flask) -> BaseSchema:
    return schemathesis.openapi.from_wsgi("/oruk/v3/openapi.json", app)


@pytest.fixture(scope="module")
def older_feed(app: Flask) -> BaseSchema:
    return schemathesis.openapi.from_wsgi("/oruk/v1/openapi.json", app)


# Questions are made up when the test runs: else every worker would make them up, and one ask.
@schemathesis.pytest.from_fixture("feed").parametrize()
@QUIETLY
def test_the_feed_answers_as_it_says(case: schemathesis.Case) -> None:
    case.call_and_validate(checks=CHECKS)


@schemathesis.pytest.from_fixture("older_feed").parametrize()
@QUIETLY
def test_the_older_feed_answers_as_it_says(case: schemathesis.Case) -> None:
    case.call_and_validate(checks=CHECKS)


def test_the_document_is_valid_openapi(feed: BaseSchema, older_feed: BaseSchema) -> None:
    feed.validate()
    older_feed.validate()
