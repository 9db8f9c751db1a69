"""What a first visit and the next page cost, counted by the host that sends it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from tests.cdn import CdnHost

FIRST, LATER = 60_000, 20_000
# In the background, after the first page: urgent help and My list, for when there is no internet.
ONCE = 30_000
PATHS = ["/", "/topics/send/", "/services/lye-family-hub/"]
DISCREET = "/services/black-country-womens-aid/"
SHIFTS = """
  window.shifted = 0;
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) window.shifted += entry.value;
  }).observe({type: 'layout-shift', buffered: true});
"""


@pytest.fixture(scope="module")
def host(frozen: Path) -> Iterator[CdnHost]:
    with CdnHost(frozen, below="/help") as running:
        yield running


PHONE: ViewportSize = {"width": 360, "height": 740}


@pytest.fixture
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    """Somebody on a phone who was never here before."""
    context = browser.new_context(viewport=PHONE)
    yield context
    context.close()


@pytest.fixture
def without_worker(browser: Browser) -> Iterator[BrowserContext]:
    """The same, in a browser that keeps nothing for reading offline."""
    context = browser.new_context(viewport=PHONE, service_workers="block")
    yield context
    context.close()


def cost(page: Page, host: CdnHost, path: str) -> int:
    """The bytes sent for one page, with all that it asks for until it is quiet."""
    host.sent.clear()
    page.goto(host.address + path, wait_until="networkidle")
    page.wait_for_timeout(1000)
    return sum(size for _, size in host.sent)


@pytest.mark.parametrize("path", [*PATHS, DISCREET])
def test_a_first_view_and_a_later_page_are_light(
    without_worker: BrowserContext, host: CdnHost, path: str
) -> None:
    page = without_worker.new_page()
    first = cost(page, host, path)
    assert first > 10_000, "the host counted too little to be true"
    assert any(sent.endswith(".woff2") for sent, _ in host.sent)
    assert first < FIRST, host.sent
    for later in PATHS:
        if later != path:
            assert cost(page, host, later) < LATER, host.sent


def test_what_is_kept_for_reading_offline_is_light_and_comes_once(
    visitor: BrowserContext, without_worker: BrowserContext, host: CdnHost
) -> None:
    alone = cost(without_worker.new_page(), host, "/")
    page = visitor.new_page()
    with_worker = cost(page, host, "/")
    assert 0 < with_worker - alone < ONCE, host.sent
    # A busy machine may still be saving; once that is done, nothing of it comes again.
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_timeout(2000)
    assert cost(page, host, "/services/lye-family-hub/") < LATER, host.sent


@pytest.mark.parametrize("path", [*PATHS, DISCREET])
def test_a_page_keeps_still_and_asks_nobody_else(
    visitor: BrowserContext, host: CdnHost, path: str
) -> None:
    asked: list[str] = []
    visitor.on("request", lambda request: asked.append(request.url))
    page = visitor.new_page()
    page.add_init_script(SHIFTS)
    page.goto(host.address + path, wait_until="networkidle")
    page.mouse.wheel(0, 4000)
    page.wait_for_timeout(300)
    assert page.evaluate("window.shifted") < 0.01
    own = host.address.removesuffix(host.below)
    assert len(asked) > 4 and all(url.startswith((own, "data:")) for url in asked), asked


@pytest.mark.parametrize("path", [*PATHS, DISCREET])
def test_a_visit_leaves_no_cookie_and_nothing_stored(
    visitor: BrowserContext, host: CdnHost, path: str
) -> None:
    page = visitor.new_page()
    page.goto(host.address + path, wait_until="networkidle")
    assert visitor.cookies() == []
    assert page.evaluate("Object.keys(localStorage).concat(Object.keys(sessionStorage))") == []


def test_a_discreet_page_is_never_kept_for_reading_offline(
    visitor: BrowserContext, host: CdnHost
) -> None:
    page = visitor.new_page()
    for path in ("/", DISCREET, "/topics/domestic-abuse/", "/"):
        page.goto(host.address + path, wait_until="networkidle")
        page.wait_for_timeout(300)
    kept = page.evaluate(
        """async () => (await Promise.all((await caches.keys()).map(async name =>
          (await (await caches.open(name)).keys()).map(one => one.url)))).flat()"""
    )
    assert not [url for url in kept if DISCREET in url or "domestic-abuse" in url]
