"""Lists of services: all topics, ages and clusters, and what any choice of them finds."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort

from app import addresses, jsonld, narrowing
from app.addresses import Choice
from app.catalogue import Section
from app.languages import gettext as _
from app.model.service import Service
from app.model.taxonomy import Topic
from app.web import present
from app.web.choices import (
    Option,
    age_options,
    chips,
    chosen_words,
    cluster_options,
    crumbs,
    known_or_404,
    list_title,
    sub_options,
    topic_options,
)
from app.web.drawing import hub_map
from app.web.filtering import Filtered
from app.web.shell import absolute_href, catalogue, href, kept_for_freezing, presenter
from app.web.templating import drawn

lists = Blueprint("lists", __name__)
ON_A_PAGE = 48


@dataclass(frozen=True)
class Group:
    """A part of a list under its own heading."""

    heading: str
    cards: list[present.Card]


@lists.get("/topics/")
def topics() -> bytes:
    """All topics with their sub-topics."""
    groups = [
        (topic, href(Choice(topic.id).path()), sub_options(Choice(topic.id), topic))
        for topic in catalogue().taxonomy.topics
    ]
    return drawn("topics.html", groups=groups, crumbs=crumbs())


@lists.get("/ages/")
def ages() -> bytes:
    """All age bands."""
    return drawn("ages.html", options=age_options(Choice()), crumbs=crumbs())


@lists.get("/clusters/")
def clusters() -> bytes:
    """All clusters with their places."""
    return drawn("clusters.html", options=cluster_options(Choice()), map=hub_map(), crumbs=crumbs())


def listing(**chosen: str) -> bytes:
    """The first page of a list."""
    return list_page(Choice(**chosen), 1)


def later_listing(number: int, **chosen: str) -> bytes:
    """A later page of a long list."""
    if number < 2:
        abort(404)
    return list_page(Choice(**chosen), number)


for _path in (
    "/topics/<topic>/",
    "/topics/<topic>/ages/<age>/",
    "/topics/<topic>/clusters/<cluster>/",
    "/topics/<topic>/ages/<age>/clusters/<cluster>/",
    "/topics/<topic>/<sub>/",
    "/topics/<topic>/<sub>/ages/<age>/",
    "/topics/<topic>/<sub>/clusters/<cluster>/",
    "/topics/<topic>/<sub>/ages/<age>/clusters/<cluster>/",
    "/ages/<age>/",
    "/ages/<age>/clusters/<cluster>/",
    "/clusters/<cluster>/",
):
    lists.add_url_rule(_path, view_func=listing)
    lists.add_url_rule(f"{_path}page/<int:number>/", view_func=later_listing)


def list_page(choice: Choice, number: int) -> bytes:
    """Fill the template of a list."""
    whole, known = catalogue(), known_or_404(choice)
    topic, sub, names = known.topic, known.sub, known.labels
    held = narrowing.held(whole, choice)
    view = Filtered(whole.listed(choice), href(choice.path()), held=held)
    found, query = view.services, view.query
    last = page_count(len(found))
    if number > last:
        abort(404)
    shown = found[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
    sections = whole.sections(choice, shown)
    need = choice.but(age=None, cluster=None)
    chosen = chosen_words(names)
    return drawn(
        "list.html",
        choice=choice,
        topic=topic,
        sub=sub,
        heading=(sub or topic).label if topic else chosen,
        chosen=chosen,
        title=list_title(names),
        intro=topic.intro if topic and not sub else sub.summary if sub else "",
        count=len(found),
        view=view,
        groups=near_parts(view, shown) or reach_parts(sections),
        crisis=whole.crisis_for(choice),
        chips=chips(choice, names),
        needs=_narrower(choice, topic),
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
        discreet=whole.discreet(choice),
        crumbs=crumbs(need, include_last=bool(choice.age or choice.cluster)),
        # Deep combinations show the same services in part: search engines need only the plain ones.
        deep=sum(part is not None for part in (choice.topic, choice.age, choice.cluster)) > 1,
        structured=structured_way(need if topic else choice),
    )


def structured_way(choice: Choice) -> str:
    """The way down to a list, for search engines."""
    return kept_for_freezing(
        ("structured", choice),
        lambda: jsonld.breadcrumbs([(c.text, c.href) for c in crumbs(choice)], absolute_href),
    )


def _narrower(choice: Choice, topic: Topic | None) -> list[Option]:
    """The needs to narrow a list to: topics, then the sub-topics of one, then none."""
    if topic is None:
        return topic_options(choice)
    return [] if choice.sub else sub_options(choice, topic)


def page_count(services: int) -> int:
    """How many pages a list of so many services has."""
    return max(1, -(-services // ON_A_PAGE))


def reach_parts(sections: list[Section]) -> list[Group]:
    """Make parts of a list, each under a heading that says how near it is."""
    shown = presenter()
    return [
        Group(shown.reach_label(one.area) or _("Close to home"), shown.cards(one.services))
        for one in sections
    ]


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
    cluster = catalogue().cluster(choice.cluster)
    service = catalogue().services.get(cluster.hub if cluster else catalogue().site.ask)
    return presenter().card(service) if service else None


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
