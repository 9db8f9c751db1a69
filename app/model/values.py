"""What one value may be: a line, a postcode, a time of day; and what all records share."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import lru_cache
from typing import Annotated, Any
from urllib.parse import urlsplit

import phonenumbers
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

MOST_BRACKETS = 500


class Record(BaseModel):
    """A part of the model: unknown fields are mistakes, and nothing changes once read."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    def model_post_init(self, _: Any) -> None:
        """Share the set of the fields that were given: thousands of records give the same."""
        given = _given(frozenset(self.__pydantic_fields_set__))
        object.__setattr__(self, "__pydantic_fields_set__", given)


# Nothing writes to such a set: records are frozen, and a copy of one has a set of its own.
_given: Callable[[frozenset[str]], set[str]] = lru_cache(maxsize=4096)(set)


def wrong(message: str, advice: str, field: str = "") -> PydanticCustomError:
    """Make an error of two plain sentences: what is wrong, and what to do about which field."""
    told = {"message": message, "advice": advice, "field": field}
    return PydanticCustomError("content", "{message}", told)


def _written(pattern: str, what: str, advice: str) -> AfterValidator:
    """Accept a text that fits a pattern as a whole; say what any other one is not."""

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise wrong(f"{value!r} is not {what}.", advice)
        return value

    return AfterValidator(check)


def _shown_as(pattern: str, *types: str) -> WithJsonSchema:
    """Tell editors the form of a value; the validator beside it gives the sentences."""
    return WithJsonSchema({"type": [*types, "string"] if types else "string", "pattern": pattern})


# --- words --------------------------------------------------------------------------------------


def _paragraphs(value: str) -> str:
    """Refuse what Markdown would take for ever to look through for links."""
    if any(part.count("[") > MOST_BRACKETS for part in re.split(r"\n\s*\n", value)):
        raise wrong(
            f"A paragraph has more than {MOST_BRACKETS} square brackets.",
            "Divide it with an empty line, or take brackets out.",
        )
    return value


Paragraphs = AfterValidator(_paragraphs)
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Body = Annotated[str, StringConstraints(max_length=40_000), Paragraphs]
Line = Annotated[str, StringConstraints(min_length=1, max_length=240, pattern=r"^[^\n]*$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]

# A host reads more into a rule than a path: stars, other sites, a line of its own.
SITE_PATH = r"^/([a-z0-9]+([._-][a-z0-9]+)*/)*$"
SitePath = Annotated[str, StringConstraints(pattern=SITE_PATH)]

LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")]


# --- ways to get in touch -----------------------------------------------------------------------


@lru_cache(maxsize=2**12)
def international(value: str) -> str | None:
    """Write a number as it is dialled from anywhere; None for a short number, or for none."""
    with suppress(phonenumbers.NumberParseException):
        number = phonenumbers.parse(value, "GB")
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None


def _is_short(value: str) -> bool:
    """Whether this is a short number of Great Britain, such as 111."""
    try:
        return phonenumbers.is_valid_short_number(phonenumbers.parse(value, "GB"))
    except phonenumbers.NumberParseException:
        return False


def _dialled(value: str) -> str:
    """Accept a number that can be dialled from Great Britain, in any grouping.

    Relay UK's prefix for textphones, 18001, may stand before it.
    """
    number = value.removeprefix("18001 ")
    if not international(number) and not _is_short(number):
        raise wrong(
            f"{value!r} is not a phone number that works in the UK.",
            "Write it as people dial it, such as 01384 813 096. Other words go in `description`.",
        )
    return value


def _web_address(value: str) -> str:
    """Accept an absolute http or https address with a real-looking host."""
    try:
        parts = urlsplit(value)
        sound = (
            parts.scheme in ("http", "https")
            and re.fullmatch(r"([a-z0-9-]+\.)+[a-z]{2,}", parts.hostname or "")
            and not parts.username
            and not re.search(r"[\s<>\"\\^`{}|\x00-\x1f]", value)
        )
    except ValueError:
        sound = False
    if not sound:
        raise wrong(
            f"{value!r} is not a full web address.",
            "Copy it from the browser's address bar, for example https://www.childline.org.uk/",
        )
    return value


Dialled = Annotated[str, AfterValidator(_dialled), _shown_as(r"^[0-9 +]{3,20}$", "integer")]
WebAddress = Annotated[str, AfterValidator(_web_address), _shown_as(r"^https?://[^\s]+$")]
Email = Annotated[
    str,
    _written(
        r"[\w.+'-]+@([A-Za-z0-9-]+\.)+[A-Za-z]{2,}",
        "an email address",
        "Write it as name@example.org and nothing else.",
    ),
    _shown_as(r"^[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$"),
]


# --- days and times -----------------------------------------------------------------------------


def _partial_date(value: str) -> str:
    if not re.fullmatch(r"(19|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", value):
        raise wrong(
            f"{value!r} is not a date.",
            "Write the year, year-month or year-month-day: 2025, 2025-06 or 2025-06-21.",
        )
    return _full_date(value) if len(value) == 10 else value


def _full_date(value: str) -> str:
    try:
        date.fromisoformat(value)
    except ValueError as error:
        raise wrong(
            f"{value!r} is not a day.", "Write year-month-day, for example 2026-01-12."
        ) from error
    return value


def first_day(partial: str) -> date:
    """The first day of a date, or of a year or month: `2026-02` is 1 February."""
    year, month, day = [*map(int, partial.split("-")), 1, 1][:3]
    return date(year, month, day)


def last_day(partial: str) -> date:
    """The last day of a date, or of a year or month: `2026-02` is 28 February."""
    if len(partial) == 10:
        return date.fromisoformat(partial)
    year, month = int(partial[:4]), int(partial[5:] or 12)
    return date(year, month, monthrange(year, month)[1])


PartialDate = Annotated[
    str,
    AfterValidator(_partial_date),
    _shown_as(r"^(19|20)[0-9]{2}(-[0-9]{2}(-[0-9]{2})?)?$", "integer"),
]
FullDate = Annotated[
    str, AfterValidator(_full_date), _shown_as(r"^(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}$")
]
Clock = Annotated[
    str,
    _written(
        r"([01]\d|2[0-3]):[0-5]\d|24:00",
        "a time of day",
        "Use the 24-hour clock, for example 09:30 or 17:00.",
    ),
    _shown_as(r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"),
]
ByDay = Annotated[
    str,
    _written(
        r"(-1|[1-5])?(MO|TU|WE|TH|FR|SA|SU)",
        "a day",
        "Use MO TU WE TH FR SA SU; for months 1TU (first Tuesday) or -1FR (last Friday).",
    ),
    _shown_as(r"^(-1|[1-5])?(MO|TU|WE|TH|FR|SA|SU)$"),
]
Age = Annotated[int, Field(ge=0, le=120)]


# --- places -------------------------------------------------------------------------------------

# A full postcode, with its space and in capitals.
Postcode = Annotated[
    str,
    _written(
        r"[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}",
        "a UK postcode",
        "Write it in capitals with one space, for example DY5 3DY.",
    ),
    _shown_as(r"^[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}$"),
]
OutwardCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,2}\d[A-Z\d]?$")]
SectorCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,2}\d[A-Z\d]? \d$")]
Latitude = Annotated[float, Field(ge=49, le=61)]
Longitude = Annotated[float, Field(ge=-9, le=2)]
