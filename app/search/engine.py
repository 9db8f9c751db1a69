"""Answers a query: what was understood, which entries help, whom to call at once.

The browser's copy is assets/search/engine.js; a test compares the two on every judged query.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from heapq import nsmallest
from pathlib import Path

from app.catalogue import Catalogue
from app.search import scoring
from app.search.alarms import Alarms
from app.search.answer import Answer, Chip, Hit
from app.search.asking import Asked, ask
from app.search.fits import WHOLE, Fits
from app.search.folding import stem
from app.search.index import BrokenIndex, Index
from app.search.scoring import Scores
from app.search.understanding import ANY, Reader, Understood
from app.search.vocabulary import ENGLISH, Vocabulary

# An entry is an answer when it has this share of the best score; below that it is also related.
ANSWERS = (4, 10)
ALSO = 6
LONGEST_QUERY = 2000


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
        # An index may be older than the content: entries that went are passed over.
        self.entries = [catalogue.services.get(slug) for slug in small["entries"]]
        self.fits = Fits(catalogue, self.entries, self.needs)
        self.vocabulary = Vocabulary(self.index, self.entries)
        self.reader = Reader(catalogue.taxonomy.ages, small["ages"], small["places"])
        self.alarms = Alarms(small)

    def find(
        self,
        query: str,
        *,
        age: str | None = None,
        cluster: str | None = None,
        topic: str | None = None,
        limit: int = 10,
    ) -> Answer:
        """Answer a query; age, cluster and topic, if given, leave out all that do not fit.

        Where age or cluster is ANY, nothing is left out, nor lifted for what the words tell of it.
        """
        asked = ask(query[:LONGEST_QUERY], self.vocabulary)
        told = self._understood(asked).unless(age, cluster)
        needs = self._need_scores(asked, told)
        scores = self._entry_scores(asked, needs, told)
        fitting = self.fits.chosen(age, cluster, topic)
        found = [(-score, number) for number, score in scores.items() if fitting(number)]
        bar = -min(found, default=(0, 0))[0] * ANSWERS[0] // ANSWERS[1]
        answers = [number for _, number in sorted(one for one in found if -one[0] >= bar)]
        ranked = nsmallest(limit if len(answers) > limit else limit + ALSO, found)
        hits = [self._hit(number, -score, needs) for score, number in ranked]
        return Answer(
            query=query,
            hits=tuple(hits[:limit]),
            also=tuple(hits[limit:]),
            crisis=tuple(self._crisis(asked, needs)),
            did_you_mean=asked.did_you_mean,
            understood=tuple(self._chips(told, age, cluster, topic)),
            answers=tuple(answers),
            needs=tuple(self.needs[n] for n in _best_needs(needs, 3)),
            outside=told.place["outside"] if told.place else "",
            total=len(answers),
        )

    def _understood(self, asked: Asked) -> Understood:
        """Read age and place; words of the place count no more, unless all is a name or a place."""
        told = self.reader.read(asked.as_mended)
        if told.spent and self.vocabulary.is_name(asked.stems):
            return replace(told, spent=frozenset())
        others = [
            word
            for number, word in enumerate(asked.stems)
            if number not in told.spent and not self.vocabulary.is_common(word)
        ]
        return told if others else replace(told, spent=frozenset())

    # --- scores

    def _need_scores(self, asked: Asked, told: Understood) -> Scores:
        """Score every need the words lead to."""
        scores: Scores = {}
        for group in sorted({*asked.group} & self.index.tables.keys()):
            stems = asked.stems_of(group, told.spent)
            for word in stems:
                scoring.add(scores, dict(self.index.need_postings(group, word)))
            numbers = self.vocabulary.numbers[group]
            known = {numbers[word] for word in stems if word in numbers}
            levels = self.index.tables[group].levels
            phrases = self.vocabulary.phrases(group)
            scoring.add(scores, scoring.phrase_scores(levels, phrases, known))
        return scores

    def _entry_scores(self, asked: Asked, needs: Scores, told: Understood) -> Scores:
        own: Scores = {}
        stems = asked.stems_of(ENGLISH, told.spent)
        for word in stems:
            if not self.vocabulary.is_common(word):
                scoring.add(own, dict(self.index.entry_postings(word)))
        names = self._name_scores(stems)
        parts = scoring.need_parts(scoring.leading(needs), self.fits.by_need)
        shares = self.fits.shares(told.age, told.cluster)
        found = {
            number: score * shares[number] // WHOLE
            for number, score in scoring.joined(parts, own, names).items()
        }
        return {number: score for number, score in found.items() if score > 0}

    def _name_scores(self, stems: set[str]) -> Scores:
        vocabulary = self.vocabulary
        levels = {word: vocabulary.level(word) for word in stems}
        asked = sum(levels.values())
        met: Scores = {}
        for word, level in levels.items():
            for name in vocabulary.named.get(word, ()):
                met[name] = met.get(name, 0) + level
        best: Scores = {}
        for name, told in met.items():
            entry, _ = vocabulary.called[name]
            score = scoring.name_score(told, vocabulary.name_weights[name], asked)
            if score > best.get(entry, 0):
                best[entry] = score
        return best

    # --- what stands beside the scores

    def _hit(self, number: int, score: int, needs: Scores) -> Hit:
        service = self.entries[number]
        assert service is not None
        topics = self.fits.topics[number]
        best = max(topics, key=lambda topic: needs.get(topic, 0), default=None)
        why = self.needs[best] if best is not None and needs.get(best) else ""
        return Hit(service.id, service.name, service.topics, score, why)

    def _crisis(self, asked: Asked, needs: Scores) -> list[str]:
        typed = [stem(word) for word in asked.typed]
        texts, idle = [asked.stems, typed], self._idle(asked)
        contacts = self.alarms.contacts(texts, asked.group, needs, idle)
        return [slug for slug in contacts if slug in self.catalogue.services]

    def _idle(self, asked: Asked) -> set[str]:
        """What is common in a query's language and so means nothing in English: Polish "od" (from).

        Another word must be known in that language, and none may be English.
        """
        known = self.vocabulary
        if ENGLISH in asked.group:
            return set()
        idle = {word for group in asked.group for word in known.common.get(group, ())}
        others = [word for word in asked.stems if word not in idle]
        english = any(known.knows(word) or known.is_common(word) for word in others)
        theirs = any(
            word in known.numbers.get(group, ()) for group in asked.group for word in others
        )
        return idle if theirs and not english else set()

    def _chips(
        self, told: Understood, age: str | None, cluster: str | None, topic: str | None
    ) -> Iterator[Chip]:
        taxonomy = self.catalogue.taxonomy
        labels = {band.id: band.label for band in taxonomy.ages}
        if age and age != ANY:
            yield Chip("age", age, labels.get(age, ""), True)
        elif told.age:
            yield Chip("age", told.age, labels[told.age])
        if cluster and cluster != ANY:
            yield Chip("cluster", cluster, taxonomy.area_labels.get(cluster, ""), True)
        elif told.place and told.cluster:
            yield Chip("cluster", told.cluster, told.place["label"])
        if topic:
            yield Chip("topic", topic, self._topic_label(topic), True)

    def _topic_label(self, topic: str) -> str:
        term = self.catalogue.taxonomy.terms.get(topic)
        found = next((t.label for t in self.catalogue.taxonomy.topics if t.id == topic), "")
        return term[1].label if term else found


def _best_needs(needs: Scores, most: int) -> list[int]:
    """The needs that score best, best first."""
    return sorted(needs, key=lambda need: (-needs[need], need))[:most]
