"""Filters on a list, as a form that works by itself: what is asked, what fits, what to say.

On the frozen site addresses carry no question, so pages show everything and the browser narrows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from flask import current_app, request
from markupsafe import Markup

from app import addresses, narrowing, opening, places
from app.languages import gettext as _
from app.languages import marked as N_
from app.languages import ngettext
from app.model.service import Service
from app.narrowing import FILTERS, WITHIN, Asked, Facts
from app.places import Found, Spot
from app.web.present import language_name
from app.web.shell import Link, around, catalogue, freezing, href, moment

LEGENDS = {
    "show": N_("Show only"),
    "how": N_("How"),
    "open": N_("When"),
    "language": N_("Language"),
}


@dataclass(frozen=True)
class Box:
    """A box to tick: its value and words, and whether it is ticked."""

    value: str
    label: str
    ticked: bool


@dataclass(frozen=True)
class Boxes:
    """What a list can be narrowed by: what something in it has, and what is asked.

    `typed` is the place as it stands in the form.
    """

    held: frozenset[str]
    asked: Asked
    typed: str

    @property
    def fieldsets(self) -> list[tuple[str, str, list[Box]]]:
        """Name, legend and boxes of each filter; a box that nothing in the list has is left out."""
        own = {value for values in FILTERS.values() for value in values}
        known = {name: list(values) for name, values in FILTERS.items()}
        known["language"] = sorted(self.held - own)
        sets = [(name, self._boxes(name, values)) for name, values in known.items()]
        return [(name, _(LEGENDS[name]), boxes) for name, boxes in sets if boxes]

    def _boxes(self, name: str, values: list[str]) -> list[Box]:
        ticked = {value for one, value in self.asked.chosen if one == name}
        shown = self.held | ticked
        return [
            Box(value, label_of(name, value), value in ticked) for value in values if value in shown
        ]

    @property
    def within(self) -> list[Box]:
        """The distances to choose from."""
        return [Box(str(n), within_words(n), self.asked.within == n) for n in WITHIN]


@dataclass(frozen=True)
class Instead:
    """A filter to take off, with how many services that would bring."""

    text: str
    href: str
    count: int


def calendar_data() -> dict[str, str]:
    """The calendar as a page carries it for the browser, from this year to three years on."""
    today = current_app.config["SETTINGS"].today
    known = opening.calendar(catalogue().site.terms, today.year)
    days = sorted(str(day) for day in known.bank_holidays if day.year >= today.year)
    terms = [f"{first}/{last}" for first, last in known.terms]
    return {"holidays": " ".join(days), "terms": " ".join(terms)}


class Filtered:
    """A list as somebody asked to see it."""

    def __init__(
        self,
        found: list[Service],
        path: str,
        kept: Sequence[tuple[str, str]] = (),
        *,
        held: frozenset[str] | None = None,
    ) -> None:
        """Read what is asked from the address.

        `path` is that of the list; `kept` what else its address holds, such as words to search;
        `held` the values of filters that something in the list has, where that is known already.
        """
        self.path, self.kept, self.found, self._known_held = path, tuple(kept), found, held
        given = {} if freezing() else request.args.to_dict(flat=False)
        self.typed = given.get("near", [""])[0].strip()
        self.place = places.of(catalogue()).find(self.typed) if self.typed else Found()
        self.wanted = narrowing.asked(given, self.languages, self.place.spot) if given else Asked()

    @cached_property
    def all(self) -> dict[str, Service]:
        """Every service of the list by its id."""
        return {service.id: service for service in self.found}

    @cached_property
    def facts(self) -> dict[str, Facts]:
        """The facts of every service of the list."""
        known = narrowing.facts_of_all(catalogue())
        return {slug: known[slug] for slug in self.all}

    @cached_property
    def languages(self) -> list[str]:
        """Every language some service of the list speaks, besides English."""
        return sorted({code for one in self.found for code in narrowing.languages(one)})

    @cached_property
    def services(self) -> list[Service]:
        """The services that fit, in the order they are shown."""
        if not self.wanted.parts and not self.wanted.near:
            return list(self.found)
        ids = narrowing.narrowed(self.facts, self.wanted, moment())
        if self.wanted.near:
            groups = narrowing.near_groups(self.facts, ids, self.wanted.near)
            ids = [slug for group in groups.values() for slug in group]
        return [self.all[slug] for slug in ids]

    @property
    def query(self) -> str:
        """The end of the address that keeps what is asked."""
        return self.wanted.query

    def groups(self, shown: Iterable[Service]) -> list[tuple[str, list[Service]]]:
        """Divide services by how near they are, each part under its heading."""
        spot = self.wanted.near
        if spot is None:
            return []
        parts = narrowing.near_groups(self.facts, (one.id for one in shown), spot)
        headings = near_headings(spot.name)
        return [(headings[name], [self.all[s] for s in part]) for name, part in parts.items()]

    # --- for the template

    @property
    def form(self) -> Markup:
        """The form to narrow by."""
        given = self.places_href, self.kept, self.boxes, self.unknown
        return around("filters", "form", (self.path, self.plain), *given)

    @property
    def nothing_fits(self) -> Markup:
        """What to take off when nothing fits; the browser shows it too."""
        given = len(self.found), self.too_narrow, *self.instead
        return around("filters", "instead", (self.plain,), *given)

    @property
    def boxes(self) -> Boxes:
        """What to narrow by."""
        return Boxes(self._held, self.wanted, self.near_name)

    @cached_property
    def _held(self) -> frozenset[str]:
        """The values of filters that something in the list has."""
        if self._known_held is not None:
            return self._known_held
        known = narrowing.facts_of_all(catalogue())
        return frozenset().union(*(narrowing.held_by(known[one.id]) for one in self.found))

    @property
    def unknown(self) -> tuple[Spot, ...] | None:
        """The places that may be meant, if what is typed is none."""
        return tuple(self.place.choices) if self.typed and not self.wanted.near else None

    @property
    def near_name(self) -> str:
        """The place as it stands in the form."""
        return self.wanted.near.name if self.wanted.near else self.typed

    @cached_property
    def chips(self) -> list[Link]:
        """What is asked, each with the address of the list without it."""
        near = [("near", "")] if self.wanted.near else []
        pairs = [*self.wanted.parts, *near]
        return [Link(self._label(*pair), self._href(self.wanted.without(*pair))) for pair in pairs]

    @property
    def too_narrow(self) -> bool:
        """Whether the filters leave nothing."""
        return bool(self.chips) and not self.services

    @property
    def instead(self) -> list[Instead]:
        """When nothing fits: which filter to take off, and what that brings."""
        if self.services:
            return []
        found = narrowing.instead(self.facts, self.wanted, moment())
        return [
            Instead(self._label(*part), self._href(self.wanted.without(*part)), count)
            for part, count in found
        ]

    def _href(self, wanted: Asked) -> str:
        return self.path + wanted.query_with(self.kept)

    def _label(self, name: str, value: str) -> str:
        return label_of(name, self.near_name if name == "near" else value)

    @property
    def plain(self) -> str:
        """The address of the list with nothing asked."""
        return self._href(Asked())

    @property
    def places_href(self) -> str:
        """Where the browser finds the places."""
        return href(f"{addresses.NEAR}places.json")


def label_of(name: str, value: str) -> str:
    """Say what one filter asks for; a place is given by its name."""
    if name == "years":
        return _("Age %(years)s", years=value)
    if name == "within":
        return within_words(int(value))
    if name == "near":
        return _("Near %(place)s", place=value)
    return language_name(value) if name == "language" else _(FILTERS[name][value])


def within_words(miles: int) -> str:
    """Say how near something must be: `Within 2 miles`."""
    return ngettext("Within %(num)s mile", "Within %(num)s miles", miles)


def near_headings(name: str) -> dict[str, str]:
    """The headings of a list put in order of distance."""
    return {
        "near": _("Near %(place)s", place=name),
        "area": _("Anywhere in %(area)s", area=catalogue().site.area),
        "far": _("By phone or online"),
    }
