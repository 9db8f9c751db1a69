"""What the editing page needs, made of the model: Decap CMS's configuration, and our files' shape.

The browser's part is in admin/src; it reads the shape to write entries as `writing` does.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel

from app.catalogue import Catalogue
from app.editing.schema import FORMS, part_of, text_form
from app.languages import Language
from app.model.location import Location
from app.model.organization import Organization
from app.model.service import Service
from app.translation import TranslatedPage, TranslatedService

Shape = dict[str, Any]
Schema = dict[str, Any]
MODELS: dict[str, type[BaseModel]] = {
    "service": Service,
    "organization": Organization,
    "location": Location,
}
LONG = "text"
# Fields whose words are chosen from another file: the collection, what is kept, what is shown.
RELATIONS = {
    "topics": ("topics", "terms.*.id", "terms.*.label"),
    "area": ("topics", "areas.*.id", "areas.*.label"),
    "organization": ("organizations", "organizations.*.id", "organizations.*.name"),
    "locations": ("locations", "locations.*.id", "locations.*.name"),
    "location": ("locations", "locations.*.id", "locations.*.name"),
    "contact_through": ("services", "{{slug}}", "name"),
}
LABELS = {
    "organization": "Who runs it",
    "area": "Where it is for",
    "minimum_age": "Youngest age",
    "maximum_age": "Oldest age",
    "eligibility_description": "Who it is for",
    "application_process": "How to get it",
    "access": "Ways in",
    "bring": "What to bring",
    "cost_options": "Prices",
    "fees_description": "About the cost, in words",
    "schedules": "Opening times",
    "opening_description": "Opening times, in words",
    "url": "Web address",
    "contact_through": "Get in touch through",
    "confidential_location": "The place must stay hidden",
    "interpretation_services": "Interpreters",
    "urgent": "For a crisis",
    "discreet": "Must be safe to open",
    "confidence": "How sure we are",
    "unconfirmed": "Not confirmed",
    "assured_date": "Date checked",
    "assured_by": "How it was checked",
    "byday": "Days",
    "freq": "How often",
}


# --- the shape of files, for the browser's reading and writing ------------------------------------


def shapes() -> dict[str, Shape]:
    """Give the fields of each kind of record: their order, their kind, and their usual value."""
    return {name: _shape(model) for name, model in MODELS.items()}


def _shape(model: type[BaseModel]) -> Shape:
    whole = model.model_json_schema()
    left_out = {"id", "description"} if model is Service else {"id"}
    return _fields(whole, whole, left_out)


def _fields(part: Schema, whole: Schema, left_out: set[str] | frozenset[str]) -> Shape:
    return {
        name: _field(plain(field), whole)
        for name, field in part["properties"].items()
        if name not in left_out
    }


def _field(field: Schema, whole: Schema) -> Shape:
    rows = part_of(field, whole)
    if rows:
        return {"kind": "rows", "rows": _fields(rows, whole, frozenset())}
    kinds = {"array": "list", "boolean": "yes-no", "integer": "number", "number": "number"}
    kind = kinds.get(str(field.get("type")), "text")
    usual = field.get("default")
    given = usual is not None and usual != []
    return {"kind": kind, **({"usual": str(usual).lower()} if given else {})}


def plain(field: Schema) -> Schema:
    """Take a field that may be left out for what it is when it is not."""
    parts = [one for one in field.get("anyOf", []) if one != {"type": "null"}]
    rest = {name: value for name, value in field.items() if name != "anyOf"}
    return {**parts[0], **rest} if parts else field


def lookups(catalogue: Catalogue) -> dict[str, Any]:
    """Give the topics and areas to choose from."""
    terms = [
        {"id": term, "label": f"{topic.label}: {sub.label}"}
        for term, (topic, sub) in catalogue.taxonomy.terms.items()
    ]
    areas = [{"id": area, "label": label} for area, label in catalogue.taxonomy.area_labels.items()]
    return {"terms": terms, "areas": areas}


# --- Decap's configuration ------------------------------------------------------------------------


def config(catalogue: Catalogue, site_url: str = "", content: str = "content") -> dict[str, Any]:
    """Give Decap CMS's configuration: each change becomes a pull request."""
    site = catalogue.site
    repository = urlsplit(site.corrections.repository or "").path.strip("/")
    return {
        "backend": {
            "name": "github",
            "repo": repository or "owner/repository",
            "branch": "main",
            "squash_merges": True,
            "commit_messages": {
                "create": "Add {{slug}}",
                "update": "Change {{slug}}",
                "delete": "Take out {{slug}}",
            },
        },
        "local_backend": True,
        "publish_mode": "editorial_workflow",
        "media_folder": f"{content}/media",
        "public_folder": "/media",
        **({"site_url": site_url, "display_url": site_url} if site_url else {}),
        "slug": {"encoding": "ascii", "clean_accents": True},
        "collections": [
            _services(content),
            _records("organizations", Organization, content),
            _records("locations", Location, content),
            _topics(content),
            *(
                _translated(Language(code), part, model, content)
                for code in catalogue.translations
                for part, model in (("pages", TranslatedPage), ("services", TranslatedService))
            ),
        ],
    }


def _translated(
    language: Language, part: str, model: type[BaseModel], content: str
) -> dict[str, Any]:
    """Edit what is translated into a language; what there is to translate is set by its files."""
    whole = model.model_json_schema()
    fields = _widgets(whole, whole, {"id", "body"})
    if model is TranslatedPage:
        words = {"name": "body", "label": "Words", "widget": "markdown", "sanitize_preview": True}
        fields.append(words)
    return {
        "name": f"{part}-{language.code}",
        "label": f"{language.name}: {part}",
        "folder": f"{content}/translations/{language.code}/{part}",
        "create": False,
        "delete": False,
        "extension": "md",
        "format": "frontmatter",
        "identifier_field": "title" if model is TranslatedPage else "name",
        "summary": "{{slug}}",
        "fields": fields,
    }


def _services(content: str) -> dict[str, Any]:
    whole = Service.model_json_schema()
    fields = _widgets(whole, whole, {"id", "description"})
    body = {
        "name": "body",
        "label": "Description",
        "widget": "markdown",
        "sanitize_preview": True,
        "hint": "A few short sentences: what it is, and what it can do for you.",
        "buttons": ["bold", "link", "bulleted-list", "numbered-list"],
        "editor_components": [],
        "minimal": True,
    }
    at = next(number for number, field in enumerate(fields) if field["name"] == "topics")
    return {
        "name": "services",
        "label": "Services",
        "label_singular": "Service",
        "folder": f"{content}/services",
        "create": True,
        "delete": True,
        "extension": "md",
        "format": "signpost-entry",
        "identifier_field": "name",
        "slug": "{{fields.name}}",
        "summary": "{{name}}",
        "sortable_fields": ["name", "assured_date"],
        "view_filters": [
            {"label": "Not sure of it", "field": "confidence", "pattern": "low|medium"},
            {"label": "For a crisis", "field": "urgent", "pattern": True},
        ],
        "fields": [*fields[:at], body, *fields[at:]],
    }


def _records(name: str, model: type[BaseModel], content: str) -> dict[str, Any]:
    """Edit a file of records by id as a list."""
    whole = model.model_json_schema()
    rows = {
        "name": name,
        "label": name.capitalize(),
        "widget": "list",
        "summary": "{{fields.name}}",
        "collapsed": True,
        "fields": _widgets(whole, whole, set()),
    }
    file = {
        "name": name,
        "label": name.capitalize(),
        "file": f"{content}/{name}.yaml",
        "fields": [rows],
    }
    return {
        "name": name,
        "label": name.capitalize(),
        "format": f"signpost-{name}",
        "editor": {"preview": False},
        "files": [file],
    }


def _topics(content: str) -> dict[str, Any]:
    """Let other fields choose from topics and areas; they are not changed here."""
    pair = [{"name": part, "label": part, "widget": "string"} for part in ("id", "label")]
    fields = [
        {"name": name, "label": name, "widget": "list", "fields": pair}
        for name in ("terms", "areas")
    ]
    file = {
        "name": "topics",
        "label": "Topics",
        "file": f"{content}/taxonomy.yaml",
        "fields": fields,
    }
    return {
        "name": "topics",
        "label": "Topics",
        "hide": True,
        "format": "signpost-taxonomy",
        "files": [file],
    }


def _widgets(part: Schema, whole: Schema, left_out: set[str]) -> list[dict[str, Any]]:
    needed = part.get("required", [])
    return [
        _widget(name, plain(field), whole, name in needed)
        for name, field in part["properties"].items()
        if name not in left_out
    ]


def _widget(name: str, field: Schema, whole: Schema, needed: bool) -> dict[str, Any]:
    """Make the widget of one field: its label, hint, and the form its value must have."""
    made: dict[str, Any] = {
        "name": name,
        "label": LABELS.get(name, name.replace("_", " ").capitalize()),
        "required": needed,
        **({"hint": field["description"]} if field.get("description") else {}),
    }
    if name in RELATIONS:
        if ".yaml" in made.get("hint", ""):
            made.pop("hint")  # Ids are chosen by name here.
        return made | _relation(name, field)
    return made | _kind(field, whole) | _rules(field)


def _kind(field: Schema, whole: Schema) -> dict[str, Any]:
    """Choose the widget for a field's type."""
    rows = part_of(field, whole)
    if rows:
        first = next(iter(rows["required"]), next(iter(rows["properties"])))
        summary = f"{{{{fields.{first}}}}}"
        fields = _widgets(rows, whole, set())
        made = {"widget": "list", "collapsed": True, "summary": summary, "fields": fields}
        return {**made, "default": []}  # Else a new entry begins with an empty row in each.
    items = field.get("items", {})
    if "enum" in items:
        return {"widget": "select", "multiple": True, "options": items["enum"]}
    if field.get("type") == "array":
        one = {"name": "one", "label": "One", "widget": "string"}
        return {"widget": "list", "collapsed": False, "field": one}
    if "enum" in field:
        return {"widget": "select", "options": field["enum"]}
    match field.get("type"):
        case "boolean":
            return {"widget": "boolean", "default": False}
        case "integer":
            return {"widget": "number", "value_type": "int"}
        case "number":
            return {"widget": "number", "value_type": "float", "step": 0.01}
    return {"widget": LONG if field.get("maxLength", 0) > 240 else "string"}


def _rules(field: Schema) -> dict[str, Any]:
    """Give the pattern a text must fit, with the words to show if it does not, and limits."""
    rules: dict[str, Any] = {}
    pattern = field.get("pattern", "")
    form = text_form(field)
    if pattern and form in FORMS.values() and form != "line":
        rules["pattern"] = [pattern, f"This must be a {form}."]
    for limit, name in (("minimum", "min"), ("maximum", "max")):
        if limit in field:
            rules[name] = field[limit]
    return rules


def _relation(name: str, field: Schema) -> dict[str, Any]:
    collection, value, shown = RELATIONS[name]
    made: dict[str, Any] = {
        "widget": "relation",
        "collection": collection,
        "value_field": value,
        "display_fields": [shown],
        "search_fields": [shown],
        "options_length": 400,
        "multiple": field.get("type") == "array",
    }
    return made if collection == "services" else {**made, "file": collection}
