"""Where somebody lives: looking it up, and the page of each place with its hub and what is near."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    jsonify,
    request,
)
from markupsafe import Markup

from app import addresses, hours, maps, narrowing, places
from app.addresses import Choice
from app.languages import gettext as _
from app.languages import isolated
from app.maps import Mark
from app.model.service import Service
from app.narrowing import Asked
from app.places import Found, HubNear, Places, Point, Spot
from app.postcodes import Postcodes
from app.web import present
from app.web.choices import Option, crumbs, topic_options
from app.web.drawing import hub_map
from app.web.filtering import calendar_data, near_headings
from app.web.lists import Group
from app.web.shell import Link, catalogue, href, kept_for_freezing, presenter
from app.web.templating import drawn

near = Blueprint("near", __name__)
NEAREST, OTHERS = 8, 4
COUNCIL_FINDER = "https://www.gov.uk/find-local-council"


@dataclass(frozen=True)
class HubShown:
    """A family hub to show: why, its card and how far it is."""

    heading: str
    card: present.Card
    location: str
    point: Point
    away: str


@near.get("/near/")
def index() -> bytes:
    """Look up a place; the list of places does the same for those who would rather pick."""
    if not gazetteer().spots:
        abort(404)
    typed = request.args.get("where", "").strip()[:60]
    found = gazetteer().find(typed)
    if found.spot:
        return place_page(_exactly(found.spot, typed), found, typed)
    return drawn(
        "near.html",
        typed=typed,
        found=found,
        choices=[spot_link(spot) for spot in found.choices],
        parts=places_by_cluster(),
        outside=[spot_link(s) for s in gazetteer().of_kind("place") if s.inside == "out"],
        districts=[spot_link(s) for s in gazetteer().of_kind("district")],
        council_finder=COUNCIL_FINDER,
        map=hub_map(),
        crumbs=crumbs(),
    )


@near.get("/near/<slug>/")
def place(slug: str) -> bytes:
    """The page of a place, a postcode district or a sector."""
    spot = gazetteer().spots.get(slug) or abort(404)
    return place_page(spot, Found(spot), "")


@near.get("/near/places.json")
def spots() -> Response:
    """Every spot by its names, for looking up in the browser."""
    rows = [narrowing.spot_json(spot) for spot in gazetteer().spots.values()]
    return jsonify(places=rows, near=href(addresses.NEAR), postcodes=postcodes().outward_codes)


@near.get("/near/postcodes/<code>.json")
def postcode_points(code: str) -> Response:
    """The points of one outward code, where a file of postcodes has been brought in."""
    if code not in postcodes().outward_codes:
        abort(404)
    points = postcodes().folder / f"{code}.json"
    return Response(points.read_bytes(), mimetype="application/json")


def postcodes() -> Postcodes:
    """The exact points of postcodes, if any have been brought in."""
    return Postcodes(current_app.config["SETTINGS"].content / "postcodes")


def _exactly(spot: Spot, typed: str) -> Spot:
    """Give a spot as seen from the door, if a whole postcode was typed and is known."""
    point = postcodes().point(typed)
    return replace(spot, latitude=point[0], longitude=point[1]) if point else spot


def gazetteer() -> Places:
    """The places of the catalogue being served."""
    return places.of(catalogue())


def spot_link(spot: Spot) -> Link:
    """A link to the page of a spot."""
    return Link(spot.name, href(addresses.near(spot.id)))


def places_by_cluster() -> list[tuple[str, list[Link]]]:
    """The places of each cluster, for picking."""
    ours = gazetteer().of_kind("place")
    return [
        (cluster.label, [spot_link(spot) for spot in ours if spot.cluster == cluster.id])
        for cluster in catalogue().taxonomy.clusters
    ]


# --- the page of a place ------------------------------------------------------------------------


def place_page(spot: Spot, found: Found, typed: str) -> bytes:
    """Fill the page of a spot: is it ours, its hub, what is near, what is anywhere."""
    query = Asked(near=spot).query
    wide = Choice(cluster=spot.cluster)
    return drawn(
        "near_place.html",
        spot=spot,
        typed=typed if found.guessed else "",
        others=[spot_link(one) for one in found.choices],
        told=outside_words(spot),
        council_finder=COUNCIL_FINDER if spot.inside != "in" else "",
        shared=shared_words(spot),
        hubs=hubs_shown(spot),
        map=map_of_spot(spot),
        groups=nearest(spot),
        query=query,
        topics=kept_for_freezing(("topics", wide), topic_options, wide),
        everything=_with(query, all_help(spot)),
        crumbs=[*crumbs(), Link(_("Help near you"), href(addresses.NEAR))],
    )


def outside_words(spot: Spot) -> str:
    """Say kindly that a place is outside, or partly; nothing for one inside."""
    area, name = catalogue().site.area, isolated(spot.name)
    if spot.inside == "in":
        return ""
    if spot.inside == "part":
        return _("Some homes in %(place)s are outside %(area)s.", place=name, area=area)
    told = (
        _("%(place)s is not in %(area)s.", place=name, area=area)
        if spot.inside == "out"
        else _("Most homes in %(place)s are outside %(area)s.", place=name, area=area)
    )
    if not spot.council:
        return told
    council = isolated(f"{spot.council} Council")
    return " ".join((told, _("%(council)s looks after it.", council=council)))


def shared_words(spot: Spot) -> str:
    """Say which parts of the area share a postcode district."""
    labels = catalogue().area_labels
    if len(spot.clusters) < 2:
        return ""
    parts = hours.joined([labels[one] for one in spot.clusters])
    return _("%(place)s is shared by %(parts)s.", place=isolated(spot.name), parts=parts)


def hubs_shown(spot: Spot) -> list[HubShown]:
    """The nearest hub, and the hub of the spot's own cluster where that is another."""
    near_first = gazetteer().hubs(spot.point)
    if not near_first:
        return []
    own = next((hub for hub in near_first if hub.cluster == spot.cluster), near_first[0])
    if own == near_first[0]:
        heading = _("Your family hub") if spot.cluster else _("The nearest family hub")
        return _shown(heading, own)
    label = catalogue().area_labels[own.cluster]
    nearest_one = _shown(_("The nearest family hub"), near_first[0])
    return nearest_one + _shown(_("The hub for %(area)s", area=label), own)


def _shown(heading: str, hub: HubNear) -> list[HubShown]:
    service = catalogue().services.get(hub.service)
    location = catalogue().locations[hub.location]
    at = places.where(location)
    if service is None or at is None:
        return []
    card = presenter().card(service)
    return [HubShown(heading, card, location.name, at, places.miles(hub.metres))]


def map_of_spot(spot: Spot) -> Markup | None:
    """The map with the hubs and the spot."""
    drawing = maps.of(catalogue())
    if drawing is None:
        return None
    hub = gazetteer().hubs(spot.point)
    title = (
        _(
            "Map: %(place)s, %(distance)s from the nearest family hub",
            place=spot.name,
            distance=places.miles(hub[0].metres),
        )
        if hub
        else _("Map: %(place)s", place=spot.name)
    )
    marks = [*maps.hubs(catalogue()), Mark(spot.name, spot.point, "here")]
    return drawing.draw(title, marks, spot.cluster)


def nearest(spot: Spot) -> list[Group]:
    """What is near a spot, then what is for the whole area, then the rest: a few of each."""
    whole = catalogue()
    found = whole.listed(Choice(cluster=spot.cluster))
    groups = narrowing.near_groups(narrowing.facts_of_all(whole), [one.id for one in found], spot)
    headings = near_headings(spot.name)
    return [
        Group(headings[name], _cards(ids[: NEAREST if name == "near" else OTHERS], spot))
        for name, ids in groups.items()
    ]


def _cards(ids: list[str], spot: Spot) -> list[present.Card]:
    services: list[Service] = [catalogue().services[slug] for slug in ids]
    return presenter(spot.point).cards(services)


def all_help(spot: Spot) -> Option:
    """The list of everything for a spot's part of the area."""
    if spot.cluster is None:
        return Option(_("All help, A to Z"), href(addresses.A_TO_Z), len(catalogue().services))
    local = Choice(cluster=spot.cluster)
    words = _("All help for %(place)s", place=spot.name)
    return Option(words, href(local.path()), catalogue().count(local))


def _with(query: str, option: Option) -> Option:
    """Keep the place in a link to a list."""
    plain = option.href.endswith(addresses.A_TO_Z)
    end = "" if plain else query
    return Option(option.text, option.href + end, option.count, option.note, option.icon)


def context() -> dict[str, Any]:
    """What every template may use of places and of the calendar."""
    return {
        "near_href": href(addresses.NEAR) if gazetteer().spots else "",
        "places_href": href(f"{addresses.NEAR}places.json"),
        "calendar": calendar_data(),
    }
