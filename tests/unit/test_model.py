"""What a value may be, at its edges, and what is said of one that may not be."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from app.model import gazetteer, location, organization, page, schedule, service, site, values

KINDS = {
    "number": values.Dialled,
    "web": values.WebAddress,
    "email": values.Email,
    "part": values.PartialDate,
    "day": values.FullDate,
    "clock": values.Clock,
    "byday": values.ByDay,
    "age": values.Age,
    "postcode": values.Postcode,
    "outward": values.OutwardCode,
    "sector": values.SectorCode,
    "latitude": values.Latitude,
    "longitude": values.Longitude,
    "line": values.Line,
    "text": values.Text,
    "body": values.Body,
    "slug": values.Slug,
    "path": values.SitePath,
    "language": values.LanguageCode,
}
SOUND: dict[str, list[Any]] = {
    "number": ["01384 813 096", "999", "116 123", "18001 0800 1111", "+44 1384 813096", "111"],
    "web": ["https://a.example.org/x?y=1#z", "http://example.co", "https://xn--a.example.org:8080"],
    "email": ["a.b+c'd@example.org", "x_y-z@sub.example.co"],
    "part": ["1900", "2099", "2026-01", "2026-12", "2026-02-28", "2028-02-29", "2026-10-31"],
    "day": ["2026-01-12", "2028-02-29"],
    "clock": ["00:00", "09:59", "19:30", "23:59", "24:00"],
    "byday": ["MO", "SU", "1TU", "5WE", "-1FR"],
    "age": [0, 120],
    "postcode": ["DY5 3DY", "B1 1AA", "SW1A 1AA", "DY10 9ZZ"],
    "outward": ["B1", "DY5", "DY10", "SW1A"],
    "sector": ["DY5 3", "SW1A 1"],
    "latitude": [49, 61],
    "longitude": [-9, 2],
    "line": ["a", "a" * 240],
    "text": ["a", "a\n" * 999],
    "body": ["", "a" * 40_000, "[" * 500 + "\n \n" + "[" * 500],
    "slug": ["a", "a-1", "a" * 80],
    "path": ["/", "/a/", "/a-b.c_d/1/"],
    "language": ["en", "ur-Latn", "fil", "zh-Hant-HK"],
}
WRONG: dict[str, list[Any]] = {
    "number": ["01384 81", "call us", "", "12345678901234567"],
    "web": [
        *("ftp://example.org", "example.org", "https://localhost", "https://me@example.org/"),
        *("https://example.org/a b", "https://example.org/<x>", "javascript:alert(1)"),
        *("https://[::1", "https://example.1", 'https://example.org/"', "https://example.org/`"),
    ],
    "email": ["a@b", "a b@example.org", "@example.org", "a@example.o", "a@example.org, b@c.org"],
    "part": ["1899", "2100", "2026-00", "2026-13", "2026-02-30", "2027-02-29", "26-01", "2026-1"],
    "day": ["2026-13-01", "2026-02-30", "2026", "soon"],
    "clock": ["24:01", "9:00", "09:60", "25:00", "noon"],
    "byday": ["0MO", "6MO", "-2MO", "mo", "MON"],
    "age": [-1, 121],
    "postcode": ["DY53DY", "dy5 3dy", "DY5 3CY", "DY5 3YC", "DY5", "DYX 3DY"],
    "outward": ["DY", "dy5", "DY5 3", "DYYY5"],
    "sector": ["DY5", "DY5 33", "DY53"],
    "latitude": [48.9, 61.1],
    "longitude": [-9.1, 2.1],
    "line": ["", "   ", "a" * 241, "a\nb"],
    "text": ["", "a" * 2001],
    "body": ["a" * 40_001, "[" * 501, "[" * 250 + "\n" + "[" * 251],
    "slug": ["", "A", "a--b", "-a", "a-", "a" * 81, "a_b"],
    "path": ["a/", "/a", "/a//", "/../", "/*/", "/A/", "//example.org/"],
    "language": ["e", "english", "EN", "en_GB", "en-"],
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_sound_is_taken_and_what_is_not_is_refused(kind: str) -> None:
    reader = TypeAdapter(KINDS[kind], config=values.Record.model_config)
    for one in SOUND[kind]:
        assert reader.validate_python(one) is not None, one
    for one in WRONG[kind]:
        with pytest.raises(ValidationError):
            reader.validate_python(one)


def told(kind: type[values.Record], given: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What is wrong, what to do, and the field, as an editor reads them."""
    with pytest.raises(ValidationError) as caught:
        kind.model_validate(given)
    return [
        (one["ctx"]["message"], one["ctx"]["advice"], one["ctx"].get("field", ""))
        for one in caught.value.errors()
        if one["type"] == "content"
    ]


@pytest.mark.parametrize(
    ("number", "abroad"),
    [("01384 813 096", "+441384813096"), ("+44 1384 813096", "+441384813096")]
    + [(no_full_number, None) for no_full_number in ("111", "116 123", "01384 81", "call us")],
)
def test_a_full_number_can_be_dialled_from_abroad(number: str, abroad: str | None) -> None:
    assert values.international(number) == abroad


@pytest.mark.parametrize(
    ("kind", "wrong", "message", "advice"),
    [
        (
            *("number", "01384 81", "is not a phone number that works in the UK."),
            "Write it as people dial it, such as 01384 813 096. Other words go in `description`.",
        ),
        (
            *("web", "example.org", "is not a full web address."),
            "Copy it from the browser's address bar, for example https://www.childline.org.uk/",
        ),
        (
            *("email", "a@b", "is not an email address."),
            "Write it as name@example.org and nothing else.",
        ),
        (
            *("part", "June", "is not a date."),
            "Write the year, year-month or year-month-day: 2025, 2025-06 or 2025-06-21.",
        ),
        (
            *("part", "2026-02-30", "is not a day."),
            "Write year-month-day, for example 2026-01-12.",
        ),
        ("day", "soon", "is not a day.", "Write year-month-day, for example 2026-01-12."),
        (
            *("clock", "9am", "is not a time of day."),
            "Use the 24-hour clock, for example 09:30 or 17:00.",
        ),
        (
            *("byday", "MON", "is not a day."),
            "Use MO TU WE TH FR SA SU; for months 1TU (first Tuesday) or -1FR (last Friday).",
        ),
        (
            *("postcode", "DY53DY", "is not a UK postcode."),
            "Write it in capitals with one space, for example DY5 3DY.",
        ),
    ],
)
def test_a_wrong_value_is_told_with_what_to_write(
    kind: str, wrong: str, message: str, advice: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(KINDS[kind]).validate_python(wrong)
    (error,) = caught.value.errors()
    assert error["msg"] == error["ctx"]["message"] == f"{wrong!r} {message}"
    assert error["ctx"]["advice"] == advice
    assert error["ctx"]["field"] == ""


def test_a_paragraph_of_brackets_is_told_with_what_to_do() -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(values.Body).validate_python("[" * 501)
    (error,) = caught.value.errors()
    assert error["msg"] == "A paragraph has more than 500 square brackets."
    assert error["ctx"]["advice"] == "Divide it with an empty line, or take brackets out."


HOURS = {"byday": ["MO"], "opens_at": "09:00", "closes_at": "17:00"}


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"closes_at": "09:00"}, "closes_at"),
        ({"closes_at": "08:59"}, "closes_at"),
        ({"interval": 2}, ""),
        ({"interval": 2, "dtstart": "2026-01"}, ""),
        ({"byday": ["1MO"]}, "byday"),
        ({"freq": "monthly"}, "byday"),
        ({"freq": "monthly", "byday": ["MO", "TU"]}, "byday"),
    ],
)
def test_hours_that_cannot_be_are_told_at_their_field(more: dict[str, Any], field: str) -> None:
    ((message, advice, at),) = told(schedule.Schedule, HOURS | more)
    assert message.endswith(".") and advice.endswith(".")
    assert at == field


@pytest.mark.parametrize(
    "more",
    [
        {"closes_at": "09:01"},
        {"closes_at": "09:00", "closes_next_day": True},
        {"interval": 2, "dtstart": "2026-01-12"},
        {"interval": 1, "dtstart": "2026"},
        {"interval": 12, "dtstart": "2026-01-12"},
        {"freq": "monthly", "byday": ["1MO", "-1FR"]},
    ],
)
def test_hours_that_can_be_are_taken(more: dict[str, Any]) -> None:
    assert schedule.Schedule.model_validate(HOURS | more)


@pytest.mark.parametrize("interval", [0, 13])
def test_a_pattern_repeats_within_a_year(interval: int) -> None:
    with pytest.raises(ValidationError):
        schedule.Schedule.model_validate(HOURS | {"interval": interval, "dtstart": "2026-01-12"})


CLUB = {
    **{"id": "club", "name": "Club", "organization": "charity", "summary": "A club."},
    **{"description": "A club.", "topics": ["a/b"], "area": ["north"], "what_happens": "You play."},
    **{"application_process": "Ask.", "access": ["phone"], "confidence": "high"},
    **{"sources": [{"name": "A leaflet"}], "url": "https://example.org"},
}


def club(**more: Any) -> service.Service:
    return service.Service.model_validate(CLUB | more)


def test_a_service_has_what_is_usual_where_nothing_is_said() -> None:
    plain = club()
    assert (plain.status, plain.assured_by) == ("active", "public source only")
    given = {plain.webchat, plain.urgent, plain.discreet, plain.confidential_location, plain.free}
    assert given == {False}
    assert plain.contact_yourself and plain.newest_source is None


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"minimum_age": 5, "maximum_age": 4}, "minimum_age"),
        ({"confidential_location": True, "locations": ["hall"]}, "locations"),
        (
            {"confidential_location": True, "schedules": [HOURS | {"location": "hall"}]},
            "locations",
        ),
        ({"url": None}, ""),
    ],
)
def test_a_service_that_cannot_be_is_told_at_its_field(more: dict[str, Any], field: str) -> None:
    ((message, advice, at),) = told(service.Service, CLUB | more)
    assert message.endswith(".") and advice.endswith(".")
    assert at == field


@pytest.mark.parametrize(
    "more",
    [
        {"minimum_age": 5, "maximum_age": 5},
        {"minimum_age": 0, "maximum_age": 0},
        {"minimum_age": 18},
        {"maximum_age": 3},
        {"confidential_location": True, "schedules": [HOURS]},
        {"locations": ["hall"], "schedules": [HOURS | {"location": "hall"}]},
        *(
            {"url": None} | way
            for way in (
                {"phones": [{"number": "999"}]},
                {"texts": [{"number": "85258"}]},
                {"email": "a@example.org"},
                {"locations": ["hall"]},
                {"contact_through": ["hub"]},
            )
        ),
    ],
)
def test_a_service_that_can_be_is_taken(more: dict[str, Any]) -> None:
    assert club(**more)


@pytest.mark.parametrize("name", ["topics", "area", "access", "sources"])
def test_a_service_names_at_least_one_of_what_it_must_have(name: str) -> None:
    with pytest.raises(ValidationError):
        club(**{name: []})


def test_who_may_get_in_touch_what_is_free_and_how_new_the_facts_are() -> None:
    assert not club(access=["professional", "through-school"]).contact_yourself
    assert club(access=["professional", "phone"]).contact_yourself
    some = [{"option": "A", "amount": 0}, {"option": "B", "amount": 2.5}]
    assert club(cost_options=some).free
    assert not club(cost_options=[some[1], {"option": "C"}]).free
    dated = [{"name": "A", "date": "2025-06"}, {"name": "B", "date": "2026"}, {"name": "C"}]
    assert club(sources=dated).newest_source == "2026"


def test_a_price_is_nothing_or_more() -> None:
    with pytest.raises(ValidationError):
        service.CostOption(option="A", amount=-0.01)


@pytest.mark.parametrize("number", ["85", "12345678901234567", "text us"])
def test_a_text_line_has_digits_only(number: str) -> None:
    assert service.TextLine(number="852") and service.TextLine(number="07700 900 866123"[:16])
    with pytest.raises(ValidationError):
        service.TextLine(number=number)


@pytest.mark.parametrize(
    ("more", "sound"),
    [
        ({"in_borough": True, "cluster": "north"}, True),
        ({"in_borough": False}, True),
        ({"in_borough": True}, False),
        ({"in_borough": False, "cluster": "north"}, False),
        ({"in_borough": False, "nearest_hub_km": 0}, True),
        ({"in_borough": False, "nearest_hub_km": -1}, False),
    ],
)
def test_a_place_in_the_area_has_its_cluster_and_one_outside_has_none(
    more: dict[str, Any], sound: bool
) -> None:
    given = {"id": "lye", "name": "Lye", "kind": "town", "latitude": 52, "longitude": -2, **more}
    if sound:
        assert gazetteer.Place.model_validate(given)
    else:
        with pytest.raises(ValidationError):
            gazetteer.Place.model_validate(given)


@pytest.mark.parametrize(("share", "sound"), [(0, True), (1, True), (-0.1, False), (1.1, False)])
def test_a_share_is_a_part_of_one(share: float, sound: bool) -> None:
    given = {"code": "DY5 3", "latitude": 52, "longitude": -2, "in_borough": share}
    if sound:
        assert gazetteer.Sector.model_validate(given)
    else:
        with pytest.raises(ValidationError):
            gazetteer.Sector.model_validate(given)


def test_an_outline_has_four_corners_or_more() -> None:
    corners = [[-2, 52], [-2, 53], [-1, 53], [-2, 52]]
    assert gazetteer.Boundary.model_validate({"outline": corners})
    with pytest.raises(ValidationError):
        gazetteer.Boundary.model_validate({"outline": corners[:3]})


def test_public_bodies_are_those_the_public_pays_for() -> None:
    kinds = organization.Organization.model_fields["type"].annotation.__args__
    public = {
        kind for kind in kinds if organization.Organization(id="a", name="A", type=kind).public
    }
    assert public == {"council", "nhs", "police", "fire", "government", "school"}


def test_a_place_is_certain_unless_it_says_otherwise() -> None:
    hall = location.Location(id="hall", name="Hall", city="Lye")
    assert not hall.unconfirmed and hall.accessibility == ()
    assert page.Page(id="about", title="About", summary="About.").discreet is False


def test_facts_stay_good_for_a_month_in_a_crisis_and_half_a_year_else() -> None:
    usual = site.Review()
    assert (usual.crisis_days, usual.times_days, usual.other_days) == (30, 90, 180)
    assert usual.leave_out_days == 3 * 365 and usual.leave_out == ("schedules", "cost_options")
    for name, least in (("crisis_days", 1), ("times_days", 1), ("other_days", 1)):
        assert site.Review.model_validate({name: least})
        with pytest.raises(ValidationError):
            site.Review.model_validate({name: least - 1})
    assert site.Review(leave_out_days=0)


def test_nothing_changes_once_it_is_read_and_no_field_is_unknown() -> None:
    with pytest.raises(ValidationError):
        club(what_hapens="You play.")
    with pytest.raises(ValidationError):
        club().name = "Other"
    assert club(name="  Club ").name == "Club"


@pytest.mark.parametrize(
    ("part", "first", "last"),
    [
        ("2028", "2028-01-01", "2028-12-31"),
        ("2028-02", "2028-02-01", "2028-02-29"),
        ("2027-02", "2027-02-01", "2027-02-28"),
        ("2028-12", "2028-12-01", "2028-12-31"),
        ("2028-02-03", "2028-02-03", "2028-02-03"),
    ],
)
def test_a_part_of_a_date_has_a_first_and_a_last_day(part: str, first: str, last: str) -> None:
    assert [str(values.first_day(part)), str(values.last_day(part))] == [first, last]


def test_editors_are_told_the_form_of_a_value() -> None:
    forms = {
        name: TypeAdapter(kind).json_schema()
        for name, kind in KINDS.items()
        if name in ("number", "web", "email", "part", "day", "clock", "byday", "postcode")
    }
    for name, form in forms.items():
        whole_numbers = name in ("number", "part")
        assert form["type"] == (["integer", "string"] if whole_numbers else "string")
        assert set(form) == {"type", "pattern"}
        for sound in SOUND[name]:
            assert re.search(form["pattern"], sound) or "+" in sound, (name, sound)
