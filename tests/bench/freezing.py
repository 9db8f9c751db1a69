"""Making the static site beside Pelican, Eleventy and Hugo: the same pages, whole, after one edit.

Every command is measured as a whole process with its children, from its start to its end. Pages
are compared only with pages that are like them; see likeness.py.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app.search import index
from app.settings import ROOT
from tests.bench import likeness, plain, tools
from tests.bench.figures import Figure, Ran, Row, ran
from tests.bench.pages import paths as paths_of
from tests.bench.running import Run, Site, TooLate

QUESTION = "Static site"
# Beyond this the peers that take longest would take most of the run.
MOST_FOR_SLOW = 5000
# How often to measure each; after an edit the peers do the same work once more.
OFTEN, ONCE = 2, 1


@dataclass(frozen=True)
class Made:
    """What runs of a generator cost: of the same pages, of the whole site, and after one edit."""

    pages: Sequence[Ran]
    whole: Sequence[Ran]
    edited: Sequence[Ran]


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
    paths = paths_of(site.catalogue)
    ours = _ours(run, site)
    run.say(f"{site.size}: frozen whole in {_seconds(ours.whole).median:.1f} s")
    for peer in PEERS:
        if site.size > MOST_FOR_SLOW and not peer.quick:
            continue
        with run.attempt(f"{site.size}: {peer.name}"):
            theirs = _theirs(run, peer, site, paths)
            yield from _beside(site.size, len(paths), ours, peer.name, theirs)


def _beside(size: int, pages: int, ours: Made, name: str, theirs: Made) -> Iterator[Row]:
    """Set seconds, pages a second per core and memory side by side."""

    def row(what: str, of: Callable[[Sequence[Ran]], Figure], part: str, unit: str) -> Row:
        mine, other = of(getattr(ours, part)), of(getattr(theirs, part))
        return Row(QUESTION, what, size, mine, name, other, unit, unit == "pages")

    if ours.pages:
        yield row("same pages", _seconds, "pages", "s")
        yield row("pages a second per core", partial(_rate, pages), "pages", "pages")
    yield row("whole site", _seconds, "whole", "s")
    yield row("memory", _memory, "whole", "MB")
    if ours.edited and theirs.edited:
        yield row("after one edit", _seconds, "edited", "s")
        yield row("memory after one edit", _memory, "edited", "MB")


def _seconds(runs: Sequence[Ran]) -> Figure:
    return Figure.of(*(one.seconds for one in runs))


def _memory(runs: Sequence[Ran]) -> Figure:
    return Figure.of(*(one.memory / 1e6 for one in runs))


def _rate(pages: int, runs: Sequence[Ran]) -> Figure:
    """Pages by second of processor, whichever core spent it."""
    return Figure.of(*(pages / one.processor for one in runs))


def _ours(run: Run, site: Site) -> Made:
    """Just the pages that peers make; then `signpost freeze`, which makes its index too.

    After an edit there is an index, of which it makes anew what it needs.
    """
    same = site.folder / "same"
    only: list[str | Path] = [sys.executable, "-m", "tests.bench.pages", same]
    knowing = {**site.environment, "PYTHONPATH": str(ROOT)}
    pages = [
        _anew(same, partial(ran, only, site.folder, knowing, run.left))
        for _ in range(run.times(site.size, OFTEN) if site.size <= MOST_FOR_SLOW else 0)
    ]
    shutil.rmtree(same, ignore_errors=True)
    signpost = Path(sys.executable).parent / "signpost"

    def freeze() -> Ran:
        return ran([signpost, "freeze"], site.folder, site.environment, run.left)

    def freeze_all() -> Ran:
        shutil.rmtree(site.index, ignore_errors=True)
        return _anew(site.build, freeze)

    whole = [freeze_all() for _ in range(run.times(site.size, OFTEN))]
    index.build(site.catalogue, site.content, site.index)
    return Made(pages, whole, _edited(run, "signpost", site.content / "services", OFTEN, freeze))


def _theirs(run: Run, peer: Peer, site: Site, paths: Sequence[str]) -> Made:
    """The peer's own command, and Pagefind over the services: a site needs a search.

    Raises Unlike when its pages are not like ours.
    """
    folder = plain.folder(site, peer.name.lower())
    entries, output = next(folder.rglob("sample-*.md")).parent, folder / peer.output
    pagefind: list[str | Path] = [tools.node(), tools.pagefind(), "--site", output]

    def make() -> Ran:
        return ran(peer.command(), folder, {}, run.left)

    def search() -> Ran:
        return ran([*pagefind, "--glob", "services/**/*.html"], folder, {}, run.left)

    pages, whole = [], []
    for number in range(run.times(site.size, OFTEN)):
        pages.append(_anew(output, make))
        if not number:
            alike = likeness.in_words(likeness.shares(site.build, output, paths))
            run.note(QUESTION, f"{peer.name}, {site.size:,} services: {alike}.")
        whole.append(pages[-1].then(search()))
    edited = _edited(run, peer.name, entries, ONCE, lambda: make().then(search()))
    shutil.rmtree(folder)
    return Made(pages, whole, edited)


def _anew(output: Path, make: Callable[[], Ran]) -> Ran:
    shutil.rmtree(output, ignore_errors=True)
    return make()


def _edited(run: Run, name: str, entries: Path, most: int, make: Callable[[], Ran]) -> list[Ran]:
    """Make the site again after an edit each time, so often at most."""
    files = sorted(entries.glob("*.md"))
    edited: list[Ran] = []
    with suppress(TooLate), run.attempt(f"{len(files)}: {name}, after one edit"):
        for number in range(run.times(len(files), most)):
            _edit(files[len(files) // 2], number)
            edited.append(make())
    return edited


def _edit(file: Path, number: int) -> None:
    """Say one thing more about one entry."""
    words = file.read_text(encoding="utf-8").rstrip()
    file.write_text(f"{words} This is edit {number}.\n", encoding="utf-8")
