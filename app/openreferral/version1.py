"""The 1.0 shape of the same records, which most service finders in use still read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.openreferral.ids import part
from app.openreferral.questions import FILTERS, NEAR, PAGING, WORDS, Parameter, as_typed, flag
from app.openreferral.terms import TAXONOMIES, Terms, taxonomy_id
from app.openreferral.values import Record, filled

_SHARED = {"minimum_age", "maximum_age", "day", "start_time", "end_time"}
PARAMETERS: dict[str, tuple[Parameter, ...]] = {
    "services": (
        *PAGING,
        Parameter("text", "Words that must all stand in the service's text.", WORDS, as_typed),
        Parameter("taxonomy_id", "Services with this term, or one below it.", WORDS, as_typed),
        Parameter("vocabulary", "Services with any term of this vocabulary.", WORDS, as_typed),
        Parameter("include", "Lists to put into the records, with commas.", WORDS, as_typed),
        *(one for one in FILTERS if one.name in _SHARED),
        *NEAR,
    ),
    "taxonomies": (
        *PAGING,
        Parameter("text", "Words in the term's name.", WORDS, as_typed),
        Parameter("vocabulary", f"One of {', '.join(TAXONOMIES)}.", WORDS, as_typed),
        Parameter("parent_id", "Terms below this one.", WORDS, as_typed),
        Parameter("root_only", "Only terms without a parent.", {"type": "boolean"}, flag),
    ),
}
LISTS = (
    *("contacts", "cost_options", "eligibilitys", "languages", "regular_schedules"),
    *("service_areas", "service_at_locations", "service_taxonomys"),
)
_SCALARS = ("id", "name", "description", "url", "email", "status", "assured_date")


def question(values: Mapping[str, Any], terms: Terms) -> dict[str, Any]:
    """Put a 1.0 question in 3.0's words."""
    asked = {name: value for name, value in values.items() if name in _SHARED}
    asked |= {name: values[name] for name in ("postcode", "proximity") if name in values}
    if "text" in values:
        asked["search"] = values["text"]
    if "taxonomy_id" in values:
        asked["taxonomy_term_id"] = values["taxonomy_id"]
    if "vocabulary" in values:
        known = values["vocabulary"] in TAXONOMIES
        asked["taxonomy_id"] = taxonomy_id(values["vocabulary"]) if known else ""
    return asked


def envelope(page: Record) -> Record:
    """Give a 3.0 page its 1.0 names."""
    return {
        "totalElements": page["total_items"],
        "totalPages": page["total_pages"],
        "number": page["page_number"],
        "size": page["size"],
        "first": page["first_page"],
        "last": page["last_page"],
        "empty": page["empty"],
        "content": page["contents"],
    }


def listed(record: Record, include: Sequence[str]) -> Record:
    """Give a service as lists have it: its scalars, its organization, and the lists asked for."""
    whole = service(record)
    wanted = {word.strip() for text in include for word in text.split(",")}
    left_out = {name for name in LISTS if name not in wanted}
    return {name: value for name, value in whole.items() if name not in left_out}


def service(record: Record) -> Record:
    """Give a whole service in the 1.0 shape."""
    key = record["id"]
    fees = record.get("fees_description") or _fees(record.get("cost_options", []))
    return filled(
        {
            **{name: record.get(name) for name in _SCALARS},
            "fees": fees,
            "organization": _organization(record["organization"]),
            "contacts": _contacts(record),
            "cost_options": record.get("cost_options"),
            "eligibilitys": _eligibilitys(record),
            "languages": [
                {"id": one["id"], "language": one["name"]} for one in record.get("languages", [])
            ],
            "regular_schedules": _schedules(record.get("schedules", [])),
            "service_areas": [
                filled({"id": one["id"], "service_area": one["name"], "uri": one.get("uri")})
                for one in record.get("service_areas", [])
            ],
            "service_at_locations": [_at(one) for one in record.get("service_at_locations", [])],
            "service_taxonomys": [
                {"id": one["id"], "taxonomy": term(one["taxonomy_term"])}
                for one in record.get("attributes", [])
            ],
        }
    ) | {"id": key}


def terms(known: Terms, values: Mapping[str, Any]) -> list[Record]:
    """The terms a 1.0 question asks for."""
    words = values.get("text", "").casefold()
    rows = [
        row
        for row in map(term, known.terms.values())
        if words in row["name"].casefold()
        and values.get("vocabulary", row["vocabulary"]) == row["vocabulary"]
        and values.get("parent_id", row.get("parent_id")) == row.get("parent_id")
    ]
    return [row for row in rows if not (values.get("root_only") and "parent_id" in row)]


def term(record: Record) -> Record:
    """Give a term in the 1.0 shape, where it is called a taxonomy."""
    kinds = {taxonomy_id(kind): kind for kind in TAXONOMIES}
    return filled(
        {
            "id": record["id"],
            "name": record["name"],
            "vocabulary": kinds[record["taxonomy_id"]],
            "parent_id": record.get("parent_id"),
        }
    )


def _fees(costs: Sequence[Record]) -> str:
    return "; ".join(cost["option"] for cost in costs if cost.get("option"))


def _organization(record: Record) -> Record:
    return filled(
        {
            "id": record["id"],
            "name": record["name"],
            "description": record["description"],
            "url": record.get("website"),
        }
    )


def _contacts(record: Record) -> list[Record]:
    """Phones stand inside a contact in 1.0; the contact is the service, never a person."""
    phones = [{"id": one["id"], "number": one["number"]} for one in record.get("phones", [])]
    key = part(record["id"], "contact")
    return [{"id": key, "name": record["name"], "phones": phones}] if phones else []


def _eligibilitys(record: Record) -> list[Record]:
    """Ages; 1.0 has both ends, so an open one is written as far as people live."""
    if "minimum_age" not in record and "maximum_age" not in record:
        return []
    return [
        {
            "id": part(record["id"], "ages"),
            "minimum_age": record.get("minimum_age", 0),
            "maximum_age": record.get("maximum_age", 120),
        }
    ]


def _schedules(records: Sequence[Record]) -> list[Record]:
    same = ("id", "freq", "byday", "dtstart", "valid_from", "valid_to", "opens_at", "closes_at")
    return [
        filled(
            {
                **{name: one.get(name) for name in same},
                "interval": str(one["interval"]) if "interval" in one else None,
                "description": _joined(one.get("description"), one.get("notes")),
            }
        )
        for one in records
    ]


def _joined(*texts: str | None) -> str:
    return " ".join(text for text in texts if text)


def _at(record: Record) -> Record:
    place = record["location"]
    location = {
        **{name: place.get(name) for name in ("id", "name", "description")},
        **{name: place.get(name) for name in ("latitude", "longitude")},
        "physical_addresses": [_address(one) for one in place.get("addresses", [])],
        "accessibility_for_disabilities": [
            {"id": one["id"], "accessibility": one["description"]}
            for one in place.get("accessibility", [])
        ],
    }
    return filled(
        {
            "id": record["id"],
            "location": filled(location),
            "regular_schedule": _schedules(record.get("schedules", [])),
        }
    )


def _address(record: Record) -> Record:
    """1.0 has one line for the street."""
    lines = ", ".join(record[name] for name in ("address_1", "address_2") if name in record)
    names = ("id", "city", "state_province", "postal_code", "country")
    return {**{name: record[name] for name in names}, "address_1": lines}
