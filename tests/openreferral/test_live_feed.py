"""The live feed: every endpoint, page, filter and refusal of the standard, over HTTP."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.settings import Settings
from app.web import create_app
from tests.openreferral.conftest import BASE
from tests.openreferral.profile import faults, ids

LISTS = {
    "services": "service",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
    "service_at_locations": "service_at_locations",
    "organizations": "organization",
}
ENVELOPE = {
    *("total_items", "total_pages", "page_number", "size"),
    *("first_page", "last_page", "empty", "contents"),
}


def ask(client: FlaskClient, path: str, **query: str) -> Any:
    answer = client.get(f"/oruk/v3{path}", query_string=query)
    assert answer.status_code == 200, answer.text
    return answer.json


def names(client: FlaskClient, **query: str) -> list[str]:
    return sorted(one["name"] for one in ask(client, "/services", **query)["contents"])


def everything(client: FlaskClient, name: str, per_page: int) -> list[dict[str, Any]]:
    first = ask(client, f"/{name}", per_page=str(per_page))
    found = list(first["contents"])
    for page in range(2, first["total_pages"] + 1):
        found += ask(client, f"/{name}", per_page=str(per_page), page=str(page))["contents"]
    return found


@pytest.mark.parametrize("path", ["/oruk/v3", "/oruk/v3/"])
def test_the_root_says_version_profile_and_where_it_is_described(
    feed: FlaskClient, path: str
) -> None:
    answer = feed.get(path)
    assert answer.status_code == 200
    assert answer.json == {
        "version": "HSDS-UK-3.0",
        "profile": "https://github.com/OpenReferralUK/uk-profile/blob/main/docs/index.md",
        "openapi_url": f"{BASE}/oruk/v3/openapi.json",
    }
    described = feed.get(answer.json["openapi_url"].removeprefix(BASE)).json
    assert described["info"]["license"]["name"] == "Open Government Licence v3.0"
    assert set(described["paths"]) == {
        "/",
        *(f"/{name}" for name in LISTS),
        *(f"/{name}/{{id}}" for name in LISTS),
    }


@pytest.mark.parametrize("name", LISTS)
def test_every_record_keeps_to_the_profile(
    client: FlaskClient, feed: FlaskClient, name: str
) -> None:
    for one in (client, feed):
        for row in everything(one, name, 500):
            assert faults(row, LISTS[name]) == []
            whole = ask(one, f"/{name}/{row['id']}")
            assert faults(whole, LISTS[name]) == []
            assert whole["id"] == row["id"]


def test_a_repeated_id_carries_the_same_content(client: FlaskClient) -> None:
    seen: dict[str, dict[str, Any]] = {}
    for row in everything(client, "services", 500):
        for key, record in ids(ask(client, f"/services/{row['id']}")):
            assert seen.setdefault(key, record) == record


def test_ids_that_point_outwards_are_those_of_the_record_around_them(feed: FlaskClient) -> None:
    for row in everything(feed, "services", 500):
        whole = ask(feed, f"/services/{row['id']}")
        assert whole["organization_id"] == whole["organization"]["id"]
        for at in whole["service_at_locations"]:
            assert at["service_id"] == whole["id"]
            assert at["location_id"] == at["location"]["id"]
        for attribute in whole["attributes"]:
            assert attribute["link_id"] == whole["id"]
            assert attribute["taxonomy_term_id"] == attribute["taxonomy_term"]["id"]


def test_every_term_used_is_listed_with_its_parent_and_its_taxonomy(client: FlaskClient) -> None:
    terms = {one["id"]: one for one in everything(client, "taxonomy_terms", 500)}
    taxonomies = {one["id"] for one in everything(client, "taxonomies", 500)}
    for row in everything(client, "services", 500):
        for attribute in ask(client, f"/services/{row['id']}")["attributes"]:
            assert attribute["taxonomy_term"] == terms[attribute["taxonomy_term_id"]]
    for term in terms.values():
        assert term["taxonomy_id"] in taxonomies
        assert term.get("parent_id", term["id"]) in terms


def test_flat_services_have_no_lists_and_agree_with_whole_ones(feed: FlaskClient) -> None:
    for row in everything(feed, "services", 500):
        whole = ask(feed, f"/services/{row['id']}")
        assert not [name for name, value in row.items() if isinstance(value, list)]
        assert row == {k: v for k, v in whole.items() if not isinstance(v, list)}


def test_an_entry_with_every_field_is_told_whole(feed: FlaskClient) -> None:
    key = ask(feed, "/services", search="Sat Club")["contents"][0]["id"]
    whole = ask(feed, f"/services/{key}")
    assert whole["alternate_name"] == "Sat Club; SC"
    assert whole["status"] == "temporarily closed"
    assert (whole["minimum_age"], whole["maximum_age"]) == (5, 15)
    assert whole["assured_date"] == "2026-03-01"
    assert f"[urgent help]({BASE}/urgent-help/)" in whole["description"]
    assert "call: 999" in whole["description"]
    phones = [(p["number"], p["type"], p.get("extension")) for p in whole["phones"]]
    assert phones == [
        ("01384 813 096", "voice", 21),
        ("01384 813 322", "textphone", None),
        ("85258", "text", None),
        ("07700 900 866", "whatsapp", None),
    ]
    assert whole["phones"][2]["description"] == "Send the word CLUB"
    costs = [(c["option"], c.get("amount"), c.get("currency")) for c in whole["cost_options"]]
    assert costs == [
        ("Free for carers", 0, "GBP"),
        ("Others", 2.5, "GBP"),
        ("Ask us about trips", None, None),
    ]
    monthly, fortnightly, office = whole["schedules"]
    assert (monthly["freq"], monthly["byday"]) == ("MONTHLY", "1TU,-1FR")
    assert monthly["notes"] == "Closed on bank holidays. By appointment."
    assert (fortnightly["interval"], fortnightly["dtstart"]) == (2, "2026-01-12")
    assert (fortnightly["valid_from"], fortnightly["valid_to"]) == ("2026-01-01", "2026-06-30")
    assert fortnightly["notes"] == "Closes the next day."
    assert office["description"] == "The office opens most mornings."
    hall, park = whole["service_at_locations"]
    assert hall["schedules"][0]["notes"] == "Term time only."
    assert hall["location"]["addresses"][0]["postal_code"] == "DY5 3DY"
    assert "addresses" not in park["location"]
    assert park["location"]["description"] == "Park Lane, Northtown"
    assert [one["code"] for one in whole["languages"]] == ["en", "pl"]
    assert [one["name"] for one in whole["languages"]] == ["English", "Polish"]
    assert whole["required_documents"][0]["document"] == "A coat."


def test_a_line_that_never_closes_says_so(feed: FlaskClient) -> None:
    key = ask(feed, "/services", search="safe line")["contents"][0]["id"]
    (schedule,) = ask(feed, f"/services/{key}")["schedules"]
    assert (schedule["opens_at"], schedule["closes_at"]) == ("00:00", "23:59")
    assert schedule["notes"] == "Open all hours."


def test_a_confidential_service_has_no_place(feed: FlaskClient) -> None:
    key = ask(feed, "/services", search="safe line")["contents"][0]["id"]
    (at,) = ask(feed, f"/services/{key}")["service_at_locations"]
    assert at["location"]["location_type"] == "virtual"
    assert set(at["location"]) == {"id", "location_type", "name"}


# --- paging


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("per_page", [1, 5, 7, 500])
def test_pages_add_up_and_nothing_stands_twice(feed: FlaskClient, name: str, per_page: int) -> None:
    total, page, seen = None, 1, []
    while True:
        answer = ask(feed, f"/{name}", per_page=str(per_page), page=str(page))
        assert set(answer) == ENVELOPE
        assert answer["page_number"] == page
        assert answer["size"] == len(answer["contents"])
        assert answer["first_page"] is (page == 1)
        assert answer["total_pages"] == max(1, -(-answer["total_items"] // per_page))
        assert total in (None, answer["total_items"])
        total = answer["total_items"]
        seen += [one["id"] for one in answer["contents"]]
        if answer["last_page"]:
            break
        assert answer["size"] == per_page
        page += 1
    assert len(seen) == len(set(seen)) == total


def test_nothing_found_is_an_empty_first_page(feed: FlaskClient) -> None:
    answer = ask(feed, "/services", search="no such words")
    assert (answer["total_items"], answer["total_pages"], answer["empty"]) == (0, 1, True)
    assert answer["first_page"] is answer["last_page"] is True
    assert answer["contents"] == []


def test_a_page_size_is_capped(client: FlaskClient) -> None:
    assert ask(client, "/services", per_page="999999")["size"] <= 500


def test_ids_are_the_same_in_another_run(world: Path) -> None:
    runs = [
        create_app(Settings(content=world, base_url=BASE)).test_client().get("/oruk/v3/services")
        for _ in range(2)
    ]
    assert runs[0].data == runs[1].data


# --- filters


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"search": "hub south"}, ["South Hub"]),
        ({"search": "SMALL charity club"}, ["Saturday Club"]),
        ({"minimum_age": "5"}, ["Safe Line", "Saturday Club", "Young Carers"]),
        ({"minimum_age": "5.5"}, ["Safe Line"]),
        ({"maximum_age": "15"}, ["Saturday Club"]),
        ({"maximum_age": "18"}, ["Saturday Club", "Young Carers"]),
        ({"day": "SA"}, ["Safe Line", "Saturday Club"]),
        ({"day": "tu"}, ["North Hub", "Safe Line", "Saturday Club"]),
        ({"day": "TU", "start_time": "18:00"}, ["Saturday Club"]),
        ({"day": "MO", "end_time": "17:00"}, ["North Hub"]),
        ({"end_time": "17:00"}, ["North Hub", "Saturday Club"]),
        ({"start_time": "09:00:00", "end_time": "12:30"}, ["Saturday Club"]),
        ({"modified_after": "2999-01-01"}, []),
        ({"organization_id": "nobody"}, []),
        ({"nonsense": "1", "search": ""}, None),
        ({"search": "hub", "day": "WE"}, ["North Hub"]),
    ],
)
def test_filters_keep_what_the_standard_says(
    feed: FlaskClient, query: dict[str, str], expected: list[str] | None
) -> None:
    assert names(feed, **query) == (names(feed) if expected is None else expected)


def test_a_topic_finds_its_sub_topics_and_a_taxonomy_all_its_terms(feed: FlaskClient) -> None:
    terms = {one["code"]: one for one in ask(feed, "/taxonomy_terms")["contents"]}
    family = names(feed, taxonomy_term_id=terms["family"]["id"])
    assert family == ["North Hub", "Saturday Club", "South Hub", "Young Carers"]
    carers = names(feed, taxonomy_term_id=terms["family/young-carers"]["id"])
    assert carers == ["Saturday Club", "South Hub", "Young Carers"]
    assert names(feed, taxonomy_id=terms["north"]["taxonomy_id"]) == [
        "North Hub",
        "Saturday Club",
        "South Hub",
    ]


def test_services_of_an_organization_and_since_a_moment(feed: FlaskClient) -> None:
    charity = next(
        one for one in ask(feed, "/organizations")["contents"] if one["name"] == "Small Charity"
    )
    assert names(feed, organization_id=charity["id"]) == [
        "Safe Line",
        "Saturday Club",
        "Young Carers",
    ]
    moments = [one["last_modified"] for one in ask(feed, "/services")["contents"]]
    assert len(names(feed, modified_after=max(moments))) >= 1
    assert len(names(feed, modified_after=min(moments))) == len(moments)


def test_full_and_minimal_records_in_lists(feed: FlaskClient) -> None:
    first = ask(feed, "/services", full="true")["contents"][0]
    assert first == ask(feed, f"/services/{first['id']}")
    for name in ("services", "service_at_locations"):
        for one in ask(feed, f"/{name}", minimal="true")["contents"]:
            assert set(one) == {"id", "last_modified"}


def test_places_near_a_postcode_and_services_for_it(client: FlaskClient) -> None:
    near = ask(client, "/service_at_locations", postcode="dy53dy", proximity="2000")
    far = ask(client, "/service_at_locations", postcode="DY5 3DY", proximity="20000")
    assert 0 < near["total_items"] < far["total_items"]
    assert all(one["location"]["location_type"] == "physical" for one in far["contents"])
    here = ask(client, "/services", postcode="DY5 3DY")["total_items"]
    elsewhere = ask(client, "/services", postcode="SW1A 1AA")["total_items"]
    assert 0 < elsewhere < here < ask(client, "/services")["total_items"]
    assert ask(client, "/services", postcode="SW1A 1AA", proximity="9")["total_items"] == 0


def test_a_place_answers_for_its_own_hours_only(feed: FlaskClient) -> None:
    found = ask(feed, "/service_at_locations", day="SA", search="club")["contents"]
    assert [one["location"]["name"] for one in found] == ["North Hall"]


# --- refusals, and what every answer carries


@pytest.mark.parametrize("base", ["/oruk/v3/services", "/oruk/v1/services"])
@pytest.mark.parametrize(
    "query",
    [
        *("page=abc", "page=0", "page=-1", "page=1.5", "page=99999999999999", "page=٣"),
        *("per_page=0", "per_page=x", "proximity=near", "proximity=nan", "proximity=-1"),
        *("minimum_age=old", "maximum_age=1e9", "day=Monday", "start_time=9am", "end_time=25:00"),
        *("postcode=nowhere", f"postcode={'D' * 10_000}", f"anything={'a' * 10_000}"),
    ],
)
def test_a_bad_question_is_refused_with_one_sentence(
    feed: FlaskClient, base: str, query: str
) -> None:
    answer = feed.get(f"{base}?{query}")
    assert answer.status_code == 400
    assert re.fullmatch(r"[^\n]{10,200}\.", answer.json["error"])
    assert answer.content_type == "application/json; charset=utf-8"


@pytest.mark.parametrize(
    "path",
    [
        "/oruk/v3/services/nobody",
        "/oruk/v3/services/00000000-0000-5000-8000-000000000000",
        "/oruk/v3/taxonomies/x",
        "/oruk/v1/services/x",
        "/oruk/v3/services?page=999",
        "/oruk/v3/nothing",
        "/oruk/v3/services/a/b",
        "/oruk/v9",
        "/oruk",
        "/oruk/",
    ],
)
def test_what_is_not_there_is_404_in_json(feed: FlaskClient, path: str) -> None:
    answer = feed.get(path)
    assert answer.status_code == 404
    assert answer.json["error"].endswith(".")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/oruk/v3", "/oruk/v3/services", "/oruk/v1/services/x"])
def test_other_methods_are_405(feed: FlaskClient, method: str, path: str) -> None:
    answer = feed.open(path, method=method)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert answer.json["error"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "path", ["/oruk/v3", "/oruk/v3/services", "/oruk/v3/openapi.json", "/oruk/v1/services"]
)
def test_any_site_may_read_the_feed_and_keep_a_copy(feed: FlaskClient, path: str) -> None:
    first = feed.get(path)
    assert first.content_type == "application/json; charset=utf-8"
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert first.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not first.data.startswith(b"\xef\xbb\xbf")
    assert "Set-Cookie" not in first.headers
    for condition in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    ):
        again = feed.get(path, headers=condition)
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["Access-Control-Allow-Origin"] == "*"
    assert feed.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_pages_for_people_are_not_opened_to_other_sites(feed: FlaskClient) -> None:
    answer = feed.get("/healthz")
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


# --- version 1.0


def test_the_older_shape_has_the_older_names(feed: FlaskClient) -> None:
    answer = feed.get("/oruk/v1/services?per_page=2").json
    assert set(answer) == {
        *("totalElements", "totalPages", "number", "size", "first", "last", "empty", "content")
    }
    assert (answer["totalElements"], answer["totalPages"], answer["size"]) == (6, 3, 2)


def test_the_older_shape_tells_the_same_service(feed: FlaskClient) -> None:
    (flat,) = feed.get("/oruk/v1/services?text=saturday club").json["content"]
    assert not [name for name, value in flat.items() if isinstance(value, list)]
    whole = feed.get(f"/oruk/v1/services/{flat['id']}").json
    assert whole["eligibilitys"][0] | {"id": ""} == {
        "id": "",
        "minimum_age": 5,
        "maximum_age": 15,
    }
    assert [one["language"] for one in whole["languages"]] == ["English", "Polish"]
    assert whole["contacts"][0]["phones"][0]["number"] == "01384 813 096"
    address = whole["service_at_locations"][0]["location"]["physical_addresses"][0]
    assert (address["address_1"], address["postal_code"]) == ("1 High Street", "DY5 3DY")
    vocabularies = {one["taxonomy"]["vocabulary"] for one in whole["service_taxonomys"]}
    assert vocabularies == {"topics", "ages", "clusters"}
    assert whole["regular_schedules"][0]["freq"] == "MONTHLY"


def test_the_older_shape_includes_the_lists_asked_for(feed: FlaskClient) -> None:
    query = "text=saturday&include=service_at_locations,contacts&include=cost_options"
    (one,) = feed.get(f"/oruk/v1/services?{query}").json["content"]
    lists = {name for name, value in one.items() if isinstance(value, list)}
    assert lists == {"service_at_locations", "contacts", "cost_options"}


def test_the_older_filters_work(feed: FlaskClient, client: FlaskClient) -> None:
    terms = feed.get("/oruk/v1/taxonomies?vocabulary=topics&root_only=true").json["content"]
    assert [one["name"] for one in terms] == ["Family life", "Staying safe"]
    below = feed.get(f"/oruk/v1/taxonomies?parent_id={terms[0]['id']}").json["content"]
    assert len(below) == 2
    for query, count in (
        (f"taxonomy_id={terms[0]['id']}&vocabulary=topics", 4),
        ("vocabulary=clusters", 3),
        ("vocabulary=nothing", 0),
        ("minimum_age=5&maximum_age=18", 2),
    ):
        assert feed.get(f"/oruk/v1/services?{query}").json["totalElements"] == count
    assert feed.get(f"/oruk/v1/taxonomies/{terms[0]['id']}").json == terms[0]
    near = client.get("/oruk/v1/services?postcode=DY5 3DY&proximity=2000").json["totalElements"]
    assert 0 < near < client.get("/oruk/v1/services").json["totalElements"]
