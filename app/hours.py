"""Opening times in words, as the GOV.UK style guide writes them: `9am to 4:30pm`."""

from __future__ import annotations

from collections.abc import Sequence

from app.model import Schedule

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
CHANNELS = {"phone": "Phone line", "webchat": "Online chat", "text": "Text line", "email": "Email"}
ORDINALS = {"1": "first", "2": "second", "3": "third", "4": "fourth", "5": "fifth", "-1": "last"}


def clock(time: str) -> str:
    """Write a time of day: `09:00` as `9am`, `16:30` as `4:30pm`, `12:00` as `midday`."""
    if time in ("00:00", "24:00"):
        return "midnight"
    if time == "12:00":
        return "midday"
    hour, minute = int(time[:2]), time[3:]
    minutes = "" if minute == "00" else f":{minute}"
    return f"{hour % 12 or 12}{minutes}{'am' if hour < 12 else 'pm'}"


def days(byday: Sequence[str]) -> str:
    """Write weekdays: `Monday to Friday`, `Tuesday and Thursday`, `every day`."""
    numbers = sorted(DAYS.index(day) for day in byday)
    if len(numbers) == 7:
        return "every day"
    if len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"{NAMES[numbers[0]]} to {NAMES[numbers[-1]]}"
    return joined([NAMES[number] for number in numbers])


def monthly(byday: Sequence[str]) -> str:
    """Write days of a month: `first Tuesday of the month`."""
    words = [f"{ORDINALS[day[:-2]]} {NAMES[DAYS.index(day[-2:])]}" for day in byday]
    return f"{joined(words)} of the month"


def joined(words: Sequence[str]) -> str:
    """Join words as people do: `a`, `a and b`, `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def all_hours(schedule: Schedule) -> bool:
    """Whether something never closes."""
    whole_day = (schedule.opens_at, schedule.closes_at) == ("00:00", "24:00")
    return whole_day and len(set(schedule.byday)) == 7 and schedule.freq == "weekly"


def sentence(schedule: Schedule) -> str:
    """Write a whole pattern: `Monday to Friday, 9am to midday (closed on bank holidays)`."""
    if all_hours(schedule):
        text = "24 hours a day, every day"
    else:
        when = monthly(schedule.byday) if schedule.freq == "monthly" else days(schedule.byday)
        if schedule.interval == 2:
            when = f"Every other week: {when}"
        times = f"{clock(schedule.opens_at)} to {clock(schedule.closes_at)}"
        text = f"{when[0].upper()}{when[1:]}, {times}"
    notes = [
        note
        for given, note in (
            (schedule.term_time_only, "term time only"),
            (schedule.closed_on_bank_holidays, "closed on bank holidays"),
            (schedule.by_appointment, "by appointment"),
        )
        if given
    ]
    return f"{text} ({', '.join(notes)})" if notes else text
