"""Narrowing a list to what a family asks for, and putting what is near first.

A service's facts are worked out once, here, and stand on its card; page and browser narrow by the
same facts (assets/near/narrowing.js), so that they cannot disagree. All of `show` must hold; of
`how`, `open` and `language` any will do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from app import opening, places
from app.addresses import Choice
from app.catalogue import Catalogue
from app.languages import marked as N_
from app.model.schedule import Schedule
from app.model.service import Service
from app.opening import Calendar
from app.places import METRES_IN_A_MILE, Point, Spot
from app.remembering import noting, once

FILTERS: dict[str, dict[str, str]] = {
    "show": {
        "free": N_("Free"),
        "yourself": N_("No referral needed"),
        "send": N_("Suits SEND"),
        "step-free": N_("Step-free access"),
        "interpreter": N_("Interpreters"),
    },
    "how": {"person": N_("In person"), "phone": N_("By phone"), "online": N_("Online")},
    "open": {
        "now": N_("Open now"),
        "today": N_("Open today"),
        "evening": N_("Evenings"),
        "weekend": N_("Weekends"),
    },
}
WITHIN = (1, 2, 5)
OLDEST = 120
_STEP_FREE = re.compile(r"step[- ]free|level access|no steps|flat access", re.IGNORECASE)


@dataclass(frozen=True)
class Facts:
    """What filters need to know of one service.

    `marks` are values of filters; `at` where its places stand; `far` if no part of it is local.
    """

    marks: frozenset[str]
    ages: tuple[int | None, int | None]
    at: tuple[Point, ...]
    far: bool
    schedules: tuple[Schedule, ...] = ()
    places: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Give the facts as a card carries them; what is empty is left out."""
        rows = [opening.row(one, at) for one, at in zip(self.schedules, self.places, strict=True)]
        given = {"marks": sorted(self.marks), "at": self.at, "far": int(self.far), "hours": rows}
        ages = {"ages": self.ages} if self.ages != (None, None) else {}
        return {name: value for name, value in given.items() if value} | ages


@dataclass(frozen=True)
class Asked:
    """What somebody narrows a list by; nothing asked leaves a list as it is."""

    chosen: tuple[tuple[str, str], ...] = ()
    age: int | None = None
    near: Spot | None = None
    within: int | None = None

    @property
    def parts(self) -> list[tuple[str, str]]:
        """Every part of it as it stands in an address, in one order; the place is not a filter."""
        age = [("years", str(self.age))] if self.age is not None else []
        within = [("within", str(self.within))] if self.within and self.near else []
        return [*self.chosen, *age, *within]

    @property
    def query(self) -> str:
        """The end of the address that keeps it: `?show=free&near=lye`, or nothing."""
        return self.query_with()

    def query_with(self, kept: Sequence[tuple[str, str]] = ()) -> str:
        """The end of the address, after what else the address must keep."""
        pairs = [*kept, *self.parts, *([("near", self.near.id)] if self.near else [])]
        return f"?{urlencode(pairs)}" if pairs else ""

    def without(self, name: str, value: str) -> Asked:
        """Give the same with one part taken off; with the place goes how near it must be."""
        if name == "years":
            return replace(self, age=None)
        if name == "within":
            return replace(self, within=None)
        if name == "near":
            return replace(self, near=None, within=None)
        return replace(self, chosen=tuple(part for part in self.chosen if part != (name, value)))


@dataclass(frozen=True)
class Moment:
    """The instant a list is read at, and the calendar around it."""

    now: datetime
    known: Calendar = field(default_factory=Calendar)


# --- reading what is asked ----------------------------------------------------------------------


def asked(
    given: Mapping[str, Sequence[str]], languages: Iterable[str], found: Spot | None
) -> Asked:
    """Read filters from an address; what makes no sense is as if it was not there."""
    known = {name: set(values) for name, values in FILTERS.items()} | {"language": set(languages)}
    chosen = [(name, v) for name in known for v in given.get(name, ()) if v in known[name]]
    age, within = _number(given.get("years")), _number(given.get("within"))
    return Asked(
        tuple(dict.fromkeys(chosen)),
        age if age is not None and age <= OLDEST else None,
        found,
        within if found and within in WITHIN else None,
    )


def _number(values: Sequence[str] | None) -> int | None:
    text = values[0].strip() if values else ""
    return int(text) if re.fullmatch("[0-9]{1,3}", text) else None


# --- facts --------------------------------------------------------------------------------------


def facts(catalogue: Catalogue, service: Service) -> Facts:
    """Give what filters need to know of a service; it is worked out once for a catalogue."""
    return once(catalogue.kept, ("facts", service.id), _facts, catalogue, service)


def facts_of_all(catalogue: Catalogue) -> dict[str, Facts]:
    """Give the facts of every service by its id; it asks for none, as who shows one does."""
    return once(catalogue.kept, "facts", _facts_of_all, catalogue)


def _facts_of_all(catalogue: Catalogue) -> dict[str, Facts]:
    with noting():
        return {slug: facts(catalogue, one) for slug, one in catalogue.services.items()}


def held(catalogue: Catalogue, choice: Choice) -> frozenset[str]:
    """Give the values of filters that some service of a list has."""
    having = once(catalogue.kept, "having", _having, catalogue)
    some = catalogue.set_of(choice)
    return frozenset(value for value, services in having.items() if services & some)


def _having(catalogue: Catalogue) -> dict[str, int]:
    known = facts_of_all(catalogue)
    return catalogue.sets(lambda service: held_by(known[service.id]))


def held_by(known: Facts) -> frozenset[str]:
    """Give the values of filters that a service has; that it is open now may be true of any."""
    return known.marks.union(FILTERS["open"] if known.schedules else ())


def _facts(catalogue: Catalogue, service: Service) -> Facts:
    spots = [catalogue.locations[slug] for slug in service.locations if slug in catalogue.locations]
    at = tuple(point for point in map(places.where, spots) if point)
    reach = catalogue.reach(service)
    # While something is closed for a time, its usual hours would mislead.
    schedules = service.schedules if service.status == "active" else ()
    names = tuple(_place_name(catalogue, service, one) for one in schedules)
    return Facts(
        frozenset(_marks(catalogue, service)),
        (service.minimum_age, service.maximum_age),
        at,
        reach in ("national", "online"),
        schedules,
        names,
    )


def _marks(catalogue: Catalogue, service: Service) -> Iterable[str]:
    access = set(service.access)
    lines = [*service.accessibility]
    lines += [
        line for slug in service.locations for line in catalogue.locations[slug].accessibility
    ]
    holds = {
        "free": service.free,
        "yourself": service.contact_yourself,
        "send": "send" in service.suits,
        "step-free": any(map(_STEP_FREE.search, lines)),
        "interpreter": bool(service.interpretation_services),
        "person": bool(service.locations) or "drop-in" in access,
        "phone": bool(service.phones),
        "online": service.webchat or bool(access & {"online", "webchat"}),
    }
    return [mark for mark, held in holds.items() if held] + languages(service)


def languages(service: Service) -> list[str]:
    """The languages of a service besides English, which all of them speak."""
    return [code for code in service.languages if code != "en"]


def _place_name(catalogue: Catalogue, service: Service, schedule: Schedule) -> str:
    """Name where a schedule is, if the service has several places."""
    location = catalogue.locations.get(schedule.location or "")
    return location.name if location and len(service.locations) > 1 else ""


# --- narrowing ----------------------------------------------------------------------------------


def fits(known: Facts, wanted: Asked, moment: Moment) -> bool:
    """Whether a service is what was asked for."""
    holds: dict[str, list[bool]] = {}
    for name, value in wanted.chosen:
        holds.setdefault(name, []).append(_holds(known, name, value, moment))
    return (
        all(all(held) if name == "show" else any(held) for name, held in holds.items())
        and (wanted.age is None or suits(known, wanted.age) or known.ages == (None, None))
        and _near_enough(known, wanted)
    )


def _holds(known: Facts, name: str, value: str, moment: Moment) -> bool:
    if name == "open":
        when: Any = value
        return opening.fits(known.schedules, when, moment.now, moment.known)
    return value in known.marks


def suits(known: Facts, age: int) -> bool:
    """Whether a service says it is for a child of this age; having no limits is not saying so."""
    low, high = known.ages
    return known.ages != (None, None) and (low or 0) <= age <= (OLDEST if high is None else high)


def metres(known: Facts, here: Point | None) -> int | None:
    """How far the nearest of a service's places is; None if it has none that is known."""
    if here is None or not known.at:
        return None
    return min(places.distance(here, point) for point in known.at)


def _near_enough(known: Facts, wanted: Asked) -> bool:
    """Whether a service is within the distance; one without a place is never lost."""
    far = metres(known, wanted.near.point if wanted.near else None)
    return far is None or wanted.within is None or far <= wanted.within * METRES_IN_A_MILE


def narrowed(all_facts: Mapping[str, Facts], wanted: Asked, moment: Moment) -> list[str]:
    """Give the ids that fit, those for this age before those for any, else as they were."""
    found = [one for one, known in all_facts.items() if fits(known, wanted, moment)]
    age = wanted.age
    return found if age is None else sorted(found, key=lambda one: not suits(all_facts[one], age))


NEAR_GROUPS = ("near", "area", "far")


def near_groups(
    all_facts: Mapping[str, Facts], ids: Iterable[str], spot: Spot
) -> dict[str, list[str]]:
    """Divide ids into those with a place, nearest first; those for the whole area; the rest."""
    groups: dict[str, list[str]] = {name: [] for name in NEAR_GROUPS}
    here = spot.point
    far = {one: metres(all_facts[one], here) for one in ids}
    for one, away in far.items():
        groups["near" if away is not None else "far" if all_facts[one].far else "area"].append(one)
    groups["near"].sort(key=lambda one: far[one] or 0)
    return {name: group for name, group in groups.items() if group}


def instead(
    all_facts: Mapping[str, Facts], wanted: Asked, moment: Moment
) -> list[tuple[tuple[str, str], int]]:
    """When nothing fits: each part with how many would, were it taken off; the most first."""
    without = [(part, wanted.without(*part)) for part in wanted.parts]
    counts = [(part, len(narrowed(all_facts, other, moment))) for part, other in without]
    return sorted((one for one in counts if one[1]), key=lambda one: -one[1])


def spot_json(spot: Spot) -> dict[str, Any]:
    """Give a spot as the browser reads it, for lookup."""
    also = {"also": spot.also} if spot.also else {}
    return {"id": spot.id, "name": spot.name, "kind": spot.kind, "at": spot.point, **also}
