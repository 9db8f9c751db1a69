"""The report: what was measured, on what, as tables a person reads."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tests.bench import tools
from tests.bench.figures import Figure, Row

TEMPLATE = "report.md.jinja"
OWN = (
    *("flask", "frozen-flask", "jinja2", "markdown", "pydantic", "pyyaml", "waitress"),
    "whoosh-reloaded",
)


def report(
    rows: Sequence[Row],
    left_out: Sequence[str],
    plots: Path,
    when: str,
    notes: Mapping[str, Sequence[str]] | None = None,
) -> str:
    """Give the whole report as Markdown; a question's plot is shown if there is one.

    `notes` are sentences about a question besides its table.
    """
    around = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    around.filters |= {"figure": figure, "ratio": ratio}
    questions = list(dict.fromkeys(row.question for row in rows))
    return around.get_template(TEMPLATE).render(
        when=when,
        questions=[
            {
                "name": question,
                "rows": [row for row in rows if row.question == question],
                "plot": f"{slug(question)}.svg",
                "notes": (notes or {}).get(question, ()),
                "drawn": (plots / f"{slug(question)}.svg").exists(),
            }
            for question in questions
        ],
        left_out=left_out,
        machine=machine(),
        own={name: version(name) for name in OWN},
        peers=tools.versions(),
    )


def slug(question: str) -> str:
    return question.lower().replace(" ", "-")


def figure(some: Figure, unit: str) -> str:
    """A median with its spread: `1.20 s (1.10 to 1.31)`."""
    low, high = some.spread
    if number(low) == number(high):
        return f"{number(some.median)} {unit}"
    return f"{number(some.median)} {unit} ({number(low)} to {number(high)})"


def number(value: float) -> str:
    """Three figures, and no more than the value bears."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def ratio(row: Row) -> str:
    return f"{row.ratio:,.2f}" if row.ratio < 10 else f"{row.ratio:,.0f}"


def machine() -> dict[str, Any]:
    """The kind of machine, by what a reader needs to compare."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "system": platform.system(),
        "kind": platform.machine(),
        "processors": len(os.sched_getaffinity(0)),
        "memory": round(memory / 2**30),
        "python": platform.python_version(),
    }
