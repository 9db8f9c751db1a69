"""What every page stands in: site name, navigation, footer, addresses of built files."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, TypeVarTuple

from flask import current_app, request
from jinja2 import Environment
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup, escape

from app import addresses, opening
from app.catalogue import Catalogue
from app.languages import ENGLISH, spoken
from app.languages import gettext as _
from app.languages import marked as N_
from app.model.page import Page
from app.model.service import Service
from app.narrowing import Moment
from app.places import Point
from app.remembering import Kept, once
from app.web.contacts import Contact, contacts
from app.web.present import Card, Presenter
from app.web.speaking import Begun, begun, choosable, english, root, unread_words

T = TypeVar("T")
Given = TypeVarTuple("Given")
LABELS = {"start": N_("Start here"), "search": N_("Search")}
# Stand for a page's own words in what is drawn for many. Unicode keeps them for private use, so no
# words hold them.
MARKS = ("\ue000", "\ue001")


class Link(NamedTuple):
    """A link with its words; `current` marks the page one is on.

    `tongue` holds the attributes that say which language the words are in, if another.
    """

    text: str
    href: str
    current: bool = False
    tongue: Markup = Markup("")


@dataclass(frozen=True)
class PageLinks:
    """Links to pages of words, by their slugs; `current` is the one that is being read."""

    slugs: tuple[str, ...]
    current: str = ""

    def __iter__(self) -> Iterator[Link]:
        """Give a link to each page there is."""
        for slug in self.slugs:
            page = catalogue().pages.get(slug)
            if page or slug in LABELS:
                text = page.title if page else _(LABELS[slug])
                own = tongue(page) if page else Markup("")
                yield Link(text, href(f"/{slug}/"), slug == self.current, own)


class Assets:
    """The built styles, scripts, fonts and icons, by their plain names."""

    def __init__(self, folder: Path) -> None:
        """Remember the folder; its manifest.json maps plain names to hashed ones."""
        self.folder = folder
        manifest = folder / "manifest.json"
        self.names: dict[str, str] = json.loads(manifest.read_text()) if manifest.exists() else {}
        icons = folder / "icons.json"
        drawings: dict[str, str] = json.loads(icons.read_text()) if icons.exists() else {}
        self.icons = {name: Markup(svg) for name, svg in drawings.items()}  # our own build's
        sources = folder / "sources.json"
        # What each script was made of, as catalogues name the files.
        self.sources: dict[str, list[str]] = (
            json.loads(sources.read_text()) if sources.exists() else {}
        )

    def path(self, name: str) -> str:
        """Give the path of a built file: `site.css` becomes `/static/built/site.1a2b3c.css`."""
        return f"/static/built/{self.names.get(name, name)}"

    def icon(self, name: str) -> Markup:
        """Draw an icon in the page; it only decorates, so it is hidden from screen readers."""
        return self.icons.get(name) or self.icons.get("signpost", Markup(""))


def catalogue() -> Catalogue:
    """The catalogue being served, in the language spoken; the same one for a whole request."""
    answer, language = begun(), spoken()
    if answer and answer.language is language:
        return answer.catalogue
    whole: Catalogue = answer.whole if answer else current_app.extensions["library"].catalogue
    return whole.in_language(language.code)


def href(path: str) -> str:
    """Put a path of ours below the place the site is hosted at, and into the language spoken."""
    return root() + addresses.in_language(path, spoken().code)


def host() -> str:
    """Where the site is hosted, for full addresses: `https://example.org/help`.

    Frozen pages do not know their host unless a base URL is set; they then keep to the path.
    """
    base = current_app.config["SETTINGS"].base_url or catalogue().site.base_url
    if base:
        return str(base).rstrip("/")
    return ("" if current_app.config.get("FROZEN") else request.host_url.rstrip("/")) + root()


def absolute(path: str) -> str:
    """Give the full address of a path of ours, for canonical links and feeds."""
    return host() + addresses.in_language(path, spoken().code)


def moment() -> Moment:
    """This instant, and the calendar around it."""
    now = datetime.now(UTC)
    return Moment(now, opening.calendar(catalogue().site.terms, now.year))


def absolute_href(link: str) -> str:
    """Give the full address of a link that stands on a page."""
    return absolute(link.removeprefix(request.script_root).removeprefix(root()))


def presenter(near: Point | None = None) -> Presenter:
    """A presenter for this request; a frozen page leaves it to the browser what is open."""
    if freezing():
        return kept_for_freezing(("presenter", near), Presenter, catalogue(), href, None, near)
    return Presenter(catalogue(), href, moment(), near)


def piece(file: str, macro: str, *given: object) -> Markup:
    """Draw a part of a page: a macro that sees only what it is given.

    On frozen pages the same part of the same things is drawn once for a language.
    """
    return kept_for_freezing((file, macro, *given), part, file, macro, *given)


def part(file: str, macro: str, *given: object) -> Markup:
    """Draw a part that hardly any two pages share; so nobody has to import it."""
    return _macro(file, macro)(*given)


def around(file: str, macro: str, own: tuple[str, ...], *given: object) -> Markup:
    """Draw a part that is the same on many pages but for a few words that are a page's own.

    The macro is first given what stands for these words; they are put in at the end.
    """
    if not freezing():
        return part(file, macro, *own, *given)
    marks = MARKS[: len(own)]
    drawn = str(piece(file, macro, *marks, *given))
    for mark, words in zip(marks, own, strict=True):
        drawn = drawn.replace(mark, escape(words))
    return Markup(drawn)  # our own template


def drawn_cards(cards: Iterable[Card], level: int = 3) -> Markup:
    """Draw the items of a list of cards; a frozen one stands on hundreds of pages."""
    draw = _macro("card", "item")
    if not freezing():
        return Markup("".join(draw(card, level) for card in cards))  # our own template
    kept: Kept = kept_for_freezing(("cards", level), dict[Hashable, Any])
    drawn = [once(kept, (card.id, card.away), draw, card, level) for card in cards]
    return Markup("".join(drawn))  # our own template


def _macro(file: str, name: str) -> Callable[..., Markup]:
    answer = begun()
    if answer and answer.frozen:
        return _macro_for_freezing(answer.app.jinja_env, file, name)
    return _find(current_app.jinja_env, file, name)


def _find(templates: Environment, file: str, name: str) -> Callable[..., Markup]:
    macro: Callable[..., Markup] = getattr(
        templates.get_template(f"parts/{file}.html").module, name
    )
    return macro


_macro_for_freezing = lru_cache(maxsize=64)(_find)


def kept_for_freezing(key: tuple[Hashable, ...], make: Callable[[*Given], T], *given: *Given) -> T:
    """Make something of the catalogue in this language; on frozen pages it is made once.

    A server makes it each time: it would have to keep whatever visitors ask for.
    """
    answer, language = begun(), spoken()
    if answer is None or not answer.frozen:
        return make(*given)
    own = answer.language is language
    kept, at = (answer.catalogue.kept, answer.root) if own else (catalogue().kept, root())
    made, assets = once(kept, (language.code, at, key), _with_assets, answer, make, *given)
    if assets:
        answer.assets |= assets
    return made


def freezing() -> bool:
    """Whether the answer being given is to be frozen."""
    answer = begun()
    return answer is not None and answer.frozen


def _with_assets(answer: Begun, make: Callable[[*Given], T], *given: *Given) -> tuple[T, set[str]]:
    """Make something; with it, the built files it uses, which are those of every page it is on."""
    before, answer.assets = answer.assets, set()
    try:
        return make(*given), answer.assets
    finally:
        answer.assets = before


def tongue(thing: Service | Page | Card) -> Markup:
    """The attributes of a tag that holds words of an entry or page; none if they are translated."""
    whole = catalogue()
    if isinstance(thing, Card):
        is_english = whole.is_named_in_english(thing.id)
    else:
        is_english = whole.is_english(thing)
    return english() if is_english else Markup("")


def unread(thing: Service | Page) -> str:
    """Say that nobody has checked the words of an entry or page, where the foot does not say it."""
    return unread_words() if spoken().reviewed and catalogue().awaits_review(thing) else ""


def _page_links(slugs: tuple[str, ...], path: str) -> PageLinks:
    current = path[1:-1] if path.endswith("/") else ""
    return PageLinks(slugs, current if current in slugs else "")


def urgent(slugs: Iterable[str]) -> list[tuple[Service, Contact, str]]:
    """What `urgent_contacts` gives, of some entries by their ids."""
    services = catalogue().services
    return urgent_contacts([services[slug] for slug in slugs if slug in services])


def urgent_contacts(services: list[Service]) -> list[tuple[Service, Contact, str]]:
    """The first way to reach each of some urgent services, with the address of its page."""
    return [
        (service, ways[0], href(addresses.service(service.id)))
        for service in services
        if (ways := contacts(service))
    ]


def asset(name: str) -> str:
    """Give the address of a built file, and remember that the page uses it."""
    assets: Assets = current_app.extensions["assets"]
    if answer := begun():
        answer.assets.add(name)
    return root() + assets.path(name)


def script_words(*more: str) -> Markup:
    """What the scripts used by the page so far, and `more`, say in its language: JSON for its end.

    Empty in English, which stands in the scripts.
    """
    if spoken() is ENGLISH:
        return Markup("")
    sources = current_app.extensions["assets"].sources
    answer = begun()
    names = frozenset({*(answer.assets if answer else ()), *more})

    def say() -> Markup:
        words = spoken().script_words({file for name in names for file in sources.get(name, ())})
        return htmlsafe_json_dumps(words, ensure_ascii=False, separators=(",", ":"))

    return kept_for_freezing(("script words", names), say)


def shell() -> dict[str, Any]:
    """Give what every template may use of its own page."""
    site, path = catalogue().site, request.path
    library = current_app.extensions["library"]
    return {
        "navigation": _page_links(site.navigation, path),
        "footer": _page_links(site.footer, path),
        "path": path,
        "nearest": addresses.nearest_in_every_language(path),
        "canonical": absolute(path) if host().startswith("http") else "",
        "problems": library.problems if library.reload else [],
    }


def context() -> dict[str, Any]:
    """Give what is the same on every page of a language."""
    return {
        "site": catalogue().site,
        "host": host(),
        "share_image": host() + current_app.extensions["assets"].path("icon-512.png"),
        "root": root(),
        "languages": choosable(),
        "search_href": href(addresses.SEARCH),
        "urgent_href": href("/urgent-help/"),
        "safety_href": href("/staying-safe-online/"),
    }
