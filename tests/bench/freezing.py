"""Making the static site, whole and after one edit, beside Pelican, Eleventy and Hugo.

Every command is measured as a whole process with its children, from its start to its end.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.search import index
from tests.bench import plain, tools
from tests.bench.figures import Figure, Ran, Row, ran
from tests.bench.running import Run, Site, TooLate

QUESTION = "Static site"
# Beyond this the peers that take longest would take most of the run.
MOST_FOR_SLOW = 5000


@dataclass(frozen=True)
class Made:
    """What runs of a generator cost, and how many pages each made."""

    whole: Sequence[Ran]
    edited: Sequence[Ran]
    pages: int


@dataclass(frozen=True)
class Peer:
    """Another generator: its name, its command, and where it puts its pages."""

    name: str
    command: Callable[[], list[str | Path]]
    output: str = "out"
    quick: bool = False


PEERS = (
    Peer("Pelican", lambda: [tools.pelican(), "--quiet"]),
    Peer("Eleventy", lambda: [tools.node(), tools.package("@11ty/eleventy/cmd.cjs")]),
    Peer("Hugo", lambda: [tools.hugo(), "--quiet"], "public", quick=True),
)


def rows(run: Run, site: Site) -> Iterator[Row]:
    ours = _ours(run, site)
    run.say(f"{site.size}: {ours.pages:,} pages frozen in {_seconds(ours.whole).median:.1f} s")
    for peer in PEERS:
        if site.size > MOST_FOR_SLOW and not peer.quick:
            continue
        with run.attempt(f"{site.size}: {peer.name}"):
            yield from _beside(site.size, ours, peer.name, _theirs(run, peer, site))


def _beside(size: int, ours: Made, name: str, theirs: Made) -> Iterator[Row]:
    """Set seconds, pages a second per core and memory side by side."""
    yield Row(QUESTION, "whole site", size, _seconds(ours.whole), name, _seconds(theirs.whole), "s")
    yield Row(
        QUESTION,
        "pages a second per core",
        size,
        _rate(ours),
        name,
        _rate(theirs),
        "pages",
        more_is_better=True,
    )
    yield Row(QUESTION, "memory", size, _memory(ours.whole), name, _memory(theirs.whole), "MB")
    if ours.edited and theirs.edited:
        seconds = _seconds(ours.edited), _seconds(theirs.edited)
        yield Row(QUESTION, "after one edit", size, seconds[0], name, seconds[1], "s")
        memory = _memory(ours.edited), _memory(theirs.edited)
        yield Row(QUESTION, "memory after one edit", size, memory[0], name, memory[1], "MB")


def _seconds(runs: Sequence[Ran]) -> Figure:
    return Figure.of(*(one.seconds for one in runs))


def _memory(runs: Sequence[Ran]) -> Figure:
    return Figure.of(*(one.memory / 1e6 for one in runs))


def _rate(made: Made) -> Figure:
    """Pages by second of processor, whichever core spent it."""
    return Figure.of(*(made.pages / one.processor for one in made.whole))


def _ours(run: Run, site: Site) -> Made:
    """`signpost freeze` with its index made; after an edit it makes anew what it needs of it."""
    signpost = Path(sys.executable).parent / "signpost"
    index.build(site.catalogue, site.content, site.index)
    entries = site.content / "services"
    return _made(run, [signpost, "freeze"], site.folder, site.environment, entries, site.build)


def _theirs(run: Run, peer: Peer, site: Site) -> Made:
    folder = plain.folder(site, peer.name.lower())
    entries = next(folder.rglob("sample-*.md")).parent
    made = _made(run, peer.command(), folder, {}, entries, folder / peer.output)
    shutil.rmtree(folder)
    return made


def _made(
    run: Run,
    command: Sequence[str | Path],
    folder: Path,
    environment: Mapping[str, str],
    entries: Path,
    output: Path,
) -> Made:
    """Make a site anew some times, then after an edit each."""
    files = sorted(entries.glob("*.md"))
    whole, edited = [], []
    for _ in range(run.times(len(files))):
        shutil.rmtree(output, ignore_errors=True)
        whole.append(ran(command, folder, environment, run.left))
    pages = _pages(output)
    with suppress(TooLate), run.attempt(f"{len(files)}: {Path(command[0]).name}, after one edit"):
        for number in range(run.times(len(files))):
            _edit(files[len(files) // 2], number)
            edited.append(ran(command, folder, environment, run.left))
    return Made(whole, edited, pages)


def _pages(output: Path) -> int:
    """How many files were made: pages, and for ours feeds and data too; not what was copied."""
    files = (path.relative_to(output) for path in output.rglob("*") if path.is_file())
    return sum(file.parts[0] != "static" for file in files)


def _edit(file: Path, number: int) -> None:
    """Say one thing more about one entry."""
    words = file.read_text(encoding="utf-8").rstrip()
    file.write_text(f"{words} This is edit {number}.\n", encoding="utf-8")
