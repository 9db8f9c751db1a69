"""What may be asked of the feed: each parameter once, for reading it and for describing it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

LONGEST = 200
MOST_ON_A_PAGE = 500
USUAL_ON_A_PAGE = 50
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
POSTCODE = r"^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? ?[0-9][A-Za-z]{2}$"
CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"
WHOLE = r"^[0-9]{1,9}$"
NUMBER = r"^-?[0-9]{1,9}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?$"
OLDEST, FARTHEST = 150, 999_999_999


class BadQuestion(ValueError):
    """A parameter that cannot be used; the message is one sentence for whoever asked."""


@dataclass(frozen=True)
class Parameter:
    """One parameter: its name, what it does, its JSON Schema, and how its text becomes a value."""

    name: str
    description: str
    schema: Mapping[str, Any]
    read: Callable[[str], Any]
    advice: str = ""

    def value(self, text: str) -> Any:
        """Turn the text of an address into a value. Raises BadQuestion."""
        if len(text) > LONGEST:
            raise BadQuestion(f"`{self.name}` is longer than {LONGEST} characters.")
        try:
            return self.read(text)
        except ValueError as error:
            raise BadQuestion(f"`{self.name}` cannot be read. {self.advice}") from error


def _matching(pattern: str, then: Callable[[str], Any]) -> Callable[[str], Any]:
    """Read a text that must fit a pattern."""

    def read(text: str) -> Any:
        if not re.fullmatch(pattern.strip("^$"), text, re.ASCII):
            raise ValueError(text)
        return then(text)

    return read


def _whole(least: int) -> Callable[[str], int]:
    def check(text: str) -> int:
        if int(text) < least:
            raise ValueError(text)
        return int(text)

    return _matching(WHOLE, check)


def _number(most: float) -> Callable[[str], float]:
    def check(text: str) -> float:
        if not 0 <= float(text) <= most:
            raise ValueError(text)
        return float(text)

    return _matching(NUMBER, check)


def _day(text: str) -> str:
    if text.upper() not in DAYS:
        raise ValueError(text)
    return text.upper()


def flag(text: str) -> bool:
    """Read true or false."""
    words = {"true": True, "1": True, "false": False, "0": False}
    if text.lower() not in words:
        raise ValueError(text)
    return words[text.lower()]


def _moment(text: str) -> datetime:
    """Read a date or a moment. A plus sign in an address often arrives as a space."""
    plain = re.sub(r"(?<=:\d\d:)60", "59", text.upper())  # Clocks here know no leap second.
    when = datetime.fromisoformat(plain.replace(" ", "+") if "T" in plain else plain)
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _postcode(text: str) -> str:
    bare = re.sub(r"\s", "", text).upper()
    return f"{bare[:-3]} {bare[-3:]}"


def as_typed(text: str) -> str:
    """Read a text as it is."""
    return text


_AGE = {"type": "number", "minimum": 0, "maximum": OLDEST}
WORDS = {"type": "string", "maxLength": LONGEST}
_BOOL = {"type": "boolean"}


PAGING = (
    Parameter(
        "page",
        "Which page, from 1.",
        {"type": "integer", "minimum": 1, "maximum": 999_999_999, "default": 1},
        _whole(1),
        "Use a whole number from 1.",
    ),
    Parameter(
        "per_page",
        f"How many on a page; {MOST_ON_A_PAGE} at most, however many are asked for.",
        {"type": "integer", "minimum": 1, "maximum": 999_999_999, "default": USUAL_ON_A_PAGE},
        _whole(1),
        f"Use a whole number from 1 to {MOST_ON_A_PAGE}.",
    ),
)
FILTERS = (
    Parameter("search", "Words that must all stand in the service's text.", WORDS, as_typed),
    Parameter("taxonomy_term_id", "Services with this term, or one below it.", WORDS, as_typed),
    Parameter("taxonomy_id", "Services with any term of this taxonomy.", WORDS, as_typed),
    Parameter(
        "minimum_age",
        "Services whose minimum_age is at least this, in years.",
        _AGE,
        _number(OLDEST),
        "Use a number of years, such as 11.",
    ),
    Parameter(
        "maximum_age",
        "Services whose maximum_age is at most this, in years.",
        _AGE,
        _number(OLDEST),
        "Use a number of years, such as 18.",
    ),
    Parameter(
        "day",
        "Services open on this day of the week.",
        {"type": "string", "enum": list(DAYS)},
        _day,
        "Use MO, TU, WE, TH, FR, SA or SU.",
    ),
    Parameter(
        "start_time",
        "Services that open at this time or after it.",
        {"type": "string", "pattern": CLOCK},
        _matching(CLOCK, lambda text: text[:5]),
        "Use the 24-hour clock, such as 09:30.",
    ),
    Parameter(
        "end_time",
        "Services that close at this time or before it.",
        {"type": "string", "pattern": CLOCK},
        _matching(CLOCK, lambda text: text[:5]),
        "Use the 24-hour clock, such as 17:00.",
    ),
    Parameter(
        "modified_after",
        "Services changed at this moment or later.",
        {"type": "string", "format": "date-time"},
        _moment,
        "Use a moment such as 2026-11-21T10:30:45Z, or a date.",
    ),
    Parameter("organization_id", "Services of this organization.", WORDS, as_typed),
    Parameter("full", "Whole nested records in the list.", _BOOL, flag, "Use true or false."),
    Parameter(
        "minimal", "Only `id` and `last_modified` of each.", _BOOL, flag, "Use true or false."
    ),
)
NEAR = (
    Parameter(
        "postcode",
        "A UK postcode: services near it, or without `proximity` those that serve it.",
        {"type": "string", "pattern": POSTCODE},
        _matching(POSTCODE, _postcode),
        "Use a full UK postcode, such as DY5 3DY.",
    ),
    Parameter(
        "proximity",
        "How far from the postcode, in metres.",
        {"type": "number", "minimum": 0, "maximum": FARTHEST},
        _number(FARTHEST),
        "Use a number of metres, such as 2000.",
    ),
)


def read(parameters: tuple[Parameter, ...], asked: Mapping[str, str]) -> dict[str, Any]:
    """Read the parameters of an address. Empty and unknown ones count for nothing.

    Raises BadQuestion.
    """
    known = {one.name: one for one in parameters}
    for name, text in asked.items():
        if len(name) + len(text) > LONGEST * 5:
            raise BadQuestion(f"The question is too long: `{name[:40]}`.")
    return {
        name: known[name].value(text.strip())
        for name, text in asked.items()
        if name in known and text.strip()
    }
