"""A service and what belongs to it alone: phones, prices, sources. HSDS: service."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from app.model.schedule import Schedule
from app.model.values import (
    Age,
    Dialled,
    Email,
    LanguageCode,
    Line,
    Paragraphs,
    PartialDate,
    Record,
    Slug,
    Text,
    WebAddress,
    wrong,
)


class Phone(Record):
    """A number to call. HSDS: phone."""

    number: Dialled = Field(description="As people dial it, grouped to be read out.")
    extension: Line | None = Field(None, description="What to press or ask for.")
    description: Line | None = Field(None, description="Who answers, or when.")
    type: Literal["voice", "textphone"] = Field("voice", description="A textphone, if not a voice.")


class TextLine(Record):
    """A number to text or message. HSDS: phone with type text."""

    number: Annotated[str, StringConstraints(pattern=r"^[0-9 ]{3,16}$")] = Field(
        description="The number to text, such as 85258."
    )
    message: Line | None = Field(None, description="The word to send.")
    description: Line | None = Field(None, description="What it costs, or when they answer.")
    type: Literal["text", "whatsapp"] = Field("text", description="WhatsApp, if not a text.")


class CostOption(Record):
    """One price. HSDS: cost_option; amounts are pounds."""

    option: Line = Field(description="What is paid for: Free, Adult swim, One session.")
    amount: Annotated[float, Field(ge=0)] | None = Field(
        None, description="Pounds, in figures: 0 is free, 4.5 is £4.50."
    )
    amount_description: Line | None = Field(
        None, description="The price in words, if a figure is not enough."
    )

    @property
    def free(self) -> bool:
        """Whether this costs nothing."""
        return self.amount == 0


class Source(Record):
    """Where facts come from, of what date, and which fields they support. Ours."""

    name: Line = Field(description="Who says so, such as Dudley Council website.")
    url: WebAddress | None = Field(None, description="The page the facts stand on.")
    date: PartialDate | None = Field(None, description="The date the source itself shows.")
    supports: tuple[Slug | str, ...] = Field(
        (), description="The fields these facts are in: phones, schedules."
    )


Access = Literal[
    "drop-in",
    "phone",
    "text",
    "webchat",
    "email",
    "online",
    "book",
    "apply",
    "through-school",
    "professional",
]
NEEDS_SOMEBODY_ELSE = frozenset({"professional", "through-school"})

Doubtful = Literal[
    "name",
    "description",
    "phones",
    "texts",
    "email",
    "url",
    "locations",
    "schedules",
    "cost_options",
    "eligibility_description",
    "application_process",
]


class Service(Record):
    """One entry: a service a family can use. HSDS: service."""

    id: Slug = Field(description="The file's name without .md; never changed once published.")
    name: Line = Field(description="The name families see on the door or the website.")
    alternate_names: tuple[Line, ...] = Field((), description="Old names, short names, acronyms.")
    organization: Slug = Field(description="An id in organizations.yaml.")
    status: Literal["active", "inactive", "temporarily closed"] = Field(
        "active", description="Whether it is running now."
    )
    summary: Line = Field(description="One sentence for cards: what it does for you.")
    description: Annotated[Text, Paragraphs] = Field(
        description="The Markdown below the front matter."
    )
    topics: Annotated[tuple[str, ...], Field(min_length=1)] = Field(
        description="One or more `topic/sub-topic`, the best fitting first."
    )
    area: Annotated[tuple[Slug, ...], Field(min_length=1)] = Field(
        description="Clusters, or borough-wide, black-country, national, online."
    )
    minimum_age: Age | None = Field(None, description="In years; leave out for any age.")
    maximum_age: Age | None = Field(None, description="In years; leave out for any age.")
    suits: tuple[Literal["pregnancy", "send"], ...] = Field(
        (),
        description="pregnancy: of use before birth. "
        "send: for special educational needs or disability.",
    )
    eligibility_description: Text | None = Field(None, description="Who it is for.")
    what_happens: Text = Field(description="What happens when you get in touch.")
    application_process: Text = Field(description="How to get it.")
    access: Annotated[tuple[Access, ...], Field(min_length=1)] = Field(
        description="The ways in, easiest first; professional means one must ask for you."
    )
    bring: Text | None = Field(None, description="What to take along.")
    cost_options: tuple[CostOption, ...] = Field((), description="Prices, one each; free ones too.")
    fees_description: Text | None = Field(None, description="Costs that only words say.")
    wait_time: Line | None = Field(None, description="How long people wait.")
    schedules: tuple[Schedule, ...] = Field((), description="When it is open, a row a pattern.")
    opening_description: Text | None = Field(None, description="Opening times that only words say.")
    phones: tuple[Phone, ...] = Field((), description="Numbers to call, the best one first.")
    texts: tuple[TextLine, ...] = Field((), description="Numbers to text or message.")
    webchat: bool = Field(False, description="Whether there is a chat on the website.")
    email: Email | None = Field(None, description="An address that families may write to.")
    url: WebAddress | None = Field(None, description="The page about it on its own website.")
    contact_through: tuple[Slug, ...] = Field((), description="Services that put you in touch.")
    locations: tuple[Slug, ...] = Field((), description="Ids in locations.yaml.")
    confidential_location: bool = Field(
        False, description="A refuge or safe house: its place is never shown."
    )
    accessibility: tuple[Line, ...] = Field((), description="Steps, lifts, toilets, parking.")
    languages: tuple[LanguageCode, ...] = Field(
        (), description="Codes of languages staff speak: en, ur, pl."
    )
    interpretation_services: Text | None = Field(None, description="How to get an interpreter.")
    alert: Line | None = Field(None, description="A short warning that must be seen first.")
    urgent: bool = Field(False, description="Help for a crisis, day or night.")
    discreet: bool = Field(False, description="A page to open safely and leave quickly.")
    confidence: Literal["high", "medium", "low"] = Field(
        description="How sure we are that it runs and that this is right."
    )
    unconfirmed: tuple[Doubtful, ...] = Field((), description="Fields that may be wrong or old.")
    assured_date: PartialDate | None = Field(None, description="When the facts were last checked.")
    assured_by: Literal["rang", "website seen", "provider wrote", "public source only"] = Field(
        "public source only", description="How the facts were checked on that date."
    )
    sources: Annotated[tuple[Source, ...], Field(min_length=1)] = Field(
        description="Where the facts come from."
    )

    source_feed: Line | None = Field(
        None, description="The feed the entry came from; `signpost import oruk` writes it."
    )
    source_id: Line | None = Field(None, description="Its id in that feed.")
    source_modified: Line | None = Field(
        None, description="When its record in that feed last changed."
    )

    @model_validator(mode="after")
    def _ages_the_right_way_round(self) -> Service:
        low, high = self.minimum_age, self.maximum_age
        if low is not None and high is not None and low > high:
            raise wrong(
                f"The age range is upside down: {low} to {high}.",
                "minimum_age is the younger one.",
                "minimum_age",
            )
        return self

    @model_validator(mode="after")
    def _no_place_that_must_stay_hidden(self) -> Service:
        named = self.locations or any(schedule.location for schedule in self.schedules)
        if self.confidential_location and named:
            raise wrong(
                "A service whose place must stay hidden (a refuge, a safe house) names a location.",
                "Delete it, from `schedules` too. Give a phone number or `contact_through`.",
                "locations",
            )
        return self

    @model_validator(mode="after")
    def _somebody_can_be_contacted(self) -> Service:
        routes = (self.phones, self.texts, self.email, self.url, self.locations)
        if not any(routes) and not self.contact_through:
            raise wrong(
                "Nobody can contact this service: there is no phone, email, address or website.",
                "Add one, or name in `contact_through` an entry that puts people in touch.",
            )
        return self

    @property
    def contact_yourself(self) -> bool:
        """Whether a family can get in touch without a professional."""
        return any(way not in NEEDS_SOMEBODY_ELSE for way in self.access)

    @property
    def free(self) -> bool:
        """Whether something here costs nothing, as far as is known."""
        return any(cost.free for cost in self.cost_options)

    @property
    def newest_source(self) -> str | None:
        """The newest date any source shows, such as 2025-06."""
        return max((source.date for source in self.sources if source.date), default=None)
