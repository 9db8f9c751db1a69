"""What stands beside each word of phrases in the files with which a browser searches.

It follows from the words alone, so it is worked out when they are written into the index.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from app.search.packing import steps
from app.search.scoring import FITS
from app.search.tables import LEAST, Table, impact, points

# By the name of each run of numbers: what each word has there.
Runs = dict[str, list[list[int]]]
# The runs; assets/search/table.js reads them in this order.
ABOUT = ("needs", "points", "heads", "sizes", "others")


def beside(table: Table) -> Runs:
    """Put each phrase beside the words by which it can fit, and each need beside its words."""
    by_word: list[dict[int, list[list[int]]]] = [defaultdict(list) for _ in table.words]
    for need, phrases in enumerate(table.phrases):
        for phrase in phrases:
            for head in heads(phrase, table.levels.__getitem__, FITS):
                by_word[head][need].append([word for word in phrase if word != head])
    about: Runs = {name: [] for name in ABOUT}
    for level, scored, found in zip(table.levels, points(table), by_word, strict=True):
        kept = {n: p for n, p in scored.items() if n in found or impact(level, p) >= LEAST}
        about["needs"].append([len(kept), *steps(list(kept))])
        about["points"].append(list(kept.values()))
        headed = [sorted(found[need]) for need in kept]
        about["heads"].append([len(phrases) for phrases in headed])
        about["sizes"].append([len(rest) for phrases in headed for rest in phrases])
        about["others"].append([n for phrases in headed for rest in phrases for n in rest])
    return about


def heads(
    numbers: Sequence[int], level: Callable[[int], int], enough: tuple[int, int]
) -> list[int]:
    """The most telling words of some: without them the rest is not enough of the whole."""
    order = sorted(numbers, key=lambda number: (-level(number), number))
    whole = left = sum(map(level, order))
    found = []
    for number in order:
        if left * enough[1] < whole * enough[0]:
            break
        found.append(number)
        left -= level(number)
    return found
