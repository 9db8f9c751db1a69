"""The browser finds the same places and narrows to the same services as Python."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import narrowing, opening, places
from app.narrowing import Asked, Moment
from tests.browser_side import browser_side

slow = settings(deadline=None, max_examples=300, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def browser(catalogue):
    with browser_side() as side:
        side.ask("spots", [narrowing.spot_json(one) for one in places.of(catalogue).spots.values()])
        yield side


@pytest.fixture(scope="module")
def world(browser, catalogue):
    return World(browser, catalogue)


class World:
    """The real services with their facts, and the browser to ask."""

    def __init__(self, browser, catalogue):
        self.browser, self.catalogue = browser, catalogue
        services = catalogue.services.values()
        self.every = {one.id: narrowing.facts(catalogue, one) for one in services}
        self.spots = places.of(catalogue).spots

    def known(self, now):
        return opening.calendar(self.catalogue.site.terms, now.year)


def slip(name, seed):
    """Spoil a name as fingers do: a letter left out, doubled, swapped or changed."""
    dice = random.Random(seed)
    at = dice.randrange(len(name))
    pair = name[at : at + 2]
    spoilt = [name[:at] + name[at + 1 :], name[:at] + name[at] + name[at:]]
    spoilt += [name[:at] + pair[::-1] + name[at + 2 :], f"{name[:at]}x{name[at + 1 :]}"]
    return dice.choice(spoilt)


def agrees(browser, gazetteer, typed):
    here, there = gazetteer.find(typed), browser.ask("find", typed)
    assert there == {
        "spot": here.spot.id if here.spot else None,
        "choices": [spot.id for spot in here.choices],
        "guessed": here.guessed,
        "elsewhere": here.elsewhere,
    }, typed


def test_every_name_whole_begun_and_misspelt_leads_to_the_same_place(browser, catalogue):
    gazetteer = places.of(catalogue)
    for seed, spot in enumerate(gazetteer.spots.values()):
        for name in (spot.name, *spot.also):
            for typed in (name, name[:4], slip(name, seed), slip(slip(name, seed), seed + 1)):
                agrees(browser, gazetteer, typed)


@slow
@given(
    st.text(max_size=20)
    | st.from_regex(r"[A-Za-z]{1,2}[0-9]{1,2} ?[0-9]?[A-Za-z]{0,2}", fullmatch=True)
)
def test_whatever_is_typed_both_answer_alike(browser, catalogue, typed):
    agrees(browser, places.of(catalogue), typed)


points = st.tuples(st.floats(52.3, 52.7), st.floats(-2.4, -1.9)).map(
    lambda point: (round(point[0], 4), round(point[1], 4))
)


@slow
@given(points, points)
def test_distances_and_their_words_are_the_same(browser, one, other):
    metres = places.distance(one, other)
    assert browser.ask("distance", one, other) == metres
    assert browser.ask("miles", metres) == places.miles(metres)


parts = [(name, value) for name, values in narrowing.FILTERS.items() for value in values]
wanted = st.fixed_dictionaries(
    {
        "chosen": st.lists(st.sampled_from(parts), max_size=4, unique=True),
        "age": st.none() | st.integers(0, 30),
        "near": st.none() | st.sampled_from(["lye", "dy5-3", "sedgley", "cradley-heath"]),
        "within": st.none() | st.sampled_from(narrowing.WITHIN),
    }
)
moments = st.integers(0, 24 * 60 * 300).map(
    lambda minutes: datetime(2026, 11, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@settings(slow, max_examples=60)
@given(wanted, moments)
def test_lists_are_narrowed_to_the_same_services(world, given, now):
    known = world.known(now)
    every = world.every
    spot = world.spots[given["near"]] if given["near"] else None
    asked = Asked(tuple(given["chosen"]), given["age"], spot, given["within"])
    moment = Moment(now, known)
    ids = narrowing.narrowed(every, asked, moment)
    near = narrowing.near_groups(every, ids, spot) if spot else {}
    there = world.browser.ask(
        "narrowed",
        [[slug, facts.as_json()] for slug, facts in every.items()],
        {
            "chosen": given["chosen"],
            "age": given["age"],
            "near": spot.point if spot else None,
            "within": given["within"],
        },
        int(now.timestamp() // 60),
        sorted(map(str, known.bank_holidays)),
    )
    assert there["ids"] == ids
    assert there["near"] == [[name, group] for name, group in near.items()]
    instead = narrowing.instead(every, asked, moment)
    assert there["instead"] == [[list(part), count] for part, count in instead]
