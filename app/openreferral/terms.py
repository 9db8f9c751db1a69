"""What people browse by, as taxonomies: topics, ages and clusters, with addresses of their own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from app.addresses import Choice
from app.catalogue import Catalogue, names_age
from app.model.service import Service
from app.openreferral.ids import identity
from app.openreferral.values import Absolute, Record, filled

TAXONOMIES = {
    "topics": ("Needs families browse by", "What families come with, as topics and sub-topics."),
    "ages": ("Ages", "How old the person is who needs help, in bands."),
    "clusters": ("Family clusters", "Parts of the area, each with a family hub of its own."),
}
VERSION = "1"


def taxonomy_id(kind: str) -> str:
    """Give the id of one of our taxonomies."""
    return identity("taxonomy", kind)


def term_id(kind: str, code: str) -> str:
    """Give the id of a term: `term_id("topics", "send/autism")`."""
    return identity("term", kind, code)


class Terms:
    """All taxonomies and their terms, made once for a catalogue."""

    def __init__(self, catalogue: Catalogue, absolute: Absolute) -> None:
        """Keep the catalogue, and how to write a full address."""
        self.catalogue, self.absolute = catalogue, absolute

    @cached_property
    def taxonomies(self) -> dict[str, Record]:
        """Every taxonomy by its id."""
        records = [
            filled(
                {
                    "id": taxonomy_id(kind),
                    "name": f"{self.catalogue.site.name}: {name}",
                    "description": description,
                    "uri": self._uri(f"/{kind}/"),
                    "version": VERSION,
                }
            )
            for kind, (name, description) in TAXONOMIES.items()
        ]
        return {record["id"]: record for record in records}

    @cached_property
    def terms(self) -> dict[str, Record]:
        """Every term by its id, parents before their children."""
        records = [*self._topics(), *self._ages(), *self._clusters()]
        return {record["id"]: record for record in records}

    def with_terms(self, taxonomy: Record) -> Record:
        """Give a taxonomy with its terms."""
        own = [term for term in self.terms.values() if term["taxonomy_id"] == taxonomy["id"]]
        return {**taxonomy, "taxonomy_terms": own}

    def of_service(self, service: Service) -> list[Record]:
        """The terms of a service, its best fitting topic first."""
        return [self.terms[key] for key in self.ids_of(service) if key in self.terms]

    def ids_of(self, service: Service) -> list[str]:
        """The ids of a service's terms."""
        taxonomy = self.catalogue.taxonomy
        ages = [band.id for band in taxonomy.ages if names_age(service, band)]
        clusters = [cluster.id for cluster in taxonomy.clusters if cluster.id in service.area]
        return [
            *(term_id("topics", topic) for topic in service.topics),
            *(term_id("ages", age) for age in ages),
            *(term_id("clusters", cluster) for cluster in clusters),
        ]

    def below(self, wanted: str) -> set[str]:
        """The id of a term and of those below it."""
        children = {key for key, term in self.terms.items() if term.get("parent_id") == wanted}
        return {wanted, *children}

    def _topics(self) -> Iterator[Record]:
        for topic in self.catalogue.taxonomy.topics:
            parent = term_id("topics", topic.id)
            yield self._term("topics", topic.id, topic.label, topic.summary, Choice(topic.id))
            for sub in topic.sub:
                choice, code = Choice(topic.id, sub.id), f"{topic.id}/{sub.id}"
                words = sub.summary or f"{topic.label}: {sub.label}"
                yield self._term("topics", code, sub.label, words, choice, parent)

    def _ages(self) -> Iterator[Record]:
        for band in self.catalogue.taxonomy.ages:
            words = f"For this age: {band.label}"
            yield self._term("ages", band.id, band.label, words, Choice(age=band.id))

    def _clusters(self) -> Iterator[Record]:
        for one in self.catalogue.taxonomy.clusters:
            words = f"{one.label}: {', '.join(one.places)}" if one.places else one.label
            yield self._term("clusters", one.id, one.label, words, Choice(cluster=one.id))

    def _term(
        self,
        kind: str,
        code: str,
        name: str,
        description: str,
        choice: Choice,
        parent: str | None = None,
    ) -> Record:
        return filled(
            {
                "id": term_id(kind, code),
                "name": name,
                "description": description,
                "parent_id": parent,
                "taxonomy": self.taxonomies[taxonomy_id(kind)]["name"],
                "taxonomy_id": taxonomy_id(kind),
                "term_uri": self._uri(choice.path()),
                "term": name,
                "code": code,
            }
        )

    def _uri(self, path: str) -> str | None:
        """A full address, where the site's own is known."""
        address = self.absolute(path)
        return address if address.startswith("http") else None
