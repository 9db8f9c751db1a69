"""A place people can go to. HSDS: location."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from app.model.values import Latitude, Line, Longitude, Postcode, Record, Slug


class Location(Record):
    """A place people can go to. HSDS: location with one address."""

    id: Slug
    name: Line
    address_1: Line | None = None
    address_2: Line | None = None
    city: Line
    postal_code: Postcode | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    coordinates: Literal["exact", "street", "approximate"] | None = None
    cluster: Slug | None = None
    accessibility: tuple[Line, ...] = ()
    unconfirmed: bool = False
    source_id: Line | None = Field(None, description="Its id in the feed it came from.")
