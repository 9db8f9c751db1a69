"""What is open at an instant, and what is said of it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from app import opening
from app.model.schedule import Schedule
from app.model.site import Term
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


def test_up_to_six_days_away_it_names_the_day():
    wednesday = schedule(("WE",))
    assert label("2026-11-23T18:00", wednesday) == "Opens Wednesday at 9am"
    assert label("2026-11-19T18:00", wednesday) == "Opens Wednesday at 9am"
    assert label("2026-11-18T18:00", wednesday) == "Opens 25 November at 9am"


def test_the_last_friday_is_the_last_whether_it_is_the_fourth_or_fifth():
    last = schedule(("-1FR",), freq="monthly")
    assert label("2026-11-24T18:00", last) == "Opens Friday at 9am"
    assert label("2026-10-30T10:00", last) == "Open now until 5pm"


def test_a_line_that_never_closes_is_open_day_and_night():
    line = schedule(EVERY_DAY, "00:00", "24:00", channel="phone")
    assert label("2026-12-25T03:00", line) == "Phone line open now, day and night"


def test_a_day_or_more_ahead_it_says_which_day_it_closes():
    day = schedule(("MO",), "09:00", "09:00", closes_next_day=True)
    for moment in ("2026-11-23T09:00", "2026-11-23T09:00:59.9"):
        assert label(moment, day) == "Open now until 9am on Tuesday"
    assert label("2026-11-23T09:01", day) == "Open now until 9am"


def test_a_week_without_a_gap_is_day_and_night():
    week = schedule(EVERY_DAY, "00:00", "24:00", valid_to="2026-11-29")
    assert label("2026-11-23T00:00", week) == "Open now, day and night"
    assert label("2026-11-23T00:01", week) == "Open now until midnight on Monday"


def test_hours_past_midnight_belong_to_the_evening_they_began():
    late = schedule(("SA",), "22:00", "02:00", closes_next_day=True)
    assert label("2026-11-22T01:30", late) == "Open now until 2am"
    assert label("2026-11-21T01:30", late) == "Opens today at 10pm"


def test_a_chat_and_a_phone_line_are_named_apart():
    line = schedule(WEEKDAYS, "09:00", "12:00", channel="phone")
    chat = schedule(WEEKDAYS, "12:00", "20:00", channel="webchat")
    assert label("2026-11-23T10:00", line, chat) == "Phone line open now until midday"
    assert label("2026-11-23T13:00", line, chat) == "Online chat open now until 8pm"


def test_of_two_channels_that_open_together_the_first_named_is_told():
    line = schedule(WEEKDAYS, "09:00", "17:00", channel="phone")
    chat = schedule(WEEKDAYS, "09:00", "12:00", channel="webchat")
    for moment in ("2026-11-23T09:00", "2026-11-23T10:00"):
        assert label(moment, line, chat) == "Phone line open now until 5pm"
        assert label(moment, chat, line) == "Online chat open now until midday"


def test_it_is_closed_on_a_bank_holiday_that_it_keeps():
    office = schedule(WEEKDAYS, closed_on_bank_holidays=True)
    assert label("2026-12-24T18:00", office) == "Opens Tuesday at 9am"


def test_a_bank_holiday_it_says_nothing_of_is_told_as_doubt():
    words = "Open now until 5pm (bank holiday: check first)"
    assert label("2026-12-25T10:00", schedule(WEEKDAYS)) == words


def test_boxing_day_on_a_saturday_is_kept_on_the_monday():
    assert date(2026, 12, 28) in england(2026, 2026)


def test_bank_holidays_are_those_of_england_in_the_years_asked_for():
    both = england(2026, 2027)
    assert {day.year for day in both} == {2026, 2027}
    assert date(2026, 4, 6) in both  # Easter Monday: not in Scotland
    assert not {date(2026, 1, 2), date(2026, 3, 17), date(2026, 7, 13)} & both  # elsewhere only


def test_a_term_holds_its_first_and_its_last_day():
    term = Calendar(terms=((date(2026, 11, 2), date(2026, 12, 18)),))
    session = schedule(EVERY_DAY, term_time_only=True)
    given = opening.sessions([session], date(2026, 10, 1), date(2027, 1, 31), term)
    days = [one.day for one in given]
    assert (days[0], days[-1], len(days)) == (date(2026, 11, 2), date(2026, 12, 18), 47)


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


def test_every_other_week_is_a_week_from_monday_to_sunday():
    fortnightly = schedule(("MO", "WE"), interval=2, dtstart="2026-11-18")
    given = opening.sessions([fortnightly], date(2026, 11, 16), date(2026, 12, 6), Calendar())
    assert [one.day.day for one in given] == [18, 30, 2]


@pytest.mark.parametrize(
    ("part", "first", "last"),
    [
        ("2028", date(2028, 1, 1), date(2028, 12, 31)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2028-12", date(2028, 12, 1), date(2028, 12, 31)),
        ("2028-02-03", date(2028, 2, 3), date(2028, 2, 3)),
    ],
)
def test_a_part_of_a_date_holds_all_its_days(part, first, last):
    daily = schedule(EVERY_DAY, valid_from=part, valid_to=part)
    given = opening.sessions([daily], date(2027, 1, 1), date(2029, 12, 31), Calendar())
    days = [one.day for one in given]
    assert (days[0], days[-1]) == (first, last)


def test_what_is_over_for_good_is_closed_and_not_open_today():
    over = schedule(WEEKDAYS, valid_to="2025")
    found = opening.state([over], at("2026-11-23T10:00"), ENGLAND)
    assert found == opening.State(False, "Closed now", False)


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


def test_hours_that_the_spring_change_swallows_are_none():
    night = schedule(("SU",), "01:30", "02:30")
    swallowed = opening.sessions([night], date(2026, 3, 29), date(2026, 3, 29), Calendar())
    assert list(swallowed) == []


def test_the_day_is_the_one_in_london_wherever_the_machine_stands():
    """In summer, half past eleven at night in UTC is the next day here."""
    now = datetime(2026, 7, 4, 23, 30, tzinfo=UTC)
    sunday = schedule(("SU",))
    assert opening.state([sunday], now, Calendar()).label == "Opens today at 9am"
    last_saturday = schedule(("SA",), valid_to="2026-07-04")
    assert not opening.fits([last_saturday], "weekend", now, Calendar())
    after_midnight = schedule(("SU",), "00:45", "01:00")
    assert opening.fits([after_midnight], "today", now, Calendar())
    half_past_six = schedule(("MO",), "10:00", "18:30")
    assert opening.fits([half_past_six], "evening", now, Calendar())


def test_later_today_is_not_tomorrow_morning():
    now = datetime(2026, 7, 3, 22, 30, tzinfo=UTC)
    assert not opening.state([schedule(("SA",), "00:30", "03:00")], now, Calendar()).today


def test_saturday_and_sunday_are_the_weekend():
    monday = at("2026-11-23T12:00")
    weekend = {
        day for day in EVERY_DAY if opening.fits([schedule((day,))], "weekend", monday, ENGLAND)
    }
    assert weekend == {"SA", "SU"}


def test_evenings_by_appointment_or_in_term_are_evenings_but_bank_holidays_kept_are_not():
    monday = at("2026-11-23T12:00")
    for more in ({"by_appointment": True}, {"term_time_only": True}):
        assert opening.fits([schedule(("WE",), closes="20:00", **more)], "evening", monday, ENGLAND)
    christmas = {"closes": "20:00", "valid_from": "2026-12-25", "valid_to": "2026-12-25"}
    assert opening.fits([schedule(("FR",), **christmas)], "evening", monday, ENGLAND)
    kept = schedule(("FR",), **christmas, closed_on_bank_holidays=True)
    assert not opening.fits([kept], "evening", monday, ENGLAND)


def test_the_browser_is_given_only_what_differs_from_the_usual():
    plain = schedule(("MO",), description="In the hall", location="hall")
    assert opening.row(plain) == {"byday": ("MO",), "opens_at": "09:00", "closes_at": "17:00"}
    chat = schedule(("MO",), channel="webchat", interval=2, dtstart="2026-11-16")
    assert opening.row(chat, "Lye Library") == {
        **opening.row(plain),
        "channel": "webchat",
        "interval": 2,
        "dtstart": "2026-11-16",
        "at": "Lye Library",
    }


def test_evening_weekend_and_today_ask_what_families_mean():
    late = schedule(("TH",), "16:00", "20:00")
    thursday_noon = at("2026-11-26T12:00")
    assert opening.fits([late], "evening", thursday_noon, ENGLAND)
    assert opening.fits([late], "today", thursday_noon, ENGLAND)
    assert opening.fits([late], "now", at("2026-11-26T16:00"), ENGLAND)
    assert not opening.fits([late], "now", thursday_noon, ENGLAND)
    assert not opening.fits([late], "weekend", thursday_noon, ENGLAND)
    assert not opening.fits([late], "today", at("2026-11-26T20:00"), ENGLAND)
    assert not opening.fits(
        [schedule(WEEKDAYS, "09:00", "18:00")], "evening", thursday_noon, ENGLAND
    )


def test_every_other_week_without_a_first_day_is_a_mistake_told():
    with pytest.raises(ValidationError, match="counted from a first day"):
        schedule(("MO",), interval=2)


def test_a_calendar_holds_the_terms_and_the_holidays_of_the_year_before_to_three_years_on():
    known = opening.calendar((Term(first="2026-09-01", last="2026-10-23"),), 2026)
    assert known.terms == ((date(2026, 9, 1), date(2026, 10, 23)),)
    assert {day.year for day in known.bank_holidays} == {2025, 2026, 2027, 2028, 2029}
    assert date(2026, 12, 25) in known.bank_holidays
