"""My list and the sheet once they are filled, held against WCAG in both themes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import RULES, WIDER_THAN_THE_WINDOW, axe, none_of

THEMES = pytest.mark.parametrize("theme", ["light", "dark"])


@THEMES
def test_a_full_list_has_nothing_wrong(
    another: Callable[..., Page], served_site: str, theme: str
) -> None:
    page = another(color_scheme=theme, viewport={"width": 320, "height": 740})
    for slug in ("beat", "adhd-uk"):
        page.goto(f"{served_site}/services/{slug}/")
        page.locator(".service__head .keep").click()
    none_of(axe(page, *RULES), "a kept service")
    page.goto(f"{served_site}/my-list/")
    expect(page.locator(".kept__one")).to_have_count(2)
    page.locator("[data-share=code]").click()
    expect(page.locator("[data-code] svg")).to_be_visible()
    none_of(axe(page, *RULES), "my list")
    none_of(page.evaluate(WIDER_THAN_THE_WINDOW))


@THEMES
def test_a_finished_sheet_has_nothing_wrong(
    another: Callable[..., Page], served_site: str, theme: str
) -> None:
    page = another(color_scheme=theme, viewport={"width": 320, "height": 740})
    page.goto(f"{served_site}/signposting-sheet/")
    page.evaluate("document.querySelectorAll('.need').forEach(one => { one.open = true })")
    page.locator("[name=need]").first.check()
    page.get_by_role("button", name="Make the sheet").click()
    page.locator("[data-rang]").first.check()
    expect(page.locator("[data-plan-code] svg")).to_be_visible()
    none_of(axe(page, *RULES), "the sheet")
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
