"""Near me and open now as families meet them, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from app.settings import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
MONDAY_TEN, SATURDAY_NIGHT = "2026-11-23T10:00:00Z", "2026-11-21T23:30:00Z"


def visible(page):
    return page.locator("[data-list] .group [data-service]:visible")


def names(page):
    return [card.get_attribute("data-service") for card in visible(page).all()]


def open_filters(page):
    page.locator(".filters__all > summary").click()


@pytest.fixture
def page_without_policy(browser):
    """A page that lets a test bring its own script."""
    context = browser.new_context(bypass_csp=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def at_ten_on_monday(page):
    page.clock.set_fixed_time(MONDAY_TEN)
    return page


def test_a_frozen_page_says_what_is_open_at_the_readers_minute(page, static_site):
    page.clock.set_fixed_time(MONDAY_TEN)
    page.goto(f"{static_site}/services/lye-family-hub/")
    page.goto(f"{static_site}/topics/mental-health/")
    monday = page.locator("[data-open]").all_inner_texts()
    page.clock.set_fixed_time("2027-03-28T02:30:00Z")
    page.reload()
    sunday = page.locator("[data-open]").all_inner_texts()
    assert any(text.startswith("Open now until") for text in monday)
    assert monday != sunday
    assert len(monday) == len(sunday) > 3


def test_label_and_filter_agree_on_every_card(at_ten_on_monday, static_site):
    page = at_ten_on_monday
    page.goto(f"{static_site}/topics/mental-health/")
    said = [
        card.get_attribute("data-service")
        for card in visible(page).all()
        if "open now" in (card.locator("[data-open]").all_inner_texts() or [""])[0].lower()
    ]
    open_filters(page)
    page.get_by_label("Open now").check()
    expect(page.locator("[data-found]")).to_contain_text(f"{len(said)} service")
    assert sorted(names(page)) == sorted(said)


def test_filters_work_at_once_and_stay_in_the_address_for_back_and_sharing(page, static_site):
    page.goto(f"{static_site}/topics/under-fives/")
    every = names(page)
    open_filters(page)
    page.get_by_label("Free").check()
    expect(page).to_have_url(re.compile(r"\?show=free$"))
    free = names(page)
    assert 0 < len(free) < len(every)
    page.get_by_label("In person").check()
    expect(page).to_have_url(re.compile(r"show=free&how=person"))
    both = names(page)
    assert len(both) < len(free)
    shared = page.url
    page.go_back()
    expect(page.locator("[data-found]")).to_contain_text(f"{len(free)} services")
    assert names(page) == free
    page.goto(shared)
    expect(page.locator("[data-found]")).to_contain_text(f"{len(both)} service")
    assert names(page) == both
    page.locator("[data-filter-chips] a", has_text="In person").click()
    expect(page.locator("[data-found]")).to_contain_text(f"{len(free)} services")
    page.locator("[data-filter-chips] a", has_text="Free").click()
    expect(page.locator("[data-found]")).to_contain_text(f"{len(every)} services")
    assert names(page) == every


def test_when_nothing_fits_it_says_which_filter_to_take_off_and_what_that_brings(page, static_site):
    page.clock.set_fixed_time(SATURDAY_NIGHT)
    page.goto(f"{static_site}/topics/under-fives/?show=free&how=person&open=now")
    expect(page.locator("[data-found]")).to_have_text("No services fit")
    offer = page.locator("[data-instead] li").first
    count = int(re.search(r"to see (\d+) service", offer.inner_text())[1])
    offer.locator("a").click()
    expect(page.locator("[data-found]")).to_contain_text(f"{count} service")
    assert len(names(page)) == count


def test_a_list_of_several_pages_is_narrowed_as_a_whole(page, static_site):
    page.goto(f"{static_site}/clusters/stourbridge/")
    total = int(re.search(r"\d+", page.locator("[data-found]").inner_text())[0])
    assert total > 60 >= len(names(page))
    open_filters(page)
    page.get_by_label("No referral needed").check()
    expect(page.locator("[data-pages-nav]")).to_be_hidden()
    found = names(page)
    assert len(found) > 60
    assert len(found) == len(set(found))
    said = page.locator("[data-found]").inner_text()
    assert said.startswith(f"{len(found)} services")


def test_near_me_puts_what_has_a_place_first_and_loses_nothing(page, static_site):
    page.goto(f"{static_site}/topics/mental-health/")
    every = names(page)
    open_filters(page)
    page.get_by_label("Postcode or place").fill("stourbrige")
    page.get_by_label("Postcode or place").press("Enter")
    expect(page.locator("#near-near")).to_have_text("Near Stourbridge")
    expect(page).to_have_url(re.compile(r"\?near=stourbridge$"))
    assert sorted(names(page)) == sorted(every)
    headings = page.locator("[data-list] .group:visible h2").all_inner_texts()
    assert headings == ["Near Stourbridge", "Anywhere in Dudley borough", "By phone or online"]
    miles = page.locator("[data-near-group=near] [data-away]").all_inner_texts()
    assert miles and all("mile" in words for words in miles)
    assert not page.locator("[data-near-group=far] [data-away]").count()


def test_the_exact_age_puts_those_for_that_age_before_those_for_any(page, static_site):
    page.goto(f"{static_site}/topics/mental-health/?years=7")
    expect(page.locator("[data-filter-chips]")).to_contain_text("Age 7")
    ages = [
        card.evaluate("card => JSON.parse(card.dataset.facts).ages || null")
        for card in visible(page).all()
    ]
    assert [7, 7] not in ages
    for low, high in filter(None, ages):
        assert (low or 0) <= 7 <= (high or 99)
    for group in page.locator("[data-list] .group:visible").all():
        known = [
            card.evaluate("card => 'ages' in JSON.parse(card.dataset.facts)")
            for card in group.locator("[data-service]:visible").all()
        ]
        assert known == sorted(known, reverse=True)


@pytest.mark.parametrize(
    ("typed", "path"),
    [("dy5 3dy", "/near/dy5-3/"), ("Kates Hill", "/near/kates-hill/"), ("DY5", "/near/dy5/")],
)
def test_looking_up_a_place_on_the_frozen_site_asks_nobody(page, static_site, typed, path):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{static_site}/near/")
    page.get_by_label("Postcode, town or estate").fill(typed)
    page.get_by_role("button", name="Find").click()
    page.wait_for_url(f"**{path}")
    words = typed.replace(" ", "").lower()
    assert not [url for url in asked if "where=" in url or (" " in typed and words in url.lower())]
    assert "mile" in page.locator("[data-near-hub]").first.inner_text()


def test_a_slip_is_asked_back_and_a_trap_is_told_apart(page, static_site):
    page.goto(f"{static_site}/near/")
    page.get_by_label("Postcode, town or estate").fill("cradly heath")
    page.get_by_role("button", name="Find").click()
    page.locator("[data-near-answer] a", has_text="Cradley Heath").click()
    expect(page.locator(".note")).to_contain_text("Cradley Heath is not in Dudley borough.")
    expect(page.locator(".note")).to_contain_text("Sandwell Council")
    expect(page.get_by_role("heading", name="The nearest family hub")).to_be_visible()


def test_a_position_is_asked_for_only_when_wanted_and_stays_behind_the_hash(browser, static_site):
    context = browser.new_context(
        geolocation={"latitude": 52.4573, "longitude": -2.1132}, permissions=["geolocation"]
    )
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{static_site}/near/")
    page.get_by_role("button", name="Use my location").click()
    page.wait_for_url("**/near/*/#at=52.457,-2.113")
    assert not [url for url in asked if "52.45" in url.split("#")[0]]
    expect(page.locator("[data-near-hub]").first).to_have_text("Less than half a mile")
    context.close()


def test_without_javascript_the_form_and_the_list_of_places_do_the_same(browser, served_site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served_site}/topics/under-fives/")
    open_filters(page)
    page.get_by_label("Free").check()
    page.get_by_label("Postcode or place").fill("lye")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", name="Near Lye")).to_be_visible()
    chips = page.locator("[data-filter-chips] a").all_inner_texts()
    assert [" ".join(chip.split()) for chip in chips] == ["Take off Free", "Take off Near Lye"]
    page.goto(f"{served_site}/near/")
    page.get_by_role("link", name="Kates Hill").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Help near Kates Hill")
    context.close()


def test_where_nearest_hub_and_cluster_hub_differ_both_are_shown(client):
    html = client.get("/near/lye/").get_data(as_text=True)
    assert "The nearest family hub" in html and "The hub for Stourbridge" in html
    assert html.index("Lye Family Hub") < html.index("Stourbridge Family Hub")


def test_a_hidden_place_has_no_distance_and_no_map(client, catalogue):
    hidden = [one for one in catalogue.services.values() if one.confidential_location]
    assert hidden
    for service in hidden:
        page = client.get(f"/services/{service.id}/").get_data(as_text=True)
        assert '<svg class="map"' not in page
        assert "data-away" not in page.split('id="related"')[0]


def test_every_map_has_its_words(client):
    page = client.get("/services/lye-family-hub/").get_data(as_text=True)
    figure = re.search(r'<figure class="drawn">(.*?)</figure>', page, re.DOTALL)[1]
    assert "<title>Map: where Lye Family Hub is in Dudley borough</title>" in figure
    assert "Lye Family Hub is the family hub for Halesowen." in figure


def test_results_of_a_search_are_narrowed_and_ordered_by_distance_too(page, static_site):
    page.clock.set_fixed_time(MONDAY_TEN)
    page.goto(f"{static_site}/search/?q=baby")
    page.locator("[data-results][data-ready]").wait_for()
    found = page.locator("[data-results] .cards").first.locator("[data-service]")
    every = found.count()
    open_filters(page)
    page.get_by_label("Free").check()
    expect(page).to_have_url(re.compile(r"\?q=baby&show=free$"))
    expect(page.get_by_role("link", name="Take off Free").first).to_be_visible()
    free = page.locator("[data-results] .cards").first.locator("[data-service]:visible")
    expect(free).not_to_have_count(every)
    assert free.count() > 0
    page.get_by_label("Postcode or place").fill("Lye")
    page.get_by_label("Postcode or place").press("Enter")
    expect(page.locator("#near-near")).to_have_text("Near Lye")
    assert "mile" in page.locator("[data-near-group=near] [data-away]").first.inner_text()
    page.reload()
    expect(page.locator("#near-near")).to_have_text("Near Lye")
    chips = page.locator("[data-filter-chips] a").all_inner_texts()
    assert [" ".join(chip.split()).rstrip(" ×") for chip in chips] == [
        "Take off Free",
        "Take off Near Lye",
    ]


def test_a_place_typed_while_results_are_drawn_anew_stays(page, static_site):
    page.goto(f"{static_site}/search/?q=baby")
    page.locator("[data-results][data-ready]").wait_for()
    open_filters(page)
    page.evaluate("""() => new MutationObserver((_, watch) => {
        watch.disconnect();
        document.querySelector("form[data-filters]").elements.near.value = "Lye";
    }).observe(document.querySelector("[data-results]"), { attributeFilter: ["data-ready"] })""")
    page.get_by_label("Free").check()
    expect(page).to_have_url(re.compile(r"\?q=baby&show=free$"))
    expect(page.locator("[data-results][data-ready] .understood")).to_be_visible()
    place = page.get_by_label("Postcode or place")
    expect(place).to_have_value("Lye")
    place.press("Enter")
    expect(page.locator("#near-near")).to_have_text("Near Lye")
    page.go_back()
    expect(place).to_have_value("")
    expect(page.get_by_label("Free")).to_be_checked()


def test_a_reader_in_another_time_zone_sees_london_hours(browser, static_site):
    said = []
    for zone in ("Europe/London", "America/New_York", "Asia/Karachi"):
        context = browser.new_context(timezone_id=zone)
        page = context.new_page()
        page.clock.set_fixed_time(MONDAY_TEN)
        page.goto(f"{static_site}/topics/mental-health/")
        said.append(page.locator("[data-open]").all_inner_texts())
        context.close()
    assert said[0] == said[1] == said[2] != []


def test_a_list_narrowed_in_the_browser_stays_accessible(page_without_policy, static_site):
    page = page_without_policy
    page.goto(f"{static_site}/topics/mental-health/?show=free&near=lye&within=2")
    expect(page.locator("#near-near")).to_have_text("Near Lye")
    open_filters(page)
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run().then(run => run.violations.map(one => one.id))")
    assert found == []
