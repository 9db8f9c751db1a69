"""Small values as Open Referral writes them: dates, moments, records without gaps, JSON."""

from __future__ import annotations

import json
from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

Record = dict[str, Any]
Absolute = Callable[[str], str]


def filled(values: Record) -> Record:
    """Leave out what has no value: no null, no empty text, no empty list. Nought and False stay."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {}, ())}


def first_day(date: str | None) -> str | None:
    """Make a whole date of a part of one: `2025-06` is 2025-06-01."""
    return f"{date}-01-01"[:10] if date and len(date) == 4 else f"{date}-01"[:10] if date else None


def last_day(date: str | None) -> str | None:
    """Make a whole date of a part of one: `2025-06` is 2025-06-30."""
    if date is None or len(date) == 10:
        return date
    year, month = int(date[:4]), int(date[5:7] or 12)
    return f"{year}-{month:02}-{monthrange(year, month)[1]}"


def moment(when: datetime) -> str:
    """Write a moment as `2026-11-21T10:30:45.123Z`."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def to_json(value: Any) -> bytes:
    """Write JSON as UTF-8; the same value always gives the same bytes."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
