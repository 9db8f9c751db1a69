"""Open Referral records as entries: what fits becomes a draft, and what does not is told.

Nothing is guessed silently: each draft carries the list of what a person still has to see to.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from babel import Locale
from pydantic import BaseModel, ValidationError

from app.catalogue import Catalogue
from app.model.location import Location
from app.model.organization import Organization
from app.model.service import Service
from app.openreferral.cleaning import clock, date, days, number
from app.openreferral.ids import identity
from app.openreferral.records import BETWEEN_NAMES, KINDS, NOTES
from app.openreferral.terms import TAXONOMIES, taxonomy_id, term_id
from app.openreferral.values import Record, filled

Fields = dict[str, Any]
GONE = {"inactive", "defunct"}
CHANNELS = ("phone", "webchat", "text", "email")
ATTENDING = {"drop-in": "drop-in", "appointment": "book", "referral": "professional"}
# Words in a body's name that tell what kind of body it is; the first that fits.
_KINDS = {
    "council": "council",
    "nhs": "nhs",
    "police": "police",
    "fire and rescue": "fire",
    "department for": "government",
    "school": "school",
    "college": "school",
    "academy": "school",
    "nursery": "company",
    "childminder": "company",
    " ltd": "company",
    " limited": "company",
}
_LANGUAGES = {name.casefold(): code for code, name in Locale("en").languages.items()}


class Refused(ValueError):
    """A record that cannot become an entry; the message says why."""


@dataclass(frozen=True)
class Table:
    """What other directories call things, and our words for them; editors keep it."""

    terms: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Draft:
    """An entry in the making: its fields, and what is missing or was left out."""

    slug: str
    fields: Fields
    body: str
    needs: list[str]


@dataclass
class Reader:
    """Makes entries of one feed's records, with the organizations and places they name."""

    catalogue: Catalogue
    table: Table
    feed: str
    organizations: dict[str, Fields] = field(default_factory=dict)
    locations: dict[str, Fields] = field(default_factory=dict)
    unmapped: Counter[str] = field(default_factory=Counter)
    slugs: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Learn by what keys the things we have may be named."""
        taxonomy = self.catalogue.taxonomy
        self._topics = {term_id("topics", code): code for code in taxonomy.terms}
        self._topics |= {key.casefold(): topic for key, topic in self.table.terms.items()}
        self._ours = {taxonomy_id(kind) for kind in TAXONOMIES}
        labels = {label.casefold(): area for area, label in taxonomy.area_labels.items()}
        ids = {area: area for area in taxonomy.area_labels}
        self._areas = ids | labels | {k.casefold(): v for k, v in self.table.areas.items()}
        self._bodies = dict(_body_keys(self.catalogue.organizations))
        self._places = dict(_place_keys(self.catalogue.locations))

    def remember(self, bodies: Mapping[str, Fields], places: Mapping[str, Fields]) -> None:
        """Know the rows that an earlier import of this feed wrote."""
        self.organizations |= bodies
        self.locations |= places
        for slug, row in bodies.items():
            key = row.get("source_id") or identity("organization", slug)
            self._bodies |= {key: slug, str(row.get("name")).casefold(): slug}
        for slug, row in places.items():
            self._places[row.get("source_id") or identity("location", slug)] = slug
            if where := _where(row.get("postal_code"), row.get("address_1")):
                self._places[where] = slug

    # --- a service

    def draft(self, record: Record, slug: str) -> Draft:
        """Make a draft of a clean 3.0 record. Raises Refused."""
        if not record.get("name"):
            raise Refused("It has no name.")
        if record.get("status") in GONE:
            raise Refused(f"Its status is {record['status']}.")
        fields = filled({**self._what(record), **self._how(record), **self._origin(record)})
        body = fields.pop("description", "")
        fields, needs = sound(Service, {**fields, "id": slug, "description": body})
        fields.pop("id", None)
        return Draft(slug, fields, fields.pop("description", ""), [*needs, *self._doubts(record)])

    def _what(self, record: Record) -> Fields:
        return {
            "name": _line(record["name"]),
            "alternate_names": _names(record),
            "organization": self._organization(record),
            "status": None if record.get("status") == "active" else record.get("status"),
            "summary": record.get("x_summary") or _first_sentence(record.get("description", "")),
            "description": record.get("description"),
            "topics": self._topics_of(record),
            "area": self._area_of(record),
            "minimum_age": record.get("minimum_age"),
            "maximum_age": record.get("maximum_age"),
            "suits": record.get("x_suits"),
            "eligibility_description": record.get("eligibility_description"),
            "what_happens": record.get("x_what_happens"),
            "application_process": record.get("application_process"),
            "access": record.get("x_access") or _access(record),
            "bring": _bring(record),
            "alert": _line(record.get("alert")),
            "urgent": record.get("x_urgent"),
            "discreet": record.get("x_discreet"),
            "confidence": record.get("x_confidence") or "medium",
        }

    def _how(self, record: Record) -> Fields:
        at = [row for row in _list(record, "service_at_locations") if not _virtual(row)]
        hidden = record.get("x_confidential_location")
        places = [] if hidden else [(row, self._location(row["location"])) for row in at]
        schedules: list[tuple[Record, str | None]] = [
            (row, None) for row in _list(record, "schedules")
        ]
        schedules += [(row, slug) for one, slug in places for row in _list(one, "schedules")]
        numbers = _list(record, "phones") + [p for one in at for p in _list(one, "phones")]
        words = [row for row, _ in schedules if not row.get("opens_at")]
        return {
            "cost_options": [_cost(row) for row in _list(record, "cost_options")],
            "fees_description": record.get("fees_description"),
            "wait_time": _line(record.get("wait_time")),
            "schedules": [_schedule(row, slug) for row, slug in schedules if row.get("opens_at")],
            "opening_description": " ".join(str(row.get("description", "")) for row in words),
            "phones": [p for row in numbers if not _is_text(row) for p in _phones(row)],
            "texts": [_text_line(row) for row in numbers if _is_text(row)],
            "webchat": record.get("x_webchat"),
            "email": record.get("email"),
            "url": _web(record.get("url")),
            "contact_through": [
                self.slugs[key] for key in record.get("x_contact_through", []) if key in self.slugs
            ],
            "locations": list(dict.fromkeys(slug for _, slug in places if slug)),
            "confidential_location": hidden,
            "accessibility": record.get("x_accessibility"),
            "languages": _languages(record),
            "interpretation_services": record.get("interpretation_services"),
        }

    def _origin(self, record: Record) -> Fields:
        own = record.get("x_sources")
        when = date(record.get("assured_date")) or date(record.get("last_modified"))
        source = filled({"name": f"Open Referral feed of {self.feed}"[:240], "date": when})
        ours = record.get("x_assured_by")
        return {
            "unconfirmed": record.get("x_unconfirmed"),
            "assured_date": date(record.get("assured_date")) if ours else None,
            "assured_by": None if ours == "public source only" else ours,
            "sources": own or [source],
            "source_feed": self.feed[:240],
            "source_id": str(record["id"]),
            "source_modified": record.get("last_modified"),
        }

    def _topics_of(self, record: Record) -> list[str]:
        """Our topics for a record's terms; terms nobody has mapped are counted."""
        found = []
        for row in _list(record, "attributes"):
            term = row.get("taxonomy_term") or {"id": row.get("taxonomy_term_id")}
            keys = [
                str(term[name]) for name in ("id", "term_uri", "code", "name") if term.get(name)
            ]
            topic = next((t for key in keys if (t := self._topics.get(key.casefold()))), None)
            if topic:
                found.append(topic)
            elif keys and term.get("taxonomy_id") not in self._ours:
                self.unmapped[f"{term.get('name', '')} ({keys[0]})".strip()] += 1
        return list(dict.fromkeys(found))

    def _area_of(self, record: Record) -> list[str]:
        names = [str(row.get("name", "")) for row in _list(record, "service_areas")]
        known = (self._areas.get(name.casefold()) for name in names)
        return list(dict.fromkeys(area for area in known if area)) or ["borough-wide"]

    def _doubts(self, record: Record) -> Iterator[str]:
        """What was read, but should be looked at."""
        names = [str(row.get("name", "")) for row in _list(record, "service_areas")]
        lost = [name for name in names if name.casefold() not in self._areas]
        if lost or not names:
            yield f"area: borough-wide is a guess ({', '.join(lost)[:80] or 'none was given'})"
        for row in _list(record, "service_at_locations"):
            place = row.get("location", {})
            if not _virtual(row) and not self._location(place):
                yield f"locations: {place.get('name', 'a place')} has no town, so it was left out"
        if not record.get("x_confidence"):
            yield "summary, confidence: written by the import; put them in your own words"

    # --- who runs it, and where

    def _organization(self, record: Record) -> str | None:
        """The slug of the organization: one we have, else a new row."""
        body = record.get("organization")
        if not isinstance(body, dict) or not body.get("name"):
            return None
        key, name = str(body.get("id", "")), str(_line(body["name"]))
        known = self._bodies.get(key) or self._bodies.get(name.casefold())
        if known:
            return known
        slug = free_slug(str(body.get("x_slug") or name), self._taken(self.organizations))
        row = {
            "name": name,
            "type": body.get("x_type") if body.get("x_type") in KINDS else _kind(name),
            "url": _web(body.get("website") or body.get("url")),
            "alternate_names": _names(body),
            "source_id": key if key != identity("organization", slug) else None,
        }
        self.organizations[slug] = sound(Organization, {**filled(row), "id": slug})[0]
        self.organizations[slug].pop("id", None)
        self._bodies |= {key: slug, name.casefold(): slug}
        return slug

    def _location(self, place: Record) -> str | None:
        """The slug of the place: one we have, else a new row; None if it has no town."""
        key = str(place.get("id", ""))
        address = next(iter(_list(place, "addresses")), place.get("x_address") or {})
        where = _where(address.get("postal_code"), address.get("address_1"))
        known = self._places.get(key) or (self._places.get(where) if where else None)
        if known:
            return known
        if not address.get("city"):
            return None
        name = _line(place.get("name")) or _line(address.get("address_1")) or address["city"]
        slug = free_slug(str(place.get("x_slug") or name), self._taken(self.locations))
        row = {
            "name": name,
            **{part: _line(address.get(part)) for part in ("address_1", "address_2", "city")},
            "postal_code": _postcode(address.get("postal_code")),
            "latitude": number(place.get("latitude")),
            "longitude": number(place.get("longitude")),
            "coordinates": place.get("x_coordinates"),
            "cluster": place.get("x_cluster"),
            "accessibility": _described(place),
            "unconfirmed": place.get("x_unconfirmed"),
            "source_id": key if key != identity("location", slug) else None,
        }
        self.locations[slug] = sound(Location, {**filled(row), "id": slug})[0]
        self.locations[slug].pop("id", None)
        self._places |= {key: slug} | ({where: slug} if where else {})
        return slug

    def _taken(self, new: Mapping[str, Fields]) -> set[str]:
        ours = (
            self.catalogue.organizations if new is self.organizations else self.catalogue.locations
        )
        return {*ours, *new}


def sound(kind: type[BaseModel], fields: Fields) -> tuple[Fields, list[str]]:
    """Keep the values that the model accepts; say of each other one why it was left out."""
    fields, needs = dict(fields), list[str]()
    for _ in range(200):
        try:
            kind.model_validate(fields)
        except ValidationError as error:
            faults = error.errors(include_url=False)
        else:
            return fields, needs
        missing = [str(fault["loc"][0]) for fault in faults if _is_missing(fault)]
        wrong = next((fault for fault in faults if not _is_missing(fault)), None)
        if wrong is None:
            return fields, [*needs, *(f"{name}: missing" for name in missing)]
        needs.append(f"{'.'.join(map(str, wrong['loc'])) or 'it'}: {wrong['msg']}")
        if not _left_out(fields, wrong["loc"]):
            return fields, needs
    return fields, needs


def _is_missing(fault: Mapping[str, Any]) -> bool:
    """Whether a whole field is missing; a part of a list that lacks something is wrong instead."""
    return fault["type"] == "missing" and len(fault["loc"]) == 1


def _left_out(fields: Fields, place: tuple[int | str, ...]) -> bool:
    """Take one wrong value out: an entry of a list alone, else the whole field."""
    if not place or place[0] not in fields:
        return False
    name, value = str(place[0]), fields[str(place[0])]
    if len(place) > 1 and isinstance(place[1], int) and isinstance(value, list):
        fields[name] = [one for number, one in enumerate(value) if number != place[1]]
    if fields[name] is value or not fields[name]:
        del fields[name]
    return True


def free_slug(words: str, taken: set[str]) -> str:
    """Make a slug of some words that nothing else has."""
    plain = unicodedata.normalize("NFKD", words.replace("&", " and ").replace("'", ""))
    bare = plain.encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:70].strip("-") or "entry"
    free = (f"{slug}-{number}" for number in range(2, 100_000))
    return slug if slug not in taken else next(name for name in free if name not in taken)


# --- the parts of a record


def _list(record: Record, name: str) -> list[Record]:
    value = record.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _line(value: Any) -> str | None:
    """Put a text on one line."""
    return re.sub(r"\s+", " ", str(value)).strip() if value not in (None, "") else None


def _names(record: Record) -> list[str]:
    return [name for name in str(record.get("alternate_name", "")).split(BETWEEN_NAMES) if name]


def _first_sentence(words: str) -> str | None:
    """A first sentence short enough for a card."""
    line = _line(words)
    if not line:
        return None
    first = re.split(r"(?<=[.!?]) ", line, maxsplit=1)[0]
    return first if len(first) <= 240 else f"{first[:239].rsplit(' ', 1)[0]}…"


def _bring(record: Record) -> str:
    rows = _list(record, "required_documents")
    return " ".join(str(row["document"]) for row in rows if row.get("document"))


def _access(record: Record) -> list[str]:
    """The ways in that a record shows; 1.0 says a little of how to attend."""
    said = str(record.get("attending_access", "")).casefold()
    attend = [way for word, way in ATTENDING.items() if word in said]
    phones = any(not _is_text(row) for row in _list(record, "phones"))
    shown = {"phone": phones, "email": record.get("email"), "online": record.get("url")}
    return [*attend, *(way for way, given in shown.items() if given)]


def _virtual(row: Record) -> bool:
    place = row.get("location")
    return not isinstance(place, dict) or place.get("location_type") == "virtual"


def _web(value: Any) -> str | None:
    """Put https before an address that was written without."""
    words = str(value or "").strip()
    return f"https://{words}" if re.match(r"www\.\w", words) else words or None


def _cost(row: Record) -> Fields:
    free = number(row.get("amount")) == 0
    option = _line(row.get("option")) or _line(row.get("amount_description"))
    return filled(
        {
            "option": option or ("Free" if free else "Cost"),
            "amount": number(row.get("amount")),
            "amount_description": _line(row.get("amount_description")),
        }
    )


def _schedule(row: Record, location: str | None) -> Fields:
    opens, closes = clock(row.get("opens_at")), clock(row.get("closes_at"))
    words = f"{row.get('notes', '')} {row.get('description', '')}".casefold()
    byday = days(row.get("byday") or row.get("weekday"))
    night = bool(opens and closes and closes <= opens)
    how = str(row.get("attending_type", "")).casefold()
    flags = {name: _says(words, name) for name in NOTES}
    return filled(
        {
            **{name: True for name, said in flags.items() if said},
            "freq": "monthly" if any(len(day) > 2 for day in byday) else None,
            "byday": byday,
            "opens_at": opens,
            "closes_at": "24:00" if closes in ("23:59", "00:00") else closes,
            "closes_next_day": (night and closes != "00:00") or None,
            "interval": every if (every := int(number(row.get("interval")) or 1)) > 1 else None,
            "dtstart": date(row.get("dtstart")),
            "valid_from": date(row.get("valid_from")),
            "valid_to": date(row.get("valid_to")),
            "channel": next((one for one in CHANNELS if one in how), None),
            "location": location,
            "description": _line(row.get("description")),
        }
    )


def _says(words: str, flag: str) -> bool:
    """Whether words say what a flag means, in ours or in common ones."""
    others = {"term_time_only": "term time", "closed_on_bank_holidays": "not bank holidays"}
    return NOTES[flag].rstrip(".").casefold() in words or others.get(flag, "\0") in words


def _is_text(row: Record) -> bool:
    return str(row.get("type", "")).casefold() in ("text", "sms", "whatsapp")


def _phones(row: Record) -> Iterator[Fields]:
    """The numbers of a phone; some feeds write two in one field."""
    words, said = row.get("x_extension"), str(row.get("description", ""))
    description = said.removeprefix(words).removeprefix("; ") if words else said
    for one in re.split(r"\s*(?:/|,|;|\bor\b)\s*", str(row.get("number", ""))):
        digits = re.sub(r"^\+44\s*(\(0\))?\s*", "0", one)
        yield filled(
            {
                "number": re.sub(r"[^\d+ ]", " ", digits).strip(),
                "extension": words or str(row.get("extension", "")),
                "description": _line(description),
                "type": "textphone" if row.get("type") == "textphone" else None,
            }
        )


def _text_line(row: Record) -> Fields:
    message, said = row.get("x_message"), str(row.get("description", ""))
    if message:
        said = said.removeprefix(f"Send the word {message}").removeprefix("; ")
    whatsapp = str(row.get("type")).casefold() == "whatsapp"
    return filled(
        {
            "number": re.sub(r"[^\d ]", "", str(row.get("number", ""))).strip(),
            "message": message,
            "description": _line(said),
            "type": "whatsapp" if whatsapp else None,
        }
    )


def _languages(record: Record) -> list[str]:
    found = []
    for row in _list(record, "languages"):
        name = str(row.get("name", "")).casefold()
        code = row.get("code") or _LANGUAGES.get(name)
        if code:
            found.append(str(code))
    return list(dict.fromkeys(found))


def _described(place: Record) -> list[str]:
    rows = (_line(row.get("description")) for row in _list(place, "accessibility"))
    return [words for words in rows if words]


def _postcode(value: Any) -> str | None:
    bare = re.sub(r"\W", "", str(value or "")).upper()
    return f"{bare[:-3]} {bare[-3:]}" if 5 <= len(bare) <= 7 else None


def _kind(name: str) -> str:
    """Guess what kind of body a name belongs to; a community group if nothing tells."""
    words = f" {name.casefold()} "
    return next((kind for word, kind in _KINDS.items() if word in words), "community")


def _where(postcode: Any, street: Any) -> str | None:
    """A key for a place by its postcode and street."""
    code = _postcode(postcode)
    return f"{code}|{str(street or '').casefold().strip()}" if code else None


def _body_keys(bodies: Mapping[str, Organization]) -> Iterator[tuple[str, str]]:
    for slug, body in bodies.items():
        for name in (*body.alternate_names, body.name):
            yield name.casefold(), slug
        yield body.source_id or identity("organization", slug), slug


def _place_keys(places: Mapping[str, Location]) -> Iterator[tuple[str, str]]:
    for slug, place in places.items():
        if key := _where(place.postal_code, place.address_1):
            yield key, slug
        yield place.source_id or identity("location", slug), slug
