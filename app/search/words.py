"""Families' words as editors keep them in content/search, read and checked.

One file a topic holds the phrases that lead to each of its needs, by language. Three more hold
words that say nothing, words that tell an age, and words that ask for urgent help.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.core import get_global

from app.problems import Problem, short_path
from app.reading import Document, Unreadable, read_yaml
from app.search.folding import SCRIPTS, words

LONGEST_PHRASE = 80
# In a phrase of crisis.yaml `<hurts>` stands for any word of the set of that name.
SET = re.compile("<([a-z-]+)>")
LANGUAGE_ADVICE = "Use a language's code, such as ur; ur-Latn for Urdu in Latin letters."


@lru_cache
def group_of(language: str) -> str | None:
    """Name the table a language's words belong to; None for a language that is not known.

    Words are compared with those of the same script (Unicode's likely subtags), in Latin letters
    English by itself.
    """
    if language == "en" or language.endswith("-Latn"):
        return "en" if language == "en" else "Latn"
    likely = get_global("likely_subtags").get(language, "").split("_")
    return likely[1] if len(likely) > 1 and likely[1] in SCRIPTS else None


@dataclass(frozen=True)
class Phrase:
    """Some words in a language that lead to a need, as an editor wrote them."""

    need: str
    language: str
    text: str


@dataclass(frozen=True)
class Alarm:
    """A kind of emergency: the words that tell it, the needs that are it, and whom to call."""

    id: str
    phrases: tuple[tuple[str, str], ...]
    needs: tuple[str, ...]
    contacts: tuple[str, ...]


@dataclass
class Words:
    """All of content/search."""

    phrases: list[Phrase] = field(default_factory=list)
    common: dict[str, frozenset[str]] = field(default_factory=dict)
    ages: dict[str, tuple[str, ...]] = field(default_factory=dict)
    alarms: list[Alarm] = field(default_factory=list)
    harmless: list[tuple[str, str]] = field(default_factory=list)
    sets: dict[str, tuple[str, ...]] = field(default_factory=dict)


def load(
    folder: Path,
    terms: Collection[str],
    services: Collection[str] | None = None,
    ages: Collection[str] | None = None,
) -> tuple[Words, list[Problem]]:
    """Read content/search. Gives the sound words, and every problem.

    `terms` are the known needs, `topic/sub-topic`; `services` and `ages` the known ids, if known.
    """
    reader = _Reader(folder, set(terms), services, ages)
    for path in sorted(folder.glob("*.yaml")):
        reader.file(path)
    return reader.words, sorted(reader.problems)


class _Reader:
    """Reads the files one by one and gathers words and problems."""

    def __init__(
        self,
        folder: Path,
        terms: set[str],
        services: Collection[str] | None,
        ages: Collection[str] | None,
    ) -> None:
        self.root = folder.parent
        self.terms, self.services, self.ages = terms, services, ages
        self.topics = {term.split("/")[0] for term in terms}
        self.words = Words()
        self.problems: list[Problem] = []

    def file(self, path: Path) -> None:
        document = self._document(path)
        if document is None:
            return
        name = path.stem
        special = {"crisis": self._crisis, "common": self._common, "ages": self._age_words}
        if not isinstance(document.data, Mapping):
            self._report(path, 1, "", "This file holds no words.", "See docs/search-words.md.")
        elif name in special:
            special[name](path, document)
        elif name in self.topics:
            self._topic(path, document)
        else:
            known = sorted({*self.topics, *special})
            self._report(path, 1, "", f"There is no topic `{name}`.", _nearest(name, known))

    def _document(self, path: Path) -> Document | None:
        try:
            return read_yaml(path.read_text(encoding="utf-8-sig"))
        except Unreadable as error:
            self._report(path, error.line, "", error.message, error.advice)
        except UnicodeDecodeError:
            self._report(path, 1, "", "This file is not UTF-8 text.", "Save it again as UTF-8.")
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            self._report(path, 1, "", f"The file cannot be read: {reason}.", "Put it there.")
        return None

    def _report(self, path: Path, line: int, name: str, message: str, advice: str) -> None:
        self.problems.append(Problem(short_path(path, self.root), line, name, message, advice))

    def _topic(self, path: Path, document: Document) -> None:
        for sub, languages in document.data.items():
            term = f"{path.stem}/{sub}"
            if term not in self.terms:
                mine = [t.split("/")[1] for t in self.terms if t.startswith(f"{path.stem}/")]
                message = f"There is no sub-topic `{sub}` in {path.stem}."
                self._report(path, document.line((sub,)), sub, message, _nearest(sub, mine))
                continue
            for language, text in self._phrases(path, document, (sub,), languages):
                self.words.phrases.append(Phrase(term, language, text))

    def _phrases(
        self, path: Path, document: Document, place: tuple[str, ...], languages: Any
    ) -> Iterator[tuple[str, str]]:
        """Give each sound phrase of a mapping of languages with its language."""
        if not isinstance(languages, Mapping):
            message, advice = "The phrases stand under no language.", "Write `en:` above them."
            self._report(path, document.line(place), place[-1], message, advice)
            return
        for language, texts in languages.items():
            where = (*place, language)
            if group_of(language) is None:
                message = f"Search knows no language `{language}`."
                self._report(path, document.line(where), language, message, LANGUAGE_ADVICE)
            elif not isinstance(texts, list):
                message, advice = "The phrases are not a list.", "Begin each line with a hyphen."
                self._report(path, document.line(where), language, message, advice)
            else:
                for number, text in enumerate(texts):
                    if self._sound(path, document, (*where, number), text):
                        yield language, text

    def _sound(
        self, path: Path, document: Document, where: tuple[str | int, ...], text: Any
    ) -> bool:
        message = ""
        if not isinstance(text, str):
            message = "A phrase is not a text."
        elif not words(text):
            message = f"The phrase {text!r} has no word in it."
        elif len(text) > LONGEST_PHRASE:
            message = f"The phrase {text[:30]!r}... is longer than {LONGEST_PHRASE} letters."
        elif unknown := [name for name in SET.findall(text) if name not in self.words.sets]:
            message = f"The phrase {text!r} names a set `{unknown[0]}` that is not there."
        if message:
            advice = "Write a few words on one line after the hyphen."
            self._report(path, document.line(where), str(where[-2]), message, advice)
        return not message

    def _common(self, path: Path, document: Document) -> None:
        listed: dict[str, set[str]] = {}
        for language, text in self._phrases(path, document, (), document.data):
            listed.setdefault(group_of(language) or "", set()).update(words(text))
        self.words.common = {group: frozenset(some) for group, some in listed.items()}

    def _age_words(self, path: Path, document: Document) -> None:
        for band, texts in document.data.items():
            if self.ages is not None and band not in self.ages:
                message = f"There is no age band `{band}`."
                advice = _nearest(band, list(self.ages))
                self._report(path, document.line((band,)), band, message, advice)
                continue
            found = self._phrases(path, document, (band,), {"en": texts})
            self.words.ages[band] = tuple(text for _, text in found)

    def _crisis(self, path: Path, document: Document) -> None:
        self._sets(path, document, document.data.get("sets") or {})
        for kind, parts in document.data.items():
            if kind == "sets":
                continue
            if kind == "harmless":
                self.words.harmless = list(self._phrases(path, document, (kind,), parts))
            elif isinstance(parts, Mapping):
                self._alarm(path, document, kind, parts)
            else:
                message, advice = f"`{kind}` holds no fields.", "Give it phrases and contacts."
                self._report(path, document.line((kind,)), kind, message, advice)

    def _sets(self, path: Path, document: Document, sets: Any) -> None:
        if not isinstance(sets, Mapping):
            message, advice = "The sets have no names.", "Write a name and a colon above each."
            self._report(path, document.line(("sets",)), "sets", message, advice)
            return
        for name, texts in sets.items():
            found = self._phrases(path, document, ("sets", name), {"en": texts})
            self.words.sets[name] = tuple(word for _, text in found for word in words(text))

    def _alarm(self, path: Path, document: Document, kind: str, parts: Mapping[str, Any]) -> None:
        contacts = self._known(path, document, (kind, "contacts"), parts, self.services)
        needs = self._known(path, document, (kind, "needs"), parts, self.terms)
        for name in parts.keys() - {"contacts", "needs", "phrases"}:
            message, advice = f"There is no field `{name}`.", "Use phrases, needs and contacts."
            self._report(path, document.line((kind, name)), name, message, advice)
        if not contacts:
            message, advice = f"`{kind}` names no contact.", "Name entries in `contacts`."
            self._report(path, document.line((kind,)), "contacts", message, advice)
        phrases = self._phrases(path, document, (kind, "phrases"), parts.get("phrases", {}))
        self.words.alarms.append(Alarm(kind, tuple(phrases), needs, contacts))

    def _known(
        self,
        path: Path,
        document: Document,
        where: tuple[str, ...],
        parts: Mapping[str, Any],
        known: Collection[str] | None,
    ) -> tuple[str, ...]:
        """Give the listed ids that are known; report the others."""
        listed = parts.get(where[-1]) or []
        for number, one in enumerate(listed):
            if known is not None and one not in known:
                message = f"There is no `{one}` to name in `{where[-1]}`."
                line = document.line((*where, number))
                self._report(path, line, where[-1], message, _nearest(one, list(known)))
        return tuple(one for one in listed if known is None or one in known)


def _nearest(word: str, known: list[str]) -> str:
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f"Did you mean `{close[0]}`?" if close else "See docs/search-words.md."
