"""Who is asked to look at a change: GitHub's CODEOWNERS, made of content/owners.yaml."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from app.catalogue import Catalogue
from app.files import Reader, nearest
from app.model.values import Line, Record, Slug
from app.problems import ContentError, Problem

BEGINNING = "# Written by `signpost owners` from content/owners.yaml. Change that file instead.\n"


class Owners(Record):
    """People and teams, for everything and by topic."""

    all: tuple[Line, ...]
    code: tuple[Line, ...] = ()
    topics: dict[Slug, tuple[Line, ...]] = Field(default_factory=dict)


def read(folder: Path, catalogue: Catalogue) -> Owners:
    """Read content/owners.yaml. Raises ContentError when it is wrong."""
    path, reader = folder / "owners.yaml", Reader(folder)
    document = reader.document(path)
    owners = reader.model(Owners, path, document) if document else None
    topics = {topic.id for topic in catalogue.taxonomy.topics}
    for topic in owners.topics if owners and document else ():
        if topic not in topics:
            line = document.line(("topics", topic)) if document else 1
            reader.report(
                path, line, "topics", f"There is no topic `{topic}`.", nearest(topic, topics)
            )
    if owners is None or reader.problems:
        raise ContentError(reader.problems or [Problem("content/owners.yaml", 1, "", "Missing.")])
    return owners


def as_codeowners(owners: Owners, catalogue: Catalogue, content: str = "content") -> str:
    """Write the file: later lines count more, so the wide ones come first."""
    lines = [f"* {' '.join(owners.all)}"]
    if owners.code:
        lines.append(f"/app/ {' '.join(owners.code)}")
    for slug, service in sorted(catalogue.services.items()):
        own = owners.topics.get(service.topics[0].split("/")[0])
        if own:
            lines.append(f"/{content}/services/{slug}.md {' '.join(own)}")
    return BEGINNING + "\n".join(lines) + "\n"
