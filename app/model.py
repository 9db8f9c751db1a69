"""What the directory is made of, in Open Referral's words. Nothing here knows files or pages.

Names and shapes follow HSDS 3.0 and its UK profile where it has one; what is ours says so.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import phonenumbers
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

MOST_BRACKETS = 500

# --- values -------------------------------------------------------------------------------------


def wrong(message: str, advice: str, field: str = "") -> PydanticCustomError:
    """Make an error of two plain sentences: what is wrong, and what to do about which field."""
    told = {"message": message, "advice": advice, "field": field}
    return PydanticCustomError("content", "{message}", told)


def _phone(value: str) -> str:
    """Accept a number that can be dialled from Great Britain, in any grouping.

    Relay UK's prefix for textphones, 18001, may stand before it.
    """
    try:
        number = phonenumbers.parse(value.removeprefix("18001 "), "GB")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not (
        phonenumbers.is_valid_number(number) or phonenumbers.is_valid_short_number(number)
    ):
        raise wrong(
            f"{value!r} is not a phone number that works in the UK.",
            "Write it as people dial it, such as 01384 813 096. Other words go in `description`.",
        )
    return value


def _postcode(value: str) -> str:
    """Accept a full UK postcode, written with its space and in capitals."""
    if not re.fullmatch(r"[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}", value):
        raise wrong(
            f"{value!r} is not a UK postcode.",
            "Write it in capitals with one space, for example DY5 3DY.",
        )
    return value


def _web_address(value: str) -> str:
    """Accept an absolute http or https address with a real-looking host."""
    try:
        parts = urlsplit(value)
        sound = (
            parts.scheme in ("http", "https")
            and re.fullmatch(r"([a-z0-9-]+\.)+[a-z]{2,}", parts.hostname or "")
            and not parts.username
            and not re.search(r"[\s<>\"\\^`{}|\x00-\x1f]", value)
        )
    except ValueError:
        sound = False
    if not sound:
        raise wrong(
            f"{value!r} is not a full web address.",
            "Copy it from the browser's address bar, for example https://www.childline.org.uk/",
        )
    return value


def _email(value: str) -> str:
    if not re.fullmatch(r"[\w.+'-]+@([A-Za-z0-9-]+\.)+[A-Za-z]{2,}", value):
        raise wrong(
            f"{value!r} is not an email address.", "Write it as name@example.org and nothing else."
        )
    return value


def _clock(value: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d|24:00", value):
        raise wrong(
            f"{value!r} is not a time of day.", "Use the 24-hour clock, for example 09:30 or 17:00."
        )
    return value


def _partial_date(value: str) -> str:
    if not re.fullmatch(r"(19|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", value):
        raise wrong(
            f"{value!r} is not a date.",
            "Write the year, year-month or year-month-day: 2025, 2025-06 or 2025-06-21.",
        )
    return _full_date(value) if len(value) == 10 else value


def _full_date(value: str) -> str:
    try:
        date.fromisoformat(value)
    except ValueError as error:
        raise wrong(
            f"{value!r} is not a day.", "Write year-month-day, for example 2026-01-12."
        ) from error
    return value


def _by_day(value: str) -> str:
    if not re.fullmatch(r"(-1|[1-5])?(MO|TU|WE|TH|FR|SA|SU)", value):
        raise wrong(
            f"{value!r} is not a day.",
            "Use MO TU WE TH FR SA SU; for months 1TU (first Tuesday) or -1FR (last Friday).",
        )
    return value


def _paragraphs(value: str) -> str:
    """Refuse what Markdown would take for ever to look through for links."""
    if any(part.count("[") > MOST_BRACKETS for part in re.split(r"\n\s*\n", value)):
        raise wrong(
            f"A paragraph has more than {MOST_BRACKETS} square brackets.",
            "Divide it with an empty line, or take brackets out.",
        )
    return value


Text = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Body = Annotated[str, StringConstraints(max_length=40_000), AfterValidator(_paragraphs)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=240, pattern=r"^[^\n]*$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]

# A host reads more into a rule than a path: stars, other sites, a line of its own.
SITE_PATH = r"^/([a-z0-9]+([._-][a-z0-9]+)*/)*$"
SitePath = Annotated[str, StringConstraints(pattern=SITE_PATH)]


def _shown_as(pattern: str, *types: str) -> WithJsonSchema:
    """Tell editors the form of a value; the validator beside it gives the sentences."""
    return WithJsonSchema({"type": [*types, "string"] if types else "string", "pattern": pattern})


Phone_ = Annotated[str, AfterValidator(_phone), _shown_as(r"^[0-9 +]{3,20}$", "integer")]
Postcode = Annotated[
    str, AfterValidator(_postcode), _shown_as(r"^[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}$")
]
WebAddress = Annotated[str, AfterValidator(_web_address), _shown_as(r"^https?://[^\s]+$")]
Email = Annotated[str, AfterValidator(_email), _shown_as(r"^[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$")]
Clock = Annotated[
    str, AfterValidator(_clock), _shown_as(r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")
]
PartialDate = Annotated[
    str,
    AfterValidator(_partial_date),
    _shown_as(r"^(19|20)[0-9]{2}(-[0-9]{2}(-[0-9]{2})?)?$", "integer"),
]
FullDate = Annotated[
    str, AfterValidator(_full_date), _shown_as(r"^(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}$")
]
ByDay = Annotated[str, AfterValidator(_by_day), _shown_as(r"^(-1|[1-5])?(MO|TU|WE|TH|FR|SA|SU)$")]
Age = Annotated[int, Field(ge=0, le=120)]
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")]


class Record(BaseModel):
    """A part of the model: unknown fields are mistakes, and nothing changes once read."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


# --- parts of a service -------------------------------------------------------------------------


class Phone(Record):
    """A number to call. HSDS: phone."""

    number: Phone_ = Field(description="As people dial it, grouped to be read out.")
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
    description: Annotated[Text, AfterValidator(_paragraphs)] = Field(
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


class Location(Record):
    """A place people can go to. HSDS: location with one address."""

    id: Slug
    name: Line
    address_1: Line | None = None
    address_2: Line | None = None
    city: Line
    postal_code: Postcode | None = None
    latitude: Annotated[float, Field(ge=49, le=61)] | None = None
    longitude: Annotated[float, Field(ge=-9, le=2)] | None = None
    coordinates: Literal["exact", "street", "approximate"] | None = None
    cluster: Slug | None = None
    accessibility: tuple[Line, ...] = ()
    unconfirmed: bool = False
    source_id: Line | None = Field(None, description="Its id in the feed it came from.")


# --- topics, ages, places to live ---------------------------------------------------------------


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


# --- where people live --------------------------------------------------------------------------

Latitude = Annotated[float, Field(ge=49, le=61)]
Longitude = Annotated[float, Field(ge=-9, le=2)]
Share = Annotated[float, Field(ge=0, le=1)]
OutwardCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,2}\d[A-Z\d]?$")]
SectorCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,2}\d[A-Z\d]? \d$")]
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


# --- pages and the site itself ------------------------------------------------------------------


class CareCard(Record):
    """An urgent-help card: one action ending in 'if:', then when. NHS service manual: care card."""

    heading: Line
    urgency: Literal["emergency", "urgent", "soon"]
    points: tuple[Line, ...] = ()
    services: tuple[Slug, ...] = ()


class Page(Record):
    """A page of words, from content/pages."""

    id: Slug
    title: Line
    summary: Line
    body: Body = ""
    discreet: bool = False
    care_cards: tuple[CareCard, ...] = ()
    sources: tuple[Source, ...] = ()


class Term(Record):
    """A school term or half term, both days included."""

    first: FullDate
    last: FullDate


class Corrections(Record):
    """How people tell us that something is wrong; what is left out is not offered."""

    form: Literal["netlify"] | None = None
    email: Email | None = None
    phone: Phone_ | None = None
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
    area_sentence: Line = Field(description="Where this is, for search engines.")
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
    council_code: Line | None = Field(None, description="The ONS code of the area: E08000027.")
    theme_colour: Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]
    base_url: WebAddress | None = None


def field_names(model: type[BaseModel]) -> list[str]:
    """List a model's fields in the order they are written."""
    return list(model.model_fields)


def given(values: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Join values read from a file with those the file's place gives."""
    return {**values, **more}
