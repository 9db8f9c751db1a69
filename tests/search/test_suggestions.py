"""Suggestions while typing: the combobox of the ARIA Authoring Practices, on both kinds of host."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import axe

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@pytest.fixture(params=["static_site", "served_site"])
def site(request):
    return request.getfixturevalue(request.param)


@pytest.fixture(params=["/", "/search/"])
def box(request, page, site):
    """The search field of a page, with all that was asked of the network beside it."""
    page.asked = []
    page.on("request", lambda asked: page.asked.append(asked.url))
    page.goto(site + request.param)
    field = page.get_by_role("combobox", name="What do you need help with?")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.focus()
    expect(field).to_have_attribute("aria-controls", "search-suggestions")
    return field


def options(page):
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option")


def pointed(page, box):
    """The option that the field points at, as a screen reader follows it."""
    name = box.get_attribute("aria-activedescendant")
    return page.locator(f"[id='{name}']") if name else None


def test_typing_opens_a_list_of_topics_and_services(page, box, site):
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("napp")
    expect(box).to_have_attribute("aria-expanded", "true")
    listed = page.get_by_role("listbox", name="Suggestions")
    expect(listed).to_have_id(box.get_attribute("aria-controls"))
    expect(options(page).filter(has_not_text=re.compile("napp", re.IGNORECASE))).to_have_count(0)
    expect(options(page).first).to_be_visible()
    expect(
        page.get_by_role("status").filter(has_text=re.compile(r"^\d+ suggestions?\."))
    ).to_be_attached()
    box.fill("young")
    expect(options(page).filter(has_text="Topic").first).to_be_visible()
    expect(options(page).filter(has_text="Service").first).to_be_visible()
    assert options(page).count() <= 6
    assert [url for url in page.asked if not url.startswith(site)] == []


def test_arrows_walk_round_and_other_keys_go_back_to_the_words(page, box):
    box.press_sequentially("baby")
    expect(options(page).first).to_be_visible()
    many = options(page).count()
    for number in range(many):
        page.keyboard.press("ArrowDown")
        expect(pointed(page, box)).to_have_attribute("aria-selected", "true")
        expect(options(page).nth(number)).to_have_attribute("aria-selected", "true")
        expect(page.locator("[aria-selected=true]")).to_have_count(1)
        expect(box).to_be_focused()
    page.keyboard.press("ArrowDown")
    assert pointed(page, box) is None
    page.keyboard.press("ArrowUp")
    expect(options(page).nth(many - 1)).to_have_attribute("aria-selected", "true")
    for key in ("Home", "ArrowDown", "End", "ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
        assert (pointed(page, box) is None) == (key != "ArrowDown"), key
    expect(box).to_have_value("baby")


def test_escape_closes_the_list_first_and_only_then_clears(page, box):
    box.press_sequentially("baby")
    expect(options(page).first).to_be_visible()
    page.keyboard.press("Escape")
    expect(options(page)).to_have_count(0)
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("baby")
    page.keyboard.press("ArrowDown")
    expect(options(page).first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(box).to_have_value("")


def test_enter_opens_what_is_pointed_at(page, box, site):
    box.press_sequentially("childline")
    expect(options(page).first).to_contain_text("Childline")
    page.keyboard.press("ArrowDown")
    expect(options(page).first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/services/childline/")


def test_enter_with_nothing_pointed_at_searches(page, box, site):
    box.press_sequentially("childline")
    expect(options(page).first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/search/\?q=childline"))
    expect(options(page)).to_have_count(0)


def test_a_press_on_an_option_opens_it_and_one_elsewhere_closes_the_list(page, box, site):
    box.press_sequentially("childline")
    expect(options(page).first).to_be_visible()
    page.get_by_role("heading", level=1).click()
    expect(options(page)).to_have_count(0)
    box.focus()
    box.press_sequentially(" ")
    options(page).first.click()
    page.wait_for_url(f"{site}/services/childline/")


def test_the_open_list_is_accessible_and_fits_a_narrow_screen(page, box):
    page.set_viewport_size({"width": 320, "height": 740})
    box.press_sequentially("baby")
    expect(options(page).first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(options(page).first).to_have_attribute("aria-selected", "true")
    assert axe(page, *RULES) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    listed = page.get_by_role("listbox").bounding_box()
    assert listed["x"] >= 0 and listed["x"] + listed["width"] <= 320
    assert all(one.bounding_box()["height"] >= 24 for one in options(page).all())


def test_strange_words_bring_no_list_and_no_error(page, box):
    errors = []
    page.on("console", lambda told: told.type == "error" and errors.append(told.text))
    page.on("pageerror", lambda error: errors.append(str(error)))
    for words in ("zx", "ਬੱਚੇ", "<img src=x onerror=alert(1)>", "%%%", "🙂🙂"):
        box.fill(words)
        page.wait_for_timeout(100)
    box.fill("baby")
    expect(options(page).first).to_be_visible()
    box.fill("zx")
    expect(options(page)).to_have_count(0)
    assert errors == []


def test_without_javascript_there_is_a_plain_field(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/search/")
    expect(page.get_by_role("searchbox")).to_be_visible()
    expect(page.get_by_role("combobox", name="What do you need help with?")).to_have_count(0)
    context.close()
