"""The facts of a service, and narrowing by them."""

from datetime import UTC, datetime

import pytest

from app import narrowing, places
from app.narrowing import Asked, Moment

MONDAY_TEN = Moment(datetime(2026, 11, 23, 10, tzinfo=UTC))


@pytest.fixture(scope="module")
def every(catalogue):
    return {one.id: narrowing.facts(catalogue, one) for one in catalogue.services.values()}


def some_service(catalogue):
    return next(one for one in catalogue.services.values() if one.schedules)


def test_what_is_closed_for_a_time_is_never_called_open(catalogue):
    service = some_service(catalogue)
    closed = service.model_copy(update={"id": "closed-one", "status": "temporarily closed"})
    assert narrowing.facts(catalogue, service).schedules
    assert not narrowing.facts(catalogue, closed).schedules


@pytest.mark.parametrize(
    ("line", "held"),
    [
        ("Step-free access to all rooms.", True),
        ("There is level access from the car park.", True),
        ("A roundabout that takes wheelchairs and pushchairs.", False),
        ("Some pages on the website are easy read.", False),
    ],
)
def test_step_free_is_read_only_where_it_is_said(catalogue, line, held):
    service = some_service(catalogue).model_copy(
        update={"id": f"step-{held}-{len(line)}", "accessibility": (line,), "locations": ()}
    )
    assert ("step-free" in narrowing.facts(catalogue, service).marks) is held


def test_within_a_distance_loses_nothing_without_a_place(every, catalogue):
    lye = places.of(catalogue).spots["lye"]
    found = set(narrowing.narrowed(every, Asked(near=lye, within=1), MONDAY_TEN))
    for slug, known in every.items():
        far = narrowing.metres(known, lye.point)
        assert (slug in found) == (far is None or far <= 1609)


def test_groups_by_distance_hold_everything_once_and_nearest_first(every, catalogue):
    lye = places.of(catalogue).spots["lye"]
    groups = narrowing.near_groups(every, every, lye)
    assert list(groups) == ["near", "area", "far"]
    assert sorted(slug for group in groups.values() for slug in group) == sorted(every)
    away = [narrowing.metres(every[slug], lye.point) for slug in groups["near"]]
    assert away == sorted(away)


def test_all_of_show_must_hold_but_any_way_will_do(every):
    both = Asked((("show", "free"), ("show", "send")))
    for slug in narrowing.narrowed(every, both, MONDAY_TEN):
        assert {"free", "send"} <= every[slug].marks
    either = Asked((("how", "person"), ("how", "phone")))
    found = narrowing.narrowed(every, either, MONDAY_TEN)
    assert {slug for slug in every if every[slug].marks & {"person", "phone"}} == set(found)


def test_what_makes_no_sense_in_an_address_is_as_if_it_was_not_there():
    given = {"show": ["free", "bogus"], "years": ["-1"], "within": ["3"], "open": ["never"]}
    asked = narrowing.asked(given, [], None)
    assert asked == Asked((("show", "free"),))
    assert asked.query == "?show=free"


def test_each_filter_that_would_bring_something_is_offered_with_the_right_count(every):
    asked = Asked((("show", "send"), ("how", "person"), ("open", "weekend")), age=90)
    assert narrowing.narrowed(every, asked, MONDAY_TEN) == []
    for (name, value), count in narrowing.instead(every, asked, MONDAY_TEN):
        rest = asked.without(name, value)
        assert len(narrowing.narrowed(every, rest, MONDAY_TEN)) == count > 0
