"""Searching in the browser of an emulated slow phone, beside Pagefind and MiniSearch.

`app/judging` asks and counts: Chromium's slow 4G, a processor four times slower, a page that has
loaded nothing of any search yet.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from app.judging import in_browser, judge, pagefind, peers
from app.judging.timing import Cost, threes
from app.search import index
from app.web import create_app
from tests.bench import tools
from tests.bench.figures import Figure, Row
from tests.bench.indexing import QUERIES
from tests.bench.running import Run, Site

QUESTION = "Search in the browser"
MINISEARCH = """async (query) => {
  if (!window.mini) {
    const [{ load }, text] = await Promise.all([
      import("/minisearch/minisearch.js"),
      fetch("/minisearch/index.json").then((answer) => answer.text()),
    ]);
    window.mini = load(text);
  }
  const shown = window.mini.search(query).slice(0, 10);
  const cards = shown.map(({ name, summary }) => {
    const card = document.createElement("article");
    card.className = "card";
    card.append(name, summary);
    return card;
  });
  (document.querySelector("[data-results]") ?? document.body).replaceChildren(...cards);
  return { ids: shown.map(({ id }) => id), crisis: false };
}"""
OURS = "ours"
ASKED = {
    OURS: in_browser.OWN,
    "Pagefind": in_browser.PEER,
    "MiniSearch": (MINISEARCH, MINISEARCH, in_browser.by_keys(MINISEARCH)),
}


def rows(run: Run, site: Site) -> Iterator[Row]:
    index.build(site.catalogue, site.content, site.index)
    folder = site.folder / "browser"
    folder.mkdir()
    asked = {OURS: ASKED[OURS]}
    builds: dict[str, Callable[[Site, Path], None]] = {"Pagefind": _pagefind, "MiniSearch": _mini}
    for name, build in builds.items():
        with run.attempt(f"{site.size}: {name} in the browser"):
            build(site, folder)
            asked[name] = ASKED[name]
    three = threes(judge.read_queries(QUERIES), run.times(site.size))
    with in_browser.in_browser(create_app(site.settings), folder) as there:
        runs = there.runs(three, asked)
    for name in list(asked)[1:]:
        yield from beside(site.size, runs[OURS], name, runs[name])


def beside(size: int, ours: Sequence[Cost], name: str, theirs: Sequence[Cost]) -> Iterator[Row]:
    """Set what the first answer and later ones cost side by side."""
    figures: dict[str, tuple[str, Callable[[Cost], float]]] = {
        "first answer": ("s", lambda cost: cost.first),
        "bytes of the first answer": ("kB", lambda cost: cost.moved / 1000),
        "later answer": ("s", lambda cost: cost.later),
        "bytes with the later answer": ("kB", lambda cost: cost.both / 1000),
        "answer while typing": ("s", lambda cost: cost.typed),
        "answer to what is pasted": ("s", lambda cost: cost.pasted),
    }
    for what, (unit, of) in figures.items():
        both = (Figure.of(*map(of, costs)) for costs in (ours, theirs))
        yield Row(QUESTION, what, size, next(both), name, next(both), unit)


def _pagefind(site: Site, folder: Path) -> None:
    pagefind.build(site.catalogue, folder)


def _mini(site: Site, folder: Path) -> None:
    texts = {one.id: peers.row(site.catalogue, one) for one in site.catalogue.services.values()}
    tools.package("minisearch/package.json")
    command = [tools.node(), tools.PEERS / "minisearch" / "build.mjs", folder / "minisearch"]
    done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"MiniSearch could not index: {done.stderr.strip()}")
