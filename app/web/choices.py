"""A choice of topic, age and place: in words, as a way down, and what to narrow it to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from flask import abort

from app import addresses
from app.addresses import Choice
from app.languages import ENGLISH, spoken
from app.languages import gettext as _
from app.model.taxonomy import AgeBand, Cluster, SubTopic, Topic
from app.web import present
from app.web.shell import Link, catalogue, href, kept_for_freezing


@dataclass(frozen=True)
class Option:
    """A choice that a list can be narrowed to: its words, address, and how many it would show."""

    text: str
    href: str
    count: int
    note: str = ""
    icon: str = ""


class Named(NamedTuple):
    """What the parts of a choice name; None where nothing is chosen, or nothing is called so."""

    topic: Topic | None
    sub: SubTopic | None
    age: AgeBand | None
    cluster: Cluster | None

    @property
    def labels(self) -> dict[str, str]:
        """The labels of what is chosen, by part."""
        return {name: part.label for name, part in self._asdict().items() if part}


def named(choice: Choice) -> Named:
    """Find what a choice names."""
    whole = catalogue()
    return Named(
        whole.topic(choice.topic),
        whole.sub_topic(choice.term),
        whole.age(choice.age),
        whole.cluster(choice.cluster),
    )


def known_or_404(choice: Choice) -> Named:
    """Find what a choice names; answer 404 if any part of it is unknown."""
    found = named(choice)
    if any(chosen and not known for chosen, known in zip(choice, found, strict=True)):
        abort(404)
    return found


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


def chips(choice: Choice, names: dict[str, str]) -> list[Link]:
    """What is chosen, by its names, each with the address of the list without it."""
    links = []
    for part, label in names.items():
        without = (
            choice.but(topic=None, sub=None) if part == "topic" else choice.but(**{part: None})
        )
        path = without.path()
        links.append(Link(label, href(addresses.TOPICS if path == addresses.HOME else path)))
    return links


def chosen_words(names: dict[str, str]) -> str:
    """Say what is chosen besides the need: `2 to 4, in Halesowen`."""
    age, place = names.get("age", ""), names.get("cluster", "")
    return _("%(age)s, in %(place)s", age=age, place=place) if age and place else age or place


def list_title(names: dict[str, str]) -> str:
    """The title of a list: `Bullying: 5 to 10, in Halesowen`."""
    need = names.get("sub") or names.get("topic")
    rest = chosen_words(names)
    if need and rest:
        return _("%(need)s: %(chosen)s", need=need, chosen=rest)
    return need or _("Help for: %(chosen)s", chosen=rest)


def crumbs(choice: Choice | None = None, *, include_last: bool = True) -> list[Link]:
    """The way down to a page, from the front page."""
    return kept_for_freezing(("crumbs", choice, include_last), _crumbs, choice, include_last)


def _crumbs(choice: Choice | None, include_last: bool) -> list[Link]:
    way = [Link(_("Home"), href(addresses.HOME))]
    if choice is None:
        return way
    names = named(choice).labels
    if choice.topic:
        way.append(Link(_("Topics"), href(addresses.TOPICS)))
        way.append(Link(names["topic"], href(Choice(choice.topic).path())))
        if choice.sub:
            way.append(Link(names["sub"], href(Choice(choice.topic, choice.sub).path())))
    elif choice.age or choice.cluster:
        way.append(Link(list_title(names), href(choice.path())))
    return way if include_last or len(way) < 2 else way[:-1]
