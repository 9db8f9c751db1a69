"""Other people's records made plain: one shape, no gaps, no HTML, times and numbers as ours.

What comes in may be 1.0 or 3.0, with nulls, texts for numbers, HTML, `9am` for a time.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

from app.openreferral.values import Record, filled

DAYS = {
    name: code
    for code, names in {
        "MO": "monday mon mo 1",
        "TU": "tuesday tues tue tu 2",
        "WE": "wednesday wed we 3",
        "TH": "thursday thurs thur thu th 4",
        "FR": "friday fri fr 5",
        "SA": "saturday sat sa 6",
        "SU": "sunday sun su 7",
    }.items()
    for name in names.split()
}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2066-\u2069\ufeff]")
_TIME = re.compile(
    r"(\d{1,2})(?:[:.h]?(\d{2}))?(?::\d{2}(?:\.\d+)?)?\s*([ap]\.?m\.?)?(?:Z|[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)


def canonical(record: Record) -> Record:
    """Give a service in the 3.0 shape, cleaned."""
    one: Record = _clean(record)
    one["schedules"] = rows(one, "schedules") + rows(one, "regular_schedules")
    one["funding"] = rows(one, "funding") + rows(one, "fundings")
    one["phones"] = [*rows(one, "phones"), *_contact_phones(one)]
    one["service_at_locations"] = [_at(row) for row in rows(one, "service_at_locations")]
    one["attributes"] = [*rows(one, "attributes"), *_old_terms(one)]
    one["languages"] = [_language(row) for row in rows(one, "languages")]
    one["service_areas"] = [_area(row) for row in rows(one, "service_areas")]
    one["fees_description"] = one.get("fees_description") or one.get("fees")
    lows, highs = (list(_ages(one, name)) for name in ("minimum_age", "maximum_age"))
    one["minimum_age"] = math.floor(min(lows)) if lows else None
    one["maximum_age"] = math.ceil(max(highs)) if highs else None
    return filled(one)


def _clean(value: Any) -> Any:
    """Strip texts of control characters and HTML, and leave out all that is empty."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, list):
        return [one for one in map(_clean, value) if one not in (None, "", [], {})]
    if isinstance(value, dict):
        return filled({str(name): _clean(one) for name, one in value.items()})
    return value


def _contact_phones(one: Record) -> Iterator[Record]:
    """Numbers that stand inside contacts, as in 1.0; who answers them is not taken over."""
    known = {row.get("number") for row in rows(one, "phones")}
    for contact in rows(one, "contacts"):
        for phone in rows(contact, "phones"):
            if phone.get("number") not in known:
                known.add(phone.get("number"))
                yield {name: phone[name] for name in ("id", "number", "type") if name in phone}


def _old_terms(one: Record) -> list[Record]:
    old = rows(one, "service_taxonomys") + rows(one, "service_taxonomies")
    return [{"taxonomy_term": row["taxonomy"]} for row in old if "taxonomy" in row]


def _at(row: Record) -> Record:
    place = row.get("location")
    place = dict(place) if isinstance(place, dict) else {}
    place["addresses"] = rows(place, "addresses") + rows(place, "physical_addresses")
    place["accessibility"] = [
        {"description": entry.get("description") or entry.get("accessibility")}
        for entry in rows(place, "accessibility") + rows(place, "accessibility_for_disabilities")
    ]
    schedules = [*rows(row, "schedules"), *rows(row, "regular_schedule")]
    schedules += rows(row, "regular_schedules")
    return {**row, "location": filled(place), "schedules": schedules}


def _language(row: Record) -> Record:
    return filled({"name": row.get("name") or row.get("language"), "code": row.get("code")})


def _area(row: Record) -> Record:
    return filled({**row, "name": row.get("name") or row.get("service_area")})


def _ages(one: Record, name: str) -> Iterator[float]:
    for row in (one, *rows(one, "eligibilitys"), *rows(one, "eligibility")):
        years = number(row.get(name))
        if years is not None and 0 <= years <= 120:
            yield years


def rows(record: Record, name: str) -> list[Record]:
    """The records of a list; anything else that stands there is passed over."""
    value = record.get(name)
    if isinstance(value, dict):
        value = [value]
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def number(value: Any) -> float | None:
    """Read a number, also one written as text."""
    if isinstance(value, bool):
        return None
    try:
        found = float(value)
    except (TypeError, ValueError):
        return None
    return found if math.isfinite(found) else None


def clock(value: Any) -> str | None:
    """Read a time of day: `9am`, `9.30 pm`, `09:00:00Z` and `0900` alike. None if it is none."""
    match = _TIME.fullmatch(str(value).strip()) if value is not None else None
    if not match:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()[:1]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    if (hour, minute) == (24, 0):
        return "24:00"
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None


def days(value: Any) -> list[str]:
    """Read days: `MO,WE`, `1TU`, `Monday`, a list of them."""
    words = value if isinstance(value, list) else re.split(r"[,;/ ]+", str(value or ""))
    found = []
    for word in words:
        match = re.fullmatch(r"(-?\d)?([a-z]+)|(\d)", str(word).strip().lower())
        name = (match[2] or match[3]) if match else ""
        if match and name in DAYS:
            found.append(f"{match[1] or ''}{DAYS[name]}")
    return list(dict.fromkeys(found))


def date(value: Any) -> str | None:
    """Read a date out of a date or a moment. None if it is none."""
    try:
        return datetime.fromisoformat(str(value)).date().isoformat()
    except ValueError:
        return None


def text(value: str) -> str:
    """Make plain Markdown of a text: HTML becomes lines, and no tag stays."""
    value = _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    if re.search(r"<[a-zA-Z/!?]|&#?\w+;", value):
        reader = _Words()
        reader.feed(value)
        reader.close()
        value = "".join(reader.parts)
        value = re.sub(r"<(?=[a-zA-Z/!?])", "", value)
        value = re.sub(r"[ \t\xa0]+", " ", value)
        value = re.sub(r" ?\n ?", "\n", value)
    return re.sub(r"\n{3,}", "\n\n", value).strip()


class _Words(HTMLParser):
    """Gathers the words of HTML: a line for each block, a hyphen for each point of a list."""

    BLOCKS = frozenset(("p", "div", "ul", "ol", "table", "tr", "h1", "h2", "h3", "h4", "h5", "h6"))
    HIDDEN = frozenset(("script", "style", "iframe", "object", "template", "head"))

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.HIDDEN:
            self.hidden += 1
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag == "br":
            self.parts.append("\n")
        elif tag in self.BLOCKS:
            self.parts.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        elif tag in self.BLOCKS:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)
