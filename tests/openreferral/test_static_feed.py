"""The static feed: on a host that knows only its rules it says what the live feed says."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from flask.testing import FlaskClient

from app.settings import Settings
from app.web import create_app
from tests.openreferral.conftest import BASE
from tests.openreferral.netlify import NetlifyHost

LISTS = ("services", "taxonomies", "taxonomy_terms", "service_at_locations", "organizations")
OURS = Settings(base_url="http://127.0.0.1/help")


@pytest.fixture(scope="module")
def host(frozen: Path) -> Iterator[str]:
    with NetlifyHost(frozen, below="/help") as running:
        yield running.address


@pytest.fixture(scope="module")
def live() -> FlaskClient:
    return create_app(OURS).test_client()


def fetch(address: str) -> tuple[int, Any, bytes]:
    try:
        answer: HTTPResponse | HTTPError = urlopen(address, timeout=10)
    except HTTPError as error:
        answer = error
    with answer:
        assert getattr(answer, "url", address) == address, "it must answer without a redirect"
        return int(answer.status or 0), answer.headers, answer.read()


def get(address: str) -> Any:
    status, headers, body = fetch(address)
    assert status == 200
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    return json.loads(body)


def all_pages(live: FlaskClient, path: str, rows: str, last: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    page = 1
    while True:
        answer = live.get(f"{path}?page={page}&per_page=37").json
        found += answer[rows]
        if answer[last]:
            return found
        page += 1


def test_live_and_static_are_equal_record_for_record(host: str, live: FlaskClient) -> None:
    assert get(f"{host}/oruk/v3") == live.get("/oruk/v3").json
    assert get(f"{host}/oruk/v3/openapi.json") == live.get("/oruk/v3/openapi.json").json
    for name in LISTS:
        page = get(f"{host}/oruk/v3/{name}")
        assert page["contents"] == all_pages(live, f"/oruk/v3/{name}", "contents", "last_page")
        assert page["total_pages"] == 1
        assert page["total_items"] == page["size"] == len(page["contents"])
        assert page["first_page"] is page["last_page"] is True
        for row in page["contents"]:
            path = f"/oruk/v3/{name}/{row['id']}"
            assert get(host + path) == live.get(path).json


def test_the_older_feed_is_equal_too(host: str, live: FlaskClient) -> None:
    for name in ("services", "taxonomies"):
        page = get(f"{host}/oruk/v1/{name}")
        assert page["content"] == all_pages(live, f"/oruk/v1/{name}", "content", "last")
        for row in page["content"]:
            path = f"/oruk/v1/{name}/{row['id']}"
            assert get(host + path) == live.get(path).json


@pytest.mark.parametrize(
    "path", ["/oruk/v3/services/nobody", "/oruk/v3/nothing", "/oruk/v1/services/nobody"]
)
def test_what_is_not_there_is_a_real_404(host: str, path: str) -> None:
    status, headers, _ = fetch(host + path)
    assert status == 404
    assert headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("name", ["services.json", "services.csv", "hsds.zip"])
def test_files_with_everything_are_the_same_live_and_static(
    host: str, live: FlaskClient, name: str
) -> None:
    status, headers, body = fetch(f"{host}/oruk/{name}")
    answer = live.get(f"/oruk/{name}")
    assert status == answer.status_code == 200
    assert body == answer.data
    assert headers["Access-Control-Allow-Origin"] == "*"


def test_the_bulk_file_holds_every_whole_service(live: FlaskClient) -> None:
    bulk = live.get("/oruk/services.json").json
    rows = all_pages(live, "/oruk/v3/services", "contents", "last_page")
    assert [one["id"] for one in bulk["services"]] == [one["id"] for one in rows]
    for one in bulk["services"][::20]:
        assert one == live.get(f"/oruk/v3/services/{one['id']}").json
    assert bulk["licence"]["name"] == "Open Government Licence v3.0"


def test_the_tables_hold_what_the_package_says_and_every_link_leads_to_a_row(
    live: FlaskClient,
) -> None:
    archive = zipfile.ZipFile(io.BytesIO(live.get("/oruk/hsds.zip").data))
    package = json.loads(archive.read("datapackage.json"))
    tables: dict[str, list[dict[str, str]]] = {}
    for resource in package["resources"]:
        text = archive.read(resource["path"]).decode("utf-8")
        reader = csv.DictReader(io.StringIO(text))
        tables[resource["name"]] = list(reader)
        columns = [field["name"] for field in resource["schema"]["fields"]]
        assert reader.fieldnames == columns
        keys = [row["id"] for row in tables[resource["name"]]]
        assert len(keys) == len(set(keys))
    assert set(archive.namelist()) == {
        "datapackage.json",
        *(resource["path"] for resource in package["resources"]),
    }
    links = {
        "service_id": "services",
        "organization_id": "organizations",
        "location_id": "locations",
        "service_at_location_id": "service_at_locations",
        "taxonomy_id": "taxonomies",
        "taxonomy_term_id": "taxonomy_terms",
        "parent_id": "taxonomy_terms",
    }
    ids = {name: {row["id"] for row in rows} for name, rows in tables.items()}
    for rows in tables.values():
        for row in rows:
            for column, table in links.items():
                assert not row.get(column) or row[column] in ids[table]
    assert len(tables["services"]) == len(live.get("/oruk/services.json").json["services"])
    assert {"phones", "schedules", "locations", "addresses", "attributes"} <= tables.keys()


def test_the_plain_table_opens_in_a_spreadsheet_without_running_anything(world: Path) -> None:
    entry = world / "services" / "south-hub.md"
    text = entry.read_text().replace("name: South Hub", 'name: "=1+1"')
    entry.write_text(text)
    client = create_app(Settings(content=world, base_url=BASE)).test_client()
    body = client.get("/oruk/services.csv").data
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    assert len(rows) == 6
    assert "'=1+1" in {row["name"] for row in rows}
    club = next(row for row in rows if row["name"] == "Saturday Club")
    assert club["phones"].startswith("01384 813 096; ")
    assert club["page"] == f"{BASE}/services/saturday-club/"
