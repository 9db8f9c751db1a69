"""What is open at an instant, and what is said of it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from app import opening
from app.model.schedule import Schedule
from app.opening import Calendar, england

LONDON = ZoneInfo("Europe/London")
ENGLAND = Calendar(england(2026, 2027))
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR")
EVERY_DAY = (*WEEKDAYS, "SA", "SU")


def schedule(byday, opens="09:00", closes="17:00", **more):
    return Schedule(byday=byday, opens_at=opens, closes_at=closes, **more)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def label(when, *schedules, known=ENGLAND, places=()):
    return opening.state(schedules, at(when), known, places).label


def test_a_service_without_times_is_never_called_open_or_closed():
    assert opening.state((), at("2026-11-23T10:00"), ENGLAND) is None


def test_it_is_open_from_the_minute_it_opens_until_the_minute_it_closes():
    office = schedule(WEEKDAYS)
    assert label("2026-11-23T08:59", office) == "Opens today at 9am"
    assert label("2026-11-23T09:00", office) == "Open now until 5pm"
    assert label("2026-11-23T16:59", office) == "Open now until 5pm"
    assert label("2026-11-23T17:00", office) == "Opens tomorrow at 9am"


def test_on_a_friday_evening_it_says_when_monday_opens():
    assert label("2026-11-20T18:00", schedule(WEEKDAYS)) == "Opens Monday at 9am"


def test_a_week_away_it_gives_the_date():
    monthly = schedule(("1TU",), "10:00", "11:30", freq="monthly")
    assert label("2026-11-21T18:00", monthly) == "Opens 1 December at 10am"
    assert label("2026-12-21T18:00", monthly) == "Opens 5 January 2027 at 10am"


def test_the_last_friday_is_the_last_whether_it_is_the_fourth_or_fifth():
    last = schedule(("-1FR",), freq="monthly")
    assert label("2026-11-24T18:00", last) == "Opens Friday at 9am"
    assert label("2026-10-30T10:00", last) == "Open now until 5pm"


def test_a_line_that_never_closes_is_open_day_and_night():
    line = schedule(EVERY_DAY, "00:00", "24:00", channel="phone")
    assert label("2026-12-25T03:00", line) == "Phone line open now, day and night"


def test_hours_past_midnight_belong_to_the_evening_they_began():
    late = schedule(("SA",), "22:00", "02:00", closes_next_day=True)
    assert label("2026-11-22T01:30", late) == "Open now until 2am"
    assert label("2026-11-21T01:30", late) == "Opens today at 10pm"


def test_a_chat_and_a_phone_line_are_named_apart():
    line = schedule(WEEKDAYS, "09:00", "12:00", channel="phone")
    chat = schedule(WEEKDAYS, "12:00", "20:00", channel="webchat")
    assert label("2026-11-23T10:00", line, chat) == "Phone line open now until midday"
    assert label("2026-11-23T13:00", line, chat) == "Online chat open now until 8pm"


def test_it_is_closed_on_a_bank_holiday_that_it_keeps():
    office = schedule(WEEKDAYS, closed_on_bank_holidays=True)
    assert label("2026-12-24T18:00", office) == "Opens Tuesday at 9am"


def test_a_bank_holiday_it_says_nothing_of_is_told_as_doubt():
    words = "Open now until 5pm (bank holiday: check first)"
    assert label("2026-12-25T10:00", schedule(WEEKDAYS)) == words


def test_boxing_day_on_a_saturday_is_kept_on_the_monday():
    assert date(2026, 12, 28) in england(2026, 2026)


def test_term_time_only_is_not_called_open_while_no_terms_are_known():
    session = schedule(("MO",), term_time_only=True)
    assert label("2026-11-23T10:00", session) == "In term time only"
    terms = Calendar(terms=((date(2026, 11, 2), date(2026, 12, 18)),))
    assert label("2026-11-23T10:00", session, known=terms) == "Open now until 5pm"
    assert label("2026-12-21T10:00", session, known=terms) == "In term time only"


def test_by_appointment_is_not_called_open():
    assert label("2026-11-23T10:00", schedule(WEEKDAYS, by_appointment=True)) == "By appointment"


def test_every_other_week_is_counted_from_its_first_day():
    fortnightly = schedule(("MO",), interval=2, dtstart="2026-11-16")
    assert label("2026-11-23T10:00", fortnightly) == "Opens 30 November at 9am"
    assert label("2026-11-30T10:00", fortnightly) == "Open now until 5pm"


def test_a_session_is_open_only_between_its_dates():
    summer = schedule(WEEKDAYS, valid_from="2026-07", valid_to="2026-08")
    assert label("2026-08-31T10:00", summer, known=Calendar()) == "Open now until 5pm"
    assert label("2026-09-01T10:00", summer, known=Calendar()) == "Closed now"
    assert label("2026-06-30T10:00", summer, known=Calendar()) == "Opens tomorrow at 9am"


def test_of_several_places_it_names_the_one_that_is_open():
    lye, dudley = schedule(("MO",)), schedule(("TU",))
    words = label("2026-11-23T10:00", lye, dudley, places=("Lye Library", "Dudley Library"))
    assert words == "Open now until 5pm, at Lye Library"


def test_hours_that_follow_without_a_gap_are_one():
    morning, afternoon = schedule(("MO",), "09:00", "12:00"), schedule(("MO",), "12:00", "17:00")
    assert label("2026-11-23T10:00", morning, afternoon) == "Open now until 5pm"


@pytest.mark.parametrize(
    ("instant", "is_open"),
    [
        ("2026-10-25T00:14", False),
        ("2026-10-25T00:15", True),  # 1:15 the first time round
        ("2026-10-25T00:44", True),
        ("2026-10-25T00:45", False),
        ("2026-10-25T01:20", False),  # 1:20 the second time round
    ],
)
def test_an_hour_the_clocks_repeat_is_open_only_the_first_time_round(instant, is_open):
    night = schedule(("SU",), "01:15", "01:45")
    now = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert opening.state([night], now, Calendar()).open is is_open


def test_hours_across_the_spring_change_are_an_hour_shorter():
    night = schedule(("SA",), "22:00", "06:00", closes_next_day=True)
    (one,) = opening.sessions([night], date(2026, 3, 28), date(2026, 3, 28), Calendar())
    assert (one.closes - one.opens).total_seconds() == 7 * 3600


def test_evening_weekend_and_today_ask_what_families_mean():
    late = schedule(("TH",), "16:00", "20:00")
    thursday_noon = at("2026-11-26T12:00")
    assert opening.fits([late], "evening", thursday_noon, ENGLAND)
    assert opening.fits([late], "today", thursday_noon, ENGLAND)
    assert not opening.fits([late], "now", thursday_noon, ENGLAND)
    assert not opening.fits([late], "weekend", thursday_noon, ENGLAND)
    assert not opening.fits([late], "today", at("2026-11-26T20:00"), ENGLAND)
    assert not opening.fits(
        [schedule(WEEKDAYS, "09:00", "18:00")], "evening", thursday_noon, ENGLAND
    )


def test_every_other_week_without_a_first_day_is_a_mistake_told():
    with pytest.raises(ValidationError, match="counted from a first day"):
        schedule(("MO",), interval=2)
