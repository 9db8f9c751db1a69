"""Answers a query: what was understood, which entries help, whom to call at once.

The browser's copy is assets/search/engine.js; a test compares the two on every judged query.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, partial
from heapq import nsmallest
from pathlib import Path
from typing import Any

from app.catalogue import Catalogue, names_age, suits_age
from app.model.service import Service
from app.model.taxonomy import AgeBand
from app.search import scoring
from app.search.alarms import Alarms
from app.search.folding import script, stem, words
from app.search.index import BrokenIndex, Index
from app.search.scoring import Phrases, Scores
from app.search.spelling import Speller
from app.search.tables import TOP_LEVEL
from app.search.understanding import Reader, Understood

MOST_MENDED = 6
# An entry is an answer when it has this share of the best score; below that it is also related.
ANSWERS = (4, 10)
ALSO = 6
# Parts of 32 that are taken off or put on by how an entry fits an age and a place.
WHOLE = 32
BY_AGE = (-10, 0, 2)
BY_CLUSTER = (-16, 0, 4)
LONGEST_QUERY = 2000


@dataclass(frozen=True)
class Hit:
    """An entry found: its score, and the need it was found for."""

    id: str
    name: str
    topics: tuple[str, ...]
    score: int
    why: str = ""


@dataclass(frozen=True)
class Chip:
    """Something understood from the words or chosen: `age`, `cluster` or `topic`."""

    part: str
    id: str
    label: str
    chosen: bool = False


@dataclass(frozen=True)
class Answer:
    """All that a search gives: answers, related ones, urgent contacts, the query as mended."""

    query: str
    hits: tuple[Hit, ...] = ()
    also: tuple[Hit, ...] = ()
    crisis: tuple[str, ...] = ()
    did_you_mean: str | None = None
    understood: tuple[Chip, ...] = ()
    answers: tuple[int, ...] = ()
    needs: tuple[str, ...] = ()
    outside: str = ""
    total: int = 0


@dataclass
class _Asked:
    """A query on its way through the engine."""

    typed: list[str]
    stems: list[str]
    group: list[str]
    mended: dict[int, str] = field(default_factory=dict)


class Engine:
    """Searches one catalogue through its built index."""

    def __init__(self, index_folder: Path, catalogue: Catalogue) -> None:
        """Open the index of a catalogue. Raises BrokenIndex."""
        self.catalogue = catalogue
        self.index = Index(index_folder)
        small = self.index.small
        self.needs: list[str] = small["needs"]
        if not catalogue.taxonomy.terms.keys() >= set(self.needs):
            raise BrokenIndex(
                f"The search index in {index_folder} is of other topics. Run `signpost index`."
            )
        self.need_numbers = {need: number for number, need in enumerate(self.needs)}
        # An index may be older than the content: entries that went are passed over.
        self.entries = [catalogue.services.get(slug) for slug in small["entries"]]
        self.reader = Reader(catalogue.taxonomy.ages, small["ages"], small["places"])
        self.alarms = Alarms(small)
        self.common = {group: set(some) for group, some in small["common"].items()}
        self.tables = self.index.tables
        self.word_numbers = {
            group: {stem(word): number for number, word in enumerate(table.words)}
            for group, table in self.tables.items()
        }
        self._phrases: dict[str, Phrases] = {}
        self.shares = lru_cache(maxsize=64)(self._shares)
        self.place_words = {
            stem(word) for place in small["places"] for word in place["words"] if word.isalpha()
        }

    # --- tables made when first needed

    def phrases(self, group: str) -> Phrases:
        """The phrases of a group, by word."""
        if group not in self._phrases:
            self._phrases[group] = Phrases.of(self.tables[group])
        return self._phrases[group]

    @cached_property
    def topics(self) -> list[tuple[int, ...]]:
        """The needs of each entry, as numbers."""
        known = self.need_numbers
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
    def fits_age(self) -> dict[str, list[int]]:
        """Of every entry by band: 0 does not suit it, 1 does, 2 names it."""
        return {band.id: self._each(partial(age_fit, band)) for band in self._bands}

    @cached_property
    def fits_cluster(self) -> dict[str, list[int]]:
        """Of every entry by cluster: 0 is for others only, 1 reaches it, 2 is its own."""
        clusters = self.catalogue.taxonomy.clusters
        return {c.id: self._each(partial(self.cluster_fit, c.id)) for c in clusters}

    @cached_property
    def standings(self) -> list[int]:
        """By how much every entry stands back."""
        return self._each(standing)

    @property
    def _bands(self) -> Sequence[AgeBand]:
        return self.catalogue.taxonomy.ages

    def _each(self, ask: Callable[[Service], int]) -> list[int]:
        return [ask(one) if one else 0 for one in self.entries]

    def cluster_fit(self, cluster: str, service: Service) -> int:
        """How near a service is to a cluster."""
        reach = self.catalogue.reach(service, cluster)
        return 2 if reach == cluster else int(reach is not None)

    @cached_property
    def names(self) -> list[list[str]]:
        """The names of all entries as stems, entry by entry."""
        return [sorted({stem(word) for word in words(name)}) for _, name in self._called]

    @cached_property
    def name_entries(self) -> list[int]:
        """Whose each name is."""
        return [entry for entry, _ in self._called]

    @property
    def _called(self) -> Iterator[tuple[int, str]]:
        for number, one in enumerate(self.entries):
            for name in (one.name, *one.alternate_names) if one else ():
                yield number, name

    @cached_property
    def name_weights(self) -> list[int]:
        """How much each name tells in all."""
        return [sum(map(self.level, name)) for name in self.names]

    @cached_property
    def named(self) -> dict[str, list[int]]:
        """Which names hold a stem."""
        found: dict[str, list[int]] = {}
        for number, name in enumerate(self.names):
            for word in name:
                found.setdefault(word, []).append(number)
        return found

    @cached_property
    def speller(self) -> Speller:
        """Mends English words by all words that phrases, names and places hold."""
        english = self.word_numbers["en"]
        known = dict(english)
        for word in sorted({*self.named, *self.place_words}):
            known.setdefault(word, len(english))
        return Speller(known)

    # --- a query

    def find(
        self,
        query: str,
        *,
        age: str | None = None,
        cluster: str | None = None,
        topic: str | None = None,
        limit: int = 10,
    ) -> Answer:
        """Answer a query; age, cluster and topic, if given, leave out all that do not fit."""
        asked = self._asked(query[:LONGEST_QUERY])
        told = self._understood(asked)
        needs = self.need_scores(asked, told)
        scores = self._entry_scores(asked, needs, told)
        fitting = self._fitting(age, cluster, topic)
        found = [(-score, number) for number, score in scores.items() if fitting(number)]
        ranked = nsmallest(limit + ALSO, found)
        bar = -ranked[0][0] * ANSWERS[0] // ANSWERS[1] if ranked else 0
        answers = [number for _, number in sorted(one for one in found if -one[0] >= bar)]
        hits = [self._hit(number, -score, needs) for score, number in ranked]
        return Answer(
            query=query,
            hits=tuple(hits[:limit]),
            also=tuple(hits[limit:]),
            crisis=tuple(self._crisis(asked, needs)),
            did_you_mean=self._did_you_mean(asked),
            understood=tuple(self._chips(told, age, cluster, topic)),
            answers=tuple(answers),
            needs=tuple(self.needs[n] for n in best_needs(needs, 3)),
            outside=told.place["outside"] if told.place else "",
            total=len(answers),
        )

    def as_json(self, answer: Answer) -> dict[str, Any]:
        """Give an answer as plain values, the same for the command and the address."""
        hits = [
            {"id": hit.id, "name": hit.name, "topics": list(hit.topics), "score": hit.score}
            for hit in answer.hits
        ]
        return {
            "query": answer.query,
            "hits": hits,
            "crisis": list(answer.crisis),
            "did_you_mean": answer.did_you_mean,
        }

    # --- words

    def _understood(self, asked: _Asked) -> Understood:
        """Read age and place; words of the place count no more, unless there are no others."""
        told = self.reader.read(self._as_mended(asked))
        others = [
            word
            for number, word in enumerate(asked.stems)
            if number not in told.spent and word not in self.common.get("en", ())
        ]
        return told if others else replace(told, spent=frozenset())

    def _asked(self, query: str) -> _Asked:
        typed = words(query)
        stems = [stem(word) for word in typed]
        asked = _Asked(typed, stems, [script(word) for word in typed])
        latin = [n for n, group in enumerate(asked.group) if group == "Latn"]
        if not self._foreign([stems[n] for n in latin]):
            for number in latin:
                asked.group[number] = "en"
            self._mend(asked)
        return asked

    def known(self, word: str) -> bool:
        """Whether English phrases, names or places hold a stem."""
        return (
            word in self.word_numbers["en"]
            or word in self.named
            or word in self.place_words
            or bool(self.index.entry_postings(word))
        )

    def _foreign(self, stems: Sequence[str]) -> bool:
        """Whether Latin words are another language's: it knows more of them than English does."""
        if not stems or "Latn" not in self.word_numbers:
            return False
        english = sum(self.known(word) for word in stems)
        if english * 3 > len(stems) * 2:
            return False
        return sum(word in self.word_numbers["Latn"] for word in stems) > english

    def _mend(self, asked: _Asked) -> None:
        """Put known words for unknown ones, the first few only."""
        common = self.common.get("en", set())
        unknown = [
            number
            for number, word in enumerate(asked.stems)
            if asked.group[number] == "en"
            and not self.known(word)
            and word not in common
            and word.isalpha()
        ]
        for number in unknown[:MOST_MENDED]:
            self._mend_word(asked, number, last=number == len(asked.stems) - 1)

    def _mend_word(self, asked: _Asked, number: int, *, last: bool) -> None:
        word = asked.stems[number]
        if last and (longer := self.speller.beginning(word)):
            asked.stems[number] = longer[0]
            return
        if near := self.speller.near(word):
            asked.stems[number] = self._fittest(near, asked, number)
            asked.mended[number] = self._shown(asked.stems[number])
        elif halves := self.speller.parts(word):
            asked.stems[number] = halves[0]
            asked.stems.append(halves[1])
            asked.group.append("en")

    def _fittest(self, near: Sequence[str], asked: _Asked, number: int) -> str:
        """Of the nearest words take the one that, with another typed word, makes a phrase fit."""
        english = self.word_numbers["en"]
        others = {
            english[word] for n, word in enumerate(asked.stems) if n != number and word in english
        }
        for word in near:
            if word in english and self._fit_together(english[word], others):
                return word
        return near[0]

    def _fit_together(self, word: int, others: set[int]) -> bool:
        levels, phrases = self.tables["en"].levels, self.phrases("en")
        mine = dict.fromkeys(phrases.holding[word], levels[word])
        met = set()
        for other in others - {word}:
            for phrase in mine.keys() & set(phrases.holding[other]):
                mine[phrase] += levels[other]
                met.add(phrase)
        return any(scoring.fits(mine[phrase], phrases.weights[phrase]) for phrase in met)

    def _shown(self, word: str) -> str:
        """Write a stem as people do."""
        number = self.word_numbers["en"].get(word)
        return self.tables["en"].words[number] if number is not None else word

    def _as_mended(self, asked: _Asked) -> list[str]:
        return [asked.mended.get(n, word) for n, word in enumerate(asked.typed)]

    def _did_you_mean(self, asked: _Asked) -> str | None:
        return " ".join(self._as_mended(asked)) if asked.mended else None

    # --- scores

    def need_scores(self, asked: _Asked, told: Understood) -> Scores:
        """Score every need the words lead to."""
        scores: Scores = {}
        for group in sorted({*asked.group} & self.tables.keys()):
            stems = {
                word
                for number, word in enumerate(asked.stems)
                if asked.group[number] == group and (number not in told.spent)
            }
            for word in stems:
                scoring.add(scores, dict(self.index.need_postings(group, word)))
            numbers = self.word_numbers[group]
            known = {numbers[word] for word in stems if word in numbers}
            table = self.tables[group]
            scoring.add(scores, scoring.phrase_scores(table.levels, self.phrases(group), known))
        return scores

    def _entry_scores(self, asked: _Asked, needs: Scores, told: Understood) -> Scores:
        own: Scores = {}
        stems = {
            word
            for number, word in enumerate(asked.stems)
            if asked.group[number] == "en" and number not in told.spent
        }
        common = self.common.get("en", set())
        for word in stems - common:
            scoring.add(own, dict(self.index.entry_postings(word)))
        names = self._name_scores(stems)
        parts = scoring.need_parts(scoring.leading(needs), self.by_need)
        shares = self.shares(told.age, told.cluster)
        found = {
            number: score * shares[number] // WHOLE
            for number, score in scoring.joined(parts, own, names).items()
        }
        return {number: score for number, score in found.items() if score > 0}

    def level(self, word: str) -> int:
        """How much an English stem tells; one that only names hold tells most."""
        number = self.word_numbers["en"].get(word)
        if number is not None:
            return self.tables["en"].levels[number]
        return 1 if word in self.common.get("en", ()) else TOP_LEVEL

    def _name_scores(self, stems: set[str]) -> Scores:
        levels = {word: self.level(word) for word in stems}
        asked = sum(levels.values())
        met: Scores = {}
        for word, level in levels.items():
            for name in self.named.get(word, ()):
                met[name] = met.get(name, 0) + level
        best: Scores = {}
        for name, told in met.items():
            score = scoring.name_score(told, self.name_weights[name], asked)
            if score > best.get(self.name_entries[name], 0):
                best[self.name_entries[name]] = score
        return best

    def _shares(self, age: str | None, cluster: str | None) -> list[int]:
        """What each entry keeps of its score: less for another age or place, or when doubtful."""
        shares = [WHOLE - less for less in self.standings]
        for by, fits in (
            (BY_AGE, self.fits_age.get(age or "")),
            (BY_CLUSTER, self.fits_cluster.get(cluster or "")),
        ):
            if fits:
                shares = [share + by[fit] for share, fit in zip(shares, fits, strict=True)]
        return [share if entry else 0 for share, entry in zip(shares, self.entries, strict=True)]

    # --- filters and what stands beside the hits

    def _fitting(
        self, age: str | None, cluster: str | None, topic: str | None
    ) -> Callable[[int], bool]:
        """Say of an entry whether it fits what was chosen."""
        chosen = [self.fits_age[age]] if age else []
        chosen += [self.fits_cluster[cluster]] if cluster else []
        within = [n for n, need in enumerate(self.needs) if f"{need}/".startswith(f"{topic}/")]

        def fits(number: int) -> bool:
            about = not topic or any(need in self.topics[number] for need in within)
            return about and all(part[number] for part in chosen)

        return fits

    def _hit(self, number: int, score: int, needs: Scores) -> Hit:
        service = self.entries[number]
        assert service is not None
        best = max(self.topics[number], key=lambda topic: needs.get(topic, 0), default=None)
        why = self.needs[best] if best is not None and needs.get(best) else ""
        return Hit(service.id, service.name, service.topics, score, why)

    def _crisis(self, asked: _Asked, needs: Scores) -> list[str]:
        typed = [stem(word) for word in asked.typed]
        contacts = self.alarms.contacts([asked.stems, typed], asked.group, needs)
        return [slug for slug in contacts if slug in self.catalogue.services]

    def _chips(
        self, told: Understood, age: str | None, cluster: str | None, topic: str | None
    ) -> list[Chip]:
        labels = {band.id: band.label for band in self.catalogue.taxonomy.ages}
        areas = self.catalogue.taxonomy.area_labels
        chips = []
        if age or told.age:
            chips.append(
                Chip("age", age or told.age or "", labels.get(age or told.age or "", ""), bool(age))
            )
        if cluster:
            chips.append(Chip("cluster", cluster, areas.get(cluster, ""), True))
        elif told.place and told.cluster:
            chips.append(Chip("cluster", told.cluster, told.place["label"]))
        if topic:
            chips.append(Chip("topic", topic, self._topic_label(topic), True))
        return chips

    def _topic_label(self, topic: str) -> str:
        term = self.catalogue.taxonomy.terms.get(topic)
        found = next((t.label for t in self.catalogue.taxonomy.topics if t.id == topic), "")
        return term[1].label if term else found

    def facets(self, answer: Answer) -> dict[str, dict[str, int]]:
        """Count the answers by topic, age and cluster."""
        numbers = answer.answers
        topic_of = [need.split("/")[0] for need in self.needs]
        topics = Counter(one for n in numbers for one in {topic_of[t] for t in self.topics[n]})
        return {
            "topic": {one.id: topics[one.id] for one in self.catalogue.taxonomy.topics},
            "age": {id_: sum(fits[n] > 0 for n in numbers) for id_, fits in self.fits_age.items()},
            "cluster": {
                id_: sum(fits[n] > 0 for n in numbers) for id_, fits in self.fits_cluster.items()
            },
        }


def age_fit(band: AgeBand, service: Service) -> int:
    """How well a service suits an age band."""
    return 2 if names_age(service, band) else int(suits_age(service, band))


def standing(service: Service) -> int:
    """By how much an entry stands back: what is doubtful, what needs a professional."""
    return 2 * (service.confidence == "low") + 2 * (not service.contact_yourself)


def best_needs(needs: Scores, most: int) -> list[int]:
    """The needs that score best, best first."""
    return sorted(needs, key=lambda need: (-needs[need], need))[:most]
