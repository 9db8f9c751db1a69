"""Entries as a page shows them: finished words and addresses, so that templates only lay out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlsplit

from app import addresses, hours, narrowing, opening, places, prose
from app.catalogue import Catalogue, suits_age
from app.model import AgeBand, CostOption, Location, Service, Source, TextLine
from app.narrowing import Facts, Moment
from app.places import Point

Href = Callable[[str], str]

ACCESS = {
    "drop-in": "Drop in",
    "phone": "Phone",
    "text": "Text",
    "webchat": "Chat online",
    "email": "Email",
    "online": "Online",
    "book": "Book a place",
    "apply": "Apply",
    "through-school": "Ask at school",
    "professional": "Ask a professional to refer you",
}
LANGUAGES = {
    **{"ar": "Arabic", "bn": "Bengali", "cy": "Welsh", "en": "English", "ku": "Kurdish"},
    **{"pa": "Punjabi", "pl": "Polish", "ro": "Romanian", "uk": "Ukrainian", "ur": "Urdu"},
}


@dataclass(frozen=True)
class Contact:
    """One way to get in touch: what kind, the words of the link, where it leads, and a note."""

    kind: str
    label: str
    text: str
    href: str
    note: str = ""
    unconfirmed: bool = False


@dataclass(frozen=True)
class Card:
    """An entry in a list."""

    id: str
    name: str
    href: str
    summary: str
    reach: str
    cost: str
    how: str
    contact: Contact | None
    contact_yourself: bool
    discreet: bool
    doubt: str
    facts: dict[str, Any] = field(default_factory=dict)
    open: str = ""
    away: str = ""


@dataclass(frozen=True)
class Opening:
    """One line of opening times: what it is for, when, and where if that differs."""

    title: str
    times: str
    place: str = ""

    @property
    def label(self) -> str:
        """What the times are for, as a reader sees it; several lines may share it."""
        return f"{self.title or 'Open'}, {self.place}" if self.place else self.title or "Open"


@dataclass(frozen=True)
class Place:
    """A place to go to: its name, the lines of its address, and a link to directions."""

    name: str
    lines: tuple[str, ...]
    directions: str
    unconfirmed: bool
    accessibility: tuple[str, ...]


@dataclass(frozen=True)
class SourceLine:
    """Where facts come from, in words."""

    name: str
    url: str | None
    date: str
    supports: str


FIELDS = {
    "name": "name",
    "description": "what it does",
    "eligibility_description": "who it is for",
    "phones": "phone",
    "texts": "text number",
    "webchat": "online chat",
    "email": "email",
    "url": "web address",
    "locations": "address",
    "schedules": "times",
    "cost_options": "cost",
    "application_process": "how to get it",
    "area": "area",
    "minimum_age": "ages",
    "organization": "who runs it",
    "topics": "topics",
    "accessibility": "access",
    "languages": "languages",
}


def date_words(date: str) -> str:
    """Write a date or part of one: `2025-06` as `June 2025`."""
    year, *rest = date.split("-")
    words = [str(int(rest[1]))] if len(rest) > 1 else []
    return " ".join([*words, *([hours.MONTHS[int(rest[0]) - 1]] if rest else []), year])


def dial(number: str) -> str:
    """Make a `tel:` address of a number as it is written."""
    return "tel:" + number.replace(" ", "")


def cost_words(service: Service) -> str:
    """Say what it costs in a word or two; nothing if that is not known."""
    if not service.cost_options:
        return ""
    if all(cost.free for cost in service.cost_options):
        return "Free"
    return "Some of it is free" if service.free else "There is a cost"


def price(cost: CostOption) -> str:
    """Write one price: `Adult swim: £4.50`."""
    if cost.amount_description:
        return f"{cost.option}: {cost.amount_description}"
    if cost.free:
        return cost.option if cost.option == "Free" else f"{cost.option}: free"
    if cost.amount is None:
        return cost.option
    pounds = f"£{cost.amount:.2f}".removesuffix(".00")
    return f"{cost.option}: {pounds}"


def age_words(service: Service) -> str:
    """Write the age range in words; nothing if any age may come."""
    low, high = service.minimum_age, service.maximum_age
    if low is None and high is None:
        return ""
    if high is None:
        return f"{low} and over"
    if not low:
        return f"Up to {high}"
    return str(low) if low == high else f"{low} to {high}"


def contacts(service: Service) -> list[Contact]:
    """Every way to get in touch, always in one order: phone, text, chat, email, website."""
    unsure = set(service.unconfirmed)
    found = [
        Contact(
            "phone",
            "Textphone" if phone.type == "textphone" else "Phone",
            phone.number,
            dial(phone.number),
            _sentence([phone.extension, phone.description]),
            "phones" in unsure,
        )
        for phone in service.phones
    ]
    found += [_text_contact(line, "texts" in unsure) for line in service.texts]
    if service.webchat and service.url:
        found.append(Contact("webchat", "Online chat", "Chat on their website", service.url))
    if service.email:
        address = f"mailto:{service.email}"
        found.append(Contact("email", "Email", service.email, address, "", "email" in unsure))
    if service.url:
        found.append(Contact("web", "Website", host(service.url), service.url, "", "url" in unsure))
    return found


def _text_contact(line: TextLine, unsure: bool) -> Contact:
    whatsapp = line.type == "whatsapp"
    words = f"{line.message} to {line.number}" if line.message else line.number
    body = f"?body={quote(line.message)}" if line.message else ""
    return Contact(
        "text",
        "WhatsApp" if whatsapp else "Text",
        words,
        f"sms:{line.number.replace(' ', '')}{body}",
        _sentence([line.description]),
        unsure,
    )


def _sentence(parts: Iterable[str | None]) -> str:
    words = ", ".join(part.strip().rstrip(".") for part in parts if part)
    return f"{words[0].upper()}{words[1:]}" if words else ""


def host(url: str) -> str:
    """Name a website by its host, as people say it."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


def openings(catalogue: Catalogue, service: Service) -> list[Opening]:
    """Opening times as lines to read."""
    lines = []
    for schedule in service.schedules:
        place = catalogue.locations.get(schedule.location or "")
        title = schedule.description or hours.CHANNELS.get(schedule.channel or "", "")
        name = place.name if place and len(service.locations) != 1 else ""
        lines.append(Opening(title, hours.sentence(schedule), name))
    return lines


def place(location: Location) -> Place:
    """Make a place of a location, a line for each part of its address."""
    parts = (location.address_1, location.address_2, location.city, location.postal_code)
    lines = tuple(part for part in parts if part)
    if location.latitude and location.coordinates == "exact":
        where = f"{location.latitude},{location.longitude}"
    else:
        where = quote(", ".join((location.name, *lines)))
    directions = f"https://www.google.com/maps/dir/?api=1&destination={where}"
    return Place(location.name, lines, directions, location.unconfirmed, location.accessibility)


def source_line(source: Source) -> SourceLine:
    """Make a line of a source."""
    supports = [FIELDS[name] for name in source.supports if name in FIELDS]
    date = f"dated {date_words(source.date)}" if source.date else "no date shown"
    return SourceLine(source.name, source.url, date, ", ".join(dict.fromkeys(supports)))


def freshness(service: Service, *, overdue: bool = False, left_out: Iterable[str] = ()) -> str:
    """Say plainly how sure we are, and what we left out because it is too old to trust."""
    return " ".join([_assured(service, overdue), *(LEFT_OUT[name] for name in left_out)])


LEFT_OUT = {
    "schedules": "We left out the opening times, because the ones we found are old. "
    "Please check before you go.",
    "cost_options": "We left out the price, because the one we found is old. Please ask.",
}


def _assured(service: Service, overdue: bool) -> str:
    if service.assured_date:
        how = {
            "rang": "We phoned to check these details",
            "website seen": "We checked these details on their website",
            "provider wrote": "The service sent us these details",
            "public source only": "We checked these details against public pages",
        }[service.assured_by]
        again = " They are due to be checked again." if overdue else ""
        return f"{how} on {date_words(service.assured_date)}.{again}"
    newest = service.newest_source
    found = (
        f"They come from public pages; the newest is from {date_words(newest)}."
        if newest
        else "They come from public pages that show no date."
    )
    return f"Nobody has confirmed these details with the service yet. {found}"


def doubt(service: Service, *, lapsed: bool = False) -> str:
    """Warn in a few words, where a family should phone or look first.

    A check has lapsed when somebody did check, but too long ago.
    """
    if service.confidence == "low":
        return "We are not sure this is still running. Check before you go."
    if service.confidence == "medium":
        return "Not confirmed. Check the details first."
    if lapsed:
        return "Not checked for a while. Check the details first."
    return ""


@lru_cache(maxsize=4)
def _plain_cards(catalogue: Catalogue, root: str) -> dict[str, Card]:
    return {}


class Presenter:
    """Turns entries into what pages show; knows the catalogue and how to write an address."""

    def __init__(
        self,
        catalogue: Catalogue,
        href: Href,
        moment: Moment | None = None,
        near: Point | None = None,
    ) -> None:
        """Keep the catalogue, and `href`, which puts a path below the site's own.

        Cards say what is open at the `moment` and how far it is from the point, if given.
        """
        self.catalogue, self.href, self.moment, self.near = catalogue, href, moment, near

    def reach_label(self, area: str | None) -> str:
        """Name the reach of a service: a cluster, the borough, the country, online."""
        taxonomy = self.catalogue.taxonomy
        return taxonomy.area_labels.get(area or "", "")

    def where(self, service: Service) -> str:
        """Name all areas of a service."""
        return hours.joined([self.reach_label(area) for area in service.area])

    def doubt(self, service: Service) -> str:
        """Warn where a family should phone or look first."""
        lapsed = bool(service.assured_date) and service.id in self.catalogue.overdue
        return doubt(service, lapsed=lapsed)

    def freshness(self, service: Service) -> str:
        """Say how sure we are, and what we left out."""
        return freshness(
            service,
            overdue=service.id in self.catalogue.overdue,
            left_out=self.catalogue.left_out.get(service.id, ()),
        )

    def opening(self, known: Facts) -> str:
        """Say whether a service is open, if there is a moment to say it of."""
        if self.moment is None:
            return ""
        now, days = self.moment.now, self.moment.known
        state = opening.state(known.schedules, now, days, known.places)
        return state.label if state else ""

    def card(self, service: Service) -> Card:
        """Make a card of an entry; one that knows no moment and no place is made once."""
        if self.moment or self.near:
            return self._card(service)
        kept = _plain_cards(self.catalogue, self.href(""))
        if service.id not in kept:
            kept[service.id] = self._card(service)
        return kept[service.id]

    def _card(self, service: Service) -> Card:
        ways = contacts(service)
        known = narrowing.facts(self.catalogue, service)
        away = narrowing.metres(known, self.near)
        return Card(
            id=service.id,
            name=service.name,
            href=self.href(addresses.service(service.id)),
            summary=service.summary,
            reach=self.where(service) if len(service.area) < 3 else self.many(service),
            cost=cost_words(service),
            how=hours.joined([ACCESS[way] for way in service.access[:2]]).capitalize(),
            contact=ways[0] if ways else None,
            contact_yourself=service.contact_yourself,
            discreet=service.discreet,
            doubt=self.doubt(service),
            facts=known.as_json(),
            open=self.opening(known),
            away=places.miles(away) if away is not None else "",
        )

    def many(self, service: Service) -> str:
        """Name the reach of a service in many areas by the widest."""
        wide = [area.id for area in self.catalogue.taxonomy.areas if area.id in service.area]
        return self.reach_label(wide[0]) if wide else f"{len(service.area)} areas"

    def cards(self, services: Iterable[Service]) -> list[Card]:
        """Make cards of several entries, in their order."""
        return [self.card(service) for service in services]

    def prose(self, text: str) -> str:
        """Render Markdown with the site's own links put in place."""
        return prose.to_html(text, self._resolve)

    def _resolve(self, href: str, text: str) -> tuple[str, str]:
        if href.startswith(prose.PHONE):
            service = self.catalogue.services.get(href.removeprefix(prose.PHONE))
            # A number in doubt is only given where the doubt is shown: on its own page.
            if service and service.phones and "phones" not in service.unconfirmed:
                return dial(service.phones[0].number), f"{text}: {service.phones[0].number}"
            return self.href(addresses.service(service.id) if service else "/"), text
        return (self.href(href) if href.startswith("/") else href), text

    def age_bands(self, service: Service) -> list[AgeBand]:
        """The age bands a service is listed under."""
        return [band for band in self.catalogue.taxonomy.ages if suits_age(service, band)]
