"""The pages people read. Each view asks the catalogue, then fills one template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, render_template
from markupsafe import Markup

from app import addresses, jsonld, maps, places
from app.addresses import Choice
from app.catalogue import Section
from app.editing import corrections
from app.languages import ENGLISH, isolated, speaking, spoken
from app.languages import gettext as _
from app.model.page import Page
from app.model.service import Service
from app.model.taxonomy import SubTopic, Topic
from app.web import present
from app.web.feeds import changes_by_path, services_changed
from app.web.filtering import Filtered
from app.web.oruk import feed
from app.web.shell import (
    Link,
    absolute,
    absolute_href,
    catalogue,
    href,
    presenter,
    tongue,
    urgent_contacts,
)

pages = Blueprint("pages", __name__)
ON_A_PAGE = 48
ANY = "any"


@dataclass(frozen=True)
class Option:
    """A choice that a list can be narrowed to: its words, address, and how many it would show."""

    text: str
    href: str
    count: int
    note: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Group:
    """A part of a list under its own heading."""

    heading: str
    cards: list[present.Card]


# --- front page, and the three questions --------------------------------------------------------


@pages.get("/")
def home() -> str:
    """The front page."""
    page = catalogue().pages.get("home") or abort(404)
    return render_template(
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


@pages.get("/start/")
@pages.get("/start/<age>/")
@pages.get("/start/<age>/<topic>/")
def start(age: str | None = None, topic: str | None = None) -> str:
    """Start here: who is it for, what is going on, where do you live.

    In other languages two questions lead to the list, which can be narrowed to a place.
    """
    choice = Choice(topic=topic, age=None if age in (None, ANY) else age)
    known_or_404(choice)
    steps = 3 if spoken() is ENGLISH else 2
    step = 1 + sum(part is not None for part in (age, topic))
    asked = {1: _who, 2: _what, 3: _where}[step](choice, age or ANY)
    back = [addresses.HOME, addresses.START, addresses.start(age)][step - 1]
    return render_template(
        "start.html",
        step=step,
        steps=steps,
        options=asked,
        back_href=href(back),
        chosen=chosen_words(choice),
    )


def _who(choice: Choice, age: str) -> list[Option]:
    bands = [
        Option(band.label, href(addresses.start(band.id)), catalogue().count(Choice(age=band.id)))
        for band in catalogue().taxonomy.ages
    ]
    anyone = Option(
        _("Anyone, or I am not sure"), href(addresses.start(ANY)), len(catalogue().services)
    )
    return [*bands, anyone]


def _what(choice: Choice, age: str) -> list[Option]:
    return [
        Option(
            topic.label,
            href(_after_what(choice.but(topic=topic.id), age)),
            catalogue().count(choice.but(topic=topic.id)),
            topic.summary,
            topic.icon,
        )
        for topic in catalogue().taxonomy.topics
    ]


def _after_what(choice: Choice, age: str) -> str:
    """Where the second question leads: to the third, or to the list where there is none."""
    asked = addresses.start(age, choice.topic)
    return asked if in_this_language(asked) else choice.path()


def _where(choice: Choice, age: str) -> list[Option]:
    anywhere = Option(
        _("Somewhere else, or I am not sure"), href(choice.path()), catalogue().count(choice)
    )
    return [*cluster_options(choice), anywhere]


# --- lists --------------------------------------------------------------------------------------


@pages.get("/topics/")
def topics() -> str:
    """All topics with their sub-topics."""
    groups = [
        (topic, href(Choice(topic.id).path()), sub_options(Choice(topic.id), topic))
        for topic in catalogue().taxonomy.topics
    ]
    return render_template("topics.html", groups=groups, crumbs=crumbs())


@pages.get("/ages/")
def ages() -> str:
    """All age bands."""
    return render_template("ages.html", options=age_options(Choice()), crumbs=crumbs())


@pages.get("/clusters/")
def clusters() -> str:
    """All clusters with their places."""
    return render_template(
        "clusters.html", options=cluster_options(Choice()), map=hub_map(), crumbs=crumbs()
    )


@pages.get("/topics/<topic>/")
@pages.get("/topics/<topic>/ages/<age>/")
@pages.get("/topics/<topic>/clusters/<cluster>/")
@pages.get("/topics/<topic>/ages/<age>/clusters/<cluster>/")
@pages.get("/topics/<topic>/<sub>/")
@pages.get("/topics/<topic>/<sub>/ages/<age>/")
@pages.get("/topics/<topic>/<sub>/clusters/<cluster>/")
@pages.get("/topics/<topic>/<sub>/ages/<age>/clusters/<cluster>/")
@pages.get("/ages/<age>/")
@pages.get("/ages/<age>/clusters/<cluster>/")
@pages.get("/clusters/<cluster>/")
def listing(**chosen: str) -> str:
    """The first page of a list."""
    return list_page(Choice(**chosen), 1)


@pages.get("/topics/<topic>/page/<int:number>/")
@pages.get("/topics/<topic>/ages/<age>/page/<int:number>/")
@pages.get("/topics/<topic>/clusters/<cluster>/page/<int:number>/")
@pages.get("/topics/<topic>/ages/<age>/clusters/<cluster>/page/<int:number>/")
@pages.get("/topics/<topic>/<sub>/page/<int:number>/")
@pages.get("/topics/<topic>/<sub>/ages/<age>/page/<int:number>/")
@pages.get("/topics/<topic>/<sub>/clusters/<cluster>/page/<int:number>/")
@pages.get("/topics/<topic>/<sub>/ages/<age>/clusters/<cluster>/page/<int:number>/")
@pages.get("/ages/<age>/page/<int:number>/")
@pages.get("/ages/<age>/clusters/<cluster>/page/<int:number>/")
@pages.get("/clusters/<cluster>/page/<int:number>/")
def later_listing(number: int, **chosen: str) -> str:
    """A later page of a long list."""
    if number < 2:
        abort(404)
    return list_page(Choice(**chosen), number)


def list_page(choice: Choice, number: int) -> str:
    """Fill the template of a list."""
    topic, sub = known_or_404(choice)
    view = Filtered(catalogue().listed(choice), href(choice.path()))
    found, query = view.services, view.query
    last = page_count(len(found))
    if number > last:
        abort(404)
    shown = found[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
    sections = catalogue().sections(choice, shown)
    return render_template(
        "list.html",
        choice=choice,
        topic=topic,
        sub=sub,
        heading=(sub or topic).label if topic else chosen_words(choice),
        chosen=chosen_words(choice),
        title=list_title(choice),
        intro=topic.intro if topic and not sub else sub.summary if sub else "",
        count=len(found),
        view=view,
        groups=near_parts(view, shown) or [group(section) for section in sections],
        crisis=urgent_contacts(catalogue().crisis_for(choice)),
        chips=chips(choice),
        needs=sub_options(choice, topic)
        if topic and not sub
        else []
        if topic
        else topic_options(choice),
        needs_heading=_("What is it about?") if not topic else _("What about it?"),
        ages=[] if choice.age else age_options(choice),
        clusters=[] if choice.cluster else cluster_options(choice),
        nothing_local=not query and nothing_local(choice, sections),
        hub=hub_card(choice),
        map=hub_map(choice.cluster) if choice == Choice(cluster=choice.cluster) else "",
        wider=widened(choice) if len(found) < 3 and not query else [],
        number=number,
        last=last,
        previous_href=href(choice.path(number - 1)) + query if number > 1 else "",
        next_href=href(choice.path(number + 1)) + query if number < last else "",
        discreet=catalogue().discreet(choice),
        crumbs=crumbs(
            choice.but(age=None, cluster=None), include_last=bool(choice.age or choice.cluster)
        ),
        # Deep combinations show the same services in part: search engines need only the plain ones.
        deep=sum(part is not None for part in (choice.topic, choice.age, choice.cluster)) > 1,
        structured=jsonld.breadcrumbs([(c.text, c.href) for c in crumbs(choice)], absolute_href),
    )


def page_count(services: int) -> int:
    """How many pages a list of so many services has."""
    return max(1, -(-services // ON_A_PAGE))


def group(section: Section) -> Group:
    """Make a part of a list under a heading that says how near it is."""
    heading = presenter().reach_label(section.area) or _("Close to home")
    return Group(heading, presenter().cards(section.services))


def near_parts(view: Filtered, shown: list[Service]) -> list[Group]:
    """Make parts of a list put in order of distance; none if no place is asked for."""
    spot = view.wanted.near
    cards = presenter(spot.point if spot else None).cards
    return [Group(heading, cards(services)) for heading, services in view.groups(shown)]


def nothing_local(choice: Choice, sections: list[Section]) -> bool:
    """Whether a list for one cluster has nothing of that cluster's own."""
    return choice.cluster is not None and all(s.area != choice.cluster for s in sections)


def hub_card(choice: Choice) -> present.Card | None:
    """The family hub to phone for a cluster; without one, the entry that answers for all."""
    cluster = next((c for c in catalogue().taxonomy.clusters if c.id == choice.cluster), None)
    service = catalogue().services.get(cluster.hub if cluster else catalogue().site.ask)
    return presenter().card(service) if service else None


def hub_map(cluster: str | None = None) -> str:
    """Draw the area with its family hubs, one cluster picked out if asked for."""
    drawing = maps.of(catalogue())
    label = catalogue().taxonomy.area_labels.get(cluster or "")
    area = catalogue().site.area
    title = (
        _("Map of %(area)s and its family hubs; %(part)s is picked out", area=area, part=label)
        if label
        else _("Map of %(area)s and its family hubs", area=area)
    )
    return drawing.draw(title, maps.hubs(catalogue()), cluster) if drawing else ""


def place_map(found: Service) -> tuple[str, list[str]]:
    """Draw where a service is; with it, the same in words."""
    drawing = maps.of(catalogue())
    marks = [
        maps.Mark(one.name, at, "here")
        for slug in found.locations
        if (one := catalogue().locations[slug]) and (at := places.where(one))
    ]
    if not drawing or not marks:
        return "", []
    words = [_where_it_is(mark) for mark in marks]
    title = _("Map: where %(name)s is in %(area)s", name=found.name, area=catalogue().site.area)
    return drawing.draw(title, marks), words


def _where_it_is(mark: maps.Mark) -> str:
    """Say where a place is by how far it is from the nearest family hub."""
    hub = next(iter(places.of(catalogue()).hubs(mark.point)), None)
    if hub is None:
        return mark.words
    name = catalogue().locations[hub.location].name
    if name == mark.words:
        area = presenter().reach_label(hub.cluster)
        return _("%(name)s is the family hub for %(area)s.", name=isolated(name), area=area)
    return _(
        "%(place)s is %(distance)s from %(hub)s.",
        place=isolated(mark.words),
        distance=places.miles(hub.metres),
        hub=isolated(name),
    )


def widened(choice: Choice) -> list[Option]:
    """Wider lists to try when this one is short, each with its count."""
    wider = {
        _("Any age"): choice.but(age=None) if choice.age else None,
        _("Anywhere in %(area)s", area=catalogue().site.area): choice.but(cluster=None)
        if choice.cluster
        else None,
        _("The whole topic"): choice.but(sub=None) if choice.sub else None,
    }
    return [
        Option(text, href(other.path()), catalogue().count(other))
        for text, other in wider.items()
        if other and other.path() != addresses.HOME
    ]


def known_or_404(choice: Choice) -> tuple[Topic | None, SubTopic | None]:
    """Find the topic and sub-topic of a choice; answer 404 if any part of it is unknown."""
    taxonomy = catalogue().taxonomy
    topic = next((t for t in taxonomy.topics if t.id == choice.topic), None)
    sub = next((s for s in topic.sub if s.id == choice.sub), None) if topic else None
    known_age = choice.age is None or catalogue().age(choice.age)
    known_cluster = choice.cluster is None or any(c.id == choice.cluster for c in taxonomy.clusters)
    if (
        (choice.topic and not topic)
        or (choice.sub and not sub)
        or not known_age
        or not known_cluster
    ):
        abort(404)
    return topic, sub


def in_this_language(path: str) -> bool:
    """Whether a page stands in the language of this one."""
    return spoken() is ENGLISH or addresses.in_every_language(path)


def topic_options(choice: Choice) -> list[Option]:
    """Topics to narrow to."""
    return [
        Option(
            topic.label,
            href(choice.but(topic=topic.id).path()),
            catalogue().count(choice.but(topic=topic.id)),
            topic.summary,
            topic.icon,
        )
        for topic in catalogue().taxonomy.topics
    ]


def sub_options(choice: Choice, topic: Topic) -> list[Option]:
    """Sub-topics to narrow to."""
    narrowed = [(sub, choice.but(sub=sub.id)) for sub in topic.sub]
    return [
        Option(sub.label, href(one.path()), catalogue().count(one), sub.summary or "")
        for sub, one in narrowed
        if in_this_language(one.path())
    ]


def age_options(choice: Choice) -> list[Option]:
    """Age bands to narrow to."""
    narrowed = [(band, choice.but(age=band.id)) for band in catalogue().taxonomy.ages]
    return [
        Option(band.label, href(one.path()), catalogue().count(one))
        for band, one in narrowed
        if in_this_language(one.path())
    ]


def cluster_options(choice: Choice) -> list[Option]:
    """Clusters to narrow to, each with the names of its places."""
    narrowed = [(c, choice.but(cluster=c.id)) for c in catalogue().taxonomy.clusters]
    return [
        Option(c.label, href(one.path()), catalogue().count(one), present.listed(c.places))
        for c, one in narrowed
        if in_this_language(one.path())
    ]


def names_of(choice: Choice) -> dict[str, str]:
    """The labels of what is chosen, by part."""
    taxonomy = catalogue().taxonomy
    topic = next((t for t in taxonomy.topics if t.id == choice.topic), None)
    sub = next((s for s in topic.sub if s.id == choice.sub), None) if topic else None
    band = catalogue().age(choice.age)
    cluster = next((c for c in taxonomy.clusters if c.id == choice.cluster), None)
    parts = {"topic": topic, "sub": sub, "age": band, "cluster": cluster}
    return {name: part.label for name, part in parts.items() if part}


def chips(choice: Choice) -> list[Link]:
    """What is chosen, each with the address of the list without it."""
    links = []
    for part, label in names_of(choice).items():
        without = (
            choice.but(topic=None, sub=None) if part == "topic" else choice.but(**{part: None})
        )
        path = without.path()
        links.append(Link(label, href(addresses.TOPICS if path == addresses.HOME else path)))
    return links


def chosen_words(choice: Choice) -> str:
    """Say what is chosen besides the need: `2 to 4, in Halesowen`."""
    names = names_of(choice)
    age, place = names.get("age", ""), names.get("cluster", "")
    return _("%(age)s, in %(place)s", age=age, place=place) if age and place else age or place


def list_title(choice: Choice) -> str:
    """The title of a list: `Bullying: 5 to 10, in Halesowen`."""
    names = names_of(choice)
    need = names.get("sub") or names.get("topic")
    rest = chosen_words(choice)
    if need and rest:
        return _("%(need)s: %(chosen)s", need=need, chosen=rest)
    return need or _("Help for: %(chosen)s", chosen=rest)


def crumbs(choice: Choice | None = None, *, include_last: bool = True) -> list[Link]:
    """The way down to a page, from the front page."""
    way = [Link(_("Home"), href(addresses.HOME))]
    if choice is None:
        return way
    names = names_of(choice)
    if choice.topic:
        way.append(Link(_("Topics"), href(addresses.TOPICS)))
        way.append(Link(names["topic"], href(Choice(choice.topic).path())))
        if choice.sub:
            way.append(Link(names["sub"], href(Choice(choice.topic, choice.sub).path())))
    elif choice.age or choice.cluster:
        way.append(Link(list_title(choice), href(choice.path())))
    return way if include_last or len(way) < 2 else way[:-1]


# --- one service, and all of them ---------------------------------------------------------------


@pages.get("/services/")
def services() -> str:
    """Every service from A to Z."""
    letters: dict[str, list[Service]] = {}
    for service in sorted(catalogue().services.values(), key=lambda s: s.name.casefold()):
        first = service.name[0].upper()
        letters.setdefault(first if first.isalpha() else _("0 to 9"), []).append(service)
    links = {
        letter: [Link(s.name, href(addresses.service(s.id)), tongue=tongue(s)) for s in part]
        for letter, part in letters.items()
    }
    return render_template("services.html", letters=links, crumbs=crumbs())


@pages.get("/services/<slug>/")
def service(slug: str) -> str:
    """One service: what it is, can I go, how do I get in touch today."""
    found = catalogue().services.get(slug) or abort(404)
    organization = catalogue().organizations[found.organization]
    shown = presenter()
    way = [*crumbs(Choice(*found.topics[0].split("/"))), Link(found.name, "")]
    return render_template(
        "service.html",
        **service_parts(found, shown),
        organization=organization,
        crumbs=way[:-1],
        structured=jsonld.service(
            catalogue(),
            found,
            absolute,
            identifier=feed().answers.publisher.service_id(found),
            changed=services_changed().get(found.id),
        ),
        structured_crumbs=jsonld.breadcrumbs([(c.text, c.href) for c in way], absolute_href),
    )


def service_parts(found: Service, shown: present.Presenter) -> dict[str, Any]:
    """Everything an entry's page shows."""
    terms = catalogue().taxonomy.terms
    spots = [catalogue().locations[slug] for slug in found.locations]
    through = catalogue().helped_through(found)
    return {
        "service": found,
        "card": shown.card(found),
        "description": shown.prose(found.description),
        "contacts": present.contacts(found),
        "openings": present.openings(catalogue(), found),
        "places": [present.place(one) for one in spots],
        "map": place_map(found),
        "access": [_(present.ACCESS[way]) for way in found.access],
        "ages": present.age_words(found),
        "bands": [Link(b.label, href(Choice(age=b.id).path())) for b in shown.age_bands(found)],
        "prices": [present.price(cost) for cost in found.cost_options],
        "cost": present.cost_words(found),
        "where": shown.where(found),
        "speaks": [present.language_name(code) for code in found.languages],
        "topics": [
            Link(terms[term][1].label, href(Choice(*term.split("/")).path()))
            for term in found.topics
        ],
        "through": [(shown.card(one), present.contacts(one)) for one in through],
        "related": shown.cards(catalogue().related(found)),
        "sources": [present.source_line(source) for source in found.sources],
        "freshness": shown.freshness(found),
        "doubt": shown.doubt(found),
        "unsure": set(found.unconfirmed),
        "discreet": found.discreet,
        "crisis": urgent_contacts(
            [
                one
                for one in catalogue().crisis_for(Choice(*found.topics[0].split("/")))
                if found.discreet and one.id != found.id
            ]
        ),
        "correct_href": href("/suggest-a-change/"),
        "correct_ways": corrections.ways(
            catalogue().site, found, absolute(addresses.service(found.id))
        ),
    }


# --- pages of words -----------------------------------------------------------------------------


@pages.get("/<slug>/")
def page(slug: str) -> str:
    """A page of words from content/pages."""
    found = catalogue().pages.get(slug)
    if found is None or slug == "home":
        abort(404)
    return render_template(
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
def not_found_file() -> str:
    """The page a static host shows for an address that does not exist."""
    return render_template("not_found.html")


# --- for machines -------------------------------------------------------------------------------


@pages.get("/healthz")
def healthz() -> Response:
    """Say that the application is up and how much it holds."""
    return jsonify(status="ok", services=len(catalogue().services))


@pages.get("/robots.txt")
def robots() -> Response:
    """Let search engines in, and show them the map."""
    text = f"User-agent: *\nAllow: /\nSitemap: {absolute('/sitemap.xml')}\n"
    return Response(text, mimetype="text/plain")


@pages.get("/sitemap.xml")
def sitemap() -> Response:
    """List the addresses worth finding: pages, services, plain lists."""
    paths = [addresses.HOME, addresses.START, addresses.TOPICS, addresses.AGES, addresses.CLUSTERS]
    paths += [addresses.A_TO_Z, *([addresses.NEAR] if catalogue().gazetteer.places else [])]
    paths += [addresses.page(slug) for slug in catalogue().pages if slug != "home"]
    paths += [addresses.service(slug) for slug in catalogue().services]
    plain = (c for c in catalogue().choices() if bool(c.topic) + bool(c.age) + bool(c.cluster) == 1)
    paths += [choice.path() for choice in plain]
    days = {path: when.date().isoformat() for path, when in changes_by_path().items()}
    rows = [(absolute(path), days.get(path, "")) for path in paths]
    xml = render_template("sitemap.xml", addresses=rows)
    return Response(xml, mimetype="application/xml")


@pages.get("/manifest.webmanifest")
def manifest() -> Response:
    """Describe the site to a phone's home screen."""
    site = catalogue().site
    assets = current_app.extensions["assets"]
    icons = [
        {"src": href(assets.path("icon.svg")), "sizes": "any", "type": "image/svg+xml"},
        {"src": href(assets.path("icon-192.png")), "sizes": "192x192", "type": "image/png"},
        {"src": href(assets.path("icon-512.png")), "sizes": "512x512", "type": "image/png"},
    ]
    response = jsonify(
        name=site.name,
        short_name=site.name,
        description=site.tagline,
        start_url=href(addresses.HOME),
        display="standalone",
        background_color="#ffffff",
        theme_color=site.theme_colour,
        icons=icons,
    )
    response.mimetype = "application/manifest+json"
    return response
