"""What a first and a later answer cost, and the middle of several runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from app.judging.judge import Query

RUNS = 5


@dataclass(frozen=True)
class Cost:
    """Seconds to a first answer, to a later one asked in the moment it is put in, after the first
    was read for a while, and to one that was typed or pasted.

    What is typed counts from its last key: until all of it is in the page, and until a frame shows
    it; what is pasted likewise, until it is in the page. Beside them the bytes moved until the
    first answer stands, and until the later one does, with all that came while the first was read;
    and how many runs these are the middle of.
    """

    first: float
    later: float
    typed: float
    shown: float
    pasted: float
    moved: float
    both: float
    runs: int = 1


def middle(costs: Sequence[Cost]) -> Cost:
    """Give the median of every figure."""
    return Cost(
        median(one.first for one in costs),
        median(one.later for one in costs),
        median(one.typed for one in costs),
        median(one.shown for one in costs),
        median(one.pasted for one in costs),
        median(one.moved for one in costs),
        median(one.both for one in costs),
        len(costs),
    )


def threes(queries: Sequence[Query], runs: int = RUNS) -> list[tuple[str, str, str]]:
    """Pick English queries from all over a file: for each run one to ask first, two later."""
    english = [query.text for query in queries if query.kind != "other-language"]
    step = max(1, len(english) // (3 * runs))
    some = english[::step][: 3 * runs]
    return list(zip(some[::3], some[1::3], some[2::3], strict=False))
