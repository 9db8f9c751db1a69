"""A query as typed to the words to search for: in which language, with slips of spelling mended."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from app.search import scoring
from app.search.folding import script, stem, words
from app.search.vocabulary import ENGLISH, Vocabulary

MOST_MENDED = 6
LATIN = "Latn"


@dataclass
class Asked:
    """A query's words as typed, then as stems with the group of each; and what was mended."""

    typed: list[str]
    stems: list[str]
    group: list[str]
    mended: dict[int, str] = field(default_factory=dict)

    @property
    def as_mended(self) -> list[str]:
        """The words as typed, the mended ones as people write them."""
        return [self.mended.get(number, word) for number, word in enumerate(self.typed)]

    @property
    def did_you_mean(self) -> str | None:
        """The query as mended, if anything was."""
        return " ".join(self.as_mended) if self.mended else None

    def stems_of(self, group: str, spent: Collection[int]) -> set[str]:
        """The stems of one group, less those in places that are spent."""
        return {
            word
            for number, word in enumerate(self.stems)
            if self.group[number] == group and number not in spent
        }


def ask(query: str, known: Vocabulary) -> Asked:
    """Divide a query into words, tell their language, and mend those that English does not know."""
    typed = words(query)
    stems = [stem(word) for word in typed]
    asked = Asked(typed, stems, [script(word) for word in typed])
    latin = [n for n, group in enumerate(asked.group) if group == LATIN]
    if not _foreign([stems[n] for n in latin], known):
        for number in latin:
            asked.group[number] = ENGLISH
        _mend(asked, known)
    return asked


def _foreign(stems: Sequence[str], known: Vocabulary) -> bool:
    """Whether Latin words are another language's: it knows more of them than English does."""
    if not stems or LATIN not in known.numbers:
        return False
    theirs, english = known.numbers[LATIN], sum(map(known.knows, stems))
    if english * 3 > len(stems) * 2 or sum(word in theirs for word in stems) <= english:
        return False
    return not _only_slipped(stems, known)


def _only_slipped(stems: Sequence[str], known: Vocabulary) -> bool:
    """Whether words are English but for a slip: `child abuze`, though `abuz` is theirs."""
    theirs = known.common.get(LATIN, set())
    if any(word in theirs and not known.is_common(word) for word in stems):
        return False
    unknown = [word for word in stems if not known.knows(word) and not known.is_common(word)]
    plain = any(known.knows(word) and word not in theirs for word in stems)
    return plain and all(map(known.speller.is_slip, unknown))


def _mend(asked: Asked, known: Vocabulary) -> None:
    """Put known words for unknown ones, the first few only."""
    unknown = [
        number
        for number, word in enumerate(asked.stems)
        if asked.group[number] == ENGLISH
        and not known.knows(word)
        and not known.is_common(word)
        and word.isalpha()
    ]
    for number in unknown[:MOST_MENDED]:
        _mend_word(asked, number, known, last=number == len(asked.stems) - 1)


def _mend_word(asked: Asked, number: int, known: Vocabulary, *, last: bool) -> None:
    word, speller = asked.stems[number], known.speller
    if last and (longer := speller.beginning(word)):
        asked.stems[number] = longer[0]
        return
    if near := speller.near(word):
        asked.stems[number] = _fittest(near, asked, number, known)
        asked.mended[number] = known.written(asked.stems[number])
    elif halves := speller.parts(word):
        asked.stems[number] = halves[0]
        asked.stems.append(halves[1])
        asked.group.append(ENGLISH)


def _fittest(near: Sequence[str], asked: Asked, number: int, known: Vocabulary) -> str:
    """Of the nearest words take the one that, with another typed word, makes a phrase fit."""
    english = known.numbers[ENGLISH]
    others = {
        english[word] for n, word in enumerate(asked.stems) if n != number and word in english
    }
    for word in near:
        if word in english and _fit_together(english[word], others, known):
            return word
    return near[0]


def _fit_together(word: int, others: set[int], known: Vocabulary) -> bool:
    levels, phrases = known.tables[ENGLISH].levels, known.phrases(ENGLISH)
    mine = dict.fromkeys(phrases.holding[word], levels[word])
    met = set()
    for other in others - {word}:
        for phrase in mine.keys() & set(phrases.holding[other]):
            mine[phrase] += levels[other]
            met.add(phrase)
    return any(scoring.fits(mine[phrase], phrases.weights[phrase]) for phrase in met)
