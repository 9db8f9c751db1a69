"""What only several files together show: names and links that lead nowhere, things twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app import addresses, prose
from app.catalogue import Catalogue
from app.files import nearest
from app.folder import Folder
from app.model.gazetteer import Gazetteer
from app.model.page import Page
from app.model.service import Service
from app.model.taxonomy import Taxonomy
from app.translation import TranslatedPage, Translation

Say = Callable[[str, str, str], None]


def check(found: Folder, catalogue: Catalogue) -> None:
    """Find names that lead nowhere: topics, areas, organizations, locations, entries, links."""
    known = _Known(catalogue, found.broken)
    for slug, service in found.services.items():
        say = _sayer(found, f"services/{slug}")
        for name, used, good in known.of_service(service):
            _check_name(say, name, used, good)
    _check_settings(found, known)
    _check_places(found, known)
    _check_links(found, catalogue)
    for translation in found.translations.values():
        _check_translation(found, catalogue, translation)


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


def _sayer(found: Folder, key: str) -> Say:
    path, _ = found.origin[key]

    def say(name: str, message: str, advice: str) -> None:
        parts = found.reader.front_matter(path)
        line = parts[0].line((name,)) if parts else 1
        found.reader.report(path, line, name, message, advice)

    return say


def _check_name(say: Say, name: str, used: Iterable[str], good: set[str]) -> None:
    for word in used:
        if word not in good:
            say(name, f"There is no `{word}` to name in `{name}`.", nearest(word, good))


def _check_settings(found: Folder, known: _Known) -> None:
    """Check the entries and pages that site.yaml and taxonomy.yaml name."""
    root, reader = found.reader.root, found.reader
    site, taxonomy = found.site, found.taxonomy
    pages = found.pages.keys() | found.broken
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
    good_pages = _link_targets(found, known.catalogue)
    named += [("site.yaml", "redirects", now, good_pages) for now in site.redirects.values()]
    for file, name, slug, good in named:
        if slug not in good:
            line = _line_with(root / file, slug)
            reader.report(
                root / file, line, name, f"There is no `{slug}` to name.", nearest(slug, good)
            )
    for page in found.pages.values():
        for card in page.care_cards:
            _check_name(
                _sayer(found, f"pages/{page.id}"), "care_cards", card.services, known.services
            )


def _check_places(found: Folder, known: _Known) -> None:
    """Check what places.yaml names, and that no place stands twice."""
    document, path = found.places_file, found.reader.root / "places.yaml"
    if document is None:
        return
    for at, name, word, good in _named_in_places(found.gazetteer, known):
        if word not in good:
            line, message = document.line(at), f"There is no `{word}` to name in `{name}`."
            found.reader.report(path, line, name, message, nearest(word, good))
    for rows, ids in _ids_in_places(found.gazetteer):
        for number, one in enumerate(ids):
            if one in ids[:number]:
                advice = "Keep one of the two."
                line = document.line((rows, number))
                found.reader.report(path, line, rows, f"`{one}` stands twice.", advice)


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


def _check_links(found: Folder, catalogue: Catalogue) -> None:
    """Check the links in the words of entries and pages."""
    good = _link_targets(found, catalogue)
    texts = [(f"services/{s.id}", s.description) for s in catalogue.services.values()]
    texts += [(f"pages/{p.id}", p.body) for p in catalogue.pages.values()]
    for key, text in texts:
        path, body_line = found.origin[key]
        for href in prose.links(text) if "](" in text else ():
            problem = _wrong_link(href, good)
            if problem:
                at = next((n for n, line in enumerate(text.splitlines()) if href in line), 0)
                found.reader.report(path, body_line + at, "", *problem)


def _check_translation(found: Folder, catalogue: Catalogue, words: Translation) -> None:
    """Check that a translation is of things there are, and gives the same numbers and links."""
    folder = f"translations/{words.language}"
    for name, used, good in _named_in_translation(words, catalogue.taxonomy):
        path = found.reader.root / folder / "taxonomy.yaml"
        for word in used - good:
            message = f"There is no `{word}` to translate in `{name}`."
            found.reader.report(path, _line_with(path, word), name, message, nearest(word, good))
    for slug in set(words.site.footer or ()) - found.pages.keys() - found.broken:
        path = found.reader.root / folder / "site.yaml"
        advice = nearest(slug, found.pages)
        found.reader.report(
            path, _line_with(path, slug), "footer", f"There is no `{slug}`.", advice
        )
    for part, done, originals in (
        ("services", set(words.services), set(found.services)),
        ("pages", set(words.pages), set(found.pages)),
    ):
        for slug in done - originals - found.broken:
            say = _sayer(found, f"{folder}/{part}/{slug}")
            say("", f"There is no {part}/{slug}.md to translate.", "Delete this or rename it.")
    for slug in words.pages.keys() & found.pages.keys():
        _check_same_help(
            _sayer(found, f"{folder}/pages/{slug}"), found.pages[slug], words.pages[slug]
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


def _link_targets(found: Folder, catalogue: Catalogue) -> set[str]:
    good = {addresses.HOME, addresses.START, addresses.SEARCH, addresses.TOPICS, addresses.AGES}
    good |= {addresses.CLUSTERS, addresses.A_TO_Z, addresses.MY_LIST, addresses.SHEET}
    good |= {addresses.LEAFLETS, addresses.EMBED, addresses.OFFLINE}
    good |= {addresses.NEWS, *addresses.OPEN_DATA}
    homes = catalogue.gazetteer.places
    good |= {addresses.near(place.id) for place in homes} | ({addresses.NEAR} if homes else set())
    good |= {choice.path() for choice in catalogue.choices()}
    for slug in catalogue.services.keys() | found.broken:
        good |= {addresses.service(slug), prose.PHONE + slug}
    return good | {addresses.page(slug) for slug in catalogue.pages.keys() | found.broken}


def _wrong_link(href: str, good: set[str]) -> tuple[str, str] | None:
    if not prose.allowed_scheme(href):
        return f"The link {href[:60]!r} is not allowed.", "Use an https address."
    inside = href.startswith("/") or href.startswith(prose.PHONE) or not re.match(r"\w+:|#", href)
    target = href.split("#")[0].split("?")[0]
    if inside and target not in good:
        return f"The link {href!r} leads nowhere on this site.", nearest(target, good)
    return None
