"""Schema.org data: by type as schema-dts has it, and equal to what the page says."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.catalogue import Catalogue
from app.settings import ROOT, Settings
from app.web import create_app
from tests.openreferral.conftest import BASE

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
NOT_ON_A_SERVICE = {
    *("openingHours", "telephone", "email", "address", "isAccessibleForFree", "dateModified"),
}
TYPES = {
    "GovernmentService": "GovernmentService",
    "Service": "Service",
    "BreadcrumbList": "BreadcrumbList",
    "WebSite": "WebSite",
}
# What schema.org takes any words for: to a checker of types, one of them is like another.
ANY_WORDS = {
    *("name", "description", "url", "item", "@id", "identifier", "serviceType", "serviceUrl"),
    *("telephone", "email", "streetAddress", "addressLocality", "postalCode", "opens", "closes"),
}


def blocks(client: FlaskClient, path: str) -> list[dict[str, Any]]:
    answer = client.get(path)
    assert answer.status_code == 200
    return [json.loads(text) for text in BLOCK.findall(answer.text)]


def about(client: FlaskClient, slug: str) -> dict[str, Any]:
    return service_in(blocks(client, f"/services/{slug}/"))


def service_in(found: list[dict[str, Any]]) -> dict[str, Any]:
    (service,) = (block for block in found if "Service" in block["@type"])
    return service


def shape(value: Any, key: str = "") -> Any:
    """A block with the words left out that may be any, and numbers by their type."""
    if isinstance(value, dict):
        return {name: shape(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [shape(inner, key) for inner in value]
    free = (isinstance(value, str) and key in ANY_WORDS) or type(value) in (int, float)
    return type(value).__name__ if free else value


@pytest.fixture(scope="module")
def real() -> FlaskClient:
    return create_app(Settings(base_url=BASE)).test_client()


@pytest.fixture(scope="module")
def of_services(real: FlaskClient, catalogue: Catalogue) -> dict[str, list[dict[str, Any]]]:
    """The blocks of every service's page."""
    return {slug: blocks(real, f"/services/{slug}/") for slug in catalogue.services}


@pytest.mark.long
def test_every_block_is_of_a_type_schema_org_has(
    real: FlaskClient, of_services: dict[str, list[dict[str, Any]]], tmp_path: Path
) -> None:
    paths = ["/", "/topics/", "/urgent-help/", "/topics/send/", "/ages/5-10/clusters/halesowen/"]
    every = [blocks(real, path) for path in paths] + list(of_services.values())
    found = [block for page in every for block in page]
    assert {block["@type"] for block in found} == set(TYPES)
    of_each_shape = {json.dumps(shape(block), sort_keys=True): block for block in found}
    assert len(found) > len(of_each_shape) > 50
    lines = [f"import type {{WithContext, {', '.join(sorted(TYPES))}}} from 'schema-dts';"]
    for number, block in enumerate(of_each_shape.values()):
        kind, value = TYPES[block["@type"]], json.dumps(block)
        lines.append(f"export const b{number}: WithContext<{kind}> = {value};")
    phoned = next(line for line in lines if '"servicePhone"' in line)
    wrong = [lines[0], phoned.replace('"servicePhone"', '"telephone"')]
    for name, written in (("blocks.ts", lines), ("wrong.ts", wrong)):
        (tmp_path / name).write_text("\n".join(written), encoding="utf-8")
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    told = tsc(tmp_path, "blocks.ts", "wrong.ts")
    assert "blocks.ts(" not in told, told[:2000]
    assert told.startswith("wrong.ts(2,"), f"the check must see a wrong type, and said: {told}"


def tsc(folder: Path, *names: str) -> str:
    """All that the compiler has to say of some files."""
    node = str(ROOT / "node_modules" / ".bin" / "tsc")
    path = (
        f"{ROOT / '.venv' / 'bin'}:{Path(shutil.which('node') or '/usr/bin/node').parent}:/usr/bin"
    )
    options = ["--noEmit", "--strict", "--module", "esnext", "--moduleResolution", "bundler"]
    command = [node, *options, *names]
    return subprocess.run(
        command, cwd=folder, env={"PATH": path}, stdout=subprocess.PIPE, text=True
    ).stdout


def test_nothing_stands_on_a_service_that_schema_org_does_not_allow(
    of_services: dict[str, list[dict[str, Any]]],
) -> None:
    for found in of_services.values():
        assert not NOT_ON_A_SERVICE & service_in(found).keys()


def test_a_public_body_gives_a_government_service(feed: FlaskClient) -> None:
    assert about(feed, "north-hub")["@type"] == "GovernmentService"
    assert about(feed, "north-hub")["provider"]["@type"] == "GovernmentOrganization"
    assert about(feed, "saturday-club")["@type"] == "Service"


def test_values_equal_the_page_and_the_feed(feed: FlaskClient) -> None:
    club = about(feed, "saturday-club")
    page = feed.get("/services/saturday-club/").text
    assert club["@id"] == club["url"] == f"{BASE}/services/saturday-club/"
    assert feed.get(f"/oruk/v3/services/{club['identifier']}").json["name"] == club["name"]
    for words in (club["name"], club["description"], club["provider"]["name"]):
        assert words in page
    assert club["audience"] == {"@type": "ParentAudience", "childMinAge": 5, "childMaxAge": 15}
    assert club["mainEntityOfPage"]["lastReviewed"] == "2026-03-01"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", club["mainEntityOfPage"]["dateModified"])
    ways = club["availableChannel"]
    phones = [way["servicePhone"]["telephone"] for way in ways if "telephone" in str(way)]
    assert phones == ["+441384813096", "+441384813322"]
    assert {"@type": "ContactPoint", "email": "club@charity.example.org"} in [
        way.get("servicePhone") for way in ways
    ]
    hall, park = [way["serviceLocation"] for way in ways if "serviceLocation" in way]
    assert hall["address"]["postalCode"] == "DY5 3DY"
    assert hall["geo"] == {"@type": "GeoCoordinates", "latitude": 52.48, "longitude": -2.12}
    assert "geo" not in park, "a rough point is no point"
    assert park["amenityFeature"][0]["name"] == "A wide gate"
    assert ways[0]["availableLanguage"] == ["en", "pl"]
    (saturday,) = club["hoursAvailable"]
    assert saturday["dayOfWeek"] == ["https://schema.org/Saturday"]
    assert "offers" not in club, "not all of it is free"
    assert about(feed, "north-hub")["offers"]["price"] == "0"


def test_a_confidential_service_has_no_place(feed: FlaskClient) -> None:
    assert "serviceLocation" not in json.dumps(about(feed, "safe-line"))


def test_the_front_page_tells_of_the_search(feed: FlaskClient) -> None:
    (site,) = blocks(feed, "/")
    assert site["@type"] == "WebSite"
    template = site["potentialAction"]["target"]["urlTemplate"]
    assert template == f"{BASE}/search/?q={{search_term_string}}"


def test_the_way_to_a_page_is_of_addresses_that_answer_below_a_sub_path(world: Path) -> None:
    client = create_app(Settings(content=world, base_url=f"{BASE}/help")).test_client()
    answer = client.get("/services/north-hub/", base_url=f"{BASE}/help")
    way = next(b for t in BLOCK.findall(answer.text) if (b := json.loads(t))["@type"][0] == "B")
    assert len(way["itemListElement"]) == 5
    for step in way["itemListElement"][:-1]:
        path = step["item"].removeprefix(f"{BASE}/help")
        assert path != step["item"]
        assert client.get(path).status_code == 200
    assert [step["position"] for step in way["itemListElement"]] == [1, 2, 3, 4, 5]
