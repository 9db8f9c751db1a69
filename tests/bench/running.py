"""One run: what it measures, where it writes, what it says, and what it had to leave out."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from app import content, freezing, samples
from app.catalogue import Catalogue
from app.settings import ROOT, Settings

DAY = "2026-11-21"


class TooLate(Exception):
    """The time for the whole run is over; this has been told."""


@dataclass
class Run:
    """Tells how far it is, and goes on without what fails."""

    folder: Path
    limit: float = float("inf")
    runs: int | None = None
    left_out: list[str] = field(default_factory=list)
    notes: dict[str, list[str]] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    @property
    def left(self) -> float:
        """Seconds until the run should end."""
        return max(1.0, self.limit - self.seconds)

    def times(self, size: int, most: int = 3) -> int:
        """How often to measure something: seldom where it takes long, and so often at most."""
        return self.runs or min(most, 3 if size < 1000 else 2 if size < 10_000 else 1)

    def say(self, text: str) -> None:
        minutes, seconds = divmod(int(self.seconds), 60)
        print(f"{minutes:2}:{seconds:02}  {text}", flush=True)

    def note(self, question: str, text: str) -> None:
        """Tell the reader of the report something of what was measured."""
        self.notes.setdefault(question, []).append(text)
        self.say(text)

    @contextmanager
    def attempt(self, what: str, *, late: bool = False) -> Iterator[None]:
        """Do a part; when it fails, say so in one sentence and let the others go on.

        Raises TooLate when the time is over, unless it may be late.
        """
        self.say(what)
        if self.seconds > self.limit and not late:
            self._leave_out(what, "the time for the whole run was over")
            raise TooLate
        try:
            yield
        except TooLate:
            raise
        except Exception as error:
            lines = str(error).strip().splitlines() or [type(error).__name__]
            self._leave_out(what, lines[-1].rstrip("."))

    def _leave_out(self, what: str, why: str) -> None:
        self.left_out.append(f"{what}: left out, because {why}.")
        self.say(self.left_out[-1])


@dataclass
class Site:
    """Invented content of one size, and the folders that come of it."""

    size: int
    folder: Path

    @property
    def content(self) -> Path:
        return self.folder / "content"

    @property
    def index(self) -> Path:
        return self.folder / "index"

    @property
    def build(self) -> Path:
        return self.folder / "build"

    @cached_property
    def settings(self) -> Settings:
        return Settings.from_environment(self.environment)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "SIGNPOST_CONTENT": str(self.content),
            "SIGNPOST_INDEX": str(self.index),
            "SIGNPOST_BUILD": str(self.build),
            "SIGNPOST_BASE_URL": "https://example.org",
            "SIGNPOST_BUILD_DATE": DAY,
        }

    @cached_property
    def catalogue(self) -> Catalogue:
        return content.load_sound(self.content).as_of(self.settings.today)

    def invent(self) -> None:
        """Write the content. It has no translations, so the site is in English only."""
        self.folder.mkdir(parents=True)
        samples.write(ROOT / "content", self.content, self.size, seed=1)

    def frozen(self) -> Path:
        """The folder of the static site, made now if it was not yet."""
        if not self.build.exists():
            freezing.freeze(self.settings, self.build)
        return self.build

    def clear(self) -> None:
        """Make room for the next size."""
        shutil.rmtree(self.folder, ignore_errors=True)
