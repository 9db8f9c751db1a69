"""What was published stays: records to the letter, and every filter at its very edge.

One feed for all tests here, so that they are quick.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from app import content
from app.openreferral import cleaning, values
from app.openreferral.ids import free_slug, identity, is_uuid, part
from app.openreferral.records import Publisher
from app.openreferral.static import NOT_FOUND, host_rules, static_files
from app.settings import Settings
from app.web import create_app
from tests.conftest import SMALL
from tests.openreferral.conftest import BASE, FULL, PARK

# Ids and fields that other directories keep: a change of this file breaks their copies.
AS_PUBLISHED = json.loads(Path(__file__).with_name("as-published.json").read_text("utf-8"))
PLACES = """districts:
  - {code: DY5, latitude: 52.48, longitude: -2.12, relation: covers, clusters: {north: 1}}
sectors:
  - {code: DY5 3, latitude: 52.48, longitude: -2.12, in_borough: 1, clusters: {north: 1}}
"""
CHANGED = datetime(2026, 7, 1, 10, 30, 45, tzinfo=UTC).timestamp()


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = Path(shutil.copytree(SMALL, tmp_path_factory.mktemp("world") / "content"))
    (folder / "services" / "saturday-club.md").write_text(FULL, encoding="utf-8")
    with (folder / "locations.yaml").open("a") as places:
        places.write(PARK)
    (folder / "places.yaml").write_text(PLACES, encoding="utf-8")
    site = (folder / "site.yaml").read_text()
    email = "corrections:\n  email: words@example.org\n"
    (folder / "site.yaml").write_text(site.replace("corrections:\n", email))
    for number, path in enumerate(sorted((folder / "services").glob("*.md"))):
        os.utime(path, (CHANGED + number, CHANGED + number))
    return create_app(Settings(content=folder, base_url=BASE)).test_client()


PATHS = ("/", "/taxonomies", "/taxonomies/{id}")
EVERYBODY_NORTH = ["Emergency", "North Hub", "Safe Line", "Saturday Club", "Young Carers"]


def names(feed: FlaskClient, query: str, path: str = "/oruk/v3/services") -> list[str]:
    answer = feed.get(f"{path}?{query}")
    assert answer.status_code == 200, answer.text
    return sorted(one["name"] for one in answer.json.get("contents", answer.json.get("content")))


@pytest.mark.parametrize("path", AS_PUBLISHED)
def test_what_was_published_stays_to_the_letter(feed: FlaskClient, path: str) -> None:
    told = feed.get(path).json
    if "components" in told:
        told = told_of_taxonomies(told)
    assert told == AS_PUBLISHED[path]


def told_of_taxonomies(document: dict[str, Any]) -> dict[str, Any]:
    """A part of the feed's description: what it says of a list and of a record is alike for all."""
    some = {path: one for path, one in document["paths"].items() if path in PATHS}
    return {**document, "paths": some, "components": document["components"]["schemas"]["Taxonomy"]}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("search=caf", []),
        ("search=club,+parents", []),
        ("search=SATURDAY’S", ["Saturday Club"]),
        ("search=sáturday's+clúb", ["Saturday Club"]),
        ("search=club+SATURDAYS", ["Saturday Club"]),
        ("minimum_age=16", ["Safe Line"]),
        ("minimum_age=16.1", []),
        ("minimum_age=0", ["North Hub", "Safe Line", "Saturday Club", "Young Carers"]),
        ("minimum_age=150", []),
        ("maximum_age=14.9", []),
        ("maximum_age=15", ["Saturday Club"]),
        ("maximum_age=150", ["North Hub", "Saturday Club", "Young Carers"]),
        ("day=SA&start_time=10:00", ["Saturday Club"]),
        ("day=SA&start_time=10:01", []),
        ("day=SA&end_time=12:30", ["Saturday Club"]),
        ("day=SA&end_time=12:29", []),
        ("day=FR&start_time=18:00", ["Saturday Club"]),
        ("day=mo&start_time=22:00", ["Saturday Club"]),
        ("day=MO&end_time=23:59", ["North Hub"]),
        ("start_time=22:00:59", ["Saturday Club"]),
        ("modified_after=2026-07-01T10:30:49Z", ["Saturday Club", "South Hub"]),
        ("modified_after=2026-07-01T10:30:50.000Z", ["South Hub"]),
        ("modified_after=2026-07-01T11:30:50+01:00", ["South Hub"]),
        ("modified_after=2026-07-01T11:30:50%2B01:00", ["South Hub"]),
        ("modified_after=2026-07-01t10:30:50z", ["South Hub"]),
        ("modified_after=2026-07-01T10:29:60Z", None),
        ("modified_after=2026-07-01", None),
        ("modified_after=2026-07-02", []),
        ("taxonomy_term_id=nothing", []),
        ("taxonomy_id=nothing", []),
        ("postcode=dy53dy", EVERYBODY_NORTH),
        ("postcode=DY5+3DY&search=hub", ["North Hub"]),
        ("postcode=SW1A+1AA", ["Emergency", "Safe Line"]),
        ("postcode=DY53DY&proximity=0", ["North Hub", "Saturday Club"]),
        ("postcode=SW1A+1AA&proximity=999999999", []),
        ("full=1", None),
        ("full=FALSE", None),
        ("minimum_age=+5+", ["Safe Line", "Saturday Club", "Young Carers"]),
    ],
)
def test_a_filter_holds_at_its_edge(
    feed: FlaskClient, query: str, expected: list[str] | None
) -> None:
    assert names(feed, query) == (names(feed, "") if expected is None else expected)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("search=club&day=SA", ["North Hall"]),
        ("search=club&day=SU", []),
        ("search=club&postcode=DY53DY&proximity=2300", ["North Hall"]),
        ("search=club&postcode=DY53DY&proximity=2400", ["Green Park", "North Hall"]),
    ],
)
def test_a_place_is_found_by_its_own_hours_and_its_own_distance(
    feed: FlaskClient, query: str, expected: list[str]
) -> None:
    found = feed.get(f"/oruk/v3/service_at_locations?{query}").json["contents"]
    assert sorted(one["location"]["name"] for one in found) == expected


def test_a_topic_finds_what_stands_below_it(feed: FlaskClient) -> None:
    terms = {one["code"]: one["id"] for one in feed.get("/oruk/v3/taxonomy_terms").json["contents"]}
    family = ["North Hub", "Saturday Club", "South Hub", "Young Carers"]
    assert names(feed, f"taxonomy_term_id={terms['family']}") == family
    assert names(feed, f"taxonomy_term_id={terms['family/parenting']}") == family[:3]
    assert names(feed, f"taxonomy_id={terms['family']}", "/oruk/v1/services") == family
    record = feed.get(f"/oruk/v3/taxonomy_terms/{terms['north']}").json
    clusters = names(feed, f"taxonomy_id={record['taxonomy_id']}")
    assert clusters == ["North Hub", "Saturday Club", "South Hub"]


def test_the_older_feed_says_prices_in_words_where_nothing_else_does(feed: FlaskClient) -> None:
    found = feed.get("/oruk/v1/services?text=hub").json["content"]
    assert {one["name"]: one.get("fees") for one in found} == {
        "North Hub": "Free",
        "South Hub": None,
    }


@pytest.mark.parametrize("no", ["full=false", "full=0", "minimal=FALSE", "minimal=0"])
def test_no_is_taken_for_no(feed: FlaskClient, no: str) -> None:
    assert feed.get(f"/oruk/v3/services?{no}").json == feed.get("/oruk/v3/services").json


def test_an_organization_finds_its_own_services(feed: FlaskClient) -> None:
    found = feed.get("/oruk/v3/organizations").json["contents"]
    (charity,) = (one["id"] for one in found if one["name"] == "Small Charity")
    mine = ["Safe Line", "Saturday Club", "Young Carers"]
    assert names(feed, f"organization_id={charity}") == mine


def test_the_static_feed_holds_what_the_live_one_answers(feed: FlaskClient) -> None:
    feed.get("/oruk/v3")
    files = dict(static_files(feed.application.extensions["oruk"][BASE].answers))
    assert len(files) == 60
    for path, body in files.items():
        if path != NOT_FOUND:
            live = feed.get(path.removesuffix("/index.json"), query_string={"per_page": "500"})
            assert live.status_code == 200, path
            assert json.loads(body) == live.json if path.endswith("json") else body == live.data
    assert json.loads(files[NOT_FOUND]) == {"error": "There is nothing at this address."}


def test_where_neither_address_nor_dates_are_known_none_are_made_up() -> None:
    catalogue = content.load_sound(SMALL)
    publisher = Publisher(catalogue, lambda path: path)
    hub = catalogue.services["north-hub"]
    told = publisher.service(hub)
    assert "last_modified" not in told and "additional_urls" not in told
    assert "uri" not in told["service_areas"][0]
    assert all("term_uri" not in one["taxonomy_term"] for one in told["attributes"])
    assert all("uri" not in one for one in publisher.terms.taxonomies.values())
    assert all("term_uri" not in one for one in publisher.terms.terms.values())


def test_a_link_to_ring_somebody_without_a_number_is_only_its_words() -> None:
    catalogue = content.load_sound(SMALL)
    words = (
        "[A](phone:emergency), [B](phone:carers), [C](phone:nobody), [D](/x/), [E](https://e.org)"
    )
    entry = catalogue.services["north-hub"].model_copy(update={"description": words})
    told = Publisher(catalogue, lambda path: BASE + path).service(entry)["description"]
    assert told == f"A: 999, B, C, [D]({BASE}/x/), [E](https://e.org)"


def test_a_host_is_told_each_plain_path_and_that_the_rest_is_not_there() -> None:
    rules = list(host_rules("/help"))
    lists = ["services", "taxonomies", "taxonomy_terms", "service_at_locations", "organizations"]
    plain = ["/oruk/v3", *(f"/oruk/v3/{name}{end}" for name in lists for end in ("", "/:id"))]
    plain += [f"/oruk/v1/{name}{end}" for name in lists[:2] for end in ("", "/:id")]
    assert rules == [
        *(f"/help{path} /help{path}/index.json 200" for path in plain),
        "/help/oruk/* /help/oruk/404.json 404",
    ]
    assert next(host_rules()) == "/oruk/v3 /oruk/v3/index.json 200"


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("page=0", "`page` cannot be read. Use a whole number from 1."),
        ("per_page=0", "`per_page` cannot be read. Use a whole number from 1 to 500."),
        ("minimum_age=150.1", "`minimum_age` cannot be read. Use a number of years, such as 11."),
        ("maximum_age=-1", "`maximum_age` cannot be read. Use a number of years, such as 18."),
        ("day=Monday", "`day` cannot be read. Use MO, TU, WE, TH, FR, SA or SU."),
        ("start_time=24:00", "`start_time` cannot be read. Use the 24-hour clock, such as 09:30."),
        ("end_time=9:00", "`end_time` cannot be read. Use the 24-hour clock, such as 17:00."),
        ("full=yes", "`full` cannot be read. Use true or false."),
        (
            "modified_after=yesterday",
            "`modified_after` cannot be read. "
            "Use a moment such as 2026-11-21T10:30:45Z, or a date.",
        ),
        ("postcode=DY5", "`postcode` cannot be read. Use a full UK postcode, such as DY5 3DY."),
        ("proximity=-1", "`proximity` cannot be read. Use a number of metres, such as 2000."),
        (f"search={'a' * 201}", "`search` is longer than 200 characters."),
        (f"odd={'a' * 998}", "The question is too long: `odd`."),
        (f"{'o' * 999}=xx", f"The question is too long: `{'o' * 40}`."),
        ("page=2&per_page=6", "There is no page 2: the last is 1."),
    ],
)
def test_a_refusal_says_what_to_write_instead(feed: FlaskClient, query: str, error: str) -> None:
    answer = feed.get(f"/oruk/v3/services?{query}")
    assert answer.status_code in (400, 404)
    assert answer.json["error"] == error


@pytest.mark.parametrize(
    "query", [f"search={'a' * 200}", f"odd={'a' * 997}", "page=1&per_page=999999999"]
)
def test_the_longest_question_that_may_be_asked_is_answered(feed: FlaskClient, query: str) -> None:
    assert feed.get(f"/oruk/v3/services?{query}").status_code == 200


def test_a_page_says_where_it_stands(feed: FlaskClient) -> None:
    every = feed.get("/oruk/v3/services?minimal=true").json["contents"]
    middle = feed.get("/oruk/v3/services?per_page=2&page=2&minimal=true").json
    assert middle.pop("contents") == every[2:4]
    assert middle == {
        "total_items": 6,
        "total_pages": 3,
        "page_number": 2,
        "size": 2,
        "first_page": False,
        "last_page": False,
        "empty": False,
    }


def test_the_older_feed_narrows_by_text_parent_and_vocabulary_together(feed: FlaskClient) -> None:
    path = "/oruk/v1/taxonomies"
    assert names(feed, "text=CARERS&vocabulary=topics", path) == ["Young carers"]
    assert names(feed, "vocabulary=clusters", path) == ["North", "South"]
    assert names(feed, "root_only=true&vocabulary=topics", path) == [
        "Family life",
        "Staying safe",
    ]
    assert names(feed, "vocabulary=other", path) == []
    page = feed.get("/oruk/v1/services?per_page=4&page=2").json
    assert {name: value for name, value in page.items() if name != "content"} == {
        "totalElements": 6,
        "totalPages": 2,
        "number": 2,
        "size": 2,
        "first": False,
        "last": True,
        "empty": False,
    }


def test_the_document_names_every_question_and_answer(feed: FlaskClient) -> None:
    for version, listed in (("v3", 5), ("v1", 2)):
        document = feed.get(f"/oruk/{version}/openapi.json").json
        assert document["servers"] == [{"url": f"{BASE}/oruk/{version}"}]
        assert document["info"]["version"] == f"{version[1:]}.0"
        operations = [one["get"] for one in document["paths"].values()]
        assert len({one["operationId"] for one in operations}) == len(operations)
        lists = [
            one["get"] for path, one in document["paths"].items() if "{" not in path and path != "/"
        ]
        assert len(lists) == listed
        for one in lists:
            assert {"page", "per_page"} <= {asked["name"] for asked in one["parameters"]}
            assert all(
                asked["in"] == "query" and not asked["required"] for asked in one["parameters"]
            )
            assert set(one["responses"]) == {"200", "304", "400", "404"}
        for path, one in document["paths"].items():
            if "{id}" in path:
                (key,) = one["get"]["parameters"]
                assert (key["name"], key["in"], key["required"]) == ("id", "path", True)


# --- small parts --------------------------------------------------------------------------------


def test_a_part_of_a_date_becomes_its_first_and_last_day() -> None:
    given = [None, "2028", "2028-02", "2027-02", "2028-12", "2028-02-03"]
    assert [values.first_day(one) for one in given] == [
        *(None, "2028-01-01", "2028-02-01", "2027-02-01", "2028-12-01", "2028-02-03"),
    ]
    assert [values.last_day(one) for one in given] == [
        *(None, "2028-12-31", "2028-02-29", "2027-02-28", "2028-12-31", "2028-02-03"),
    ]


def test_nothing_that_is_empty_is_published_but_nought_and_no_are() -> None:
    given = {"a": None, "b": "", "c": [], "d": {}, "e": (), "f": 0, "g": False, "h": [None]}
    assert values.filled(given) == {"f": 0, "g": False, "h": [None]}


def test_a_moment_is_in_utc_wherever_the_machine_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        summer = datetime(2026, 7, 1, 10, 30, 45, 123456, ZoneInfo("Europe/London"))
        assert values.moment(summer) == "2026-07-01T09:30:45.123Z"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_json_is_small_and_utf_8() -> None:
    assert values.to_json({"a": [1, "ł"]}) == '{"a":[1,"ł"]}'.encode()


def test_an_id_depends_on_every_part_of_its_key() -> None:
    whole = identity("service", "club")
    found = {whole, identity("service", "clu", "b"), identity("clubservice"), part(whole, "club")}
    found |= {part(whole, "phones", "0"), part(whole, "phones", "1"), part(whole, "phones")}
    assert len(found) == 7 and all(map(is_uuid, found))
    assert is_uuid(whole.upper())
    assert not is_uuid(whole.replace("-", "")) and not is_uuid("club") and not is_uuid("")


@pytest.mark.parametrize(
    ("words", "taken", "slug"),
    [
        ("Ménage & Mum's  Club!", set(), "menage-and-mums-club"),
        ("Club", {"club"}, "club-2"),
        ("Club", {"club", "club-2"}, "club-3"),
        ("قصة", set(), "entry"),
        ("a" * 90, set(), "a" * 70),
        ("a" * 69 + " b", set(), "a" * 69),
        ("--A--", set(), "a"),
    ],
)
def test_a_slug_is_plain_words_that_nothing_else_has(
    words: str, taken: set[str], slug: str
) -> None:
    assert free_slug(words, taken) == slug


@given(
    st.integers(0, 23),
    st.integers(0, 59),
    st.sampled_from(
        ["{h}:{m:02}", "{h:02}{m:02}", "{h:02}:{m:02}:30.5Z", " {h}.{m:02} ", "{h}h{m:02}"]
    ),
)
def test_a_24_hour_time_is_read_however_it_is_written(hour: int, minute: int, form: str) -> None:
    assert cleaning.clock(form.format(h=hour, m=minute)) == f"{hour:02}:{minute:02}"


@given(
    st.integers(0, 23), st.integers(0, 59), st.sampled_from(["{h}:{m:02}{p}m", "{h}.{m:02} {p}.m."])
)
def test_a_12_hour_time_is_read_however_it_is_written(hour: int, minute: int, form: str) -> None:
    half = "p" if hour >= 12 else "a"
    said = form.format(h=hour % 12 or 12, m=minute, p=half)
    assert cleaning.clock(said) == cleaning.clock(said.upper()) == f"{hour:02}:{minute:02}"


@pytest.mark.parametrize(
    "said", ["0am", "13am", "24:01", "23:60", "noon", "9:00 until 5", "", None]
)
def test_what_is_no_time_is_none(said: str | None) -> None:
    assert cleaning.clock(said) is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        *((5, 5.0), ("5.5", 5.5), (" 7 ", 7.0), (0, 0.0)),
        *((True, None), ("inf", None), ("nan", None), ("five", None), (None, None), ([], None)),
    ],
)
def test_a_number_is_read_only_where_there_is_one(said: Any, meant: float | None) -> None:
    assert cleaning.number(said) == meant


def test_html_becomes_lines_points_and_paragraphs() -> None:
    said = "<p>One &amp;  two</p><div>Three<br>four</div><ul><li>Five<li>six</ul><b>bold</b>"
    assert cleaning.text(said) == "One & two\n\nThree\nfour\n\n- Five\n- six\n\nbold"
    hidden = "<script>x<style>y</style>z</script>Seen<head>no</head></head> too"
    assert cleaning.text(hidden) == "Seen too"
    nested = "<template>a<object>b</object>c</template>Seen"
    assert cleaning.text(nested) == "Seen"
    assert cleaning.text("<<b>script>Hello <3 <B>x</B>") == "script>Hello <3 x"


def test_a_text_keeps_its_own_lines_and_loses_marks_nobody_sees() -> None:
    assert cleaning.text("  a\r\nb\rc\n\n\n\n\nd\u200b\x07e\ufeff ") == "a\nb\nc\n\nde"
    assert cleaning.text("Under 5 < 6,  two  spaces") == "Under 5 < 6,  two  spaces"


def test_a_1_0_record_takes_the_3_0_shape() -> None:
    one = cleaning.canonical(
        {
            "id": 7,
            "name": " Club ",
            "fees": "Free",
            "regular_schedules": [{"byday": "MO"}],
            "schedules": {"byday": "TU"},
            "fundings": [{"source": "Lottery"}],
            "funding": [{"source": "Council"}],
            "phones": [{"number": "1"}],
            "contacts": [
                {"name": "Sam", "phones": [{"number": "1"}, {"number": "2", "type": "voice"}]},
                {"phones": [{"id": "p", "number": "2"}, {"id": "q", "number": "3", "x": 1}]},
            ],
            "languages": [{"language": "Polish"}, {"name": "Urdu", "code": "ur"}],
            "service_areas": [{"service_area": "North"}, {"name": "South", "uri": "u"}],
            "service_taxonomys": [{"taxonomy": {"name": "A"}}, {"id": "none"}],
            "service_taxonomies": [{"taxonomy": {"name": "B"}}],
            "attributes": [{"taxonomy_term": {"name": "C"}}],
            "minimum_age": "5.5",
            "maximum_age": 120,
            "eligibilitys": [{"minimum_age": 4.5, "maximum_age": 15.2}, {"maximum_age": 121}],
            "eligibility": {"minimum_age": -1},
            "service_at_locations": [
                {
                    "id": "at",
                    "location": {
                        "name": "Hall",
                        "physical_addresses": [{"city": "Lye"}],
                        "addresses": [{"city": "Dudley"}],
                        "accessibility": [{"description": "Ramp"}],
                        "accessibility_for_disabilities": [{"accessibility": "Lift"}],
                    },
                    "schedules": [{"byday": "WE"}],
                    "regular_schedule": [{"byday": "TH"}],
                    "regular_schedules": [{"byday": "FR"}],
                }
            ],
        }
    )
    assert one["name"] == "Club" and one["fees_description"] == "Free"
    assert [row["byday"] for row in one["schedules"]] == ["TU", "MO"]
    assert one["funding"] == [{"source": "Council"}, {"source": "Lottery"}]
    assert one["phones"] == [
        {"number": "1"},
        {"number": "2", "type": "voice"},
        {"id": "q", "number": "3"},
    ]
    assert one["languages"] == [{"name": "Polish"}, {"name": "Urdu", "code": "ur"}]
    assert [area["name"] for area in one["service_areas"]] == ["North", "South"]
    assert [row["taxonomy_term"]["name"] for row in one["attributes"]] == ["C", "A", "B"]
    assert (one["minimum_age"], one["maximum_age"]) == (4, 120)
    (at,) = one["service_at_locations"]
    assert at["id"] == "at" and at["location"]["name"] == "Hall"
    assert [row["byday"] for row in at["schedules"]] == ["WE", "TH", "FR"]
    assert [row["city"] for row in at["location"]["addresses"]] == ["Dudley", "Lye"]
    assert [row["description"] for row in at["location"]["accessibility"]] == ["Ramp", "Lift"]


def test_a_place_that_is_no_record_is_passed_over() -> None:
    given = {"service_at_locations": [{"id": "at", "location": "here"}]}
    assert cleaning.canonical(given)["service_at_locations"] == [
        {"id": "at", "location": {}, "schedules": []}
    ]


def test_ages_reach_as_far_as_any_row_says() -> None:
    given = {"eligibilitys": [{"minimum_age": 4.5, "maximum_age": 15.2}, {"minimum_age": 0}]}
    one = cleaning.canonical(given)
    assert (one["minimum_age"], one["maximum_age"]) == (0, 16)
    assert cleaning.canonical({"id": "x"}) == {"id": "x"}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        *(("2026-01-02", "2026-01-02"), ("2026-01-02T23:30:00", "2026-01-02")),
        *(("2026-13-02", None), ("soon", None), (None, None)),
    ],
)
def test_a_date_is_read_out_of_a_date_or_a_moment(said: str | None, meant: str | None) -> None:
    assert cleaning.date(said) == meant


def test_days_are_read_between_any_marks_and_once_each() -> None:
    assert cleaning.days("1, 7;wed/thurs fri") == ["MO", "SU", "WE", "TH", "FR"]
    assert cleaning.days("2TU,-1FR,2tu") == ["2TU", "-1FR"]
    assert cleaning.days(["SATURDAY", " sat "]) == ["SA"]
    assert cleaning.days("8,monthly,") == []
