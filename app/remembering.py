"""Doing a piece of work once for a catalogue, and knowing what it was made of."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, ItemsView, Iterator, Mapping, ValuesView
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar, TypeVarTuple

T = TypeVar("T")
Given = TypeVarTuple("Given")
# What was asked of the catalogue: the kind of question, then what it was about.
Question = tuple[str | None, ...]
Kept = dict[Hashable, tuple[object, frozenset[Question]]]

_asked: ContextVar[set[Question] | None] = ContextVar("asked", default=None)


def ask(*question: str | None) -> None:
    """Note that what is being made depends on the answer to a question."""
    noted = _asked.get()
    if noted is not None:
        noted.add(question)


@contextmanager
def noting() -> Iterator[set[Question]]:
    """Give the set in which every question asked within the block is noted."""
    noted: set[Question] = set()
    before = _asked.set(noted)
    try:
        yield noted
    finally:
        _asked.reset(before)


@contextmanager
def together() -> Iterator[None]:
    """Let all that is asked within the block count as one question, which many pages then ask."""
    with noting() as noted:
        yield
    ask("together", json.dumps(sorted(noted, key=repr), separators=(",", ":")))


def once(kept: Kept, key: Hashable, make: Callable[[*Given], T], *given: *Given) -> T:
    """Give what was made under a key, made now if it was not; its questions are asked each time."""
    found = kept.get(key)
    if found is None:
        with noting() as noted:
            made = make(*given)
        found = kept[key] = made, frozenset(noted)
    noted_here = _asked.get() if found[1] else None
    if noted_here is not None:
        noted_here |= found[1]
    return found[0]  # type: ignore[return-value]  # what was made under this very key


class Noted(Mapping[str, T]):
    """Things by their id, where every look is a question: for one, for the ids, or for all."""

    def __init__(self, kind: str, language: str, things: Mapping[str, T]) -> None:
        """Keep the things of a kind, with their words in a language."""
        self.kind, self.language = kind, language
        self.things: Mapping[str, T] = things.things if isinstance(things, Noted) else things

    def __getitem__(self, slug: str) -> T:
        """Give one; whether it is there at all is the same question."""
        ask(self.kind, self.language, slug)
        return self.things[slug]

    def __iter__(self) -> Iterator[str]:
        """Give the ids."""
        ask(f"{self.kind} ids")
        return iter(self.things)

    def __len__(self) -> int:
        """Count the ids."""
        ask(f"{self.kind} ids")
        return len(self.things)

    def values(self) -> ValuesView[T]:
        """Give all."""
        ask(f"{self.kind} all", self.language)
        return self.things.values()

    def items(self) -> ItemsView[str, T]:
        """Give all by their ids."""
        ask(f"{self.kind} all", self.language)
        return self.things.items()
