"""Suggestions while somebody types: topics by name and by plain word, and services.

They lie in small files by the first two letters of a word, the same on every host; the browser
fetches the one it needs and picks from it (assets/search/suggest.js).
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, request

from app import addresses
from app.addresses import Choice
from app.catalogue import Catalogue
from app.languages import ENGLISH, spoken
from app.search.engine import Engine
from app.search.folding import words
from app.web.searching import browser_data, engine
from app.web.shell import catalogue, href

suggesting = Blueprint("suggesting", __name__)
AT = "/static/suggest/"
START = re.compile("[a-z]{2}")
# What is shown, where it leads, and for a plain word or a by-name what it stands for.
Row = tuple[str, ...]


def rows(found: Catalogue, plain: Iterable[tuple[str, str]]) -> Iterable[Row]:
    """Everything that may be suggested: topics and needs, plain words for them, services."""
    taxonomy = found.taxonomy
    for topic in taxonomy.topics:
        yield topic.label, Choice(topic.id).path()
    for need, (_, term) in taxonomy.terms.items():
        yield term.label, Choice(*need.split("/")).path()
    for word, need in plain:
        yield word, Choice(*need.split("/")).path(), taxonomy.terms[need][1].label
    for service in found.services.values():
        path = addresses.service(service.id)
        yield service.name, path
        yield from ((name, path, service.name) for name in service.alternate_names)


@lru_cache(maxsize=2)
def by_start(found: Catalogue, now: Engine | None) -> dict[str, list[Row]]:
    """Everything that may be suggested, by the first two letters of any of its words."""
    sorted_out: dict[str, list[Row]] = defaultdict(list)
    for row in rows(found, now.index.small["plain"] if now else ()):
        for start in {word[:2] for word in words(row[0]) if START.match(word)}:
            sorted_out[start].append(row)
    return dict(sorted(sorted_out.items()))


@suggesting.get("/static/suggest/<start>.json")
def some(start: str) -> Response:
    """What may be suggested for words with this start, as rows."""
    found = by_start(catalogue().in_english, engine()).get(start) or abort(404)
    raw = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    return Response(raw, mimetype="application/json")


@suggesting.app_context_processor
def context() -> dict[str, Any]:
    """Give templates `suggest()`: what the search field must know to fetch suggestions."""
    return {"suggest": told}


def told() -> dict[str, Any] | None:
    """The script, where suggestions lie, the starts there are, and where their pages stand.

    `ahead` is what the search page will need, fetched while somebody types elsewhere. None on pages
    in other languages, since what is suggested is in English.
    """
    coming = current_app.config.get("FROZEN") and request.path != addresses.SEARCH
    if spoken() is not ENGLISH:
        return None
    assets = current_app.extensions["assets"]
    return {
        "script": href(assets.path("suggest.js")),
        "at": href(AT),
        "starts": " ".join(grouped(by_start(catalogue().in_english, engine()))),
        "base": href("/").rstrip("/"),
        **({"ahead": ahead()} if coming else {}),
    }


def grouped(starts: Iterable[str]) -> Iterable[str]:
    """Put starts with the same first letter together: `be` and `bi` become `bei`."""
    for first, some in groupby(starts, key=lambda start: start[0]):
        yield first + "".join(start[1] for start in some)


def ahead() -> list[str]:
    """Where the script of the browser's search is, and the file that every search reads."""
    script = href(current_app.extensions["assets"].path("search.js"))
    folder = browser_data().listing.get("folder")
    return [script, f"{href('/static/search/')}{folder}/core.json"] if folder else []


def every_address(app: Flask) -> list[str]:
    """The paths that the static site needs for suggestions."""
    with app.test_request_context():
        return [f"{AT}{start}.json" for start in by_start(catalogue().in_english, engine())]
