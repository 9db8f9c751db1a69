"""Leaflets to print and fold: one for each place, and for each topic nobody need hide."""

from __future__ import annotations

from collections.abc import Iterator

import segno
from flask import Blueprint, abort
from markupsafe import Markup

from app import addresses
from app.addresses import Choice
from app.catalogue import Catalogue
from app.languages import gettext as _
from app.model.service import Service
from app.model.taxonomy import Cluster, Topic
from app.web import present
from app.web.choices import crumbs
from app.web.contacts import Contact, contacts
from app.web.keeping.discretion import for_paper, is_private
from app.web.shell import absolute, catalogue, href
from app.web.templating import drawn

leaflets = Blueprint("leaflets", __name__)

IN_A_LEAFLET = 10


def every_address(whole: Catalogue) -> Iterator[str]:
    """Give the path of the list of leaflets, and of each."""
    yield addresses.LEAFLETS
    yield from (addresses.leaflet(one.id) for one in subjects(whole))


def subjects(whole: Catalogue) -> list[Cluster | Topic]:
    """Everything there is a leaflet for: clusters, and topics nobody need hide."""
    topics = [topic for topic in whole.taxonomy.topics if not topic.discreet]
    return [*whole.taxonomy.clusters, *topics]


@leaflets.get(addresses.LEAFLETS)
def all_leaflets() -> bytes:
    """Every leaflet."""
    named = [(one, href(addresses.leaflet(one.id))) for one in subjects(catalogue())]
    parts = [
        (_("By place"), [(one.label, path) for one, path in named if isinstance(one, Cluster)]),
        (_("By topic"), [(one.label, path) for one, path in named if isinstance(one, Topic)]),
    ]
    return drawn("keeping/leaflets.html", parts=parts, crumbs=crumbs())


@leaflets.get("/leaflets/<slug>/")
def leaflet(slug: str) -> bytes:
    """One leaflet: two sides of A4, folded to four pages of A5."""
    found = next((one for one in subjects(catalogue()) if one.id == slug), None) or abort(404)
    local = isinstance(found, Cluster)
    path = Choice(cluster=slug).path() if local else Choice(slug).path()
    hub = catalogue().services.get(found.hub if isinstance(found, Cluster) else "")
    ask = hub or catalogue().services[catalogue().site.ask]
    told = [(one, _best_way(one), _where(one)) for one in chosen(catalogue(), found, ask)]
    return drawn(
        "keeping/leaflet.html",
        found=found,
        title=_("Help for families in %(place)s", place=found.label) if local else found.label,
        says=found.intro or "" if isinstance(found, Cluster) else found.summary,
        ask=(ask, _best_way(ask), _where(ask)),
        pages=[told[: IN_A_LEAFLET // 2], told[IN_A_LEAFLET // 2 :]],
        urgent=for_paper(catalogue()),
        address=address_words(absolute(path)),
        code=qr(absolute(path)),
        list_href=href(path),
        date=present.date_words(str(catalogue().today)) if catalogue().today else "",
        crumbs=crumbs(),
    )


def _best_way(service: Service) -> list[Contact]:
    """The first way to get in touch, or that of whoever puts people in touch."""
    for one in (service, *catalogue().helped_through(service)):
        if ways := contacts(one):
            return ways[:1]
    return []


def _where(service: Service) -> str:
    """Where to go, in one line, if there is one place."""
    if len(service.locations) != 1:
        return ""
    place = catalogue().locations[service.locations[0]]
    return ", ".join(present.place(place).lines)


def chosen(whole: Catalogue, of: Cluster | Topic, ask: Service) -> list[Service]:
    """The few services a leaflet has room for: open to all, sure, and unlike one another."""
    if isinstance(of, Cluster):
        needs = [Choice(topic.id, cluster=of.id) for topic in whole.taxonomy.topics]
    else:
        needs = [Choice(of.id, sub.id) for sub in of.sub if not is_private(of, sub)]
    fitting = ([one for one in whole.listed(need) if _fits(whole, one, of)] for need in needs)
    # On paper a number is worth more than a website.
    ranked = [sorted(services, key=lambda one: not one.phones) for services in fitting]
    found: dict[str, Service] = {}
    for place in range(max(map(len, ranked), default=0)):
        for services in ranked:
            if place < len(services) and services[place].id != ask.id and len(found) < IN_A_LEAFLET:
                found.setdefault(services[place].id, services[place])
    return list(found.values())


def _fits(whole: Catalogue, service: Service, of: Cluster | Topic) -> bool:
    """Whether a service is for a leaflet's readers, and they can get in touch by themselves."""
    wide = {area.id for area in whole.taxonomy.areas}
    near = of.id in service.area if isinstance(of, Cluster) else bool(wide & set(service.area))
    sound = service.confidence != "low" and not service.discreet and service.status == "active"
    return sound and service.contact_yourself and (near or "borough-wide" in service.area)


def qr(address: str) -> Markup:
    """Draw an address to be scanned; nothing if the site does not know its own host."""
    if not address.startswith("http"):
        return Markup("")
    drawn = segno.make(address, error="m", micro=False)
    return Markup(drawn.svg_inline(border=2, omitsize=True, svgclass="qr", lineclass=None))


def address_words(address: str) -> str:
    """Write an address as people type it."""
    return address.split("://", 1)[-1].rstrip("/") if address.startswith("http") else ""
