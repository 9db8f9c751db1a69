"""When something is open, as it may be written. HSDS: schedule."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from app.model.values import ByDay, Clock, Line, PartialDate, Record, Slug, wrong


class Schedule(Record):
    """When something is open. HSDS: schedule; times are local (Europe/London)."""

    freq: Literal["weekly", "monthly"] = Field(
        "weekly", description="How often the days come round."
    )
    byday: Annotated[tuple[ByDay, ...], Field(min_length=1)] = Field(
        description="MO TU WE TH FR SA SU; by months 1TU (first Tuesday) or -1FR (last Friday)."
    )
    opens_at: Clock = Field(description="24-hour clock, such as 09:30.")
    closes_at: Clock = Field(description="24-hour clock; 24:00 is midnight at the end of the day.")
    closes_next_day: bool = Field(False, description="For hours that run past midnight.")
    interval: Annotated[int, Field(ge=1, le=12)] = Field(
        1, description="2 is every other week; then give dtstart."
    )
    dtstart: PartialDate | None = Field(None, description="The first day, for every other week.")
    valid_from: PartialDate | None = Field(None, description="The first day these times hold.")
    valid_to: PartialDate | None = Field(None, description="The last day these times hold.")
    term_time_only: bool = Field(False, description="Not in the school holidays.")
    closed_on_bank_holidays: bool = Field(False, description="Shut on bank holidays.")
    by_appointment: bool = Field(False, description="Only if you book.")
    channel: Literal["phone", "webchat", "text", "email"] | None = Field(
        None, description="Whose hours these are, if not the door's."
    )
    location: Slug | None = Field(None, description="An id in locations.yaml, if places differ.")
    description: Line | None = Field(None, description="What is on, such as Stay and play.")

    @model_validator(mode="after")
    def _hours_the_right_way_round(self) -> Schedule:
        if self.closes_at <= self.opens_at and not self.closes_next_day:
            raise wrong(
                f"The closing time {self.closes_at} is before the opening time {self.opens_at}.",
                "Use the 24-hour clock, for example closes_at: 16:30; or closes_next_day: true.",
                "closes_at",
            )
        return self

    @model_validator(mode="after")
    def _counted_from_a_day(self) -> Schedule:
        if self.interval > 1 and len(self.dtstart or "") != 10:
            raise wrong(
                "Every other week or month is counted from a first day, and there is none.",
                "Add the first day there is a session, for example dtstart: 2026-01-12.",
            )
        return self

    @model_validator(mode="after")
    def _ordinals_only_in_months(self) -> Schedule:
        ordinal = any(len(day) > 2 for day in self.byday)
        if ordinal != (self.freq == "monthly"):
            raise wrong(
                "The days do not fit the pattern.",
                "freq: weekly takes days such as MO; freq: monthly takes 1MO (first Monday).",
                "byday",
            )
        return self
