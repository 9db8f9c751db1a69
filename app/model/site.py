"""The settings of a whole directory, from site.yaml. Ours."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.model.values import (
    Dialled,
    Email,
    FullDate,
    Line,
    OutwardCode,
    Record,
    SitePath,
    Slug,
    Text,
    WebAddress,
)


class Term(Record):
    """A school term or half term, both days included."""

    first: FullDate
    last: FullDate


class Corrections(Record):
    """How people tell us that something is wrong; what is left out is not offered."""

    form: Literal["netlify"] | None = None
    email: Email | None = None
    phone: Dialled | None = None
    repository: WebAddress | None = None


class Review(Record):
    """How many days facts stay good before somebody must look again. Ours."""

    crisis_days: Annotated[int, Field(ge=1)] = Field(30, description="Contacts for a crisis.")
    times_days: Annotated[int, Field(ge=1)] = Field(90, description="Entries with opening times.")
    other_days: Annotated[int, Field(ge=1)] = Field(180, description="All other entries.")
    leave_out_days: Annotated[int, Field(ge=0)] = Field(
        1095, description="How much later doubtful details are left out."
    )
    leave_out: tuple[Literal["schedules", "cost_options"], ...] = Field(
        ("schedules", "cost_options"), description="Which ones; a way to get in touch never is."
    )


class Site(Record):
    """The settings another council would change first."""

    name: Line
    tagline: Line
    area: Line = Field(description="The borough's name as people say it.")
    state_province: Line
    disclaimer: Text
    crisis: Annotated[tuple[Slug, ...], Field(min_length=1)]
    ask: Slug = Field(description="The entry to phone when nothing fits and no hub is known.")
    exit_url: WebAddress
    exit_title: Line
    corrections: Corrections
    review: Review = Field(default_factory=Review)
    refuse_empty_lists: bool = Field(
        False, description="Whether a topic, age and cluster without any service stops the build."
    )
    navigation: tuple[Slug, ...]
    footer: tuple[Slug, ...]
    redirects: dict[SitePath, SitePath] = Field(
        default_factory=dict, description="Old addresses, each with the one that took its place."
    )
    terms: tuple[Term, ...] = Field(
        (), description="School terms; without them what is term time only is never called open."
    )
    postcode_districts: tuple[OutwardCode, ...] = Field(
        (), description="Districts that `signpost postcodes import` keeps."
    )
    theme_colour: Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]
    base_url: WebAddress | None = None
