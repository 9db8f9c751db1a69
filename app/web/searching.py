"""The search page and its JSON. On the static site the same page searches in the browser."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any
from unicodedata import category, normalize

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    jsonify,
    request,
)
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from app import addresses, narrowing
from app.addresses import Choice
from app.catalogue import Catalogue
from app.languages import ENGLISH, speaking
from app.languages import gettext as _
from app.model.service import Service
from app.search.answer import Answer, Chip
from app.search.browser import BrowserFiles, browser_files
from app.search.engine import Engine
from app.search.fits import choices
from app.search.index import BrokenIndex, stamp
from app.search.understanding import ANY
from app.web.choices import Option, crumbs, topic_options
from app.web.filtering import Filtered
from app.web.lists import hub_card
from app.web.present import Card, Presenter
from app.web.said import said, way
from app.web.shell import Link, asset, catalogue, href, presenter, urgent_contacts
from app.web.templating import drawn

log = logging.getLogger(__name__)
searching = Blueprint("searching", __name__)
SHOWN, MOST, RELATED = 50, 50, 10
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
        self._broken: tuple[int, int] | None = None
        self._files = BrowserFiles()
        self._filed: Engine | None = None

    def engine(self, now: Catalogue) -> Engine | None:
        """Give the engine for a catalogue; None while no whole index stands."""
        with self._lock:
            if self.reload and self._stamp != stamp(self.folder):
                self._engines = []
            known = next((one for one in self._engines if one.catalogue is now), None)
            return known or self._open(now)

    def _open(self, now: Catalogue) -> Engine | None:
        """Open the index; one that is broken is tried again only when another stands."""
        for _try in range(TRIES):
            self._stamp = stamp(self.folder)
            if self._broken == (self._stamp, id(now)):
                break
            try:
                engine = Engine(self.folder, now)
            except BrokenIndex as error:
                if self._stamp == stamp(self.folder):
                    self._broken = (self._stamp, id(now))
                    log.warning("%s", error)
            else:
                self._engines = [engine, *self._engines[:1]]
                return engine
        return None

    def files(self, now: Engine) -> BrowserFiles:
        """Give what the browser searches with, made once for an engine."""
        if self._filed is not now:
            others = _in_other_languages(now)
            with speaking(ENGLISH):
                self._files, self._filed = browser_files(now, face, others), now
        return self._files


def _in_other_languages(now: Engine) -> dict[str, dict[str, Any]]:
    """What results say in each language besides English."""
    words = {}
    for code, language in current_app.extensions["languages"].items():
        if language is not ENGLISH:
            with speaking(language):
                words[code] = said(now)
    return words


def engine() -> Engine | None:
    """The engine for the content being served."""
    keeper: Searcher = current_app.extensions["searcher"]
    return keeper.engine(catalogue().in_english)


def asked() -> tuple[str, dict[str, str | None]]:
    """Read the query and filters from the address; 404 for a filter that does not exist."""
    known = choices(catalogue().taxonomy)
    chosen = {part: request.args.get(part) or None for part in known}
    if any(value and value not in known[part] for part, value in chosen.items()):
        abort(404)
    return request.args.get("q", "")[:LONGEST].strip(), chosen


@searching.get("/search/")
def search() -> bytes:
    """Search: with words it answers, without it helps to find words."""
    frozen = bool(current_app.config.get("FROZEN"))
    query, chosen = ("", dict.fromkeys(("age", "cluster", "topic"))) if frozen else asked()
    found = None if frozen else engine()
    answer = found.find(query, **chosen, limit=MOST) if found and query else None
    services = catalogue().services
    answers = slugs(found, answer.answers) if found and answer else []
    view = Filtered(
        [services[slug] for slug in answers or services],
        href(addresses.SEARCH),
        kept(query, chosen),
    )
    if found and answer and len(view.services) != len(answers):
        # Filters choose among all answers, so what each was found for is wanted of all.
        answer = found.find(query, **chosen, limit=max(MOST, answer.total))
    return drawn(
        "search.html",
        query=query,
        files=file_listing() if frozen else "",
        words_href=href(addresses.WORDS),
        answer=answer,
        frozen=frozen,
        discreet=frozen or bool(answer and answer.crisis),
        view=view,
        **(results(answer, chosen, view) if answer else {}),
        topics=topic_options(Choice()),
        start_href=href(addresses.START),
        hub=None if frozen else hub(answer),
        crumbs=crumbs(),
    )


def slugs(found: Engine, numbers: Iterable[int]) -> list[str]:
    """Name entries of the index; those that went since are passed over."""
    return [entry.id for number in numbers if (entry := found.entries[number])]


def hub(answer: Answer | None) -> tuple[str, Card | None]:
    """Whom to ask where the place is chosen, or named in the words."""
    told = [chip.id for chip in answer.understood if chip.part == "cluster"] if answer else []
    cluster = next(iter(told), "")
    return cluster, hub_card(Choice(cluster=cluster or None))


def kept(query: str, chosen: dict[str, str | None]) -> list[tuple[str, str]]:
    """What the address of a search holds besides filters."""
    parts = {"q": query, **chosen}
    return [(name, value) for name, value in parts.items() if value]


def results(answer: Answer, chosen: dict[str, str | None], view: Filtered) -> dict[str, object]:
    """Everything the results show."""
    services = catalogue().services
    near = view.wanted.near.point if view.wanted.near else None
    hits = view.services if answer.total else []
    # Beyond what is shown come more answers before anything that is only related.
    rest = (*answer.hits[answer.total :], *answer.also) if answer.total <= MOST else ()
    return {
        "cards": presenter(near).cards(hits[:SHOWN]),
        "count": len(hits),
        "also": presenter().cards(related(view, [services[hit.id] for hit in rest])[:RELATED]),
        "why": {hit.id: need_label(hit.why) for hit in answer.hits if hit.why},
        "crisis": urgent_contacts([services[slug] for slug in answer.crisis]),
        "chips": [
            Link(chip_label(chip), address(view, {**chosen, chip.part: None}))
            for chip in answer.understood
            if chip.chosen
        ],
        "guesses": [
            Link(chip_label(chip), address(view, {**chosen, chip.part: ANY}))
            for chip in answer.understood
            if not chip.chosen
        ],
        "needs": [
            Link(need_label(need), href(Choice(*need.split("/")).path())) for need in answer.needs
        ],
        "facets": facets(answer, chosen, view),
        "outside": answer.outside,
    }


def need_label(need: str) -> str:
    """Name a need."""
    term = catalogue().taxonomy.terms.get(need)
    return term[1].label if term else ""


def chip_label(chip: Chip) -> str:
    """Name what was chosen or read out of the words, in the language of the page.

    A place is named as it stands in the words, not by its cluster.
    """
    if chip.part == "cluster" and not chip.chosen:
        return chip.label
    taxonomy = catalogue().taxonomy
    named = {
        "topic": {one.id: one.label for one in taxonomy.topics},
        "age": {one.id: one.label for one in taxonomy.ages},
        "cluster": taxonomy.area_labels,
    }
    return named.get(chip.part, {}).get(chip.id) or need_label(chip.id) or chip.label


def related(view: Filtered, some: list[Service]) -> list[Service]:
    """Of related entries those with the marks that are asked for."""
    marks = {value for _, value in view.wanted.chosen}.intersection(MARKS)
    return [one for one in some if marks <= narrowing.facts(catalogue(), one).marks]


def address(view: Filtered, chosen: dict[str, str | None], mark: str = "") -> str:
    """Give the address of a search with other things chosen; the filters that are on stay on."""
    wanted = view.wanted
    if mark:
        wanted = replace(wanted, chosen=(*wanted.chosen, ("show", mark)))
    return view.path + wanted.query_with(kept(dict(view.kept)["q"], chosen))


def facets(
    answer: Answer, chosen: dict[str, str | None], view: Filtered
) -> list[tuple[str, str, list[Option]]]:
    """Ways to narrow the answers, with counts; ways that lead to nothing are left out."""
    taxonomy = catalogue().taxonomy
    labels = {
        "topic": (_("Topic"), {one.id: one.label for one in taxonomy.topics}),
        "age": (_("Age"), {one.id: one.label for one in taxonomy.ages}),
        "cluster": (_("Where you live"), {one.id: one.label for one in taxonomy.clusters}),
    }
    counts, shown = counted(answer, view), narrowing.FILTERS["show"]
    marks = [
        Option(_(shown[mark]), address(view, chosen, mark), count)
        for mark, count in counts["show"].items()
        if count and ("show", mark) not in view.wanted.chosen
    ]
    rest = [
        (
            heading,
            f"by-{part}",
            [
                Option(names[name], address(view, {**chosen, part: name}), count)
                for name, count in counts[part].items()
                if count
            ],
        )
        for part, (heading, names) in labels.items()
        if chosen[part] in (None, ANY)
    ]
    return [(_("Show only"), "by-show", marks), *rest]


def counted(answer: Answer, view: Filtered) -> dict[str, dict[str, int]]:
    """Count the answers that fit, by topic, age, cluster and mark."""
    found = engine()
    if not found or not answer.total:
        return {part: {} for part in ("topic", "age", "cluster", "show")}
    fitting = {one.id for one in view.services}
    numbers = [n for n in answer.answers if fitting.intersection(slugs(found, [n]))]
    held = [view.facts[slug].marks for slug in fitting]
    marks = {mark: sum(mark in some for some in held) for mark in MARKS}
    return {**found.fits.counts(numbers), "show": marks}


@searching.get("/search.json")
def search_json() -> Response | tuple[Response, int]:
    """The same search for other programs."""
    query, chosen = asked()
    found = engine()
    if found is None:
        return jsonify(error="The search index has not been built yet."), 503
    limit = request.args.get("limit", 10, type=int)
    answer = found.find(query, **chosen, limit=max(1, min(limit, MOST)))
    return jsonify(answer.as_json())


# --- for the browser's own search, and for those without JavaScript ------------------------------


def face(service: Service) -> dict[str, Any]:
    """What a result shows of an entry, as texts; `marks` are bits, in the order of MARKS."""
    card = Presenter(catalogue(), href).card(service)
    facts = narrowing.facts(catalogue(), service)
    return {
        "marks": sum(1 << bit for bit, mark in enumerate(MARKS) if mark in facts.marks),
        "summary": card.summary,
        "reach": card.reach,
        "cost": card.cost,
        "how": card.how,
        "doubt": card.doubt,
        "contact": way(card),
        "facts": json.dumps(facts.as_json(), separators=(",", ":")),
    }


def browser_data() -> BrowserFiles:
    """The files the browser searches with; none while there is no index."""
    keeper: Searcher = current_app.extensions["searcher"]
    found = engine()
    return keeper.files(found) if found else BrowserFiles()


def file_listing() -> Markup:
    """What a page says of those files, their scripts, and where they lie."""
    listing = browser_data().listing
    scripts = {"script": asset("search.js"), "whole": asset("whole.js")}
    told = {**scripts, "at": href("/static/search/"), **listing}
    return htmlsafe_json_dumps(told, dumps=_written) if listing else Markup("")


def _written(told: Any, **options: Any) -> str:
    """Write JSON with letters as they are, but for marks, which pages hold only joined (NFC)."""
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"), **options)
    return "".join(
        f"\\u{ord(one):04x}" if category(one)[0] == "M" or normalize("NFC", one) != one else one
        for one in text
    )


@searching.get("/static/search/<path:name>")
def browser_file(name: str) -> Response:
    """One of the files that the browser searches with."""
    raw = browser_data().files.get(name) or abort(404)
    return Response(raw, mimetype="application/json")


@searching.get("/words/")
def plain() -> bytes:
    """An A to Z of plain words, each leading to its need."""
    found = engine()
    letters: dict[str, list[Link]] = {}
    for word, term in found.index.small["plain"] if found else ():
        link = Link(word, href(Choice(*term.split("/")).path()))
        letters.setdefault(word[0].upper(), []).append(link)
    return drawn("words.html", letters=letters, crumbs=crumbs())


def every_address(app: Flask) -> list[str]:
    """The paths that the static site needs for its search."""
    with app.test_request_context():
        return [addresses.WORDS, *(f"/static/search/{name}" for name in browser_data().files)]
