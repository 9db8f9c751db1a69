"""My list: its page, and the cards of services that it shows."""

from __future__ import annotations

import base64
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from typing import Any

from flask import Blueprint, Response, abort, jsonify

from app import addresses
from app.catalogue import Catalogue
from app.languages import ENGLISH, speaking
from app.languages import gettext as _
from app.model.service import Service
from app.remembering import once, together
from app.web import present
from app.web.choices import crumbs
from app.web.contacts import Contact, contacts
from app.web.shell import catalogue, href, presenter
from app.web.templating import drawn

my_list = Blueprint("my_list", __name__)

CARDS = "/my-list/cards.json"
IN_A_FILE = 8  # cards, at most, on average


def every_address(whole: Catalogue) -> Iterator[str]:
    """Give the path of the page and of every file of cards."""
    yield from (addresses.MY_LIST, CARDS)
    yield from (cards_file(number) for number in range(file_count(whole)))


@my_list.get(addresses.MY_LIST)
def page() -> bytes:
    """The page that shows what is kept on this device, or what a link brings."""
    return drawn(
        "keeping/my_list.html",
        cards_href=href(CARDS),
        marks=marks(),
        crumbs=crumbs(),
    )


@my_list.get(CARDS)
def cards() -> Response:
    """Every service that may be kept, in one file."""
    return jsonify(facts(catalogue().services, lambda slug: True))


@my_list.get("/my-list/cards/<int:number>.json")
def some_cards(number: int) -> Response:
    """The few services of one file: the host learns only that one of them is wanted."""
    files = file_count(catalogue())
    if number >= files:
        abort(404)
    return jsonify(facts(in_file(number, files), lambda slug: file_of(slug, files) == number))


def cards_file(number: int) -> str:
    """Give the path of one file of cards."""
    return CARDS.replace(".json", f"/{number}.json")


def file_count(whole: Catalogue) -> int:
    """How many files of cards there are: a power of two, so that it seldom changes."""
    return 1 << ((whole.count_open() - 1) // IN_A_FILE).bit_length()


def file_of(slug: str, files: int) -> int:
    """Tell which file a service is in, by the letters of its id; `my-list.js` reckons the same."""
    return reduce(lambda so_far, letter: (31 * so_far + letter) % 65521, slug.encode(), 0) % files


def in_file(number: int, files: int) -> list[str]:
    """The ids of the services in one of so many files."""
    whole = catalogue()

    def divided() -> dict[int, list[str]]:
        parts: dict[int, list[str]] = defaultdict(list)
        for slug in whole.services:
            parts[file_of(slug, files)].append(slug)
        return parts

    return once(whole.kept, ("cards by file", files), divided).get(number, [])


def facts(slugs: Iterable[str], holds: Callable[[str], bool]) -> dict[str, Any]:
    """The cards of some services, and what became of the ids that a file holds without a card."""
    services = catalogue().services
    renamed = moved(catalogue().site.redirects)
    renamed = {old: now for old, now in renamed.items() if holds(old)}
    wanted = dict.fromkeys((*slugs, *renamed.values()))
    held = [services[slug] for slug in wanted if slug in services]
    kept = {service.id: kept_card(service) for service in held if not service.discreet}
    private = [service.id for service in held if service.discreet]
    return {"services": kept, "private": private, "moved": renamed}


def moved(redirects: dict[str, str]) -> dict[str, str]:
    """Old ids of services with their new ones, so that old lists still lead somewhere."""
    return {_slug(old): _slug(now) for old, now in redirects.items() if _slug(old) and _slug(now)}


def _slug(path: str) -> str:
    start = addresses.service("")[:-1]
    return path.removeprefix(start).strip("/") if path.startswith(start) else ""


@my_list.app_template_global()
def kept_card(service: Service) -> dict[str, Any]:
    """What a list shows of a service, and keeps on the device, with the mark of its file."""
    files = file_count(catalogue())
    return {**short(service), "mark": mark_of(file_of(service.id, files), files)}


def marks() -> list[str]:
    """A mark for each file of cards, which changes when anything in it does.

    The page of the list carries them all, so the browser knows without asking that what it keeps
    is still right. They are of the English cards, whatever the language.
    """
    files = file_count(catalogue())
    return [mark_of(number, files) for number in range(files)]


def mark_of(number: int, files: int) -> str:
    """The mark of one of so many files."""

    def told() -> list[Any]:
        whole = catalogue()
        with together():
            held = [whole.services[slug] for slug in in_file(number, files)]
            return [[service.id, short(service)] for service in held if not service.discreet]

    with speaking(ENGLISH):
        kept = catalogue().kept
        return once(kept, ("mark", number, files), lambda: _mark(told()))


def _mark(told: list[Any]) -> str:
    hashed = hashlib.blake2s(json.dumps(told, sort_keys=True).encode(), digest_size=3)
    return base64.urlsafe_b64encode(hashed.digest()).decode()


def short(service: Service) -> dict[str, Any]:
    """What a list shows of a service; what is empty is left out."""
    shown = presenter()
    places = [catalogue().locations[slug] for slug in service.locations]
    times = [
        _("%(what)s: %(times)s", what=one.label, times=one.times)
        if one.title or one.place
        else one.times
        for one in present.openings(catalogue(), service)
    ]
    given = {
        "name": service.name,
        "says": service.summary,
        "ways": [_way(contact) for contact in contacts(service)[:3]],
        "times": times[:2],
        "at": [", ".join((one.name, *present.place(one).lines)) for one in places[:1]],
        "cost": present.cost_words(service),
        "doubt": shown.doubt(service),
    }
    return {name: value for name, value in given.items() if value}


def _way(contact: Contact) -> list[str]:
    """A way to get in touch as kind, label, words and link."""
    return [contact.kind, contact.label, contact.text, contact.href]
