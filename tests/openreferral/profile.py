"""The rules of HSDS-UK-3.0 as the standard's own tables give them, for checking records."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

REQUIRED = {
    "service": "id name status organization_id organization",
    "organization": "id name description",
    "phones": "id number",
    "schedules": "id",
    "service_at_locations": "id",
    "location": "id location_type",
    "addresses": "id address_1 city state_province postal_code country address_type",
    "accessibility": "id",
    "cost_options": "id",
    "service_areas": "id",
    "languages": "id",
    "attributes": "id taxonomy_term_id",
    "taxonomy_term": "id name description",
    "taxonomy": "id name description",
    "required_documents": "id",
    "additional_urls": "id url",
}
KNOWN = {
    "service": (
        "id name status organization_id alternate_name description url email "
        "eligibility_description minimum_age maximum_age application_process fees_description "
        "wait_time interpretation_services accreditations alert assured_date assurer_email "
        "last_modified organization phones contacts schedules service_at_locations cost_options "
        "service_areas languages funding attributes required_documents additional_urls"
    ),
    "organization": "id name alternate_name description email website logo uri",
    "phones": "id number type description extension",
    "schedules": (
        "id freq interval byday bymonthday dtstart valid_from valid_to opens_at closes_at "
        "description notes attending_type schedule_link"
    ),
    "service_at_locations": (
        "id service_id location_id description contacts phones schedules location service "
        "name status"
    ),
    "location": (
        "id location_type name description transportation url latitude longitude "
        "external_identifier external_identifier_type addresses accessibility phones schedules"
    ),
    "addresses": ("id address_1 address_2 city state_province postal_code country address_type"),
    "accessibility": "id description details url",
    "cost_options": "id option amount currency amount_description valid_from valid_to",
    "service_areas": "id name extent extent_type uri service_area",
    "languages": "id name code note",
    "attributes": "id link_id link_type taxonomy_term_id taxonomy_term",
    "taxonomy_term": "id name description parent_id taxonomy taxonomy_id term_uri term code",
    "taxonomy": "id name description uri version taxonomy_terms",
    "required_documents": "id document uri",
    "additional_urls": "id label url",
}
KIND = {"taxonomy_terms": "taxonomy_term", "services": "service"}
DATES = {"assured_date", "dtstart", "valid_from", "valid_to"}
TIMES = {"opens_at", "closes_at"}
ADDRESSES = {"url", "website", "uri", "term_uri"}
NUMBERS = {"minimum_age", "maximum_age", "interval", "extension", "amount"}
STATUS = {"active", "inactive", "defunct", "temporarily closed"}


def faults(record: dict[str, Any], kind: str) -> list[str]:
    """Every way in which a record breaks the profile, with its place."""
    return list(_faults(record, kind, kind))


def _faults(record: dict[str, Any], kind: str, at: str) -> Any:
    for name in REQUIRED[kind].split():
        if name not in record:
            yield f"{at}: {name} is missing"
    for name, value in record.items():
        where = f"{at}.{name}"
        if name.startswith("x_"):
            continue
        if name not in KNOWN[kind].split():
            yield f"{where}: not a field of HSDS"
        if value in (None, "", [], {}):
            yield f"{where}: empty"
        yield from _value_faults(name, value, where)
        if isinstance(value, dict):
            yield from _faults(value, KIND.get(name, name), where)
        if isinstance(value, list):
            for number, one in enumerate(value):
                yield from _faults(one, KIND.get(name, name), f"{where}.{number}")


def _value_faults(name: str, value: Any, where: str) -> Any:
    if (name == "id" or name.endswith("_id")) and str(UUID(value)) != value:
        yield f"{where}: not a UUID"
    if name in DATES and not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        yield f"{where}: not a date"
    if name in TIMES and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        yield f"{where}: not a time"
    if name in ADDRESSES and urlsplit(value).scheme not in ("http", "https"):
        yield f"{where}: not an absolute address"
    if name in NUMBERS and not isinstance(value, (int, float)):
        yield f"{where}: not a number"
    if name == "status" and value not in STATUS:
        yield f"{where}: not a status"
    if name == "freq" and value not in ("WEEKLY", "MONTHLY"):
        yield f"{where}: not a frequency"
    if name == "country" and value != "GB":
        yield f"{where}: not a country"
    if name == "last_modified":
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", value):
            yield f"{where}: not a moment with milliseconds"
        elif datetime.fromisoformat(value) > datetime.now(UTC):
            yield f"{where}: in the future"


def ids(value: Any) -> Any:
    """Every record that has an id, wherever it stands."""
    if isinstance(value, dict):
        if "id" in value:
            yield value["id"], value
        for part in value.values():
            yield from ids(part)
    elif isinstance(value, list):
        for part in value:
            yield from ids(part)
