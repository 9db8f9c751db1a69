"""Where things are and how this copy is run, read once from the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# A day outside these comes from a clock that was never set.
YEARS = range(2020, 2100)


@dataclass(frozen=True)
class Settings:
    """Paths, and the few things that differ from host to host."""

    content: Path = ROOT / "content"
    index: Path = ROOT / "search_index"
    build: Path = ROOT / "build"
    translations: Path = ROOT / "translations"
    base_url: str = ""
    today: date = field(default_factory=date.today)

    @classmethod
    def from_environment(cls, environ: dict[str, str] | None = None) -> Settings:
        """Read SIGNPOST_CONTENT, _INDEX, _BUILD, _BASE_URL and _BUILD_DATE (or SOURCE_DATE_EPOCH).

        Raises ValueError when a day cannot be read or cannot be.
        """
        env = os.environ if environ is None else environ
        return cls(
            content=Path(env.get("SIGNPOST_CONTENT") or ROOT / "content").resolve(),
            index=Path(env.get("SIGNPOST_INDEX") or ROOT / "search_index").resolve(),
            build=Path(env.get("SIGNPOST_BUILD") or ROOT / "build").resolve(),
            base_url=(env.get("SIGNPOST_BASE_URL") or "").rstrip("/"),
            today=_build_date(env.get("SIGNPOST_BUILD_DATE"), env.get("SOURCE_DATE_EPOCH")),
        )


def _build_date(iso: str | None, epoch: str | None) -> date:
    """The day the build counts as today, so that builds can be repeated to the byte.

    Raises ValueError for a day that cannot be, so that a wrong clock is not taken at its word.
    """
    name = "SIGNPOST_BUILD_DATE" if iso else "SOURCE_DATE_EPOCH" if epoch else ""
    example = "2026-11-21" if iso else "1795219200, in seconds since 1970"
    try:
        day = date.fromisoformat(iso) if iso else _day_of(epoch) if epoch else date.today()
    except (ValueError, OverflowError, OSError) as error:
        raise ValueError(
            f"{name} is {iso or epoch!r}, which is no day. Write one such as {example}."
        ) from error
    if day.year not in YEARS:
        told = f"{name} says" if name else "This machine's clock says"
        raise ValueError(f"{told} {day.isoformat()}. Set it to the day it is, then run this again.")
    return day


def _day_of(epoch: str) -> date:
    return datetime.fromtimestamp(int(epoch), UTC).date()
