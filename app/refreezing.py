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
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import distributions
from pathlib import Path
from typing import Any
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


@dataclass(frozen=True)
class Made:
    """A page as it was made: its file's size and time, and by number the questions it asked."""

    size: int
    time: int
    asked: tuple[int, ...]


@dataclass
class Memory:
    """What a freeze was made of: the ground, every question with a digest of its answer, pages."""

    ground: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    pages: dict[str, Made] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, file: Path) -> Memory:
        """Read what the last freeze remembered; nothing when it is missing or damaged."""
        try:
            raw = json.loads(file.read_text(encoding="utf-8"))
            pages = {
                path: Made(size, time, tuple(asked)) for path, size, time, asked in raw["pages"]
            }
            found = cls(str(raw["ground"]), dict(raw["answers"]), pages)
        except (OSError, ValueError, KeyError, TypeError):
            return cls()
        known = range(len(found.answers))
        sound = all(number in known for made in pages.values() for number in made.asked)
        return found if sound else cls()

    def add(self, path: str, size: int, time: int, asked: Iterable[str]) -> None:
        """Remember a page with the questions it asked."""
        numbers = self._numbers
        found = tuple(numbers.setdefault(question, len(numbers)) for question in asked)
        self.pages[path] = Made(size, time, found)

    def take_over(self, path: str, other: Memory) -> None:
        """Remember a page as another memory does."""
        made, questions = other.pages[path], other.questions
        self.add(path, made.size, made.time, (questions[number] for number in made.asked))

    @cached_property
    def questions(self) -> list[str]:
        """Every question by its number, of a memory that was read."""
        return list(self.answers)

    def write(self, file: Path, answers: Answers) -> None:
        """Write it for the next freeze, with the answers of this one. Raises OSError."""
        self.answers = {question: answers.of(question) for question in self._numbers}
        pages = [(path, made.size, made.time, made.asked) for path, made in self.pages.items()]
        raw = {"ground": self.ground, "answers": self.answers, "pages": pages}
        aside = file.with_name(f"{file.name}.new")
        aside.write_text(json.dumps(raw, separators=(",", ":")), encoding="utf-8")
        aside.replace(file)

    def standing(self, ground: str, answers: Answers) -> set[str]:
        """The paths of the pages that would be made just as they were."""
        if self.ground != ground:
            return set()
        same = [answers.of(question) == digest for question, digest in self.answers.items()]
        return {path for path, made in self.pages.items() if all(same[one] for one in made.asked)}


class Answers:
    """Digests of what a catalogue answers now."""

    def __init__(self, catalogue: Catalogue, content: Path) -> None:
        """Keep the catalogue and when its files last changed, which some pages say."""
        changes = history.changes(content)
        self._catalogue = catalogue
        self._changed = {kind: history.by_slug(changes, kind) for kind in ASKED_FOR}
        self._known: dict[tuple[str, str], dict[str, str]] = {}
        self._listed: dict[tuple[str, str], dict[str, str]] = {}

    def of(self, question: str) -> str:
        """The digest of the answer to a question, as `written` wrote it."""
        kind, *about = json.loads(question)
        whole = self._catalogue
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


def _dump(thing: Any) -> str:
    return "" if thing is None else thing.model_dump_json(exclude=OWN)


def written(question: Question) -> str:
    """Write a question as the memory keeps it."""
    return json.dumps(question, separators=(",", ":"))


def grounds(settings: Settings) -> tuple[str, str]:
    """Give two digests: of all that pages are made of besides what is asked for, and of that."""
    content = _sums(settings.content)
    asked_for = {name for name in content if _is_asked_for(name)}
    parts = [sys.version, settings.base_url, str(settings.today)]
    parts += sorted(f"{one.name} {one.version}" for one in distributions())
    parts += [content[name] for name in content.keys() - asked_for]
    parts += [*_sums(ROOT / "app").values(), *_sums(settings.translations).values()]
    return _digest(sorted(parts)), _digest(sorted(content[name] for name in asked_for))


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


def taken_over(old: Path, new: Path, made: Made) -> bool:
    """Put a page of the old site into the new one, if it is still the file that was made."""
    try:
        found = old.stat()
        if (found.st_size, found.st_mtime_ns) != (made.size, made.time):
            return False
        new.parent.mkdir(parents=True, exist_ok=True)
        os.link(old, new)
    except FileNotFoundError:
        return False
    except OSError:  # Not every disk knows links.
        shutil.copy2(old, new)
    return True
