"""News of services for feed readers (Atom), and our search for browsers (OpenSearch)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from app import addresses
from app.addresses import Choice
from app.catalogue import Catalogue
from app.model.service import Service
from app.model.taxonomy import Topic

ATOM = "http://www.w3.org/2005/Atom"
OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
MOST = 50
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

Absolute = Callable[[str], str]


def feed_path(topic: str | None = None) -> str:
    """Give the path of the feed of all services, or of a topic's."""
    return f"{Choice(topic).path()}feed.atom" if topic else addresses.NEWS


def feed_paths(catalogue: Catalogue) -> list[str]:
    """Give the path of every feed."""
    return [feed_path(), *(feed_path(topic.id) for topic in catalogue.taxonomy.topics)]


def atom(
    catalogue: Catalogue,
    changed: Mapping[str, datetime],
    absolute: Absolute,
    topic: Topic | None = None,
) -> bytes:
    """Make the feed of services changed last, newest first; of one topic if that is given."""
    entries = _newest(catalogue, changed, topic)
    site = catalogue.site
    root = Element("feed", xmlns=ATOM)
    _text(root, "title", f"{site.name}: {topic.label if topic else 'new and changed services'}")
    _text(root, "subtitle", site.tagline)
    path = feed_path(topic.id if topic else None)
    _text(root, "id", _lasting(site.name, path))
    moments = (changed.get(entry.id, LONG_AGO) for entry in entries)
    _text(root, "updated", _moment(max(moments, default=LONG_AGO)))
    SubElement(root, "link", rel="self", type="application/atom+xml", href=absolute(path))
    page = Choice(topic.id).path() if topic else addresses.HOME
    SubElement(root, "link", rel="alternate", type="text/html", href=absolute(page))
    _text(SubElement(root, "author"), "name", site.name)
    _text(root, "rights", "Open Government Licence v3.0")
    for entry in entries:
        _entry(root, catalogue, entry, changed.get(entry.id, LONG_AGO), absolute)
    return _document(root)


def _newest(
    catalogue: Catalogue, changed: Mapping[str, datetime], topic: Topic | None
) -> list[Service]:
    fits: Iterable[Service] = catalogue.services.values()
    if topic:
        fits = (s for s in fits if any(t.startswith(f"{topic.id}/") for t in s.topics))
    return sorted(fits, key=lambda s: (-changed.get(s.id, LONG_AGO).timestamp(), s.id))[:MOST]


def _entry(
    root: Element, catalogue: Catalogue, entry: Service, when: datetime, absolute: Absolute
) -> None:
    row = SubElement(root, "entry")
    path = addresses.service(entry.id)
    _text(row, "title", entry.name)
    _text(row, "id", _lasting(catalogue.site.name, path))
    _text(row, "updated", _moment(when))
    SubElement(row, "link", rel="alternate", type="text/html", href=absolute(path))
    _text(row, "summary", entry.summary)
    for term in entry.topics:
        topic, sub = catalogue.taxonomy.terms[term]
        SubElement(row, "category", term=term, label=f"{topic.label}: {sub.label}")


def _lasting(site: str, path: str) -> str:
    """An id that stays when the site moves to another address (RFC 4151)."""
    name = "".join(letter for letter in site.casefold() if letter.isascii() and letter.isalnum())
    return f"tag:{name or 'signpost'}.invalid,2026:{path}"


def opensearch(catalogue: Catalogue, absolute: Absolute) -> bytes:
    """Describe our search, so that a browser can offer it."""
    site = catalogue.site
    root = Element("OpenSearchDescription", xmlns=OPENSEARCH)
    _text(root, "ShortName", site.name[:16])
    _text(root, "Description", site.tagline[:1024])
    _text(root, "InputEncoding", "UTF-8")
    _text(root, "Language", "en-GB")
    template = f"{absolute(addresses.SEARCH)}?q={{searchTerms}}"
    SubElement(root, "Url", type="text/html", method="get", template=template)
    return _document(root)


def _text(parent: Element, name: str, words: str) -> None:
    SubElement(parent, name).text = words


def _moment(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _document(root: Element) -> bytes:
    body: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return body + b"\n"
