"""The search page and its JSON. On the static site the same page searches in the browser."""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlencode

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    jsonify,
    render_template,
    request,
)

from app import addresses, narrowing
from app.addresses import Choice
from app.catalogue import Catalogue
from app.languages import gettext as _
from app.model import Service
from app.search.browser import browser_files, names_by_group
from app.search.engine import Answer, Chip, Engine
from app.search.index import BrokenIndex, stamp
from app.web.filtering import Filtered
from app.web.pages import Option, crumbs, hub_card, topic_options
from app.web.shell import Link, catalogue, href, presenter, urgent_contacts

log = logging.getLogger(__name__)
searching = Blueprint("searching", __name__)
SHOWN, MOST = 50, 50
# Filters that results are counted by; the rest wait in the form.
MARKS = ("free", "yourself")
# A family may stand in a crowd of words; nobody needs more of them than this.
LONGEST = 2000
# A new index may take the place of the one that is being opened.
TRIES = 3


class Searcher:
    """Keeps an engine for each catalogue being served: the one that stands and the one before.

    A request that began with one catalogue ends with it. With `reload` a new index is opened for
    the same catalogue too.
    """

    def __init__(self, folder: Path, *, reload: bool = False) -> None:
        """Remember where the index is; it may be built later."""
        self.folder, self.reload = folder, reload
        self._lock = Lock()
        self._engines: list[Engine] = []
        self._stamp = 0
        self._files: dict[str, bytes] = {}
        self._filed: Engine | None = None

    def engine(self, now: Catalogue) -> Engine | None:
        """Give the engine for a catalogue; None while no whole index stands."""
        with self._lock:
            if self.reload and self._stamp != stamp(self.folder):
                self._engines = []
            known = next((one for one in self._engines if one.catalogue is now), None)
            return known or self._open(now)

    def _open(self, now: Catalogue) -> Engine | None:
        for _try in range(TRIES):
            self._stamp = stamp(self.folder)
            try:
                engine = Engine(self.folder, now)
            except BrokenIndex as error:
                log.warning("%s", error)
            else:
                self._engines = [engine, *self._engines[:1]]
                return engine
        return None

    def files(self, now: Engine) -> dict[str, bytes]:
        """Give what the browser searches with, made once for an engine."""
        if self._filed is not now:
            self._files, self._filed = browser_files(now, face), now
        return self._files


def engine() -> Engine | None:
    """The engine for the content being served."""
    keeper: Searcher = current_app.extensions["searcher"]
    return keeper.engine(catalogue())


def asked() -> tuple[str, dict[str, str | None]]:
    """Read the query and filters from the address; 404 for a filter that does not exist."""
    taxonomy = catalogue().taxonomy
    known = {
        "age": {band.id for band in taxonomy.ages},
        "cluster": {cluster.id for cluster in taxonomy.clusters},
        "topic": {topic.id for topic in taxonomy.topics} | taxonomy.terms.keys(),
    }
    chosen = {part: request.args.get(part) or None for part in known}
    if any(value and value not in known[part] for part, value in chosen.items()):
        abort(404)
    return request.args.get("q", "")[:LONGEST].strip(), chosen


@searching.get("/search/")
def search() -> str:
    """Search: with words it answers, without it helps to find words."""
    frozen = bool(current_app.config.get("FROZEN"))
    query, chosen = ("", dict.fromkeys(("age", "cluster", "topic"))) if frozen else asked()
    found = None if frozen else engine()
    answer = found.find(query, **chosen, limit=MOST) if found and query else None
    hits = [catalogue().services[h.id] for h in answer.hits[: answer.total]] if answer else None
    view = Filtered(
        hits or list(catalogue().services.values()), href(addresses.SEARCH), kept(query, chosen)
    )
    return render_template(
        "search.html",
        query=query,
        files=browser_names() if frozen else {},
        words_href=href(addresses.WORDS),
        chosen={part: value for part, value in chosen.items() if value},
        answer=answer,
        frozen=frozen,
        discreet=frozen or bool(answer and answer.crisis),
        view=view,
        **(results(answer, chosen, view) if answer else {}),
        topics=topic_options(Choice()),
        start_href=href(addresses.START),
        ask=hub_card(Choice()),
        crumbs=crumbs(),
    )


def kept(query: str, chosen: dict[str, str | None]) -> list[tuple[str, str]]:
    """What the address of a search holds besides filters."""
    parts = {"q": query, **chosen}
    return [(name, value) for name, value in parts.items() if value]


def results(answer: Answer, chosen: dict[str, str | None], view: Filtered) -> dict[str, object]:
    """Everything the results show."""
    services = catalogue().services
    near = view.wanted.near.point if view.wanted.near else None
    hits = view.services if answer.total else []
    rest = (*answer.hits[answer.total :], *answer.also)
    return {
        "cards": presenter(near).cards(hits[:SHOWN]),
        "count": len(hits) if view.wanted.parts else answer.total,
        "also": presenter().cards(services[hit.id] for hit in rest[:10]),
        "why": {hit.id: need_label(hit.why) for hit in answer.hits if hit.why},
        "crisis": urgent_contacts([services[slug] for slug in answer.crisis]),
        "chips": [
            chip_link(answer.query, chip, chosen) for chip in answer.understood if chip.chosen
        ],
        "guesses": [guess_link(answer.query, c, chosen) for c in answer.understood if not c.chosen],
        "needs": [
            Link(need_label(need), href(Choice(*need.split("/")).path())) for need in answer.needs
        ],
        "facets": facets(answer, chosen),
        "outside": answer.outside,
    }


def need_label(need: str) -> str:
    """Name a need."""
    term = catalogue().taxonomy.terms.get(need)
    return term[1].label if term else ""


def address(query: str, chosen: dict[str, str | None]) -> str:
    """Give the address of a search with its filters."""
    parts = {"q": query, **{part: value for part, value in chosen.items() if value}}
    return f"{href(addresses.SEARCH)}?{urlencode(parts)}"


def chip_link(query: str, chip: Chip, chosen: dict[str, str | None]) -> Link:
    """A chosen filter, with the address without it."""
    return Link(chip.label, address(query, {**chosen, chip.part: None}))


def guess_link(query: str, chip: Chip, chosen: dict[str, str | None]) -> Link:
    """Something read out of the words, with the address that shows nothing else."""
    return Link(chip.label, address(query, {**chosen, chip.part: chip.id}))


def facets(answer: Answer, chosen: dict[str, str | None]) -> list[tuple[str, str, list[Option]]]:
    """Ways to narrow the answers, with counts; ways that lead to nothing are left out."""
    taxonomy = catalogue().taxonomy
    groups = {
        "topic": (_("Topic"), {one.id: one.label for one in taxonomy.topics}),
        "age": (_("Age"), {one.id: one.label for one in taxonomy.ages}),
        "cluster": (_("Where you live"), {one.id: one.label for one in taxonomy.clusters}),
    }
    found = engine()
    counts = found.facets(answer) if found else {}
    return [
        (
            heading,
            f"by-{part}",
            [
                Option(labels[name], address(answer.query, {**chosen, part: name}), count)
                for name, count in counts[part].items()
                if count
            ],
        )
        for part, (heading, labels) in groups.items()
        if not chosen[part]
    ]


@searching.get("/search.json")
def search_json() -> Response | tuple[Response, int]:
    """The same search for other programs."""
    query, chosen = asked()
    found = engine()
    if found is None:
        return jsonify(error="The search index has not been built yet."), 503
    limit = request.args.get("limit", 10, type=int)
    answer = found.find(query, **chosen, limit=max(1, min(limit, MOST)))
    return jsonify(found.as_json(answer))


# --- for the browser's own search, and for those without JavaScript ------------------------------


def face(service: Service) -> dict[str, Any]:
    """What a result shows of an entry, as texts; `marks` are bits, in the order of MARKS."""
    card = presenter().card(service)
    way = card.contact
    held = narrowing.facts(catalogue(), service).marks
    return {
        "marks": sum(1 << bit for bit, mark in enumerate(MARKS) if mark in held),
        "summary": card.summary,
        "reach": card.reach,
        "cost": card.cost,
        "how": card.how,
        "doubt": card.doubt,
        "contact": f"{way.kind}|{way.text}|{way.href}" if way else "",
    }


def browser_data() -> dict[str, bytes]:
    """The files the browser searches with; none while there is no index."""
    keeper: Searcher = current_app.extensions["searcher"]
    found = engine()
    return keeper.files(found) if found else {}


def browser_names() -> dict[str, str]:
    """The name of each group's file."""
    return names_by_group(browser_data())


@searching.get("/static/search/<name>")
def browser_file(name: str) -> Response:
    """One of the files that the browser searches with."""
    raw = browser_data().get(name) or abort(404)
    return Response(raw, mimetype="application/json")


@searching.get("/words/")
def plain() -> str:
    """An A to Z of plain words, each leading to its need."""
    found = engine()
    letters: dict[str, list[Link]] = {}
    for word, term in found.index.small["plain"] if found else ():
        link = Link(word, href(Choice(*term.split("/")).path()))
        letters.setdefault(word[0].upper(), []).append(link)
    return render_template("words.html", letters=letters, crumbs=crumbs())


def every_address(app: Flask) -> list[str]:
    """The paths that the static site needs for its search."""
    with app.test_request_context():
        return [addresses.WORDS, *(f"/static/search/{name}" for name in browser_data())]
