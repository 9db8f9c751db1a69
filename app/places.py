"""Finding where somebody lives from what they type, and how far things are from there.

The browser does the same over a small file (assets/near/places.js); a test compares the two.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from rapidfuzz.distance import OSA

from app.catalogue import Catalogue
from app.languages import gettext as _
from app.languages import ngettext
from app.model.gazetteer import District, Place, Sector
from app.model.location import Location

Inside = Literal["in", "part", "edge", "out"]
Point = tuple[float, float]

EARTH = 6_371_000
METRES_IN_A_MILE = 1609.344
MOST_CHOICES = 8
POSTCODE = re.compile(r"\b([a-z]{1,2}\d[a-z\d]?) ?(\d[a-z]{2})\b")
PART_OF_ONE = re.compile(r"([a-z]{1,2}\d[a-z\d]?)(?: ?(\d)[a-z]{0,2})?")


@dataclass(frozen=True)
class Spot:
    """Somewhere that can be found: a place, a postcode district or a sector.

    `inside` says how much of it lies in the area: in, part (most), edge (little), out.
    """

    id: str
    name: str
    kind: Literal["place", "district", "sector"]
    latitude: float
    longitude: float
    inside: Inside
    clusters: tuple[str, ...] = ()
    council: str | None = None
    also: tuple[str, ...] = ()

    @property
    def point(self) -> Point:
        """Where its middle is."""
        return self.latitude, self.longitude

    @property
    def cluster(self) -> str | None:
        """The cluster most of it is in."""
        return self.clusters[0] if self.clusters else None


@dataclass(frozen=True)
class HubNear:
    """A family hub with the distance to it in metres."""

    cluster: str
    service: str
    location: str
    metres: int


@dataclass(frozen=True)
class Found:
    """What typed words lead to: one spot, or several to choose from, or neither.

    `guessed` when the spelling was mended, `elsewhere` for a sound postcode we know nothing of.
    """

    spot: Spot | None = None
    choices: tuple[Spot, ...] = ()
    guessed: bool = False
    elsewhere: bool = False


class Places:
    """All spots of a catalogue, by the ways people name them."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Keep the catalogue; spots are made when first asked for."""
        self._catalogue, self._gazetteer = catalogue, catalogue.gazetteer

    @cached_property
    def spots(self) -> dict[str, Spot]:
        """Every spot by its id, as it stands in addresses: `lye`, `dy5`, `dy5-3`."""
        found = [*map(_of_place, self._gazetteer.places), *self._clusters()]
        found += [_of_sector(sector) for sector in self._gazetteer.sectors]
        found += [self._of_district(district) for district in self._gazetteer.districts]
        return {spot.id: spot for spot in found}

    def of_kind(self, kind: str) -> list[Spot]:
        """Spots of one kind, in the order of the content."""
        return [spot for spot in self.spots.values() if spot.kind == kind]

    def find(self, words: str) -> Found:
        """Find what somebody typed: a postcode or part of one first, then names."""
        text = fold(words)
        if not text:
            return Found()
        return self._by_code(text) or self._by_name(text)

    def hubs(self, point: Point) -> list[HubNear]:
        """The family hubs, nearest first."""
        return sorted(self._hubs(point), key=lambda hub: (hub.metres, hub.cluster))

    def _hubs(self, point: Point) -> Iterator[HubNear]:
        for hub in self._gazetteer.hubs:
            at = where(self._catalogue.locations.get(hub.location))
            if at:
                yield HubNear(hub.cluster, hub.service, hub.location, distance(point, at))

    # --- spots

    def _clusters(self) -> Iterator[Spot]:
        """Clusters that no place is named after, such as Dudley North."""
        boundary = self._gazetteer.boundary
        taken = {place.id for place in self._gazetteer.places}
        for town in boundary.townships if boundary else ():
            if town.cluster not in taken:
                at = (town.latitude, town.longitude)
                yield Spot(town.cluster, town.name, "place", *at, "in", (town.cluster,))

    def _of_district(self, district: District) -> Spot:
        return Spot(
            slug_of(district.code),
            district.code,
            "district",
            district.latitude,
            district.longitude,
            self._inside(district),
            _largest_first(district.clusters),
            also=(district.post_town,) if district.post_town else (),
        )

    def _inside(self, district: District) -> Inside:
        if district.relation == "covers":
            sectors = (s for s in self._gazetteer.sectors if s.code.split()[0] == district.code)
            return "in" if all(_share(s.in_borough) == "in" for s in sectors) else "part"
        return "edge" if district.relation == "touches" else "out"

    # --- by postcode

    def _by_code(self, text: str) -> Found | None:
        whole = POSTCODE.search(text)
        part = PART_OF_ONE.fullmatch(text)
        if whole:
            return self._of_code(whole[1], whole[2][0]) or Found(elsewhere=True)
        readings = [(part[1], part[2])] if part else []
        if part and not part[2] and len(part[1]) > 2:
            readings.append((part[1][:-1], part[1][-1]))  # dy53 may be DY5 3
        found = (self._of_code(outward, figure) for outward, figure in readings)
        known = next((one for one in found if one), None)
        return known or (Found(elsewhere=True) if part else None)

    def _of_code(self, outward: str, figure: str | None) -> Found | None:
        spot = self.spots.get(f"{outward}-{figure}") or self.spots.get(outward)
        return Found(spot) if spot and spot.kind != "place" else None

    # --- by name

    @cached_property
    def _names(self) -> dict[str, list[Spot]]:
        """Places by each of their names, folded."""
        names: dict[str, list[Spot]] = {}
        for spot in self.of_kind("place"):
            for name in dict.fromkeys(fold(one) for one in (spot.name, *spot.also)):
                names.setdefault(name, []).append(spot)
        return names

    def _by_name(self, text: str) -> Found:
        same = self._exactly(text) or self._within(text)
        if same:
            others = [spot for spot in self._containing(fold(same[0].name)) if spot not in same]
            return Found(same[0], tuple(others[:MOST_CHOICES]))
        several = self._beginning(text) or self._containing(text)
        if several:
            return _one_or_choices(several)
        return _one_or_choices(self._misspelt(text), guessed=True)

    def _exactly(self, text: str) -> list[Spot]:
        """Names that are the words but for spaces."""
        return self._named(lambda name: _tight(name) == _tight(text))

    def _beginning(self, text: str) -> list[Spot]:
        return self._named(lambda name: name.startswith(text))

    def _containing(self, text: str) -> list[Spot]:
        return self._named(lambda name: f" {text}" in f" {name}")

    def _named(self, fits: Callable[[str], bool]) -> list[Spot]:
        found = (spot for name, spots in self._names.items() if fits(name) for spot in spots)
        return list(dict.fromkeys(found))

    def _within(self, text: str) -> list[Spot]:
        """Names said in a longer text, such as an address: the first, and of those the longest."""
        said = [(f" {text} ".find(f" {name} "), -len(name), name) for name in self._names]
        return [s for at, _, name in sorted(said) if at >= 0 for s in self._names[name]][:1]

    def _misspelt(self, text: str) -> list[Spot]:
        """Names a letter or two away; short words must be right."""
        tight = _tight(text)
        most = 0 if len(tight) < 4 else 1 if len(tight) < 6 else 2
        far = {name: OSA.distance(tight, _tight(name), score_cutoff=most) for name in self._names}
        best = min(far.values(), default=most + 1)
        if best > most:
            return []
        return self._named(lambda name: far[name] == best)


@lru_cache(maxsize=32)
def of(catalogue: Catalogue) -> Places:
    """The places of a catalogue, made once."""
    return Places(catalogue)


def _one_or_choices(spots: list[Spot], *, guessed: bool = False) -> Found:
    """Answer with the only spot that fits, or with all to choose from."""
    if len(spots) == 1:
        return Found(spots[0], guessed=guessed)
    return Found(choices=tuple(spots[:MOST_CHOICES]), guessed=guessed and bool(spots))


def _of_place(place: Place) -> Spot:
    return Spot(
        place.id,
        place.name,
        "place",
        place.latitude,
        place.longitude,
        "in" if place.in_borough else "out",
        (place.cluster,) if place.cluster else (),
        place.council,
        place.alternate_names,
    )


def _of_sector(sector: Sector) -> Spot:
    at = (sector.latitude, sector.longitude)
    clusters = _largest_first(sector.clusters)
    return Spot(
        slug_of(sector.code), sector.code, "sector", *at, _share(sector.in_borough), clusters
    )


def _share(share: float) -> Inside:
    """Say in a word how much of a postcode sector lies in the area."""
    if share >= 0.95:
        return "in"
    return "part" if share >= 0.5 else "edge" if share > 0 else "out"


def _largest_first(clusters: dict[str, float]) -> tuple[str, ...]:
    """Clusters that hold a twentieth or more, the one with the most first."""
    shares = sorted(clusters.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(cluster for cluster, share in shares if share >= 0.05)


def slug_of(code: str) -> str:
    """Write a postcode's part as in addresses: `DY5 3` becomes `dy5-3`."""
    return code.lower().replace(" ", "-")


def fold(text: str) -> str:
    """Write words as they are compared: small letters and figures, single spaces, no accents."""
    plain = unicodedata.normalize("NFKD", text[:200]).lower().replace("&", " and ")
    plain = re.sub("['\u2019\u0300-\u036f]", "", plain)
    return re.sub("[^a-z0-9]+", " ", plain).strip().removeprefix("the ")


def _tight(folded: str) -> str:
    return folded.replace(" ", "")


def where(location: Location | None) -> Point | None:
    """Where a location stands, if that is known."""
    if location is None or location.latitude is None or location.longitude is None:
        return None
    return location.latitude, location.longitude


@lru_cache(maxsize=2**15)
def distance(one: Point, other: Point) -> int:
    """The metres between two points in a straight line, to the nearest ten."""
    (south, west), (north, east) = (tuple(map(math.radians, point)) for point in (one, other))
    half = math.sin((north - south) / 2) ** 2
    half += math.cos(south) * math.cos(north) * math.sin((east - west) / 2) ** 2
    return 10 * math.floor(2 * EARTH * math.asin(math.sqrt(half)) / 10 + 0.5)


def miles(metres: int) -> str:
    """Write a distance as people say it: `about 2 miles`."""
    exact = metres / METRES_IN_A_MILE
    if exact < 0.4:
        return _("less than half a mile")
    if exact < 0.75:
        return _("about half a mile")
    return ngettext("about %(num)s mile", "about %(num)s miles", math.floor(exact + 0.5))
