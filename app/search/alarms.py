"""Words that suggest danger, so that the right number stands above all results.

Tuned to show a number too often rather than too seldom.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from app.search.folding import stem, words
from app.search.words import SET, group_of

ENGLISH = "en"
# How many words may stand between those of a phrase.
GAP = 3
LEADS = (7, 10)
SURE = 60

Pattern = tuple[frozenset[str], ...]


class Patterns:
    """The phrases of one kind, by the group they are typed in and by the words they begin with."""

    def __init__(self, phrases: Sequence[tuple[str, str]], sets: Mapping[str, frozenset[str]]):
        """Take phrases with their languages, and the sets that they name."""
        self._starts: dict[str, dict[str, list[Pattern]]] = {}
        for language, text in phrases:
            starts = self._starts.setdefault(group_of(language) or "", {})
            pattern = tuple(_pattern(text, sets))
            for word in pattern[0]:
                starts.setdefault(word, []).append(pattern)

    def beginning(self, word: str, groups: Collection[str]) -> Iterator[Pattern]:
        """Give the phrases that a stem begins."""
        for group in groups:
            yield from self._starts.get(group, {}).get(word, ())

    def met(
        self, stems: Sequence[str], groups: Collection[str], idle: Collection[str] = ()
    ) -> bool:
        """Whether all words of a phrase stand in a text in their order, near one another.

        An English phrase of one word does not count if that word is idle.
        """
        return any(
            _follow(pattern, stems, start)
            for start, word in enumerate(stems)
            for group in groups
            for pattern in self.beginning(word, [group])
            if not (group == ENGLISH and len(pattern) == 1 and word in idle)
        )


class Alarms:
    """Compares a query with the phrases of every kind of emergency."""

    def __init__(self, small: Mapping[str, Any]) -> None:
        """Take the kinds as the index keeps them."""
        sets = {name: frozenset(map(stem, some)) for name, some in small.get("sets", {}).items()}
        self.kinds = [
            (Patterns(phrases, sets), needs, contacts)
            for _, phrases, needs, contacts in small["alarms"]
        ]
        self.harmless = Patterns(small["harmless"], sets)
        self.numbers = {need: number for number, need in enumerate(small["needs"])}

    def contacts(
        self,
        texts: Sequence[Sequence[str]],
        groups: Collection[str],
        needs: Mapping[int, int],
        idle: Collection[str] = (),
    ) -> list[str]:
        """Give the contacts a query calls for, those of the first kind met first.

        `texts` are the query's stems as mended and as typed: either may tell of danger. Phrases
        count in the languages that the query may be in, English always; there, words that are
        idle count for nothing alone.
        """
        spoken = sorted({ENGLISH, *groups})
        places = {place for text in texts for place in self._harmless(text, spoken)}
        left = [[word for n, word in enumerate(text) if n not in places] for text in texts]
        found: list[str] = []
        for patterns, own_needs, contacts in self.kinds:
            met = any(patterns.met(text, spoken, idle) for text in left)
            if met or (not places and self._leads(own_needs, needs)):
                found += [one for one in contacts if one not in found]
        return found

    def _harmless(self, text: Sequence[str], groups: Collection[str]) -> Iterator[int]:
        """The places of words in harmless sayings, of several that begin alike the longest."""
        place = 0
        while place < len(text):
            size = self._harmless_at(text, place, groups)
            yield from range(place, place + size)
            place += size or 1

    def _harmless_at(self, text: Sequence[str], place: int, groups: Collection[str]) -> int:
        sizes = (
            len(saying)
            for saying in self.harmless.beginning(text[place], groups)
            if len(saying) <= len(text) - place
            and all(text[place + n] in some for n, some in enumerate(saying))
        )
        return max(sizes, default=0)

    def _leads(self, own: Sequence[str], needs: Mapping[int, int]) -> bool:
        """Whether one of a kind's needs is the best or nearly so, and clearly meant."""
        top = max(needs.values(), default=0)
        scores = [needs.get(self.numbers.get(need, -1), 0) for need in own]
        best = max(scores, default=0)
        return best >= SURE and best * LEADS[1] >= top * LEADS[0]


def alarm_words(text: str) -> list[str]:
    """Divide a phrase of crisis.yaml into folded words and names of sets, such as `<hurts>`."""
    return [
        word
        for token in text.split()
        for word in ([token] if SET.fullmatch(token) else words(token))
    ]


def _pattern(text: str, sets: Mapping[str, frozenset[str]]) -> Iterator[frozenset[str]]:
    for word in alarm_words(text):
        named = SET.fullmatch(word)
        yield sets[named[1]] if named else frozenset((stem(word),))


def _follow(pattern: Pattern, stems: Sequence[str], start: int) -> bool:
    place = start
    for some in pattern[1:]:
        after = range(place + 1, min(place + 2 + GAP, len(stems)))
        place = next((n for n in after if stems[n] in some), 0)
        if not place:
            return False
    return True
