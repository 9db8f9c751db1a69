"""The catalogue being served, read again when its files change if asked to."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from app import content
from app.catalogue import Catalogue
from app.problems import ContentError
from app.settings import Settings


class Library:
    """Holds one whole catalogue; a new one takes its place at once or not at all."""

    def __init__(self, settings: Settings, *, reload: bool = False) -> None:
        """Read the content. Raises ContentError when it cannot be used."""
        self.folder, self.today, self.reload = settings.content, settings.today, reload
        self._lock = Lock()
        self._seen = _changes(self.folder) if reload else 0.0
        self._read()

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue as it stands now."""
        if self.reload and (now := _changes(self.folder)) != self._seen:
            with self._lock:
                self._read_again(now)
        return self._catalogue

    def refuse_mistakes(self) -> None:
        """Raise ContentError when the content has any mistake."""
        if self.problems:
            raise ContentError(self.problems)

    def _read(self) -> None:
        whole, self.problems = content.load(self.folder)
        self._catalogue = whole.as_of(self.today)

    def _read_again(self, now: float) -> None:
        try:
            self._read()
        except ContentError as error:
            self.problems = error.problems
        self._seen = now


def _changes(folder: Path) -> float:
    """A number that changes when any content file does."""
    times = [path.stat().st_mtime for path in folder.rglob("*") if path.is_file()]
    return sum(times) + len(times)
