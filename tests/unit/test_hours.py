"""Opening times read as the GOV.UK style guide writes them."""

from __future__ import annotations

from datetime import datetime

import pytest

from app import hours
from app.model.schedule import Schedule

WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def schedule(**values: object) -> Schedule:
    sound = {"byday": ("MO",), "opens_at": "09:00", "closes_at": "12:00"}
    return Schedule.model_validate({**sound, **values})


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "Monday, 9am to midday"),
        ({"byday": WEEK[:5], "closes_at": "16:30"}, "Monday to Friday, 9am to 4:30pm"),
        ({"byday": ("FR", "TU")}, "Tuesday and Friday, 9am to midday"),
        ({"byday": ("SA", "SU")}, "Saturday and Sunday, 9am to midday"),
        ({"byday": ("TU", "WE", "TH")}, "Tuesday to Thursday, 9am to midday"),
        ({"byday": ("MO", "TU", "TH")}, "Monday, Tuesday and Thursday, 9am to midday"),
        ({"byday": WEEK}, "Every day, 9am to midday"),
        (
            {"byday": WEEK, "opens_at": "00:00", "closes_at": "24:00"},
            "24 hours a day, every day",
        ),
        ({"opens_at": "17:00", "closes_at": "24:00"}, "Monday, 5pm to midnight"),
        (
            {"byday": ("1TU",), "freq": "monthly"},
            "First Tuesday of the month, 9am to midday",
        ),
        ({"byday": ("-1FR",), "freq": "monthly"}, "Last Friday of the month, 9am to midday"),
        ({"interval": 2, "dtstart": "2026-01-05"}, "Every other week: Monday, 9am to midday"),
        (
            {"term_time_only": True, "closed_on_bank_holidays": True},
            "Monday, 9am to midday (term time only, closed on bank holidays)",
        ),
        ({"by_appointment": True}, "Monday, 9am to midday (by appointment)"),
    ],
)
def test_a_pattern_reads_as_people_say_it(values: dict[str, object], words: str) -> None:
    assert hours.sentence(schedule(**values)) == words


def test_every_minute_of_the_day_reads_back_as_itself() -> None:
    for minute in range(24 * 60):
        time = f"{minute // 60:02}:{minute % 60:02}"
        said = {"midnight": "12am", "midday": "12pm"}.get(hours.clock(time), hours.clock(time))
        form = "%I:%M%p" if ":" in said else "%I%p"
        assert datetime.strptime(said, form).strftime("%H:%M") == time
    assert [hours.clock(time) for time in ("00:00", "24:00", "12:00")] == [
        "midnight",
        "midnight",
        "midday",
    ]
