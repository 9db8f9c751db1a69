"""Times, days, dates and numbers are said in the language that is spoken, on both sides alike."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import hours, languages
from app.languages import ENGLISH, Language
from app.model.schedule import Schedule
from tests.browser_side import browser_side
from tests.languages.brackets import in_brackets

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR")


@pytest.fixture(autouse=True)
def speak_english_again() -> Iterator[None]:
    yield
    languages.speak(ENGLISH)


def schedule(byday: tuple[str, ...] = WEEKDAYS, **more: object) -> Schedule:
    values = {"byday": byday, "opens_at": "09:00", "closes_at": "16:30", **more}
    return Schedule.model_validate(values)


@pytest.mark.parametrize(
    ("code", "afternoon", "midnight", "monday", "day"),
    [
        ("en", "4:30pm", "midnight", "Monday", "12 January 2027"),
        ("pl", "16:30", "00:00", "poniedziałek", "12 stycznia 2027"),
        ("ro", "16:30", "00:00", "luni", "12 ianuarie 2027"),
        ("uk", "16:30", "00:00", "понеділок", "12 січня 2027\u202fр."),
        ("ur", "\u20684:30 PM\u2069", "\u206812:00 AM\u2069", "پیر", "12 جنوری، 2027"),
        ("ar", "\u20684:30 م\u2069", "\u206812:00 ص\u2069", "الاثنين", "12 يناير 2027"),
        ("bn", "4:30 PM", "12:00 AM", "সোমবার", "12 জানুয়ারী, 2027"),
        ("pa", "4:30 ਬਾ.ਦੁ.", "12:00 ਪੂ.ਦੁ.", "ਸੋਮਵਾਰ", "12 ਜਨਵਰੀ 2027"),
    ],
)
def test_times_days_and_dates_are_those_of_the_language(
    code: str, afternoon: str, midnight: str, monday: str, day: str
) -> None:
    languages.speak(Language(code))
    assert [hours.clock("16:30"), hours.clock("24:00")] == [afternoon, midnight]
    assert hours.name("MO") == monday
    assert languages.spoken().dated(date(2027, 1, 12)) == day


def test_a_pattern_is_said_in_whole_messages(tmp_path: Path) -> None:
    languages.speak(in_brackets("pl", tmp_path))
    words = hours.sentence(schedule(term_time_only=True, by_appointment=True))
    assert letters_outside(words) == "Poniedziałek piątek"
    monthly = hours.sentence(schedule(("1TU", "-1FR"), freq="monthly"))
    assert letters_outside(monthly) == "wtorek i piątek"


def letters_outside(words: str) -> str:
    """The words that are no message: they stand outside the brackets."""
    depth, found = 0, []
    for letter in words:
        depth += {"⟦": 1, "⟧": -1}.get(letter, 0)
        found.append(letter if depth == 0 and letter.isalpha() else " ")
    return " ".join("".join(found).split())


@pytest.mark.parametrize("code", ["pl", "ro", "uk", "ur", "ar", "bn", "pa"])
def test_the_browser_picks_the_same_plural_as_the_server(code: str, tmp_path: Path) -> None:
    language = in_brackets(code, tmp_path)
    languages.speak(language)
    one, many = "%(num)s service, nearest first", "%(num)s services, nearest first"
    here = [languages.ngettext(one, many, number) for number in range(302)]
    with browser_side(language) as browser:
        assert browser.ask("plurals", one, many, len(here)) == here
    assert all("⟦" in words for words in here)


def test_what_is_said_after_an_answer_in_another_language_is_english(
    client: FlaskClient,
) -> None:
    assert 'lang="pl"' in client.get("/pl/").text
    assert hours.sentence(schedule()) == "Monday to Friday, 9am to 4:30pm"
