"""Open Referral records as entries: what fits becomes a draft, and what does not is told.

Nothing is guessed silently: each draft carries the list of what a person still has to see to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.catalogue import Catalogue
from app.model.service import Service
from app.openreferral import parts
from app.openreferral.accepting import accepted
from app.openreferral.cleaning import date, rows
from app.openreferral.new_rows import NewRows
from app.openreferral.parts import Fields
from app.openreferral.terms import TAXONOMIES, taxonomy_id, term_id
from app.openreferral.values import Record, filled

GONE = {"inactive", "defunct"}


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
class Drafter:
    """Makes entries of one feed's records, with the organizations and places they name."""

    catalogue: Catalogue
    table: Table
    feed: str
    unmapped: Counter[str] = field(default_factory=Counter)
    slugs: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Learn what our topics and areas may be called."""
        taxonomy = self.catalogue.taxonomy
        self._topics = {term_id("topics", code): code for code in taxonomy.terms}
        self._topics |= {key.casefold(): topic for key, topic in self.table.terms.items()}
        self._ours = {taxonomy_id(kind) for kind in TAXONOMIES}
        labels = {label.casefold(): area for area, label in taxonomy.area_labels.items()}
        ids = {area: area for area in taxonomy.area_labels}
        self._areas = ids | labels | {k.casefold(): v for k, v in self.table.areas.items()}
        self.rows = NewRows(self.catalogue)

    def draft(self, record: Record, slug: str) -> Draft:
        """Make a draft of a clean 3.0 record. Raises Refused."""
        if not record.get("name"):
            raise Refused("It has no name.")
        if record.get("status") in GONE:
            raise Refused(f"Its status is {record['status']}.")
        fields = filled({**self._what(record), **self._how(record), **self._origin(record)})
        body = fields.pop("description", "")
        fields, needs = accepted(Service, {**fields, "id": slug, "description": body})
        fields.pop("id", None)
        return Draft(slug, fields, fields.pop("description", ""), [*needs, *self._doubts(record)])

    def _what(self, record: Record) -> Fields:
        return {
            "name": parts.line(record["name"]),
            "alternate_names": parts.alternate_names(record),
            "organization": self.rows.organization(record),
            "status": None if record.get("status") == "active" else record.get("status"),
            "summary": record.get("x_summary")
            or parts.first_sentence(record.get("description", "")),
            "description": record.get("description"),
            "topics": self._topics_of(record),
            "area": self._area_of(record),
            "minimum_age": record.get("minimum_age"),
            "maximum_age": record.get("maximum_age"),
            "suits": record.get("x_suits"),
            "eligibility_description": record.get("eligibility_description"),
            "what_happens": record.get("x_what_happens"),
            "application_process": record.get("application_process"),
            "access": record.get("x_access") or parts.access(record),
            "bring": parts.bring(record),
            "alert": parts.line(record.get("alert")),
            "urgent": record.get("x_urgent"),
            "discreet": record.get("x_discreet"),
            "confidence": record.get("x_confidence") or "medium",
        }

    def _how(self, record: Record) -> Fields:
        at = [row for row in rows(record, "service_at_locations") if not parts.is_virtual(row)]
        hidden = record.get("x_confidential_location")
        places = [] if hidden else [(row, self.rows.location(row["location"])) for row in at]
        schedules: list[tuple[Record, str | None]] = [
            (row, None) for row in rows(record, "schedules")
        ]
        schedules += [(row, slug) for one, slug in places for row in rows(one, "schedules")]
        numbers = rows(record, "phones") + [p for one in at for p in rows(one, "phones")]
        words = [row for row, _ in schedules if not row.get("opens_at")]
        return {
            "cost_options": [parts.cost_option(row) for row in rows(record, "cost_options")],
            "fees_description": record.get("fees_description"),
            "wait_time": parts.line(record.get("wait_time")),
            "schedules": [
                parts.schedule(row, slug) for row, slug in schedules if row.get("opens_at")
            ],
            "opening_description": " ".join(str(row.get("description", "")) for row in words),
            "phones": [p for row in numbers if not parts.is_text(row) for p in parts.phones(row)],
            "texts": [parts.text_line(row) for row in numbers if parts.is_text(row)],
            "webchat": record.get("x_webchat"),
            "email": record.get("email"),
            "url": parts.web_address(record.get("url")),
            "contact_through": [
                self.slugs[key] for key in record.get("x_contact_through", []) if key in self.slugs
            ],
            "locations": list(dict.fromkeys(slug for _, slug in places if slug)),
            "confidential_location": hidden,
            "accessibility": record.get("x_accessibility"),
            "languages": parts.languages(record),
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
        for row in rows(record, "attributes"):
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
        names = [str(row.get("name", "")) for row in rows(record, "service_areas")]
        known = (self._areas.get(name.casefold()) for name in names)
        return list(dict.fromkeys(area for area in known if area)) or ["borough-wide"]

    def _doubts(self, record: Record) -> Iterator[str]:
        """What was read, but should be looked at."""
        names = [str(row.get("name", "")) for row in rows(record, "service_areas")]
        lost = [name for name in names if name.casefold() not in self._areas]
        if lost or not names:
            yield f"area: borough-wide is a guess ({', '.join(lost)[:80] or 'none was given'})"
        for row in rows(record, "service_at_locations"):
            place = row.get("location", {})
            if not parts.is_virtual(row) and not self.rows.location(place):
                yield f"locations: {place.get('name', 'a place')} has no town, so it was left out"
        if not record.get("x_confidence"):
            yield "summary, confidence: written by the import; put them in your own words"
