"""What people browse by: topics, ages, parts of the area. HSDS: taxonomy."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from app.model.values import Age, Line, Record, Slug, Text


class SubTopic(Record):
    """A need within a topic; entries name it as `topic/sub-topic`."""

    id: Slug
    label: Line
    summary: Line | None = None
    crisis: tuple[Slug, ...] = ()
    discreet: bool = False


class Topic(Record):
    """A need families browse by. HSDS: taxonomy_term."""

    id: Slug
    label: Line
    summary: Line
    icon: Slug
    intro: Text | None = None
    crisis: tuple[Slug, ...] = Field((), description="Entries shown at the top, most urgent first.")
    discreet: bool = False
    sub: Annotated[tuple[SubTopic, ...], Field(min_length=1)]


class AgeBand(Record):
    """An age people browse by, in whole years, both ends included."""

    id: Slug
    label: Line
    short: Line | None = None
    minimum_age: Age | None = None
    maximum_age: Age | None = None


class Cluster(Record):
    """A part of the area with a family hub of its own."""

    id: Slug
    label: Line
    hub: Slug
    places: tuple[Line, ...] = ()
    intro: Text | None = None


class Area(Record):
    """A reach wider than one cluster, from near to far."""

    id: Slug
    label: Line


class Taxonomy(Record):
    """All that people browse by; ids are stable for ever."""

    topics: tuple[Topic, ...]
    ages: tuple[AgeBand, ...]
    clusters: tuple[Cluster, ...]
    areas: tuple[Area, ...]

    @property
    def terms(self) -> dict[str, tuple[Topic, SubTopic]]:
        """Every `topic/sub-topic` with its two parts."""
        return {f"{t.id}/{s.id}": (t, s) for t in self.topics for s in t.sub}

    @property
    def area_labels(self) -> dict[str, str]:
        """The label of every cluster and of every wider area."""
        clusters = {cluster.id: cluster.label for cluster in self.clusters}
        return clusters | {area.id: area.label for area in self.areas}
