"""What a search gives: entries found, what was understood, whom to call at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Hit:
    """An entry found: its score, and the need it was found for."""

    id: str
    name: str
    topics: tuple[str, ...]
    score: int
    why: str = ""


@dataclass(frozen=True)
class Chip:
    """Something understood from the words or chosen: `age`, `cluster` or `topic`."""

    part: str
    id: str
    label: str
    chosen: bool = False


@dataclass(frozen=True)
class Answer:
    """All that a search gives: answers, related ones, urgent contacts, the query as mended.

    `total` counts the answers; where `hits` do not hold them all, nothing related stands beside.
    """

    query: str
    hits: tuple[Hit, ...] = ()
    also: tuple[Hit, ...] = ()
    crisis: tuple[str, ...] = ()
    did_you_mean: str | None = None
    understood: tuple[Chip, ...] = ()
    answers: tuple[int, ...] = ()
    needs: tuple[str, ...] = ()
    outside: str = ""
    total: int = 0

    def as_json(self) -> dict[str, Any]:
        """Give the answer as plain values, the same for the command and the address."""
        hits = [
            {"id": hit.id, "name": hit.name, "topics": list(hit.topics), "score": hit.score}
            for hit in self.hits
        ]
        return {
            "query": self.query,
            "hits": hits,
            "crisis": list(self.crisis),
            "did_you_mean": self.did_you_mean,
        }
