"""What a query tells besides the need: how old the person is, and where they live."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.model.taxonomy import AgeBand
from app.search.folding import words

_YEARS = re.compile(
    r"\b(\d{1,2}) ?(?:years?|yrs?|yr|y) ?(?:olds?|o)\b"
    r"|\b(?:age|aged|im|hes|shes|turned|nearly|almost|at) (\d{1,2})\b"
    r"(?! ?(?:months?|mths?|weeks?|wks?|days?|mins?|minutes?|hours?|times|am|pm|kids|children))",
    re.ASCII,
)
_MONTHS = re.compile(
    r"\b(\d{1,2}) ?(?:months?|mths?|mth|weeks?|wks?|wk|days?) ?(?:old|olds)\b", re.ASCII
)
_SCHOOL_YEAR = re.compile(r"\b(?:year|yr|y) ?(1[0-3]|[1-9])s?\b", re.ASCII)
_REVIEW = re.compile(r"\b(2) ?(?:years?|yrs?|yr|y) (?:review|check)\b", re.ASCII)
OLDEST = 99
# What is chosen of age or place where what the words tell of it is not to count.
ANY = "any"


@dataclass(frozen=True)
class Understood:
    """What was read out of the words: an age band, a place, and which words named the place."""

    age: str | None = None
    place: Mapping[str, Any] | None = None
    spent: frozenset[int] = field(default_factory=frozenset)

    @property
    def cluster(self) -> str | None:
        """The cluster of the place, or the nearest one for a place outside."""
        return (self.place["cluster"] or self.place["near"]) if self.place else None

    def unless(self, age: str | None, cluster: str | None) -> Understood:
        """Give the same without the age or the place, where ANY is chosen of it."""
        return replace(
            self,
            age=None if age == ANY else self.age,
            place=None if cluster == ANY else self.place,
        )


class Reader:
    """Reads ages and places out of a query's folded words."""

    def __init__(
        self,
        bands: Sequence[AgeBand],
        age_words: Mapping[str, Sequence[str]],
        places: Sequence[Mapping[str, Any]],
    ) -> None:
        """Take the bands, the words that tell each, and the places, longest names first."""
        self.bands = bands
        self.age_words = [
            (band, f" {' '.join(words(text))} ")
            for band, texts in age_words.items()
            for text in texts
        ]
        self.by_first: dict[str, list[Mapping[str, Any]]] = {}
        for place in places:
            self.by_first.setdefault(place["words"][0], []).append(place)

    def read(self, typed: Sequence[str]) -> Understood:
        """Read a query."""
        found = self._place(typed)
        spent = frozenset[int]()
        place = None
        if found:
            place, start = found
            spent = frozenset(range(start, start + len(place["words"])))
        return Understood(self._age(" ".join(typed)), place, spent)

    def _place(self, typed: Sequence[str]) -> tuple[Mapping[str, Any], int] | None:
        """Find the place with the longest name; of equals the first named."""
        found = [
            (-len(place["words"]), start, number, place)
            for start, word in enumerate(typed)
            for number, place in enumerate(self.by_first.get(word, ()))
            if list(typed[start : start + len(place["words"])]) == place["words"]
        ]
        if not found:
            return None
        _, start, _, place = min(found, key=lambda one: one[:3])
        return place, start

    def _age(self, text: str) -> str | None:
        if match := _REVIEW.search(text):
            return self._band(int(match[1]))
        if match := _YEARS.search(text):
            return self._band(int(match[1] or match[2]))
        if match := _MONTHS.search(text):
            return self._band(
                int(match[1]) // 12 if "mth" in match[0] or "month" in match[0] else 0
            )
        if match := _SCHOOL_YEAR.search(text):
            return self._band(int(match[1]) + 4)
        padded = f" {text} "
        return next((band for band, phrase in self.age_words if phrase in padded), None)

    def _band(self, years: int) -> str | None:
        for band in self.bands:
            if band.minimum_age is not None and band.minimum_age <= years <= (
                OLDEST if band.maximum_age is None else band.maximum_age
            ):
                return band.id
        return None
