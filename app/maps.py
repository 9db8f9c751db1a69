"""A small map drawn from the outline of the area: no tiles, no other site, words beside it.

The drawing only decorates what the words say; colours are the style sheet's.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from app.catalogue import Catalogue
from app.model.gazetteer import Boundary, Township
from app.places import Point, where
from app.remembering import once

WIDTH = 360
MARGIN = 12
# About how wide a letter of a name is drawn.
LETTER = 9


@dataclass(frozen=True)
class Mark:
    """Something to mark on the map: its words and where it is."""

    words: str
    point: Point
    kind: str = "hub"


class Map:
    """Draws one area; every drawing of it has the same frame."""

    def __init__(self, boundary: Boundary) -> None:
        """Fit the outline into the frame, a degree of longitude as wide as it is up here."""
        self._boundary = boundary
        longitudes, latitudes = zip(*boundary.outline, strict=True)
        self._west, self._north = min(longitudes), max(latitudes)
        self._squeeze = math.cos(math.radians((self._north + min(latitudes)) / 2))
        wide = (max(longitudes) - self._west) * self._squeeze
        self._scale = (WIDTH - 2 * MARGIN) / wide
        tall = (self._north - min(latitudes)) * self._scale
        self.height = round(tall + 2 * MARGIN)
        self._drawn: dict[str | None, str] = {}

    def draw(self, title: str, marks: Iterable[Mark], cluster: str | None = None) -> Markup:
        """Draw the clusters, one of them picked out, with marks on top."""
        marks = list(marks)
        taken = [self._at(mark.point) for mark in marks]
        areas = self._areas(cluster)
        names = "".join(self._name(town, taken) for town in self._towns)
        points = "".join(map(self._mark, marks))
        return Markup(
            f'<svg class="map" viewBox="0 0 {WIDTH} {self.height}" role="img" focusable="false">'
            f"<title>{escape(title)}</title>{areas}{names}{points}</svg>"
        )

    def _areas(self, picked: str | None) -> str:
        """All clusters; every map that picks out the same one begins with the same."""
        if picked not in self._drawn:
            self._drawn[picked] = "".join(self._area(town, picked) for town in self._towns)
        return self._drawn[picked]

    @property
    def _towns(self) -> tuple[Township, ...]:
        return self._boundary.townships

    def _at(self, point: Point) -> tuple[int, int]:
        latitude, longitude = point
        across = (longitude - self._west) * self._squeeze * self._scale
        down = (self._north - latitude) * self._scale
        return round(across + MARGIN), round(down + MARGIN)

    def _area(self, town: Township, picked: str | None) -> str:
        points = [self._at((latitude, longitude)) for longitude, latitude in town.coordinates]
        first, *rest = list(dict.fromkeys(points))
        pairs = zip([first, *rest], rest, strict=False)
        steps = "".join(f"l{x - a} {y - b}" for (a, b), (x, y) in pairs)
        chosen = " map__area--picked" if town.cluster == picked else ""
        return f'<path class="map__area{chosen}" d="M{first[0]} {first[1]}{steps}z"/>'

    def _name(self, town: Township, taken: Sequence[tuple[int, int]]) -> str:
        """Write a name in the middle of its area, or a little off where a mark stands there."""
        across, middle = self._at((town.latitude, town.longitude))
        half = len(town.name) * LETTER / 2 + MARGIN

        def clear(down: int) -> bool:
            return all(abs(x - across) > half or abs(y - down + 5) > 16 for x, y in taken)

        down = next((d for d in (middle, middle + 28, middle - 28) if clear(d)), middle)
        return f'<text class="map__name" x="{across}" y="{down}">{escape(town.name)}</text>'

    def _mark(self, mark: Mark) -> str:
        across, down = self._at(mark.point)
        inside = MARGIN / 2 <= across <= WIDTH - MARGIN / 2 and 0 <= down <= self.height
        return (
            f'<circle class="map__{mark.kind}" cx="{across}" cy="{down}" r="7"/>' if inside else ""
        )


def of(catalogue: Catalogue) -> Map | None:
    """The map of a catalogue, if its content has an outline."""
    boundary = catalogue.gazetteer.boundary
    return once(catalogue.kept, "map", Map, boundary) if boundary else None


def hubs(catalogue: Catalogue) -> list[Mark]:
    """The family hubs as marks."""
    found = []
    for hub in catalogue.gazetteer.hubs:
        at = where(catalogue.locations.get(hub.location))
        if at:
            found.append(Mark(catalogue.locations[hub.location].name, at))
    return found
