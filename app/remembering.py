"""Doing a piece of work once for a catalogue, and knowing what it was made of."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

T = TypeVar("T")
Kept = dict[Hashable, tuple[object, frozenset[str]]]

_read: ContextVar[set[str] | None] = ContextVar("read", default=None)


def read(what: str) -> None:
    """Note that what is being made depends on something."""
    noted = _read.get()
    if noted is not None:
        noted.add(what)


@contextmanager
def noting() -> Iterator[set[str]]:
    """Give the set in which everything that is read within the block is noted."""
    noted: set[str] = set()
    before = _read.set(noted)
    try:
        yield noted
    finally:
        _read.reset(before)


def once(kept: Kept, key: Hashable, make: Callable[[], T]) -> T:
    """Give what was made under a key, made now if it was not; who is given it has read the same."""
    found = kept.get(key)
    if found is None:
        with noting() as noted:
            made = make()
        found = kept[key] = made, frozenset(noted)
    noted_here = _read.get()
    if noted_here is not None:
        noted_here |= found[1]
    return found[0]  # type: ignore[return-value]  # what was made under this very key
