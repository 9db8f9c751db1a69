"""Entries as a page shows them: finished words and addresses, so that templates only lay out."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date as Date
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import quote

from babel.dates import format_date, format_skeleton
from babel.numbers import format_currency, get_currency_symbol, get_decimal_symbol
from markupsafe import Markup

from app import addresses, hours, narrowing, opening, places, prose
from app.catalogue import Catalogue, suits_age
from app.languages import ENGLISH, Language, isolated, ngettext, pgettext, spoken
from app.languages import gettext as _
from app.languages import marked as N_
from app.model.location import Location
from app.model.service import CostOption, Service, Source
from app.model.taxonomy import AgeBand
from app.narrowing import Facts, Moment
from app.places import Point
from app.remembering import Kept, once
from app.web.contacts import Contact, contacts, dial
from app.web.speaking import in_english

Href = Callable[[str], str]

ACCESS = {
    "drop-in": N_("Drop in"),
    "phone": N_("Phone"),
    "text": N_("Text"),
    "webchat": N_("Chat online"),
    "email": N_("Email"),
    "online": N_("Online"),
    "book": N_("Book a place"),
    "apply": N_("Apply"),
    "through-school": N_("Ask at school"),
    "professional": N_("Ask a professional to refer you"),
}
# The same after another: "Drop in and phone".
ACCESS_NEXT = {
    "drop-in": N_("drop in"),
    "phone": N_("phone"),
    "text": N_("text"),
    "webchat": N_("chat online"),
    "email": N_("email"),
    "online": N_("online"),
    "book": N_("book a place"),
    "apply": N_("apply"),
    "through-school": N_("ask at school"),
    "professional": N_("ask a professional to refer you"),
}
LANGUAGES = {
    **{"ar": "Arabic", "bn": "Bengali", "cy": "Welsh", "en": "English", "ku": "Kurdish"},
    **{"pa": "Punjabi", "pl": "Polish", "ro": "Romanian", "uk": "Ukrainian", "ur": "Urdu"},
}


@dataclass(frozen=True, eq=False)
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
    """One line of opening times: what it is for, when, and where if that differs.

    `own` says that what it is for stands in the entry's own words.
    """

    title: str
    times: str
    place: str = ""
    own: bool = False

    @property
    def label(self) -> str:
        """What the times are for, as a reader sees it; several lines may share it."""
        title = self.title or pgettext("heading of opening times", "Open")
        return _("%(times)s, %(place)s", times=title, place=self.place) if self.place else title


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
    "name": N_("name"),
    "description": N_("what it does"),
    "eligibility_description": N_("who it is for"),
    "phones": N_("phone"),
    "texts": N_("text number"),
    "webchat": N_("online chat"),
    "email": N_("email"),
    "url": N_("web address"),
    "locations": N_("address"),
    "schedules": N_("times"),
    "cost_options": N_("cost"),
    "application_process": N_("how to get it"),
    "area": N_("area"),
    "minimum_age": N_("ages"),
    "organization": N_("who runs it"),
    "topics": N_("topics"),
    "accessibility": N_("access"),
    "languages": N_("languages"),
}


def language_name(code: str) -> str:
    """Name a language in the one being spoken; its code if it has no name there."""
    if spoken() is ENGLISH:
        return LANGUAGES.get(code, code)
    name = spoken().locale.languages.get(code, code)
    return f"{name[0].upper()}{name[1:]}"


def listed(words: Iterable[str]) -> str:
    """Write things one after another: `phone, email`."""
    return _(", ").join(words)


def date_words(date: str) -> str:
    """Write a date or part of one: `2025-06` as `June 2025`."""
    return _date_words(date, spoken())


@lru_cache(maxsize=2**12)
def _date_words(date: str, language: Language) -> str:
    year, *rest = map(int, date.split("-"))
    if not rest:
        return str(year)
    locale = language.locale
    if len(rest) == 1:
        return format_skeleton("yMMMM", Date(year, rest[0], 1), locale=locale)
    return format_date(Date(year, *rest), "long", locale=locale)


def cost_words(service: Service) -> str:
    """Say what it costs in a word or two; nothing if that is not known."""
    if not service.cost_options:
        return ""
    if all(cost.free for cost in service.cost_options):
        return _("Free")
    return _("Some of it is free") if service.free else _("There is a cost")


def price(cost: CostOption) -> Markup:
    """Write one price: `Adult swim: £4.50`."""
    option = in_english(cost.option)
    if cost.amount_description:
        return _priced(option, in_english(cost.amount_description))
    if cost.free:
        free = Markup(_("%(option)s: free")) % {"option": option}  # our own message
        return Markup(_("Free")) if cost.option == "Free" else free  # our own message
    return option if cost.amount is None else _priced(option, isolated(pounds(cost.amount)))


def _priced(option: Markup, amount: str) -> Markup:
    return Markup(_("%(option)s: %(price)s")) % {"option": option, "price": amount}  # our own


def pounds(amount: float) -> str:
    """Write a sum, with the sign that stands on price lists here: `£4.50`, `£4`."""
    locale = spoken().locale
    words = format_currency(amount, "GBP", locale=locale, group_separator=False)
    words = words.replace(get_currency_symbol("GBP", locale), "£")
    return words.replace(f"{get_decimal_symbol(locale)}00", "")


def access_words(service: Service) -> str:
    """Say how to come to it, in the first two ways: `Drop in and phone`."""
    first, *rest = service.access[:2]
    return hours.joined([_(ACCESS[first]), *(_(ACCESS_NEXT[way]) for way in rest)])


def age_words(service: Service) -> str:
    """Write the age range in words; nothing if any age may come."""
    low, high = service.minimum_age, service.maximum_age
    if low is None and high is None:
        return ""
    if high is None:
        return _("%(low)s and over", low=low)
    if not low:
        return _("Up to %(high)s", high=high)
    return str(low) if low == high else _("%(low)s to %(high)s", low=low, high=high)


def openings(catalogue: Catalogue, service: Service) -> list[Opening]:
    """Opening times as lines to read."""
    lines = []
    for schedule in service.schedules:
        place = catalogue.locations.get(schedule.location or "")
        channel = hours.CHANNELS.get(schedule.channel or "")
        title = schedule.description or (_(channel) if channel else "")
        name = place.name if place and len(service.locations) != 1 else ""
        own = bool(schedule.description)
        lines.append(Opening(title, hours.sentence(schedule), name, own))
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
    supports = [_(FIELDS[name]) for name in source.supports if name in FIELDS]
    date = _("dated %(date)s", date=date_words(source.date)) if source.date else _("no date shown")
    return SourceLine(source.name, source.url, date, listed(dict.fromkeys(supports)))


def freshness(service: Service, *, overdue: bool = False, left_out: Iterable[str] = ()) -> str:
    """Say plainly how sure we are, and what we left out because it is too old to trust."""
    return " ".join([*_assured(service, overdue), *(_(LEFT_OUT[name]) for name in left_out)])


LEFT_OUT = {
    "schedules": N_(
        "We left out the opening times, because the ones we found are old. "
        "Please check before you go."
    ),
    "cost_options": N_("We left out the price, because the one we found is old. Please ask."),
}


ASSURED = {
    "rang": N_("We phoned to check these details on %(date)s."),
    "website seen": N_("We checked these details on their website on %(date)s."),
    "provider wrote": N_("The service sent us these details on %(date)s."),
    "public source only": N_("We checked these details against public pages on %(date)s."),
}


def _assured(service: Service, overdue: bool) -> Iterator[str]:
    if service.assured_date:
        yield _(ASSURED[service.assured_by], date=date_words(service.assured_date))
        if overdue:
            yield _("They are due to be checked again.")
        return
    yield _("Nobody has confirmed these details with the service yet.")
    newest = service.newest_source
    if newest:
        date = date_words(newest)
        yield _("They come from public pages; the newest is from %(date)s.", date=date)
    else:
        yield _("They come from public pages that show no date.")


def doubt(service: Service, *, lapsed: bool = False) -> str:
    """Warn in a few words, where a family should phone or look first.

    A check has lapsed when somebody did check, but too long ago.
    """
    if service.confidence == "low":
        return _("We are not sure this is still running. Check before you go.")
    if service.confidence == "medium":
        return _("Not confirmed. Check the details first.")
    if lapsed:
        return _("Not checked for a while. Check the details first.")
    return ""


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
        return self.catalogue.area_labels.get(area or "", "")

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
        """Make a card of an entry; all but what depends on moment and place is made once."""
        card = once(self._cards, service.id, self._card, service)
        if not self.moment and not self.near:
            return card
        known = narrowing.facts(self.catalogue, service)
        away = narrowing.metres(known, self.near)
        near, opens = places.miles(away) if away is not None else "", self.opening(known)
        return replace(card, open=opens, away=near) if near or opens else card

    @cached_property
    def _cards(self) -> Kept:
        """The cards there are in this language, with these addresses."""
        key = ("cards", self.href(""), spoken().code)
        return once(self.catalogue.kept, key, dict[Hashable, Any])

    def _card(self, service: Service) -> Card:
        ways = contacts(service)
        return Card(
            id=service.id,
            name=service.name,
            href=self.href(addresses.service(service.id)),
            summary=service.summary,
            reach=self.where(service) if len(service.area) < 3 else self.many(service),
            cost=cost_words(service),
            how=access_words(service),
            contact=ways[0] if ways else None,
            contact_yourself=service.contact_yourself,
            discreet=service.discreet,
            doubt=self.doubt(service),
            facts=narrowing.facts(self.catalogue, service).as_json(),
        )

    def many(self, service: Service) -> str:
        """Name the reach of a service in many areas by the widest."""
        wide = [area.id for area in self.catalogue.taxonomy.areas if area.id in service.area]
        if wide:
            return self.reach_label(wide[0])
        return ngettext("%(num)s area", "%(num)s areas", len(service.area))

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
