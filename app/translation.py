"""The words of a directory in another language, laid over the English ones.

Only words are translated: ids, numbers, prices, times and places always come from the English
files, so that a translation can neither lose nor change a fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from pydantic import Field

from app.model.page import CareCard, Page
from app.model.service import Service
from app.model.site import Site
from app.model.taxonomy import SubTopic, Taxonomy, Topic
from app.model.values import Body, Line, Record, Slug, Text

Status = Literal["awaiting review", "reviewed"]
STATUS = "Whether a speaker of the language has read it: awaiting review, or reviewed."
R = TypeVar("R", bound=Record)


class Translated(Record):
    """Words of one file, and whether a speaker of the language has checked them."""

    status: Status = Field(description=STATUS)


class TranslatedSite(Translated):
    """What site.yaml says to readers; `footer` may lead to other pages."""

    tagline: Line
    area: Line
    disclaimer: Text
    footer: tuple[Slug, ...] | None = None


class Label(Record):
    """The words of one thing people browse by; those left out stay English."""

    label: Line | None = None
    short: Line | None = None
    summary: Line | None = None
    intro: Text | None = None


class TranslatedTaxonomy(Translated):
    """The words of the taxonomy by id; sub-topics by `topic/sub-topic`."""

    topics: dict[Slug, Label]
    sub: dict[str, Label]
    ages: dict[Slug, Label]
    clusters: dict[Slug, Label] = Field(default_factory=dict)
    areas: dict[Slug, Line]


class TranslatedCard(Record):
    """The words of an urgent-help card; whom to contact stays as it is."""

    heading: Line
    points: tuple[Line, ...] = ()


class TranslatedPage(Translated):
    """A page of words; its cards stand in the order of the English ones."""

    id: Slug
    title: Line
    summary: Line
    body: Body = ""
    care_cards: tuple[TranslatedCard, ...] = ()


class TranslatedService(Translated):
    """The name and summary of an entry."""

    id: Slug
    name: Line
    summary: Line


@dataclass(frozen=True)
class Translation:
    """All that is translated into one language, by its code."""

    language: str
    site: TranslatedSite
    taxonomy: TranslatedTaxonomy
    pages: Mapping[str, TranslatedPage] = field(default_factory=dict)
    services: Mapping[str, TranslatedService] = field(default_factory=dict)

    @property
    def parts(self) -> dict[str, Translated]:
        """Every translated file by its name within the language's folder."""
        pages = {f"pages/{slug}.md": page for slug, page in self.pages.items()}
        services = {f"services/{slug}.md": one for slug, one in self.services.items()}
        return {"site.yaml": self.site, "taxonomy.yaml": self.taxonomy} | pages | services

    def of_site(self, site: Site) -> Site:
        """Give the settings with their words in this language."""
        return _over(site, self.site, "tagline", "area", "disclaimer", "footer")

    def of_page(self, page: Page) -> Page:
        """Give a page in this language, or as it is."""
        found = self.pages.get(page.id)
        if found is None:
            return page
        cards = tuple(map(_card, page.care_cards, found.care_cards))
        words = _over(page, found, "title", "summary", "body")
        return words.model_copy(update={"care_cards": cards})

    def of_service(self, service: Service) -> Service:
        """Give an entry with its name and summary in this language, or as it is."""
        found = self.services.get(service.id)
        return _over(service, found, "name", "summary") if found else service

    def of_taxonomy(self, taxonomy: Taxonomy) -> Taxonomy:
        """Give what people browse by with its words in this language."""
        words = self.taxonomy
        areas = [
            area.model_copy(update={"label": words.areas.get(area.id, area.label)})
            for area in taxonomy.areas
        ]
        return taxonomy.model_copy(
            update={
                "topics": tuple(map(self._topic, taxonomy.topics)),
                "ages": tuple(_labelled(band, words.ages.get(band.id)) for band in taxonomy.ages),
                "clusters": tuple(
                    _labelled(one, words.clusters.get(one.id)) for one in taxonomy.clusters
                ),
                "areas": tuple(areas),
            }
        )

    def _topic(self, topic: Topic) -> Topic:
        sub = tuple(self._sub(topic, one) for one in topic.sub)
        named = _labelled(topic, self.taxonomy.topics.get(topic.id))
        return named.model_copy(update={"sub": sub})

    def _sub(self, topic: Topic, sub: SubTopic) -> SubTopic:
        return _labelled(sub, self.taxonomy.sub.get(f"{topic.id}/{sub.id}"))


def _card(card: CareCard, words: TranslatedCard) -> CareCard:
    return _over(card, words, "heading", "points")


def _labelled(thing: R, words: Label | None) -> R:
    names = [name for name in Label.model_fields if name in type(thing).model_fields]
    return _over(thing, words, *names) if words else thing


def _over(thing: R, words: Record, *names: str) -> R:
    """Give a record with some fields taken from its translation, where that has them."""
    given = {name: getattr(words, name) for name in names}
    return thing.model_copy(update={name: value for name, value in given.items() if value})
