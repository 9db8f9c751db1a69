"""A service as files a phone keeps: a contact card (vCard) and its sessions (iCalendar).

Services one may have to look up in secret get neither: a saved contact can be found.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from icalendar import Calendar as Sheet
from icalendar import Event, Timezone, vText
from icalendar.parser import Contentline

from app import addresses, hours
from app.catalogue import Catalogue
from app.model.location import Location
from app.model.schedule import Schedule
from app.model.service import Service
from app.opening import LONDON, Calendar, days, sessions

A_YEAR = timedelta(days=365)
# Both formats share their line and its escapes; the library does not type these two.
_content_line: Any = Contentline
_text: Any = vText


def has_contact(entry: Service) -> bool:
    """Whether there is a card of a service to save."""
    return not entry.discreet and bool(entry.phones or entry.email)


def has_sessions(entry: Service, today: date, known: Calendar) -> bool:
    """Whether a service has a session within a year that anybody may surely come to."""
    return not entry.discreet and any(any(_open_days(one, today, known)) for one in entry.schedules)


def _open_days(schedule: Schedule, today: date, known: Calendar) -> Iterator[date]:
    """The days of a year on which a pattern surely has a session."""
    if _is_session(schedule):
        yield from (found.day for found in sessions([schedule], today, today + A_YEAR, known))


def _is_session(schedule: Schedule) -> bool:
    """Whether a schedule is for going there, not for phoning, and not by appointment."""
    return not (schedule.channel or schedule.by_appointment or hours.all_hours(schedule))


# --- contact cards ------------------------------------------------------------------------------


def contact_card(catalogue: Catalogue, entry: Service, page: str) -> bytes:
    """Make a vCard 3.0 of a service; `page` is the address of its page."""
    body = catalogue.organizations[entry.organization]
    rows = [
        _row("BEGIN", "VCARD"),
        _row("VERSION", "3.0"),
        _row("FN", _escaped(entry.name)),
        _row("N", f"{_escaped(entry.name)};;;;"),
        _row("ORG", _escaped(body.name)),
        *(_row("TEL;TYPE=VOICE", phone.number) for phone in entry.phones),
        *([_row("EMAIL", entry.email)] if entry.email else []),
        *(_row("URL", address) for address in (entry.url, page) if address),
        *(_place(catalogue.locations[slug]) for slug in _places(entry)[:1]),
        _row("NOTE", _escaped(entry.summary)),
        _row("END", "VCARD"),
    ]
    return b"".join(rows)


def _row(name: str, value: str) -> bytes:
    """Write one line, folded at 75 bytes as both formats ask."""
    line: bytes = _content_line(f"{name}:{value}").to_ical()
    return line + b"\r\n"


def _escaped(words: str) -> str:
    text: bytes = _text(words).to_ical()
    return text.decode()


def _place(place: Location) -> bytes:
    street = ", ".join(part for part in (place.address_1, place.address_2) if part)
    parts = ("", "", street, place.city, "", place.postal_code or "", "United Kingdom")
    return _row("ADR;TYPE=WORK", ";".join(map(_escaped, parts)))


def _places(entry: Service) -> tuple[str, ...]:
    return () if entry.confidential_location else entry.locations


# --- sessions -----------------------------------------------------------------------------------


def session_sheet(
    catalogue: Catalogue, entry: Service, page: str, today: date, known: Calendar
) -> bytes:
    """Make an iCalendar of a year of a service's sessions, without the days it is closed."""
    sheet = Sheet()
    sheet.add("prodid", f"-//{catalogue.site.name}//Sessions//EN")
    sheet.add("version", "2.0")
    sheet.add("x-wr-calname", entry.name)
    for number, schedule in enumerate(entry.schedules):
        event = _event(catalogue, entry, schedule, number, today, known)
        if event:
            event.add("url", page)
            sheet.add_component(event)
    body: bytes = sheet.to_ical()
    first_event = b"BEGIN:VEVENT\r\n"
    return body.replace(first_event, _clock_changes(today.year) + first_event, 1)


@lru_cache(maxsize=2)
def _clock_changes(year: int) -> bytes:
    """When London's clocks change around a year of sessions from some day of it, as written."""
    around = date(year, 1, 1), date(year + 2, 1, 1)
    changes: bytes = Timezone.from_tzinfo(LONDON, "Europe/London", *around).to_ical()
    return changes


def _event(
    catalogue: Catalogue,
    entry: Service,
    schedule: Schedule,
    number: int,
    today: date,
    known: Calendar,
) -> Event | None:
    """One pattern as an event that repeats; None if no session of it is sure within a year."""
    open_days = list(_open_days(schedule, today, known))
    if not open_days:
        return None
    first, last = open_days[0], open_days[-1]
    closed = sorted(set(days(schedule, first, last)).difference(open_days))
    event = Event()
    event.add("uid", f"{entry.id}-{number}@{catalogue.site.name.casefold().replace(' ', '-')}")
    event.add("dtstamp", datetime.combine(today, time(), UTC))
    event.add("summary", entry.name)
    event.add("description", f"{entry.summary} {hours.sentence(schedule)}. Check before you go.")
    event.add("dtstart", _at(first, schedule.opens_at))
    ends = first + timedelta(days=1) if schedule.closes_next_day else first
    event.add("dtend", _at(ends, schedule.closes_at))
    event.add("rrule", _rule(schedule, last))
    if closed:
        event.add("exdate", [_at(day, schedule.opens_at) for day in closed])
    place = _place_words(catalogue, entry, schedule)
    if place:
        event.add("location", place)
    return event


def _at(day: date, clock: str) -> datetime:
    """A time on the wall in London; 24:00 is the next day's midnight."""
    if clock == "24:00":
        day, clock = day + timedelta(days=1), "00:00"
    return datetime.combine(day, time.fromisoformat(clock), LONDON)


def _rule(schedule: Schedule, last: date) -> dict[str, Any]:
    until = datetime.combine(last, time(23, 59, 59), LONDON).astimezone(UTC)
    rule = {"freq": schedule.freq, "interval": schedule.interval, "byday": list(schedule.byday)}
    return {**rule, "until": until}


def _place_words(catalogue: Catalogue, entry: Service, schedule: Schedule) -> str:
    slugs = [schedule.location] if schedule.location else list(_places(entry)[:1])
    if entry.confidential_location or not slugs:
        return ""
    place = catalogue.locations[slugs[0]]
    lines = (place.name, place.address_1, place.address_2, place.city, place.postal_code)
    return ", ".join(dict.fromkeys(line for line in lines if line))


def contact_path(slug: str) -> str:
    """Give the path of a service's contact card."""
    return f"{addresses.service(slug)}contact.vcf"


def sessions_path(slug: str) -> str:
    """Give the path of a service's sessions."""
    return f"{addresses.service(slug)}sessions.ics"
