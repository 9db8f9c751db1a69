"""Leaving at once: 'Exit this page' on every discreet page, and on no other.

The neutral page is somebody else's site, so the browser is given a stand-in for it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from app.addresses import Choice, service
from app.catalogue import Catalogue

DISCREET = {
    "a topic": "/topics/domestic-abuse/",
    "a need": "/topics/domestic-abuse/sexual-violence/",
    "a list narrowed": "/topics/domestic-abuse/ages/11-15/clusters/halesowen/",
    "a service": "/services/black-country-womens-aid/",
    "a page of words": "/staying-safe-online/",
}
every_discreet_page = pytest.mark.parametrize("kind", DISCREET)


class NeutralPage:
    """A stand-in for the page one leaves to; keeps what the browser sent it."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address, self.requests = address, list[Request]()
        context.route(lambda url: url.startswith(address), self._answer)

    def _answer(self, route: Route) -> None:
        self.requests.append(route.request)
        body = "<!doctype html><title>The weather</title><h1>Dry later</h1>"
        route.fulfill(content_type="text/html", body=body)


@pytest.fixture(params=["static_site", "served_site"])
def site(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(request.param))


@pytest.fixture(scope="module")
def scriptless(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that runs no scripts; nothing is left on it but its cache."""
    opened = browser.new_context(java_script_enabled=False)
    opened.new_page()
    yield opened
    opened.close()


@pytest.fixture
def exit_url(catalogue: Catalogue) -> str:
    return catalogue.site.exit_url


@pytest.fixture
def neutral(wiped_phone: BrowserContext, exit_url: str) -> NeutralPage:
    return NeutralPage(wiped_phone, exit_url)


@pytest.fixture
def reader(wiped_page: Page, neutral: NeutralPage) -> Page:
    """Somebody whose browser knows the neutral page's stand-in."""
    return wiped_page


def came_from_the_front_page(page: Page, address: str, site: str) -> None:
    page.goto("about:blank")
    page.goto(f"{site}/")
    page.goto(address)


def left_for_good(page: Page, neutral: NeutralPage, site: str) -> None:
    """Check that one is away, and that Back shows none of our pages, however often."""
    page.wait_for_url(neutral.address)
    expect(page.locator("h1")).to_have_text("Dry later")
    for _ in range(3):
        page.go_back(wait_until="commit")
        # A page of ours that Back comes to is blank, and leaves again.
        page.wait_for_url(lambda url: not url.startswith(site))
        if page.url == "about:blank":
            return


@every_discreet_page
def test_the_button_leaves_and_back_does_not_return(
    reader: Page, neutral: NeutralPage, site: str, kind: str
) -> None:
    came_from_the_front_page(reader, site + DISCREET[kind], site)
    reader.locator(".govuk-exit-this-page__button").click()
    left_for_good(reader, neutral, site)


@every_discreet_page
def test_three_presses_of_shift_leave_and_back_does_not_return(
    reader: Page, neutral: NeutralPage, site: str, kind: str
) -> None:
    came_from_the_front_page(reader, site + DISCREET[kind], site)
    for _ in range(3):
        reader.keyboard.press("Shift")
    left_for_good(reader, neutral, site)


def test_two_presses_and_typing_in_capitals_do_not_leave(reader: Page, site: str) -> None:
    reader.goto(site + DISCREET["a topic"])
    reader.keyboard.press("Shift")
    reader.keyboard.press("Shift")
    reader.keyboard.press("a")
    for letter in "ABC":
        reader.keyboard.press(f"Shift+{letter}")
    reader.wait_for_timeout(300)
    assert reader.url == site + DISCREET["a topic"]


def test_a_second_skip_link_leaves(reader: Page, neutral: NeutralPage, site: str) -> None:
    came_from_the_front_page(reader, site + DISCREET["a service"], site)
    reader.keyboard.press("Tab")
    assert reader.evaluate("document.activeElement.textContent.trim()") == "Skip to main content"
    reader.keyboard.press("Tab")
    assert reader.evaluate("document.activeElement.textContent.trim()") == "Exit this page"
    reader.keyboard.press("Enter")
    left_for_good(reader, neutral, site)


@every_discreet_page
def test_without_javascript_both_are_plain_links(
    scriptless: BrowserContext, exit_url: str, site: str, kind: str
) -> None:
    neutral = NeutralPage(scriptless, exit_url)
    page = scriptless.pages[0]
    for link in (".govuk-exit-this-page__button", ".govuk-skip-link >> nth=1"):
        page.goto(site + DISCREET[kind])
        page.locator(link).focus()
        page.locator(link).press("Enter")
        page.wait_for_url(exit_url)
        expect(page.locator("h1")).to_have_text("Dry later")
    assert [request.headers.get("referer") for request in neutral.requests] == [None, None]
    scriptless.unroute_all()


FILL = """async () => {
  localStorage.setItem('contrast', 'high');
  localStorage.setItem('list', 'childline');
  sessionStorage.setItem('seen', 'a service');
  const kept = await caches.open('pages');
  await kept.put('/services/somewhere/', new Response('a page'));
}"""
HELD = """async () => ({
  local: Object.keys(localStorage),
  session: Object.keys(sessionStorage).filter(key => key !== 'left'),
  caches: await caches.keys(),
  databases: (await indexedDB.databases()).map(one => one.name),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""


def test_leaving_wipes_what_the_site_stored(reader: Page, neutral: NeutralPage, site: str) -> None:
    reader.goto(site + DISCREET["a service"])
    reader.evaluate(FILL)
    reader.locator(".govuk-exit-this-page__button").click()
    reader.wait_for_url(neutral.address)
    # Look without running any of the site's own scripts.
    reader.context.route(
        f"{site}/look", lambda route: route.fulfill(body="", content_type="text/html")
    )
    other = reader.context.new_page()
    other.goto(f"{site}/look")
    nothing = {"local": [], "session": [], "caches": [], "databases": [], "workers": 0}
    assert other.evaluate(HELD) == nothing
    reader.goto(f"{site}/look")
    assert reader.evaluate(HELD) == nothing


def test_no_page_left_to_learns_where_one_came_from(
    reader: Page, neutral: NeutralPage, site: str
) -> None:
    reader.goto(site + DISCREET["a topic"])
    reader.locator(".govuk-exit-this-page__button").click()
    reader.wait_for_url(neutral.address)
    (request,) = neutral.requests
    assert "referer" not in request.all_headers() and "origin" not in request.all_headers()
    assert reader.evaluate("document.referrer") == ""
    assert reader.evaluate("history.state") is None and reader.evaluate("window.name") == ""


WHILE_LEAVING = """addEventListener('click', () => setTimeout(() => tell({
  title: document.title,
  icons: document.querySelectorAll('link[rel=icon]').length,
  seen: [...document.body.children].filter(one =>
    one.checkVisibility({visibilityProperty: true, opacityProperty: true})).length,
}), 100))"""


def test_the_page_is_blank_and_its_title_neutral_while_the_next_is_slow(
    reader: Page, catalogue: Catalogue, site: str
) -> None:
    told: list[dict[str, object]] = []
    held: list[Route] = []
    reader.expose_function("tell", lambda state: told.append(state))
    reader.add_init_script(WHILE_LEAVING)
    reader.goto(site + DISCREET["a service"])
    reader.route(
        lambda url: url.startswith(catalogue.site.exit_url), lambda route: held.append(route)
    )
    reader.locator(".govuk-exit-this-page__button").click(no_wait_after=True)
    for _ in range(100):
        if held and told:
            break
        reader.wait_for_timeout(100)
    assert held, "the next page was never asked for"
    assert told == [{"title": catalogue.site.exit_title, "icons": 0, "seen": 0}]
    held[0].abort()


def test_only_discreet_pages_have_it(reader: Page, catalogue: Catalogue, served_site: str) -> None:
    """Every service, need and page says for itself whether it is discreet; all are looked at."""
    expected = {
        **{service(one.id): one.discreet for one in catalogue.services.values()},
        **{f"/{slug}/": page.discreet for slug, page in catalogue.pages.items() if slug != "home"},
        **{
            Choice(topic.id).path(): catalogue.discreet(Choice(topic.id))
            for topic in catalogue.taxonomy.topics
        },
    }
    assert sum(expected.values()) > 20
    for path, discreet in expected.items():
        text = reader.request.get(served_site + path).text()
        assert ("govuk-exit-this-page" in text) == discreet, path
        assert ("/exit." in text.split("</head>")[0]) == discreet, path
        assert text.count(f'href="{catalogue.site.exit_url}"') == (2 if discreet else 0), path
