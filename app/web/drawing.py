"""The small map: the area with its family hubs, and where a service is."""

from __future__ import annotations

from app import maps, places
from app.languages import gettext as _
from app.languages import isolated
from app.model.service import Service
from app.web.shell import catalogue, presenter


def hub_map(cluster: str | None = None) -> str:
    """Draw the area with its family hubs, one cluster picked out if asked for."""
    drawing = maps.of(catalogue())
    label = catalogue().area_labels.get(cluster or "")
    area = catalogue().site.area
    title = (
        _("Map of %(area)s and its family hubs; %(part)s is picked out", area=area, part=label)
        if label
        else _("Map of %(area)s and its family hubs", area=area)
    )
    return drawing.draw(title, maps.hubs(catalogue()), cluster) if drawing else ""


def place_map(found: Service) -> tuple[str, list[str]]:
    """Draw where a service is; with it, the same in words."""
    drawing = maps.of(catalogue())
    marks = [
        maps.Mark(one.name, at, "here")
        for slug in found.locations
        if (one := catalogue().locations[slug]) and (at := places.where(one))
    ]
    if not drawing or not marks:
        return "", []
    words = [_where_it_is(mark) for mark in marks]
    title = _("Map: where %(name)s is in %(area)s", name=found.name, area=catalogue().site.area)
    return drawing.draw(title, marks), words


def _where_it_is(mark: maps.Mark) -> str:
    """Say where a place is by how far it is from the nearest family hub."""
    hub = next(iter(places.of(catalogue()).hubs(mark.point)), None)
    if hub is None:
        return mark.words
    name = catalogue().locations[hub.location].name
    if name == mark.words:
        area = presenter().reach_label(hub.cluster)
        return _("%(name)s is the family hub for %(area)s.", name=isolated(name), area=area)
    return _(
        "%(place)s is %(distance)s from %(hub)s.",
        place=isolated(mark.words),
        distance=places.miles(hub.metres),
        hub=isolated(name),
    )
