"""The real content: whole, sound, and safe to rely on."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import content
from app.addresses import Choice
from app.catalogue import Catalogue
from app.model.service import Service


def named_for_urgent_help(catalogue: Catalogue) -> set[str]:
    """Every entry that pages show as an urgent contact."""
    topics = catalogue.taxonomy.topics
    slugs = {*catalogue.site.crisis, *(slug for topic in topics for slug in topic.crisis)}
    slugs |= {slug for topic in topics for sub in topic.sub for slug in sub.crisis}
    cards = catalogue.pages["urgent-help"].care_cards
    return slugs | {slug for card in cards for slug in card.services}


def test_the_content_has_no_problems(content_folder: Path) -> None:
    assert content.load(content_folder)[1] == []


def test_all_the_services_are_there(catalogue: Catalogue) -> None:
    assert len(catalogue.services) >= 290


def test_every_need_has_somebody_who_helps(catalogue: Catalogue) -> None:
    empty = [t for t in catalogue.taxonomy.terms if not catalogue.count(Choice(*t.split("/")))]
    assert empty == []


def test_an_urgent_contact_can_be_called_and_is_not_in_doubt(catalogue: Catalogue) -> None:
    for slug in named_for_urgent_help(catalogue):
        service = catalogue.services[slug]
        assert service.phones or service.texts, slug
        assert service.confidence != "low", slug
        assert not {"phones", "texts"} & set(service.unconfirmed), slug


def test_an_urgent_service_shows_no_number_in_doubt(catalogue: Catalogue) -> None:
    for service in catalogue.services.values():
        if service.urgent:
            assert not {"phones", "texts"} & set(service.unconfirmed), service.id


@pytest.mark.parametrize(
    ("slug", "number"),
    [
        ("emergency-999", "999"),
        ("nhs-111", "111"),
        ("samaritans", "116 123"),
        ("childline", "0800 1111"),
        ("national-domestic-abuse-helpline", "0808 2000 247"),
        ("rape-crisis-247-support-line", "0808 500 2222"),
        ("papyrus-hopeline247", "0800 068 4141"),
        ("dudley-childrens-front-door", "0300 555 0050"),
        ("dudley-emergency-duty-team", "0300 555 8574"),
        ("missing-people-runaway-helpline", "116 000"),
        ("gas-emergency", "0800 111 999"),
    ],
)
def test_a_crisis_number_is_the_right_one(catalogue: Catalogue, slug: str, number: str) -> None:
    assert catalogue.services[slug].phones[0].number == number


def test_every_fact_says_where_it_comes_from(catalogue: Catalogue) -> None:
    for service in catalogue.services.values():
        supported = {field for source in service.sources for field in source.supports}
        for field in ("phones", "email", "texts"):
            if getattr(service, field):
                assert supported, f"{service.id} names no source for {field}"


def test_nothing_claims_to_have_been_checked_with_the_service(catalogue: Catalogue) -> None:
    def claims(service: Service) -> bool:
        return service.assured_by == "rang" or service.assured_by == "provider wrote"

    assert [service.id for service in catalogue.services.values() if claims(service)] == []


def test_a_confidential_service_shows_no_place(catalogue: Catalogue) -> None:
    hidden = [s for s in catalogue.services.values() if s.confidential_location]
    assert {"chadd-domestic-abuse"} <= {service.id for service in hidden}
    assert all(not service.locations for service in hidden)


def test_pages_about_abuse_are_marked_discreet(catalogue: Catalogue) -> None:
    for service in catalogue.services.values():
        if service.topics[0].startswith("domestic-abuse/"):
            assert service.discreet, service.id


def test_old_names_of_the_hubs_are_kept_as_words_to_search_by(catalogue: Catalogue) -> None:
    for cluster in catalogue.taxonomy.clusters:
        names = " ".join(catalogue.services[cluster.hub].alternate_names)
        assert "Family Centre" in names, cluster.id
