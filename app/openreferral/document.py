"""The OpenAPI document of the feed, made from the same declarations that answer it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.model.site import Site
from app.openreferral.questions import Parameter
from app.openreferral.values import Record

LICENCE = {
    "name": "Open Government Licence v3.0",
    "url": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}
TITLES = {
    "services": "services",
    "taxonomies": "taxonomies",
    "taxonomy_terms": "taxonomy terms",
    "service_at_locations": "services at locations",
    "organizations": "organizations",
}
_TEXT: Record = {"type": "string", "minLength": 1}
_UUID: Record = {"type": "string", "format": "uuid"}
_URI: Record = {"type": "string", "format": "uri"}
_DATE: Record = {"type": "string", "format": "date"}
_CLOCK: Record = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}
_NUMBER: Record = {"type": "number"}
_COUNT: Record = {"type": "integer", "minimum": 0}
_YES: Record = {"type": "boolean"}


def describe(site: Site, base: str, collections: Mapping[str, Sequence[Parameter]]) -> Record:
    """Make the document: one path for each list, one for each record, and the root."""
    paths: Record = {"/": {"get": _get("getApiDetails", "What this feed is.", "ApiDetails", [])}}
    for name, parameters in collections.items():
        record = RECORDS[name]
        rows = {"contents": {"type": "array", "items": _ref(f"{record}Listed")}}
        paths[f"/{name}"] = {"get": _list(name, parameters, "Page", rows)}
        paths[f"/{name}/{{id}}"] = {"get": _one(name, record)}
    return _document(site, base, "3.0", paths, SCHEMAS)


def describe_1(site: Site, base: str, collections: Mapping[str, Sequence[Parameter]]) -> Record:
    """Make the document of the 1.0 shape."""
    paths: Record = {}
    for name, parameters in collections.items():
        record = RECORDS_1[name]
        rows = {"content": {"type": "array", "items": _ref(record)}}
        paths[f"/{name}"] = {"get": _list(name, parameters, "Page", rows)}
        paths[f"/{name}/{{id}}"] = {"get": _one(name, record)}
    return _document(site, base, "1.0", paths, SCHEMAS_1)


def _document(site: Site, base: str, version: str, paths: Record, schemas: Record) -> Record:
    return {
        "openapi": "3.0.3",
        "info": {
            "title": f"{site.name}: Open Referral UK feed",
            "version": version,
            "description": (
                f"Services for families in {site.area}, as Open Referral UK {version} records. "
                f"{site.disclaimer} "
                "Free to use under the Open Government Licence v3.0: say where it came from. "
                "Fields that begin with x_ are our own."
            ),
            "license": LICENCE,
        },
        "servers": [{"url": base}],
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _list(name: str, parameters: Sequence[Parameter], page: str, rows: Record) -> Record:
    envelope = {"allOf": [_ref(page), {"type": "object", "properties": rows}]}
    words = f"A page of {TITLES[name]}, always in the same order."
    operation = f"list{''.join(word.capitalize() for word in name.split('_'))}"
    return _get(operation, words, envelope, [_parameter(one) for one in parameters])


def _one(name: str, record: str) -> Record:
    key: Record = {
        "name": "id",
        "in": "path",
        "required": True,
        "description": "The record's id.",
        "schema": {"type": "string", "minLength": 1},
    }
    return _get(f"get{record}", f"One of the {TITLES[name]}, whole.", record, [key])


def _get(operation: str, summary: str, schema: str | Record, parameters: list[Record]) -> Record:
    body = _ref(schema) if isinstance(schema, str) else schema
    answers: Record = {"200": _answer("What was asked for.", body)}
    answers["304"] = {"description": "Nothing has changed since the copy you have."}
    if parameters:
        answers["400"] = _answer("The question cannot be read.", _ref("Error"))
        answers["404"] = _answer("There is no such record or page.", _ref("Error"))
    return {
        "operationId": operation,
        "summary": summary,
        "parameters": parameters,
        "responses": answers,
    }


def _answer(words: str, schema: Record) -> Record:
    return {"description": words, "content": {"application/json": {"schema": schema}}}


def _parameter(one: Parameter) -> Record:
    """Describe a parameter; service finders send empty ones for what was not filled in."""
    free = one.schema.get("type") == "string" and set(one.schema) == {"type", "maxLength"}
    empty = {"type": "string", "maxLength": 0}
    return {
        "name": one.name,
        "in": "query",
        "required": False,
        "description": one.description,
        "schema": dict(one.schema) if free else {"anyOf": [dict(one.schema), empty]},
    }


def _ref(name: str) -> Record:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(required: str, **properties: Record) -> Record:
    """Describe a record; it may hold more than it says here."""
    return {"type": "object", "required": required.split(), "properties": properties}


def _many(schema: Record) -> Record:
    return {"type": "array", "minItems": 1, "items": schema}


RECORDS = {
    "services": "Service",
    "taxonomies": "Taxonomy",
    "taxonomy_terms": "TaxonomyTerm",
    "service_at_locations": "ServiceAtLocation",
    "organizations": "Organization",
}

_SERVICE: Record = {
    **dict.fromkeys(("id", "organization_id"), _UUID),
    **dict.fromkeys(("name", "alternate_name", "description", "email"), _TEXT),
    "url": _URI,
    "status": {"enum": ["active", "inactive", "defunct", "temporarily closed"]},
    **dict.fromkeys(("eligibility_description", "application_process", "wait_time"), _TEXT),
    **dict.fromkeys(("fees_description", "interpretation_services", "alert"), _TEXT),
    **dict.fromkeys(("minimum_age", "maximum_age"), _NUMBER),
    "assured_date": _DATE,
    "assurer_email": _TEXT,
    "last_modified": {"type": "string", "format": "date-time"},
    **dict.fromkeys(("x_slug", "x_summary", "x_what_happens", "x_confidence"), _TEXT),
    **dict.fromkeys(("x_webchat", "x_urgent", "x_discreet", "x_confidential_location"), _YES),
    "organization": _ref("Organization"),
}
_AT: Record = {
    **dict.fromkeys(("id", "service_id", "location_id"), _UUID),
    "location": _ref("Location"),
}

SCHEMAS: Record = {
    "ApiDetails": _object(
        "version profile openapi_url", version=_TEXT, profile=_URI, openapi_url=_TEXT
    ),
    "Error": _object("error", error=_TEXT),
    "Page": _object(
        "total_items total_pages page_number size first_page last_page empty contents",
        **dict.fromkeys(("total_items", "total_pages", "page_number", "size"), _COUNT),
        **dict.fromkeys(("first_page", "last_page", "empty"), _YES),
    ),
    # A list asked for with `minimal` has only ids and moments.
    "ServiceListed": _object("id", **_SERVICE),
    "Service": _object(
        "id name status organization_id organization",
        **_SERVICE,
        phones=_many(_ref("Phone")),
        schedules=_many(_ref("Schedule")),
        service_at_locations=_many(_object("id location", **_AT)),
        cost_options=_many(_ref("CostOption")),
        service_areas=_many(_object("id", id=_UUID, name=_TEXT, uri=_URI)),
        languages=_many(_object("id", id=_UUID, name=_TEXT, code=_TEXT)),
        attributes=_many(
            _object(
                "id",
                id=_UUID,
                link_id=_UUID,
                link_type=_TEXT,
                taxonomy_term_id=_UUID,
                taxonomy_term=_ref("TaxonomyTerm"),
            )
        ),
    ),
    "Organization": _object(
        "id name description",
        id=_UUID,
        name=_TEXT,
        alternate_name=_TEXT,
        description=_TEXT,
        website=_URI,
    ),
    "OrganizationListed": _ref("Organization"),
    "Phone": _object(
        "id number", id=_UUID, number=_TEXT, type=_TEXT, description=_TEXT, extension=_NUMBER
    ),
    "Schedule": _object(
        "id",
        id=_UUID,
        freq={"enum": ["WEEKLY", "MONTHLY"]},
        interval=_NUMBER,
        byday=_TEXT,
        **dict.fromkeys(("dtstart", "valid_from", "valid_to"), _DATE),
        **dict.fromkeys(("opens_at", "closes_at"), _CLOCK),
        **dict.fromkeys(("description", "notes", "attending_type"), _TEXT),
    ),
    "CostOption": _object(
        "id",
        id=_UUID,
        option=_TEXT,
        amount=_NUMBER,
        currency={"enum": ["GBP"]},
        amount_description=_TEXT,
    ),
    "Location": _object(
        "id location_type",
        id=_UUID,
        location_type={"enum": ["physical", "postal", "virtual"]},
        **dict.fromkeys(("name", "description"), _TEXT),
        **dict.fromkeys(("latitude", "longitude"), _NUMBER),
        addresses=_many(_ref("Address")),
        accessibility=_many(_object("id", id=_UUID, description=_TEXT)),
    ),
    "Address": _object(
        "id address_1 city state_province postal_code country address_type",
        id=_UUID,
        **dict.fromkeys(("address_1", "address_2", "city", "state_province"), _TEXT),
        postal_code=_TEXT,
        country={"type": "string", "minLength": 2, "maxLength": 2},
        address_type={"enum": ["physical", "postal", "virtual"]},
    ),
    "ServiceAtLocationListed": _object("id", **_AT, service=_ref("ServiceListed")),
    "ServiceAtLocation": _object(
        "id service_id location_id location service name status",
        **_AT,
        schedules=_many(_ref("Schedule")),
        service=_ref("Service"),
        name=_TEXT,
        status=_TEXT,
    ),
    "Taxonomy": _object(
        "id name description",
        id=_UUID,
        **dict.fromkeys(("name", "description", "version"), _TEXT),
        uri=_URI,
        taxonomy_terms=_many(_ref("TaxonomyTerm")),
    ),
    "TaxonomyListed": _ref("Taxonomy"),
    "TaxonomyTerm": _object(
        "id name description taxonomy_id",
        **dict.fromkeys(("id", "parent_id", "taxonomy_id"), _UUID),
        **dict.fromkeys(("name", "description", "taxonomy", "term", "code"), _TEXT),
        term_uri=_URI,
    ),
    "TaxonomyTermListed": _ref("TaxonomyTerm"),
}

RECORDS_1 = {"services": "Service", "taxonomies": "Taxonomy"}
SCHEMAS_1: Record = {
    "Error": SCHEMAS["Error"],
    "Page": _object(
        "totalElements totalPages number size first last empty content",
        **dict.fromkeys(("totalElements", "totalPages", "number", "size"), _COUNT),
        **dict.fromkeys(("first", "last", "empty"), _YES),
    ),
    "Service": _object(
        "id name organization",
        id=_UUID,
        **dict.fromkeys(("name", "description", "email", "fees"), _TEXT),
        url=_URI,
        status=_SERVICE["status"],
        assured_date=_DATE,
        organization=_object("id name description", id=_UUID, name=_TEXT, description=_TEXT),
        contacts=_many(_object("id", id=_UUID, name=_TEXT)),
        eligibilitys=_many(_object("id", id=_UUID, minimum_age=_NUMBER, maximum_age=_NUMBER)),
        regular_schedules=_many(_object("id", id=_UUID)),
        service_areas=_many(_object("id", id=_UUID, service_area=_TEXT)),
        service_at_locations=_many(_object("id location", id=_UUID)),
        service_taxonomys=_many(_object("id taxonomy", id=_UUID, taxonomy=_ref("Taxonomy"))),
    ),
    "Taxonomy": _object(
        "id name vocabulary", id=_UUID, name=_TEXT, vocabulary=_TEXT, parent_id=_UUID
    ),
}
