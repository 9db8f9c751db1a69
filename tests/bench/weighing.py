"""What pages weigh as they are sent, beside nothing but the words they show.

The same markup and style as in any frozen site; the names of pages say which kinds there are.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import brotli
import html5lib

from tests.bench.figures import Figure, Row
from tests.bench.running import Run, Site

QUESTION = "Page weight"
UNSEEN = {"script", "style", "template", "svg", "head"}


def rows(run: Run, site: Site) -> Iterator[Row]:
    for what, path in pages(site).items():
        page = (site.frozen() / path.strip("/") / "index.html").read_bytes()
        words = _words(page).encode()
        for coding, packed in (("brotli", brotli.compress), ("gzip", gzip.compress)):
            ours, theirs = (Figure.of(len(packed(some)) / 1000) for some in (page, words))
            yield Row(QUESTION, f"{what}, {coding}", site.size, ours, "its words", theirs, "kB")


def pages(site: Site) -> dict[str, str]:
    """A page of each main kind; the list is the longest there is."""
    longest = max(site.catalogue.choices(), key=site.catalogue.count)
    return {
        "home": "/",
        "topics": "/topics/",
        "longest list": longest.path(),
        "service": f"/services/{next(iter(site.catalogue.services))}/",
        "search": "/search/",
        "urgent help": "/urgent-help/",
    }


def _words(page: bytes) -> str:
    """What is left of a page without its tags."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    return " ".join(_texts(tree))


def _texts(element: object) -> Iterator[str]:
    if getattr(element, "tag", None) not in UNSEEN:
        yield (getattr(element, "text", "") or "").strip()
        for child in element:  # type: ignore[attr-defined]
            if isinstance(child.tag, str):
                yield from _texts(child)
            yield (child.tail or "").strip()
