"""Which services answer a question: the filters of the standard, over entries, in a fixed order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from app import places as gazetteer
from app.model.schedule import Schedule
from app.model.service import Service
from app.openreferral.records import Publisher
from app.openreferral.values import Record

Placed = tuple[Service, str | None]


class NoSuchPage(LookupError):
    """A page past the last."""


def envelope(
    found: Sequence[Any], show: Callable[[Any], Record], page: int, per_page: int | None
) -> Record:
    """Give one page of what was found; with no `per_page` all of it. Raises NoSuchPage."""
    size = per_page or max(1, len(found))
    pages = max(1, -(-len(found) // size))
    if page > pages:
        raise NoSuchPage(f"There is no page {page}: the last is {pages}.")
    shown = found[(page - 1) * size : page * size]
    return {
        "total_items": len(found),
        "total_pages": pages,
        "page_number": page,
        "size": len(shown),
        "first_page": page == 1,
        "last_page": page == pages,
        "empty": not shown,
        "contents": [show(one) for one in shown],
    }


class Finder:
    """Answers the standard's filters from a catalogue."""

    def __init__(self, publisher: Publisher) -> None:
        """Keep the publisher, whose catalogue and ids the answers use."""
        self.publisher, self.catalogue = publisher, publisher.catalogue

    def services(self, asked: Mapping[str, Any]) -> list[Service]:
        """The services that fit all that is asked, in the catalogue's order."""
        tests = list(self._tests(asked))
        found = (s for s in self.catalogue.services.values() if all(test(s) for test in tests))
        near = self._near(asked)
        if near is None:
            return list(found)
        locations_of = self.publisher.locations_of
        return [s for s in found if any(near(s, slug) for slug in locations_of(s))]

    def places(self, asked: Mapping[str, Any]) -> list[Placed]:
        """The services at locations that fit all that is asked."""
        tests = list(self._tests({k: v for k, v in asked.items() if k not in _HOURS}))
        near, at = self._near(asked), _open_test(asked)
        return [
            (service, slug)
            for service, slug in self.publisher.places.values()
            if all(test(service) for test in tests)
            and (at is None or at(service, slug))
            and (near is None or near(service, slug))
        ]

    def _tests(self, asked: Mapping[str, Any]) -> Iterator[Callable[[Service], bool]]:
        """A test for each thing asked that concerns the service as a whole."""
        if words := _fold(asked.get("search", "")).split():
            yield lambda s: all(word in self._texts[s.id] for word in words)
        if (key := asked.get("taxonomy_term_id")) is not None:
            wanted = self.publisher.terms.below(key)
            yield lambda s: not wanted.isdisjoint(self.publisher.terms.ids_of(s))
        if (key := asked.get("taxonomy_id")) is not None:
            own = {t["id"] for t in self.publisher.terms.terms.values() if t["taxonomy_id"] == key}
            yield lambda s: not own.isdisjoint(self.publisher.terms.ids_of(s))
        if (low := asked.get("minimum_age")) is not None:
            yield lambda s: s.minimum_age is not None and s.minimum_age >= low
        if (high := asked.get("maximum_age")) is not None:
            yield lambda s: s.maximum_age is not None and s.maximum_age <= high
        if (key := asked.get("organization_id")) is not None:
            yield lambda s: self.publisher.organization_id(s.organization) == key
        if (since := asked.get("modified_after")) is not None:
            yield lambda s: (when := self.publisher.changed(s.id)) is not None and when >= since
        if (is_open := _open_test(asked)) is not None:
            yield lambda s: is_open(s, None)
        if "postcode" in asked and "proximity" not in asked:
            spot = self._spot(asked["postcode"])
            yield lambda s: self._serves(s, spot.cluster if spot else None)

    @cached_property
    def _texts(self) -> dict[str, str]:
        """The words of every service, folded for comparing."""
        terms = self.catalogue.taxonomy.terms
        return {
            slug: _fold(
                " ".join(
                    (
                        *(one.name, *one.alternate_names, one.summary, one.description),
                        one.eligibility_description or "",
                        self.catalogue.organizations[one.organization].name,
                        *(terms[topic][1].label for topic in one.topics),
                    )
                )
            )
            for slug, one in self.catalogue.services.items()
        }

    # --- where

    def _near(self, asked: Mapping[str, Any]) -> Callable[[Service, str | None], bool] | None:
        """A test for places within reach of a postcode; None if that was not asked."""
        if "postcode" not in asked or "proximity" not in asked:
            return None
        middle, reach = self._spot(asked["postcode"]), float(asked["proximity"])

        def near(_: Service, slug: str | None) -> bool:
            at = gazetteer.where(self.catalogue.locations.get(slug or ""))
            if middle is None or at is None:
                return False
            return gazetteer.distance(middle.point, at) <= reach

        return near

    def _spot(self, postcode: str) -> gazetteer.Spot | None:
        """Where a postcode is, as nearly as the gazetteer knows."""
        return gazetteer.of(self.catalogue).find(postcode).spot

    def _serves(self, service: Service, cluster: str | None) -> bool:
        """Whether a service is for people of a cluster, or for those outside the area."""
        if cluster is None:
            return not {"national", "online"}.isdisjoint(service.area)
        return self.catalogue.reach(service, cluster) is not None


_HOURS = ("day", "start_time", "end_time")


def _open_test(asked: Mapping[str, Any]) -> Callable[[Service, str | None], bool] | None:
    """A test for one schedule that fits day and times together; None if neither was asked.

    At a place, the schedules of other places do not count.
    """
    day, start, end = (asked.get(name) for name in _HOURS)
    if day is start is end is None:
        return None

    def fits(one: Schedule) -> bool:
        return (
            (day is None or any(word.endswith(day) for word in one.byday))
            and (start is None or one.opens_at >= start)
            and (end is None or (one.closes_at <= end and not one.closes_next_day))
        )

    def is_open(service: Service, slug: str | None) -> bool:
        here = (s for s in service.schedules if slug is None or s.location in (None, slug))
        return any(fits(schedule) for schedule in here)

    return is_open


def _fold(text: str) -> str:
    """Fold a text for comparing: small letters, no accents, no apostrophes, words apart."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "").replace("'", ""))
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", bare))
