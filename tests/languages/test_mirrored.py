"""Right-to-left pages as a browser lays them out, and what readers are told of the words."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page

from app.settings import ROOT

SPLIT = """(selector) => {
  const walker = document.createTreeWalker(document.querySelector(selector), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const found = /[0-9][0-9 ]{4,}[0-9]/.exec(node.textContent);
    if (!found) continue;
    const at = (place) => {
      const range = document.createRange();
      range.setStart(node, place);
      range.setEnd(node, place + 1);
      return range.getBoundingClientRect().left;
    };
    return [at(found.index), at(found.index + found[0].length - 1)];
  }
  return null;
}"""


def left(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box, selector
    return box["x"]


@pytest.mark.parametrize("code", ["ur", "ar"])
def test_the_page_is_mirrored_and_numbers_are_not(
    browser: Browser, served_site: str, code: str
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    places = {}
    for root in ("", f"/{code}"):
        page.goto(f"{served_site}{root}/services/lye-family-hub/")
        brand, urgent = left(page, ".brand"), left(page, ".urgent-link")
        first, rest = left(page, ".sheet__first"), left(page, ".touch")
        places[root] = (brand < urgent, first < rest)
        numbers = page.evaluate(SPLIT, ".touch")
        assert numbers and numbers[0] < numbers[1], "a number runs from left to right"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
    assert places == {"": (True, True), f"/{code}": (False, False)}


@pytest.mark.parametrize("code", ["ur", "ar"])
def test_numbers_of_a_found_answer_run_from_left_to_right(
    page: Page, static_site: str, code: str
) -> None:
    page.goto(f"{static_site}/{code}/search/?q=he+hits+me")
    page.wait_for_selector("[data-results][data-ready]")
    assert "Call" not in page.locator("[data-crisis]").inner_text()
    for part in ("[data-danger]", "[data-results]"):
        numbers = page.evaluate(SPLIT, part)
        assert numbers and numbers[0] < numbers[1], part


@pytest.mark.parametrize("code", ["ar", "bn", "pa", "pl", "uk", "ur"])
def test_readers_are_told_that_nobody_has_checked_the_words(client: FlaskClient, code: str) -> None:
    file = ROOT / "translations" / code / "LC_MESSAGES" / "messages.po"
    assert "status: awaiting review" in file.read_text(encoding="utf-8")[:200]
    assert client.get(f"/{code}/").text.count('<p class="foot__note">') == 2
    assert client.get("/").text.count('<p class="foot__note">') == 1
