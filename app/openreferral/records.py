"""The catalogue as Open Referral UK 3.0 records, whole and nested.

Where HSDS has a field its name is used; what only we keep is prefixed `x_`, so that a record read
back gives the same entry. Nothing here may name the place of a confidential service.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from babel import Locale

from app import addresses, hours, prose
from app.catalogue import Catalogue
from app.model.location import Location
from app.model.organization import Organization
from app.model.schedule import Schedule
from app.model.service import CostOption, Phone, Service, TextLine
from app.openreferral.ids import identity, is_uuid, part
from app.openreferral.terms import Terms
from app.openreferral.values import Absolute, Record, filled, first_day, last_day, moment

KINDS = {
    "council": "A council",
    "nhs": "Part of the NHS",
    "police": "A police service",
    "fire": "A fire service",
    "government": "A government body",
    "school": "A school, college or trust",
    "charity": "A charity",
    "company": "A company",
    "community": "A community group",
    "partnership": "A partnership of several bodies",
}
# Several files hold the same record, which takes some ten kB of memory.
MOST_KEPT = 2_500
NO_PLACE = "By phone, online or by arrangement"
# What a schedule's flags say in `notes`; reading them back looks for the same words.
NOTES = {
    "term_time_only": "Term time only.",
    "closed_on_bank_holidays": "Closed on bank holidays.",
    "by_appointment": "By appointment.",
    "closes_next_day": "Closes the next day.",
}
ALL_HOURS = "Open all hours."
BETWEEN_NAMES = "; "
_ENGLISH = Locale("en").languages

When = Callable[[str], datetime | None]


def _never(_: str) -> None:
    return None


@dataclass(frozen=True, eq=False)
class Publisher:
    """Makes records of a catalogue's entries. `changed(slug)` says when an entry last changed."""

    catalogue: Catalogue
    absolute: Absolute
    changed: When = field(default=_never)
    _made: dict[str, tuple[Service, Record]] = field(default_factory=dict)

    @cached_property
    def terms(self) -> Terms:
        """The taxonomies and terms."""
        return Terms(self.catalogue, self.absolute)

    @cached_property
    def slugs(self) -> Mapping[str, str]:
        """The slug of every service by its id."""
        return {self.service_id(entry): slug for slug, entry in self.catalogue.services.items()}

    @cached_property
    def places(self) -> Mapping[str, tuple[Service, str | None]]:
        """Every service at a location by its id; None stands for no public place."""
        return {
            self.place_id(service, slug): (service, slug)
            for service in self.catalogue.services.values()
            for slug in self.locations_of(service)
        }

    # --- ids

    def service_id(self, entry: Service) -> str:
        """Give a service's id: that of the feed it came from, else one made of its slug."""
        source = entry.source_id
        return source if source and is_uuid(source) else identity("service", entry.id)

    def organization_id(self, slug: str) -> str:
        """Give an organization's id."""
        source = self.catalogue.organizations[slug].source_id or ""
        return source if is_uuid(source) else identity("organization", slug)

    def location_id(self, service: Service, slug: str | None) -> str:
        """Give the id of a place; a service without one has a virtual place of its own."""
        if slug is None:
            return part(self.service_id(service), "virtual")
        source = self.catalogue.locations[slug].source_id or ""
        return source if is_uuid(source) else identity("location", slug)

    def place_id(self, service: Service, slug: str | None) -> str:
        """Give the id of a service at a place."""
        return part(self.service_id(service), "at", self.location_id(service, slug))

    def locations_of(self, service: Service) -> list[str | None]:
        """The places of a service that may be told; [None] if there is none."""
        if service.confidential_location or not service.locations:
            return [None]
        return list(service.locations)

    # --- records

    def service(self, entry: Service) -> Record:
        """Give the whole nested record of an entry, made once where there are not too many."""
        known, record = self._made.get(entry.id, (None, {}))
        if known is not entry:
            record = filled({**self._scalars(entry), **self._lists(entry, self.service_id(entry))})
            if len(self._made) >= MOST_KEPT:
                self._made.clear()
            self._made[entry.id] = entry, record
        return record

    def flat_service(self, entry: Service) -> Record:
        """Give a service's scalar fields and its organization, for lists."""
        return filled(self._scalars(entry))

    def _scalars(self, entry: Service) -> Record:
        changed = self.changed(entry.id)
        assured = first_day(entry.assured_date)
        return {
            "id": self.service_id(entry),
            "organization_id": self.organization_id(entry.organization),
            "name": entry.name,
            "alternate_name": BETWEEN_NAMES.join(entry.alternate_names),
            "description": self._words(entry.description),
            "url": entry.url,
            "email": entry.email,
            "status": entry.status,
            "eligibility_description": entry.eligibility_description,
            "minimum_age": entry.minimum_age,
            "maximum_age": entry.maximum_age,
            "application_process": entry.application_process,
            "fees_description": entry.fees_description,
            "wait_time": entry.wait_time,
            "interpretation_services": entry.interpretation_services,
            "alert": entry.alert,
            "assured_date": assured,
            "assurer_email": self.catalogue.site.corrections.email if assured else None,
            "last_modified": moment(changed) if changed else None,
            "x_slug": entry.id,
            "x_summary": entry.summary,
            "x_what_happens": entry.what_happens,
            "x_webchat": entry.webchat or None,
            "x_urgent": entry.urgent or None,
            "x_discreet": entry.discreet or None,
            "x_confidential_location": entry.confidential_location or None,
            "x_confidence": entry.confidence,
            "x_assured_by": entry.assured_by if assured else None,
            "organization": self.organization(entry.organization),
        }

    def _lists(self, entry: Service, key: str) -> Record:
        through = [self.service_id(one) for one in self.catalogue.helped_through(entry)]
        return {
            "phones": [
                *(_phone(key, number, phone) for number, phone in enumerate(entry.phones)),
                *(_text_line(key, number, line) for number, line in enumerate(entry.texts)),
            ],
            "schedules": [*_schedules(entry, None, key), *_opening_words(entry, key)],
            "service_at_locations": [
                self._at(entry, key, slug) for slug in self.locations_of(entry)
            ],
            "cost_options": [
                _cost(key, number, cost) for number, cost in enumerate(entry.cost_options)
            ],
            "service_areas": [self._area(key, area) for area in entry.area],
            "languages": [_language(key, code) for code in entry.languages],
            "required_documents": _required(key, entry.bring),
            "attributes": [self._attribute(key, term) for term in self.terms.of_service(entry)],
            "additional_urls": self._page_of(entry, key),
            "x_access": list(entry.access),
            "x_suits": list(entry.suits),
            "x_accessibility": list(entry.accessibility),
            "x_unconfirmed": list(entry.unconfirmed),
            "x_contact_through": through,
            "x_sources": [
                filled({**source.model_dump(), "supports": list(source.supports)})
                for source in entry.sources
            ],
        }

    def organization(self, slug: str) -> Record:
        """Give the record of an organization: the same wherever it stands."""
        body = self.catalogue.organizations[slug]
        return filled(
            {
                "id": self.organization_id(slug),
                "name": body.name,
                "alternate_name": BETWEEN_NAMES.join(body.alternate_names),
                "description": self._about(body),
                "website": body.url,
                "x_slug": slug,
                "x_type": body.type,
            }
        )

    def _about(self, body: Organization) -> str:
        return f"{KINDS[body.type]} with services for families in {self.catalogue.site.area}."

    def location(self, service: Service, slug: str | None) -> Record:
        """Give the record of a place: the same wherever it stands."""
        key = self.location_id(service, slug)
        if slug is None:
            return {"id": key, "location_type": "virtual", "name": NO_PLACE}
        return _place(key, self.catalogue.locations[slug], self.catalogue.site.state_province)

    def _at(self, entry: Service, service_id: str, slug: str | None) -> Record:
        key = self.place_id(entry, slug)
        schedules = list(_schedules(entry, slug, key)) if slug else []
        return filled(
            {
                "id": key,
                "service_id": service_id,
                "location_id": self.location_id(entry, slug),
                "schedules": schedules,
                "location": self.location(entry, slug),
            }
        )

    def at_location(self, entry: Service, slug: str | None) -> Record:
        """Give a service at a location with the whole service inside it."""
        at = self._at(entry, self.service_id(entry), slug)
        return {**at, "name": entry.name, "status": entry.status, "service": self.service(entry)}

    def flat_at_location(self, entry: Service, slug: str | None) -> Record:
        """Give a service at a location for lists."""
        at = self._at(entry, self.service_id(entry), slug)
        at.pop("schedules", None)
        return {**at, "service": self.flat_service(entry)}

    def _area(self, key: str, area: str) -> Record:
        cluster = any(one.id == area for one in self.catalogue.taxonomy.clusters)
        uri = self.absolute(addresses.Choice(cluster=area).path()) if cluster else ""
        return filled(
            {
                "id": part(key, "area", area),
                "name": self.catalogue.taxonomy.area_labels[area],
                "uri": uri if uri.startswith("http") else None,
            }
        )

    def _attribute(self, key: str, term: Record) -> Record:
        return {
            "id": part(key, "attribute", term["id"]),
            "link_id": key,
            "link_type": "service",
            "taxonomy_term_id": term["id"],
            "taxonomy_term": term,
        }

    def _page_of(self, entry: Service, key: str) -> list[Record]:
        address = self.absolute(addresses.service(entry.id))
        if not address.startswith("http"):
            return []
        label = f"This service on {self.catalogue.site.name}"
        return [{"id": part(key, "page"), "label": label, "url": address}]

    def _words(self, text: str) -> str:
        """Markdown with the site's own links made whole, and numbers in place of `phone:` links."""
        if "](" not in text:
            return text
        return re.sub(r"\[([^\]]*)\]\((/[^)\s]*|phone:[^)\s]+)\)", self._link, text)

    def _link(self, match: re.Match[str]) -> str:
        words, href = match.groups()
        if href.startswith("/"):
            return f"[{words}]({self.absolute(href)})"
        other = self.catalogue.services.get(href.removeprefix(prose.PHONE))
        return f"{words}: {other.phones[0].number}" if other and other.phones else words


def _phone(key: str, number: int, phone: Phone) -> Record:
    digits = phone.extension and phone.extension.isdecimal()
    words = None if digits else phone.extension
    return filled(
        {
            "id": part(key, "phones", str(number)),
            "number": phone.number,
            "extension": int(phone.extension) if digits and phone.extension else None,
            "type": phone.type,
            "description": "; ".join(text for text in (words, phone.description) if text),
            "x_extension": words,
        }
    )


def _text_line(key: str, number: int, line: TextLine) -> Record:
    say = f"Send the word {line.message}" if line.message else None
    return filled(
        {
            "id": part(key, "texts", str(number)),
            "number": line.number,
            "type": line.type,
            "description": "; ".join(text for text in (say, line.description) if text),
            "x_message": line.message,
        }
    )


def _schedules(entry: Service, slug: str | None, key: str) -> Iterator[Record]:
    """The schedules for one place, or those for no place in particular."""
    own = (one for one in entry.schedules if _place_of(entry, one) == slug)
    for number, schedule in enumerate(own):
        yield _schedule(part(key, "schedules", str(number)), schedule)


def _place_of(entry: Service, schedule: Schedule) -> str | None:
    """The place a schedule is for, if the service may be known to be there."""
    known = schedule.location in entry.locations and not entry.confidential_location
    return schedule.location if known else None


def _schedule(key: str, one: Schedule) -> Record:
    notes = [words for flag, words in NOTES.items() if getattr(one, flag)]
    return filled(
        {
            "id": key,
            "freq": one.freq.upper(),
            "interval": one.interval if one.interval > 1 else None,
            "byday": ",".join(one.byday),
            "dtstart": first_day(one.dtstart),
            "valid_from": first_day(one.valid_from),
            "valid_to": last_day(one.valid_to),
            "opens_at": one.opens_at,
            "closes_at": "23:59" if one.closes_at == "24:00" else one.closes_at,
            "attending_type": one.channel,
            "description": one.description,
            "notes": " ".join([ALL_HOURS, *notes] if hours.all_hours(one) else notes),
        }
    )


def _opening_words(entry: Service, key: str) -> list[Record]:
    """Opening times that only words say: a schedule with nothing but its description."""
    words = entry.opening_description
    return [{"id": part(key, "opening"), "description": words}] if words else []


def _cost(key: str, number: int, cost: CostOption) -> Record:
    return filled(
        {
            "id": part(key, "cost_options", str(number)),
            "option": cost.option,
            "amount": _pounds(cost.amount),
            "currency": "GBP" if cost.amount is not None else None,
            "amount_description": cost.amount_description,
        }
    )


def _pounds(amount: float | None) -> float | int | None:
    return int(amount) if amount is not None and amount == int(amount) else amount


def _language(key: str, code: str) -> Record:
    return {"id": part(key, "languages", code), "name": _ENGLISH.get(code, code), "code": code}


def _required(key: str, bring: str | None) -> list[Record]:
    return [{"id": part(key, "bring"), "document": bring}] if bring else []


def _place(key: str, place: Location, state: str) -> Record:
    return filled(
        {
            "id": key,
            "location_type": "physical",
            "name": place.name,
            "description": None if place.postal_code else _lines(place),
            "latitude": place.latitude,
            "longitude": place.longitude,
            "addresses": _address(key, place, state),
            "accessibility": [
                {"id": part(key, "accessibility", str(number)), "description": words}
                for number, words in enumerate(place.accessibility)
            ],
            "x_slug": place.id,
            "x_cluster": place.cluster,
            "x_coordinates": place.coordinates,
            "x_unconfirmed": place.unconfirmed or None,
            "x_address": None if place.postal_code else _without_postcode(place),
        }
    )


def _address(key: str, place: Location, state: str) -> list[Record]:
    """The address, if it is whole: Open Referral has none without a postcode."""
    if not place.postal_code:
        return []
    address: dict[str, Any] = {
        "id": part(key, "address"),
        "address_1": place.address_1 or place.name,
        "address_2": place.address_2,
        "city": place.city,
        "state_province": state,
        "postal_code": place.postal_code,
        "country": "GB",
        "address_type": "physical",
    }
    return [filled(address)]


def _without_postcode(place: Location) -> Record:
    lines = {"address_1": place.address_1, "address_2": place.address_2, "city": place.city}
    return filled(lines)


def _lines(place: Location) -> str:
    return ", ".join(part for part in (place.address_1, place.address_2, place.city) if part)
