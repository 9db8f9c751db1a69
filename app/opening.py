"""When something is open: now, today, next, in the evening, at the weekend.

Hours are those of the clock on the wall in London. Where a clock change skips or repeats an hour,
times are read as RFC 5545 says: a skipped time by the clock before the change, a repeated one the
first time round. The browser reckons the same way (assets/near/opening.js); a test compares them.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import takewhile
from typing import Any, Literal
from zoneinfo import ZoneInfo

import holidays
from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

from app.hours import CHANNELS, DAYS, all_hours, clock
from app.languages import gettext as _
from app.languages import isolated, spoken
from app.languages import marked as N_
from app.model.schedule import Schedule
from app.model.site import Term
from app.model.values import first_day, last_day

LONDON = ZoneInfo("Europe/London")
DAY = timedelta(days=1)
# A session may begin a day or more before it ends; the next may be a year of months away.
BEHIND, AHEAD = 2, 400
# What "in the evening" and "at the weekend" look through: long enough for any monthly session.
SOON = 35
EVENING = time(18)
A_WEEK = timedelta(days=7)

When = Literal["now", "today", "evening", "weekend"]

# What is said of a service, and what is said of one of its channels.
Words = tuple[str, str]
OPEN_ALWAYS = N_("Open now, day and night"), N_("%(channel)s open now, day and night")
OPEN_UNTIL = N_("Open now until %(time)s"), N_("%(channel)s open now until %(time)s")
OPEN_UNTIL_DAY = (
    N_("Open now until %(time)s on %(day)s"),
    N_("%(channel)s open now until %(time)s on %(day)s"),
)
OPENS_TODAY = N_("Opens today at %(time)s"), N_("%(channel)s opens today at %(time)s")
OPENS_TOMORROW = N_("Opens tomorrow at %(time)s"), N_("%(channel)s opens tomorrow at %(time)s")
OPENS_DAY = N_("Opens %(day)s at %(time)s"), N_("%(channel)s opens %(day)s at %(time)s")
OPENS_DATE = N_("Opens %(date)s at %(time)s"), N_("%(channel)s opens %(date)s at %(time)s")


@dataclass(frozen=True)
class Calendar:
    """Days that change what is open: bank holidays, and school terms where they are known."""

    bank_holidays: frozenset[date] = frozenset()
    terms: tuple[tuple[date, date], ...] = ()

    def in_term(self, day: date) -> bool:
        """Whether a day lies in a term we know of."""
        return any(first <= day <= last for first, last in self.terms)


def england(first_year: int, last_year: int) -> frozenset[date]:
    """The bank holidays of England in some years, moved and extra days included."""
    years = range(first_year, last_year + 1)
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=years))


@lru_cache(maxsize=8)
def calendar(terms: tuple[Term, ...], year: int) -> Calendar:
    """The calendar around a year, for as long as a frozen page may be read."""
    known = ((date.fromisoformat(t.first), date.fromisoformat(t.last)) for t in terms)
    return Calendar(england(year - 1, year + 3), tuple(known))


@dataclass(frozen=True, order=True)
class Session:
    """One stretch of opening, as instants; `row` is its schedule's place in the list."""

    opens: datetime
    closes: datetime
    row: int
    day: date = field(compare=False)


@dataclass(frozen=True)
class State:
    """Whether something is open at an instant, and the words that say so."""

    open: bool
    label: str
    today: bool


# --- sessions -----------------------------------------------------------------------------------


def sessions(
    schedules: Sequence[Schedule], first: date, last: date, known: Calendar, *, sure: bool = True
) -> Iterator[Session]:
    """Give the sessions that begin from one day to another, in the order they begin.

    When `sure`, only those anybody may come to: not by appointment, and in a term we know of.
    """
    rows = (
        _of_one(schedule, row, first, last, known, sure) for row, schedule in enumerate(schedules)
    )
    return heapq.merge(*rows)


def _of_one(
    schedule: Schedule, row: int, first: date, last: date, known: Calendar, sure: bool
) -> Iterator[Session]:
    if sure and schedule.by_appointment:
        return
    for day in days(schedule, first, last):
        closed = schedule.closed_on_bank_holidays and day in known.bank_holidays
        term_unsure = schedule.term_time_only and (sure or known.terms) and not known.in_term(day)
        if not closed and not term_unsure:
            opens, closes = _instants(schedule, day)
            if opens < closes:
                yield Session(opens, closes, row, day)


def days(schedule: Schedule, first: date, last: date) -> Iterator[date]:
    """Give the days a pattern falls on, from one day to another."""
    start = max([first, *(first_day(d) for d in (schedule.dtstart, schedule.valid_from) if d)])
    end = min([last, *([last_day(schedule.valid_to)] if schedule.valid_to else [])])
    counted_from = first_day(schedule.dtstart or "") if schedule.interval > 1 else start
    pattern = _pattern(schedule.freq, schedule.interval, schedule.byday, counted_from)
    for moment in takewhile(lambda found: found.date() <= end, pattern):
        if moment.date() >= start:
            yield moment.date()


@lru_cache(maxsize=256)
def _pattern(freq: str, interval: int, byday: tuple[str, ...], first: date) -> rrule:
    """The days of a pattern, which many services share; it remembers those it has reckoned."""
    return rrule(
        MONTHLY if freq == "monthly" else WEEKLY,
        dtstart=datetime.combine(first, time()),
        interval=interval,
        byweekday=[_weekday(day) for day in byday],
        wkst=0,
        cache=True,
    )


def _weekday(byday: str) -> weekday:
    ordinal = byday[:-2]
    return weekday(DAYS.index(byday[-2:]), int(ordinal) if ordinal else None)


def _instants(schedule: Schedule, day: date) -> tuple[datetime, datetime]:
    next_day = day + DAY if schedule.closes_next_day else day
    return _instant(day, schedule.opens_at), _instant(next_day, schedule.closes_at)


def _instant(day: date, at: str) -> datetime:
    """Turn a wall-clock time of a day into an instant; 24:00 is the next day's midnight."""
    if at == "24:00":
        day, at = day + DAY, "00:00"
    return datetime.combine(day, time.fromisoformat(at), LONDON).astimezone(UTC)


# --- at an instant ------------------------------------------------------------------------------


def state(
    schedules: Sequence[Schedule],
    now: datetime,
    known: Calendar,
    places: Sequence[str] = (),
) -> State | None:
    """Say whether something is open; None when its times are not known.

    `places` names where each schedule is, for services that have several places.
    """
    if not schedules:
        return None
    now = now.astimezone(UTC).replace(second=0, microsecond=0)
    today = now.astimezone(LONDON).date()
    coming = sessions(schedules, today - BEHIND * DAY, today + AHEAD * DAY, known)
    ahead: list[Session] = []
    for session in coming:
        if session.closes > now:
            ahead.append(session)
        if session.opens > now:
            break
    running = [session for session in ahead if session.opens <= now]
    still_today = any(one.opens.astimezone(LONDON).date() <= today for one in ahead)
    if running:
        chosen = min(running, key=lambda one: one.row)
        label = _open_label(schedules, chosen, coming, ahead, now)
    elif ahead:
        chosen, label = ahead[0], _opens_label(schedules[ahead[0].row], ahead[0], today)
    else:
        return State(False, _closed_label(schedules), False)
    place = places[chosen.row] if places and places[chosen.row] else ""
    return State(bool(running), _doubted(schedules, chosen, known, _at(place, label)), still_today)


def _open_label(
    schedules: Sequence[Schedule],
    chosen: Session,
    coming: Iterator[Session],
    ahead: list[Session],
    now: datetime,
) -> str:
    until = _until(schedules, chosen, [*ahead, *_near(coming, now)])
    local = until.astimezone(LONDON)
    values = {"time": _time(local)}
    if until - now >= A_WEEK:
        words = OPEN_ALWAYS
    elif until - now < DAY:
        words = OPEN_UNTIL
    else:
        words = OPEN_UNTIL_DAY
        values["day"] = spoken().weekday(local.weekday())
    return _said(schedules[chosen.row], words, values)


def _near(coming: Iterator[Session], now: datetime) -> Iterator[Session]:
    """The sessions of the coming week, to see how far opening goes on."""
    return takewhile(lambda session: session.opens <= now + A_WEEK, coming)


def _until(
    schedules: Sequence[Schedule], chosen: Session, following: Iterable[Session]
) -> datetime:
    """When a session ends, or those that follow it without a gap in the same channel."""
    until, channel = chosen.closes, schedules[chosen.row].channel
    for session in following:
        if session.opens <= until and schedules[session.row].channel == channel:
            until = max(until, session.closes)
    return until


def _opens_label(schedule: Schedule, session: Session, today: date) -> str:
    """Say when it opens, naming the day as people do: today, tomorrow, Monday, 12 January."""
    local = session.opens.astimezone(LONDON)
    day = local.date()
    away = (day - today).days
    values = {"time": _time(local)}
    if away < 2:
        words = (OPENS_TODAY, OPENS_TOMORROW)[away]
    elif away < 7:
        words = OPENS_DAY
        values["day"] = spoken().weekday(day.weekday())
    else:
        words = OPENS_DATE
        values["date"] = spoken().dated(day, year=day.year != today.year)
    return _said(schedule, words, values)


def _said(schedule: Schedule, words: Words, values: dict[str, str]) -> str:
    """Say something of a service, or of the one channel that a schedule is for."""
    channel = CHANNELS.get(schedule.channel or "")
    return _(words[1], channel=_(channel), **values) if channel else _(words[0], **values)


def _time(local: datetime) -> str:
    return clock(local.strftime("%H:%M"))


def _closed_label(schedules: Sequence[Schedule]) -> str:
    if any(schedule.by_appointment for schedule in schedules):
        return _("By appointment")
    if any(schedule.term_time_only for schedule in schedules):
        return _("In term time only")
    return _("Closed now")


def _at(place: str, state: str) -> str:
    return _("%(state)s, at %(place)s", state=state, place=isolated(place)) if place else state


def _doubted(schedules: Sequence[Schedule], session: Session, known: Calendar, state: str) -> str:
    """Warn where a pattern says nothing of bank holidays and the day is one."""
    if session.day not in known.bank_holidays or all_hours(schedules[session.row]):
        return state
    return _("%(state)s (bank holiday: check first)", state=state)


# --- the questions of filters -------------------------------------------------------------------


def fits(schedules: Sequence[Schedule], when: When, now: datetime, known: Calendar) -> bool:
    """Whether something is open now, later today, in the evening or at the weekend."""
    if when in ("now", "today"):
        found = state(schedules, now, known)
        return found is not None and (found.open if when == "now" else found.today)
    today = now.astimezone(LONDON).date()
    soon = sessions(schedules, today, today + SOON * DAY, known, sure=False)
    return any(_in_evening(one) if when == "evening" else _at_weekend(one) for one in soon)


def _in_evening(session: Session) -> bool:
    """Whether a session goes on past six."""
    six = datetime.combine(session.day, EVENING, LONDON)
    return session.closes > six.astimezone(UTC)


def _at_weekend(session: Session) -> bool:
    return session.day.weekday() >= 5


# --- for the browser ----------------------------------------------------------------------------


def row(schedule: Schedule, place: str = "") -> dict[str, Any]:
    """Give a schedule as the browser reads it: what differs from the usual, and its place."""
    shown = schedule.model_dump(exclude_defaults=True, exclude={"description", "location"})
    return shown | ({"at": place} if place else {})
