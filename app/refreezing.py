"""What each frozen page was made of, so that the next freeze makes only what would be different.

While a page is drawn, every question it asks of the catalogue is noted. A page whose questions all
have the answers they had is taken over; everything else that it is made of is the `ground`, and
when that changes no page is taken over.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Any, NamedTuple, TextIO
from unicodedata import normalize

from app import history
from app.addresses import Choice
from app.catalogue import Catalogue
from app.remembering import Question
from app.settings import ROOT, Settings

# Entries and pages of words are asked for one by one; all other content is ground.
ASKED_FOR = ("services", "pages")
# What no list of entries shows: the words of an entry's own page alone.
OWN = {"description"}


class Page(NamedTuple):
    """A page as it was made: its path, its file's size and time, and the questions it asked."""

    path: str
    size: int
    time: int
    asked: list[Question]


class Answers:
    """Digests of what a catalogue answers now."""

    def __init__(self, catalogue: Catalogue, changes: Mapping[str, datetime]) -> None:
        """Keep the catalogue and when its files last changed, which some pages say."""
        self._catalogue = catalogue
        self._changed = {kind: history.by_slug(changes, kind) for kind in ASKED_FOR}
        self._known: dict[tuple[str, str], dict[str, str]] = {}
        self._listed: dict[tuple[str, str], dict[str, str]] = {}

    def of(self, question: Iterable[Any]) -> str:
        """The digest of the answer to a question."""
        return self._of(*question)

    def _of(self, kind: str, *about: Any) -> str:
        whole = self._catalogue
        if kind == "together":
            return _digest(self._of(*one) for one in json.loads(about[0]))
        if kind == "count":
            return str(whole.count(Choice(*about)))
        if kind == "open":
            return str(whole.count_open())
        if kind == "listed":
            shown = self._shown("services", about[0])
            return _digest(shown[one.id] for one in whole.fitting(Choice(*about[1:])))
        name, _, which = kind.partition(" ")
        if which == "ids":
            return _digest(getattr(whole, name))
        known = self._each(name, about[0])
        return _digest(known.values()) if which == "all" else known.get(about[1], "")

    def _each(self, kind: str, language: str) -> dict[str, str]:
        """A digest of each entry or page of words, with all that any page says of it."""
        if (kind, language) not in self._known:
            shown, changed = self._shown(kind, language), self._changed[kind]
            self._known[kind, language] = {
                slug: _digest(
                    (shown[slug], str(changed.get(slug)), *(getattr(thing, one, "") for one in OWN))
                )
                for slug, thing in getattr(self._catalogue, kind).items()
            }
        return self._known[kind, language]

    def _shown(self, kind: str, language: str) -> dict[str, str]:
        """A digest of each entry or page of words, with all that lists say of it."""
        if (kind, language) not in self._listed:
            whole = self._catalogue.in_language(language)
            words = getattr(whole.translation, kind) if whole.translation else {}
            self._listed[kind, language] = {
                slug: _digest(
                    (
                        *(slug, str(slug in whole.overdue), str(whole.left_out.get(slug))),
                        *(_dump(thing), _dump(words.get(slug))),
                    )
                )
                for slug, thing in getattr(whole, kind).items()
            }
        return self._listed[kind, language]


class Memory:
    """What a freeze was made of: its ground, every question with a digest of its answer, its pages.

    Neither what is read nor what is to be written is ever held whole: there may be many pages.
    """

    def __init__(self, file: Path, ground: str, answers: Answers, pages: TextIO) -> None:
        """Take the file it is kept in, what is now, and an empty file for the pages of now."""
        self._file, self._ground, self._answers, self._pages = file, ground, answers, pages
        self._numbers: dict[Question, int] = {}

    def standing(self) -> Iterator[Page]:
        """Give the pages of the last freeze that would be made just as they were.

        There are none when what it remembered is missing, damaged or of another ground.
        """
        try:
            with self._file.open(encoding="utf-8") as file:
                lines = map(json.loads, file)
                if next(lines, None) != self._ground:
                    return
                answers = [(tuple(question), digest) for question, digest in next(lines, [])]
                same = [self._answers.of(question) == digest for question, digest in answers]
                for path, size, time, asked in lines:
                    if all(same[number] for number in asked):
                        yield Page(path, size, time, [answers[number][0] for number in asked])
        except (OSError, ValueError, TypeError, LookupError, AttributeError):
            return

    def add(self, page: Page) -> None:
        """Remember a page of this freeze."""
        numbers = self._numbers
        asked = [numbers.setdefault(question, len(numbers)) for question in page.asked]
        self._pages.write(_line([page.path, page.size, page.time, asked]))

    def write(self) -> None:
        """Keep what this freeze was made of for the next. Raises OSError."""
        answers = [(question, self._answers.of(question)) for question in self._numbers]
        aside = self._file.with_name(f"{self._file.name}.new")
        with aside.open("w", encoding="utf-8") as file:
            file.write(_line(self._ground) + _line(answers))
            self._pages.seek(0)
            shutil.copyfileobj(self._pages, file)
        aside.replace(self._file)

    def forget(self) -> None:
        """Let the next freeze make every page. Raises OSError."""
        self._file.unlink(missing_ok=True)


def _line(thing: object) -> str:
    return json.dumps(thing, separators=(",", ":")) + "\n"


def _dump(thing: Any) -> str:
    return "" if thing is None else thing.model_dump_json(exclude=OWN)


def grounds(settings: Settings) -> tuple[str, str]:
    """Give two digests: of all that pages are made of besides what is asked for, and of that."""
    content = _sums(settings.content)
    asked_for = {name for name in content if _is_asked_for(name)}
    parts = [sys.version, settings.base_url, str(settings.today)]
    parts += _libraries()
    parts += [content[name] for name in content.keys() - asked_for]
    parts += [*_sums(ROOT / "app").values(), *_sums(settings.translations).values()]
    return _digest(sorted(parts)), _digest(sorted(content[name] for name in asked_for))


@lru_cache(maxsize=1)
def _libraries() -> tuple[str, ...]:
    """Name the libraries there are, each with its version: they stay while a process runs."""
    found = (one.metadata for one in distributions())
    return tuple(sorted(f"{one['Name']} {one['Version']}" for one in found))


def _is_asked_for(name: str) -> bool:
    """Whether a content file is an entry, a page of words, or a translation of one."""
    parts = name.split("/")
    parts = parts[2:] if parts[0] == "translations" else parts
    return len(parts) > 1 and parts[0] in ASKED_FOR


def _sums(folder: Path) -> dict[str, str]:
    """For the path of each file below a folder: that path with a sum of what is in the file."""
    names = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    return {
        name: f"{name} {hashlib.blake2b(path.read_bytes()).hexdigest()}"
        for name, path in names.items()
        if path.is_file() and "__pycache__" not in path.parts
    }


def _digest(parts: Iterable[str]) -> str:
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=12).hexdigest()


def file_of(path: str) -> str:
    """Name the file that a path is frozen to."""
    return normalize("NFC", f"{path}index.html" if path.endswith("/") else path).lstrip("/")


def taken_over(page: Page, old: Path, new: Path) -> bool:
    """Put a page of the old site into the new one, if it is still the file that was made."""
    old, new = old / file_of(page.path), new / file_of(page.path)
    try:
        found = old.stat()
        if (found.st_size, found.st_mtime_ns) != (page.size, page.time):
            return False
        new.parent.mkdir(parents=True, exist_ok=True)
        os.link(old, new)
    except FileNotFoundError:
        return False
    except OSError:  # Not every disk knows links.
        shutil.copy2(old, new)
    return True
