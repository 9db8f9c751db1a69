"""The ranking, in whole numbers only, so that the browser's copy gives the same.

Needs score by the words that lead to them and by the phrase that fits best; entries by their own
words and name, and by the needs they answer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from app.search.tables import Table

Scores = dict[int, int]

FITS = (6, 10)
# A phrase or a name that is all of the query counts so many times over.
WHOLE_QUERY, WHOLE_NAME = 3, 4
# What a phrase tells besides its words when it stands in the query with three of them: `wont go to
# school` is made of words that each say nearly nothing.
LONG, TOGETHER = 3, 6
MEANT = (7, 10)
NEED, OWN, NAME = 6, 12, 12
WHOLE = 16
SECOND = 6
LEADS = 4


@dataclass(frozen=True)
class Phrases:
    """A group's phrases by number: the need each leads to, its size in words, what it tells.

    `holding` gives for each word the phrases that hold it.
    """

    needs: list[int]
    sizes: list[int]
    weights: list[int]
    holding: dict[int, list[int]]

    @classmethod
    def of(cls, table: Table) -> Phrases:
        """Turn a table round."""
        made = cls([], [], [], {})
        for need, phrases in enumerate(table.phrases):
            for phrase in phrases:
                for word in phrase:
                    made.holding.setdefault(word, []).append(len(made.needs))
                made.needs.append(need)
                made.sizes.append(len(phrase))
                made.weights.append(sum(table.levels[word] for word in phrase))
        return made


def phrase_scores(levels: Sequence[int], phrases: Phrases, known: Collection[int]) -> Scores:
    """Give each need the score of its best-fitting phrase.

    A phrase fits when most of what it tells is in the query; the more fully, the better, better
    still when it is long, and best when it is the query: `missing school` is about school,
    whatever `missing` alone leads to.
    """
    best: Scores = {}
    met: Scores = {}
    asked = sum(levels[word] for word in known)
    for word in known:
        for number in phrases.holding.get(word, ()):
            met[number] = met.get(number, 0) + levels[word]
    for number, got in met.items():
        need, whole = phrases.needs[number], phrases.weights[number]
        if fits(got, whole):
            value = got * got * got // (whole * whole)
            if got == whole and phrases.sizes[number] >= LONG:
                value += TOGETHER
            if got == whole == asked:
                value *= WHOLE_QUERY
            if value > best.get(need, 0):
                best[need] = value
    return best


def fits(got: int, whole: int) -> bool:
    """Whether so much of what a phrase tells in all is enough of it."""
    return got * FITS[1] >= whole * FITS[0]


def add(scores: Scores, more: Mapping[int, int]) -> None:
    """Add scores to scores."""
    for number, score in more.items():
        scores[number] = scores.get(number, 0) + score


def leading(needs: Mapping[int, int]) -> Scores:
    """The needs worth asking entries for: those with a good part of the best score."""
    bar = max(needs.values(), default=0) // LEADS
    return {need: score for need, score in needs.items() if score > bar}


def need_parts(needs: Mapping[int, int], answered: Sequence[Sequence[tuple[int, int]]]) -> Scores:
    """What the needs an entry answers lend it: the best, and a little of the second.

    `answered` gives for each need the entries with its weight there: less if further down.
    """
    best: Scores = {}
    second: Scores = {}
    for need, score in needs.items():
        for entry, weight in answered[need]:
            value = score * weight // WHOLE
            before = best.get(entry, 0)
            if value > before:
                best[entry], value = value, before
            if value > second.get(entry, 0):
                second[entry] = value
    for entry, value in second.items():
        best[entry] += value // SECOND
    return best


def weight_at(place: int) -> int:
    """How much a need counts by its place in an entry's own list."""
    return WHOLE - min(place, 4)


def name_score(told: int, whole: int, asked: int) -> int:
    """How surely a name is meant: `told` of its `whole` is in the query, which tells `asked`.

    The name must be in the query nearly whole, and be most of what the query tells; one that is
    all of it is meant, whatever needs its words lead to.
    """
    if told * MEANT[1] < whole * MEANT[0] or told * 10 < asked * 4:
        return 0
    return told * told // max(1, asked) * (WHOLE_NAME if told == whole == asked else 1)


def joined(needs: Mapping[int, int], own: Mapping[int, int], names: Mapping[int, int]) -> Scores:
    """Join the three scores of every entry."""
    scores = {entry: NEED * score for entry, score in needs.items()}
    for weight, more in ((OWN, own), (NAME, names)):
        for entry, score in more.items():
            scores[entry] = scores.get(entry, 0) + weight * score
    return scores
