"""Other directories' records as drafts, piece by piece and as a whole, from files only."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from app import content
from app.catalogue import Catalogue
from app.files import Reader
from app.model.location import Location
from app.model.organization import Organization
from app.model.service import Service
from app.openreferral import importing, parts
from app.openreferral.accepting import accepted
from app.openreferral.entries import Drafter, Refused, Table
from app.openreferral.fetching import Limits
from app.openreferral.ids import identity
from app.openreferral.importing import Report
from app.openreferral.new_rows import NewRows
from app.openreferral.terms import taxonomy_id, term_id
from app.problems import ContentError
from tests.conftest import SMALL

HALL = {"address_1": "1 High Street", "city": "Northtown", "postal_code": "DY5 3DY"}


@pytest.fixture(scope="module")
def here() -> Catalogue:
    return content.load_sound(SMALL)


# --- the parts of a record ----------------------------------------------------------------------


def test_a_text_is_put_on_one_line() -> None:
    said = [" A \n\t b ", 5, 0, "", None, "  "]
    assert [parts.line(one) for one in said] == ["A b", "5", "0", None, None, ""]


def test_other_names_come_apart() -> None:
    assert parts.alternate_names({"alternate_name": "Sat Club; SC"}) == ["Sat Club", "SC"]
    assert parts.alternate_names({}) == [] == parts.alternate_names({"alternate_name": "; "})


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("We meet. We talk.", "We meet."),
        ("Lonely? Come! All.", "Lonely?"),
        ("Come! All.", "Come!"),
        ("Version 2.5 is\nout. Yes.", "Version 2.5 is out."),
        ("no end", "no end"),
        ("", None),
        ("a" * 240, "a" * 240),
        ("a" * 241, "a" * 239 + "…"),
        ("a" * 235 + " bcd efg", "a" * 235 + "…"),
        ("a" * 234 + " bcd efg", "a" * 234 + " bcd…"),
        ("a b " + "c" * 240, "a b…"),
    ],
)
def test_a_card_shows_the_first_sentence_cut_between_words(said: str, first: str | None) -> None:
    assert parts.first_sentence(said) == first


def test_documents_to_take_along_stand_in_one_sentence_after_another() -> None:
    papers = [{"document": "A letter."}, {"x": 1}, {"document": "A card."}]
    assert parts.bring({"required_documents": papers}) == "A letter. A card."
    assert parts.bring({}) == ""


@pytest.mark.parametrize(
    ("record", "ways"),
    [
        ({}, []),
        ({"phones": [{"number": "1"}]}, ["phone"]),
        ({"phones": [{"number": "1", "type": "SMS"}]}, []),
        ({"phones": [{"type": "text"}, {"type": "voice"}]}, ["phone"]),
        ({"email": "a@b.org", "url": "u"}, ["email", "online"]),
        ({"attending_access": "Drop-In or appointment"}, ["drop-in", "book"]),
        ({"attending_access": "by referral", "url": "u"}, ["professional", "online"]),
    ],
)
def test_the_ways_in_are_those_a_record_shows(record: dict[str, Any], ways: list[str]) -> None:
    assert parts.access(record) == ways


def test_a_place_is_somewhere_people_can_go_to() -> None:
    assert parts.is_virtual({}) and parts.is_virtual({"location": "here"})
    assert parts.is_virtual({"location": {"location_type": "virtual"}})
    assert not parts.is_virtual({"location": {"location_type": "physical"}})


@pytest.mark.parametrize(
    ("said", "address"),
    [
        (" www.a.org ", "https://www.a.org"),
        ("https://a.org", "https://a.org"),
        ("a.org/www.b", "a.org/www.b"),
        ("www.", "www."),
        *((" ", None), ("", None), (None, None)),
    ],
)
def test_an_address_without_https_is_given_it(said: str | None, address: str | None) -> None:
    assert parts.web_address(said) == address


@pytest.mark.parametrize(
    ("row", "price"),
    [
        ({}, {"option": "Cost"}),
        ({"amount": 0}, {"option": "Free", "amount": 0}),
        ({"amount": "0.00"}, {"option": "Free", "amount": 0}),
        ({"amount": "2.5", "option": " Adult  swim "}, {"option": "Adult swim", "amount": 2.5}),
        ({"amount_description": "£2 each"}, {"option": "£2 each", "amount_description": "£2 each"}),
        ({"option": "Ask", "amount": "ask"}, {"option": "Ask"}),
        ({"option": "Gift", "amount": 0}, {"option": "Gift", "amount": 0}),
    ],
)
def test_a_price_is_named_even_if_the_record_does_not(
    row: dict[str, Any], price: dict[str, Any]
) -> None:
    assert parts.cost_option(row) == price


TEN = {"opens_at": "10:00", "closes_at": "12:30"}


@pytest.mark.parametrize(
    ("row", "meant"),
    [
        ({"byday": "MO,TU"}, {"byday": ["MO", "TU"]}),
        ({"weekday": "Friday"}, {"byday": ["FR"]}),
        ({"byday": "1TU", "freq": "MONTHLY"}, {"byday": ["1TU"], "freq": "monthly"}),
        ({"byday": "MO,-1FR"}, {"byday": ["MO", "-1FR"], "freq": "monthly"}),
        ({"interval": "2"}, {"interval": 2}),
        ({"interval": 1}, {}),
        ({"interval": "often"}, {}),
        ({"dtstart": "2026-01-12T00:00:00"}, {"dtstart": "2026-01-12"}),
        (
            {"valid_from": "2026-01-01", "valid_to": "2026-06-30"},
            {"valid_from": "2026-01-01", "valid_to": "2026-06-30"},
        ),
        ({"attending_type": "By Phone"}, {"channel": "phone"}),
        ({"attending_type": "webchat"}, {"channel": "webchat"}),
        ({"attending_type": "text"}, {"channel": "text"}),
        ({"attending_type": "Email us"}, {"channel": "email"}),
        ({"attending_type": "venue"}, {}),
        ({"notes": "Term time only."}, {"term_time_only": True}),
        ({"notes": "TERM TIME ONLY, Closed on bank holidays"}, None),
        ({"notes": "In term time"}, {"term_time_only": True}),
        ({"notes": "Not bank holidays."}, {"closed_on_bank_holidays": True}),
        ({"notes": "By appointment"}, {"by_appointment": True}),
        (
            {"description": "By  appointment? Term time"},
            {"term_time_only": True, "description": "By appointment? Term time"},
        ),
    ],
)
def test_a_row_of_opening_times_says_what_ours_would(
    row: dict[str, Any], meant: dict[str, Any] | None
) -> None:
    if meant is None:
        meant = {"term_time_only": True, "closed_on_bank_holidays": True}
    assert parts.schedule({**TEN, **row}, "hall") == {**TEN, **meant, "location": "hall"}


@pytest.mark.parametrize(
    ("opens", "closes", "meant"),
    [
        ("22:00", "02:00", {"closes_at": "02:00", "closes_next_day": True}),
        ("10:00", "10:00", {"closes_at": "10:00", "closes_next_day": True}),
        ("10:00", "00:00", {"closes_at": "24:00"}),
        ("00:00", "23:59", {"closes_at": "24:00"}),
        ("10:00", "23:58", {"closes_at": "23:58"}),
        ("10:00", "", {}),
        ("10:00", "late", {}),
    ],
)
def test_hours_may_run_past_midnight(opens: str, closes: str, meant: dict[str, Any]) -> None:
    row = parts.schedule({"opens_at": opens, "closes_at": closes}, None)
    assert row == {"opens_at": opens, **meant}
    assert parts.schedule({"closes_at": "09:00"}, None) == {"closes_at": "09:00"}


@pytest.mark.parametrize(
    ("row", "numbers"),
    [
        ({"number": "+44 (0)1384 813096"}, [{"number": "01384 813096"}]),
        ({"number": "+441384813096"}, [{"number": "01384813096"}]),
        ({"number": "01384-813.096"}, [{"number": "01384 813 096"}]),
        (
            {"number": "111 / 222,333;444 or 555"},
            [{"number": n} for n in ("111", "222", "333", "444", "555")],
        ),
        ({"number": "111", "type": "textphone"}, [{"number": "111", "type": "textphone"}]),
        ({"number": "111", "type": "voice"}, [{"number": "111"}]),
        ({"number": "111", "extension": 21}, [{"number": "111", "extension": "21"}]),
        (
            {"number": "111", "extension": 21, "x_extension": "ask for Sam",
             "description": "ask for Sam; Weekdays"},
            [{"number": "111", "extension": "ask for Sam", "description": "Weekdays"}],
        ),
        ({"number": "111", "description": "; Sam"}, [{"number": "111", "description": "; Sam"}]),
        ({}, [{}]),
    ],
)  # fmt: skip
def test_a_phone_is_read_as_people_dial_it(
    row: dict[str, Any], numbers: list[dict[str, Any]]
) -> None:
    assert list(parts.phones(row)) == numbers


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ({"number": "85-258", "type": "text"}, {"number": "85258"}),
        ({"number": "07700 900", "type": "WhatsApp"}, {"number": "07700 900", "type": "whatsapp"}),
        (
            {"number": "1", "x_message": "CLUB", "description": "Send the word CLUB; Free"},
            {"number": "1", "message": "CLUB", "description": "Free"},
        ),
        (
            {"number": "1", "description": "Send the word CLUB; Free"},
            {"number": "1", "description": "Send the word CLUB; Free"},
        ),
        ({}, {}),
    ],
)  # fmt: skip
def test_a_number_to_text_says_what_to_send(row: dict[str, Any], line: dict[str, Any]) -> None:
    assert parts.text_line(row) == line


def test_numbers_to_text_are_told_by_their_kind() -> None:
    kinds = ["text", "SMS", "WhatsApp", "voice", "textphone", None]
    assert [parts.is_text({"type": kind}) for kind in kinds] == [True] * 3 + [False] * 3
    assert not parts.is_text({})


def test_languages_are_known_by_code_or_english_name() -> None:
    said = [{"name": "polish"}, {"code": "ur", "name": "Polish"}, {"name": "Elvish"}, {}]
    assert parts.languages({"languages": [*said, {"name": "Polish"}]}) == ["pl", "ur"]
    assert parts.languages({}) == []


def test_what_a_place_says_of_access_is_kept_where_it_says_anything() -> None:
    rows = [{"description": " A  ramp "}, {"description": ""}, {}]
    assert parts.accessibility({"accessibility": rows}) == ["A ramp"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        *(("dy53dy", "DY5 3DY"), ("B1 1AA", "B1 1AA"), ("sw1a-1aa", "SW1A 1AA")),
        *(("DY5", None), ("B11A", None), ("SW1A 1AAB", None), ("", None), (None, None)),
    ],
)
def test_a_postcode_is_written_in_capitals_with_its_space(
    said: str | None, code: str | None
) -> None:
    assert parts.postcode(said) == code


# --- what the model accepts ---------------------------------------------------------------------


def test_one_wrong_value_is_left_out_and_told_and_the_rest_is_kept() -> None:
    given = {"id": "hall", "name": "Hall", "city": "Lye", "postal_code": "nowhere", "latitude": 99}
    kept, needs = accepted(Location, given)
    assert kept == {"id": "hall", "name": "Hall", "city": "Lye"}
    assert [need.split(":")[0] for need in needs] == ["postal_code", "latitude"]
    assert given["latitude"] == 99, "what was given stays as it was"


def test_of_a_list_only_the_wrong_row_is_left_out() -> None:
    given = {"id": "a", "name": "A", "type": "charity", "alternate_names": ["One", "", "Two"]}
    kept, needs = accepted(Organization, given)
    assert kept["alternate_names"] == ["One", "Two"]
    (need,) = needs
    assert need.startswith("alternate_names.1: ")
    kept, _ = accepted(Organization, {**given, "alternate_names": [""]})
    assert "alternate_names" not in kept
    kept, needs = accepted(Service, {"name": "A", "topics": []})
    assert kept == {"name": "A"} and needs[0].startswith("topics: ")


def test_every_field_that_is_missing_is_told_after_what_is_wrong() -> None:
    kept, needs = accepted(Organization, {"name": "A", "url": "nowhere"})
    assert kept == {"name": "A"}
    assert needs[0].startswith("url: ") and needs[1:] == ["id: missing", "type: missing"]
    kept, needs = accepted(Service, {"phones": [{"extension": "1"}, {"number": "999"}]})
    assert kept["phones"] == [{"number": "999"}]
    assert needs[0].startswith("phones.0.number: ")


def test_a_fault_of_the_whole_is_told_once_and_ends_the_trying() -> None:
    given = {
        "id": "a", "name": "A", "organization": "o", "summary": "S.", "description": "D.",
        "topics": ["a/b"], "area": ["north"], "what_happens": "W.", "application_process": "A.",
        "access": ["phone"], "confidence": "low", "sources": [{"name": "S"}],
    }  # fmt: skip
    kept, needs = accepted(Service, given)
    assert kept == given
    (need,) = needs
    assert need.startswith("it: ") and "Nobody can contact" in need
    assert accepted(Service, {**given, "url": "https://a.example.org"})[1] == []


# --- organizations and places -------------------------------------------------------------------


def test_an_organization_we_have_is_known_by_id_or_any_name(here: Catalogue) -> None:
    rows = NewRows(here)
    for body in (
        {"id": identity("organization", "council"), "name": "Other words"},
        {"id": "x", "name": "smallborough  COUNCIL"},
    ):
        assert rows.organization({"organization": body}) == "council"
    assert rows.organizations == {}
    for nobody in ({}, {"organization": "us"}, {"organization": {"id": "x"}}):
        assert rows.organization(nobody) is None


def test_a_new_organization_becomes_a_row_that_is_made_once(here: Catalogue) -> None:
    rows = NewRows(here)
    body = {"id": "o-1", "name": " Youth  Trust ", "website": "www.y.example.org",
            "alternate_name": "YT; Youth", "url": "https://other.example.org"}  # fmt: skip
    assert rows.organization({"organization": body}) == "youth-trust"
    assert rows.organizations == {
        "youth-trust": {
            "name": "Youth Trust",
            "type": "community",
            "url": "https://www.y.example.org",
            "alternate_names": ["YT", "Youth"],
            "source_id": "o-1",
        }
    }
    assert rows.organization({"organization": {"id": "o-1", "name": "Renamed"}}) == "youth-trust"
    assert rows.organization({"organization": {"id": "o-2", "name": "YOUTH TRUST"}}) == (
        "youth-trust"
    )
    assert rows.organization({"organization": {"id": "o-3", "name": "Youth-Trust"}}) == (
        "youth-trust-2"
    )
    assert rows.organization({"organization": {"id": "o-4", "name": "Council"}}) == "council-2"
    ours = {
        "id": identity("organization", "mine"),
        "name": "A",
        "x_slug": "mine",
        "url": "www.a.org",
    }
    assert rows.organization({"organization": ours}) == "mine"
    assert rows.organizations["mine"] == {
        "name": "A", "type": "community", "url": "https://www.a.org"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *(("Dudley Council", "council"), ("NHS Trust", "nhs"), ("West Police", "police")),
        *(("Fire and Rescue", "fire"), ("Department for Work", "government")),
        *(("Lye School", "school"), ("A College", "school"), ("The Academy", "school")),
        *(("Bright Nursery", "company"), ("A Childminder", "company"), ("Toys Ltd", "company")),
        *(("Toys Limited", "company"), ("Unlimited Friends", "community"), ("Alt D", "community")),
    ],
)
def test_what_kind_of_body_it_is_is_guessed_from_its_name(
    here: Catalogue, name: str, kind: str
) -> None:
    rows = NewRows(here)
    slug = rows.organization({"organization": {"id": "x", "name": name}})
    assert rows.organizations[str(slug)]["type"] == kind
    rows = NewRows(here)
    slug = rows.organization({"organization": {"id": "x", "name": name, "x_type": "partnership"}})
    assert rows.organizations[str(slug)]["type"] == "partnership"


def test_a_place_we_have_is_known_by_id_or_by_postcode_and_street(here: Catalogue) -> None:
    rows = NewRows(here)
    assert rows.location({"id": identity("location", "north-hall")}) == "north-hall"
    street = {"address_1": " 1 HIGH street", "postal_code": "dy53dy"}
    assert rows.location({"id": "x", "addresses": [street]}) == "north-hall"
    assert rows.location({"id": "x", "x_address": street}) == "north-hall"
    assert rows.location({"id": "x", "addresses": [{"postal_code": "DY5 3DY"}]}) is None
    assert rows.location({"id": "x", "addresses": [{"address_1": "1 High Street"}]}) is None
    assert rows.locations == {}


def test_a_new_place_becomes_a_row_with_all_that_is_said_of_it(here: Catalogue) -> None:
    rows = NewRows(here)
    place = {
        "id": "l-1", "name": "Old  Hall", "latitude": "52.5", "longitude": -2.1,
        "x_coordinates": "exact", "x_cluster": "north", "x_unconfirmed": True,
        "accessibility": [{"description": "A ramp"}],
        "addresses": [{"address_1": "2 Low Street", "address_2": "Lye", "city": "Dudley",
                       "postal_code": "dy1 1aa"}],
    }  # fmt: skip
    assert rows.location(place) == "old-hall"
    assert rows.locations["old-hall"] == {
        "name": "Old Hall", "address_1": "2 Low Street", "address_2": "Lye", "city": "Dudley",
        "postal_code": "DY1 1AA", "latitude": 52.5, "longitude": -2.1, "coordinates": "exact",
        "cluster": "north", "accessibility": ["A ramp"], "unconfirmed": True, "source_id": "l-1",
    }  # fmt: skip
    assert rows.location({"id": "l-1"}) == "old-hall"
    same = {"address_1": "2 low street", "postal_code": "DY1 1AA"}
    assert rows.location({"id": "l-2", "addresses": [same]}) == "old-hall"
    unnamed = {"id": "l-3", "addresses": [{"address_1": "3 Low Street", "city": "Lye"}]}
    assert rows.location(unnamed) == "3-low-street"
    assert rows.location({"id": "l-4", "addresses": [{"city": "Lye"}]}) == "lye"
    mine = {"id": identity("location", "mine"), "x_slug": "mine", "name": "M",
            "addresses": [{"city": "Lye"}]}  # fmt: skip
    assert rows.location(mine) == "mine" and "source_id" not in rows.locations["mine"]
    again = {"id": "l-5", "name": "North Hall", "addresses": [{"city": "Lye"}]}
    assert rows.location(again) == "north-hall-2"


def test_rows_of_an_earlier_import_are_known_again(here: Catalogue) -> None:
    rows = NewRows(here)
    rows.remember(
        {"trust": {"name": "Trust", "source_id": "o-1"}, "band": {"name": "Band"}},
        {
            "shed": {"source_id": "l-1", "postal_code": "DY1 1AA", "address_1": "1 Lane"},
            "barn": {"name": "Barn"},
        },
    )
    assert rows.organization({"organization": {"id": "o-1", "name": "x"}}) == "trust"
    assert rows.organization({"organization": {"id": "x", "name": "TRUST"}}) == "trust"
    band = {"id": identity("organization", "band"), "name": "x"}
    assert rows.organization({"organization": band}) == "band"
    assert rows.location({"id": "l-1"}) == "shed"
    lane = {"address_1": "1 lane", "postal_code": "dy11aa"}
    assert rows.location({"id": "x", "addresses": [lane]}) == "shed"
    assert rows.location({"id": identity("location", "barn")}) == "barn"
    assert list(rows.organizations) == ["trust", "band"]
    assert list(rows.locations) == ["shed", "barn"]


# --- a draft ------------------------------------------------------------------------------------


def record(key: str = "a", **more: Any) -> dict[str, Any]:
    """A clean record; None takes a field out."""
    given = {
        "id": key,
        "name": f"Club {key}",
        "description": "A club for all. It meets often.",
        "organization": {"id": "o", "name": "Small Charity"},
        "phones": [{"number": "01384 813 096"}],
        "attributes": [{"taxonomy_term": {"id": term_id("topics", "family/parenting")}}],
        "service_areas": [{"name": "North"}],
        "x_what_happens": "You come.",
        "application_process": "Ask.",
        "x_confidence": "high",
        **more,
    }
    return {name: value for name, value in given.items() if value is not None}


@pytest.fixture
def drafter(here: Catalogue) -> Drafter:
    table = Table({"Carers Groups": "family/young-carers"}, {"Far North": "north"})
    return Drafter(here, table, "feed.json")


def test_a_sound_record_becomes_a_draft_with_nothing_to_see_to(drafter: Drafter) -> None:
    draft = drafter.draft(record(), "club-a")
    assert draft.needs == []
    assert draft.body == "A club for all. It meets often."
    assert draft.fields == {
        "name": "Club a",
        "organization": "charity",
        "summary": "A club for all.",
        "topics": ["family/parenting"],
        "area": ["north"],
        "what_happens": "You come.",
        "application_process": "Ask.",
        "access": ["phone"],
        "confidence": "high",
        "phones": [{"number": "01384 813 096"}],
        "sources": [{"name": "Open Referral feed of feed.json"}],
        "source_feed": "feed.json",
        "source_id": "a",
    }


FILLED = {
    "alternate_name": "One; Two",
    "status": "temporarily closed",
    "x_summary": "In short.",
    "minimum_age": 5,
    "maximum_age": 15,
    "x_suits": ["send"],
    "eligibility_description": "Carers.",
    "x_access": ["drop-in"],
    "required_documents": [{"document": "A letter."}],
    "alert": "Closed  in May.",
    "x_urgent": True,
    "x_discreet": True,
    "cost_options": [{"option": "Free", "amount": 0}],
    "fees_description": "Mostly free.",
    "wait_time": "2  weeks",
    "x_webchat": True,
    "email": "a@b.example.org",
    "url": "www.b.example.org",
    "x_accessibility": ["A ramp"],
    "languages": [{"code": "pl"}],
    "interpretation_services": "Ask.",
    "x_unconfirmed": ["phones"],
    "assured_date": "2026-03-01",
    "x_assured_by": "rang",
    "x_sources": [{"name": "Leaflet"}],
    "last_modified": "2026-04-01T10:00:00Z",
}


def test_every_field_of_a_record_finds_its_place(drafter: Drafter) -> None:
    fields = drafter.draft(record(**FILLED), "club-a").fields
    named = {
        "alternate_names": ["One", "Two"],
        "status": "temporarily closed",
        "summary": "In short.",
        "minimum_age": 5,
        "maximum_age": 15,
        "suits": ["send"],
        "eligibility_description": "Carers.",
        "access": ["drop-in"],
        "bring": "A letter.",
        "alert": "Closed in May.",
        "urgent": True,
        "discreet": True,
        "cost_options": [{"option": "Free", "amount": 0}],
        "fees_description": "Mostly free.",
        "wait_time": "2 weeks",
        "webchat": True,
        "email": "a@b.example.org",
        "url": "https://www.b.example.org",
        "accessibility": ["A ramp"],
        "languages": ["pl"],
        "interpretation_services": "Ask.",
        "unconfirmed": ["phones"],
        "assured_date": "2026-03-01",
        "assured_by": "rang",
        "sources": [{"name": "Leaflet"}],
        "source_modified": "2026-04-01T10:00:00Z",
    }
    assert {name: fields[name] for name in named} == named


@pytest.mark.parametrize(
    ("more", "source", "assured"),
    [
        ({"assured_date": "2026-03-01"}, "2026-03-01", None),
        ({"last_modified": "2026-04-01T10:00:00Z"}, "2026-04-01", None),
        ({"assured_date": "2026-03-01", "last_modified": "2026-04-01"}, "2026-03-01", None),
        (
            {"assured_date": "2026-03-01", "x_assured_by": "public source only"},
            "2026-03-01",
            "2026-03-01",
        ),
    ],
)
def test_another_directory_s_assurance_dates_the_source_and_is_not_ours(
    drafter: Drafter, more: dict[str, Any], source: str, assured: str | None
) -> None:
    fields = drafter.draft(record(**more), "club-a").fields
    assert fields["sources"] == [{"name": "Open Referral feed of feed.json", "date": source}]
    assert fields.get("assured_date") == assured and "assured_by" not in fields


def test_a_long_feed_name_is_cut_to_what_a_line_may_hold(here: Catalogue) -> None:
    fields = Drafter(here, Table(), "f" * 300).draft(record(), "club-a").fields
    assert fields["source_feed"] == "f" * 240
    assert fields["sources"] == [{"name": f"Open Referral feed of {'f' * 300}"[:240]}]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"name": None}, "It has no name."),
        ({"name": ""}, "It has no name."),
        ({"status": "defunct"}, "Its status is defunct."),
        ({"status": "inactive"}, "Its status is inactive."),
    ],
)
def test_what_is_nameless_or_gone_is_refused(
    drafter: Drafter, more: dict[str, Any], reason: str
) -> None:
    with pytest.raises(Refused) as told:
        drafter.draft(record(**more), "club-a")
    assert str(told.value) == reason


def test_terms_lead_to_our_topics_by_id_code_or_name(drafter: Drafter) -> None:
    terms: list[dict[str, Any]] = [
        {"taxonomy_term": {"id": "x:1", "name": "CARERS groups"}},
        {"taxonomy_term": {"code": "carers groups", "id": "x:2"}},
        {"taxonomy_term": {"term_uri": term_id("topics", "safety/abuse")}},
        {"taxonomy_term_id": term_id("topics", "family/parenting")},
    ]
    fields = drafter.draft(record(attributes=terms), "club-a").fields
    assert fields["topics"] == ["family/young-carers", "safety/abuse", "family/parenting"]
    assert not drafter.unmapped


def test_terms_that_lead_nowhere_are_counted_but_not_our_own(drafter: Drafter) -> None:
    odd = {"taxonomy_term": {"id": "x:9", "name": "Odd"}}
    ours = {"taxonomy_term": {"id": "x:8", "taxonomy_id": taxonomy_id("ages")}}
    bare: list[dict[str, Any]] = [{"taxonomy_term_id": "x:7"}, {"x": 1}]
    drafter.draft(record(attributes=[odd, odd, ours, *bare]), "club-a")
    assert drafter.unmapped == {"Odd (x:9)": 2, "(x:7)": 1}


@pytest.mark.parametrize(
    ("names", "area", "doubt"),
    [
        (["North"], ["north"], None),
        (["NORTH", "north"], ["north"], None),
        (["far north", "All of England"], ["north", "national"], None),
        (["Mars"], ["borough-wide"], "area: borough-wide is a guess (Mars)"),
        (["Mars", "South"], ["south"], "area: borough-wide is a guess (Mars)"),
        ([], ["borough-wide"], "area: borough-wide is a guess (none was given)"),
        (["x" * 90], ["borough-wide"], f"area: borough-wide is a guess ({'x' * 80})"),
        (["Mars", "Io"], ["borough-wide"], "area: borough-wide is a guess (Mars, Io)"),
    ],
)
def test_areas_are_known_by_name_and_guesses_are_told(
    drafter: Drafter, names: list[str], area: list[str], doubt: str | None
) -> None:
    rows = [{"name": name} for name in names]
    draft = drafter.draft(record(service_areas=rows), "club-a")
    assert draft.fields["area"] == area and draft.needs == ([doubt] if doubt else [])


def test_what_the_import_wrote_itself_is_to_be_seen_to(drafter: Drafter) -> None:
    draft = drafter.draft(record(x_confidence=None), "club-a")
    assert draft.fields["confidence"] == "medium"
    said = "summary, confidence: written by the import; put them in your own words"
    assert draft.needs == [said]
    silent = drafter.draft(record(description=None), "club-a")
    assert silent.needs[1:] == ["summary: missing", "description: missing"]
    missing = drafter.draft(record(x_what_happens=None, email="nobody"), "club-a").needs
    assert missing[0].startswith("email: ") and missing[1:] == ["what_happens: missing"]


PLACES = [
    {"location": {"id": identity("location", "north-hall")},
     "schedules": [{**TEN, "byday": "SA"}], "phones": [{"number": "111"}]},
    {"location": {"id": "nowhere", "name": "Nowhere"}},
    {"location": {"id": "v", "location_type": "virtual"}, "phones": [{"number": "222"}]},
]  # fmt: skip


def test_places_bring_their_times_and_phones_along(drafter: Drafter) -> None:
    times = [{**TEN, "byday": "MO"}, {"description": "Most days."}, {"description": "Ask."}]
    draft = drafter.draft(record(service_at_locations=PLACES, schedules=times), "club-a")
    assert draft.fields["locations"] == ["north-hall"]
    assert draft.fields["schedules"] == [
        {**TEN, "byday": ["MO"]},
        {**TEN, "byday": ["SA"], "location": "north-hall"},
    ]
    assert draft.fields["opening_description"] == "Most days. Ask."
    assert [one["number"] for one in draft.fields["phones"]] == ["01384 813 096", "111"]
    assert draft.needs == ["locations: Nowhere has no town, so it was left out"]
    unnamed = record(service_at_locations=[{"location": {"id": "n"}}])
    assert drafter.draft(unnamed, "club-a").needs == [
        "locations: a place has no town, so it was left out"
    ]


def test_a_hidden_place_stays_hidden(drafter: Drafter) -> None:
    hidden = record(service_at_locations=PLACES[:1], x_confidential_location=True)
    draft = drafter.draft(hidden, "club-a")
    assert draft.fields["confidential_location"] is True
    assert "locations" not in draft.fields and "schedules" not in draft.fields


def test_numbers_to_text_stand_apart_from_those_to_ring(drafter: Drafter) -> None:
    phones = [{"number": "111"}, {"number": "85258", "type": "text"}]
    fields = drafter.draft(record(phones=phones), "club-a").fields
    assert fields["phones"] == [{"number": "111"}] and fields["texts"] == [{"number": "85258"}]


def test_who_puts_people_in_touch_is_named_if_known(drafter: Drafter) -> None:
    drafter.slugs["hub-id"] = "north-hub"
    fields = drafter.draft(record(x_contact_through=["x", "hub-id"]), "club-a").fields
    assert fields["contact_through"] == ["north-hub"]


# --- the whole import ---------------------------------------------------------------------------


def bring(small: Path, *records: Any, name: str = "feed.json", **more: Any) -> Report:
    """Import records of a file beside the content."""
    file = small.parent / name
    file.write_text(json.dumps({"services": records}))
    return importing.run(small, str(file), Limits(), **more)


def draft_of(small: Path, slug: str) -> tuple[dict[str, Any], str]:
    parts = Reader(small).front_matter(small / "drafts/feed/services" / f"{slug}.md")
    assert parts
    return parts[0].data, parts[1]


def change(small: Path, slug: str, old: str, new: str) -> None:
    path = small / "drafts/feed/services" / f"{slug}.md"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


TOLD = """\
New drafts (4)
  club-a
  club-b
  club-d
  club-e

Not taken (3)
  a: The feed gives this id twice.
  number 5: It has no id.
  c: Its status is defunct.

To see to (3)
  club-b: summary, confidence: written by the import; put them in your own words
  club-d: topics: missing
  club-e: access: missing

Terms without a topic of ours; name them in imports.yaml (1)
  Odd (x:9): 1 times
"""


def test_an_import_tells_what_became_of_every_record(small: Path) -> None:
    odd = [{"taxonomy_term": {"id": "x:9", "name": "Odd"}}]
    report = bring(
        small,
        *(record("a"), record("a"), record("b", x_confidence=None), record("c", status="defunct")),
        *({"name": "No id"}, record("d", attributes=odd), record("e", phones="none")),
    )
    assert report.text() == (small / "drafts/feed/report.txt").read_text() == TOLD


def test_a_draft_is_as_old_as_what_it_says(small: Path) -> None:
    bring(small, record("a", last_modified="2026-04-01T10:00:00Z"), record("b"))
    drafts = small / "drafts/feed/services"
    assert (drafts / "club-a.md").stat().st_mtime == 1775037600
    assert (drafts / "club-b.md").stat().st_mtime > 1775037600
    text = (drafts / "club-a.md").read_text()
    order = [line.split(":")[0] for line in text.splitlines() if line[:1].isalpha() and ":" in line]
    named = [name for name in Service.model_fields if name in order]
    assert order[: len(named)] == named and "description" not in order


def test_what_the_feed_said_is_remembered_and_what_is_gone_is_told(small: Path) -> None:
    bring(small, record("a"), record("b"))
    memory = json.loads((small / "drafts/feed/feed.json").read_text())
    assert list(memory) == ["a", "b"] and memory["a"]["slug"] == "club-a"
    assert memory["a"]["modified"] is None
    assert memory["a"]["said"]["description"] == "A club for all. It meets often."
    report = bring(small, record("a"))
    assert (report.unchanged, report.gone, report.new) == (["club-a"], ["club-b"], [])
    assert report.text() == (
        "Nothing changed (1)\n  club-a\n\nNo longer in the feed (1)\n  club-b\n"
    )
    assert list(json.loads((small / "drafts/feed/feed.json").read_text())) == ["a", "b"]
    assert draft_of(small, "club-b"), "a draft of what is gone stays"


def test_what_a_person_wrote_stays_and_the_rest_follows_the_feed(small: Path) -> None:
    bring(small, record("a", minimum_age=5, email="a@b.example.org"))
    change(small, "club-a", "summary: A club for all.", "summary: In my words.")
    change(small, "club-a", "email: a@b.example.org\n", "")
    report = bring(
        small,
        record("a", minimum_age=6, description="Another club.", email="c@b.example.org"),
    )
    fields, body = draft_of(small, "club-a")
    assert (fields["summary"], fields["minimum_age"], body) == (
        "In my words.", "6", "Another club."
    )  # fmt: skip
    assert "email" not in fields
    assert report.updated == ["club-a"] and report.unchanged == report.new == []
    assert "Drafts brought up to date (1)\n  club-a\n" in report.text()
    title = "Kept as a person wrote them; look at what the feed says now (1)\n  club-a: the feed"
    assert title in report.text()
    (yours,) = report.yours
    assert yours.startswith("club-a: the feed changed ")
    assert set(yours.removeprefix("club-a: the feed changed ").split(", ")) == {"summary", "email"}
    again = bring(
        small,
        record("a", minimum_age=6, description="Another club.", email="c@b.example.org"),
    )
    assert (again.unchanged, again.updated, again.yours) == (["club-a"], [], [])


def test_what_the_feed_no_longer_says_is_taken_out(small: Path) -> None:
    bring(small, record("a", minimum_age=5, maximum_age=9))
    report = bring(small, record("a", maximum_age=9))
    fields, _ = draft_of(small, "club-a")
    assert "minimum_age" not in fields and fields["maximum_age"] == "9"
    assert report.updated == ["club-a"]


def test_a_draft_that_cannot_be_read_is_left_for_a_person(small: Path) -> None:
    bring(small, record("a"))
    path = small / "drafts/feed/services/club-a.md"
    path.write_text("no front matter")
    report = bring(small, record("a"))
    reason = "Its draft club-a.md cannot be read; mend or delete it."
    assert report.refused == [("a", reason)]
    assert path.read_text() == "no front matter"


def test_slugs_stay_and_new_ones_are_free(small: Path) -> None:
    report = bring(
        small,
        *(record("a", name="North Hub"), record("b", x_slug="mine"), record("c", name="Mine")),
    )
    assert report.new == ["north-hub-2", "mine", "mine-2"]
    report = bring(small, record("a", name="Renamed"), record("d", name="North Hub"))
    assert report.updated == ["north-hub-2"] and report.new == ["north-hub-3"]


def test_our_own_entries_are_never_drafted(small: Path) -> None:
    report = bring(small, record(identity("service", "north-hub"), name="Theirs"))
    reason = "It is our own entry north-hub, which is kept here."
    assert report.refused == [(identity("service", "north-hub"), reason)]
    assert report.new == [] and not list(small.glob("drafts/feed/services/*"))


def test_an_entry_that_was_taken_over_follows_the_feed_in_a_new_draft(small: Path) -> None:
    bring(small, record("a", url="https://a.example.org"))
    assert importing.accept(small, ["club-a"]) == 1
    same = bring(small, record("a", url="https://a.example.org"))
    assert same.unchanged == ["club-a"] and importing.drafts(small) == {}
    moved = bring(small, record("a", url="https://b.example.org"))
    assert moved.updated == ["club-a"] and list(importing.drafts(small)) == ["club-a"]
    assert draft_of(small, "club-a")[0]["url"] == "https://b.example.org"
    assert "id" not in draft_of(small, "club-a")[0]


def test_an_entry_a_person_assured_is_left_alone_and_told(small: Path) -> None:
    bring(small, record("a", url="https://a.example.org"))
    change(small, "club-a", "confidence: high", "confidence: high\nassured_date: 2026-01-02")
    importing.accept(small, ["club-a"])
    stamped = {"last_modified": "2026-02-01T00:00:00Z"}
    only_when = bring(small, record("a", url="https://a.example.org", x_sources=None, **stamped))
    assert only_when.yours == ["club-a: assured here; the feed changed sources"]
    told = bring(small, record("a", url="https://b.example.org", **stamped))
    (yours,) = told.yours
    assert yours.startswith("club-a: assured here; the feed changed ") and "url" in yours
    assert told.updated == told.new == only_when.updated == []
    assert importing.drafts(small) == {}


def test_rows_of_organizations_and_places_wait_beside_the_drafts(small: Path) -> None:
    body = {"id": "o-9", "name": "Youth Trust"}
    place = {
        "location": {
            "id": "l-9",
            "name": "Ünder Hall",
            "addresses": [HALL | {"address_1": "9 Lane"}],
        }
    }
    bring(small, record("a", organization=body, service_at_locations=[place]))
    for name, slug in (("organizations", "youth-trust"), ("locations", "under-hall")):
        rows = yaml.safe_load((small / f"drafts/feed/{name}.yaml").read_text())
        assert list(rows) == [slug]
    assert "Ünder" in (small / "drafts/feed/locations.yaml").read_text()
    assert importing.accept(small, ["club-a"]) == 1
    catalogue, problems = content.load(small)
    assert problems == [] and "north-hall" in catalogue.locations
    assert catalogue.services["club-a"].locations == ("under-hall",)
    assert catalogue.organizations["youth-trust"].name == "Youth Trust"
    # Rows that we have already are not added again.
    bring(small, record("b", organization=body, service_at_locations=[place]))
    importing.accept(small, ["club-b"])
    text = (small / "locations.yaml").read_text()
    assert text.count("under-hall:") == 1 and text.endswith("\n") and "\n\n\n" not in text


def test_drafts_are_taken_over_all_or_none(small: Path) -> None:
    bring(small, record("a"), record("b", x_what_happens=None))
    with pytest.raises(ContentError) as told:
        importing.accept(small, ["club-a", "club-b"])
    assert "`what_happens` is missing" in str(told.value.problems[0])
    assert sorted(importing.drafts(small)) == ["club-a", "club-b"]
    with pytest.raises(ValueError, match=r"^There is no draft called club-x\. See .+drafts\.$"):
        importing.accept(small, ["club-a", "club-x"])
    assert importing.accept(small, ["club-a", "club-a"]) == 1
    assert list(importing.drafts(small)) == ["club-b"]
    assert (small / "services/club-a.md").exists()


def test_a_draft_without_words_is_not_ready(small: Path) -> None:
    bring(small, record("a"))
    path = small / "drafts/feed/services/club-a.md"
    path.write_text(path.read_text().split("\nA club for all.")[0].rstrip() + "\n")
    with pytest.raises(ContentError) as told:
        importing.accept(small, ["club-a"])
    assert "`description` is missing" in str(told.value.problems[0])


def test_each_feed_has_a_folder_named_after_it(small: Path) -> None:
    bring(small, record("a"), name="North & Co.JSON")
    (made,) = (one for one in (small / "drafts").iterdir() if not one.name.startswith("."))
    assert made.name == "north-and-co"
    assert importing._folder_name("https://a.example.org/oruk/v3") == "a-example-org-oruk-v3"
    assert importing._folder_name("http://a.example.org") == "a-example-org"


def test_our_table_of_terms_is_read_with_its_faults_told(small: Path, here: Catalogue) -> None:
    table = small / "imports.yaml"
    assert importing.read_table(small, here.taxonomy) == Table()
    table.write_text("")
    assert importing.read_table(small, here.taxonomy) == Table({}, {})
    table.write_text("terms: {Carers: family/young-carers}\nareas: {Up: north, All: national}\n")
    assert importing.read_table(small, here.taxonomy) == Table(
        {"Carers": "family/young-carers"}, {"Up": "north", "All": "national"}
    )
    table.write_text("terms: {Clubs: family/clubs}\nareas: {Down: nowhere}\n")
    with pytest.raises(ContentError) as told:
        importing.read_table(small, here.taxonomy)
    assert [str(one) for one in told.value.problems] == [
        f"{small.name}/imports.yaml:1  {name}\n  It names no topic or area of ours."
        for name in ("Clubs", "Down")
    ]


def test_a_record_in_no_known_shape_is_refused_with_the_reason(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad: Any = record("a", organization={"id": "o", "name": "B"}, x_contact_through=5)
    report = bring(small, bad, record("b"))
    assert report.new == ["club-b"]
    ((key, reason),) = report.refused
    assert key == "a"
    assert reason.startswith("It is not in the shape of Open Referral (TypeError: ")
    assert reason.endswith(").")


def test_values_are_the_same_however_they_are_written() -> None:
    for one, other in (
        *((5, "5"), (5.0, "5"), (2.5, "2.5"), (True, "true"), (None, ""), (" a ", "a")),
        *(((1, 2), ["1", "2"]), ({"a": None, "b": []}, {}), ({"a": [True]}, {"a": ["true"]})),
    ):
        assert importing._same(one, other) and importing._same(other, one)
    for one, other in ((5, "6"), (True, "True"), ([1], [1, 2]), ({"a": 0}, {}), (None, "None")):
        assert not importing._same(one, other)


def test_an_import_begun_afresh_forgets_what_was_fetched(small: Path) -> None:
    kept = small / "drafts/.feed.fetched"
    kept.mkdir(parents=True)
    (kept / "x.json").write_text("{}")
    bring(small, record("a"), afresh=True)
    assert not kept.exists()
    kept.mkdir()
    bring(small, record("a"))
    assert not kept.exists(), "an import that is done keeps no answers"


def test_what_the_feed_says_it_did_not_change_is_known(small: Path, here: Catalogue) -> None:
    bring(small, record("a", last_modified="2026-02-01"), record("b"))
    work = importing._Import(here, Table(), "feed.json", small / "drafts/feed")
    assert work.is_known({"id": "a", "last_modified": "2026-02-01"})
    assert not work.is_known({"id": "a", "last_modified": "2026-02-02"})
    assert not work.is_known({"id": "a"}) and not work.is_known({"id": "b"})
    assert not work.is_known({"id": "c", "last_modified": None})


def test_the_next_drafts_take_the_place_of_the_last_only_when_all_went_well(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(small, record("a"))
    before = sorted(one.name for one in (small / "drafts/feed").rglob("*"))

    def full(*_: Any) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(importing, "_as_yaml", full)
    with pytest.raises(OSError, match="No space"):
        bring(small, record("b", organization={"id": "o-9", "name": "Youth Trust"}))
    assert sorted(one.name for one in (small / "drafts/feed").rglob("*")) == before
    shutil.rmtree(small / "drafts")
