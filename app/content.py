"""Files to entries: reads the content folder, and says all that is wrong with it at once.

This module alone knows how content is kept. Loading never stops at a writer's mistake: it gives
the catalogue of all that is sound, and every problem, first in single files, then between files.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from app import addresses, prose
from app.catalogue import Catalogue
from app.model.gazetteer import Gazetteer
from app.model.location import Location
from app.model.organization import Organization
from app.model.page import Page
from app.model.service import Service
from app.model.site import Site
from app.model.taxonomy import Taxonomy
from app.model.values import SITE_PATH
from app.problems import ContentError, Problem, short_path
from app.reading import LARGEST_FILE, Document, Unreadable, read_yaml
from app.translation import (
    TranslatedPage,
    TranslatedService,
    TranslatedSite,
    TranslatedTaxonomy,
    Translation,
)

M = TypeVar("M", bound=BaseModel)

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)??---[ \t]*(?:\n|\Z)", re.DOTALL)
NO_FRONT_MATTER = "The file must begin with a line of three hyphens, then fields, then three more."


@dataclass
class Reader:
    """Reads files below one folder and gathers the problems found on the way."""

    root: Path
    problems: list[Problem] = field(default_factory=list)

    def report(self, path: Path, line: int, name: str, message: str, advice: str = "") -> None:
        """Add a problem."""
        self.problems.append(Problem(short_path(path, self.root), line, name, message, advice))

    def refuse_links(self) -> None:
        """Raise ContentError for links below the folder, to files or to folders."""
        for path in self.root.rglob("*"):
            if path.is_symlink():
                self.report(path, 1, "", "This is a link to another file.", "Put the file itself.")
        if self.problems:
            raise ContentError(self.problems)

    def text(self, path: Path) -> str | None:
        """Read a file as UTF-8 text with plain line ends; None, and a problem, if that fails."""
        try:
            if path.is_symlink():
                self.report(path, 1, "", "This is a link to another file.", "Put the file itself.")
                return None
            if path.stat().st_size > LARGEST_FILE:
                self.report(path, 1, "", "The file is larger than 512 kB.", "Divide it.")
                return None
            raw = path.read_bytes()
            return raw.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            self.report(path, line, "", "This file is not UTF-8 text.", "Save it again as UTF-8.")
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            self.report(path, 1, "", f"The file cannot be read: {reason}.", "Put it there.")
        return None

    def document(self, path: Path) -> Document | None:
        """Read a YAML file."""
        text = self.text(path)
        return None if text is None else self._yaml(path, text, 1)

    def front_matter(self, path: Path) -> tuple[Document, str, int] | None:
        """Read a Markdown file: its fields, its body, and the line the body begins on."""
        text = self.text(path)
        if text is None:
            return None
        match = _FRONT_MATTER.match(text)
        if not match:
            self.report(path, 1, "", "The file has no front matter.", NO_FRONT_MATTER)
            return None
        document = self._yaml(path, match.group(1) or "", 2)
        body_line = text.count("\n", 0, match.end()) + 1
        return None if document is None else (document, text[match.end() :].strip(), body_line)

    def _yaml(self, path: Path, text: str, first_line: int) -> Document | None:
        try:
            return read_yaml(text, first_line)
        except Unreadable as error:
            self.report(path, error.line, "", error.message, error.advice)
            return None

    def model(
        self, kind: type[M], path: Path, document: Document, at: tuple[Any, ...] = (), **more: Any
    ) -> M | None:
        """Make a record of the values at a place of a document; report each field that is wrong."""
        values = document.data
        for step in at:
            values = values[step]
        if not isinstance(values, dict):
            self.report(path, document.line(at), ".".join(map(str, at)), "This must be fields.")
            return None
        try:
            return kind.model_validate({**values, **more})
        except ValidationError as error:
            for detail in _causes(error.errors(include_url=False)):
                self._wrong_field(kind, path, document, at, detail)
            return None

    def _wrong_field(
        self,
        kind: type[BaseModel],
        path: Path,
        document: Document,
        at: tuple[Any, ...],
        detail: ErrorDetails,
    ) -> None:
        loc = (*detail["loc"], *filter(None, [(detail.get("ctx") or {}).get("field")]))
        where = (*at, *loc)
        name = ".".join(str(part) for part in loc)
        message, advice = sentences(kind, detail)
        self.report(path, document.line(where), name, message, advice)


def _causes(details: list[ErrorDetails]) -> list[ErrorDetails]:
    """Leave out 'too short' for a list that only misses the rows that are wrong themselves."""
    places = [detail["loc"] for detail in details]
    return [
        detail
        for detail in details
        if detail["type"] != "too_short"
        or not any(place[: len(detail["loc"])] == detail["loc"] != place for place in places)
    ]


def sentences(kind: type[BaseModel], detail: ErrorDetails) -> tuple[str, str]:
    """Say in plain words what pydantic found, and what to do."""
    context = detail.get("ctx") or {}
    name = next((part for part in reversed(detail["loc"]) if isinstance(part, str)), "this")
    value = repr(detail.get("input"))[:80]
    match detail["type"]:
        case "content":
            return context["message"], context["advice"]
        case "missing":
            known = kind.model_fields.get(name)
            return f"`{name}` is missing.", (known.description or "" if known else "") or "Add it."
        case "extra_forbidden":
            return f"There is no field called `{name}`.", nearest(name, kind.model_fields)
        case "literal_error":
            return f"{value} is not one of the words for `{name}`.", f"Use {context['expected']}."
        case "string_too_short" | "too_short":
            return f"`{name}` is empty.", "Fill it in, or delete the line if it is not needed."
        case "string_too_long":
            most = context["max_length"]
            return f"`{name}` is longer than {most} characters.", "Say it in fewer words."
        case "string_pattern_mismatch" if context.get("pattern", "").startswith("^[a-z0-9]+"):
            return f"{value} is not an id.", "Use small letters, digits and hyphens: family-hub."
        case "string_pattern_mismatch" if context.get("pattern") == SITE_PATH:
            return f"{value} is not a path of this site.", "Write it as /family-hubs/ and no more."
        case "string_pattern_mismatch":
            return f"{value} does not fit `{name}`.", "Keep it on one line and in its usual form."
        case "tuple_type" | "list_type":
            return f"`{name}` must be a list.", "Write it as [one, two], or a line for each with -."
        case "bool_parsing" | "bool_type":
            return f"{value} is neither true nor false.", "Write true or false."
        case "int_parsing" | "float_parsing" | "int_type" | "float_type" | "int_from_float":
            return f"{value} is not a number.", "Write digits only, for example 11."
        case "greater_than_equal" | "less_than_equal":
            return f"{value} is out of range for `{name}`.", detail["msg"] + "."
        case "string_type":
            return f"`{name}` must be a text.", "Write words after the colon, in quotes if need be."
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"`{name}` must be fields.", "Write each as `name: value`, with an indent."
    return f"{value} is wrong for `{name}`: {detail['msg']}.", "See docs/writing-a-service.md."


def nearest(word: str, known: Iterable[str]) -> str:
    """Say which known word was probably meant."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"Did you mean `{close[0]}`?" if close else "See docs/writing-a-service.md."


# --- the parts of a content folder --------------------------------------------------------------


def load(folder: Path) -> tuple[Catalogue, list[Problem]]:
    """Read a content folder. Gives the catalogue of what is sound, and every problem.

    Raises ContentError when site.yaml or taxonomy.yaml cannot be used, for nothing works without
    them, and when there is a link to another file: it could lead out of the folder.
    """
    reader = Reader(folder)
    reader.refuse_links()
    site = _one(reader, Site, folder / "site.yaml")
    taxonomy = _one(reader, Taxonomy, folder / "taxonomy.yaml")
    if site is None or taxonomy is None:
        raise ContentError(reader.problems)
    read = _Read(reader, site, taxonomy)
    read.folder()
    catalogue = read.catalogue()
    _check_between_files(read, catalogue)
    return catalogue, sorted(reader.problems)


def load_sound(folder: Path) -> Catalogue:
    """Read a content folder that must be without mistakes. Raises ContentError."""
    catalogue, problems = load(folder)
    if problems:
        raise ContentError(problems)
    return catalogue


def _one(reader: Reader, kind: type[M], path: Path) -> M | None:
    document = reader.document(path)
    return None if document is None else reader.model(kind, path, document)


@dataclass
class _Read:
    """What has been read so far, with the document of each thing, for its lines."""

    reader: Reader
    site: Site
    taxonomy: Taxonomy
    organizations: dict[str, Organization] = field(default_factory=dict)
    locations: dict[str, Location] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    gazetteer: Gazetteer = field(default_factory=Gazetteer)
    translations: dict[str, Translation] = field(default_factory=dict)
    places_file: Document | None = None
    origin: dict[str, tuple[Path, Document, int]] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)

    def folder(self) -> None:
        root = self.reader.root
        self.organizations = self._named(Organization, root / "organizations.yaml")
        self.locations = self._named(Location, root / "locations.yaml")
        self.services = self._files(Service, root / "services", "description")
        self.pages = self._files(Page, root / "pages", "body")
        self._places(root / "places.yaml")
        for folder in sorted((root / "translations").glob("*/")):
            self._translation(folder)

    def catalogue(self) -> Catalogue:
        # An inactive entry is not ready or has ended: no page, feed or index may hold it.
        published = {slug: s for slug, s in self.services.items() if s.status != "inactive"}
        return Catalogue(
            self.site,
            self.taxonomy,
            self.organizations,
            self.locations,
            published,
            self.pages,
            self.gazetteer,
            translations=self.translations,
        )

    def _translation(self, folder: Path) -> None:
        """Read what is translated into one language; the folder's name is its code."""
        site = _one(self.reader, TranslatedSite, folder / "site.yaml")
        taxonomy = _one(self.reader, TranslatedTaxonomy, folder / "taxonomy.yaml")
        services = self._files(TranslatedService, folder / "services")
        pages = self._files(TranslatedPage, folder / "pages", "body")
        if site and taxonomy:
            found = Translation(folder.name, site, taxonomy, pages, services)
            self.translations[folder.name] = found

    def _named(self, kind: type[M], path: Path) -> dict[str, M]:
        """Read a file of records by id."""
        document = self.reader.document(path)
        records: dict[str, M] = {}
        for slug in document.data or {} if document else {}:
            assert document is not None
            record = self.reader.model(kind, path, document, (slug,), id=slug)
            if record is None:
                self.broken.add(slug)
            else:
                records[slug] = record
        return records

    def _places(self, path: Path) -> None:
        """Read the places people live in; a directory can do without."""
        document = self.reader.document(path) if path.exists() else None
        found = document and self.reader.model(Gazetteer, path, document)
        if document and found:
            self.gazetteer, self.places_file = found, document

    def _files(self, kind: type[M], folder: Path, body_field: str = "") -> dict[str, M]:
        """Read a folder of Markdown files; a file's name is its record's id."""
        records: dict[str, M] = {}
        whose = folder.relative_to(self.reader.root).as_posix()
        for path in sorted(folder.rglob("*.md")):
            slug = path.stem
            parts = self.reader.front_matter(path)
            if parts is None:
                self.broken.add(slug)
                continue
            document, body, body_line = parts
            if slug in records:
                first = short_path(self.origin[f"{whose}/{slug}"][0], self.reader.root)
                self.reader.report(
                    path, 1, "", f"The slug `{slug}` stands twice.", f"The other is {first}."
                )
                continue
            self._prose(path, body, body_line)
            more: dict[str, Any] = {body_field or "body": body} if body else {}
            record = self.reader.model(kind, path, document, (), id=slug, **more)
            if record is None:
                self.broken.add(slug)
                continue
            records[slug] = record
            self.origin[f"{whose}/{slug}"] = (path, document, body_line)
        return records

    def _prose(self, path: Path, body: str, body_line: int) -> None:
        for line, tag in prose.raw_html(body):
            self.reader.report(
                path,
                body_line + line - 1,
                "",
                f"Raw HTML is not allowed here: {tag[:40]}",
                "Write Markdown: **bold**, [words](https://address), - for a list.",
            )


# --- between files ------------------------------------------------------------------------------

Say = Callable[[str, str, str], None]


def _check_between_files(read: _Read, catalogue: Catalogue) -> None:
    """Find names that lead nowhere: topics, areas, organizations, locations, entries, links."""
    known = _Known(catalogue, read.broken)
    for slug, service in read.services.items():
        say = _sayer(read, f"services/{slug}")
        for name, used, good in known.of_service(service):
            _check_name(say, name, used, good)
    _check_settings(read, known)
    _check_places(read, known)
    _check_links(read, catalogue)
    for translation in read.translations.values():
        _check_translation(read, catalogue, translation)


@dataclass
class _Known:
    """Every id that may be named; broken files count, so that one mistake is told once."""

    catalogue: Catalogue
    broken: set[str]

    def __post_init__(self) -> None:
        taxonomy = self.catalogue.taxonomy
        self.terms = set(taxonomy.terms)
        self.clusters = {c.id for c in taxonomy.clusters}
        self.areas = self.clusters | {a.id for a in taxonomy.areas}
        self.services = self.catalogue.services.keys() | self.broken
        self.organizations = self.catalogue.organizations.keys() | self.broken
        self.locations = self.catalogue.locations.keys() | self.broken

    def of_service(self, service: Service) -> Iterator[tuple[str, Iterable[str], set[str]]]:
        """Give each field that names something: the field, the names it uses, the good names."""
        yield "topics", service.topics, self.terms
        yield "area", service.area, self.areas
        yield "organization", [service.organization], self.organizations
        yield "locations", service.locations, self.locations
        yield "contact_through", service.contact_through, self.services
        at = [schedule.location for schedule in service.schedules if schedule.location]
        yield "schedules", at, self.locations


def _sayer(read: _Read, key: str) -> Say:
    path, document, _ = read.origin[key]

    def say(name: str, message: str, advice: str) -> None:
        read.reader.report(path, document.line((name,)), name, message, advice)

    return say


def _check_name(say: Say, name: str, used: Iterable[str], good: set[str]) -> None:
    for word in used:
        if word not in good:
            say(name, f"There is no `{word}` to name in `{name}`.", nearest(word, good))


def _check_settings(read: _Read, known: _Known) -> None:
    """Check the entries and pages that site.yaml and taxonomy.yaml name."""
    root, reader = read.reader.root, read.reader
    site, taxonomy = read.site, read.taxonomy
    pages = read.pages.keys() | read.broken
    named = [("site.yaml", "crisis", slug, known.services) for slug in site.crisis]
    named.append(("site.yaml", "ask", site.ask, known.services))
    named += [
        ("site.yaml", "navigation", slug, pages | {"start", "search"}) for slug in site.navigation
    ]
    named += [("site.yaml", "footer", slug, pages) for slug in site.footer]
    named += [("taxonomy.yaml", "hub", c.hub, known.services) for c in taxonomy.clusters]
    for topic in taxonomy.topics:
        crisis = {*topic.crisis, *(slug for sub in topic.sub for slug in sub.crisis)}
        named += [("taxonomy.yaml", "crisis", slug, known.services) for slug in sorted(crisis)]
    good_pages = _link_targets(read, known.catalogue)
    named += [("site.yaml", "redirects", now, good_pages) for now in site.redirects.values()]
    for file, name, slug, good in named:
        if slug not in good:
            line = _line_with(root / file, slug)
            reader.report(
                root / file, line, name, f"There is no `{slug}` to name.", nearest(slug, good)
            )
    for page in read.pages.values():
        for card in page.care_cards:
            _check_name(
                _sayer(read, f"pages/{page.id}"), "care_cards", card.services, known.services
            )


def _check_places(read: _Read, known: _Known) -> None:
    """Check what places.yaml names, and that no place stands twice."""
    document, path = read.places_file, read.reader.root / "places.yaml"
    if document is None:
        return
    for at, name, word, good in _named_in_places(read.gazetteer, known):
        if word not in good:
            line, message = document.line(at), f"There is no `{word}` to name in `{name}`."
            read.reader.report(path, line, name, message, nearest(word, good))
    for rows, ids in _ids_in_places(read.gazetteer):
        for number, one in enumerate(ids):
            if one in ids[:number]:
                advice = "Keep one of the two."
                line = document.line((rows, number))
                read.reader.report(path, line, rows, f"`{one}` stands twice.", advice)


Named = Iterator[tuple[tuple[str | int, ...], str, str, set[str]]]


def _named_in_places(found: Gazetteer, known: _Known) -> Named:
    """Give each name used in places.yaml: where it stands, its field, the word, the good words."""
    for number, hub in enumerate(found.hubs):
        yield ("hubs", number, "cluster"), "cluster", hub.cluster, known.clusters
        yield ("hubs", number, "service"), "service", hub.service, known.services
        yield ("hubs", number, "location"), "location", hub.location, known.locations
    for number, place in enumerate(found.places):
        for name, word in (("cluster", place.cluster), ("nearest_hub", place.nearest_hub)):
            if word:
                yield ("places", number, name), name, word, known.clusters
    shares = [("districts", n, district.clusters) for n, district in enumerate(found.districts)]
    shares += [("sectors", n, sector.clusters) for n, sector in enumerate(found.sectors)]
    for rows, number, clusters in shares:
        for cluster in clusters:
            yield (rows, number, "clusters"), "clusters", cluster, known.clusters
    for number, town in enumerate(found.boundary.townships if found.boundary else ()):
        at = ("boundary", "townships", number, "cluster")
        yield at, "cluster", town.cluster, known.clusters


def _ids_in_places(found: Gazetteer) -> Iterator[tuple[str, list[str]]]:
    yield "districts", [district.code for district in found.districts]
    yield "sectors", [sector.code for sector in found.sectors]
    yield "places", [place.id for place in found.places]


def _line_with(path: Path, word: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if word in line), 1)


def _check_links(read: _Read, catalogue: Catalogue) -> None:
    """Check the links in the words of entries and pages."""
    good = _link_targets(read, catalogue)
    texts = [(f"services/{s.id}", s.description) for s in catalogue.services.values()]
    texts += [(f"pages/{p.id}", p.body) for p in catalogue.pages.values()]
    for key, text in texts:
        path, _, body_line = read.origin[key]
        for href in prose.links(text) if "](" in text else ():
            problem = _wrong_link(href, good)
            if problem:
                at = next((n for n, line in enumerate(text.splitlines()) if href in line), 0)
                read.reader.report(path, body_line + at, "", *problem)


def _check_translation(read: _Read, catalogue: Catalogue, words: Translation) -> None:
    """Check that a translation is of things there are, and gives the same numbers and links."""
    folder = f"translations/{words.language}"
    for name, used, good in _named_in_translation(words, catalogue.taxonomy):
        path = read.reader.root / folder / "taxonomy.yaml"
        for word in used - good:
            message = f"There is no `{word}` to translate in `{name}`."
            read.reader.report(path, _line_with(path, word), name, message, nearest(word, good))
    for slug in set(words.site.footer or ()) - read.pages.keys() - read.broken:
        path = read.reader.root / folder / "site.yaml"
        advice = nearest(slug, read.pages)
        read.reader.report(path, _line_with(path, slug), "footer", f"There is no `{slug}`.", advice)
    for part, done, originals in (
        ("services", set(words.services), set(read.services)),
        ("pages", set(words.pages), set(read.pages)),
    ):
        for slug in done - originals - read.broken:
            say = _sayer(read, f"{folder}/{part}/{slug}")
            say("", f"There is no {part}/{slug}.md to translate.", "Delete this or rename it.")
    for slug in words.pages.keys() & read.pages.keys():
        _check_same_help(
            _sayer(read, f"{folder}/pages/{slug}"), read.pages[slug], words.pages[slug]
        )


def _named_in_translation(
    words: Translation, taxonomy: Taxonomy
) -> Iterator[tuple[str, set[str], set[str]]]:
    yield "topics", set(words.taxonomy.topics), {topic.id for topic in taxonomy.topics}
    yield "sub", set(words.taxonomy.sub), set(taxonomy.terms)
    yield "ages", set(words.taxonomy.ages), {band.id for band in taxonomy.ages}
    yield "clusters", set(words.taxonomy.clusters), {one.id for one in taxonomy.clusters}
    yield "areas", set(words.taxonomy.areas), {area.id for area in taxonomy.areas}


def _check_same_help(say: Say, page: Page, words: TranslatedPage) -> None:
    """Somebody who reads a translated page must be led to all that the English one leads to."""
    missing = set(prose.links(page.body)) - set(prose.links(words.body))
    for href in sorted(missing):
        say("", f"The English page links to {href}, this one does not.", "Put the link in.")
    for href in sorted(set(prose.links(words.body)) - set(prose.links(page.body))):
        say("", f"This links to {href}, the English page does not.", "Take it out or correct it.")
    shapes = [[len(card.points) for card in one.care_cards] for one in (page, words)]
    if shapes[0] != shapes[1]:
        advice = "Translate each card and each point, in the same order."
        say("care_cards", "The urgent-help cards differ from the English ones.", advice)


def _link_targets(read: _Read, catalogue: Catalogue) -> set[str]:
    good = {addresses.HOME, addresses.START, addresses.SEARCH, addresses.TOPICS, addresses.AGES}
    good |= {addresses.CLUSTERS, addresses.A_TO_Z, addresses.MY_LIST, addresses.SHEET}
    good |= {addresses.LEAFLETS, addresses.EMBED, addresses.OFFLINE}
    good |= {addresses.NEWS, *addresses.OPEN_DATA}
    homes = catalogue.gazetteer.places
    good |= {addresses.near(place.id) for place in homes} | ({addresses.NEAR} if homes else set())
    good |= {choice.path() for choice in catalogue.choices()}
    for slug in catalogue.services.keys() | read.broken:
        good |= {addresses.service(slug), prose.PHONE + slug}
    return good | {addresses.page(slug) for slug in catalogue.pages.keys() | read.broken}


def _wrong_link(href: str, good: set[str]) -> tuple[str, str] | None:
    if not prose.allowed_scheme(href):
        return f"The link {href[:60]!r} is not allowed.", "Use an https address."
    inside = href.startswith("/") or href.startswith(prose.PHONE) or not re.match(r"\w+:|#", href)
    target = href.split("#")[0].split("?")[0]
    if inside and target not in good:
        return f"The link {href!r} leads nowhere on this site.", nearest(target, good)
    return None
