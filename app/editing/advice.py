"""Advice on plain words: how old a reader must be, long sentences, office words, acronyms.

Advice is not an error: it is told beside the problems and never stops anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated

import textstat
from pydantic import Field

from app.catalogue import Catalogue
from app.files import Reader
from app.model.service import Service
from app.model.values import Line, Record
from app.problems import Problem, short_path

FIELDS = (
    *("summary", "description", "eligibility_description", "what_happens"),
    *("application_process", "bring", "fees_description", "wait_time", "opening_description"),
    *("interpretation_services", "alert"),
)
MAIN = FIELDS[:5]
_FORMULAS = (
    textstat.flesch_kincaid_grade,
    textstat.gunning_fog,
    textstat.coleman_liau_index,
    textstat.automated_readability_index,
)
_ACRONYM = re.compile(r"\b[A-Z][A-Z&]*[A-Z]\b")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
# A way in, and the fields of which one must then say how.
_NEEDS = {
    "phone": ("phones", "url"),
    "text": ("texts",),
    "email": ("email", "url"),
    "online": ("url",),
    "webchat": ("webchat",),
}


class Jargon(Record):
    """A word families may not know, and what to write instead."""

    word: Line
    plain: Line


class ReadingAge(Record):
    """The age above which a text gets advice."""

    oldest: Annotated[float, Field(ge=5, le=30)] = 13


class Words(Record):
    """What counts as plain, from content/words.yaml."""

    reading_age: ReadingAge = ReadingAge()
    longest_sentence: Annotated[int, Field(ge=5, le=100)] = 25
    acronyms: tuple[Line, ...] = ()
    jargon: tuple[Jargon, ...] = ()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Find any of the office words."""
        words = sorted((re.escape(one.word) for one in self.jargon), key=len, reverse=True)
        return re.compile(rf"\b({'|'.join(words) or '(?!)'})\b", re.IGNORECASE)

    def plain(self, word: str) -> str:
        """Give what to write instead of an office word."""
        return next(one.plain for one in self.jargon if one.word.lower() == word.lower())


def read_words(folder: Path) -> tuple[Words, list[Problem]]:
    """Read content/words.yaml; without one, only lengths and acronyms are looked at."""
    path, reader = folder / "words.yaml", Reader(folder)
    words = reader.whole(Words, path) if path.exists() else None
    return words or Words(), reader.problems


def reading_age(text: str) -> float:
    """The age at which most can read a text: the mean of four US school grades, plus 5."""
    plain = _LINK.sub(r"\1", text).strip()
    if not plain:
        return 5.0
    grade = sum(float(formula(plain)) for formula in _FORMULAS) / len(_FORMULAS)
    return round(grade + 5, 1)


def entry_reading_age(service: Service) -> float:
    """The reading age of what an entry says in sentences."""
    return reading_age(" ".join(_ended(getattr(service, name)) for name in MAIN))


def _ended(text: str | None) -> str:
    """End a text with a stop, so that the next one begins a new sentence."""
    return "" if not text else text if text[-1] in ".!?" else f"{text}."


def sentences(text: str) -> list[str]:
    """Divide a text into its sentences; a point of a list counts as one."""
    lines = (re.sub(r"^\s*(?:[-*]|\d+\.)\s+", "", line) for line in _paragraphs(text))
    return [part for line in lines for part in re.split(r"(?<=[.!?])\s+", line) if part]


def _paragraphs(text: str) -> list[str]:
    return [part for part in re.split(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.)\s)", text) if part.strip()]


def advice(folder: Path, catalogue: Catalogue) -> list[Problem]:
    """Look through every entry, and advise on its words."""
    words, lines, found = read_words(folder)[0], _Lines(folder), []
    for service in catalogue.services.values():
        for name, message, what_to_do in about(service, words):
            file, line = lines.of(service.id, name)
            found.append(Problem(file, line, name, message, what_to_do))
    return sorted(found)


def about(service: Service, words: Words) -> Iterator[tuple[str, str, str]]:
    """Give advice on one entry: the field, what is hard about it, what to do."""
    age = entry_reading_age(service)
    if age > words.reading_age.oldest:
        yield "description", f"The reading age is {age:.0f}.", "Use shorter words and sentences."
    texts = {name: getattr(service, name) for name in FIELDS if getattr(service, name)}
    for name, text in texts.items():
        yield from ((name, *one) for one in _about_text(text, words))
    yield from _about_acronyms(service, texts, words)
    yield from _about_ways_in(service)


def _about_text(text: str, words: Words) -> Iterator[tuple[str, str]]:
    for sentence in sentences(text):
        length = len(sentence.split())
        if length > words.longest_sentence:
            start = " ".join(sentence.split()[:6])
            yield f"A sentence has {length} words: {start} ...", "Make two or three of it."
    for found in dict.fromkeys(_office_words(text, words)):
        yield f"'{found}' is an office word.", f"Plainer: {words.plain(found)}."


def _office_words(text: str, words: Words) -> Iterator[str]:
    """Find office words; one with a capital within a sentence is part of a name."""
    for match in words.pattern.finditer(text):
        begins = not text[: match.start()].strip() or re.search(r"[.!?]\s+$", text[: match.start()])
        if match.group()[0].islower() or begins:
            yield match.group().lower()


def _about_acronyms(
    service: Service, texts: dict[str, str], words: Words
) -> Iterator[tuple[str, str, str]]:
    """Find acronyms that neither the entry nor its name explains."""
    names = " ".join((service.name, *service.alternate_names)).upper()
    known = {*words.acronyms, *_ACRONYM.findall(names)}
    whole = " ".join(texts.values())
    for name, text in texts.items():
        for found in dict.fromkeys(_ACRONYM.findall(text)):
            if found not in known and not _explained(found, whole):
                known.add(found)
                yield (
                    name,
                    f"{found} is not explained.",
                    f"Write it out once, then ({found}); or add it to acronyms in words.yaml.",
                )


def _explained(acronym: str, text: str) -> bool:
    """Whether a text says what an acronym means: `health plan (EHC plan)`, `CEOP, which is`."""
    return bool(re.search(rf"\({acronym}\b|\b{acronym},? (?:is|the|which|a) ", text))


def _about_ways_in(service: Service) -> Iterator[tuple[str, str, str]]:
    """Find ways to get it that the entry names without saying how."""
    for way in service.access:
        fields = _NEEDS.get(way, ())
        if fields and not any(getattr(service, field) for field in (*fields, "contact_through")):
            yield "access", f"'{way}' is a way in, but `{fields[0]}` is empty.", "Fill it in."
    if len(service.application_process.split()) < 2:
        yield (
            "application_process",
            "It does not say how to get it.",
            "Say who to phone or where to go, and whether somebody must refer you.",
        )


@dataclass
class _Lines:
    """Finds the line of a field of an entry; reads each file once, and only if asked."""

    folder: Path

    @cached_property
    def _paths(self) -> dict[str, Path]:
        return {path.stem: path for path in (self.folder / "services").rglob("*.md")}

    def of(self, slug: str, name: str) -> tuple[str, int]:
        path = self._paths[slug]
        parts = Reader(self.folder).front_matter(path)
        line = (parts[2] if name == "description" else parts[0].line((name,))) if parts else 1
        return short_path(path, self.folder), line
