"""Where things are and how this copy is run, read once from the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """Paths, and the few things that differ from host to host."""

    content: Path = ROOT / "content"
    index: Path = ROOT / "search_index"
    build: Path = ROOT / "build"
    base_url: str = ""
    today: date = field(default_factory=date.today)

    @classmethod
    def from_environment(cls, environ: dict[str, str] | None = None) -> Settings:
        """Read SIGNPOST_CONTENT, _INDEX, _BUILD, _BASE_URL and _BUILD_DATE (or SOURCE_DATE_EPOCH).

        Raises ValueError when a date cannot be read.
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
    """The day the build counts as today, so that builds can be repeated to the byte."""
    if iso:
        return date.fromisoformat(iso)
    if epoch:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    return date.today()
