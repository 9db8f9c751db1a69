"""The CMS writes entries as our own tools do, and a change of one number changes one line."""

from __future__ import annotations

import difflib
import json
import os
import shutil
import signal
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

from app import content
from app.catalogue import Catalogue
from app.editing import cms
from app.editing.writing import entry_text
from app.settings import ROOT, Settings
from app.web import create_app
from app.web.headers import EDITORS_HEADERS
from tests.hosts import AppHost, free_port, wait_for

pytestmark = pytest.mark.long
ADMIN = ROOT / "admin"
ENTRY = "dudley-time-for-twos"
DECAP = "http://localhost:8081"  # Where Decap looks for decap-server.


def written(**job: object) -> dict[str, list[str]]:
    """Let the browser's own code read and write files, in one run of Node."""
    done = subprocess.run(
        ["node", str(ADMIN / "src" / "round-trip.mjs")],
        input=json.dumps({"shape": cms.shapes()["service"], **job}),
        env={"PATH": f"{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    result: dict[str, list[str]] = json.loads(done.stdout)
    return result


def test_every_entry_is_the_same_to_the_byte_after_the_cms_wrote_it(catalogue: Catalogue) -> None:
    texts = [entry_text(service) for service in catalogue.services.values()]
    assert written(texts=texts)["written"] == texts


ODD = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), min_size=1)


@settings(max_examples=5, deadline=None)  # Few, but long: each starts Node.
@given(st.lists(ODD.map(str.strip).filter(bool), min_size=100, max_size=180))
def test_the_browser_and_python_quote_alike(catalogue: Catalogue, words: list[str]) -> None:
    service = catalogue.services["childline"]
    odd = [
        service.model_copy(update={"summary": one, "alternate_names": (one, "Ring"), "bring": one})
        for one in words
        if one == one.strip(" \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\ufeff")
    ]
    texts = [entry_text(one) for one in odd]
    assert written(texts=texts)["written"] == texts


def test_lists_of_records_change_only_where_a_record_changed() -> None:
    folder, shapes = ROOT / "content", cms.shapes()
    organizations = (folder / "organizations.yaml").read_text(encoding="utf-8")
    locations = (folder / "locations.yaml").read_text(encoding="utf-8")
    first = {"lye-family-hub": {"city": "Lye"}}
    untouched, changed = written(
        texts=[],
        records=[
            {"text": organizations, "shape": shapes["organization"]},
            {"text": locations, "shape": shapes["location"], "set": first},
        ],
    )["files"]
    assert untouched == organizations
    assert lines_changed(locations, changed) == ["-  city: Stourbridge", "+  city: Lye"]


def lines_changed(before: str, after: str) -> list[str]:
    diff = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in diff if line[0] in "+-" and not line.startswith(("+++", "---"))]


def test_the_form_has_every_field_of_the_model(catalogue: Catalogue) -> None:
    made = cms.config(catalogue)
    fields = {field["name"]: field for field in made["collections"][0]["fields"]}
    assert set(fields) == {*cms.shapes()["service"], "body"}
    assert {n for n, f in fields.items() if f["widget"] == "relation"} == {
        *("organization", "topics", "area", "locations", "contact_through")
    }
    phones = {field["name"]: field for field in fields["phones"]["fields"]}
    assert phones["number"]["pattern"][1] == "This must be a phone number."
    assert made["publish_mode"] == "editorial_workflow"


def test_the_editing_page_has_a_policy_of_its_own_and_families_never_load_it() -> None:
    client = create_app(Settings.from_environment()).test_client()
    page = client.get("/admin/")
    assert "'unsafe-eval'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Robots-Tag"] == "noindex"
    home = client.get("/")
    assert "unsafe" not in home.headers["Content-Security-Policy"]
    assert "/admin" not in home.get_data(as_text=True)
    assert "/admin" not in client.get("/sitemap.xml").get_data(as_text=True)


def test_netlify_sends_editors_the_same_headers_as_the_application() -> None:
    rules = tomllib.loads((ROOT / "netlify.toml").read_text(encoding="utf-8"))["headers"]
    (rule,) = (rule for rule in rules if rule["for"] == "/admin/*")
    assert rule["values"] == EDITORS_HEADERS
    everywhere = next(number for number, rule in enumerate(rules) if rule["for"] == "/*")
    assert rules.index(rule) > everywhere


def test_the_picture_of_coverage_is_a_page_with_the_same_numbers(catalogue: Catalogue) -> None:
    page = create_app(Settings.from_environment()).test_client().get("/admin/coverage/")
    words = page.get_data(as_text=True)
    assert page.status_code == 200 and "<svg" in words
    assert "Feeling unsafe at home: nothing of its own in Brierley Hill" in words


# --- in the real browser, with the real decap-server ----------------------------------------------


def git(folder: Path, *words: str) -> str:
    who = ["-c", "user.name=Writer", "-c", "user.email=writer@example.org"]
    done = subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)
    return done.stdout.decode()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "config", "user.name", "Writer")
    git(tmp_path, "config", "user.email", "writer@example.org")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "Begin")
    return tmp_path


@dataclass(frozen=True)
class Decap:
    """A running decap-server; with mode git it makes a branch of each change."""

    mode: str
    port: int


@pytest.fixture(params=["fs", "git"])
def decap(request: pytest.FixtureRequest, repository: Path) -> Iterator[Decap]:
    server = ADMIN / "node_modules" / "decap-server" / "dist" / "index.js"
    port = free_port()
    environment = {
        "PATH": f"{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}",
        "GIT_REPO_DIRECTORY": str(repository),
        "BIND_HOST": "127.0.0.1",
        "PORT": str(port),
        "MODE": request.param,
    }
    # Node may be started by another process, so all of them are ended together.
    running = subprocess.Popen(
        ["node", str(server)], env=environment, cwd=repository, start_new_session=True
    )
    wait_for(port, running)
    yield Decap(request.param, port)
    os.killpg(running.pid, signal.SIGTERM)
    running.wait(10)


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


def log_in(desk: Page, host: AppHost, decap: Decap) -> None:
    there = f"http://localhost:{decap.port}"
    desk.route(
        f"{DECAP}/**", lambda route: route.continue_(url=route.request.url.replace(DECAP, there))
    )
    desk.goto(f"{host.address}/admin/")
    desk.get_by_role("button", name="Login").click()
    expect(desk.get_by_text("ADHD UK").first).to_be_visible(timeout=90_000)


def publish(desk: Page) -> None:
    desk.get_by_role("button", name="Publish", exact=True).click()
    desk.get_by_role("menuitem", name="Publish now", exact=True).click()
    expect(desk.get_by_text("Changes saved")).to_be_visible(timeout=60_000)


def choose(desk: Page, field: str, words: str) -> None:
    """Choose from what another file offers, by its name."""
    box = desk.locator(f"input[id^={field}-field]").first
    box.click()
    box.press_sequentially(words)
    desk.locator("[id*=-option-]").filter(has_text=words).first.click()


@pytest.mark.parametrize("decap", ["fs"], indirect=True)
def test_a_new_entry_is_written_by_form_alone(repository: Path, decap: Decap, desk: Page) -> None:
    with AppHost(SIGNPOST_CONTENT=str(repository / "content")) as host:
        log_in(desk, host, decap)
        desk.goto(f"{host.address}/admin/#/collections/services/new")
        desk.get_by_label("Name", exact=True).first.fill("Toy Library, Lye")
        choose(desk, "organization", "Dudley Council")
        desk.get_by_label("Summary").fill("Borrow toys for your child at home.")
        desk.locator("[data-slate-editor=true]").first.click()
        desk.keyboard.type("There are toys for every age.")
        choose(desk, "topics", "Baby and toddler")
        choose(desk, "area", "Halesowen")
        desk.get_by_label("What happens").fill("You choose toys and take them home.")
        desk.get_by_label("How to get it").fill("Just turn up.")
        choose(desk, "access", "drop-in")
        choose(desk, "locations", "Lye Family Hub")
        choose(desk, "confidence", "high")
        desk.get_by_role("button", name="Add sources").click()
        desk.get_by_label("Name", exact=True).last.fill("A leaflet: 2026")
        publish(desk)
    catalogue, problems = content.load(repository / "content")
    assert not problems
    made = catalogue.services["toy-library-lye"]
    assert made.topics == ("pregnancy-and-baby/baby-and-toddler-groups",)
    assert (made.organization, made.locations) == ("dudley-council", ("lye-family-hub",))
    path = repository / "content" / "services" / "toy-library-lye.md"
    assert path.read_text(encoding="utf-8") == entry_text(made)


def test_a_changed_phone_number_changes_only_its_line(
    repository: Path, decap: Decap, desk: Page
) -> None:
    path = repository / "content" / "services" / f"{ENTRY}.md"
    before = path.read_text(encoding="utf-8")
    refused: list[str] = []
    desk.on("console", lambda said: refused.append(said.text) if "Security" in said.text else None)
    with AppHost(SIGNPOST_CONTENT=str(repository / "content")) as host:
        log_in(desk, host, decap)
        desk.goto(f"{host.address}/admin/#/collections/services/entries/{ENTRY}")
        expect(desk.get_by_label("Summary")).to_be_visible(timeout=60_000)
        desk.get_by_text("3 phones").get_by_role("button", name="Expand").click()
        number = desk.locator("input[id^=number-field]").first
        expect(number).to_have_value("01384 814 398")
        number.fill("01384 814 399")
        if decap.mode == "fs":
            publish(desk)
        else:
            desk.get_by_role("button", name="Save", exact=True).click()
            expect(desk.get_by_text("Changes saved")).to_be_visible(timeout=60_000)
        preview = desk.frame_locator("iframe").get_by_role("heading", name="Time for Twos")
        expect(preview).to_be_visible()
    if decap.mode == "git":
        branch = f"cms/services/{ENTRY}"
        assert path.read_text(encoding="utf-8") == before, "Main stays as it was."
        assert git(repository, "diff", "--name-only", "main", branch).split() == [
            f"content/services/{ENTRY}.md"
        ]
        git(repository, "checkout", "-q", branch)
    after = path.read_text(encoding="utf-8")
    assert lines_changed(before, after) == [
        "-  - number: 01384 814 398",
        "+  - number: 01384 814 399",
    ]
    assert content.load(repository / "content")[1] == []
    assert not refused
