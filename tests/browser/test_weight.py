"""What a first visit and the next page cost, counted by the host that sends it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from tests.cdn import CdnHost

# With what is saved in the background, for when there is no internet.
FIRST, LATER = 60_000, 20_000
PATHS = ["/", "/topics/send/", "/services/lye-family-hub/"]
ALSO_FIRST = ["/urgent-help/", "/search/", "/clusters/dudley-central/", "/pl/", "/ur/topics/send/"]
# Other languages carry the words of the scripts, and gzip makes less of them.
BROTLI_ONLY = ("/search/", "/clusters/dudley-central/", "/pl/", "/ur/topics/send/")
DISCREET = "/services/black-country-womens-aid/"
SHIFTS = """
  window.shifted = 0;
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) window.shifted += entry.value;
  }).observe({type: 'layout-shift', buffered: true});
"""


@pytest.fixture(scope="module", params=["br", "gzip"])
def host(request: pytest.FixtureRequest, frozen: Path) -> Iterator[CdnHost]:
    with CdnHost(frozen, below="/help", coding=request.param) as running:
        yield running


PHONE: ViewportSize = {"width": 360, "height": 740}


@pytest.fixture
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    """Somebody on a phone who was never here before."""
    context = browser.new_context(viewport=PHONE)
    yield context
    context.close()


def cost(page: Page, host: CdnHost, path: str) -> int:
    """The bytes sent for one page, with all that it and the worker ask for until it is quiet."""
    host.sent.clear()
    page.goto(host.address + path, wait_until="networkidle")
    quiet(page, host)
    return sum(size for _, size in host.sent)


def quiet(page: Page, host: CdnHost) -> None:
    """Wait until nothing has been sent for longer than the worker waits to begin."""
    sent = -1
    while sent != len(host.sent):
        sent = len(host.sent)
        page.wait_for_timeout(2500)


def paths_sent(host: CdnHost) -> list[str]:
    return [path.removeprefix(host.below) for path, _ in host.sent]


@pytest.mark.parametrize("path", [*PATHS, *ALSO_FIRST, DISCREET])
def test_a_first_visit_is_light_with_all_that_is_saved_in_the_background(
    visitor: BrowserContext, host: CdnHost, path: str
) -> None:
    if host.coding == "gzip" and path in BROTLI_ONLY:
        pytest.skip("this page keeps to it with brotli only")
    first = cost(visitor.new_page(), host, path)
    assert first > 10_000, "the host counted too little to be true"
    assert any(sent.endswith(".woff2") for sent in paths_sent(host))
    saves = path not in (DISCREET, "/search/")
    assert ("/offline/" in paths_sent(host)) == ("/sw.js" in paths_sent(host)) == saves
    assert first < FIRST, host.sent


def test_each_later_page_is_light_while_the_rest_is_saved(
    visitor: BrowserContext, host: CdnHost
) -> None:
    page = visitor.new_page()
    cost(page, host, "/")
    for later in [*PATHS[1:], "/topics/money-and-food/", "/services/beat/"]:
        assert cost(page, host, later) < LATER, host.sent
        assert ("/urgent-help/" in paths_sent(host)) == (later == PATHS[1])


def test_the_list_of_three_services_is_light_and_asks_for_none_of_them(
    visitor: BrowserContext, host: CdnHost
) -> None:
    page = visitor.new_page()
    cost(page, host, "/topics/send/")
    for number in range(3):
        page.locator("[data-keep] .keep").nth(number).click()
        quiet(page, host)
    assert cost(page, host, "/my-list/") < LATER, host.sent
    assert page.locator(".kept__one").count() == 3
    asked = paths_sent(host)
    assert not [path for path in asked if path.startswith("/services/") or "cards" in path]


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
