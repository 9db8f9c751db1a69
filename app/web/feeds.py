"""Files for other programs: news feeds, contact cards, sessions, the search description."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, current_app, request

from app import addresses, history, opening, sharing, syndication
from app.catalogue import Catalogue
from app.model.service import Service
from app.remembering import once
from app.settings import Settings
from app.web.shell import absolute, catalogue, href

feeds = Blueprint("feeds", __name__)
OPENSEARCH = "/opensearch.xml"


def every_address(found: Catalogue, today: date) -> Iterator[str]:
    """Give the path of every such file."""
    yield from (OPENSEARCH, *syndication.feed_paths(found))
    for slug, entry in found.services.items():
        if sharing.has_contact(entry):
            yield sharing.contact_path(slug)
        if _has_sessions(found, entry, today):
            yield sharing.sessions_path(slug)


def _has_sessions(whole: Catalogue, entry: Service, today: date) -> bool:
    """Whether an entry has a file of sessions, worked out once: its page asks too."""
    known = opening.calendar(whole.site.terms, today.year)
    has = partial(sharing.has_sessions, entry, today, known)
    return once(whole.kept, ("sessions", entry.id), has)


def changes() -> dict[str, datetime]:
    """When each content file last changed; read again when the catalogue is."""
    kept = current_app.extensions.get("changes")
    content = catalogue().in_english
    if kept is None or kept[0] is not content:
        kept = (content, dict(history.changes(_settings().content)))
        current_app.extensions["changes"] = kept
    found: dict[str, datetime] = kept[1]
    return found


def services_changed() -> dict[str, datetime]:
    """When each entry last changed, by its slug."""
    whole = catalogue().in_english
    return once(whole.kept, "services changed", lambda: history.by_slug(changes(), "services"))


def changes_by_path() -> dict[str, datetime]:
    """When each page that has a file of its own last changed, by its path."""
    found = {addresses.page(s): when for s, when in history.by_slug(changes(), "pages").items()}
    return found | {addresses.service(slug): when for slug, when in services_changed().items()}


def context() -> dict[str, Any]:
    """Give templates the addresses that stand in the head of every page."""
    return {"atom_href": href(syndication.feed_path()), "opensearch_href": href(OPENSEARCH)}


def files_of(entry: Service) -> dict[str, str]:
    """The addresses of the files of an entry, for its page; nothing for one it does not have."""
    contact = sharing.contact_path(entry.id) if sharing.has_contact(entry) else ""
    times = sharing.sessions_path(entry.id) if _has_file(entry) else ""
    return {
        "contact_href": href(contact) if contact else "",
        "sessions_href": href(times) if times else "",
    }


@feeds.get("/feed.atom")
def all_news() -> Response:
    """New and changed services."""
    return _atom(syndication.atom(catalogue(), services_changed(), absolute))


@feeds.get("/topics/<topic>/feed.atom")
def topic_news(topic: str) -> Response:
    """New and changed services of a topic."""
    known = {one.id: one for one in catalogue().taxonomy.topics}
    found = known.get(topic) or abort(404)
    return _atom(syndication.atom(catalogue(), services_changed(), absolute, found))


@feeds.get(OPENSEARCH)
def opensearch() -> Response:
    """Our search, for the browser's address bar."""
    body = syndication.opensearch(catalogue(), absolute)
    return Response(body, content_type="application/opensearchdescription+xml; charset=utf-8")


@feeds.get("/services/<slug>/contact.vcf")
def contact(slug: str) -> Response:
    """A service as a contact to save."""
    entry = _entry(slug)
    if not sharing.has_contact(entry):
        abort(404)
    page = absolute(addresses.service(slug))
    body = sharing.contact_card(catalogue(), entry, page if page.startswith("http") else "")
    return _file(body, "text/vcard; charset=utf-8", f"{slug}.vcf")


@feeds.get("/services/<slug>/sessions.ics")
def sessions(slug: str) -> Response:
    """A service's sessions for a calendar."""
    entry = _entry(slug)
    if not _has_file(entry):
        abort(404)
    page = absolute(addresses.service(slug))
    body = sharing.session_sheet(catalogue(), entry, page, *_calendar())
    return _file(body, "text/calendar; charset=utf-8", f"{slug}.ics")


def _entry(slug: str) -> Service:
    return catalogue().services.get(slug) or abort(404)


def _has_file(entry: Service) -> bool:
    return _has_sessions(catalogue().in_english, entry, _settings().today)


def _calendar() -> tuple[date, opening.Calendar]:
    """Today, and the days around it that change what is open."""
    today = _settings().today
    return today, opening.calendar(catalogue().site.terms, today.year)


def _settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def _atom(body: bytes) -> Response:
    return _kept(Response(body, content_type="application/atom+xml; charset=utf-8"))


def _file(body: bytes, kind: str, name: str) -> Response:
    response = Response(body, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return _kept(response)


def _kept(response: Response) -> Response:
    response.add_etag()
    response.make_conditional(request)
    return response
