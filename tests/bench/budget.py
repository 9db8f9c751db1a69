"""What may not slip: ratios to named peers, kept in a file and changed only on purpose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml

from tests.bench.figures import Row

FILE = Path(__file__).parent / "budget.yaml"
ALLOWED = 1.2
HEAD = """\
# What we need as a share of what the peer needs, at most; `make bench` allows a fifth more.
# `make bench RECORD=1` writes what it has just measured: do so only when a change is meant.
"""


def read(file: Path) -> dict[str, float]:
    """Read the ratios by name; none when there is no file yet."""
    return dict(yaml.safe_load(file.read_text(encoding="utf-8")) or {}) if file.exists() else {}


def slips(rows: Iterable[Row], budget: Mapping[str, float]) -> list[str]:
    """Say, a sentence each, which ratios are more than a fifth above their budget."""
    return [
        f"{row.name}: we now need {row.ratio:.2f} of what it needs, the budget is "
        f"{budget[row.name]:.2f}. Find what slowed it, or accept it by `make bench RECORD=1`."
        for row in rows
        if row.budgeted and row.name in budget and row.ratio > budget[row.name] * ALLOWED
    ]


def record(rows: Iterable[Row], file: Path) -> None:
    """Write what was measured; what was not measured this time keeps its old ratio."""
    new = read(file) | {row.name: float(f"{row.ratio:.3g}") for row in rows if row.budgeted}
    text = yaml.safe_dump(new, sort_keys=True, allow_unicode=True, width=200)
    file.write_text(HEAD + text, encoding="utf-8")
