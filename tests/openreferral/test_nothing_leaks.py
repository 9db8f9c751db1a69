"""Planted secrets are in no byte of the build and of no answer."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import content, freezing
from app.settings import Settings
from app.web import create_app, feeds
from tests.openreferral.conftest import BASE

MARK = "Xyzzy"
SECRETS = {
    "draft": f"{MARK}Draft",
    "inactive": f"{MARK}Inactive",
    "note": f"{MARK}Note",
    "author": f"{MARK}Author",
    "place": f"{MARK}Place",
    "body": f"{MARK}Body",
}


def entry(name: str, **more: str) -> str:
    fields = {
        "name": name,
        "organization": "charity",
        "summary": f"About {name}.",
        "topics": "[family/parenting]",
        "area": "[north]",
        "what_happens": "You talk.",
        "application_process": "Phone.",
        "access": "[phone]",
        "phones": "[{number: 01384 813 096}]",
        "confidence": "high",
        "sources": "[{name: A source}]",
        **more,
    }
    lines = "\n".join(f"{key}: {value}" for key, value in fields.items())
    return f"---\n{lines}\n---\nWords about {name}.\n"


@pytest.fixture
def planted(world: Path) -> Path:
    """The world with a secret of every kind in it."""
    services = world / "services"
    waiting = world / "drafts" / "feed" / "services"
    waiting.mkdir(parents=True)
    (waiting / "waiting.md").write_text(entry(SECRETS["draft"]))
    (world / "drafts" / "feed" / "feed.json").write_text(f'{{"{SECRETS["draft"]}": {{}}}}')
    hidden = {"status": "inactive", "organization": "hidden-body", "locations": "[hidden-place]"}
    (services / "hidden.md").write_text(entry(SECRETS["inactive"], **hidden))
    hub = services / "south-hub.md"
    note = f"---\n# {SECRETS['note']}: the manager is Jo\nname: South Hub  # {SECRETS['note']}"
    hub.write_text(hub.read_text().replace("---\nname: South Hub", note, 1))
    bodies, places = world / "organizations.yaml", world / "locations.yaml"
    bodies.write_text(
        bodies.read_text() + f"hidden-body: {{name: {SECRETS['body']}, type: charity}}\n"
    )
    place = f"name: {SECRETS['place']}, address_1: {SECRETS['place']} Road, city: Northtown"
    places.write_text(places.read_text() + f"hidden-place: {{{place}}}\n")
    for words in (
        ["init", "-q"],
        ["add", "-A"],
        [
            *("-c", f"user.name={SECRETS['author']}"),
            *("-c", f"user.email={SECRETS['author']}@example.org"),
            *("commit", "-qm", f"{SECRETS['author']} wrote this"),
        ],
    ):
        subprocess.run(["git", *words], cwd=world, check=True)
    return world


def found(body: bytes) -> list[str]:
    """The kinds of secret in some bytes, also inside a zip."""
    if body.startswith(b"PK"):
        archive = zipfile.ZipFile(io.BytesIO(body))
        body += b"\n".join(archive.read(name) for name in archive.namelist())
    return [kind for kind, secret in SECRETS.items() if secret.lower().encode() in body.lower()]


def answers(folder: Path) -> Iterator[tuple[str, bytes]]:
    app = create_app(Settings(content=folder, base_url=BASE))
    client = app.test_client()
    catalogue = app.extensions["library"].catalogue
    paths = [*freezing.every_address(catalogue)]
    paths += feeds.every_address(catalogue, Settings().today)
    paths += [f"/oruk/{name}" for name in ("services.json", "services.csv", "hsds.zip")]
    paths += ["/oruk/v3", "/oruk/v3/openapi.json", "/oruk/v1/openapi.json", "/healthz"]
    names = ("services", "taxonomies", "taxonomy_terms", "service_at_locations", "organizations")
    for name in names:
        path = f"/oruk/v3/{name}"
        paths += [f"{path}?full=true", f"{path}?search={MARK}"]
        paths += [f"{path}/{one['id']}" for one in client.get(path).json["contents"]]
    for name in ("services", "taxonomies"):
        rows = client.get(f"/oruk/v1/{name}?include=contacts,service_at_locations").json["content"]
        paths += [f"/oruk/v1/{name}", *(f"/oruk/v1/{name}/{one['id']}" for one in rows)]
    for path in paths:
        with client.get(path) as answer:
            yield path, answer.data + str(answer.headers).encode()


def test_no_secret_is_in_any_byte_of_the_build(planted: Path, tmp_path: Path) -> None:
    build = tmp_path / "build"
    assert freezing.freeze(Settings(content=planted, base_url=BASE), build) > 50
    leaks = [
        (path.relative_to(build), kinds)
        for path in build.rglob("*")
        if path.is_file() and (kinds := found(path.read_bytes()))
    ]
    assert leaks == []


def test_no_secret_is_in_any_answer(planted: Path) -> None:
    leaks, seen = [], 0
    for path, body in answers(planted):
        seen += 1
        if MARK not in path and (kinds := found(body)):
            leaks.append((path, kinds))
    assert leaks == []
    assert seen > 200


def test_the_search_for_secrets_finds_one_that_is_published(planted: Path) -> None:
    (planted / "services" / "told.md").write_text(entry(SECRETS["inactive"]))
    leaks = {path for path, body in answers(planted) if found(body)}
    assert {"/oruk/services.json", "/oruk/hsds.zip", "/services/told/", "/feed.atom"} <= leaks


def test_a_confidential_service_cannot_name_its_place_even_in_its_hours(planted: Path) -> None:
    hours = "[{byday: [MO], opens_at: 09:00, closes_at: 10:00, location: hidden-place}]"
    text = entry("Refuge", confidential_location="true", schedules=hours)
    (planted / "services" / "refuge.md").write_text(text)
    catalogue, problems = content.load(planted)
    assert "refuge" not in catalogue.services
    assert "place must stay hidden" in problems[0].message
