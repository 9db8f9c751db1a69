"""The organizations and locations that records name: those we have, else new rows for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.catalogue import Catalogue
from app.model.location import Location
from app.model.organization import Organization
from app.openreferral import parts
from app.openreferral.accepting import accepted
from app.openreferral.cleaning import number, rows
from app.openreferral.ids import free_slug, identity
from app.openreferral.parts import Fields
from app.openreferral.records import KINDS
from app.openreferral.values import Record, filled

# Words in a body's name that tell what kind of body it is; the first that fits.
_KINDS = {
    "council": "council",
    "nhs": "nhs",
    "police": "police",
    "fire and rescue": "fire",
    "department for": "government",
    "school": "school",
    "college": "school",
    "academy": "school",
    "nursery": "company",
    "childminder": "company",
    " ltd": "company",
    " limited": "company",
}


@dataclass
class NewRows:
    """Rows by slug for organizations.yaml and locations.yaml, of one feed."""

    catalogue: Catalogue
    organizations: dict[str, Fields] = field(default_factory=dict)
    locations: dict[str, Fields] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Learn by what keys the things we have may be named."""
        self._bodies = dict(_body_keys(self.catalogue.organizations))
        self._places = dict(_place_keys(self.catalogue.locations))

    def remember(self, bodies: Mapping[str, Fields], places: Mapping[str, Fields]) -> None:
        """Know the rows that an earlier import of this feed wrote."""
        self.organizations |= bodies
        self.locations |= places
        for slug, row in bodies.items():
            key = row.get("source_id") or identity("organization", slug)
            self._bodies |= {key: slug, str(row.get("name")).casefold(): slug}
        for slug, row in places.items():
            self._places[row.get("source_id") or identity("location", slug)] = slug
            if where := _where(row.get("postal_code"), row.get("address_1")):
                self._places[where] = slug

    def organization(self, record: Record) -> str | None:
        """The slug of the organization: one we have, else a new row."""
        body = record.get("organization")
        if not isinstance(body, dict) or not body.get("name"):
            return None
        key, name = str(body.get("id", "")), str(parts.line(body["name"]))
        known = self._bodies.get(key) or self._bodies.get(name.casefold())
        if known:
            return known
        slug = free_slug(str(body.get("x_slug") or name), self._taken(self.organizations))
        row = {
            "name": name,
            "type": body.get("x_type") if body.get("x_type") in KINDS else _kind(name),
            "url": parts.web_address(body.get("website") or body.get("url")),
            "alternate_names": parts.alternate_names(body),
            "source_id": key if key != identity("organization", slug) else None,
        }
        self.organizations[slug] = accepted(Organization, {**filled(row), "id": slug})[0]
        self.organizations[slug].pop("id", None)
        self._bodies |= {key: slug, name.casefold(): slug}
        return slug

    def location(self, place: Record) -> str | None:
        """The slug of the place: one we have, else a new row; None if it has no town."""
        key = str(place.get("id", ""))
        address = next(iter(rows(place, "addresses")), place.get("x_address") or {})
        where = _where(address.get("postal_code"), address.get("address_1"))
        known = self._places.get(key) or (self._places.get(where) if where else None)
        if known:
            return known
        if not address.get("city"):
            return None
        name = (
            parts.line(place.get("name")) or parts.line(address.get("address_1")) or address["city"]
        )
        slug = free_slug(str(place.get("x_slug") or name), self._taken(self.locations))
        row = {
            "name": name,
            **{part: parts.line(address.get(part)) for part in ("address_1", "address_2", "city")},
            "postal_code": parts.postcode(address.get("postal_code")),
            "latitude": number(place.get("latitude")),
            "longitude": number(place.get("longitude")),
            "coordinates": place.get("x_coordinates"),
            "cluster": place.get("x_cluster"),
            "accessibility": parts.accessibility(place),
            "unconfirmed": place.get("x_unconfirmed"),
            "source_id": key if key != identity("location", slug) else None,
        }
        self.locations[slug] = accepted(Location, {**filled(row), "id": slug})[0]
        self.locations[slug].pop("id", None)
        self._places |= {key: slug} | ({where: slug} if where else {})
        return slug

    def _taken(self, new: Mapping[str, Fields]) -> set[str]:
        ours = (
            self.catalogue.organizations if new is self.organizations else self.catalogue.locations
        )
        return {*ours, *new}


def _kind(name: str) -> str:
    """Guess what kind of body a name belongs to; a community group if nothing tells."""
    words = f" {name.casefold()} "
    return next((kind for word, kind in _KINDS.items() if word in words), "community")


def _where(code: Any, street: Any) -> str | None:
    """A key for a place by its postcode and street."""
    written = parts.postcode(code)
    return f"{written}|{str(street or '').casefold().strip()}" if written else None


def _body_keys(bodies: Mapping[str, Organization]) -> Iterator[tuple[str, str]]:
    for slug, body in bodies.items():
        for name in (*body.alternate_names, body.name):
            yield name.casefold(), slug
        yield body.source_id or identity("organization", slug), slug


def _place_keys(places: Mapping[str, Location]) -> Iterator[tuple[str, str]]:
    for slug, place in places.items():
        if key := _where(place.postal_code, place.address_1):
            yield key, slug
        yield place.source_id or identity("location", slug), slug
