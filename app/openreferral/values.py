"""Small values as Open Referral writes them: dates, moments, records without gaps, JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from app.model import values

Record = dict[str, Any]
Absolute = Callable[[str], str]


def filled(record: Record) -> Record:
    """Leave out what has no value: no null, no empty text, no empty list. Nought and False stay."""
    return {name: value for name, value in record.items() if value not in (None, "", [], {}, ())}


def first_day(date: str | None) -> str | None:
    """Make a whole date of a part of one: `2025-06` is 2025-06-01."""
    return values.first_day(date).isoformat() if date else None


def last_day(date: str | None) -> str | None:
    """Make a whole date of a part of one: `2025-06` is 2025-06-30."""
    return values.last_day(date).isoformat() if date else None


def moment(when: datetime) -> str:
    """Write a moment as `2026-11-21T10:30:45.123Z`."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def to_json(value: Any) -> bytes:
    """Write JSON as UTF-8; the same value always gives the same bytes."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
