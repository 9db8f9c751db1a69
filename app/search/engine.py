"""Answers a query: what was understood, which entries help, whom to call at once.

The browser's copy is assets/search/engine.js; a test compares the two on every judged query.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from app.addresses import Choice
from app.catalogue import Catalogue, names_age, suits_age
from app.model import Service
from app.search import scoring
from app.search.alarms import Alarms
from app.search.folding import script, stem, words
from app.search.index import Index
from app.search.scoring import Phrases, Scores
from app.search.spelling import Speller
from app.search.tables import TOP_LEVEL
from app.search.understanding import Reader, Understood

MOST_MENDED = 6
# An entry is an answer when it has this share of the best score; below that it is also related.
ANSWERS = (4, 10)
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
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
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
        """Open the index of a catalogue."""
        self.catalogue = catalogue
        self.index = Index(index_folder)
        small = self.index.small
        self.needs: list[str] = small["needs"]
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
    def by_need(self) -> list[list[int]]:
        """The entries that answer each need."""
        found: list[list[int]] = [[] for _ in self.needs]
        for number, topics in enumerate(self.topics):
            for topic in topics:
                found[topic].append(number)
        return found

    @cached_property
    def names(self) -> list[list[list[str]]]:
        """Each entry's names as stems."""
        return [
            [
                sorted({stem(word) for word in words(name)})
                for name in (one.name, *one.alternate_names)
            ]
            if one
            else []
            for one in self.entries
        ]

    @cached_property
    def named(self) -> dict[str, list[tuple[int, int]]]:
        """Which names hold a stem, as entry and place among its names."""
        found: dict[str, list[tuple[int, int]]] = {}
        for entry, names in enumerate(self.names):
            for place, name in enumerate(names):
                for word in name:
                    found.setdefault(word, []).append((entry, place))
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
        choice = Choice(*(topic or "").split("/", 1)) if topic else Choice()
        fitting = self._fitting(choice.but(age=age, cluster=cluster))
        ranked = sorted(
            ((score, -number) for number, score in scores.items() if fitting[number]), reverse=True
        )
        hits = [self._hit(-number, score, needs) for score, number in ranked if score > 0]
        bar = hits[0].score * ANSWERS[0] // ANSWERS[1] if hits else 0
        answers = [hit for hit in hits if hit.score >= bar]
        shown = hits[:limit]
        return Answer(
            query=query,
            hits=tuple(shown),
            also=tuple(hits[limit : limit + 6]),
            crisis=tuple(self._crisis(asked, needs)),
            did_you_mean=self._did_you_mean(asked),
            understood=tuple(self._chips(told, age, cluster, topic)),
            facets=self._facets([self.catalogue.services[hit.id] for hit in answers]),
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
        if halves := self.speller.parts(word):
            asked.stems[number] = halves[0]
            asked.stems.append(halves[1])
            asked.group.append("en")
            return
        if near := self.speller.near(word):
            asked.stems[number] = self._fittest(near, asked, number)
            asked.mended[number] = self._shown(asked.stems[number])

    def _fittest(self, near: Sequence[str], asked: _Asked, number: int) -> str:
        """Of the nearest words take the one that stands in a phrase with another typed word."""
        english, phrases = self.word_numbers["en"], self.phrases("en")
        others = {
            one
            for n, word in enumerate(asked.stems)
            if n != number and (one := english.get(word)) is not None
        }
        others_phrases = {p for one in others for p in phrases.holding.get(one, ())}
        for word in near:
            if others_phrases.intersection(phrases.holding.get(english.get(word, -1), ())):
                return word
        return near[0]

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
        found = {*own, *names}
        for need in needs:
            found.update(self.by_need[need])
        return {
            number: self._adjusted(
                number,
                scoring.joined(
                    scoring.need_part(self.topics[number], needs),
                    own.get(number, 0),
                    names.get(number, 0),
                ),
                told,
            )
            for number in found
            if self.entries[number]
        }

    def level(self, word: str) -> int:
        """How much an English stem tells; one that only names hold tells most."""
        number = self.word_numbers["en"].get(word)
        if number is not None:
            return self.tables["en"].levels[number]
        return 1 if word in self.common.get("en", ()) else TOP_LEVEL

    def _name_scores(self, stems: set[str]) -> Scores:
        asked = sum(self.level(word) for word in stems)
        met: dict[tuple[int, int], int] = {}
        for word in stems:
            for name in self.named.get(word, ()):
                met[name] = met.get(name, 0) + self.level(word)
        best: Scores = {}
        for (entry, place), told in met.items():
            whole = sum(self.level(word) for word in self.names[entry][place])
            best[entry] = max(best.get(entry, 0), scoring.name_score(told, whole, asked))
        return best

    def _adjusted(self, number: int, score: int, told: Understood) -> int:
        """Lower what fits the person less: another age, another place, doubtful, or by referral."""
        service = self.entries[number]
        assert service is not None
        part = 32 - self.standing(service)
        band = self.catalogue.age(told.age)
        if band:
            part += 2 if names_age(service, band) else 0 if suits_age(service, band) else -10
        if told.cluster:
            reach = self.catalogue.reach(service, told.cluster)
            part += 4 if reach == told.cluster else 0 if reach else -16
        return score * part // 32

    @staticmethod
    def standing(service: Service) -> int:
        """By how much an entry stands back: what is doubtful, what needs a professional."""
        return 2 * (service.confidence == "low") + 2 * (not service.contact_yourself)

    # --- filters and what stands beside the hits

    def _fitting(self, choice: Choice) -> list[bool]:
        """Say of each entry whether it fits what was chosen."""
        if choice == Choice():
            return [True] * len(self.entries)
        listed = {service.id for service in self.catalogue.listed(choice)}
        return [bool(one and one.id in listed) for one in self.entries]

    def _hit(self, number: int, score: int, needs: Scores) -> Hit:
        service = self.entries[number]
        assert service is not None
        best = max(self.topics[number], key=lambda topic: needs.get(topic, 0), default=None)
        why = self.needs[best] if best is not None and needs.get(best) else ""
        return Hit(service.id, service.name, service.topics, score, why)

    def _crisis(self, asked: _Asked, needs: Scores) -> list[str]:
        contacts = self.alarms.contacts(asked.stems, asked.group, needs)
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

    def _facets(self, services: Sequence[Service]) -> dict[str, dict[str, int]]:
        """Count the answers by age, cluster and topic, and those free or open to all."""
        taxonomy = self.catalogue.taxonomy
        return {
            "age": {b.id: sum(suits_age(s, b) for s in services) for b in taxonomy.ages},
            "cluster": {
                c.id: sum(self.catalogue.reach(s, c.id) is not None for s in services)
                for c in taxonomy.clusters
            },
            "topic": {
                t.id: sum(any(x.startswith(f"{t.id}/") for x in s.topics) for s in services)
                for t in taxonomy.topics
            },
            "only": {
                "free": sum(s.free for s in services),
                "yourself": sum(s.contact_yourself for s in services),
            },
        }


def best_needs(needs: Scores, most: int) -> list[int]:
    """The needs that score best, best first."""
    return sorted(needs, key=lambda need: (-needs[need], need))[:most]
