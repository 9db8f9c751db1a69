"""One service, and all of them from A to Z."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort

from app import addresses, jsonld
from app.addresses import Choice
from app.editing import corrections
from app.languages import gettext as _
from app.model.service import Service
from app.web import present
from app.web.choices import crumbs
from app.web.contacts import contacts
from app.web.drawing import place_map
from app.web.feeds import files_of, services_changed
from app.web.oruk import feed
from app.web.shell import (
    Link,
    absolute,
    absolute_href,
    catalogue,
    href,
    presenter,
    tongue,
)
from app.web.templating import drawn

services = Blueprint("services", __name__)


@services.get("/services/")
def a_to_z() -> bytes:
    """Every service from A to Z."""
    letters: dict[str, list[Service]] = {}
    for service in sorted(catalogue().services.values(), key=lambda s: s.name.casefold()):
        first = service.name[0].upper()
        letters.setdefault(first if first.isalpha() else _("0 to 9"), []).append(service)
    links = {
        letter: [Link(s.name, href(addresses.service(s.id)), tongue=tongue(s)) for s in part]
        for letter, part in letters.items()
    }
    return drawn("services.html", letters=links, crumbs=crumbs())


@services.get("/services/<slug>/")
def service(slug: str) -> bytes:
    """One service: what it is, can I go, how do I get in touch today."""
    found = catalogue().services.get(slug) or abort(404)
    organization = catalogue().organizations[found.organization]
    shown = presenter()
    way = [*crumbs(Choice(*found.topics[0].split("/"))), Link(found.name, "")]
    return drawn(
        "service.html",
        **service_parts(found, shown),
        **files_of(found),
        organization=organization,
        crumbs=way[:-1],
        structured=jsonld.service(
            catalogue(),
            found,
            absolute,
            identifier=feed().answers.publisher.service_id(found),
            changed=services_changed().get(found.id),
        ),
        structured_crumbs=jsonld.breadcrumbs([(c.text, c.href) for c in way], absolute_href),
    )


def service_parts(found: Service, shown: present.Presenter) -> dict[str, Any]:
    """Everything an entry's page shows."""
    terms = catalogue().terms
    spots = [catalogue().locations[slug] for slug in found.locations]
    through = catalogue().helped_through(found)
    return {
        "service": found,
        "card": shown.card(found),
        "description": shown.prose(found.description),
        "contacts": contacts(found),
        "openings": present.openings(catalogue(), found),
        "places": [present.place(one) for one in spots],
        "map": place_map(found),
        "access": [_(present.ACCESS[way]) for way in found.access],
        "ages": present.age_words(found),
        "bands": [Link(b.label, href(Choice(age=b.id).path())) for b in shown.age_bands(found)],
        "prices": [present.price(cost) for cost in found.cost_options],
        "cost": present.cost_words(found),
        "where": shown.where(found),
        "speaks": [present.language_name(code) for code in found.languages],
        "topics": [
            Link(terms[term][1].label, href(Choice(*term.split("/")).path()))
            for term in found.topics
        ],
        "through": [(shown.card(one), contacts(one)) for one in through],
        "related": shown.cards(catalogue().related(found)),
        "sources": [present.source_line(source) for source in found.sources],
        "freshness": shown.freshness(found),
        "doubt": shown.doubt(found),
        "unsure": set(found.unconfirmed),
        "discreet": found.discreet,
        "crisis": [
            slug
            for slug in catalogue().crisis_for(Choice(*found.topics[0].split("/")))
            if found.discreet and slug != found.id
        ],
        "correct_href": href("/suggest-a-change/"),
        "correct_ways": corrections.ways(
            catalogue().site, found, absolute(addresses.service(found.id))
        ),
    }
