"""Dates, prices, languages and lists of an entry are written as the page's language writes them."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.settings import Settings
from app.web import create_app

FACTS = """languages: [ur, bn, pl]
cost_options:
  - {option: Adult swim, amount: 4.5}
  - {option: Child swim, amount: 4}
access:"""

SWIM = '<span lang="en" dir="ltr">Adult swim</span>'


@pytest.fixture
def told(translated: Path) -> FlaskClient:
    """The small site, with an entry that has prices and languages."""
    file = translated / "services" / "safe-line.md"
    file.write_text(file.read_text().replace("access:", FACTS, 1))
    settings = Settings(content=translated, translations=translated / "catalogues")
    return create_app(settings).test_client()


@pytest.mark.parametrize(
    ("root", "words"),
    [
        (
            "/",
            ["dated 4 March 2026", "Adult swim: £4.50; Child swim: £4<", "Urdu, Bengali, Polish"],
        ),
        ("/pl/", ["4 marca 2026", f"{SWIM}: 4,50\xa0£", "Urdu, Bengalski, Polski"]),
        ("/ur/", ["4 مارچ، 2026", SWIM, "اردو, بنگلہ, پولش"]),
    ],
)
def test_an_entry_is_written_as_its_language_writes(
    told: FlaskClient, root: str, words: list[str]
) -> None:
    page = told.get(f"{root}services/safe-line/").text
    for one in words:
        assert one in page


def test_a_month_is_named_in_the_language_of_the_page(told: FlaskClient) -> None:
    assert "June 2025" in told.get("/services/north-hub/").text
    assert "czerwiec 2025" in told.get("/pl/services/north-hub/").text


def test_filters_name_languages_in_the_language_of_the_page(told: FlaskClient) -> None:
    page = told.get("/pl/topics/safety/?language=bn&show=free").text
    assert "Bengalski" in page
    assert "Bezpłatnie" in page
    assert "Bengali<" in told.get("/topics/safety/?language=bn").text
