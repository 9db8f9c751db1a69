"""The pages of a site as plain data, for other generators to make the same pages of.

They make every service, list, page of a place and page of the questions at the same addresses, by
templates of their own, from the same Markdown files. What is hard is done for them, as our own
views worked it out: which entries stand on a page, in which order and under which heading, how
many on each list that leads on, what a card says. Parts that we draw once for many pages, such as
the menu, they are given ready.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask, request
from jinja2 import Template
from markupsafe import Markup

from app import addresses
from app.addresses import Choice
from app.web import create_app
from app.web.choices import Option
from app.web.keeping.my_list import kept_card
from app.web.present import Card, Place
from app.web.shell import Link, piece
from app.web.templating import Drawn
from tests.bench.pages import paths
from tests.bench.running import Site
from tests.bench.tools import PEERS

# Stands for the end of an address in what is given ready for several places.
MARK = "\ue000"
Context = dict[str, Any]


def folder(site: Site, generator: str) -> Path:
    """Write what a generator needs into a new folder: its own templates, the entries, the data."""
    new = site.folder / generator
    shutil.copytree(PEERS / generator, new)
    services = new / ("services" if generator == "eleventy" else "content/services")
    shutil.copytree(site.content / "services", services, dirs_exist_ok=True)
    shutil.copytree(_data(site), new / "data")
    return new


def _data(site: Site) -> Path:
    """The folder of the data, worked out once for all generators."""
    data = site.folder / "data"
    if not data.exists():
        data.mkdir()
        for name, made in vars(told(site)).items():
            (data / f"{name}.json").write_text(json.dumps(made, ensure_ascii=False), "utf-8")
    return data


@dataclass
class Told:
    """What generators are told: of all pages, of each service by its id, and of each other page."""

    site: dict[str, Any] = field(default_factory=dict)
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    lists: list[dict[str, Any]] = field(default_factory=list)
    places: list[dict[str, Any]] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)


def told(site: Site) -> Told:
    """Ask our own views what they give their templates, and put it into plain values."""
    app = create_app(site.settings)
    app.config["FROZEN"] = True
    made = Told()
    pages = _Pages(app, made)

    class Unfilled(Drawn):
        """A template that is not filled: what it is given is all that is wanted."""

        def encoded(self, given: Context) -> bytes:
            pages.page(self, given)
            return b""

    app.jinja_env.template_class = Unfilled
    for path in paths(site.catalogue):
        with app.test_request_context(path, base_url=site.settings.base_url):
            app.full_dispatch_request()
    return made


class _Pages:
    """Puts what our templates are given into plain values; what several pages share, once."""

    def __init__(self, app: Flask, made: Told) -> None:
        self.icons, self.made = app.extensions["assets"].icons, made
        self.numbers: dict[str, int] = {}

    def page(self, template: Template, context: Context) -> None:
        """Take over one page."""
        if not self.made.site:
            self.made.site |= self._site(context)
        self._shell(context)
        if template.name == "service.html":
            self.made.entries[context["service"].id] = self._service(context)
        elif template.name == "list.html":
            self.made.lists.append({"url": request.path, **self._list(context)})
        elif template.name == "near_place.html":
            self.made.places.append({"url": request.path, **self._place(context)})
        else:
            self.made.questions.append({"url": request.path, **self._question(context)})

    def _site(self, c: Context) -> dict[str, Any]:
        site, name = c["site"], c["site"].name
        return {
            "name": name,
            "area": site.area,
            "theme_colour": site.theme_colour,
            "host": c["host"],
            "share_image": c["share_image"],
            "places_href": c["places_href"],
            "correct_href": addresses.page("suggest-a-change"),
            "council_finder": "https://www.gov.uk/find-local-council",
            "icons": {name: str(drawing) for name, drawing in self.icons.items()},
            "links": piece("head", "links", name, c["opensearch_href"], c["atom_href"]),
            "brand": piece("shell", "brand", name),
            "search": piece("search", "search_box", c["search_href"], "header-search", name),
            "exit": piece("shell", "exit", site.exit_url, site.exit_title),
            "foot": piece("shell", "foot", "", "", name, c["footer"], "", "", site.disclaimer),
            "no_filters": piece("filters", "filter_chips"),
            "near_box": piece("near", "near_box", c["near_href"], c["places_href"], "where"),
            **{name: {} for name in ("scripts", "skips", "menu", "ways", "structured", "topics")},
            "boxes": [],
        }

    def _shell(self, c: Context) -> None:
        """Draw what is the same on many pages but not on all."""
        site, kind = c["site"], "discreet" if c.get("discreet") else "open"
        calendar = c["calendar"]
        self.made.site["scripts"][kind] = piece(
            "head", "scripts", c.get("discreet"), None, calendar["holidays"], calendar["terms"]
        )
        self.made.site["skips"][kind] = piece(
            "shell", "skips", site.exit_url if c.get("discreet") else "", site.exit_title
        )
        here = c["navigation"].current
        self.made.site["menu"][here] = piece("shell", "menu", c["urgent_href"], c["navigation"])

    def _service(self, c: Context) -> dict[str, Any]:
        service = c["service"]
        return {
            **self._card(c["card"]),
            "way": self._way(c["crumbs"]),
            "structured": [json.loads(c["structured"]), json.loads(c["structured_crumbs"])],
            "kept": kept_card(service),
            "organization": c["organization"].name,
            "ages": c["ages"],
            "where": c["where"],
            "cost": "; ".join(_plain(price) for price in c["prices"]),
            "contacts": [_filled(asdict(one)) for one in c["contacts"]],
            "openings": [{"label": one.label, "times": one.times} for one in c["openings"]],
            "contact_href": c["contact_href"],
            "sessions_href": c["sessions_href"],
            "places": [_place_to_go(one) for one in c["places"]],
            "freshness": c["freshness"],
            "sources": [{"name": one.name, "date": one.date} for one in c["sources"]],
            "topics": _links(c["topics"]),
            "related": [card.id for card in c["related"]],
        }

    def _card(self, card: Card) -> dict[str, Any]:
        """What a card says; its name and summary stand in the entry's file."""
        return {
            "href": card.href,
            "facts": card.facts,
            "card_cost": card.cost,
            "reach": card.reach,
            "how": card.how,
            "doubt": card.doubt,
        }

    def _list(self, c: Context) -> dict[str, Any]:
        view, count = c["view"], c["count"]
        return {
            "number": c["number"],
            "last": c["last"],
            "title": c["title"],
            "heading": c["heading"],
            "intro": c["intro"],
            "count": count,
            "discreet": c["discreet"],
            "noindex": c["deep"] or c["number"] > 1,
            "way": self._way(c["crumbs"]),
            "structured": self._structured(c["choice"], c["structured"]),
            "chips": _links(c["chips"]),
            "needs_heading": c["needs_heading"],
            "needs": _counted(c["needs"]),
            "ages": _counted(c["ages"]),
            "clusters": _counted(c["clusters"]),
            "map": str(c["map"]),
            "first_href": view.path,
            "boxes": self._boxes(piece("filters", "sets", view.boxes)),
            "nothing_local": bool(c["nothing_local"] or not count),
            "groups": _groups(c["groups"]),
            "wider": _counted(c["wider"]),
            "previous": c["previous_href"],
            "next": c["next_href"],
            "hub": c["hub"].id if c["hub"] else "",
        }

    def _place(self, c: Context) -> dict[str, Any]:
        spot, topics = c["spot"], self.made.site["topics"]
        if (spot.cluster or "") not in topics:
            drawn = piece("choices", "options_before", MARK, *c["topics"])
            topics[spot.cluster or ""] = drawn
        return {
            "name": spot.name,
            "noindex": spot.kind != "place",
            "way": self._way(c["crumbs"]),
            "told": c["told"],
            "shared": c["shared"],
            "map": str(c["map"]),
            "groups": _groups(c["groups"]),
            "everything": _options([c["everything"]]),
            "topics": spot.cluster or "",
            "query": c["query"],
        }

    def _question(self, c: Context) -> dict[str, Any]:
        return {
            "current": c["navigation"].current,
            "noindex": c["step"] > 1,
            "step": c["step"],
            "steps": c["steps"],
            "back": c["back_href"],
            "chosen": c["chosen"],
            "options": _options(c["options"]),
        }

    def _way(self, crumbs: list[Link]) -> str:
        """A way down to pages, by the address it ends with."""
        self.made.site["ways"].setdefault(crumbs[-1].href, _links(crumbs))
        return crumbs[-1].href

    def _structured(self, choice: Choice, text: str) -> str:
        """What search engines are told of a need and of all lists that narrow it."""
        need = choice.but(age=None, cluster=None) if choice.topic else choice
        self.made.site["structured"].setdefault(need.path(), text)
        return need.path()

    def _boxes(self, drawn: Markup) -> int:
        """The boxes of a form of filters, which few lists have alone."""
        number = self.numbers.setdefault(drawn, len(self.numbers))
        if number == len(self.made.site["boxes"]):
            self.made.site["boxes"].append(drawn)
        return number


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def _plain(words: str) -> str:
    return words.unescape() if isinstance(words, Markup) else words


def _links(links: Iterable[Link]) -> list[dict[str, str]]:
    return [{"text": link.text, "href": link.href} for link in links]


def _options(options: Iterable[Option]) -> list[dict[str, Any]]:
    return [{**_filled(asdict(one)), "count": one.count} for one in options]


def _counted(options: Iterable[Option]) -> list[dict[str, Any]]:
    return [{"text": one.text, "href": one.href, "count": one.count} for one in options]


def _groups(groups: Iterable[Any]) -> list[dict[str, Any]]:
    filled = [group for group in groups if group.cards]
    return [{"heading": g.heading, "services": [card.id for card in g.cards]} for g in filled]


def _place_to_go(place: Place) -> dict[str, Any]:
    return {
        "name": place.name,
        "lines": place.lines,
        "directions": place.directions,
        "unconfirmed": place.unconfirmed,
    }
