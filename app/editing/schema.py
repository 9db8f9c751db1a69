"""What is made from the model for writers: schemas for their editors, the table of fields."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

from app.editing.writing import NOT_IN_FRONT_MATTER
from app.model.location import Location
from app.model.organization import Organization
from app.model.service import Service
from app.model.site import Site
from app.model.taxonomy import Taxonomy

DIALECT = "http://json-schema.org/draft-07/schema#"
BEGIN, END = "<!-- fields: written by `signpost schema` -->", "<!-- end of fields -->"
FORMS = {  # What the start of a pattern tells of a text's form.
    "^[0-9 +]": "phone number",
    "^[0-9 ]": "short number",
    "^https?": "web address",
    "^[^@": "email address",
    "^(([01]": "time, such as 09:30",
    "^(19|20)[0-9]{2}(": "date, such as 2025-06-21 or 2025-06",
    "^(19|20)[0-9]{2}-": "date, such as 2025-06-21",
    "^(-1|": "days",
    "^[a-z0-9]+(-": "id",
    "^[a-z]{2,3}": "language code",
    "^[^\\n]": "line",
}

Schema = dict[str, Any]


def schemas(taxonomy: Taxonomy) -> dict[str, Schema]:
    """Give the JSON Schema of each kind of content file, by the schema's file name."""
    service = _schema(Service, *NOT_IN_FRONT_MATTER)
    names = service["properties"]
    names["topics"]["items"] = {"enum": list(taxonomy.terms)}
    names["area"]["items"] = {"enum": list(taxonomy.area_labels)}
    # Editors see the words below the front matter as a second document, which is a text.
    service["type"] = ["object", "string"]
    return {
        "service.json": service,
        "organizations.json": _by_id(_schema(Organization, "id")),
        "locations.json": _by_id(_schema(Location, "id")),
        "taxonomy.json": _schema(Taxonomy),
        "site.json": _schema(Site),
    }


def as_text(schema: Schema) -> str:
    """Write a schema as the text of its file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _schema(model: type[BaseModel], *without: str) -> Schema:
    """Make the schema of a model as its file has it, less the fields its place gives."""
    schema: Schema = _without_null(model.model_json_schema(mode="validation"))
    schema["properties"] = {k: v for k, v in schema["properties"].items() if k not in without}
    schema["required"] = [name for name in schema.get("required", []) if name not in without]
    return {"$schema": DIALECT, **schema}


def _by_id(record: Schema) -> Schema:
    """Make the schema of a file that holds records by their ids."""
    definitions = record.pop("$defs", {})
    return {
        "$schema": record.pop("$schema"),
        "$defs": definitions,
        "type": "object",
        "propertyNames": {"pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
        "additionalProperties": record,
    }


def _without_null(value: Any) -> Any:
    """Take out null: an empty field is left out, not written."""
    if isinstance(value, list):
        return [_without_null(one) for one in value]
    if not isinstance(value, dict):
        return value
    parts = [one for one in value.get("anyOf", []) if one != {"type": "null"}]
    if len(parts) == 1:
        value = {k: v for k, v in value.items() if k not in ("anyOf", "default")} | parts[0]
    return {name: _without_null(one) for name, one in value.items() if name != "title"}


# --- the table of fields, for docs/writing-a-service.md ------------------------------------------


def field_tables() -> str:
    """Write the tables of an entry's fields and of the parts within it, in Markdown."""
    service = _schema(Service, *NOT_IN_FRONT_MATTER)
    tables = [_table(service)]
    for name, field in service["properties"].items():
        part = part_of(field, service)
        if part:
            tables.append(f"### Each of `{name}`\n\n{_table(part)}")
    return "\n\n".join(tables)


def with_tables(page: str) -> str:
    """Put the tables of fields in a page, between its two marks. Raises ValueError without them."""
    if BEGIN not in page or END not in page:
        raise ValueError(f"The page has lost its marks. Put in a line {BEGIN} and a line {END}.")
    before, rest = page.split(BEGIN, 1)
    return f"{before}{BEGIN}\n\n{field_tables()}\n\n{END}{rest.split(END, 1)[1]}"


def part_of(field: Schema, whole: Schema) -> Schema | None:
    """Give the schema of the rows that a field holds; None if it holds texts."""
    reference = field.get("items", {}).get("$ref", "")
    return whole["$defs"][reference.rsplit("/", 1)[1]] if reference else None


def _table(schema: Schema) -> str:
    rows = ["| Field | Needed | What goes in it | How it is written |", "| --- | --- | --- | --- |"]
    for name, field in schema["properties"].items():
        needed = "yes" if name in schema["required"] else ""
        rows.append(f"| `{name}` | {needed} | {field.get('description', '')} | {form(field)} |")
    return "\n".join(rows)


def form(field: Schema) -> str:
    """Say in a few words how a field's value is written."""
    if field.get("type") == "array":
        items = field.get("items", {})
        if "$ref" in items:
            return "rows, see below"
        return f"some of: {', '.join(items['enum'])}" if "enum" in items else f"list: {form(items)}"
    if "enum" in field:
        return f"one of: {', '.join(field['enum'])}"
    kinds = {"boolean": "true or false", "integer": "whole number", "number": "number"}
    return kinds.get(str(field.get("type"))) or text_form(field)


def text_form(field: Schema) -> str:
    """Name the form of a text by its pattern."""
    pattern = field.get("pattern", "")
    return next((words for start, words in FORMS.items() if pattern.startswith(start)), "text")
