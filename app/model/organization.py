"""A body that runs services. HSDS: organization."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from app.model.values import Line, Record, Slug, WebAddress


class Organization(Record):
    """A body that runs services. HSDS: organization."""

    id: Slug
    name: Line
    type: Literal[
        "council",
        "nhs",
        "police",
        "fire",
        "government",
        "school",
        "charity",
        "company",
        "community",
        "partnership",
    ]
    url: WebAddress | None = None
    alternate_names: tuple[Line, ...] = ()
    source_id: Line | None = Field(None, description="Its id in the feed it came from.")

    @property
    def public(self) -> bool:
        """Whether it is a public body."""
        return self.type in {"council", "nhs", "police", "fire", "government", "school"}
