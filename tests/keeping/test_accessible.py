"""My list and the sheet once they are filled, held against WCAG in both themes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import WIDER_THAN_THE_WINDOW, none_in_both_themes, none_of


@pytest.fixture
def narrow(another: Callable[..., Page]) -> Page:
    return another(reduced_motion="reduce", viewport={"width": 320, "height": 740})


def test_a_full_list_has_nothing_wrong(narrow: Page, served_site: str) -> None:
    page = narrow
    for slug in ("beat", "adhd-uk"):
        page.goto(f"{served_site}/services/{slug}/")
        page.locator(".service__head .keep").click()
    none_in_both_themes(page, "a kept service")
    page.goto(f"{served_site}/my-list/")
    expect(page.locator(".kept__one")).to_have_count(2)
    page.locator("[data-share=code]").click()
    expect(page.locator("[data-code] svg")).to_be_visible()
    none_in_both_themes(page, "my list")
    none_of(page.evaluate(WIDER_THAN_THE_WINDOW))


def test_a_finished_sheet_has_nothing_wrong(narrow: Page, served_site: str) -> None:
    page = narrow
    page.goto(f"{served_site}/signposting-sheet/")
    page.evaluate("document.querySelectorAll('.need').forEach(one => { one.open = true })")
    page.locator("[name=need]").first.check()
    page.get_by_role("button", name="Make the sheet").click()
    page.locator("[data-rang]").first.check()
    expect(page.locator("[data-plan-code] svg")).to_be_visible()
    none_in_both_themes(page, "the sheet")
    none_of(page.evaluate(WIDER_THAN_THE_WINDOW))


def test_the_list_can_be_used_by_keyboard_alone(
    another: Callable[..., Page], served_site: str
) -> None:
    page = another()
    for slug in ("beat", "adhd-uk"):
        page.goto(f"{served_site}/services/{slug}/")
        page.locator(".service__head .keep").focus()
        page.keyboard.press("Enter")
    page.goto(f"{served_site}/my-list/")
    expect(page.locator(".kept__one")).to_have_count(2)
    page.locator("[data-note]").first.focus()
    page.keyboard.type("Ring them")
    page.keyboard.press("Tab")  # Move up is not possible for the first one.
    expect(page.locator("[data-do=down]").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".kept__one .card__name").first).to_have_text("ADHD UK")
    expect(page.locator("[data-note]").nth(1)).to_have_value("Ring them")
