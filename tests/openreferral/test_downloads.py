"""Everything in one file: what a spreadsheet, a program and another directory find in it."""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from app import content
from app.openreferral import downloads
from app.openreferral.answers import Answers
from app.openreferral.downloads import FILES
from app.openreferral.records import Publisher
from tests.conftest import SMALL
from tests.openreferral.conftest import BASE, FULL, PARK


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    folder = Path(shutil.copytree(SMALL, tmp_path_factory.mktemp("world") / "content"))
    (folder / "services" / "saturday-club.md").write_text(FULL, encoding="utf-8")
    with (folder / "locations.yaml").open("a") as places:
        places.write(PARK)
    here = content.load_sound(folder)
    return Answers(Publisher(here, lambda path: f"{BASE}{path}"))


@pytest.fixture(scope="module")
def whole(answers: Answers) -> dict[str, Any]:
    """The club that fills every field, as the feed tells it."""
    publisher = answers.publisher
    return publisher.service(publisher.catalogue.services["saturday-club"])


def test_each_file_says_what_it_is() -> None:
    assert {name: one.content_type for name, one in FILES.items()} == {
        "services.json": "application/json; charset=utf-8",
        "services.csv": "text/csv; charset=utf-8",
        "hsds.zip": "application/zip",
    }


def test_the_json_file_holds_every_whole_record(answers: Answers, whole: dict[str, Any]) -> None:
    told = json.loads(FILES["services.json"].make(answers))
    assert list(told) == [
        *("version", "profile", "openapi_url", "licence", "feed"),
        *("services", "taxonomies", "taxonomy_terms"),
    ]
    assert told["feed"] == f"{BASE}/oruk/v3" and told["version"] == "HSDS-UK-3.0"
    assert told["licence"]["name"] == "Open Government Licence v3.0"
    assert len(told["services"]) == 6 and whole in told["services"]
    assert len(told["taxonomies"]) == 3
    assert {one["taxonomy_id"] for one in told["taxonomy_terms"]} == {
        one["id"] for one in told["taxonomies"]
    }


def test_the_table_holds_a_row_a_service_that_a_spreadsheet_reads(answers: Answers) -> None:
    raw = FILES["services.csv"].make(answers)
    assert raw.startswith(b"\xef\xbb\xbfid,name,organization,") and raw.endswith(b"\r\n")
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(raw.decode("utf-8-sig")))}
    assert len(rows) == 6
    club = rows["Saturday Club"]
    page = f"{BASE}/services/saturday-club/"
    assert club.pop("id") == "ac4a846a-8f44-5e03-b6b3-6f7eabc691c9"
    assert club == {
        "name": "Saturday Club",
        "organization": "Small Charity",
        "summary": "A club on Saturdays.",
        "description": f"A club. See [urgent help]({BASE}/urgent-help/) or call: 999.\n\n"
        "- Games\n- **Food**",
        "topics": "family/young-carers; family/parenting; 5-15; north",
        "areas": "North; All of Smallborough",
        "minimum_age": "5",
        "maximum_age": "15",
        "who_it_is_for": "Children who care for someone.",
        "how_to_get_it": "Ask us.",
        "phones": "01384 813 096; 01384 813 322; 85258; 07700 900 866",
        "email": "club@charity.example.org",
        "website": "https://charity.example.org/club",
        "addresses": "1 High Street, Northtown, DY5 3DY",
        "costs": "Free for carers; Others; Ask us about trips",
        "page": page,
        "assured_date": "2026-03-01",
        "last_modified": "",
    }
    assert rows["Emergency"]["addresses"] == rows["Emergency"]["costs"] == ""


@pytest.mark.parametrize(
    ("value", "written"),
    [
        *(("=SUM(A1)", "'=SUM(A1)"), ("+44 1384", "'+44 1384"), ("-1", "'-1"), ("@x", "'@x")),
        *(("\tx", "'\tx"), ("\rx", "'\rx"), ("a=b", "a=b"), ("", ""), (None, "")),
        *((True, "true"), (False, "false"), (0, 0), (2.5, 2.5), (-1, -1)),
    ],
)
def test_no_cell_is_taken_for_a_formula(value: Any, written: Any) -> None:
    assert downloads._cell(value) == written


@pytest.fixture(scope="module")
def package(answers: Answers) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(FILES["hsds.zip"].make(answers)))


def rows_of(package: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    text = package.read(f"{name}.csv").decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


TABLES = {
    "services": 6,
    "organizations": 2,
    "phones": 8,
    "schedules": 6,
    "service_at_locations": 7,
    "locations": 6,
    "addresses": 1,
    "accessibility": 1,
    "cost_options": 4,
    "service_areas": 8,
    "languages": 2,
    "required_documents": 1,
    "attributes": 19,
    "urls": 6,
    "taxonomies": 3,
    "taxonomy_terms": 11,
}


def test_the_package_holds_a_table_for_each_kind_of_record(package: zipfile.ZipFile) -> None:
    described = json.loads(package.read("datapackage.json"))
    assert described["name"] == "signpost-hsds"
    assert described["title"] == "Small Signpost: services for families"
    assert described["profile"] == "tabular-data-package"
    (licence,) = described["licenses"]
    assert licence["name"] == "OGL-UK-3.0" and licence["title"] == "Open Government Licence v3.0"
    assert licence["path"].startswith("https://www.nationalarchives.gov.uk/")
    named = [one["name"] for one in described["resources"]]
    assert package.namelist() == ["datapackage.json", *(f"{name}.csv" for name in named)]
    assert {name: len(rows_of(package, name)) for name in named} == TABLES
    for one in described["resources"]:
        name = one["name"]
        schema = one.pop("schema")
        assert one == {
            "name": name,
            "path": f"{name}.csv",
            "profile": "tabular-data-resource",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
        }
        assert schema["primaryKey"] == "id"
        columns = [field["name"] for field in schema["fields"]]
        assert columns == list(rows_of(package, name)[0])


def test_the_package_is_the_same_bytes_whenever_it_is_made(
    answers: Answers, package: zipfile.ZipFile
) -> None:
    assert FILES["hsds.zip"].make(answers) == FILES["hsds.zip"].make(answers)
    for one in package.infolist():
        assert one.date_time == (1980, 1, 1, 0, 0, 0)
        assert one.compress_type == zipfile.ZIP_DEFLATED
    assert b"\r\n" in package.read("services.csv")


def test_every_row_of_the_package_leads_back_to_its_service(package: zipfile.ZipFile) -> None:
    services = {row["id"]: row for row in rows_of(package, "services")}
    assert all(row["service_id"] in services for row in rows_of(package, "phones"))
    places = {row["id"] for row in rows_of(package, "service_at_locations")}
    schedules = rows_of(package, "schedules")
    assert all((row.get("service_id") or "") in {"", *services} for row in schedules)
    there = [row for row in schedules if row.get("service_at_location_id")]
    assert len(there) == 1 and there[0]["service_at_location_id"] in places
    locations = {row["id"] for row in rows_of(package, "locations")}
    assert all(row["location_id"] in locations for row in rows_of(package, "addresses"))
    bodies = {row["id"] for row in rows_of(package, "organizations")}
    assert all(row["organization_id"] in bodies for row in services.values())
    assert "organization" not in next(iter(services.values()))


def test_what_only_we_keep_stands_in_one_cell(package: zipfile.ZipFile) -> None:
    (club,) = (row for row in rows_of(package, "services") if row["name"] == "Saturday Club")
    assert club["x_access"] == "book; phone; online"
    assert club["x_sources"] == (
        "The charity's website 2026-03 https://charity.example.org/club; A leaflet"
    )
    assert club["x_suits"] == "send"


def test_each_column_says_what_kind_of_values_it_holds(package: zipfile.ZipFile) -> None:
    described = json.loads(package.read("datapackage.json"))
    kinds = {
        (one["name"], field["name"]): field["type"]
        for one in described["resources"]
        for field in one["schema"]["fields"]
    }
    assert kinds["services", "name"] == "string"
    assert kinds["services", "minimum_age"] == kinds["cost_options", "amount"] == "number"
    assert kinds["services", "x_webchat"] == "boolean"
    assert kinds["locations", "latitude"] == "number"
    assert kinds["phones", "number"] == "string"
