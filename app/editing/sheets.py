"""Entries to rows of a spreadsheet and back, exactly; nothing is overwritten silently.

A cell that holds several things has one on each line. A thing of several parts is written as in
an entry's file, `{number: 01384 813 096, description: Adults}`; one of a single part needs no
braces.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Literal
from zipfile import ZipFile

import openpyxl
from pydantic import Field, ValidationError

from app.catalogue import Catalogue
from app.editing import schema, trial
from app.editing.diff import fields_changed
from app.editing.new import slug_of
from app.editing.writing import entry_text, inline, write_text
from app.files import Reader, nearest, sentences
from app.model.service import Service
from app.model.values import Line, Record
from app.problems import short_path
from app.reading import Document, Unreadable, read_yaml

COLUMNS = tuple(Service.model_fields)
# What a cell without braces stands for, in fields whose things have several parts.
MAIN = {"phones": "number", "texts": "number", "sources": "name", "cost_options": "option"}
LARGEST = 20 * 1024 * 1024
# A workbook is a zip file, which may hold a thousand times its size.
LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 200
_FORMULA = re.compile(r"'*[=+\-@\t]")
_YES = {"yes": "true", "y": "true", "no": "false", "n": "false"}


class Mapping_(Record):
    """How another's sheet is read: its column names, and what every row has in common."""

    columns: dict[Line, Line]
    always: dict[Line, Line] = Field(default_factory=dict)
    ignore: tuple[Line, ...] = ()


# --- out ------------------------------------------------------------------------------------------


def rows(catalogue: Catalogue) -> Iterator[dict[str, str]]:
    """Write each entry as a row of texts, by column."""
    for slug in sorted(catalogue.services):
        yield row(catalogue.services[slug])


def row(service: Service) -> dict[str, str]:
    """Write one entry as a row."""
    values = service.model_dump(mode="json", exclude_defaults=True)
    return {name: cell(name, values.get(name)) for name in COLUMNS}


def cell(name: str, value: Any) -> str:
    """Write a value as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "\n".join(_thing(name, one) for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _thing(name: str, value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    main = MAIN.get(name, "")
    alone = set(value) == {main} and not value[main].startswith("{")
    return str(value[main]) if alone else inline(value)


def to_csv(catalogue: Catalogue) -> str:
    """Write all entries as CSV; what a spreadsheet would take for a formula gets an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in rows(catalogue):
        writer.writerow([_kept_text(one[name]) for name in COLUMNS])
    return out.getvalue()


def _kept_text(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def write_sheet(path: Path, catalogue: Catalogue) -> None:
    """Write all entries as CSV or, if the name ends so, as .xlsx. Raises ValueError."""
    if path.suffix == ".csv":
        # The mark at the beginning tells Excel that this is UTF-8.
        write_text(path, "\ufeff" + to_csv(catalogue))
    elif path.suffix == ".xlsx":
        _write_xlsx(path, catalogue)
    else:
        raise ValueError(f"{path.name} is neither .csv nor .xlsx. Name it like services.xlsx")


def _write_xlsx(path: Path, catalogue: Catalogue) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "services"
    sheet.append(list(COLUMNS))
    for number, one in enumerate(rows(catalogue), 2):
        for column, name in enumerate(COLUMNS, 1):
            if one[name]:
                made = sheet.cell(number, column, one[name])
                made.data_type = "s"  # So that =1+1 stays a text.
                made.number_format = "@"
    sheet.freeze_panes = "C2"
    aside = path.with_name(f".{path.name}.new")
    book.save(aside)
    aside.replace(path)


# --- in -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A row of a sheet: its number there, and its cells by our fields."""

    number: int
    cells: dict[str, str]


@dataclass
class Change:
    """What a row would do: nothing, a new entry, a changed one; or why it cannot be taken."""

    number: int
    slug: str
    kind: Literal["same", "new", "changed", "rejected"]
    lines: list[str] = field(default_factory=list)
    service: Service | None = None


def read_map(path: Path | None) -> Mapping_ | None:
    """Read the file that says which column is which field. Raises ValueError."""
    if path is None:
        return None
    reader = Reader(path.parent)
    found = reader.whole(Mapping_, path)
    if found is None:
        raise ValueError("\n".join(map(str, reader.problems)))
    return found


def read_rows(path: Path, mapping: Mapping_ | None = None) -> list[Row]:
    """Read a sheet's rows. Raises ValueError when it cannot be read or a column is unknown."""
    if path.stat().st_size > LARGEST:
        raise ValueError(f"{path.name} is larger than 20 MB. Divide it.")
    table = _read_xlsx(path) if path.suffix == ".xlsx" else _read_csv(path)
    if not table:
        raise ValueError(f"{path.name} is empty.")
    if len(table) > MOST_ROWS:
        raise ValueError(f"{path.name} has more than {MOST_ROWS:,} rows. Divide it.")
    names = _fields(path, table[0][1], mapping)
    always = mapping.always if mapping else {}
    found = []
    for number, texts in table[1:]:
        if any(texts):
            cells = {name: text for name, text in zip(names, texts, strict=False) if name}
            found.append(Row(number, {**always, **cells}))
    return found


def _read_csv(path: Path) -> list[tuple[int, list[str]]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path.name} is not UTF-8. Save it as 'CSV UTF-8'.") from error
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise ValueError(f"{path.name} is not sound CSV: {error}. Save it again.") from error
    return [(number, [_plain(one) for one in line]) for number, line in enumerate(lines, 1)]


def _read_xlsx(path: Path) -> list[tuple[int, list[str]]]:
    try:
        too_large = _unpacked(path) > LARGEST_UNPACKED
        lines = [] if too_large else _workbook_rows(path)
    except Exception as error:  # openpyxl raises whatever the zip and its XML happen to raise.
        raise ValueError(f"{path.name} is not a spreadsheet that can be read.") from error
    if too_large:
        raise ValueError(f"{path.name} is larger than 200 MB when unpacked. Divide it.")
    texts = ([_text(one) for one in line] for line in lines)
    return list(enumerate(texts, 1))


def _unpacked(path: Path) -> int:
    with ZipFile(path) as archive:
        return sum(one.file_size for one in archive.infolist())


def _workbook_rows(path: Path) -> list[tuple[Any, ...]]:
    with closing(openpyxl.load_workbook(path, read_only=True, data_only=True)) as book:
        rows = book.worksheets[0].iter_rows(values_only=True, max_col=MOST_COLUMNS)
        return list(islice(rows, MOST_ROWS + 1))


def _text(value: Any) -> str:
    """Take a cell of a workbook as text; whole numbers lose the point a workbook gives them."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = value.date().isoformat() if hasattr(value, "date") else str(value)
    return text.replace("\r\n", "\n").strip()


def _plain(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def _fields(path: Path, headings: list[str], mapping: Mapping_ | None) -> list[str]:
    """Find the field of each column; an empty name is a column that is not read."""
    names: list[str] = []
    for heading in headings:
        ignored = not heading or (mapping is not None and heading in mapping.ignore)
        name = "" if ignored else mapping.columns.get(heading, "") if mapping else heading
        if not ignored and name not in COLUMNS:
            hint = nearest(name or heading, COLUMNS)
            raise ValueError(
                f"{path.name}: the column '{heading}' is no field of an entry. {hint} "
                "Name it in a --map file, under `columns` or `ignore`."
            )
        if name and name in names:
            raise ValueError(f"{path.name}: two columns are `{name}`. Take one out.")
        names.append(name)
    return names


# --- what would change ----------------------------------------------------------------------------


def changes(folder: Path, catalogue: Catalogue, sheet: Iterable[Row]) -> list[Change]:
    """Say what each row would do. Rows that would make the content wrong are rejected."""
    found: list[Change] = []
    seen: dict[str, int] = {}
    for one in sheet:
        change = _change(catalogue, one)
        if change.slug in seen:
            words = f"row {seen[change.slug]} is about `{change.slug}` already"
            change = Change(one.number, change.slug, "rejected", [words])
        seen.setdefault(change.slug, one.number)
        found.append(change)
    return _reject_what_leads_nowhere(folder, found)


def _change(catalogue: Catalogue, one: Row) -> Change:
    slug = one.cells.get("id") or slug_of(one.cells.get("name", ""))
    old = catalogue.services.get(slug)
    if not slug:
        return Change(one.number, "", "rejected", ["it has neither an id nor a name"])
    try:
        service = _service(old, slug, one.cells)
    except ValidationError as error:
        return Change(one.number, slug, "rejected", _reasons(error))
    except Unreadable as error:
        return Change(one.number, slug, "rejected", [f"{error.message} {error.advice}"])
    if old is None:
        return Change(one.number, slug, "new", [service.summary], service)
    lines = [line[2:] for line in fields_changed(old, service)]
    return Change(one.number, slug, "changed" if lines else "same", lines, service)


def _service(old: Service | None, slug: str, cells: Mapping[str, str]) -> Service:
    """Make the entry as it would be; fields without a column stay as they are."""
    kept = old.model_dump(mode="json", exclude_defaults=True) if old else {}
    given = {name: value_of(name, text) for name, text in cells.items()}
    values = {**kept, **given, "id": slug}
    return Service.model_validate({name: v for name, v in values.items() if v not in (None, [])})


_SCHEMA: dict[str, Any] = Service.model_json_schema()
_SHAPES: dict[str, Any] = _SCHEMA["properties"]


def value_of(name: str, text: str) -> Any:
    """Read a cell as the value of a field. Raises Unreadable."""
    if not text:
        return None
    if _SHAPES[name].get("type") == "array":
        return [_thing_of(name, line) for line in text.split("\n") if line.strip()]
    if _SHAPES[name].get("type") == "boolean":
        return _YES.get(text.lower(), text)
    return text


def _thing_of(name: str, line: str) -> Any:
    if schema.part_of(_SHAPES[name], _SCHEMA) is None:
        return line.strip()
    if line.lstrip().startswith("{"):
        document: Document = read_yaml(line)
        return document.data
    return {MAIN.get(name, "description"): line.strip()}


def _reasons(error: ValidationError) -> list[str]:
    reasons = []
    for detail in error.errors(include_url=False):
        where = ".".join(map(str, detail["loc"])) or "entry"
        reasons.append(f"`{where}`: {' '.join(sentences(Service, detail))}")
    return reasons


def _reject_what_leads_nowhere(folder: Path, found: list[Change]) -> list[Change]:
    """Try the rows out together; reject those whose names of others lead nowhere, until all fit."""
    while True:
        texts = {
            f"services/{one.slug}.md": entry_text(one.service)
            for one in found
            if one.service and one.kind in ("new", "changed")
        }
        wrong: dict[str, list[str]] = {}
        for problem in trial.new_problems(folder, texts) if texts else []:
            wrong.setdefault(Path(problem.file).stem, []).append(
                f"`{problem.field}`: {problem.message} {problem.advice}"
            )
        rejected = [one for one in found if one.slug in wrong and one.kind != "rejected"]
        if not rejected:
            return found
        for one in rejected:
            one.kind, one.lines, one.service = "rejected", wrong[one.slug], None


def write(folder: Path, found: Iterable[Change]) -> int:
    """Write the new and changed entries; give how many."""
    paths = {path.stem: path for path in (folder / "services").rglob("*.md")}
    done = 0
    for one in found:
        if one.service and one.kind in ("new", "changed"):
            path = paths.get(one.slug, folder / "services" / f"{one.slug}.md")
            write_text(path, entry_text(one.service))
            done += 1
    return done


def as_table(found: Iterable[Change], folder: Path) -> str:
    """Say what each row would do; rows that change nothing are only counted."""
    found = list(found)
    lines = []
    for one in found:
        if one.kind != "same":
            lines.append(f"row {one.number:>4}  {one.kind:<8}  {one.slug}")
            lines += [f"          {line}" for line in one.lines]
    count = {kind: sum(one.kind == kind for one in found) for kind in ("new", "changed")}
    rejected, same = (sum(one.kind == kind for one in found) for kind in ("rejected", "same"))
    where = short_path(folder / "services", folder)
    lines.append(
        f"{count['new']} new, {count['changed']} changed, {same} the same, {rejected} rejected, "
        f"for {where}."
    )
    return "\n".join(lines) + "\n"
