"""Bringing another directory's records in, as drafts for a person to review.

Drafts wait in content/drafts/<feed>/, which no page reads. What the feed said last time is kept
beside them, so that the next import changes only what the feed changed, and nothing that a person
wrote or assured.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from app import content
from app.catalogue import Catalogue
from app.editing.writing import NOT_IN_FRONT_MATTER, front_matter_text, write_text
from app.files import Reader
from app.model.service import Service
from app.model.taxonomy import Taxonomy
from app.openreferral.cleaning import canonical
from app.openreferral.entries import Draft, Drafter, Refused, Table
from app.openreferral.feeds import Found, Kept, of_address, of_file
from app.openreferral.fetching import Limits
from app.openreferral.ids import free_slug
from app.openreferral.parts import Fields
from app.openreferral.records import Publisher
from app.openreferral.values import Record
from app.problems import ContentError, Problem
from app.reading import read_yaml
from app.swapping import replaced

TABLE = "imports.yaml"
MEMORY = "feed.json"
REPORT = "report.txt"
# What a record raises that holds a list for a word, or a word for a record.
MISSHAPEN = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


@dataclass
class Report:
    """What became of every record."""

    folder: Path
    new: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    yours: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    needs: dict[str, list[str]] = field(default_factory=dict)
    unmapped: list[tuple[str, int]] = field(default_factory=list)

    def text(self) -> str:
        """Give the report in lines to read."""
        parts = [
            _part("New drafts", self.new),
            _part("Drafts brought up to date", self.updated),
            _part("Nothing changed", self.unchanged),
            _part("Kept as a person wrote them; look at what the feed says now", self.yours),
            _part("No longer in the feed", self.gone),
            _part("Not taken", [f"{key}: {reason}" for key, reason in self.refused]),
            _part(
                "To see to", [f"{slug}: {need}" for slug in self.needs for need in self.needs[slug]]
            ),
            _part(
                f"Terms without a topic of ours; name them in {TABLE}",
                [f"{name}: {count} times" for name, count in self.unmapped],
            ),
        ]
        return "\n".join(part for part in parts if part)


def _part(title: str, lines: Iterable[str]) -> str:
    rows = list(lines)
    return "\n".join([f"{title} ({len(rows)})", *(f"  {row}" for row in rows), ""]) if rows else ""


def run(root: Path, source: str, limits: Limits, *, afresh: bool = False) -> Report:
    """Import a feed's address or a file into drafts. Gives the report, which is written too.

    Raises NoFeed when the source is no feed, ContentError when our own settings are broken.
    """
    catalogue, _ = content.load(root)
    feed = source.rstrip("/") if _is_address(source) else Path(source).name
    folder = root / "drafts" / _folder_name(feed)
    kept = Kept(root / "drafts" / f".{folder.name}.fetched", limits)
    if afresh:
        kept.clear()
    work = _Import(catalogue, read_table(root, catalogue.taxonomy), feed, folder)
    found = list(
        of_address(feed, kept, work.is_known) if _is_address(source) else of_file(Path(source))
    )
    with _next_drafts(folder) as new:
        report = work.write(found, new)
        (new / REPORT).write_text(report.text(), encoding="utf-8")
    kept.clear()
    return report


@contextmanager
def _next_drafts(folder: Path) -> Iterator[Path]:
    """Give a copy of a feed's drafts to work on; it takes their place when all went well."""
    with replaced(folder) as new:
        if folder.exists():
            shutil.copytree(folder, new, dirs_exist_ok=True)
        yield new


def _is_address(source: str) -> bool:
    return source.startswith(("http://", "https://"))


def _folder_name(feed: str) -> str:
    words = re.sub(r"^https?://|\.json$", "", feed.lower())
    return free_slug(words, set())


def read_table(root: Path, taxonomy: Taxonomy) -> Table:
    """Read the table of other directories' terms. Raises ContentError."""
    path = root / TABLE
    if not path.exists():
        return Table()
    data = read_yaml(path.read_text(encoding="utf-8")).data or {}
    terms, areas = data.get("terms") or {}, data.get("areas") or {}
    wrong = [name for name, topic in terms.items() if topic not in taxonomy.terms]
    wrong += [name for name, area in areas.items() if area not in taxonomy.area_labels]
    if wrong:
        problems = [
            Problem(f"{root.name}/{TABLE}", 1, name, "It names no topic or area of ours.")
            for name in wrong
        ]
        raise ContentError(problems)
    return Table(terms, areas)


class _Import:
    """One run: what we have, what the feed said before, what it says now."""

    def __init__(self, catalogue: Catalogue, table: Table, feed: str, folder: Path) -> None:
        self.catalogue, self.feed, self.folder = catalogue, feed, folder
        self.drafter = Drafter(catalogue, table, feed)
        memory = folder / MEMORY
        self.before: dict[str, Any] = json.loads(memory.read_text()) if memory.exists() else {}
        self.report = Report(folder)
        publisher = Publisher(catalogue, lambda path: path)
        self.ours = {publisher.service_id(one): slug for slug, one in catalogue.services.items()}
        self.ours |= {
            one.source_id: slug for slug, one in catalogue.services.items() if one.source_id
        }
        rows = {
            name: _yaml_rows(folder / name) for name in ("organizations.yaml", "locations.yaml")
        }
        self.drafter.rows.remember(rows["organizations.yaml"], rows["locations.yaml"])

    def is_known(self, row: Record) -> bool:
        """Whether the feed's list says that a record has not changed since the last import."""
        last = self.before.get(str(row.get("id")), {})
        return bool(last) and last.get("modified") == row.get("last_modified") is not None

    def write(self, found: list[Found], new: Path) -> Report:
        """Write the drafts of all records into a folder."""
        clean: dict[str, Record] = {}
        for one in found:
            self._sort(one, clean)
        self.drafter.slugs |= {key: self._slug(key, record) for key, record in clean.items()}
        after = dict(self.before)
        for key, record in clean.items():
            try:
                after[key] = self._one(key, record, new)
            except Refused as error:
                self.report.refused.append((key, str(error)))
            except MISSHAPEN as error:
                self.report.refused.append((key, _misshapen(error)))
        present = {one.id for one in found}
        self.report.gone = [row["slug"] for key, row in self.before.items() if key not in present]
        self.report.unmapped = self.drafter.unmapped.most_common()
        self._write_rows(new)
        (new / MEMORY).write_text(json.dumps(after, indent=1, ensure_ascii=False) + "\n")
        return self.report

    def _sort(self, one: Found, clean: dict[str, Record]) -> None:
        """Put one record among those to take, or say why not."""
        if one.unchanged:
            self.report.unchanged.append(self.before[one.id]["slug"])
        elif one.record is None:
            self.report.refused.append((one.id, one.reason))
        elif one.id in clean:
            self.report.refused.append((one.id, "The feed gives this id twice."))
        else:
            try:
                clean[one.id] = canonical(one.record)
            except MISSHAPEN as error:
                self.report.refused.append((one.id, _misshapen(error)))

    def _slug(self, key: str, record: Record) -> str:
        """The slug a record had before, or has here, or a new one."""
        known = self.before.get(key, {}).get("slug") or self.ours.get(key)
        if known:
            return str(known)
        taken = {*self.catalogue.services, *self.drafter.slugs.values()}
        taken |= {row["slug"] for row in self.before.values()}
        slug = free_slug(str(record.get("x_slug") or record.get("name") or "entry"), taken)
        self.drafter.slugs[key] = slug
        return slug

    def _one(self, key: str, record: Record, new: Path) -> dict[str, Any]:
        """Take in one record. Gives what to remember of it. Raises Refused."""
        slug = self.drafter.slugs[key]
        published = self.catalogue.services.get(slug)
        if published and published.source_id != key:
            raise Refused(f"It is our own entry {slug}, which is kept here.")
        draft = self.drafter.draft(record, slug)
        said = {**draft.fields, "description": draft.body}
        memory = {"slug": slug, "modified": record.get("last_modified"), "said": said}
        file = new / "services" / f"{slug}.md"
        now = self._as_it_stands(file, published)
        if now is None:
            self._write(file, draft.fields, draft.body, record)
            self.report.new.append(slug)
            self._tell(draft)
        else:
            self._update(
                file, draft, now, self.before.get(key, {}).get("said", {}), published, record
            )
        return memory

    def _as_it_stands(self, file: Path, published: Service | None) -> Fields | None:
        """The fields of the draft that waits, else of the entry that is published, else None."""
        if file.exists():
            reader = Reader(file.parent)
            parts = reader.front_matter(file)
            if parts is None:
                raise Refused(f"Its draft {file.name} cannot be read; mend or delete it.")
            return {**parts[0].data, "description": parts[1]}
        if published is None:
            return None
        fields = published.model_dump(mode="json", exclude_defaults=True)
        return {name: value for name, value in fields.items() if name != "id"}

    def _update(
        self,
        file: Path,
        draft: Draft,
        now: Fields,
        before: Fields,
        published: Service | None,
        record: Record,
    ) -> None:
        """Change what the feed changed, and keep what a person did."""
        said = {**draft.fields, "description": draft.body}
        names = dict.fromkeys((*said, *now))
        changed = [n for n in names if not _same(said.get(n), before.get(n))]
        written = [n for n in changed if not _same(now.get(n), before.get(n))]
        written = [n for n in written if not _same(now.get(n), said.get(n))]
        free = [n for n in changed if n not in written and not _same(now.get(n), said.get(n))]
        real = [n for n in free if not n.startswith("source_")]
        if published and published.assured_date and not file.exists() and (real or written):
            what = ", ".join([*real, *written])
            self.report.yours.append(f"{draft.slug}: assured here; the feed changed {what}")
            return
        if written:
            self.report.yours.append(f"{draft.slug}: the feed changed {', '.join(written)}")
        if not free:
            self.report.unchanged.append(draft.slug)
            return
        fields = {name: said.get(name) if name in free else now.get(name) for name in names}
        fields = {name: value for name, value in fields.items() if value is not None}
        self._write(file, fields, str(fields.pop("description", "")), record)
        self.report.updated.append(draft.slug)
        self._tell(draft)

    def _write(self, file: Path, fields: Fields, body: str, record: Record) -> None:
        order = [name for name in Service.model_fields if name not in NOT_IN_FRONT_MATTER]
        fields = {name: fields[name] for name in order if name in fields}
        write_text(file, front_matter_text(fields, body))
        # The file is as old as what it says, so that our own feed tells the same moment.
        if when := _moment(record.get("last_modified")):
            os.utime(file, (when, when))

    def _tell(self, draft: Draft) -> None:
        if draft.needs:
            self.report.needs[draft.slug] = draft.needs

    def _write_rows(self, new: Path) -> None:
        for name, rows in (
            ("organizations.yaml", self.drafter.rows.organizations),
            ("locations.yaml", self.drafter.rows.locations),
        ):
            if rows:
                (new / name).write_text(_as_yaml(rows), encoding="utf-8")


def _misshapen(error: Exception) -> str:
    return f"It is not in the shape of Open Referral ({type(error).__name__}: {error})."


def _moment(text: Any) -> float | None:
    try:
        return datetime.fromisoformat(str(text)).timestamp()
    except (ValueError, OverflowError):
        return None


def _same(one: Any, other: Any) -> bool:
    """Whether two values say the same, whether read from YAML as text or from a record."""
    return bool(_plain(one) == _plain(other))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items() if one not in (None, "", [])}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip() if value is not None else ""


def _yaml_rows(path: Path) -> dict[str, Fields]:
    if not path.exists():
        return {}
    rows: Mapping[str, Fields] = read_yaml(path.read_text(encoding="utf-8")).data or {}
    return dict(rows)


def _as_yaml(rows: Mapping[str, Fields]) -> str:
    return yaml.safe_dump(dict(rows), allow_unicode=True, sort_keys=False, width=110)


# --- taking drafts over -------------------------------------------------------------------------


def drafts(root: Path) -> dict[str, Path]:
    """Every draft that waits, by its slug."""
    return {path.stem: path for path in sorted((root / "drafts").glob("*/services/*.md"))}


def accept(root: Path, slugs: Iterable[str]) -> int:
    """Move drafts among the entries, with the organizations and places they name.

    All or none: raises ContentError when a draft is not ready, ValueError when there is none.
    """
    waiting = drafts(root)
    chosen = list(dict.fromkeys(slugs))
    unknown = [slug for slug in chosen if slug not in waiting]
    if unknown:
        raise ValueError(f"There is no draft called {unknown[0]}. See {root / 'drafts'}.")
    ready = {slug: _ready(root, waiting[slug]) for slug in chosen}
    for slug, service in ready.items():
        _add_rows(root, waiting[slug].parent.parent, service)
        target = root / "services" / f"{slug}.md"
        target.parent.mkdir(exist_ok=True)
        # A move keeps the file's clock, which is when the feed changed it.
        shutil.move(waiting[slug], target)
    return len(ready)


def _ready(root: Path, path: Path) -> Service:
    """Read a draft as an entry. Raises ContentError with all that is missing."""
    reader = Reader(root)
    parts = reader.front_matter(path)
    service = None
    if parts:
        body = {"description": parts[1]} if parts[1] else {}
        service = reader.model(Service, path, parts[0], (), id=path.stem, **body)
    if service is None:
        raise ContentError(reader.problems)
    return service


def _add_rows(root: Path, feed: Path, service: Service) -> None:
    """Add the rows an entry needs to organizations.yaml and locations.yaml, if they are new."""
    needed = {
        "organizations.yaml": [service.organization],
        "locations.yaml": list(service.locations),
    }
    for name, slugs in needed.items():
        known, new = _yaml_rows(root / name), _yaml_rows(feed / name)
        rows = {slug: new[slug] for slug in slugs if slug in new and slug not in known}
        if rows:
            path = root / name
            text = path.read_text(encoding="utf-8") if path.exists() else ""
            write_text(path, f"{text.rstrip()}\n{_as_yaml(rows)}".lstrip())
