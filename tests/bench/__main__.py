"""`python -m tests.bench` measures everything in one run; see docs/benchmarks.md.

It ends with 1 when a ratio to a peer slipped by more than a fifth.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

from app.settings import ROOT
from tests.bench import (
    browsing,
    budget,
    freezing,
    indexing,
    reading,
    serving,
    table,
    tools,
    weighing,
)
from tests.bench.figures import Row
from tests.bench.running import Run, Site, TooLate

SIZES = (300, 2000, 20_000)
# A part of the docs only when all was measured; else beside the peers, where git does not look.
DOCS, ASIDE = ROOT / "docs", ROOT / ".venv" / "bench" / "report"
MINUTES = 26.0
# What the largest site and its copies take, in bytes.
ROOM = 12e9
# Each question with the most services it is asked for: in a browser, more take minutes each.
QUESTIONS: tuple[tuple[str, Callable[[Run, Site], Iterator[Row]], int], ...] = (
    ("load and check", reading.rows, SIZES[-1]),
    ("index and search", indexing.rows, SIZES[-1]),
    ("search in the browser", browsing.rows, 5000),
    ("make the static site", freezing.rows, SIZES[-1]),
    ("weigh pages", weighing.rows, SIZES[-1]),
    ("serve", serving.rows, SIZES[-1]),
)


def main() -> int:
    options = arguments()
    sizes = sorted(options.sizes or SIZES)
    whole = tuple(sizes) == SIZES and not options.only
    output = options.output or (DOCS if whole else ASIDE)
    with tempfile.TemporaryDirectory(prefix="signpost-bench-", dir=place()) as folder:
        run = Run(Path(folder), options.minutes * 60, options.runs)
        rows = [row for size in sizes for row in measure(run, size, options.only)]
    if not rows:
        run.say("Nothing could be measured.")
        return 1
    write(run, rows, output)
    run.say(f"The report is {output / 'benchmarks.md'}")
    if options.record:
        budget.record(rows, options.budget)
        run.say(f"The new budget is {options.budget}")
    held = budget.read(options.budget)
    slips = budget.slips(rows, held)
    compared = sum(row.name in held for row in rows)
    print("\n".join(slips) or f"None of {compared} ratios slipped by more than a fifth.")
    return int(bool(slips))


def place() -> Path | None:
    """Memory, where there is enough, so that no disk is measured; else the usual place."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > ROOM
    return memory if roomy else None


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, help="how many services; several sizes")
    parser.add_argument("--only", help="one question, by a part of its name: serve")
    parser.add_argument("--runs", type=int, help="how often to measure what is measured again")
    parser.add_argument("--record", action="store_true", help="write the new budget")
    parser.add_argument("--output", type=Path, help="the folder for the report")
    parser.add_argument("--budget", type=Path, default=budget.FILE)
    parser.add_argument("--minutes", type=float, default=MINUTES, help="begin nothing after this")
    return parser.parse_args()


def measure(run: Run, size: int, only: str | None = None) -> list[Row]:
    """Ask every question of one size; what was measured before a failure is kept."""
    rows: list[Row] = []
    site = Site(size, run.folder / str(size))
    with run.attempt(f"{size}: invent services", late=True):
        site.invent()
        for name, ask, most in QUESTIONS:
            if size <= most and (only or name) in name:
                with suppress(TooLate), run.attempt(f"{size}: {name}"):
                    # One by one, so that what came before a failure is kept.
                    for row in ask(run, site):
                        rows.append(row)
    site.clear()
    return rows


def write(run: Run, rows: Sequence[Row], output: Path) -> None:
    """Write the plots, then the report that shows them."""
    plots = output / "benchmarks"
    with run.attempt("draw the plots", late=True):
        draw(rows, plots)
    output.mkdir(parents=True, exist_ok=True)
    text = table.report(rows, run.left_out, plots, date.today().isoformat(), run.notes)
    (output / "benchmarks.md").write_text(text, encoding="utf-8")


def draw(rows: Sequence[Row], folder: Path) -> None:
    points: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        point = {"what": row.what, "peer": row.peer, "size": row.size, "ratio": row.ratio}
        points.setdefault(table.slug(row.question), []).append(point)
    command = [tools.python(), Path(__file__).parent / "plots.py", folder]
    done = subprocess.run(command, input=json.dumps(points), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)


if __name__ == "__main__":
    raise SystemExit(main())
