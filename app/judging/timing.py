"""What a first and a later answer cost, and the middle of several runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from app.judging.judge import Query

RUNS = 5


@dataclass(frozen=True)
class Cost:
    """Seconds to a first answer and to a later one, bytes moved by the first, how many runs."""

    first: float
    later: float
    moved: float
    runs: int = 1


def middle(costs: Sequence[Cost]) -> Cost:
    """Give the median of every figure."""
    return Cost(
        median(one.first for one in costs),
        median(one.later for one in costs),
        median(one.moved for one in costs),
        len(costs),
    )


def pairs(queries: Sequence[Query], runs: int = RUNS) -> list[tuple[str, str]]:
    """Pick English queries from all over a file: for each run one to ask first, one later."""
    english = [query.text for query in queries if query.kind != "other-language"]
    step = max(1, len(english) // (2 * runs))
    some = english[::step][: 2 * runs]
    return list(zip(some[::2], some[1::2], strict=False))
