"""What a first visit and the next page cost, counted by the host that sends it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, ViewportSize, expect

from app.catalogue import Catalogue
from tests.cdn import CdnHost

pytestmark = pytest.mark.long
# With what is saved in the background, for when there is no internet.
FIRST, LATER = 60_000, 20_000
PATHS = ["/", "/topics/send/", "/services/lye-family-hub/"]
LINK = "/my-list/#1.beat.adhd-uk.lye-family-hub.bliss.cruse-bereavement-support"
ALSO_FIRST = ["/urgent-help/", "/clusters/dudley-central/", "/pl/", "/ur/topics/send/", LINK]
DISCREET = "/services/black-country-womens-aid/"
ORDERS = {
    "home first": ["/", *PATHS[1:], "/topics/money-and-food/", "/services/beat/"],
    "a service first": [PATHS[2], "/my-list/", "/clusters/dudley-central/", "/", "/services/beat/"],
    "urgent help first": ["/urgent-help/", "/topics/send/", "/start/", "/services/beat/"],
    "a discreet page first": [DISCREET, *PATHS[1:], "/services/beat/"],
    "search first": ["/search/", *PATHS, "/services/beat/"],
    "a list from a link first": [LINK, *PATHS[1:], "/services/beat/"],
    "another language first": [
        "/pl/",
        "/pl/topics/send/",
        "/pl/services/beat/",
        "/services/bliss/",
    ],
    "a list in another language first": ["/ur/topics/send/", "/ur/services/beat/", "/", PATHS[2]],
    "a discreet page in another language first": [
        f"/uk{DISCREET}",
        "/uk/clusters/dudley-central/",
        "/uk/services/beat/",
        "/uk/start/",
        "/start/",
    ],
    "search later": ["/", "/search/", PATHS[1], "/services/beat/"],
}
SHIFTS = """
  window.shifted = 0;
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) window.shifted += entry.value;
  }).observe({type: 'layout-shift', buffered: true});
"""
# Counts what a page means to do later, such as to begin the worker a while after it was shown.
WAITING = """
  window.waiting = 0;
  const later = window.setTimeout;
  window.setTimeout = (act, after, ...values) => {
    if (!(after >= 1000)) return later(act, after, ...values);
    window.waiting += 1;
    return later(() => { window.waiting -= 1; act(...values); }, after);
  };
"""


@pytest.fixture(scope="module")
def host(frozen: Path) -> Iterator[CdnHost]:
    """A host that knows gzip alone: with brotli nothing is heavier, as a test makes sure."""
    with CdnHost(frozen, below="/help", coding="gzip") as running:
        yield running


@pytest.fixture(scope="module")
def host_of_today(frozen: Path) -> Iterator[CdnHost]:
    """A host that knows brotli."""
    with CdnHost(frozen, below="/help", coding="br") as running:
        yield running


PHONE: ViewportSize = {"width": 360, "height": 740}


def a_visitor(browser: Browser) -> BrowserContext:
    """Somebody on a phone who was never here before."""
    context = browser.new_context(viewport=PHONE)
    context.add_init_script(WAITING)
    return context


@pytest.fixture
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    context = a_visitor(browser)
    yield context
    context.close()


def cost(page: Page, host: CdnHost, path: str) -> int:
    """The bytes sent for one page, with all that it and the worker ask for until it is quiet."""
    host.sent.clear()
    page.goto(host.address + path)
    quiet(page, host)
    return sum(size for _, size in host.sent)


def quiet(page: Page, host: CdnHost) -> None:
    """Wait until the page waits for nothing more, and nothing has been sent for a second since."""
    sent, waited = len(host.sent), 0
    while waited < 1000:
        page.wait_for_timeout(100)
        still = sent == len(host.sent) and page.evaluate("window.waiting") == 0
        waited = waited + 100 if still else 0
        sent = len(host.sent)


def paths_sent(host: CdnHost) -> list[str]:
    return [path.removeprefix(host.below) for path, _ in host.sent]


@dataclass(frozen=True)
class Visit:
    """What a first visit to a page was: what was sent, asked for, moved and left."""

    path: str
    sent: list[tuple[str, int]]
    asked: list[str]
    shifted: float
    cookies: int
    stored: list[str]


@pytest.fixture(scope="module", params=[*PATHS, *ALSO_FIRST, "/search/", DISCREET])
def visit(request: pytest.FixtureRequest, browser: Browser, host: CdnHost) -> Visit:
    """One first visit to each page, to its end, for all that is asked of a first visit."""
    return first_visit(browser, host, request.param)


def first_visit(browser: Browser, host: CdnHost, path: str) -> Visit:
    context = a_visitor(browser)
    asked: list[str] = []
    context.on("request", lambda one: asked.append(one.url))
    page = context.new_page()
    page.add_init_script(SHIFTS)
    cost(page, host, path)
    sent = list(host.sent)
    page.mouse.wheel(0, 4000)
    quiet(page, host)
    shifted = page.evaluate("window.shifted")
    stored = page.evaluate("Object.keys(localStorage).concat(Object.keys(sessionStorage))")
    cookies = len(context.cookies())
    context.close()
    return Visit(path, sent, asked, shifted, cookies, stored)


def test_a_first_visit_is_light_with_all_that_is_saved_in_the_background(
    visit: Visit, host: CdnHost
) -> None:
    first = sum(size for _, size in visit.sent)
    paths = {path.removeprefix(host.below) for path, _ in visit.sent}
    assert first > 10_000, "the host counted too little to be true"
    assert any(path.endswith(".woff2") for path in paths)
    if visit.path in PATHS:
        assert "/sw.js" in paths, "there is room to begin saving"
    if visit.path in (DISCREET, "/search/"):
        assert not {"/sw.js", "/offline/"} & paths
    assert first < FIRST, visit.sent


def test_nothing_is_heavier_on_a_host_that_knows_brotli(
    visit: Visit, host: CdnHost, host_of_today: CdnHost
) -> None:
    for path in {path for path, _ in visit.sent}:
        sizes = [len(one.answer(path)[2]) for one in (host_of_today, host)]
        assert sizes[0] <= sizes[1], path


def test_a_host_that_knows_brotli_is_understood(browser: Browser, host_of_today: CdnHost) -> None:
    visit = first_visit(browser, host_of_today, PATHS[1])
    assert 10_000 < sum(size for _, size in visit.sent) < FIRST, visit.sent
    assert visit.shifted < 0.01


def test_a_page_keeps_still(visit: Visit) -> None:
    assert visit.shifted < 0.01


def test_a_page_asks_nobody_else(visit: Visit, host: CdnHost) -> None:
    own = host.address.removesuffix(host.below)
    assert len(visit.asked) > 4
    assert all(url.startswith((own, "data:")) for url in visit.asked), visit.asked


def test_a_visit_leaves_no_cookie_and_nothing_stored(visit: Visit) -> None:
    assert (visit.cookies, visit.stored) == (0, [])


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
def test_each_later_page_is_light_while_what_every_device_keeps_is_saved(
    visitor: BrowserContext, host: CdnHost, order: list[str]
) -> None:
    page = visitor.new_page()
    cost(page, host, order[0])
    for later in order[1:]:
        assert cost(page, host, later) < LATER, (later, host.sent)
    for path in ("/offline/", "/urgent-help/"):
        saved = page.evaluate("async path => !!(await caches.match(path))", host.below + path)
        assert saved, f"{path} was never saved"


def link_to(catalogue: Catalogue, count: int) -> tuple[str, list[str]]:
    """A link that brings so many services, from all over the directory, and their ids."""
    slugs = [one.id for one in catalogue.services.values() if not one.discreet]
    chosen = slugs[:: len(slugs) // count][:count]
    return f"/my-list/#1.{'.'.join(chosen)}", chosen


def shown(page: Page) -> list[str]:
    """The ids of the services that a list shows, in its order."""
    ids: list[str] = page.eval_on_selector_all(
        ".kept__one .card__name a", "links => links.map(one => one.href.split('/').at(-2))"
    )
    return ids


# Further down, or, at the end of what has come, with more cards.
GOES_ON = """([down, cards]) =>
  scrollY > down || document.querySelectorAll('.kept__one .card__name a').length > cards"""


@pytest.mark.parametrize(
    ("language", "count"), [("", 5), ("", 12), ("", 40), ("", 60), ("/uk", 12)]
)
def test_a_list_from_a_link_is_light_and_the_rest_of_it_comes_with_whoever_goes_on(
    visitor: BrowserContext, host: CdnHost, catalogue: Catalogue, language: str, count: int
) -> None:
    page = visitor.new_page()
    page.add_init_script(SHIFTS)
    link, slugs = link_to(catalogue, count)
    assert cost(page, host, language + link) < FIRST, host.sent
    cards = [path for path in paths_sent(host) if "cards" in path]
    assert 0 < len(cards) <= 3 and "/my-list/cards.json" not in cards
    assert shown(page) == slugs[:3]
    while shown(page) != slugs:
        before = [page.evaluate("scrollY"), len(shown(page))]
        page.mouse.wheel(0, 500)
        page.wait_for_function(GOES_ON, arg=before)
    assert page.evaluate("window.shifted") < 0.01


@pytest.mark.parametrize("language", ["", "/uk"])
def test_a_window_that_shows_a_whole_list_is_filled_when_somebody_moves(
    visitor: BrowserContext, host: CdnHost, catalogue: Catalogue, language: str
) -> None:
    page = visitor.new_page()
    page.set_viewport_size({"width": 1280, "height": 2400})
    link, slugs = link_to(catalogue, 12)
    assert cost(page, host, language + link) < FIRST, host.sent
    assert len(shown(page)) < len(slugs)
    page.mouse.move(200, 200)
    expect(page.locator(".kept__one")).to_have_count(len(slugs))
    assert shown(page) == slugs


@pytest.mark.parametrize("language", ["", "/ur", "/uk"])
@pytest.mark.parametrize("size", [(360, 740), (1280, 740)], ids=["phone", "wide"])
def test_nothing_moves_while_the_cards_of_a_list_are_slow_to_come(
    browser: Browser,
    host: CdnHost,
    catalogue: Catalogue,
    size: tuple[int, int],
    language: str,
) -> None:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.add_init_script(SHIFTS)
    waiting: list[Route] = []
    page.route("**/my-list/cards**", lambda route: waiting.append(route))
    link, slugs = link_to(catalogue, 12)
    page.goto(f"{host.address}{language}{link}")
    for way in ([0, 300], [0, 20_000], [0, -20_000], [0, 500]):
        page.mouse.wheel(*way)
        page.wait_for_timeout(200)
        while waiting:
            waiting.pop().continue_()
            page.wait_for_timeout(50)
    page.unroute_all()
    expect(page.locator(".kept__one .card__name a")).to_have_count(len(slugs))
    assert shown(page) == slugs
    assert page.evaluate("window.shifted") < 0.01
    page.close()


def test_a_list_opened_from_a_link_after_other_pages_is_as_light_as_they_are(
    visitor: BrowserContext, host: CdnHost, catalogue: Catalogue
) -> None:
    page = visitor.new_page()
    cost(page, host, "/")
    assert cost(page, host, link_to(catalogue, 12)[0]) < LATER, host.sent
    assert page.locator(".kept__one").count() >= 1


def test_the_list_of_this_device_keeps_still(
    visitor: BrowserContext, host: CdnHost, catalogue: Catalogue
) -> None:
    page = visitor.new_page()
    page.add_init_script(SHIFTS)
    link, slugs = link_to(catalogue, 5)
    page.goto(host.address + link)
    page.get_by_role("button", name="Keep these in my list").click()
    expect(page.get_by_text("These services are now in your list.")).to_be_visible()
    page.goto(f"{host.address}/my-list/")
    expect(page.locator(".kept__one .card__name a")).to_have_count(len(slugs))
    quiet(page, host)
    assert shown(page) == slugs
    assert page.evaluate("window.shifted") < 0.01


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


TWO_FONTS = "[...document.fonts].filter(one => one.status === 'loaded').length >= 2"


@pytest.mark.parametrize("path", ["/topics/send/", "/pl/", "/pl/topics/send/"])
def test_fonts_that_come_late_move_nothing(
    visitor: BrowserContext, host: CdnHost, path: str
) -> None:
    late: list[Route] = []
    page = visitor.new_page()
    page.add_init_script(SHIFTS)
    page.route("**/*.woff2", lambda route: late.append(route))
    page.goto(host.address + path, wait_until="domcontentloaded")
    for _ in range(200):
        if len(late) == 2:
            break
        page.wait_for_timeout(100)
    page.wait_for_timeout(1000)
    for font in late:
        font.continue_()
    page.wait_for_function(TWO_FONTS)
    quiet(page, host)
    assert len(late) == 2
    assert page.evaluate("window.shifted") < 0.001
    page.unroute("**/*.woff2")
    page.goto(f"{host.address}/pl/")
    page.wait_for_function(TWO_FONTS)


def test_a_discreet_page_is_never_kept_for_reading_offline(
    visitor: BrowserContext, host: CdnHost
) -> None:
    page = visitor.new_page()
    for path in ("/", DISCREET, "/topics/domestic-abuse/", "/"):
        cost(page, host, path)
    kept = page.evaluate(
        """async () => (await Promise.all((await caches.keys()).map(async name =>
          (await (await caches.open(name)).keys()).map(one => one.url)))).flat()"""
    )
    assert not [url for url in kept if DISCREET in url or "domestic-abuse" in url]
