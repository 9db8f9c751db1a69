"""All words that a directory knows, as stems: of families' phrases, of names and of places."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from app.model.service import Service
from app.search.folding import stem, words
from app.search.index import Index
from app.search.scoring import Phrases
from app.search.spelling import Speller
from app.search.tables import TOP_LEVEL

ENGLISH = "en"


class Vocabulary:
    """The words of one index and its entries; English unless a group is given."""

    def __init__(self, index: Index, entries: Sequence[Service | None]) -> None:
        """Take an index and its entries in its order; None stands for an entry that went."""
        self.index, self.entries, self.tables = index, entries, index.tables
        self.common = {group: set(some) for group, some in index.small["common"].items()}
        self.numbers = {
            group: {stem(word): number for number, word in enumerate(table.words)}
            for group, table in self.tables.items()
        }
        self.places = {
            stem(word)
            for place in index.small["places"]
            for word in place["words"]
            if word.isalpha()
        }
        self._phrases: dict[str, Phrases] = {}

    def phrases(self, group: str) -> Phrases:
        """The phrases of a group, by word."""
        if group not in self._phrases:
            self._phrases[group] = Phrases.of(self.tables[group])
        return self._phrases[group]

    @cached_property
    def called(self) -> list[tuple[int, str]]:
        """Every name of every entry, each with the entry's number."""
        return [
            (number, name)
            for number, one in enumerate(self.entries)
            for name in ((one.name, *one.alternate_names) if one else ())
        ]

    @cached_property
    def names(self) -> list[list[str]]:
        """The names as stems, in the order of `called`."""
        return [sorted({stem(word) for word in words(name)}) for _, name in self.called]

    @cached_property
    def name_weights(self) -> list[int]:
        """How much each name tells in all."""
        return [sum(map(self.level, name)) for name in self.names]

    @cached_property
    def named(self) -> dict[str, list[int]]:
        """Which names hold a stem."""
        found: dict[str, list[int]] = {}
        for number, name in enumerate(self.names):
            for word in name:
                found.setdefault(word, []).append(number)
        return found

    @cached_property
    def speller(self) -> Speller:
        """Mends English words by all words that phrases, names and places hold."""
        english = self.numbers[ENGLISH]
        known = dict(english)
        for word in sorted({*self.named, *self.places}):
            known.setdefault(word, len(english))
        return Speller(known)

    def is_name(self, stems: Sequence[str]) -> bool:
        """Whether stems are a whole name of an entry and nothing else, in any order."""
        mine = sorted(set(stems))
        return any(self.names[number] == mine for number in self.named.get(mine[0], ()))

    def is_common(self, word: str) -> bool:
        """Whether a stem is one of the words that tell nothing."""
        return word in self.common.get(ENGLISH, ())

    def knows(self, word: str) -> bool:
        """Whether phrases, names, places or entries hold a stem."""
        return (
            word in self.numbers[ENGLISH]
            or word in self.named
            or word in self.places
            or bool(self.index.entry_postings(word))
        )

    def level(self, word: str) -> int:
        """How much a stem tells; one that only names hold tells most."""
        number = self.numbers[ENGLISH].get(word)
        if number is not None:
            return self.tables[ENGLISH].levels[number]
        return 1 if self.is_common(word) else TOP_LEVEL

    def written(self, word: str) -> str:
        """Write a stem as people do."""
        number = self.numbers[ENGLISH].get(word)
        return self.tables[ENGLISH].words[number] if number is not None else word
