"""Measures search by judged queries: does an answer stand among the first three?

A file of queries says for each what is typed and which needs answer it, best first.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from app.catalogue import Catalogue
from app.model.service import Service
from app.reading import read_yaml

DEPTH, NEAR_TOP = 10, 5
Finder = Callable[[str], "Found"]


@dataclass(frozen=True)
class Found:
    """What an engine gave: ids best first, and whether it showed an urgent contact."""

    ids: tuple[str, ...]
    crisis: bool = False


@dataclass(frozen=True)
class Query:
    """A judged query."""

    text: str
    expect: tuple[str, ...]
    kind: str
    must_not: frozenset[str] = frozenset()
    crisis: bool = False
    lang: str = "en"


@dataclass
class Result:
    """How one query went."""

    query: str
    kind: str
    first: bool
    third: bool
    ndcg: float
    broken: bool
    empty: bool
    crisis: bool | None
    ids: tuple[str, ...] = ()
    expect: tuple[str, ...] = ()


@dataclass
class Report:
    """How all went: overall, by kind, and what was left out for want of any answer."""

    results: list[Result] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)

    def figures(self, kind: str | None = None) -> dict[str, float]:
        """Average the results, of one kind or of all."""
        some = [one for one in self.results if kind in (None, one.kind)]
        urgent = [one.crisis for one in some if one.crisis is not None]
        size = len(some) or 1
        return {
            "queries": len(some),
            "success@3": sum(one.third for one in some) / size,
            "success@1": sum(one.first for one in some) / size,
            "ndcg@10": sum(one.ndcg for one in some) / size,
            "must_not": sum(one.broken for one in some),
            "empty": sum(one.empty for one in some),
            "crisis": sum(bool(one) for one in urgent) / (len(urgent) or 1),
        }

    def kinds(self) -> list[str]:
        """Every kind of query there is."""
        return list(dict.fromkeys(one.kind for one in self.results))

    def misses(self) -> list[Result]:
        """Queries that went wrong in any way."""
        return [r for r in self.results if not r.third or r.broken or r.empty or r.crisis is False]

    def as_dict(self) -> dict[str, Any]:
        """Give plain values, for JSON."""
        return {
            "overall": self.figures(),
            "kinds": {kind: self.figures(kind) for kind in self.kinds()},
            "gaps": self.gaps,
            "misses": [asdict(miss) for miss in self.misses()],
        }


def read_queries(path: Path) -> list[Query]:
    """Read a file of judged queries."""
    rows = read_yaml(path.read_text(encoding="utf-8")).data
    return [
        Query(
            row["q"],
            tuple(row["expect"]),
            row["kind"],
            frozenset(row.get("must_not") or ()),
            row.get("crisis") == "true",
            row.get("lang", "en"),
        )
        for row in rows
    ]


def judge(queries: Iterable[Query], catalogue: Catalogue, finder: Finder) -> Report:
    """Ask every query and weigh the answers."""
    report = Report()
    for query in queries:
        ideal = sorted((_gain(s, query) for s in catalogue.services.values()), reverse=True)[:DEPTH]
        if not any(ideal):
            report.gaps.append(query.text)
            continue
        found = finder(query.text)
        services = [catalogue.services[slug] for slug in found.ids[:DEPTH]]
        report.results.append(_result(query, services, ideal, found))
    return report


def _result(
    query: Query, services: Sequence[Service], ideal: Sequence[int], found: Found
) -> Result:
    gains = [_gain(service, query) for service in services]
    return Result(
        query=query.text,
        kind=query.kind,
        first=any(gains[:1]),
        third=any(gains[:3]),
        ndcg=_discounted(gains) / _discounted(ideal),
        broken=any(_breaks(service, query) for service in services[:NEAR_TOP]),
        empty=not services,
        crisis=found.crisis if query.crisis else None,
        ids=found.ids[:NEAR_TOP],
        expect=query.expect,
    )


def _gain(service: Service, query: Query) -> int:
    if query.expect[0] in service.topics:
        return 2
    return int(any(need in service.topics for need in query.expect))


def _breaks(service: Service, query: Query) -> bool:
    return bool(query.must_not.intersection(service.topics)) and not _gain(service, query)


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains))
