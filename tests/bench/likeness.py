"""How alike the pages of another generator are to ours: only like pages may be compared.

White space, the order of attributes and of the names in JSON do not count; every tag with its
attributes and every word does, each beside the one before it, so that their order counts too.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from statistics import mean

LEAST = 0.95
# Pages of each kind that are compared.
SAMPLE = 24
KINDS = {"services": "services", "near": "places", "start": "questions"}


class Unlike(Exception):
    """Pages differ too much to be compared; the message says which and how much."""


def shares(ours: Path, theirs: Path, paths: Iterable[str]) -> dict[str, float]:
    """By kind of page, how alike a sample of the pages is in two folders: 1 where all is the same.

    Raises Unlike when a kind is below `LEAST`.
    """
    kinds: dict[str, list[str]] = {}
    for path in paths:
        kinds.setdefault(KINDS.get(path.split("/")[1], "lists"), []).append(path)
    found = {
        kind: mean(_share(*(_read(folder, path) for folder in (ours, theirs))) for path in some)
        for kind, some in ((kind, _sample(all_of)) for kind, all_of in kinds.items())
    }
    if low := {kind: share for kind, share in found.items() if share < LEAST}:
        raise Unlike(f"its pages are not like ours: {in_words(low)}")
    return found


def in_words(found: Mapping[str, float]) -> str:
    """Say each share: `services 99.8 %, lists 100.0 %`."""
    return ", ".join(f"{kind} {share * 100:.1f} %" for kind, share in found.items())


def _sample(paths: list[str]) -> list[str]:
    return paths[:: max(1, len(paths) // SAMPLE)]


def _read(folder: Path, path: str) -> str:
    file = folder / path[1:] / "index.html"
    return file.read_text(encoding="utf-8") if file.exists() else ""


def _share(one: str, other: str) -> float:
    """What two pages have in common, as a share of both."""
    ours, theirs = (Counter(pairwise(tokens(page))) for page in (one, other))
    return 2 * (ours & theirs).total() / (ours.total() + theirs.total())


def tokens(page: str) -> list[str]:
    """The tags of a page, each with its attributes, and its words."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.tokens


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tokens: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tokens.append(" ".join((f"<{tag}", *sorted(_attributes(attrs)))))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.tokens.append(f"</{tag}")

    def handle_data(self, data: str) -> None:
        self.tokens += _in_one_order(data).split()


def _attributes(attrs: Iterable[tuple[str, str | None]]) -> Iterator[str]:
    for name, value in attrs:
        yield f"{name}={_in_one_order(value or '')}"


def _in_one_order(text: str) -> str:
    """JSON with its names in order; any other text as it is."""
    if text.lstrip()[:1] not in ("{", "["):
        return text
    try:
        return json.dumps(json.loads(text), sort_keys=True)
    except ValueError:
        return text
