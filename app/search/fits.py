"""How the entries of an index fit needs, ages and places; entries and needs are told by number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from functools import cached_property, lru_cache, partial

from app.catalogue import Catalogue, names_age, suits_age
from app.model.service import Service
from app.model.taxonomy import AgeBand, Taxonomy
from app.search import scoring
from app.search.understanding import ANY

# Parts of 32 that are taken off or put on by how an entry fits an age and a place.
WHOLE = 32
BY_AGE = (-10, 0, 2)
BY_CLUSTER = (-16, 0, 4)


class Fits:
    """Tells how each entry of an index fits; each part is made when first needed."""

    def __init__(
        self, catalogue: Catalogue, entries: Sequence[Service | None], needs: Sequence[str]
    ) -> None:
        """Take the entries and needs in the index's order; None stands for an entry that went."""
        self.catalogue, self.entries, self.needs = catalogue, entries, needs
        self.shares = lru_cache(maxsize=64)(self._shares)

    @cached_property
    def topics(self) -> list[tuple[int, ...]]:
        """The needs of each entry."""
        known = {need: number for number, need in enumerate(self.needs)}
        return [
            tuple(known[term] for term in one.topics if term in known) if one else ()
            for one in self.entries
        ]

    @cached_property
    def by_need(self) -> list[list[tuple[int, int]]]:
        """The entries that answer each need, each with the need's weight there."""
        found: list[list[tuple[int, int]]] = [[] for _ in self.needs]
        for number, topics in enumerate(self.topics):
            for place, topic in enumerate(topics):
                found[topic].append((number, scoring.weight_at(place)))
        return found

    @cached_property
    def ages(self) -> dict[str, list[int]]:
        """Of every entry by band: 0 does not suit it, 1 does, 2 names it."""
        bands = self.catalogue.taxonomy.ages
        return {band.id: self._each(partial(_age_fit, band)) for band in bands}

    @cached_property
    def clusters(self) -> dict[str, list[int]]:
        """Of every entry by cluster: 0 is for others only, 1 reaches it, 2 is its own."""
        clusters = self.catalogue.taxonomy.clusters
        return {c.id: self._each(partial(self._cluster_fit, c.id)) for c in clusters}

    @cached_property
    def standings(self) -> list[int]:
        """By how much every entry stands back."""
        return self._each(_standing)

    def _each(self, ask: Callable[[Service], int]) -> list[int]:
        return [ask(one) if one else 0 for one in self.entries]

    def _cluster_fit(self, cluster: str, service: Service) -> int:
        reach = self.catalogue.reach(service, cluster)
        return 2 if reach == cluster else int(reach is not None)

    def _shares(self, age: str | None, cluster: str | None) -> list[int]:
        """What each entry keeps of its score: less for another age or place, or when doubtful."""
        shares = [WHOLE - less for less in self.standings]
        for by, fits in (
            (BY_AGE, self.ages.get(age or "")),
            (BY_CLUSTER, self.clusters.get(cluster or "")),
        ):
            if fits:
                shares = [share + by[fit] for share, fit in zip(shares, fits, strict=True)]
        return [share if entry else 0 for share, entry in zip(shares, self.entries, strict=True)]

    def chosen(
        self, age: str | None, cluster: str | None, topic: str | None
    ) -> Callable[[int], bool]:
        """Give a test of whether an entry fits what was chosen; ANY chooses nothing."""
        chosen = [self.ages[age]] if age and age != ANY else []
        chosen += [self.clusters[cluster]] if cluster and cluster != ANY else []
        within = [n for n, need in enumerate(self.needs) if f"{need}/".startswith(f"{topic}/")]

        def fits(number: int) -> bool:
            about = not topic or any(need in self.topics[number] for need in within)
            return about and all(part[number] for part in chosen)

        return fits

    def counts(self, numbers: Collection[int]) -> dict[str, dict[str, int]]:
        """Count some entries by topic, age and cluster."""
        taxonomy = self.catalogue.taxonomy
        topic_of = [need.split("/")[0] for need in self.needs]
        topics = Counter(one for n in numbers for one in {topic_of[t] for t in self.topics[n]})
        return {
            "topic": {one.id: topics[one.id] for one in taxonomy.topics},
            "age": {id_: sum(fits[n] > 0 for n in numbers) for id_, fits in self.ages.items()},
            "cluster": {
                id_: sum(fits[n] > 0 for n in numbers) for id_, fits in self.clusters.items()
            },
        }


def choices(taxonomy: Taxonomy) -> dict[str, set[str]]:
    """Everything that may be chosen of age, cluster and topic."""
    return {
        "age": {ANY, *(band.id for band in taxonomy.ages)},
        "cluster": {ANY, *(cluster.id for cluster in taxonomy.clusters)},
        "topic": {*taxonomy.terms, *(topic.id for topic in taxonomy.topics)},
    }


def _age_fit(band: AgeBand, service: Service) -> int:
    return 2 if names_age(service, band) else int(suits_age(service, band))


def _standing(service: Service) -> int:
    """By how much an entry stands back: what is doubtful, what needs a professional."""
    return 2 * (service.confidence == "low") + 2 * (not service.contact_yourself)
