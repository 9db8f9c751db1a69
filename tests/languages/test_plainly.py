"""Where an entry's words are English, readers of other languages get its facts in their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page

from app import languages
from app.catalogue import Catalogue
from app.languages import CATALOGUE, ENGLISH, Language
from app.web.plainly import sentence
from app.web.present import Presenter


def said(whole: Catalogue, slug: str, folder: Path | None = None, code: str = "en") -> str:
    """What is said of an entry in a language."""
    languages.speak(Language(code, folder / code / CATALOGUE) if folder else ENGLISH)
    spoken = whole.in_language(code)
    return sentence(spoken.services[slug], Presenter(spoken, str))


def test_the_facts_make_whole_sentences_in_english(whole: Catalogue) -> None:
    assert said(whole, "north-hub") == (
        "Free. Phone 01384 813 096. Monday to Friday, 9am to 5pm. You can contact them yourself. "
        "Ages: Up to 19, and during pregnancy. Area: North."
    )
    assert said(whole, "safe-line") == (
        "Phone 0808 2000 247. 24 hours a day, every day. You can contact them yourself. "
        "Ages: 16 and over. Area: All of England and Online."
    )


def test_a_number_in_doubt_is_not_given(whole: Catalogue) -> None:
    assert said(whole, "south-hub") == "You can contact them yourself. Area: South."


def test_without_a_way_of_its_own_whoever_puts_people_in_touch_is_named(whole: Catalogue) -> None:
    assert "North Hub can put you in touch. Phone 01384 813 096." in said(whole, "carers")


def test_times_in_doubt_or_too_many_are_not_given(whole: Catalogue) -> None:
    hub = whole.services["north-hub"]
    doubtful = hub.model_copy(update={"unconfirmed": ("schedules", "cost_options")})
    busy = hub.model_copy(update={"schedules": hub.schedules * 3})
    closed = hub.model_copy(update={"status": "temporarily closed"})
    for entry in (doubtful, busy, closed):
        assert "Monday" not in sentence(entry, Presenter(whole, str))
    assert "Free" not in sentence(doubtful, Presenter(whole, str))


def test_the_facts_are_said_in_polish(whole: Catalogue, translated: Path) -> None:
    assert said(whole, "north-hub", translated / "catalogues", "pl") == (
        "Bezpłatnie. Zadzwoń: 01384 813 096. Poniedziałek–piątek, 09:00–17:00. "
        "Możesz skontaktować się z nimi bez pośredników. "
        "Wiek: do 19 lat, także w czasie ciąży. Obszar: North."
    )


def test_the_facts_are_said_in_urdu_with_the_number_kept_apart(
    whole: Catalogue, translated: Path
) -> None:
    words = said(whole, "north-hub", translated / "catalogues", "ur")
    assert words.startswith("مفت۔ \u206801384 813 096\u2069 پر فون کریں۔ ")
    assert words.endswith("علاقہ: North۔")


def test_a_page_says_the_facts_where_the_words_are_english(pages: FlaskClient) -> None:
    facts = "Bezpłatnie. Zadzwoń: 01384 813 096."
    assert facts in _head(pages, "/pl/services/north-hub/")
    assert "Zadzwoń" not in _head(pages, "/pl/services/safe-line/")
    assert "You can contact them yourself." not in _head(pages, "/services/north-hub/")


def _head(pages: FlaskClient, path: str) -> str:
    return pages.get(path).text.split("service__head")[1].split("</div>")[0]


@pytest.mark.parametrize("frozen", [False, True])
def test_a_card_keeps_to_the_language_of_its_page(pages: FlaskClient, frozen: bool) -> None:
    pages.application.config["FROZEN"] = frozen
    first = {path: _cards(pages, path) for path in ("/", "/pl/", "/ur/")}
    again = {path: _cards(pages, path) for path in ("/ur/", "/", "/pl/")}
    assert first == again
    assert "Free" in first["/"] and "Bezpłatnie" not in first["/"]
    assert "Bezpłatnie" in first["/pl/"] and "مفت" in first["/ur/"]


def _cards(pages: FlaskClient, root: str) -> str:
    text = pages.get(f"{root}topics/family/").text
    return text[text.index("<article") : text.rindex("</article>")]


def test_the_figures_of_a_number_run_from_left_to_right_in_urdu(
    pages: FlaskClient, page: Page
) -> None:
    page.set_content(pages.get("/ur/services/north-hub/").text)
    left = page.evaluate(
        """(parts) => {
            const words = [...document.querySelectorAll(".service__head p")]
                .map((one) => one.firstChild)
                .find((text) => text?.textContent.includes(parts[0]));
            return parts.map((part) => {
                const range = document.createRange();
                range.setStart(words, words.textContent.indexOf(part));
                range.setEnd(words, words.textContent.indexOf(part) + part.length);
                return range.getBoundingClientRect().left;
            });
        }""",
        ["01384", "813", "096"],
    )
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert left == sorted(left) and len(set(left)) == 3
