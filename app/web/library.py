"""The catalogue being served: read again when a new index stands, or whenever files change."""

from __future__ import annotations

import logging
from datetime import date
from pathlib import Path
from threading import Lock

from app import content
from app.catalogue import Catalogue
from app.problems import ContentError, Problem
from app.search import index
from app.settings import Settings

log = logging.getLogger(__name__)


class Library:
    """Holds one whole catalogue; a new one takes its place at once or not at all.

    A new search index is the sign that new content is ready: what is being edited is not shown
    before `signpost index` has passed it. With `reload`, every change of a file is shown.
    """

    def __init__(self, settings: Settings, *, reload: bool = False) -> None:
        """Read the content. Raises ContentError when it cannot be used."""
        self.folder, self.index, self.reload = settings.content, settings.index, reload
        self._day = None if settings.today == date.today() else settings.today
        self._lock = Lock()
        self._seen = self._sign()
        self._catalogue, self.problems = self._read()

    @property
    def standing(self) -> Catalogue:
        """The catalogue as it was last read, whatever has changed since: a freeze is of one."""
        return self._catalogue

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue as it stands now."""
        now = self._sign()
        if now != self._seen and self._lock.acquire(blocking=False):
            try:
                self._read_again()
                self._seen = now
            finally:
                self._lock.release()
        return self._catalogue

    def refuse_mistakes(self) -> None:
        """Raise ContentError when the content has any mistake."""
        if self.problems:
            raise ContentError(self.problems)

    def _sign(self) -> float:
        """A number that changes when there may be something new to read."""
        return _changes(self.folder) if self.reload else index.stamp(self.index)

    def _read(self) -> tuple[Catalogue, list[Problem]]:
        whole, problems = content.load(self.folder)
        return whole.as_of(self._day or date.today()), problems

    def _read_again(self) -> None:
        """Take what is new, if it is ready; else what stands goes on being served."""
        try:
            new, problems = self._read()
        except ContentError as error:
            new, problems = self._catalogue, error.problems
        if self.reload:
            self._catalogue, self.problems = new, problems
        elif not problems and index.is_of(new, self.folder, self.index):
            self._catalogue = new
        else:
            log.warning("The content does not fit the new index, so the old content is served on.")


def _changes(folder: Path) -> float:
    """A number that changes when any content file does."""
    times = [path.stat().st_mtime for path in folder.rglob("*") if path.is_file()]
    return sum(times) + len(times)
