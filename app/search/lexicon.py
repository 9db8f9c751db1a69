"""A group's words as browsers get them: each with the needs, entries and names that it leads to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from app.search.beside import ABOUT, Runs, heads
from app.search.folding import stem, words
from app.search.packing import front_coded, pack, steps
from app.search.scoring import MEANT
from app.search.tables import LONGEST
from app.search.vocabulary import ENGLISH, Vocabulary

# What stands beside English words besides; assets/search/table.js reads it after the rest.
ABOUT_ENTRIES = ("own", "impacts", "names")
_DIGITS = {ord(str(digit)): chr(ord("A") + digit) for digit in range(10)}


@dataclass
class Lexicon:
    """Words by number: those of phrases first, by level and then by stem; then all others.

    `runs` gives the level of so many words each; `about` holds for each run of numbers what a word
    has there. Words from `spelt` on are known, but spelling is not mended to them.
    """

    stems: list[str]
    texts: list[str]
    levels: list[int]
    phrased: int
    spelt: int
    about: dict[str, list[list[int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Number the words."""
        self.numbers = {word: number for number, word in enumerate(self.stems)}

    def size(self, word: str) -> int:
        """About how many letters a word takes in a file."""
        number = self.numbers[word]
        return len(word) + sum(len(lists[number]) for lists in self.about.values())

    def runs(self) -> list[list[int]]:
        """Give levels, each with how many words have it."""
        return [[level, len(list(some))] for level, some in groupby(self.levels)]

    def listed(self, some: Iterable[str]) -> dict[str, str]:
        """Pack words with their numbers."""
        numbers = sorted(self.numbers[word] for word in some)
        runs: list[list[int]] = []
        for number in numbers:
            if runs and number == sum(runs[-1]):
                runs[-1][1] += 1
            else:
                runs.append([number, 1])
        texts = [self.texts[number].translate(_DIGITS) for number in numbers]
        return {"runs": pack(n for run in runs for n in run), "words": front_coded(texts)}

    def packed(self, some: Sequence[str]) -> dict[str, str]:
        """Pack words with their numbers and all that they lead to."""
        numbers = sorted(self.numbers[word] for word in some)
        beside = {
            name: pack(n for number in numbers for n in lists[number])
            for name, lists in self.about.items()
        }
        return self.listed(some) | beside

    def whole(self, vocabulary: Vocabulary) -> dict[str, Any]:
        """Pack all English words at once: each phrase and each name stands once, beside no word.

        assets/search/whole.js puts them beside their words again.
        """
        names = _names(self, vocabulary)
        return {
            **self.listed(self.stems),
            "spelt": self.spelt,
            "phrases": _trees(vocabulary.tables[ENGLISH].phrases),
            "own": pack(n for some in self.about["own"] for n in some),
            "impacts": pack(n for some in self.about["impacts"] for n in some),
            "called": pack(steps([entry for entry, _ in names])),
            "lengths": pack(len(name) for _, name in names),
            "names": pack(n for _, name in names for n in name),
        }


def lexicon(vocabulary: Vocabulary, group: str, known: Runs) -> Lexicon:
    """Make a group's lexicon of what its phrases give; English words lead to entries too."""
    table = vocabulary.tables[group]
    stems = [stem(word) for word in table.words]
    found = Lexicon(stems, list(table.words), list(table.levels), len(stems), len(stems))
    if group == ENGLISH:
        _extend(found, vocabulary)
    beyond = len(found.stems) - found.phrased
    found.about = {
        name: known[name] + [[0] if name == "needs" else [] for _ in range(beyond)]
        for name in ABOUT
    }
    if group == ENGLISH:
        found.about |= {name: [[] for _ in found.stems] for name in ABOUT_ENTRIES}
        _add_own(found, vocabulary)
        _add_names(found, vocabulary)
    return found


def _extend(found: Lexicon, vocabulary: Vocabulary) -> None:
    """Add the words that only names, places and entries hold."""
    spelt = {*vocabulary.named, *vocabulary.places} - found.numbers.keys()
    held = {
        word for word in vocabulary.index.entry_words() if vocabulary.index.entry_postings(word)
    }
    for more in (spelt, held - spelt - found.numbers.keys()):
        order = sorted(more, key=lambda word: (vocabulary.level(word), word))
        found.stems += order
        found.texts += order
        found.levels += map(vocabulary.level, order)
    found.spelt += len(spelt)
    found.__post_init__()


def _add_own(found: Lexicon, vocabulary: Vocabulary) -> None:
    for number, word in enumerate(found.stems):
        posted = () if vocabulary.is_common(word) else vocabulary.index.entry_postings(word)
        found.about["own"][number] = [len(posted), *steps([entry for entry, _ in posted])]
        found.about["impacts"][number] = [impact for _, impact in posted]


def _add_names(found: Lexicon, vocabulary: Vocabulary) -> None:
    """Put each name beside the words by which it can be meant."""
    by_word: list[list[tuple[int, list[int]]]] = [[] for _ in found.stems]
    for entry, numbers in _names(found, vocabulary):
        for head in heads(numbers, found.levels.__getitem__, MEANT):
            by_word[head].append((entry, [number for number in numbers if number != head]))
    for number, named in enumerate(by_word):
        entries = steps([entry for entry, _ in named])
        told = [[e, len(rest), *rest] for e, (_, rest) in zip(entries, named, strict=True)]
        found.about["names"][number] = [len(named), *(n for one in told for n in one)]


def _names(found: Lexicon, vocabulary: Vocabulary) -> list[tuple[int, list[int]]]:
    """Every name of every entry as numbers of its words."""
    return [
        (entry, sorted({found.numbers[stem(word)] for word in words(name)}))
        for entry, name in vocabulary.called
    ]


def _trees(phrases: Sequence[Iterable[Sequence[int]]]) -> list[list[str]]:
    """Pack each need's phrases as a tree of their words, the most telling first.

    For each depth: how many words go on from each place there, and the steps between them.
    """
    depths: list[tuple[list[int], list[int]]] = [([], []) for _ in range(LONGEST)]
    for some in phrases:
        _grow(sorted(tuple(reversed(phrase)) for phrase in some if phrase), depths)
    return [[pack(many), pack(apart)] for many, apart in depths]


def _grow(some: Sequence[Sequence[int]], depths: Sequence[tuple[list[int], list[int]]]) -> None:
    """Add a tree of words that begin alike; a step of nought says that a phrase ends before."""
    (many, apart), *deeper = depths
    branches = [(at, list(those)) for at, those in groupby(some, lambda one: one[0] if one else -1)]
    many.append(len(branches))
    before = -1
    for at, those in branches:
        apart.append(at - before)
        before = at
        if deeper and at >= 0:
            _grow([one[1:] for one in those], deeper)
