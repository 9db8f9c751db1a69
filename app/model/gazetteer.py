"""Where people live: places, postcodes, hubs and outlines, as places.yaml holds them. Ours."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from app.model.values import (
    Latitude,
    Line,
    Longitude,
    OutwardCode,
    Record,
    SectorCode,
    Slug,
    Text,
    WebAddress,
    wrong,
)

Share = Annotated[float, Field(ge=0, le=1)]
Ring = Annotated[tuple[tuple[Longitude, Latitude], ...], Field(min_length=4)]


class Hub(Record):
    """A family hub: the entry to show and the place it stands in."""

    cluster: Slug
    service: Slug
    location: Slug
    formerly: Line | None = None


class District(Record):
    """A postcode district (DY5): where its middle is, and how much of it is ours."""

    code: OutwardCode
    post_town: Line | None = None
    latitude: Latitude
    longitude: Longitude
    relation: Literal["covers", "touches", "adjoins", "near"]
    clusters: dict[Slug, Share] = Field(default_factory=dict)


class Sector(Record):
    """A postcode sector (DY5 3), the finest part that is known without a postcode file."""

    code: SectorCode
    latitude: Latitude
    longitude: Longitude
    in_borough: Share
    clusters: dict[Slug, Share] = Field(default_factory=dict)
    nearest_hub: Slug | None = None


class Place(Record):
    """A town, neighbourhood or estate people name; `council` says who serves one outside."""

    id: Slug
    name: Line
    alternate_names: tuple[Line, ...] = ()
    kind: Line
    latitude: Latitude
    longitude: Longitude
    districts: tuple[OutwardCode, ...] = ()
    in_borough: bool
    cluster: Slug | None = None
    council: Line | None = None
    nearest_hub: Slug | None = None
    nearest_hub_km: Annotated[float, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _served_by_somebody(self) -> Place:
        if self.in_borough != (self.cluster is not None):
            raise wrong(
                "A place in the area needs its `cluster`; one outside must have none.",
                "Add the cluster, or set in_borough: false and name the council.",
            )
        return self


class Township(Record):
    """The outline of one cluster, for a small drawing."""

    cluster: Slug
    name: Line
    latitude: Latitude
    longitude: Longitude
    coordinates: Ring


class Boundary(Record):
    """The outline of the area and of its clusters."""

    outline: Ring
    townships: tuple[Township, ...] = ()


class PlaceSource(Record):
    """Where the places come from, and the licence they carry."""

    title: Line
    url: WebAddress | None = None
    date: Line | None = None
    licence: Text | None = None


class Gazetteer(Record):
    """Every place, postcode district and sector that can be found, and the outline of the area."""

    attribution: Text | None = None
    sources: tuple[PlaceSource, ...] = ()
    hubs: tuple[Hub, ...] = ()
    districts: tuple[District, ...] = ()
    sectors: tuple[Sector, ...] = ()
    places: tuple[Place, ...] = ()
    boundary: Boundary | None = None
