"""Place names and postcodes in a query: which cluster they mean, or that they lie outside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from app.reading import read_yaml
from app.search.folding import words

# The borough's own name says nothing about where in it; one cluster each for the others.
Place = dict[str, Any]


def read_places(path: Path) -> list[Place]:
    """Read names and postcode areas from places.yaml; none if there is no such file."""
    if not path.exists():
        return []
    data = read_yaml(path.read_text(encoding="utf-8")).data or {}
    found = [*_codes(data.get("districts") or []), *_codes(data.get("sectors") or [])]
    found += list(_names(data.get("places") or []))
    return sorted(found, key=lambda place: (-len(place["words"]), place["words"]))


def _names(rows: Sequence[dict[str, Any]]) -> Iterator[Place]:
    for row in rows:
        for name in (row["name"], *row.get("alternate_names", ())):
            inside = row.get("in_borough") == "true"
            yield {
                "words": words(name),
                "label": row["name"],
                "cluster": row.get("cluster") if inside else None,
                "near": row.get("nearest_hub"),
                "outside": "" if inside else row.get("council") or "another council",
            }


def _codes(rows: Sequence[dict[str, Any]]) -> Iterator[Place]:
    """A postcode area counts for the cluster with most of it."""
    for row in rows:
        shares = {cluster: float(share) for cluster, share in row.get("clusters", {}).items()}
        best = max(sorted(shares), key=shares.__getitem__, default=None)
        yield {
            "words": words(row["code"]),
            "label": row["code"],
            "cluster": best,
            "near": best or row.get("nearest_hub"),
            "outside": "" if best else "another council",
        }
