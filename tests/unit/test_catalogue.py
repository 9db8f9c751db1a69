"""Every question a page asks of the directory, asked of the small site."""

from __future__ import annotations

import pytest

from app import content
from app.addresses import Choice
from app.catalogue import Catalogue
from tests.conftest import SMALL


@pytest.fixture(scope="module")
def small() -> Catalogue:
    return content.load_sound(SMALL)


def ids(catalogue: Catalogue, choice: Choice) -> list[str]:
    return [service.id for service in catalogue.listed(choice)]


def test_nearest_comes_first_and_wide_help_is_never_lost_from_a_cluster(small: Catalogue) -> None:
    assert ids(small, Choice(cluster="north")) == ["north-hub", "carers", "emergency", "safe-line"]


def test_help_for_another_cluster_only_is_left_out(small: Catalogue) -> None:
    assert "south-hub" not in ids(small, Choice(cluster="north"))


def test_better_confirmed_comes_before_doubtful(small: Catalogue) -> None:
    assert ids(small, Choice("family", "parenting")) == ["north-hub", "south-hub"]


def test_a_service_without_ages_is_listed_for_every_age(small: Catalogue) -> None:
    for band in small.taxonomy.ages:
        assert "south-hub" in ids(small, Choice(age=band.id))


def test_a_true_match_of_age_comes_before_a_service_for_any_age(small: Catalogue) -> None:
    both = ids(small, Choice("safety", age="adult"))
    assert both == ["safe-line", "emergency"]


def test_pregnancy_lists_what_suits_it(small: Catalogue) -> None:
    assert ids(small, Choice("family", age="bump")) == ["north-hub", "south-hub"]


def test_an_age_range_is_listed_only_where_it_overlaps(small: Catalogue) -> None:
    assert "carers" not in ids(small, Choice(age="under-5"))
    assert "carers" in ids(small, Choice(age="adult")), "18 is an adult"


def test_counts_equal_lists_for_every_choice_there_is(small: Catalogue) -> None:
    for choice in small.choices():
        assert small.count(choice) == len(small.listed(choice))


def test_every_choice_has_an_address_of_its_own(small: Catalogue) -> None:
    paths = [choice.path() for choice in small.choices()]
    assert len(paths) == len(set(paths))
    # 2 topics and 3 sub-topics (or none of them), with 4 ages and 2 clusters (or none).
    assert len(paths) == (1 + 2 + 3) * (1 + 4) * (1 + 2) - 1


def test_sections_say_how_near_each_part_is(small: Catalogue) -> None:
    choice = Choice(cluster="north")
    sections = small.sections(choice, small.listed(choice))
    assert [section.area for section in sections] == ["north", "borough-wide", "national"]


def test_related_services_share_needs(small: Catalogue) -> None:
    related = small.related(small.services["south-hub"])
    assert {service.id for service in related} == {"carers", "north-hub"}


def test_a_topic_that_calls_for_urgent_help_names_it(small: Catalogue) -> None:
    assert small.crisis_for(Choice("safety", "abuse")) == ("emergency",)
    assert small.crisis_for(Choice("family")) == ()


def test_lists_about_abuse_are_discreet(small: Catalogue) -> None:
    assert small.discreet(Choice("safety", "abuse"))
    assert not small.discreet(Choice("family"))
