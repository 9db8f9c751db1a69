"""Phrases as small whole numbers, the same for the server and the browser.

A word's level says how much it tells: rare among the needs is high, met everywhere is low. A phrase
keeps its three most telling words. All scores of needs follow from these numbers.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.search.alarms import alarm_words
from app.search.folding import stem, words
from app.search.words import Words, group_of

TOP_LEVEL = 26
LONGEST = 3
SHARE = 16
COMMON = 3
# What lends a need less than this lends it nothing: `for` and `my` lead nearly everywhere.
LEAST = 4


@dataclass(frozen=True)
class Table:
    """One group's words, each as it is most often written, their levels, and phrases by need."""

    words: tuple[str, ...]
    levels: tuple[int, ...]
    phrases: tuple[tuple[tuple[int, ...], ...], ...]

    def as_json(self) -> dict[str, Any]:
        """Give plain values."""
        return {"words": self.words, "levels": self.levels, "phrases": self.phrases}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Table:
        """Make a table of plain values again."""
        phrases = tuple(tuple(tuple(p) for p in need) for need in data["phrases"])
        return cls(tuple(data["words"]), tuple(data["levels"]), phrases)


def tables(found: Words, needs: Sequence[str]) -> dict[str, Table]:
    """Make every group's table."""
    number = {need: n for n, need in enumerate(needs)}
    # English always stands, so that names and spelling work where nobody wrote phrases.
    by_group: dict[str, list[tuple[int, list[str]]]] = defaultdict(list, en=[])
    for phrase in found.phrases:
        group = group_of(phrase.language)
        if group and phrase.need in number:
            by_group[group].append((number[phrase.need], words(phrase.text)))
    common = {group: {stem(word) for word in some} for group, some in found.common.items()}
    heard = _heard(found)
    return {
        group: _table(phrases, len(needs), common.get(group, set()), heard.get(group, ()))
        for group, phrases in sorted(by_group.items())
    }


def _heard(found: Words) -> dict[str, set[str]]:
    """The words of danger of each group but English: they too tell which language is written."""
    heard: dict[str, set[str]] = defaultdict(set)
    for alarm in found.alarms:
        for language, text in alarm.phrases:
            group = group_of(language)
            if group and group != "en":
                parts = alarm_words(text)
                named = (word for part in parts for word in found.sets.get(part.strip("<>"), ()))
                heard[group] |= {word for word in (*parts, *named) if not word.startswith("<")}
    return heard


def _table(
    phrases: list[tuple[int, list[str]]], needs: int, common: set[str], heard: Iterable[str]
) -> Table:
    """Make one group's table; words that are only heard lead to nothing."""
    levels = _levels(phrases, needs, common)
    kept: list[set[tuple[str, ...]]] = [set() for _ in range(needs)]
    for need, parts in phrases:
        stems = sorted({stem(word) for word in parts}, key=lambda one: (-levels[one], one))
        kept[need].add(tuple(stems[:LONGEST]))
    used = {one for some in kept for phrase in some for one in phrase}
    shown = shown_forms(word for _, parts in phrases for word in parts)
    for word in sorted(heard):
        shown.setdefault(stem(word), word)
        levels.setdefault(stem(word), TOP_LEVEL)
        used.add(stem(word))
    order = sorted(used, key=lambda one: (levels[one], one))
    place = {one: n for n, one in enumerate(order)}
    return Table(
        tuple(shown[one] for one in order),
        tuple(levels[one] for one in order),
        tuple(tuple(sorted(tuple(sorted(place[w] for w in p)) for p in some)) for some in kept),
    )


def _levels(phrases: list[tuple[int, list[str]]], needs: int, common: set[str]) -> dict[str, int]:
    """Say how much each stem tells, from over how few needs its phrases are spread."""
    met: dict[str, Counter[int]] = defaultdict(Counter)
    for need, parts in phrases:
        for word in {stem(word) for word in parts}:
            met[word][need] += 1
    levels = {}
    for one, where in met.items():
        level = round(4 * math.log2(needs / _spread(where.values()))) + 1
        levels[one] = max(
            1, min(TOP_LEVEL, level) // (COMMON if one in common or one.isdigit() else 1)
        )
    return levels


def _spread(counts: Iterable[int]) -> float:
    """Over how many needs a word's phrases are spread.

    Half way between counting each need it is met in and counting them by how many of its phrases
    they hold (the exponential of their entropy): one stray phrase must not make a word common.
    """
    some = list(counts)
    total = sum(some)
    even = math.prod((total / count) ** (count / total) for count in some)
    return math.sqrt(len(some) * even)


def shown_forms(found: Iterable[str]) -> dict[str, str]:
    """Give for each stem the form it is most often written in, the shortest of equals."""
    counts = Counter(found)
    best: dict[str, str] = {}
    for word in sorted(counts, key=lambda one: (-counts[one], len(one), one)):
        best.setdefault(stem(word), word)
    return best


def shares(phrase: Sequence[int], levels: Sequence[int]) -> list[int]:
    """Divide a phrase's 16 points among its words by how much each tells."""
    total = sum(levels[word] for word in phrase)
    return [SHARE * levels[word] // total for word in phrase]


def points(table: Table) -> list[dict[int, int]]:
    """Give for each word the points it has in each need: its shares of the phrases there."""
    found: list[Counter[int]] = [Counter() for _ in table.words]
    for need, phrases in enumerate(table.phrases):
        for phrase in phrases:
            for word, share in zip(phrase, shares(phrase, table.levels), strict=True):
                found[word][need] += share
    return [dict(sorted(some.items())) for some in found]


def impacts(table: Table) -> list[dict[int, int]]:
    """Give for each word the score it lends to each need it leads to."""
    return [
        {need: lent for need, p in some.items() if (lent := impact(level, p)) >= LEAST}
        for level, some in zip(table.levels, points(table), strict=True)
    ]


def impact(level: int, point: int) -> int:
    """What a word lends to a need: rarity times saturated frequency."""
    return 4 * level * point // (point + SHARE)
