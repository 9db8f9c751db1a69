"""What people keep, print and pass on: My list, the signposting sheet, leaflets, the box for
other sites, and what works without the internet.

What somebody keeps stays in their browser; nothing here ever learns of it. Discreet services are
in none of it: a list, a printed sheet or a saved page may be seen by the wrong person.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import segno
from flask import Blueprint, Response, abort, current_app, jsonify, render_template, request
from markupsafe import Markup

from app import addresses
from app.addresses import Choice
from app.catalogue import Catalogue, names_age
from app.languages import ENGLISH, speaking
from app.languages import gettext as _
from app.model.service import Service
from app.model.taxonomy import Cluster, Topic
from app.remembering import once
from app.web import present
from app.web.choices import crumbs
from app.web.contacts import Contact, contacts
from app.web.shell import absolute, catalogue, href, presenter, urgent_contacts

keeping = Blueprint("keeping", __name__)

CARDS = "/my-list/cards.json"
IN_A_FILE = 8  # cards, at most, on average
PLAN = "/signposting-sheet/plan.json"
WORKER = "/sw.js"
IN_A_LEAFLET = 10
TEMPLATES = Path(__file__).parent / "templates"


def every_address(whole: Catalogue) -> Iterator[str]:
    """Give the path of every page and file made here."""
    yield from (addresses.MY_LIST, CARDS, addresses.SHEET, PLAN, addresses.EMBED)
    yield from (cards_file(number) for number in range(file_count(whole)))
    yield from (addresses.OFFLINE, WORKER, addresses.LEAFLETS)
    yield from (addresses.leaflet(one.id) for one in leaflets(whole))


# --- My list ------------------------------------------------------------------------------------


@keeping.get(addresses.MY_LIST)
def my_list() -> str:
    """The page that shows what is kept on this device, or what a link brings."""
    return render_template(
        "keeping/my_list.html",
        cards_href=href(CARDS),
        marks=marks(),
        crumbs=crumbs(),
    )


@keeping.get(CARDS)
def cards() -> Response:
    """Every service that may be kept, in one file."""
    return jsonify(facts(catalogue().services, lambda slug: True))


@keeping.get("/my-list/cards/<int:number>.json")
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
    return sum(slug.encode()) % files


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


def openly(whole: Catalogue) -> list[Service]:
    """The services that may be kept, printed and saved: all but the discreet ones."""
    return [service for service in whole.services.values() if not service.discreet]


def moved(redirects: dict[str, str]) -> dict[str, str]:
    """Old ids of services with their new ones, so that old lists still lead somewhere."""
    return {_slug(old): _slug(now) for old, now in redirects.items() if _slug(old) and _slug(now)}


def _slug(path: str) -> str:
    start = addresses.service("")[:-1]
    return path.removeprefix(start).strip("/") if path.startswith(start) else ""


@keeping.app_template_global()
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


# --- the signposting sheet ----------------------------------------------------------------------


@keeping.get(addresses.SHEET)
def sheet() -> str:
    """The sheet a practitioner fills in with a family; all of it happens in the browser."""
    taxonomy = catalogue().taxonomy
    return render_template(
        "keeping/sheet.html",
        needs=[(topic, _open_needs(topic), _private_needs(topic)) for topic in taxonomy.topics],
        ages=taxonomy.ages,
        clusters=taxonomy.clusters,
        tongues=[(code, present.language_name(code)) for code in present.LANGUAGES if code != "en"],
        urgent=for_paper(catalogue()),
        cards_href=href(CARDS),
        plan_href=href(PLAN),
        today=catalogue().today,
        crumbs=crumbs(),
    )


def _open_needs(topic: Topic) -> list[tuple[str, str]]:
    """Needs that may stand on a sheet at home, as term and label."""
    return [(f"{topic.id}/{sub.id}", sub.label) for sub in topic.sub if not is_private(topic, sub)]


def _private_needs(topic: Topic) -> list[tuple[str, str]]:
    """Needs that must not: the label, and the address of a page to look at together."""
    private = [sub for sub in topic.sub if is_private(topic, sub)]
    return [(sub.label, href(Choice(topic.id, sub.id).path())) for sub in private]


def is_private(topic: Topic, sub: Any) -> bool:
    """Whether a need is one that somebody at home should perhaps not read of."""
    return bool(topic.discreet or sub.discreet)


def for_paper(whole: Catalogue) -> list[tuple[Service, Contact, str]]:
    """Urgent numbers that tell nothing about who keeps them: 999 does not, a refuge's does."""
    named = [whole.services[slug] for slug in whole.site.crisis if slug in whole.services]
    return urgent_contacts([one for one in named if _is_general(whole, one)])


def _is_general(whole: Catalogue, service: Service) -> bool:
    """Whether most of what a service is listed under is not discreet."""
    private = [term for term in service.topics if is_private(*whole.taxonomy.terms[term])]
    return not service.discreet or 2 * len(private) < len(service.topics)


@keeping.get(PLAN)
def plan() -> Response:
    """What the sheet needs to suggest a service and to say why."""
    return jsonify(
        services={service.id: reasons(service) for service in openly(catalogue())},
        wide=[[area.id, area.label] for area in catalogue().taxonomy.areas],
    )


def reasons(service: Service) -> dict[str, Any]:
    """Whom a service suits, and how a family comes to it; what is empty is left out."""
    terms = service.topics
    ages = [band.id for band in catalogue().taxonomy.ages if names_age(service, band)]
    limited = service.minimum_age is not None or service.maximum_age is not None
    given: dict[str, Any] = {
        "needs": terms,
        "ages": ages,
        "limited": int(limited),
        "area": service.area,
        "speaks": [code for code in service.languages if code != "en"],
        "interpreter": int(bool(service.interpretation_services)),
        "yourself": int(service.contact_yourself),
        "school": int("through-school" in service.access),
        "how": service.application_process,
        "sure": {"high": 0, "medium": 1, "low": 2}[service.confidence],
        "through": [one.name for one in catalogue().helped_through(service)],
    }
    return {name: value for name, value in given.items() if value}


# --- leaflets -----------------------------------------------------------------------------------


def leaflets(whole: Catalogue) -> list[Cluster | Topic]:
    """Everything there is a leaflet for: clusters, and topics nobody need hide."""
    topics = [topic for topic in whole.taxonomy.topics if not topic.discreet]
    return [*whole.taxonomy.clusters, *topics]


@keeping.get(addresses.LEAFLETS)
def all_leaflets() -> str:
    """Every leaflet."""
    named = [(one, href(addresses.leaflet(one.id))) for one in leaflets(catalogue())]
    parts = [
        (_("By place"), [(one.label, path) for one, path in named if isinstance(one, Cluster)]),
        (_("By topic"), [(one.label, path) for one, path in named if isinstance(one, Topic)]),
    ]
    return render_template("keeping/leaflets.html", parts=parts, crumbs=crumbs())


@keeping.get("/leaflets/<slug>/")
def leaflet(slug: str) -> str:
    """One leaflet: two sides of A4, folded to four pages of A5."""
    found = next((one for one in leaflets(catalogue()) if one.id == slug), None) or abort(404)
    local = isinstance(found, Cluster)
    path = Choice(cluster=slug).path() if local else Choice(slug).path()
    hub = catalogue().services.get(found.hub if isinstance(found, Cluster) else "")
    ask = hub or catalogue().services[catalogue().site.ask]
    told = [(one, _best_way(one), _where(one)) for one in chosen(catalogue(), found, ask)]
    return render_template(
        "keeping/leaflet.html",
        found=found,
        title=_("Help for families in %(place)s", place=found.label) if local else found.label,
        says=found.intro or "" if isinstance(found, Cluster) else found.summary,
        ask=(ask, _best_way(ask), _where(ask)),
        pages=[told[: IN_A_LEAFLET // 2], told[IN_A_LEAFLET // 2 :]],
        urgent=for_paper(catalogue()),
        address=address_words(absolute(path)),
        code=qr(absolute(path)),
        list_href=href(path),
        date=present.date_words(str(catalogue().today)) if catalogue().today else "",
        crumbs=crumbs(),
    )


def _best_way(service: Service) -> list[Contact]:
    """The first way to get in touch, or that of whoever puts people in touch."""
    for one in (service, *catalogue().helped_through(service)):
        if ways := contacts(one):
            return ways[:1]
    return []


def _where(service: Service) -> str:
    """Where to go, in one line, if there is one place."""
    if len(service.locations) != 1:
        return ""
    place = catalogue().locations[service.locations[0]]
    return ", ".join(present.place(place).lines)


def chosen(whole: Catalogue, of: Cluster | Topic, ask: Service) -> list[Service]:
    """The few services a leaflet has room for: open to all, sure, and unlike one another."""
    if isinstance(of, Cluster):
        needs = [Choice(topic.id, cluster=of.id) for topic in whole.taxonomy.topics]
    else:
        needs = [Choice(of.id, sub.id) for sub in of.sub if not is_private(of, sub)]
    fitting = ([one for one in whole.listed(need) if _fits(whole, one, of)] for need in needs)
    # On paper a number is worth more than a website.
    ranked = [sorted(services, key=lambda one: not one.phones) for services in fitting]
    found: dict[str, Service] = {}
    for place in range(max(map(len, ranked), default=0)):
        for services in ranked:
            if place < len(services) and services[place].id != ask.id and len(found) < IN_A_LEAFLET:
                found.setdefault(services[place].id, services[place])
    return list(found.values())


def _fits(whole: Catalogue, service: Service, of: Cluster | Topic) -> bool:
    """Whether a service is for a leaflet's readers, and they can get in touch by themselves."""
    wide = {area.id for area in whole.taxonomy.areas}
    near = of.id in service.area if isinstance(of, Cluster) else bool(wide & set(service.area))
    sound = service.confidence != "low" and not service.discreet and service.status == "active"
    return sound and service.contact_yourself and (near or "borough-wide" in service.area)


def qr(address: str) -> Markup:
    """Draw an address to be scanned; nothing if the site does not know its own host."""
    if not address.startswith("http"):
        return Markup("")
    drawn = segno.make(address, error="m", micro=False)
    return Markup(drawn.svg_inline(border=2, omitsize=True, svgclass="qr", lineclass=None))


def address_words(address: str) -> str:
    """Write an address as people type it."""
    return address.split("://", 1)[-1].rstrip("/") if address.startswith("http") else ""


# --- a box for other sites ----------------------------------------------------------------------


@keeping.get(addresses.EMBED)
def embed() -> str:
    """Lines of HTML that other sites may copy: a search form, and links to topics."""
    topics = [
        (topic.label, absolute(Choice(topic.id).path())) for topic in catalogue().taxonomy.topics
    ]
    return render_template(
        "keeping/embed.html",
        home=absolute(addresses.HOME),
        search=absolute(addresses.SEARCH),
        topics=topics,
        known=absolute(addresses.HOME).startswith("http"),
        crumbs=crumbs(),
    )


# --- without the internet -----------------------------------------------------------------------


@keeping.get(addresses.OFFLINE)
def offline() -> str:
    """The page shown when there is no connection and the wanted page is not saved."""
    return render_template("keeping/offline.html", urgent=for_paper(catalogue()))


@keeping.get(WORKER)
def worker() -> Response:
    """The service worker: what this build is, and the script that does the work."""
    assets = current_app.extensions["assets"]
    settings = {
        "version": build_version(catalogue(), assets.folder, str(catalogue().today)),
        "base": request.script_root,
        "offline": href(addresses.OFFLINE),
        "pages": [href(path) for path in on_every_device(catalogue())],
        "files": _built(SAVED_FILES),
        "later": _built(SAVED_LATER),
        "data": [href(CARDS), href(PLAN)],
        "list": {
            "page": href(addresses.MY_LIST),
            "files": _built(LIST_FILES),
            "cards": href(CARDS).replace(".json", "/"),
        },
    }
    file = assets.folder / assets.names.get("worker.js", "")
    script = file.read_text(encoding="utf-8") if file.is_file() else ""
    text = f"self.signpost = {json.dumps(settings, sort_keys=True)};\n{script}"
    return Response(text, mimetype="text/javascript")


# Saved on a first visit, when the browser has just fetched them anyway.
SAVED_FILES = (
    *("site.css", "site.js", "page.js"),
    *("regular.woff2", "bold.woff2", "icon.svg"),
)
# Saved when somebody first keeps something, and when a page first asks for them.
LIST_FILES = ("my-list.js", "lists.css")
SAVED_LATER = (*LIST_FILES, "near.js")


def _built(names: tuple[str, ...]) -> list[str]:
    """The paths of built files; those that are not there are left out."""
    assets = current_app.extensions["assets"]
    return [href(assets.path(name)) for name in names if name in assets.names]


def on_every_device(whole: Catalogue) -> list[str]:
    """Pages every device saves, one at each page opened: the numbers to call now come first."""
    urgent = whole.pages.get("urgent-help")
    further = [addresses.page("urgent-help")] if urgent and not urgent.discreet else []
    return [addresses.OFFLINE, *further]


@lru_cache(maxsize=2)
def build_version(whole: Catalogue, built: Path, day: str) -> str:
    """A short name that changes whenever a page or file of the site may have changed."""
    seen = hashlib.sha256(day.encode())
    content = Path(current_app.config["SETTINGS"].content)
    for folder in (content, TEMPLATES):
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            seen.update(file.relative_to(folder).as_posix().encode() + file.read_bytes())
    manifest = built / "manifest.json"
    seen.update(manifest.read_bytes() if manifest.exists() else b"")
    return seen.hexdigest()[:12]
