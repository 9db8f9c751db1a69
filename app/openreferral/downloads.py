"""Everything in one file: all records as JSON, a plain table, and an HSDS tabular data package."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.openreferral.answers import BASE, Answers
from app.openreferral.document import LICENCE
from app.openreferral.values import Record, to_json

# A zip holds a clock for each file; a fixed one keeps the bytes the same.
_EPOCH = (1980, 1, 1, 0, 0, 0)
PLAIN: dict[str, Callable[[Record], object]] = {
    "id": lambda s: s["id"],
    "name": lambda s: s["name"],
    "organization": lambda s: s["organization"]["name"],
    "summary": lambda s: s.get("x_summary"),
    "description": lambda s: s.get("description"),
    "topics": lambda s: _names(s, "attributes", "taxonomy_term", "code"),
    "areas": lambda s: _names(s, "service_areas", "name"),
    "minimum_age": lambda s: s.get("minimum_age"),
    "maximum_age": lambda s: s.get("maximum_age"),
    "who_it_is_for": lambda s: s.get("eligibility_description"),
    "how_to_get_it": lambda s: s.get("application_process"),
    "phones": lambda s: _names(s, "phones", "number"),
    "email": lambda s: s.get("email"),
    "website": lambda s: s.get("url"),
    "addresses": lambda s: "; ".join(_addresses(s)),
    "costs": lambda s: _names(s, "cost_options", "option"),
    "page": lambda s: _names(s, "additional_urls", "url"),
    "assured_date": lambda s: s.get("assured_date"),
    "last_modified": lambda s: s.get("last_modified"),
}


@dataclass(frozen=True)
class File:
    """A file to download: its type, and how its bytes are made."""

    content_type: str
    make: Callable[[Answers], bytes]


def bulk(answers: Answers) -> bytes:
    """All whole services with the taxonomies, in one JSON document."""
    whole = answers.publisher.service
    services = [whole(entry) for entry in answers.publisher.catalogue.services.values()]
    terms = answers.publisher.terms
    return to_json(
        {
            **answers.root(),
            "licence": LICENCE,
            "feed": answers.publisher.absolute(BASE),
            "services": services,
            "taxonomies": list(terms.taxonomies.values()),
            "taxonomy_terms": list(terms.terms.values()),
        }
    )


def table(answers: Answers) -> bytes:
    """One row a service, for a spreadsheet. It begins with a mark, so that Excel reads UTF-8."""
    whole = answers.publisher.service
    services = map(whole, answers.publisher.catalogue.services.values())
    rows = [{name: read(one) for name, read in PLAIN.items()} for one in services]
    return b"\xef\xbb\xbf" + _csv(list(PLAIN), rows)


def package(answers: Answers) -> bytes:
    """An HSDS tabular data package: a CSV for each kind of record, with datapackage.json."""
    tables = _tables(answers)
    described = {
        "name": "signpost-hsds",
        "title": f"{answers.publisher.catalogue.site.name}: services for families",
        "profile": "tabular-data-package",
        "licenses": [{"name": "OGL-UK-3.0", "title": LICENCE["name"], "path": LICENCE["url"]}],
        "resources": [_resource(name, rows) for name, rows in tables.items()],
    }
    files = {"datapackage.json": to_json(described)}
    files |= {f"{name}.csv": _csv(_columns(rows), rows) for name, rows in tables.items()}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), body, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


FILES = {
    "services.json": File("application/json; charset=utf-8", bulk),
    "services.csv": File("text/csv; charset=utf-8", table),
    "hsds.zip": File("application/zip", package),
}

# Where the lists of a record become tables of their own, and the name of the table.
_LISTS = {
    "phones": "phones",
    "schedules": "schedules",
    "service_at_locations": "service_at_locations",
    "cost_options": "cost_options",
    "service_areas": "service_areas",
    "languages": "languages",
    "required_documents": "required_documents",
    "attributes": "attributes",
    "additional_urls": "urls",
    "addresses": "addresses",
    "accessibility": "accessibility",
}
_ONES = {"organization": "organizations", "location": "locations"}


def _tables(answers: Answers) -> dict[str, list[Record]]:
    """Take nested services apart into tables; rows that stand in many services stand once."""
    tables: dict[str, dict[str, Record]] = {"services": {}, "organizations": {}}
    for entry in answers.publisher.catalogue.services.values():
        _take_apart("services", answers.publisher.service(entry), {}, tables)
    terms = answers.publisher.terms
    tables["taxonomies"] = dict(terms.taxonomies)
    tables["taxonomy_terms"] = dict(terms.terms)
    return {name: list(rows.values()) for name, rows in tables.items() if rows}


def _take_apart(
    name: str, record: Record, links: Record, tables: dict[str, dict[str, Record]]
) -> None:
    """Put a record's own values in its table, and its parts in theirs with a link back."""
    row = {key: value for key, value in record.items() if not isinstance(value, (list, dict))}
    tables.setdefault(name, {})[record["id"]] = {**row, **links}
    own = {f"{_SINGULAR[name]}_id": record["id"]} if name in _SINGULAR else {}
    for key, value in record.items():
        if key in _ONES:
            _take_apart(_ONES[key], value, {}, tables)
        elif key in _LISTS:
            for one in value:
                _take_apart(_LISTS[key], one, own, tables)
        elif key.startswith("x_") and isinstance(value, list):
            texts = (one if isinstance(one, str) else _source(one) for one in value)
            tables[name][record["id"]][key] = "; ".join(texts)


_SINGULAR = {
    "services": "service",
    "locations": "location",
    "service_at_locations": "service_at_location",
}


def _source(source: Record) -> str:
    return " ".join(str(source[name]) for name in ("name", "date", "url") if name in source)


def _columns(rows: Sequence[Record]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def _resource(name: str, rows: Sequence[Record]) -> Record:
    fields = [{"name": column, "type": _kind(column, rows)} for column in _columns(rows)]
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "primaryKey": "id"},
    }


def _kind(column: str, rows: Sequence[Record]) -> str:
    values = [row[column] for row in rows if column in row]
    if all(isinstance(value, bool) for value in values):
        return "boolean"
    return "number" if all(isinstance(value, (int, float)) for value in values) else "string"


def _csv(columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    return stream.getvalue().encode()


def _cell(value: object) -> object:
    """Write a value so that a spreadsheet takes it for text or number, never for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value


def _names(record: Record, name: str, *steps: str) -> str:
    return "; ".join(_each(record.get(name, []), steps))


def _each(rows: Sequence[Record], steps: Sequence[str]) -> Iterator[str]:
    for row in rows:
        value: object = row
        for step in steps:
            value = value[step] if isinstance(value, dict) and step in value else ""
        if value:
            yield str(value)


def _addresses(record: Record) -> Iterator[str]:
    names = ("address_1", "address_2", "city", "postal_code")
    for at in record.get("service_at_locations", []):
        for address in at["location"].get("addresses", []):
            yield ", ".join(str(address[name]) for name in names if name in address)
