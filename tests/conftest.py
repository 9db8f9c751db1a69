"""The tests' world: a small sound site, the real content, and both as people meet them."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from app import content, freezing
from app.catalogue import Catalogue
from app.settings import ROOT, Settings
from app.web import create_app
from tests.hosts import AppHost, StaticHost, chromium

expect.set_options(timeout=20_000)  # On a busy machine a browser may be slow without a fault.

SMALL = ROOT / "tests" / "sites" / "small"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, whichever folder it stands in."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A copy of the small site that a test may break."""
    return Path(shutil.copytree(SMALL, tmp_path / "content"))


@pytest.fixture(scope="session")
def content_folder() -> Path:
    """The real content."""
    return ROOT / "content"


@pytest.fixture(scope="session")
def catalogue(content_folder: Path) -> Catalogue:
    return content.load_sound(content_folder)


@pytest.fixture(scope="session")
def app() -> Flask:
    return create_app(Settings.from_environment())


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


Once = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Once:
    """Gives a folder that the first worker to ask for it makes for all; it may only be read."""
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent

    def made(name: str, make: Callable[[Path], object]) -> Path:
        folder = shared / name
        with folder.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                make(folder)
        return folder

    return made


@pytest.fixture(scope="session")
def frozen(once: Once) -> Path:
    """The real site, frozen below a sub-path, as a council might host it."""
    settings = Settings(base_url="http://127.0.0.1/help")
    return once("frozen-site", lambda folder: freezing.freeze(settings, folder))


@pytest.fixture(scope="session")
def static_site(frozen: Path) -> Iterator[str]:
    """The address of the frozen site on a plain static server."""
    with StaticHost(frozen, below="/help") as host:
        yield host.address


@pytest.fixture(scope="session")
def served_site() -> Iterator[str]:
    """The address of the real site, served by `signpost serve`."""
    with AppHost() as host:
        yield host.address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield running
        running.close()


PHONE: ViewportSize = {"width": 360, "height": 740}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="en-GB", viewport=PHONE)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone for all tests of a module; a window left open on it makes each next one cheap."""
    context = browser.new_context(locale="en-GB", viewport=PHONE)
    context.new_page()
    yield context
    context.close()


@pytest.fixture
def wiped_phone(phone: BrowserContext) -> Iterator[BrowserContext]:
    """The phone of a module as if it were new: half the work of a new one."""
    visited: set[str] = set()

    def follow(page: Page) -> None:
        page.on("framenavigated", lambda frame: visited.add(frame.url))

    phone.on("page", follow)
    yield phone
    phone.remove_listener("page", follow)
    for page in phone.pages[1:]:
        page.close()
    wipe(phone, visited)


@pytest.fixture
def wiped_page(wiped_phone: BrowserContext) -> Page:
    return wiped_phone.new_page()


def wipe(phone: BrowserContext, visited: set[str]) -> None:
    """Let a phone forget all that was set on it, and what the sites of some addresses left."""
    phone.unroute_all()
    phone.set_offline(False)
    phone.clear_permissions()
    phone.clear_cookies()
    session = phone.new_cdp_session(phone.pages[0])
    session.send("Network.clearBrowserCache")
    for site in {urlsplit(one)._replace(path="", query="", fragment="") for one in visited}:
        if site.scheme.startswith("http"):
            gone = {"origin": site.geturl(), "storageTypes": "all"}
            session.send("Storage.clearDataForOrigin", gone)
    session.detach()


def signpost(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the real command."""
    command = [str(Path(sys.executable).parent / "signpost"), *words]
    return subprocess.run(
        command, env={"PATH": "/usr/bin:/bin", **environment}, capture_output=True, text=True
    )
