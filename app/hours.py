"""Opening times in words: in English as the GOV.UK style guide writes them, `9am to 4:30pm`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time as time_of_day

from babel.lists import format_list

from app.languages import ENGLISH, spoken
from app.languages import gettext as _
from app.languages import marked as N_
from app.model.schedule import Schedule

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
CHANNELS = {
    "phone": N_("Phone line"),
    "webchat": N_("Online chat"),
    "text": N_("Text line"),
    "email": N_("Email"),
}
ORDINALS = {
    "1": N_("first %(day)s"),
    "2": N_("second %(day)s"),
    "3": N_("third %(day)s"),
    "4": N_("fourth %(day)s"),
    "5": N_("fifth %(day)s"),
    "-1": N_("last %(day)s"),
}


def clock(time: str) -> str:
    """Write a time of day: `09:00` as `9am`, `16:30` as `4:30pm`, `12:00` as `midday`."""
    if spoken() != ENGLISH:
        return spoken().clock(time_of_day(int(time[:2]) % 24, int(time[3:])))
    if time in ("00:00", "24:00"):
        return "midnight"
    if time == "12:00":
        return "midday"
    hour, minute = int(time[:2]), time[3:]
    minutes = "" if minute == "00" else f":{minute}"
    return f"{hour % 12 or 12}{minutes}{'am' if hour < 12 else 'pm'}"


def name(byday: str) -> str:
    """Name a day of the week: `MO` is `Monday`."""
    return spoken().weekday(DAYS.index(byday))


def days(byday: Sequence[str]) -> str:
    """Write weekdays: `Monday to Friday`, `Tuesday and Thursday`, `every day`."""
    numbers = sorted(DAYS.index(day) for day in byday)
    if len(numbers) == 7:
        return _("every day")
    names = [spoken().weekday(number) for number in numbers]
    if len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return _("%(first)s to %(last)s", first=names[0], last=names[-1])
    return joined(names)


def monthly(byday: Sequence[str]) -> str:
    """Write days of a month: `first Tuesday of the month`."""
    words = [_(ORDINALS[day[:-2]], day=name(day[-2:])) for day in byday]
    return _("%(days)s of the month", days=joined(words))


def joined(words: Sequence[str]) -> str:
    """Join words as people do: `a`, `a and b`, `a, b and c`."""
    return format_list(words, locale=spoken().locale)


def all_hours(schedule: Schedule) -> bool:
    """Whether something never closes."""
    whole_day = (schedule.opens_at, schedule.closes_at) == ("00:00", "24:00")
    return whole_day and len(set(schedule.byday)) == 7 and schedule.freq == "weekly"


def sentence(schedule: Schedule) -> str:
    """Write a whole pattern: `Monday to Friday, 9am to midday (closed on bank holidays)`."""
    text = _("24 hours a day, every day") if all_hours(schedule) else _pattern(schedule)
    notes = [
        note
        for given, note in (
            (schedule.term_time_only, _("term time only")),
            (schedule.closed_on_bank_holidays, _("closed on bank holidays")),
            (schedule.by_appointment, _("by appointment")),
        )
        if given
    ]
    return _("%(times)s (%(notes)s)", times=text, notes=_(", ").join(notes)) if notes else text


def _pattern(schedule: Schedule) -> str:
    when = monthly(schedule.byday) if schedule.freq == "monthly" else days(schedule.byday)
    if schedule.interval == 2:
        when = _("every other week: %(days)s", days=when)
    opens, closes = clock(schedule.opens_at), clock(schedule.closes_at)
    text = _("%(days)s, %(opens)s to %(closes)s", days=when, opens=opens, closes=closes)
    return f"{text[0].upper()}{text[1:]}"
