"""Building an index and asking it, beside SQLite FTS5 and tantivy over the same texts.

The peers are asked for any word of the query, stemmed, fields weighted alike. Ours does more for
its time: it mends spelling, knows families' words and hears urgent need.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.judging import judge, peers
from app.search import index
from app.search.engine import Engine
from app.settings import ROOT
from tests.bench import tools
from tests.bench.figures import Figure, Row, apart
from tests.bench.running import Run, Site

QUERIES = ROOT / "tests" / "queries" / "own.yaml"
QUESTION = "Index and search"
ROUNDS = 3
Texts = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Measured:
    """An engine's figures: seconds to build, bytes on disk, milliseconds of a query."""

    build: Figure
    size: Figure
    median: Figure
    slow: Figure


def rows(run: Run, site: Site) -> Iterator[Row]:
    asked = [query.text for query in judge.read_queries(QUERIES)]
    texts = {
        service.id: peers.row(site.catalogue, service)
        for service in site.catalogue.services.values()
    }
    ours = _ours(run, site, asked)
    engines = {"SQLite FTS5": _fts5, "tantivy": _tantivy}
    for name, measure in engines.items():
        with run.attempt(f"{site.size}: {name}"):
            yield from _beside(site.size, ours, name, measure(run, site, texts, asked))


def _beside(size: int, ours: Measured, name: str, theirs: Measured) -> Iterator[Row]:
    yield Row(QUESTION, "index build", size, ours.build, name, theirs.build, "s")
    yield Row(QUESTION, "index on disk", size, ours.size, name, theirs.size, "kB")
    yield Row(QUESTION, "query, median", size, ours.median, name, theirs.median, "ms")
    yield Row(QUESTION, "query, p95", size, ours.slow, name, theirs.slow, "ms", budgeted=False)


def _ours(run: Run, site: Site, asked: Sequence[str]) -> Measured:
    # The peers too are given texts that are read already.
    told = (index.build, site.catalogue, site.content, site.index)
    built = [apart(*told)[0] for _ in range(run.times(site.size))]
    engine = Engine(site.index, site.catalogue)
    return Measured(Figure.of(*built), _size(site.index), *_asked(engine.find, asked))


def _fts5(run: Run, site: Site, texts: Texts, asked: Sequence[str]) -> Measured:
    file, built = site.folder / "fts5.db", []
    for _ in range(run.times(site.size)):
        file.unlink(missing_ok=True)
        began = time.perf_counter()
        find = peers.fts5(texts, str(file))
        built.append(time.perf_counter() - began)
    return Measured(Figure.of(*built), _size(file), *_asked(find, asked))


def _tantivy(run: Run, site: Site, texts: Texts, asked: Sequence[str]) -> Measured:
    """Let the script beside the peers do the same with tantivy."""
    folder = site.folder / "tantivy"
    told = {
        "folder": str(folder),
        "weights": peers.FIELDS,
        "texts": texts,
        "queries": [" ".join(peers.words(query)) for query in asked],
        "builds": run.times(site.size),
        "rounds": ROUNDS,
    }
    command = [tools.python(), tools.PEERS / "in_tantivy.py"]
    done = subprocess.run(
        command, input=json.dumps(told), capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    measured = Measured(Figure.of(*found["builds"]), _size(folder), *spread(found["queries"]))
    shutil.rmtree(folder)
    return measured


def _asked(find: Callable[[str], object], asked: Sequence[str]) -> tuple[Figure, Figure]:
    """Ask every query once to warm up, then some rounds; give median and p95 in milliseconds."""
    rounds = []
    for number in range(ROUNDS + 1):
        took = []
        for query in asked:
            began = time.perf_counter()
            find(query)
            took.append(time.perf_counter() - began)
        if number:
            rounds.append(took)
    return spread(rounds)


def spread(rounds: Sequence[Sequence[float]]) -> tuple[Figure, Figure]:
    """The median and the 95th percentile of each round, in milliseconds."""
    return (
        Figure.of(*(1000 * statistics.median(took) for took in rounds)),
        Figure.of(*(1000 * statistics.quantiles(took, n=20)[18] for took in rounds)),
    )


def _size(path: Path) -> Figure:
    files = path.rglob("*") if path.is_dir() else [path]
    return Figure.of(sum(file.stat().st_size for file in files if file.is_file()) / 1000)
