"""What an editor reads when several fields do not agree: to the letter, and of which field."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from app import content
from app.model.gazetteer import Place
from app.model.schedule import Schedule
from app.model.service import Service
from tests.conftest import SMALL

CLUB: dict[str, Any] = {
    "id": "club", "name": "Club", "organization": "us", "summary": "S.", "description": "D.",
    "topics": ["a/b"], "area": ["north"], "what_happens": "W.", "application_process": "A.",
    "access": ["phone"], "confidence": "low", "sources": [{"name": "S"}],
    "url": "https://club.example.org",
}  # fmt: skip
HOURS: dict[str, Any] = {"byday": ["MO"], "opens_at": "10:00", "closes_at": "12:00"}
LYE: dict[str, Any] = {
    "id": "lye", "name": "Lye", "kind": "town", "latitude": 52, "longitude": -2, "in_borough": True
}  # fmt: skip
HIDDEN = (
    "A service whose place must stay hidden (a refuge, a safe house) names a location.",
    "Delete it, from `schedules` too. Give a phone number or `contact_through`.",
    "locations",
)
UNSERVED = (
    "A place in the area needs its `cluster`; one outside must have none.",
    "Add the cluster, or set in_borough: false and name the council.",
    "",
)
UNCOUNTED = (
    "Every other week or month is counted from a first day, and there is none.",
    "Add the first day there is a session, for example dtstart: 2026-01-12.",
    "",
)
UNFIT = (
    "The days do not fit the pattern.",
    "freq: weekly takes days such as MO; freq: monthly takes 1MO (first Monday).",
    "byday",
)


@pytest.mark.parametrize(
    ("kind", "given", "told"),
    [
        (
            Service,
            {**CLUB, "minimum_age": 9, "maximum_age": 5},
            (
                "The age range is upside down: 9 to 5.",
                "minimum_age is the younger one.",
                "minimum_age",
            ),
        ),
        (Service, {**CLUB, "confidential_location": True, "locations": ["hall"]}, HIDDEN),
        (
            Service,
            {**CLUB, "url": None},
            (
                "Nobody can contact this service: there is no phone, email, address or website.",
                "Add one, or name in `contact_through` an entry that puts people in touch.",
                "",
            ),
        ),
        (
            Schedule,
            {**HOURS, "closes_at": "10:00"},
            (
                "The closing time 10:00 is before the opening time 10:00.",
                "Use the 24-hour clock, for example closes_at: 16:30; or closes_next_day: true.",
                "closes_at",
            ),
        ),
        (Schedule, {**HOURS, "interval": 2}, UNCOUNTED),
        (Schedule, {**HOURS, "interval": 2, "dtstart": "2026-01"}, UNCOUNTED),
        (Schedule, {**HOURS, "byday": ["1MO"]}, UNFIT),
        (Schedule, {**HOURS, "freq": "monthly"}, UNFIT),
        (Place, LYE, UNSERVED),
        (Place, {**LYE, "in_borough": False, "cluster": "north"}, UNSERVED),
    ],
)
def test_fields_that_do_not_agree_are_told_in_two_sentences(
    kind: Any, given: dict[str, Any], told: tuple[str, str, str]
) -> None:
    with pytest.raises(ValidationError) as refused:
        kind.model_validate(given)
    (fault,) = refused.value.errors()
    assert fault["ctx"] == dict(zip(("message", "advice", "field"), told, strict=True))
    assert fault["msg"] == told[0]


def test_what_people_browse_by_has_a_label_each() -> None:
    taxonomy = content.load_sound(SMALL).taxonomy
    assert taxonomy.area_labels == {
        "north": "North",
        "south": "South",
        "borough-wide": "All of Smallborough",
        "national": "All of England",
        "online": "Online",
    }
    assert list(taxonomy.terms) == ["family/parenting", "family/young-carers", "safety/abuse"]
    topic, sub = taxonomy.terms["family/young-carers"]
    assert (topic.id, sub.id) == ("family", "young-carers")
