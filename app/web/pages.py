"""The front page, and pages of words."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template
from markupsafe import Markup

from app import addresses, jsonld
from app.addresses import Choice
from app.languages import ENGLISH, speaking
from app.languages import gettext as _
from app.model.page import Page
from app.web import present
from app.web.choices import age_options, cluster_options, crumbs, topic_options
from app.web.drawing import hub_map
from app.web.shell import absolute, absolute_href, catalogue, href, presenter, urgent_contacts
from app.web.templating import drawn

pages = Blueprint("pages", __name__)


@pages.get("/")
def home() -> bytes:
    """The front page."""
    page = catalogue().pages.get("home") or abort(404)
    return drawn(
        "home.html",
        page=page,
        body=presenter().prose(page.body),
        topics=topic_options(Choice()),
        ages=age_options(Choice()),
        clusters=cluster_options(Choice()),
        map=hub_map(),
        start_href=href(addresses.START),
        structured=jsonld.site(catalogue(), absolute),
    )


@pages.get("/<slug>/")
def page(slug: str) -> bytes:
    """A page of words from content/pages."""
    found = catalogue().pages.get(slug)
    if found is None or slug == "home":
        abort(404)
    return drawn(
        "page.html",
        **words_of(found),
        beside=english_beside(found),
        sources=[present.source_line(source) for source in found.sources],
        discreet=found.discreet,
        corrections=catalogue().site.corrections if slug == "suggest-a-change" else None,
        crumbs=crumbs(),
        structured=jsonld.breadcrumbs(
            [(_("Home"), href("/")), (found.title, href(f"/{slug}/"))], absolute_href
        ),
    )


def words_of(found: Page) -> dict[str, Any]:
    """The words of a page, and its urgent-help cards with whom to contact."""
    cards = [
        (card, urgent_contacts([catalogue().services[slug] for slug in card.services]))
        for card in found.care_cards
    ]
    return {"page": found, "body": presenter().prose(found.body), "care_cards": cards}


def english_beside(found: Page) -> Markup | None:
    """The English of a page about urgent help, until a speaker has read its translation."""
    whole = catalogue()
    if not found.care_cards or not whole.awaits_review(found) or whole.original is None:
        return None
    with speaking(ENGLISH):
        words = words_of(whole.original.pages[found.id])
        return Markup(render_template("parts/original.html", **words))  # our own template


@pages.get("/404.html")
def not_found_file() -> bytes:
    """The page a static host shows for an address that does not exist."""
    return drawn("not_found.html")
