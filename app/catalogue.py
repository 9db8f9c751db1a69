"""All entries together, and every question a page asks of them.

The catalogue knows neither files nor addresses' look; it answers with entries and counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache

from app import freshness
from app.addresses import Choice
from app.languages import ENGLISH_CODE
from app.model.gazetteer import Gazetteer
from app.model.location import Location
from app.model.organization import Organization
from app.model.page import Page
from app.model.service import Service
from app.model.site import Site
from app.model.taxonomy import AgeBand, Cluster, SubTopic, Taxonomy, Topic
from app.remembering import Kept, Noted, ask, noting, once
from app.translation import Translation

CONFIDENCE = ("high", "medium", "low")


@dataclass(frozen=True)
class Section:
    """A part of a list: the entries of one reach (a cluster's id or an area's), nearest first."""

    area: str
    services: tuple[Service, ...]


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The whole directory as read from content, by id."""

    site: Site
    taxonomy: Taxonomy
    organizations: Mapping[str, Organization]
    locations: Mapping[str, Location]
    services: Mapping[str, Service]
    pages: Mapping[str, Page]
    gazetteer: Gazetteer = field(default_factory=Gazetteer)
    today: date | None = None
    left_out: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    translations: Mapping[str, Translation] = field(default_factory=dict)
    # In another language: what was laid over the English, and the English itself.
    translation: Translation | None = None
    original: Catalogue | None = None

    def __post_init__(self) -> None:
        """Let every look at entries and pages be noted, for what is made of them."""
        for kind in ("services", "pages"):
            object.__setattr__(self, kind, Noted(kind, self.language, getattr(self, kind)))

    @property
    def language(self) -> str:
        """The code of the language its words are in."""
        return self.translation.language if self.translation else ENGLISH_CODE

    def in_language(self, code: str) -> Catalogue:
        """Give the same directory with its words in another language, as far as there are any."""
        found = self._in_languages.get(code)
        if found is None and code in self.translations:
            found = self._in_languages[code] = self._translated(self.translations[code])
        return found or self

    @property
    def in_english(self) -> Catalogue:
        """The directory in English, from whichever language."""
        return self.original or self

    @cached_property
    def kept(self) -> Kept:
        """What others make of this very catalogue once; it goes when the catalogue goes."""
        return {}

    @cached_property
    def _in_languages(self) -> dict[str, Catalogue]:
        return {}

    def _translated(self, words: Translation) -> Catalogue:
        with noting():  # Who asks for the language asks for nothing that is in it.
            services = {slug: words.of_service(one) for slug, one in self.services.items()}
            pages = {slug: words.of_page(page) for slug, page in self.pages.items()}
        return replace(
            self,
            site=words.of_site(self.site),
            taxonomy=words.of_taxonomy(self.taxonomy),
            services=services,
            pages=pages,
            translation=words,
            original=self,
        )

    def is_english(self, thing: Service | Page) -> bool:
        """Whether an entry's name and summary, or a page, are in English."""
        if isinstance(thing, Page):
            return self.translation is None or thing.id not in self.translation.pages
        return self.is_named_in_english(thing.id)

    def is_named_in_english(self, slug: str) -> bool:
        """Whether an entry's name and summary are in English, asked of one that is known."""
        return self.translation is None or slug not in self.translation.services

    def awaits_review(self, thing: Service | Page) -> bool:
        """Whether words are shown that no speaker of their language has read."""
        if self.translation is None or self.is_english(thing):
            return False
        done = self.translation.pages if isinstance(thing, Page) else self.translation.services
        return done[thing.id].status != "reviewed"

    def as_of(self, today: date) -> Catalogue:
        """Give the catalogue as families see it on a day: without doubtful details grown too old.

        What was left out stands in `left_out`, by the entry's id.
        """
        old = {
            slug: names
            for slug, service in self.services.items()
            if (names := freshness.too_old(service, self.site.review, today))
        }
        services = {
            slug: freshness.without(service, old[slug]) if slug in old else service
            for slug, service in self.services.items()
        }
        return replace(self, services=services, today=today, left_out=old)

    @cached_property
    def overdue(self) -> frozenset[str]:
        """The entries whose facts are due to be checked again; none if no day is set."""
        if self.today is None:
            return frozenset()
        return frozenset(
            service.id
            for service in self._order
            if freshness.is_overdue(self.due(service), self.today)
        )

    def due(self, service: Service) -> freshness.Due:
        """When an entry is to be checked again."""
        return freshness.due(service, self.site.review, self.crisis_contacts)

    @cached_property
    def crisis_contacts(self) -> frozenset[str]:
        """Every entry shown first where help is urgent."""
        named = set(self.site.crisis)
        for topic in self.taxonomy.topics:
            named.update(topic.crisis, *(sub.crisis for sub in topic.sub))
        return frozenset(named)

    # --- sets of services, as bits in whole numbers: one bit a service, in the order of their names

    @cached_property
    def _order(self) -> list[Service]:
        """Every service, for sums of our own: who asks for a sum asks nothing of each service."""
        with noting():
            return sorted(self.services.values(), key=lambda service: service.name.casefold())

    def sets(self, names: Callable[[Service], Iterable[str]]) -> dict[str, int]:
        """By each name that is given to some services: the set of these services."""
        bits: dict[str, int] = {}
        for number, service in enumerate(self._order):
            for name in names(service):
                bits[name] = bits.get(name, 0) | 1 << number
        return bits

    @cached_property
    def _by_topic(self) -> dict[str, int]:
        """Sets by `topic` and by `topic/sub-topic`."""
        return self.sets(lambda one: {*one.topics, *(term.split("/")[0] for term in one.topics)})

    @cached_property
    def _by_age(self) -> dict[str, int]:
        ages = self.taxonomy.ages
        return self.sets(lambda one: [band.id for band in ages if suits_age(one, band)])

    @cached_property
    def _by_cluster(self) -> dict[str, int]:
        ids = [cluster.id for cluster in self.taxonomy.clusters]
        return self.sets(lambda one: [slug for slug in ids if self.reach(one, slug) is not None])

    def set_of(self, choice: Choice) -> int:
        """The set of the services that fit a choice; who asks for it notes no question."""
        bits = (1 << len(self._order)) - 1
        if choice.topic:
            bits &= self._by_topic.get(choice.term or choice.topic, 0)
        if choice.age:
            bits &= self._by_age.get(choice.age, 0)
        if choice.cluster:
            bits &= self._by_cluster.get(choice.cluster, 0)
        return bits

    # --- questions

    def count(self, choice: Choice) -> int:
        """How many services fit a choice."""
        ask("count", *choice)
        return self.set_of(choice).bit_count()

    def count_open(self) -> int:
        """How many services are not discreet."""
        ask("open")
        return self._open

    @cached_property
    def _open(self) -> int:
        return sum(not service.discreet for service in self._order)

    def listed(self, choice: Choice) -> list[Service]:
        """Services that fit a choice: nearest first, then best confirmed, then lately checked."""
        ask("listed", self.language, *choice)
        narrowed = bool(choice.topic) + bool(choice.age) + bool(choice.cluster)
        if narrowed > 1:  # Only the pages of one list ask for the same; of plain lists many do.
            return [*self._listed_last(choice)]
        return [*once(self.kept, ("listed", choice), self._listed, choice)]

    def fitting(self, choice: Choice) -> list[Service]:
        """Services that fit a choice, in no order that a family could use."""
        return [self._order[number] for number in _numbers(self.set_of(choice))]

    @cached_property
    def _listed_last(self) -> Callable[[Choice], list[Service]]:
        return lru_cache(maxsize=1)(self._listed)

    def _listed(self, choice: Choice) -> list[Service]:
        found = sorted(_numbers(self.set_of(choice)), key=self._rank(choice))
        return [self._order[number] for number in found]

    def sections(self, choice: Choice, services: Iterable[Service]) -> list[Section]:
        """Divide an ordered list by reach, so that a page can say how near each part is."""
        parts: dict[str, list[Service]] = {}
        reach = self._reach_of_all(choice.cluster)
        for service in services:
            parts.setdefault(reach[service.id], []).append(service)
        return [Section(area, tuple(part)) for area, part in parts.items()]

    def reach(self, service: Service, cluster: str | None = None) -> str | None:
        """Give the nearest area of a service as seen from a cluster; None if it is for others only.

        With no cluster in mind every cluster counts alike, as `local`.
        """
        if cluster in service.area:
            return cluster
        areas = service.area
        nearest, local = once(self.kept, ("reach", areas), self._widely, areas)
        return "local" if cluster is None and local else nearest

    def _widely(self, areas: tuple[str, ...]) -> tuple[str | None, bool]:
        """The nearest of the areas that are no clusters, and whether there are clusters too."""
        wide = [area for area in areas if area in self._wide]
        return min(wide, key=self._wide.__getitem__, default=None), len(wide) < len(areas)

    @cached_property
    def _wide(self) -> dict[str, int]:
        return {area.id: number for number, area in enumerate(self.taxonomy.areas, 1)}

    def _reach_of_all(self, cluster: str | None) -> dict[str, str]:
        """The reach of every service by its id, as seen from a cluster."""
        return once(
            self.kept,
            ("reach", cluster),
            lambda: {service.id: self.reach(service, cluster) or "" for service in self._order},
        )

    def _rank(self, choice: Choice) -> Callable[[int], tuple[int, int, int]]:
        """What puts the services of a list in order, by their numbers; equal ones go by name."""
        first = once(self.kept, ("first", choice.cluster), self._first, choice.cluster)
        unnamed = self._unnamed.get(choice.age or "", bytes(len(self._order)))
        down = self._down.get(choice.term or choice.topic or "", {})
        return lambda one: (first[one], unnamed[one], down.get(one, 0))

    def _first(self, cluster: str | None) -> list[int]:
        """A number for each service that is lower, the nearer and then the surer it is."""
        reach, standing = self._reach_of_all(cluster), self._standing
        ranks = [
            (self._wide.get(reach[service.id], 0), standing[number])
            for number, service in enumerate(self._order)
        ]
        numbers = {rank: number for number, rank in enumerate(sorted(set(ranks)))}
        return [numbers[rank] for rank in ranks]

    @cached_property
    def _standing(self) -> list[tuple[int, bool, bool]]:
        """What counts for the place of a service in every list."""
        return [
            (
                CONFIDENCE.index(service.confidence),
                service.id in self.overdue,
                not service.contact_yourself,
            )
            for service in self._order
        ]

    @cached_property
    def _unnamed(self) -> dict[str, bytes]:
        """For each age band and service: whether it does not say that it is for it."""
        return {
            band.id: bytes(not names_age(service, band) for service in self._order)
            for band in self.taxonomy.ages
        }

    @cached_property
    def _down(self) -> dict[str, dict[int, int]]:
        """By need: how far down the needs of each service it stands."""
        down: dict[str, dict[int, int]] = {}
        for number, service in enumerate(self._order):
            for place, term in enumerate(service.topics):
                for need in (term, term.split("/")[0]):
                    down.setdefault(need, {}).setdefault(number, place)
        return down

    # --- what people browse by

    def topic(self, topic: str | None) -> Topic | None:
        """Find a topic by its id."""
        return self._topics.get(topic or "")

    def sub_topic(self, term: str | None) -> SubTopic | None:
        """Find a sub-topic by its `topic/sub-topic`."""
        return self.terms.get(term or "", (None, None))[1]

    def age(self, band: str | None) -> AgeBand | None:
        """Find an age band by its id."""
        return self._ages.get(band or "")

    def cluster(self, cluster: str | None) -> Cluster | None:
        """Find a cluster by its id."""
        return self._clusters.get(cluster or "")

    @cached_property
    def _topics(self) -> dict[str, Topic]:
        return {topic.id: topic for topic in self.taxonomy.topics}

    @cached_property
    def terms(self) -> dict[str, tuple[Topic, SubTopic]]:
        """Every `topic/sub-topic` with its two parts."""
        return self.taxonomy.terms

    @cached_property
    def _ages(self) -> dict[str, AgeBand]:
        return {band.id: band for band in self.taxonomy.ages}

    @cached_property
    def _clusters(self) -> dict[str, Cluster]:
        return {cluster.id: cluster for cluster in self.taxonomy.clusters}

    @cached_property
    def area_labels(self) -> dict[str, str]:
        """The label of every cluster and of every wider area."""
        return self.taxonomy.area_labels

    # --- what leads from one to another

    def related(self, service: Service, most: int = 4) -> list[Service]:
        """Services for the same needs, most shared needs first, then nearest."""
        sharing: list[int] = []  # Those that share one need or more, then two or more, and so on.
        for term in dict.fromkeys(service.topics):
            need = Choice(*term.split("/"))
            ask("listed", self.language, *need)
            again = self.set_of(need)
            for number, some in enumerate(sharing):
                sharing[number], again = some | again, some & again
            sharing.append(again)
        found: list[int] = []
        seen = 0
        for some in reversed(sharing):
            if len(found) <= most:
                found += sorted(_numbers(some & ~seen), key=self._places.__getitem__)
                seen |= some
        others = (self._order[number] for number in found[: most + 1])
        return [other for other in others if other.id != service.id][:most]

    @cached_property
    def _places(self) -> list[int]:
        """The place of each service in the list of them all."""
        order = sorted(range(len(self._order)), key=self._rank(Choice()))
        return sorted(range(len(order)), key=order.__getitem__)

    def helped_through(self, service: Service) -> list[Service]:
        """The entries that put people in touch with this one."""
        return [self.services[slug] for slug in service.contact_through if slug in self.services]

    def crisis_for(self, choice: Choice) -> tuple[str, ...]:
        """The ids of the urgent contacts that the chosen need calls for, most urgent first."""
        topic, sub = self.topic(choice.topic), self.sub_topic(choice.term)
        return (sub.crisis if sub else ()) or (topic.crisis if topic else ())

    def discreet(self, choice: Choice) -> bool:
        """Whether a list must be safe to open and quick to leave."""
        topic, sub = self.topic(choice.topic), self.sub_topic(choice.term)
        return bool((topic and topic.discreet) or (sub and sub.discreet))

    def choices(self) -> Iterator[Choice]:
        """Every list there is: each topic and sub-topic, age and cluster, alone and together."""
        topics = self.taxonomy.topics
        needs: list[tuple[str | None, str | None]] = [(None, None)]
        needs += [(topic.id, None) for topic in topics]
        needs += [(topic.id, sub.id) for topic in topics for sub in topic.sub]
        for topic_id, sub_id in needs:
            for age in (None, *(band.id for band in self.taxonomy.ages)):
                for cluster in (None, *(one.id for one in self.taxonomy.clusters)):
                    if topic_id or age or cluster:
                        yield Choice(topic_id, sub_id, age, cluster)


def suits_age(service: Service, band: AgeBand) -> bool:
    """Whether a service is for somebody of this age; no ages given means any age."""
    ageless = service.minimum_age is None and service.maximum_age is None
    return ageless or names_age(service, band)


def names_age(service: Service, band: AgeBand) -> bool:
    """Whether a service says it is for this age band, not only that it has no limits."""
    if band.minimum_age is None and band.maximum_age is None:
        return "pregnancy" in service.suits
    if service.minimum_age is None and service.maximum_age is None:
        return False
    low, high = service.minimum_age or 0, service.maximum_age
    oldest_fits = high is None or high >= (band.minimum_age or 0)
    return oldest_fits and (band.maximum_age is None or low <= band.maximum_age)


def _numbers(bits: int) -> list[int]:
    """The positions of the bits that are set, the lowest first."""
    return [one.start() for one in re.finditer("1", f"{bits:b}"[::-1])]
