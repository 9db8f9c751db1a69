"""Narrowing an answer: the same numbers on both hosts, by keyboard, and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

READ = """() => Object.fromEntries(
  [...document.querySelectorAll(".facet")].map((facet) => [
    facet.querySelector("h2").textContent,
    Object.fromEntries([...facet.querySelectorAll("li")].map((one) => [
      one.querySelector("a").textContent, parseInt(one.querySelector(".count").textContent),
    ])),
  ]),
)"""
FACETS = {"Show only", "Topic", "Age", "Where you live"}
ASKED = [
    "q=baby",
    "q=food&show=free",
    "q=school&age=5-10",
    "q=autism&topic=send&cluster=halesowen",
    "q=money&show=free&show=yourself",
    "q=teenager+clubs+in+lye&cluster=any",
]


@pytest.fixture(scope="module")
def plain(browser):
    """A browser without JavaScript."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def answered(page, address):
    page.goto(address)
    expect(page.locator("[data-results][data-ready]")).to_be_attached()
    expect(page.locator(".facet").first).to_be_attached()
    return page


def shown(page):
    return page.locator(".listing__main .cards").first.locator("[data-service]:visible")


@pytest.mark.parametrize("asked", ASKED)
def test_both_hosts_give_the_same_ways_to_narrow(page, plain, static_site, served_site, asked):
    here = answered(page, f"{static_site}/search/?{asked}").evaluate(READ)
    plain.goto(f"{served_site}/search/?{asked}")
    there = {
        facet.get_by_role("heading").inner_text(): {
            one.get_by_role("link").inner_text(): int(one.locator(".count").inner_text().split()[0])
            for one in facet.get_by_role("listitem").all()
        }
        for facet in plain.locator(".facet").all()
    }
    assert here == {heading: ways for heading, ways in there.items() if ways}
    chosen = {"age": "Age", "cluster": "Where you live", "topic": "Topic"}
    parts = {part for part in asked.split("&") if not part.endswith("=any")}
    assert FACETS - here.keys() <= {chosen.get(part.split("=")[0]) for part in parts} | {
        "Show only"
    }


@pytest.mark.parametrize("way", ["Free", "No referral needed"])
def test_a_way_leaves_as_many_as_it_says_and_is_taken_off_again(page, static_site, way):
    answered(page, f"{static_site}/search/?q=nappies")
    before = shown(page).count()
    page.locator(".narrow summary").click()
    link = page.locator(".facet").get_by_role("link", name=way)
    said = int(re.match(r"\d+", link.locator("xpath=following-sibling::*").inner_text())[0])
    link.press("Enter")
    expect(shown(page)).to_have_count(said)
    assert said <= before
    page.get_by_role("link", name=f"Take off {way}").press("Enter")
    expect(shown(page)).to_have_count(before)


def test_without_javascript_the_server_narrows_and_takes_off(plain, served_site):
    plain.goto(f"{served_site}/search/?q=nappies")
    before = shown(plain).count()
    plain.locator(".narrow summary").click() if plain.locator(".narrow").is_visible() else None
    link = plain.locator(".facet").get_by_role("link", name="Free", exact=True)
    said = int(re.match(r"\d+", link.locator("xpath=following-sibling::*").inner_text())[0])
    link.press("Enter")
    expect(shown(plain)).to_have_count(said)
    plain.locator(".facet").get_by_role("link", name="No referral needed").press("Enter")
    assert "show=free" in plain.url and "show=yourself" in plain.url
    for name in ("Free", "No referral needed"):
        plain.get_by_role("link", name=f"Take off {name}").press("Enter")
    expect(shown(plain)).to_have_count(before)


@pytest.mark.parametrize("host", ["static_site", "served_site"])
def test_what_the_words_tell_is_shown_and_taken_off(page, request, host):
    answered(page, f"{request.getfixturevalue(host)}/search/?q=teenager+clubs+in+lye")
    told = page.locator(".understood")
    place, age = "Take off Lye", "Take off Secondary school (11 to 15)"
    lifted = [one.get_attribute("data-service") for one in shown(page).all()]
    expect(told.get_by_role("link")).to_have_text([age, place])
    told.get_by_role("link", name=place).press("Enter")
    expect(told.get_by_role("link")).to_have_text([age])
    assert "cluster=any" in page.url
    told.get_by_role("link", name=age).press("Enter")
    expect(told).to_have_count(0)
    assert [one.get_attribute("data-service") for one in shown(page).all()] != lifted
    page.go_back()
    expect(told.get_by_role("link")).to_have_text([age])


@pytest.mark.parametrize("host", ["static_site", "served_site"])
def test_a_result_says_why_where_what_it_costs_and_whom_to_ring(page, request, host):
    answered(page, f"{request.getfixturevalue(host)}/search/?q=nappies")
    card = shown(page).filter(has=page.locator("a[href^='tel:']")).first
    expect(card.locator(".found-for")).to_contain_text("For: ")
    assert card.locator(".card__facts .fact").count() >= 2
    expect(card.locator("a[href^='tel:']")).to_be_visible()
    expect(page.get_by_role("heading", name="Also related")).to_be_visible()


@pytest.mark.parametrize("host", ["static_site", "served_site"])
def test_a_hopeless_query_ends_with_a_number_urgent_help_and_topics(page, request, host):
    page.goto(f"{request.getfixturevalue(host)}/search/?q=zzzzqqqq")
    expect(page.locator("[data-results][data-ready]")).to_contain_text("We found nothing")
    for way in ("Narrow these results", "Filter and sort"):
        expect(page.get_by_text(way).locator("visible=true")).to_have_count(0)
    ask = page.locator("[data-ask]")
    expect(ask.locator("a[href^='tel:']:visible")).to_have_count(1)
    expect(ask.get_by_role("link", name="urgent help")).to_be_visible()
    expect(page.locator("main .tile").first).to_be_visible()


@pytest.mark.parametrize("host", ["static_site", "served_site"])
def test_the_hub_of_the_place_that_is_named_is_offered(page, request, host):
    answered(page, f"{request.getfixturevalue(host)}/search/?q=baby+group+halesowen")
    expect(page.locator("[data-ask] [data-hub='halesowen'] [data-service]")).to_be_visible()
    expect(page.locator("[data-ask] [data-service]:visible")).to_have_count(1)


def test_without_javascript_the_frozen_page_leads_on(plain, static_site):
    plain.goto(f"{static_site}/search/")
    note = plain.locator("noscript .note")
    expect(note).to_contain_text("Search needs JavaScript here")
    for name, path in (("three short questions", "/start/"), ("A to Z of plain words", "/words/")):
        assert note.get_by_role("link", name=name).get_attribute("href").endswith(path)
    note.get_by_role("link", name="A to Z of plain words").click()
    plain.get_by_role("link", name="nappies", exact=True).click()
    expect(plain.locator("[data-service]").first).to_be_visible()


def test_the_page_shows_answers_in_the_order_of_the_json(client):
    for query in ("syn nie chce chodzić do szkoły", "food", "my son wont go to school"):
        hits = client.get("/search.json", query_string={"q": query, "limit": 10}).json["hits"]
        text = client.get("/search/", query_string={"q": query}).text
        shown = re.findall(r'<article class="card" data-service="([^"]+)', text)
        assert shown[: len(hits)] == [hit["id"] for hit in hits]
