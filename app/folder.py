"""A content folder to entries, each kept with the file and the lines it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from app import prose
from app.catalogue import Catalogue
from app.files import Reader
from app.model.gazetteer import Gazetteer
from app.model.location import Location
from app.model.organization import Organization
from app.model.page import Page
from app.model.service import Service
from app.model.site import Site
from app.model.taxonomy import Taxonomy
from app.problems import ContentError, short_path
from app.reading import Document
from app.translation import (
    TranslatedPage,
    TranslatedService,
    TranslatedSite,
    TranslatedTaxonomy,
    Translation,
)

M = TypeVar("M", bound=BaseModel)


@dataclass
class Folder:
    """All that is sound in a content folder.

    `origin` tells the file each thing stands in, and the line its body begins on. The lines of its
    fields are read again where something must be told of them: they would take most of the memory.
    """

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
    origin: dict[str, tuple[Path, int]] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, root: Path) -> Folder:
        """Read a folder; its reader keeps the problems. Raises ContentError, as content.load."""
        reader = Reader(root)
        reader.refuse_links()
        site = reader.whole(Site, root / "site.yaml")
        taxonomy = reader.whole(Taxonomy, root / "taxonomy.yaml")
        if site is None or taxonomy is None:
            raise ContentError(reader.problems)
        folder = cls(reader, site, taxonomy)
        folder._read(root)
        return folder

    def _read(self, root: Path) -> None:
        self.organizations = self._named(Organization, root / "organizations.yaml")
        self.locations = self._named(Location, root / "locations.yaml")
        self.services = self._files(Service, root / "services", "description")
        self.pages = self._files(Page, root / "pages", "body")
        self._places(root / "places.yaml")
        for folder in sorted((root / "translations").glob("*/")):
            self._translation(folder)

    def catalogue(self) -> Catalogue:
        """Give all that may be published."""
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
        site = self.reader.whole(TranslatedSite, folder / "site.yaml")
        taxonomy = self.reader.whole(TranslatedTaxonomy, folder / "taxonomy.yaml")
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
            self.origin[f"{whose}/{slug}"] = (path, body_line)
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
