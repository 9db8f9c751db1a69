"""The browser's answers on opening times equal Python's, whatever the schedule and the instant."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import hours, opening
from app.languages import ENGLISH, all_in, speak
from app.model.schedule import Schedule
from app.opening import Calendar, england
from app.settings import ROOT
from tests.browser_side import browser_side
from tests.languages.brackets import in_brackets

HOLIDAYS = england(2024, 2029)
CLOCK_CHANGES = [
    *(datetime(2026, 3, 29, 1), datetime(2026, 10, 25, 1)),
    *(datetime(2027, 3, 28, 1), datetime(2027, 10, 31, 1)),
]
dates = st.dates(date(2026, 1, 1), date(2027, 12, 31))
times = st.one_of(
    st.integers(0, 24 * 12 - 1).map(lambda n: f"{n // 12:02}:{n % 12 * 5:02}"),
    st.sampled_from(["00:00", "00:30", "01:00", "01:15", "01:30", "01:45", "02:00", "12:00"]),
)
instants = st.one_of(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
    st.builds(
        lambda change, minutes: change + timedelta(minutes=minutes),
        st.sampled_from(CLOCK_CHANGES),
        st.integers(-36 * 60, 36 * 60),
    ),
).map(lambda moment: moment.replace(tzinfo=UTC))


@st.composite
def schedules(draw):
    monthly = draw(st.booleans())
    names = st.sampled_from(hours.DAYS)
    ordinals = st.sampled_from(list(hours.ORDINALS))
    byday = st.builds("{}{}".format, ordinals, names) if monthly else names
    opens, closes = draw(times), draw(st.one_of(times, st.just("24:00")))
    interval = draw(st.sampled_from([1, 1, 1, 2, 3]))
    some_date = st.none() | dates.map(str) | dates.map(lambda d: str(d)[:7])
    return Schedule(
        freq="monthly" if monthly else "weekly",
        byday=draw(st.lists(byday, min_size=1, max_size=7, unique=True)),
        opens_at=opens,
        closes_at=closes,
        closes_next_day=closes <= opens or draw(st.sampled_from([False, False, True])),
        interval=interval,
        dtstart=str(draw(dates)) if interval > 1 else draw(st.none() | some_date),
        valid_from=draw(some_date),
        valid_to=draw(some_date),
        term_time_only=draw(st.booleans()),
        closed_on_bank_holidays=draw(st.booleans()),
        by_appointment=draw(st.sampled_from([False, False, False, True])),
        channel=draw(st.sampled_from([None, None, "phone", "webchat"])),
    )


@pytest.fixture(scope="module")
def browser():
    with browser_side() as side:
        yield side


def asked(rows, now, known):
    minute = int(now.timestamp() // 60)
    holidays = sorted(map(str, known.bank_holidays))
    terms = [[str(first), str(last)] for first, last in known.terms]
    return [opening.row(one) for one in rows], minute, holidays, terms


terms = st.lists(
    st.tuples(dates, st.integers(0, 90)).map(lambda t: (t[0], t[0] + timedelta(days=t[1]))),
    max_size=3,
)


@settings(max_examples=700, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(schedules(), min_size=1, max_size=4), st.lists(instants, min_size=4), terms)
def test_open_or_closed_and_the_words_are_the_same_in_the_browser(browser, rows, nows, some_terms):
    known = Calendar(HOLIDAYS, tuple(some_terms))
    for now in nows:
        shown, minute, holidays, ends = asked(rows, now, known)
        here = opening.state(rows, now, known)
        there = browser.ask("state", shown, minute, holidays, ends)
        assert there == {"open": here.open, "label": here.label, "today": here.today}


@pytest.fixture(scope="module", params=["pl", "ur", "ar"])
def pages(request, tmp_path_factory):
    """A language whose messages are its own, letter for letter, and the browser on its pages."""
    language = in_brackets(request.param, tmp_path_factory.mktemp("languages"))
    with browser_side(language) as side:
        yield language, side


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(schedules(), min_size=1, max_size=3), instants)
def test_the_words_are_the_same_in_the_browser_in_another_language(pages, rows, now):
    assert agreed(*pages, rows, now).startswith("⟦")


@pytest.fixture(scope="module", params=sorted(all_in(ROOT / "translations")))
def translated_pages(request):
    language = all_in(ROOT / "translations")[request.param]
    with browser_side(language) as side:
        yield language, side


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(schedules(), min_size=1, max_size=3), instants)
def test_what_translators_wrote_is_the_same_in_the_browser(translated_pages, rows, now):
    assert agreed(*translated_pages, rows, now)


def agreed(language, side, rows, now):
    """The words for opening times in a language, when the browser gives the same."""
    shown, minute, holidays, ends = asked(rows, now, Calendar(HOLIDAYS))
    places = ["Lye Library" for _ in rows]
    speak(language)
    try:
        here = opening.state(rows, now, Calendar(HOLIDAYS), places)
    finally:
        speak(ENGLISH)
    there = side.ask(
        "state", [one | {"at": "Lye Library"} for one in shown], minute, holidays, ends
    )
    assert there == {"open": here.open, "label": here.label, "today": here.today}
    return here.label


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(schedules(), max_size=3),
    instants,
    terms,
    st.sampled_from(["now", "today", "evening", "weekend"]),
)
def test_filters_by_time_are_the_same_in_the_browser(browser, rows, now, some_terms, when):
    known = Calendar(HOLIDAYS, tuple(some_terms))
    shown, minute, holidays, ends = asked(rows, now, known)
    here = opening.fits(rows, when, now, known)
    assert browser.ask("fits", shown, when, minute, holidays, ends) == here


@settings(max_examples=200, deadline=None)
@given(st.lists(schedules(), min_size=1, max_size=3), instants)
def test_label_and_filter_never_disagree(rows, now):
    known = Calendar(HOLIDAYS)
    state = opening.state(rows, now, known)
    assert opening.fits(rows, "now", now, known) == state.open
    assert state.open == ("open now" in state.label.lower())
    assert state.today or not state.open
