"""The pages of a site as plain data, for other generators to make: services and every list.

They make the same addresses with the same entries on them, from the same Markdown files and with
the same words round about. What is hard is done for them: which entries stand on a list, and how
many on each that leads on. What only ours has (search, feeds, calendars, nearness) they are spared.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.addresses import Choice
from app.catalogue import Catalogue
from app.web.lists import ON_A_PAGE, page_count
from tests.bench.running import Site
from tests.bench.tools import PEERS


def folder(site: Site, generator: str) -> Path:
    """Write what a generator needs into a new folder: its own templates, the entries, the data."""
    new = site.folder / generator
    shutil.copytree(PEERS / generator, new)
    services = new / ("services" if generator == "eleventy" else "content/services")
    shutil.copytree(site.content / "services", services, dirs_exist_ok=True)
    shutil.copytree(_data(site), new / ("_data" if generator == "eleventy" else "data"))
    return new


def _data(site: Site) -> Path:
    """The folder of the data, worked out once for all generators."""
    data = site.folder / "data"
    if not data.exists():
        data.mkdir()
        shared = labels(site.catalogue) | {"shell": _shell(site.frozen())}
        for name, made in (("lists", list(lists(site.catalogue))), ("site", shared)):
            (data / f"{name}.json").write_text(json.dumps(made), encoding="utf-8")
    return data


def lists(catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """Every page of every list: address, title, the ids of its entries, where it leads on."""
    for choice in catalogue.choices():
        found = [service.id for service in catalogue.listed(choice)]
        pages = page_count(len(found))
        for page in range(pages):
            yield {
                "url": choice.path(page + 1),
                "next": choice.path(page + 2) if page + 1 < pages else "",
                "title": _title(catalogue, choice),
                "count": len(found),
                "services": found[page * ON_A_PAGE : (page + 1) * ON_A_PAGE],
                "facets": _facets(catalogue, choice),
            }


def labels(catalogue: Catalogue) -> dict[str, Any]:
    """What all pages share: labels by id, and which entries stand below each entry."""
    taxonomy = catalogue.taxonomy
    first = {
        term: [service.id for service in catalogue.listed(Choice(*term.split("/")))[:5]]
        for term in taxonomy.terms
    }
    return {
        "name": catalogue.site.name,
        "needs": {term: need.label for term, (_, need) in taxonomy.terms.items()},
        "areas": dict(taxonomy.area_labels),
        "organizations": {one.id: one.name for one in catalogue.organizations.values()},
        "related": {
            service.id: [slug for slug in first[service.topics[0]] if slug != service.id][:4]
            for service in catalogue.services.values()
        },
    }


def _shell(build: Path) -> dict[str, str]:
    """The words of our own pages before the title, between it and the main part, and after that."""
    page = next((build / "topics").glob("*/index.html")).read_text(encoding="utf-8")
    head, _, rest = page.partition("<title>")
    between = rest.partition("</title>")[2].partition("<main")[0]
    return {"head": head, "between": between, "foot": page.partition("</main>")[2]}


def _title(catalogue: Catalogue, choice: Choice) -> str:
    taxonomy = catalogue.taxonomy
    needs = {topic.id: topic.label for topic in taxonomy.topics}
    needs |= {term: need.label for term, (_, need) in taxonomy.terms.items()}
    ages = {band.id: band.label for band in taxonomy.ages}
    parts = (
        needs.get(choice.term or choice.topic or ""),
        ages.get(choice.age or ""),
        taxonomy.area_labels.get(choice.cluster or ""),
    )
    return ", ".join(part for part in parts if part)


def _facets(catalogue: Catalogue, choice: Choice) -> list[dict[str, Any]]:
    """Where a list leads on: narrower needs, each age, each place, with how many stand there."""
    taxonomy = catalogue.taxonomy
    topic = next(
        (one for one in taxonomy.topics if one.id == choice.topic and not choice.sub), None
    )
    named = {
        "What about it?": [(choice.but(sub=s.id), s.label) for s in topic.sub] if topic else [],
        "Age": [(choice.but(age=band.id), band.label) for band in taxonomy.ages],
        "Place": [(choice.but(cluster=one.id), one.label) for one in taxonomy.clusters],
    }
    return [
        {
            "label": label,
            "links": [
                {"text": text, "url": to.path(), "count": catalogue.count(to)} for to, text in links
            ],
        }
        for label, links in named.items()
    ]
