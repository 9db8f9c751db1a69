"""Without the internet, in a real browser: what is saved, what is said, what is never saved."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.catalogue import Catalogue
from app.settings import Settings
from app.web import create_app
from tests.conftest import PHONE, SMALL
from tests.hosts import StaticHost
from tests.keeping.conftest import READY, saved, until


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A phone of its own for each test: a worker may outlive the page that began it."""
    made = browser.new_context(locale="en-GB", viewport=PHONE)
    yield made
    made.close()


@pytest.fixture(params=["static_site", "served_site"])
def site(request: pytest.FixtureRequest) -> str:
    """Both sites: the frozen one below a path, and the application."""
    return str(request.getfixturevalue(request.param))


def settle(page: Page) -> None:
    """Wait until the worker works and has the page; what it saves may still be coming."""
    page.evaluate(READY)
    until(page, "() => Boolean(navigator.serviceWorker.controller)")


def open_online(page: Page, address: str) -> None:
    page.goto(address)
    wait_until_saved(page, address)


def wait_until_saved(page: Page, address: str) -> None:
    path = re.sub(r"^\w+://[^/]+", "", address)
    until(page, "async path => !!(await caches.match(path))", path)


def open_first(page: Page, site: str) -> None:
    """Open the front page and stay until what a device keeps of a first visit is saved."""
    page.goto(f"{site}/")
    settle(page)
    wait_until_saved(page, f"{site}/offline/")


def test_a_page_seen_opens_again_offline_with_a_note_of_when_it_was_saved(
    page: Page, context: BrowserContext, site: str
) -> None:
    open_first(page, site)
    open_online(page, f"{site}/topics/send/")
    context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Special educational needs and disability"
    )
    note = page.locator(".offline-note")
    expect(note).to_contain_text(re.compile(r"You are offline\. This page was saved on \d+ \w+ 20"))
    family = page.evaluate("getComputedStyle(document.body).fontFamily")
    assert "Signpost" in family, "the styles are there too"


def test_numbers_to_call_now_are_there_offline_after_one_page(
    page: Page, context: BrowserContext, site: str
) -> None:
    open_first(page, site)
    context.set_offline(True)
    page.goto(f"{site}/urgent-help/")
    expect(page.locator(".crisis a[href='tel:999']").first).to_be_visible()
    expect(page.locator(".offline-note")).to_contain_text("is not saved on this device")


def test_urgent_help_is_there_offline_after_two_pages_though_nobody_opened_it(
    page: Page, context: BrowserContext, site: str
) -> None:
    open_first(page, site)
    page.goto(f"{site}/services/beat/")
    wait_until_saved(page, f"{site}/urgent-help/")
    context.set_offline(True)
    page.goto(f"{site}/urgent-help/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Urgent help")
    expect(page.locator(".offline-note")).to_contain_text("This page was saved on")


def test_a_page_that_is_not_saved_leads_to_the_list_of_those_that_are(
    page: Page, context: BrowserContext, site: str
) -> None:
    open_first(page, site)
    open_online(page, f"{site}/services/beat/")
    context.set_offline(True)
    page.goto(f"{site}/services/bliss/")
    expect(page.locator(".offline-note")).to_contain_text("is not saved on this device")
    page.get_by_role("link", name="Beat").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Beat")


def test_the_services_of_my_list_open_offline(
    page: Page, context: BrowserContext, site: str
) -> None:
    page.goto(f"{site}/topics/send/")
    settle(page)
    card = page.locator("[data-keep]").first
    path = str(card.locator(".card__name a").get_attribute("href"))
    card.locator(".keep").click()
    wait_until_saved(page, path)
    context.set_offline(True)
    page.goto(f"{site}/my-list/")
    expect(page.locator(".kept__one")).to_have_count(1)
    page.locator(".kept__one .card__name a").click()
    expect(page.locator(".service__head")).to_be_visible()


def test_while_online_the_newest_page_is_shown_and_never_the_saved_one(
    page: Page, context: BrowserContext, site: str
) -> None:
    open_first(page, site)
    open_online(page, f"{site}/urgent-help/")
    page.evaluate(
        """async path => {
          for (const name of await caches.keys()) {
            const cache = await caches.open(name), old = await cache.match(path);
            if (old) await cache.put(path, new Response('<main>OLD NUMBER</main>', old));
          }
        }""",
        f"{re.sub(r'^[a-z]+://[^/]+', '', site)}/urgent-help/",
    )
    page.reload()
    assert "OLD NUMBER" not in page.content()
    expect(page.locator(".offline-note")).to_have_count(0)


def test_discreet_pages_and_questions_are_never_saved(
    page: Page, context: BrowserContext, site: str, catalogue: Catalogue
) -> None:
    open_first(page, site)
    secret = next(one for one in catalogue.services.values() if one.discreet)
    asked = ["topics/domestic-abuse/", f"services/{secret.id}/", "staying-safe-online/"]
    for path in [*asked, "search/?q=food"]:
        page.goto(f"{site}/{path}")
    open_online(page, f"{site}/services/beat/")
    held = " ".join(saved(page))
    assert "/services/beat/" in held
    for word in ("domestic-abuse", secret.id, "staying-safe-online", "search"):
        assert word not in held
    context.set_offline(True)
    page.goto(f"{site}/services/{secret.id}/")
    expect(page.locator(".offline-note")).to_contain_text("is not saved on this device")


def test_exit_this_page_deletes_what_was_saved_and_kept(
    page: Page, context: BrowserContext, site: str
) -> None:
    context.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="weather"))
    page.goto(f"{site}/services/beat/")
    settle(page)
    page.locator(".service__head .keep").click()
    assert page.evaluate("localStorage.length") == 1
    page.goto(f"{site}/staying-safe-online/")
    page.locator(".govuk-exit-this-page a").click()
    page.wait_for_url("https://www.bbc.co.uk/weather")
    page.goto(f"{site}/healthz" if "help" not in site else f"{site}/robots.txt")
    assert page.evaluate("localStorage.length") == 0
    until(page, "caches.keys().then(names => !names.length)")
    until(page, "navigator.serviceWorker.getRegistrations().then(all => !all.length)")


def test_who_wants_no_pages_saved_has_none(page: Page, site: str) -> None:
    page.goto(f"{site}/my-list/")
    settle(page)
    page.get_by_role("button", name="Do not save pages").click()
    expect(page.locator("[data-device-tell]")).to_contain_text("no more will be saved")
    page.goto(f"{site}/topics/send/")
    page.wait_for_load_state("networkidle")
    assert saved(page) == []
    page.goto(f"{site}/my-list/")
    page.get_by_role("button", name="Do not save pages").click()
    settle(page)


@pytest.fixture
def changing(frozen: Path, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A frozen site that can be changed, and its address."""
    folder = Path(shutil.copytree(frozen, tmp_path / "site"))
    # A host that does not say how long a file is good for lets browsers guess from its age.
    (folder / "sw.js").touch()
    with StaticHost(folder, below="/help") as host:
        yield host.address, folder


def test_a_new_build_takes_the_place_of_the_old_one_cleanly(
    page: Page, context: BrowserContext, changing: tuple[str, Path]
) -> None:
    site, folder = changing
    open_first(page, site)
    open_online(page, f"{site}/services/beat/")
    wait_until_saved(page, f"{site}/urgent-help/")
    old = worker_version(folder)
    css = next((folder / "static/built").glob("site.*.css"))
    new_css = css.with_name("site.aaaaaaaaaa.css")
    css.rename(new_css)
    for html in folder.rglob("*.html"):
        html.write_text(html.read_text().replace(css.name, new_css.name))
    urgent = folder / "urgent-help/index.html"
    urgent.write_text(urgent.read_text().replace("Urgent help", "Urgent help, new"))

    script = folder / "sw.js"
    changed = script.read_text().replace(old, "0000newbuild").replace(css.name, new_css.name)
    script.write_text(changed)

    page.goto(f"{site}/topics/")
    until(
        page,
        "async () => (await caches.keys()).filter(n => n.includes(':build-')).join()"
        ".split('-')[1] === '0000newbuild'",
    )
    context.set_offline(True)
    page.goto(f"{site}/urgent-help/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Urgent help")
    context.set_offline(False)
    page.goto(f"{site}/ages/")
    until(
        page,
        "async () => !!(await (await caches.open('signpost/help:build-0000newbuild'))"
        ".match('/help/urgent-help/'))",
    )
    context.set_offline(True)
    page.goto(f"{site}/urgent-help/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Urgent help, new")
    page.goto(f"{site}/services/beat/")
    expect(page.locator(".service__head")).to_be_visible()
    margin = page.evaluate("getComputedStyle(document.querySelector('.touch')).borderRadius")
    assert margin == "24px", "a page of the old build gets the styles of the new one"


def worker_version(folder: Path) -> str:
    return str(json.loads(settings_of((folder / "sw.js").read_text()))["version"])


def settings_of(script: str) -> str:
    return script.split("self.signpost = ", 1)[1].split(";\n", 1)[0]


def test_the_version_changes_when_a_word_of_the_content_does(tmp_path: Path) -> None:
    def version() -> str:
        client = create_app(Settings(content=tmp_path / "content")).test_client()
        return str(json.loads(settings_of(client.get("/sw.js").text))["version"])

    shutil.copytree(SMALL, tmp_path / "content")
    before = version()
    assert before == version()
    entry = tmp_path / "content/services/carers.md"
    entry.write_text(entry.read_text().replace("name: ", "name: New "))
    assert version() != before


def test_the_worker_and_its_pages_are_there_to_be_fetched(client: FlaskClient) -> None:
    answer = client.get("/sw.js")
    assert answer.mimetype == "text/javascript"
    known = json.loads(settings_of(answer.text))
    for path in [
        known["offline"],
        *known["pages"],
        *known["files"],
        *known["later"],
        *known["data"],
        *known["list"]["files"],
    ]:
        with client.get(path) as answered:
            assert answered.status_code == 200, path


def test_no_page_the_worker_saves_at_once_is_discreet(client: FlaskClient) -> None:
    for path in json.loads(settings_of(client.get("/sw.js").text))["pages"]:
        assert 'name="may-be-saved"' in client.get(path).text


def test_the_site_can_be_installed(page: Page, context: BrowserContext, served_site: str) -> None:
    page.goto(f"{served_site}/")
    settle(page)
    session = context.new_cdp_session(page)
    errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [one["errorId"] for one in errors if one["errorId"] != "in-incognito"] == []
