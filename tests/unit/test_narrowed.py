"""Narrowing a list by facts worked out by hand, and the address that keeps what was asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from app import content, narrowing
from app.addresses import Choice
from app.catalogue import Catalogue
from app.model.service import Service
from app.narrowing import Asked, Facts, Moment
from app.places import Spot
from tests.conftest import SMALL

MONDAY_TEN = Moment(datetime(2026, 11, 23, 10, tzinfo=UTC))
OPEN_NOW = Asked((("open", "now"),))
LYE = Spot("lye", "Lye", "place", 52.46, -2.12, "in", ("north",), also=("The Lye",))


@pytest.fixture(scope="module")
def here() -> Catalogue:
    return content.load_sound(SMALL)


def facts(**more: Any) -> Facts:
    given: dict[str, Any] = {"marks": frozenset(), "ages": (None, None), "at": (), "far": False}
    return Facts(**{**given, **more})


# --- what is asked ------------------------------------------------------------------------------


def test_an_address_is_read_as_far_as_it_makes_sense() -> None:
    given = {
        "show": ["free", "free", "send", "bogus"],
        "how": ["phone"],
        "open": ["now", "never"],
        "language": ["pl", "xx"],
        "years": [" 7 ", "9"],
        "within": ["2"],
        "other": ["free"],
    }
    asked = narrowing.asked(given, ["pl", "ur"], LYE)
    assert asked.chosen == (
        *(("show", "free"), ("show", "send"), ("how", "phone"), ("open", "now")),
        ("language", "pl"),
    )
    assert (asked.age, asked.within, asked.near) == (7, 2, LYE)


@pytest.mark.parametrize(
    ("years", "age"),
    [
        *((["0"], 0), (["120"], 120), (["121"], None), (["-1"], None), (["7.5"], None)),
        *((["1234"], None), (["seven"], None), ([""], None), ([], None), (["٣"], None)),
    ],
)
def test_an_age_is_a_whole_number_of_years(years: list[str], age: int | None) -> None:
    assert narrowing.asked({"years": years}, [], None).age == age


def test_how_near_counts_only_where_somewhere_is_named() -> None:
    for within in (1, 2, 5):
        assert narrowing.asked({"within": [str(within)]}, [], LYE).within == within
        assert narrowing.asked({"within": [str(within)]}, [], None).within is None
    assert narrowing.asked({"within": ["3"]}, [], LYE).within is None
    assert narrowing.asked({}, [], LYE).within is None


ASKED = Asked((("show", "free"), ("how", "phone")), 7, LYE, 2)


def test_what_is_asked_stands_in_the_address_in_one_order() -> None:
    assert ASKED.parts == [
        *(("show", "free"), ("how", "phone"), ("years", "7"), ("within", "2")),
    ]
    assert ASKED.query == "?show=free&how=phone&years=7&within=2&near=lye"
    assert ASKED.query_with([("q", "a b")]) == (
        "?q=a+b&show=free&how=phone&years=7&within=2&near=lye"
    )
    assert Asked().query == "" and Asked().parts == []
    assert Asked(age=0).query == "?years=0"
    assert Asked(within=2).parts == [], "near what?"


def test_one_part_is_taken_off_and_with_the_place_how_near_it_must_be() -> None:
    assert ASKED.without("years", "7") == replace(ASKED, age=None)
    assert ASKED.without("within", "2") == replace(ASKED, within=None)
    assert ASKED.without("near", "lye") == replace(ASKED, near=None, within=None)
    assert ASKED.without("show", "free") == replace(ASKED, chosen=(("how", "phone"),))
    assert ASKED.without("show", "phone") == ASKED == ASKED.without("how", "free")


# --- facts --------------------------------------------------------------------------------------


def changed(here: Catalogue, slug: str, **more: Any) -> Service:
    """An entry as it would be with other fields, under a name of its own."""
    return here.services[slug].model_copy(update={"id": "other", **more})


def marks(here: Catalogue, slug: str, **more: Any) -> set[str]:
    here.kept.clear()
    return set(narrowing.facts(here, changed(here, slug, **more)).marks)


def test_marks_say_what_an_entry_offers(here: Catalogue) -> None:
    assert marks(here, "north-hub") == {"free", "yourself", "person", "phone"}
    assert marks(here, "carers") == set()
    assert marks(here, "safe-line") == {"yourself", "phone", "online"}
    assert marks(here, "south-hub") == {"yourself", "phone"}


@pytest.mark.parametrize(
    ("more", "gained"),
    [
        ({"suits": ("send",)}, {"send"}),
        ({"interpretation_services": "Ask."}, {"interpreter"}),
        ({"access": ("drop-in",)}, {"person"}),
        ({"access": ("online",)}, {"online"}),
        ({"access": ("webchat",)}, {"online"}),
        ({"webchat": True}, {"online"}),
        ({"accessibility": ("There is LEVEL access.",)}, {"step-free"}),
        ({"accessibility": ("Step free door",)}, {"step-free"}),
        ({"accessibility": ("A flat-access door", "No steps")}, {"step-free"}),
        ({"accessibility": ("A ramp",)}, set()),
        ({"languages": ("en", "pl", "ur")}, {"pl", "ur"}),
        ({"locations": ("north-hall",)}, {"person"}),
    ],
)
def test_each_mark_is_read_out_of_one_thing(
    here: Catalogue, more: dict[str, Any], gained: set[str]
) -> None:
    assert marks(here, "south-hub", **more) == {"yourself", "phone"} | gained


def test_a_place_may_be_what_is_step_free(here: Catalogue) -> None:
    hall = here.locations["north-hall"].model_copy(update={"accessibility": ("Flat access",)})
    there = replace(here, locations={"north-hall": hall})
    assert "step-free" in marks(there, "north-hub")
    assert "step-free" not in marks(there, "south-hub")


def test_facts_say_where_when_and_for_whom(here: Catalogue) -> None:
    hub = narrowing.facts(here, here.services["north-hub"])
    assert (hub.ages, hub.at, hub.far) == ((0, 19), ((52.48, -2.12),), False)
    assert len(hub.schedules) == 1 and hub.places == ("",)
    assert narrowing.facts(here, here.services["north-hub"]) is hub, "worked out once"
    line = narrowing.facts(here, here.services["safe-line"])
    assert (line.ages, line.at, line.far) == ((16, None), (), True)
    assert not narrowing.facts(here, here.services["carers"]).far
    assert narrowing.facts(here, changed(here, "safe-line", id="o", area=("online",))).far
    assert not narrowing.facts(
        here, changed(here, "safe-line", id="l", area=("national", "north"))
    ).far


def test_the_facts_of_all_stand_by_id(here: Catalogue) -> None:
    every = narrowing.facts_of_all(here)
    assert list(every) == list(here.services)
    assert every["carers"] == narrowing.facts(here, here.services["carers"])


def test_a_list_offers_what_some_service_on_it_has(here: Catalogue) -> None:
    times = {"now", "today", "evening", "weekend"}
    assert narrowing.held_by(facts(marks=frozenset({"free"}))) == {"free"}
    hub = narrowing.facts(here, here.services["north-hub"])
    assert narrowing.held_by(hub) == {"free", "person", "phone", "yourself"} | times
    family, every = Choice(topic="family"), Choice()
    assert narrowing.held(here, family) == {"free", "person", "phone", "yourself"} | times
    # The helpline is about something else.
    assert narrowing.held(here, every) == {"online"} | narrowing.held(here, family)


def test_a_schedule_names_its_place_where_there_are_several(here: Catalogue) -> None:
    hub = here.services["north-hub"]
    park = here.locations["north-hall"].model_copy(
        update={"id": "park", "name": "Park", "latitude": None}
    )
    there = replace(here, locations={**here.locations, "park": park})
    times = (
        hub.schedules[0].model_copy(update={"location": "park"}),
        hub.schedules[0],
        hub.schedules[0].model_copy(update={"location": "gone"}),
    )
    two = hub.model_copy(update={"locations": ("north-hall", "park"), "schedules": times})
    known = narrowing.facts(there, two)
    assert known.places == ("Park", "", "") and known.at == ((52.48, -2.12),)
    assert [row.get("at") for row in known.as_json()["hours"]] == ["Park", None, None]
    one = two.model_copy(update={"id": "one", "locations": ("park",)})
    assert narrowing.facts(there, one).places == ("", "", "")
    for status, open_ in (("active", 3), ("inactive", 0), ("temporarily closed", 0)):
        shut = two.model_copy(update={"id": status, "status": status})
        assert len(narrowing.facts(there, shut).schedules) == open_


def test_a_card_carries_only_what_there_is(here: Catalogue) -> None:
    assert facts().as_json() == {}
    hub = narrowing.facts(here, here.services["north-hub"]).as_json()
    assert hub.pop("hours") == [
        {"byday": ("MO", "TU", "WE", "TH", "FR"), "opens_at": "09:00", "closes_at": "17:00"}
    ]
    assert hub == {
        "marks": ["free", "person", "phone", "yourself"],
        "at": ((52.48, -2.12),),
        "ages": (0, 19),
    }
    assert facts(far=True, ages=(16, None)).as_json() == {"far": 1, "ages": (16, None)}


# --- narrowing ----------------------------------------------------------------------------------

NEAR, FAR = (52.46, -2.12), (52.49, -2.12)  # the second is 3.3 km to the north


def fits(known: Facts, *chosen: tuple[str, str], **more: Any) -> bool:
    return narrowing.fits(known, Asked(chosen, **more), MONDAY_TEN)


def test_all_of_show_and_one_of_each_other_question_must_hold() -> None:
    both = facts(marks=frozenset({"free", "send", "phone", "pl"}))
    assert fits(both) and fits(both, ("show", "free"), ("show", "send"))
    assert not fits(both, ("show", "free"), ("show", "interpreter"))
    assert fits(both, ("how", "phone"), ("how", "person"))
    assert not fits(both, ("how", "online"), ("how", "person"))
    assert fits(both, ("language", "pl"), ("language", "ur"))
    assert not fits(both, ("show", "free"), ("how", "person"))


def test_what_is_open_is_asked_of_the_hours(here: Catalogue) -> None:
    hub = narrowing.facts(here, here.services["north-hub"])
    assert fits(hub, ("open", "now")) and fits(hub, ("open", "today"))
    assert not fits(hub, ("open", "evening")) and not fits(hub, ("open", "weekend"))
    assert fits(hub, ("open", "evening"), ("open", "now"))
    assert not fits(facts(marks=frozenset({"now"})), ("open", "now"))
    late = Moment(datetime(2026, 11, 23, 22, tzinfo=UTC))
    found = [narrowing.narrowed({"hub": hub}, OPEN_NOW, when) for when in (MONDAY_TEN, late)]
    assert found == [["hub"], []]


@pytest.mark.parametrize(
    ("ages", "age", "fit", "named"),
    [
        *(((5, 10), 5, True, True), ((5, 10), 10, True, True), ((5, 10), 4, False, False)),
        *(((5, 10), 11, False, False), ((None, 10), 0, True, True), ((5, None), 120, True, True)),
        *(((None, None), 5, True, False), ((0, None), 0, True, True), ((None, 0), 1, False, False)),
    ],
)
def test_an_age_is_suited_when_it_is_within_the_limits(
    ages: tuple[int | None, int | None], age: int, fit: bool, named: bool
) -> None:
    known = facts(ages=ages)
    assert fits(known, age=age) is fit and narrowing.suits(known, age) is named


def test_the_nearest_of_several_places_counts() -> None:
    both = facts(at=(FAR, NEAR))
    assert narrowing.metres(both, LYE.point) == 0
    assert narrowing.metres(facts(at=(FAR,)), LYE.point) == 3340
    assert narrowing.metres(facts(), LYE.point) is None
    assert narrowing.metres(both, None) is None
    assert fits(both, near=LYE, within=1)
    assert fits(facts(at=(FAR,)), near=LYE, within=5)
    assert not fits(facts(at=(FAR,)), near=LYE, within=2)
    assert fits(facts(at=(FAR,)), near=LYE) and fits(facts(at=(FAR,)), within=1)
    assert fits(facts(), near=LYE, within=1), "what has no place is never lost"


def test_a_mile_is_1609_metres() -> None:
    # 1,600 m and 1,610 m to the north: distances are known to ten metres.
    inside, outside = (
        (LYE.latitude + metres / 111_194.93, LYE.longitude) for metres in (1600, 1611)
    )
    assert fits(facts(at=(inside,)), near=LYE, within=1)
    assert not fits(facts(at=(outside,)), near=LYE, within=1)


EVERY = {
    "any": facts(),
    "far": facts(at=(FAR,), ages=(5, 10)),
    "near": facts(at=(NEAR,), marks=frozenset({"free"})),
    "line": facts(far=True, ages=(5, None), marks=frozenset({"free"})),
    "old": facts(ages=(60, None)),
}


def test_those_for_this_age_come_before_those_for_any() -> None:
    assert narrowing.narrowed(EVERY, Asked(age=7), MONDAY_TEN) == ["far", "line", "any", "near"]
    assert narrowing.narrowed(EVERY, Asked(), MONDAY_TEN) == list(EVERY)
    free = Asked((("show", "free"),))
    assert narrowing.narrowed(EVERY, free, MONDAY_TEN) == ["near", "line"]


def test_a_list_near_somewhere_is_divided_by_how_near() -> None:
    assert narrowing.near_groups(EVERY, EVERY, LYE) == {
        "near": ["near", "far"],
        "area": ["any", "old"],
        "far": ["line"],
    }
    assert narrowing.near_groups(EVERY, ["far"], LYE) == {"near": ["far"]}
    assert list(narrowing.near_groups(EVERY, ["line", "any", "near"], LYE)) == [
        *("near", "area", "far"),
    ]


def test_when_nothing_fits_it_is_told_what_taking_off_each_part_would_bring() -> None:
    wanted = Asked((("show", "free"), ("show", "send")), age=30)
    assert narrowing.narrowed(EVERY, wanted, MONDAY_TEN) == []
    assert narrowing.instead(EVERY, wanted, MONDAY_TEN) == [(("show", "send"), 2)]
    wanted = Asked((("show", "free"), ("how", "phone")), age=4, near=LYE, within=1)
    assert narrowing.instead(EVERY, wanted, MONDAY_TEN) == [(("how", "phone"), 1)]
    wanted = Asked((("show", "send"),), age=70)
    assert narrowing.instead(EVERY, wanted, MONDAY_TEN) == [(("show", "send"), 4)]


def test_the_way_that_brings_most_comes_first() -> None:
    every = {
        "a": facts(marks=frozenset({"free"})),
        "b": facts(marks=frozenset({"phone"})),
        "c": facts(marks=frozenset({"phone"})),
    }
    wanted = Asked((("show", "free"), ("how", "phone")))
    assert narrowing.instead(every, wanted, MONDAY_TEN) == [
        (("show", "free"), 2),
        (("how", "phone"), 1),
    ]


def test_a_spot_is_told_as_the_browser_looks_it_up() -> None:
    assert narrowing.spot_json(LYE) == {
        "id": "lye",
        "name": "Lye",
        "kind": "place",
        "at": (52.46, -2.12),
        "also": ("The Lye",),
    }
    assert "also" not in narrowing.spot_json(replace(LYE, also=()))
