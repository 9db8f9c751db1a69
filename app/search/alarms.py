"""Words that suggest danger, so that the right number stands above all results.

Tuned to show a number too often rather than too seldom.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from app.search.folding import stem, words
from app.search.words import group_of

# How many words may stand between those of a phrase.
GAP = 3
LEADS = (7, 10)
SURE = 60


class Alarms:
    """Compares a query with the phrases of every kind of emergency."""

    def __init__(self, small: Mapping[str, Any]) -> None:
        """Take the kinds as the index keeps them."""
        self.kinds = [
            (_by_group(phrases), needs, contacts) for _, phrases, needs, contacts in small["alarms"]
        ]
        self.harmless = _by_group(small["harmless"])
        self.numbers = {need: number for number, need in enumerate(small["needs"])}

    def contacts(
        self, stems: Sequence[str], groups: Collection[str], needs: Mapping[int, int]
    ) -> list[str]:
        """Give the contacts a query calls for, those of the first kind met first.

        Phrases count in the languages that the query may be in, English always.
        """
        spoken = sorted({"en", *groups})
        left = self._without_harmless(list(stems), spoken)
        harmless = len(left) < len(stems)
        found: list[str] = []
        for phrases, own_needs, contacts in self.kinds:
            met = any(near(phrase, left) for group in spoken for phrase in phrases.get(group, ()))
            if met or (not harmless and self._leads(own_needs, needs)):
                found += [one for one in contacts if one not in found]
        return found

    def _without_harmless(self, stems: list[str], groups: Sequence[str]) -> list[str]:
        for saying in (saying for group in groups for saying in self.harmless.get(group, ())):
            size = len(saying)
            for start in range(len(stems) - size, -1, -1):
                if stems[start : start + size] == saying:
                    stems[start : start + size] = []
        return stems

    def _leads(self, own: Sequence[str], needs: Mapping[int, int]) -> bool:
        """Whether one of a kind's needs is the best or nearly so, and clearly meant."""
        top = max(needs.values(), default=0)
        scores = [needs.get(self.numbers.get(need, -1), 0) for need in own]
        best = max(scores, default=0)
        return best >= SURE and best * LEADS[1] >= top * LEADS[0]


def _by_group(phrases: Sequence[tuple[str, str]]) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for language, text in phrases:
        found.setdefault(group_of(language) or "", []).append(_stems(text))
    return found


def _stems(text: str) -> list[str]:
    return [stem(word) for word in words(text)]


def near(phrase: Sequence[str], stems: Sequence[str]) -> bool:
    """Whether all words of a phrase stand in a text in their order, near one another."""
    for start, word in enumerate(stems):
        if word == phrase[0] and _follow(phrase, stems, start):
            return True
    return False


def _follow(phrase: Sequence[str], stems: Sequence[str], start: int) -> bool:
    place = start
    for word in phrase[1:]:
        window = stems[place + 1 : place + 2 + GAP]
        if word not in window:
            return False
        place += 1 + window.index(word)
    return True
