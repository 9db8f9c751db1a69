"""Facts grow old: marked, demoted, at last left out; the help itself always stays."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import content, freshness
from app.addresses import Choice
from app.catalogue import Catalogue
from app.model.service import Service
from app.model.site import Review
from app.settings import Settings
from app.web import create_app

TODAY = date(2026, 11, 21)
MONDAYS = {"byday": ["MO"], "opens_at": "09:00", "closes_at": "17:00"}


def made(**more: object) -> Service:
    values: dict[str, object] = {
        "id": "one",
        "name": "One",
        "organization": "council",
        "summary": "Help.",
        "description": "Help.",
        "topics": ["family/parenting"],
        "area": ["borough-wide"],
        "what_happens": "Help.",
        "application_process": "Phone.",
        "access": ["phone"],
        "phones": [{"number": "0121 496 0001"}],
        "confidence": "high",
        "sources": [{"name": "Website"}],
    }
    return Service.model_validate(values | more)


@pytest.mark.parametrize(
    ("more", "kind", "by"),
    [
        ({"urgent": True}, "crisis contact", date(2026, 10, 1)),
        ({"schedules": [MONDAYS]}, "times", date(2026, 11, 30)),
        ({}, "details", date(2027, 2, 28)),
    ],
)
def test_crisis_contacts_are_due_soonest_then_times_then_the_rest(
    more: dict[str, object], kind: str, by: date
) -> None:
    due = freshness.due(made(assured_date="2026-09-01", assured_by="rang", **more), Review())
    assert (due.kind, due.by) == (kind, by)


def test_an_entry_a_crisis_list_names_is_a_crisis_contact() -> None:
    assert freshness.due(made(), Review(), {"one"}).kind == "crisis contact"


def test_facts_without_a_date_are_always_due() -> None:
    assert freshness.is_overdue(freshness.due(made(), Review()), TODAY)


def test_part_of_a_date_counts_from_its_first_day() -> None:
    source = {"name": "Website", "date": "2026-06"}
    assert freshness.checked(made(sources=[source])) == date(2026, 6, 1)


@given(st.dates(date(2015, 1, 1), TODAY), st.integers(0, 3000))
def test_the_way_to_get_in_touch_is_never_left_out(day: date, later: int) -> None:
    source = {"name": "Leaflet", "date": day.isoformat()}
    service = made(
        schedules=[MONDAYS], unconfirmed=["phones", "schedules", "name"], sources=[source]
    )
    old = freshness.too_old(service, Review(), TODAY + timedelta(days=later))
    left = freshness.without(service, old)
    assert left.phones == service.phones and left.name == service.name
    limit = 90 + Review().leave_out_days
    assert bool(left.schedules) == ((TODAY - day).days + later <= limit)


def test_times_nobody_doubts_are_never_left_out() -> None:
    source = {"name": "Leaflet", "date": "2015"}
    assert not freshness.too_old(made(schedules=[MONDAYS], sources=[source]), Review(), TODAY)


def aged(small: Path, slug: str, *lines: str) -> None:
    """Add fields to an entry's file."""
    path = small / "services" / f"{slug}.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("confidence:", "\n".join([*lines, "confidence:"]), 1), "utf-8")


def test_an_entry_checked_lately_stands_before_one_that_is_overdue(small: Path) -> None:
    for slug, day in (("north-hub", "2026-01-01"), ("south-hub", "2026-11-20")):
        aged(small, slug, f'assured_date: "{day}"', "assured_by: rang")
    south = small / "services" / "south-hub.md"
    south.write_text(south.read_text("utf-8").replace("confidence: low", "confidence: high"))
    whole = content.load_sound(small)
    catalogue = whole.as_of(TODAY)
    assert "north-hub" in catalogue.overdue and "south-hub" not in catalogue.overdue

    def order(of: Catalogue) -> list[str]:
        listed = [service.id for service in of.listed(Choice(topic="family"))]
        return [slug for slug in listed if slug.endswith("-hub")]

    assert order(whole) == ["north-hub", "south-hub"]
    assert order(catalogue) == ["south-hub", "north-hub"]


def test_the_page_says_what_was_left_out_and_keeps_the_phone(small: Path) -> None:
    path = small / "services" / "north-hub.md"
    text = re.sub(r"\nschedules:\n(?:  .*\n)+", "\n", path.read_text(encoding="utf-8"))
    text = re.sub(r"\nsources:\n(?:  .*\n)+", "\n", text)
    old = (
        "schedules:\n  - {byday: [MO], opens_at: '09:00', closes_at: '17:00'}\n"
        "unconfirmed: [schedules]\nsources:\n  - {name: Leaflet, date: '2019'}\n"
    )
    path.write_text(text.replace("confidence:", f"{old}confidence:", 1), encoding="utf-8")
    page = create_app(Settings(content=small, today=TODAY)).test_client()
    words = page.get("/services/north-hub/").get_data(as_text=True)
    assert "We left out the opening times, because the ones we found are old." in words
    assert "9am to 5pm" not in words and "tel:" in words
    then = create_app(Settings(content=small, today=date(2019, 2, 1))).test_client()
    assert "9am to 5pm" in then.get("/services/north-hub/").get_data(as_text=True)


def test_a_lapsed_check_is_marked_in_lists_and_on_the_page(small: Path) -> None:
    aged(small, "north-hub", 'assured_date: "2026-01-01"', "assured_by: rang")
    client = create_app(Settings(content=small, today=TODAY)).test_client()
    page = client.get("/services/north-hub/").get_data(as_text=True)
    assert "We phoned to check these details on 1 January 2026." in page
    assert "They are due to be checked again." in page
    assert "Not checked for a while." in client.get("/topics/family/").get_data(as_text=True)
