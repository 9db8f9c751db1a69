"""Families finding help, in a real browser, on the frozen site and on the served one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from app.catalogue import Catalogue


@pytest.fixture(params=["static_site", "served_site"])
def site(request: pytest.FixtureRequest) -> str:
    """The address of the frozen site, then of the served one."""
    return str(request.getfixturevalue(request.param))


@pytest.fixture
def page(wiped_page: Page) -> Page:
    return wiped_page


@pytest.fixture(scope="module")
def plain(browser: Browser) -> Iterator[Page]:
    """A page in a browser that runs no scripts."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def by_three_questions(page: Page, site: str) -> None:
    page.goto(f"{site}/")
    page.get_by_role("main").get_by_role("link", name="Start here").click()
    page.get_by_role("link", name="Primary school (5 to 10)").click()
    page.get_by_role("link", name="School and learning").click()
    page.get_by_role("link", name="Halesowen").first.click()
    expect(page).to_have_url(f"{site}/topics/school-and-learning/ages/5-10/clusters/halesowen/")
    assert page.locator("main a[href*='/services/']").count() > 5


def test_help_is_found_by_three_questions(page: Page, site: str) -> None:
    by_three_questions(page, site)


def test_help_is_found_by_three_questions_without_javascript(plain: Page, site: str) -> None:
    by_three_questions(plain, site)


def test_help_is_found_by_topic(page: Page, site: str) -> None:
    page.goto(f"{site}/")
    page.locator("main a[href$='/topics/money-and-food/']").first.click()
    page.locator("main a[href$='/topics/money-and-food/food-help/']").first.click()
    expect(page).to_have_url(f"{site}/topics/money-and-food/food-help/")
    expect(page.locator("main a[href$='/services/black-country-foodbank/']").first).to_be_visible()


def test_help_is_found_by_cluster(page: Page, site: str, catalogue: Catalogue) -> None:
    page.goto(f"{site}/")
    page.locator("main a[href$='/clusters/stourbridge/']").first.click()
    expect(page).to_have_url(f"{site}/clusters/stourbridge/")
    href = page.locator("main h3 a[href*='/services/']").first.get_attribute("href") or ""
    assert "stourbridge" in catalogue.services[href.rstrip("/").split("/")[-1]].area


def test_a_service_is_read_and_can_be_called(page: Page, site: str) -> None:
    page.goto(f"{site}/services/childline/")
    assert heading(page) == "Childline"
    expect(page.locator("main a[href='tel:08001111']").first).to_be_visible()


def test_a_choice_can_be_taken_off(plain: Page, site: str) -> None:
    plain.goto(f"{site}/topics/send/ages/5-10/clusters/halesowen/")
    plain.locator("main a[href$='/topics/send/clusters/halesowen/']").first.click()
    expect(plain).to_have_url(f"{site}/topics/send/clusters/halesowen/")
    plain.locator("main a[href$='/topics/send/']").first.click()
    expect(plain).to_have_url(f"{site}/topics/send/")


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.getAttribute('href') || ''"))


def tab_to(page: Page, ending: str) -> None:
    for _ in range(150):
        page.keyboard.press("Tab")
        if focused(page).endswith(ending):
            return
    raise AssertionError(f"Tab never came to {ending}")


def follow(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_help_is_found_with_the_keyboard_alone(page: Page, site: str) -> None:
    page.goto(f"{site}/")
    for ending in ("/start/", "/start/11-15/", "/start/11-15/mental-health/"):
        tab_to(page, ending)
        follow(page)
    tab_to(page, "/clusters/dudley-north/")
    follow(page)
    expect(page).to_have_url(f"{site}/topics/mental-health/ages/11-15/clusters/dudley-north/")
    for _ in range(150):
        page.keyboard.press("Tab")
        if "/services/" in focused(page):
            break
    follow(page)
    assert "/services/" in page.url


def test_the_skip_link_leads_to_the_content(page: Page, site: str) -> None:
    page.goto(f"{site}/topics/health/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_an_unknown_address_leads_on(page: Page, site: str) -> None:
    answer = page.goto(f"{site}/no/such/page/")
    assert answer is not None and answer.status == 404
    page.get_by_role("main").locator("a[href$='/start/']").first.click()
    expect(page).to_have_url(f"{site}/start/")


def test_no_page_reports_an_error_or_breaks_the_security_policy(page: Page, site: str) -> None:
    said: list[str] = []
    page.on(
        "console", lambda message: said.append(message.text) if message.type == "error" else None
    )
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in ("/", "/start/", "/topics/send/", "/services/childline/", "/urgent-help/"):
        page.goto(site + path)
    assert said == []
