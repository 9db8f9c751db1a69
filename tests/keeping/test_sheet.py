"""The signposting sheet in a real browser: pick, read why, take off, add, write, print, wipe."""

from __future__ import annotations

import io
import json
import re

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from app.catalogue import Catalogue
from tests.keeping.conftest import saved

NEEDS = ["send/autism-and-adhd", "parenting-and-family/behaviour", "money-and-food/food-help"]
PRIVATE = "Sleep, and the bill. Never to be sent."


@pytest.fixture
def asked(page: Page, served_site: str) -> Page:
    """A sheet for three needs, two ages, one place."""
    page.goto(f"{served_site}/signposting-sheet/")
    page.evaluate("document.querySelectorAll('.need').forEach(one => { one.open = true })")
    for need in NEEDS:
        page.locator(f"[name=need][value='{need}']").check()
    for age in ("2-4", "5-10"):
        page.locator(f"[name=age][value='{age}']").check()
    page.select_option("#where", "halesowen")
    page.get_by_role("button", name="Make the sheet").click()
    expect(page.locator(".plan__one").first).to_be_visible()
    return page


def ids(page: Page) -> list[str]:
    links = page.locator(".plan__one h4 a").all()
    return [str(link.get_attribute("href")).rstrip("/").rsplit("/", 1)[-1] for link in links]


def pages_of(page: Page) -> list[str]:
    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    return [one.extract_text() for one in paper.pages]


def test_one_plan_is_grouped_by_need_and_fits_the_family(asked: Page, catalogue: Catalogue) -> None:
    labels = [
        catalogue.taxonomy.terms[need][1].label for need in sorted(NEEDS, key=index_of(asked))
    ]
    assert asked.locator(".plan__group h3").all_inner_texts() == labels
    wide = {area.id for area in catalogue.taxonomy.areas}
    for group, need in zip(
        asked.locator(".plan__group").all(), sorted(NEEDS, key=index_of(asked)), strict=True
    ):
        found = [str(a.get_attribute("href")).split("/")[-2] for a in group.locator("h4 a").all()]
        assert found
        for slug in found:
            service = catalogue.services[slug]
            assert need in service.topics and not service.discreet
            assert "halesowen" in service.area or wide & set(service.area)
    assert len(set(ids(asked))) == len(ids(asked)), "no service stands on the sheet twice"


def index_of(page: Page):  # type: ignore[no-untyped-def]
    order = [one.get_attribute("value") for one in page.locator("[name=need]").all()]
    return order.index


def test_each_suggestion_says_why_and_those_to_phone_oneself_come_first(
    asked: Page, catalogue: Catalogue
) -> None:
    for group in asked.locator(".plan__group").all():
        found = [str(a.get_attribute("href")).split("/")[-2] for a in group.locator("h4 a").all()]
        own = [catalogue.services[slug].contact_yourself for slug in found]
        assert own == sorted(own, reverse=True)
    for why in asked.locator(".plan__why").all_inner_texts():
        assert re.match(r"Why this: \w+", why)


def test_who_must_refer_is_said(page: Page, served_site: str, catalogue: Catalogue) -> None:
    closed = next(
        one
        for one in catalogue.services.values()
        if not one.contact_yourself
        and not one.discreet
        and not one.minimum_age
        and not catalogue.taxonomy.terms[one.topics[0]][1].discreet
        and not catalogue.taxonomy.terms[one.topics[0]][0].discreet
    )
    page.goto(f"{served_site}/signposting-sheet/")
    page.evaluate("document.querySelectorAll('.need').forEach(one => { one.open = true })")
    page.locator(f"[value='{closed.topics[0]}']").check()
    page.get_by_role("button", name="Make the sheet").click()
    expect(page.locator(".plan__group").first).to_be_visible()
    if closed.id not in ids(page):
        page.locator(".plan__tools select").select_option(closed.id)
        page.get_by_role("button", name="Add to").click()
    row = page.locator(".plan__one", has=page.locator(f"a[href*='/{closed.id}/']"))
    expect(row.locator(".plan__how")).to_contain_text(re.compile("has to ask for you"))
    expect(row.locator(".plan__how")).to_contain_text(closed.application_process)


def test_what_is_taken_off_stays_off_and_can_be_added_again(asked: Page) -> None:
    first = ids(asked)[0]
    asked.locator(".plan__one [data-do=off]").first.click()
    assert first not in ids(asked)
    asked.get_by_role("button", name="Make the sheet").click()
    assert first not in ids(asked)
    group = asked.locator(".plan__group").first
    before = group.locator(".plan__one").count()
    group.locator("select").select_option(index=0)
    group.get_by_role("button", name="Add").click()
    expect(asked.locator(".plan__group").first.locator(".plan__one")).to_have_count(before + 1)


def test_i_rang_carries_the_day_and_prints(asked: Page) -> None:
    asked.locator("[data-rang]").first.check()
    today = asked.evaluate(
        "new Date().toLocaleDateString('en-GB', {day: 'numeric', month: 'long', year: 'numeric'})"
    )
    expect(asked.locator("[data-rang-on]").first).to_have_text(f"on {today}")
    assert "I rang, they can help" in " ".join(pages_of(asked))
    assert f"on {today}" in " ".join(pages_of(asked))


def test_the_sheet_prints_on_two_pages_with_all_that_was_written(asked: Page) -> None:
    asked.locator("[data-write=talked]").fill(PRIVATE)
    asked.locator("[data-write=next]").fill("You ring, I visit.\nThen we meet.")
    for name, text in (("name", "Asha"), ("role", "Pastoral lead"), ("phone", "01384 000000")):
        asked.locator(f"[data-write={name}]").fill(text)
    paper = pages_of(asked)
    assert len(paper) in (1, 2)
    words = re.sub(r"\s+", " ", " ".join(paper))
    for text in (
        PRIVATE,
        "You ring, I visit.",
        "You can ring me: Asha, Pastoral lead, 01384 000000",
    ):
        assert text in words
    for text in ("Take off", "Make the sheet", "Copy the link"):
        assert text not in words


def test_even_many_needs_print_on_two_pages(page: Page, served_site: str) -> None:
    page.goto(f"{served_site}/signposting-sheet/")
    page.evaluate("document.querySelectorAll('.need').forEach(one => { one.open = true })")
    for box in page.locator("[name=need]").all()[:60:10]:
        box.check()
    page.get_by_role("button", name="Make the sheet").click()
    expect(page.locator(".plan__one").first).to_be_visible()
    assert page.locator(".plan__group").count() >= 5
    page.locator("[data-write=talked]").fill("A line of what we said.\n" * 4)
    page.locator("[data-write=next]").fill("A line of what comes next.\n" * 4)
    assert len(pages_of(page)) <= 2


def test_nothing_picked_or_written_is_sent_or_stored_or_shared(asked: Page) -> None:
    sent: list[str] = []
    asked.on("request", lambda one: sent.append(one.url + (one.post_data or "")))
    asked.locator("[data-write=talked]").fill(PRIVATE)
    asked.locator("[data-write=name]").fill("Asha")
    asked.locator("[data-share=code]").click()
    link = str(asked.locator("[data-share=text]").get_attribute("href"))
    assert sorted(re.search(r"%231\.(.+)", link)[1].split(".")) == sorted(ids(asked))  # type: ignore[index]
    assert asked.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [
        0,
        0,
        "",
    ]
    assert asked.evaluate("location.search + location.hash") == ""
    assert not any(word in " ".join([*sent, link]) for word in ("Sleep", "Asha", "behaviour"))
    assert not [path for path in saved(asked) if "behaviour" in path]


def test_leaving_the_page_wipes_the_notes(asked: Page, served_site: str) -> None:
    asked.on("dialog", lambda dialog: dialog.accept())
    asked.locator("[data-write=talked]").fill(PRIVATE)
    asked.goto(f"{served_site}/topics/")
    asked.go_back()
    expect(asked.locator("[data-write=talked]")).to_have_value("")
    expect(asked.locator(".plan__one")).to_have_count(0)
    expect(asked.locator("[name=need]:checked")).to_have_count(0)


def test_leaving_by_mistake_is_asked_about_while_there_are_notes(
    asked: Page, served_site: str
) -> None:
    asked.locator("[data-write=talked]").fill(PRIVATE)
    kinds: list[str] = []

    def stay(dialog):  # type: ignore[no-untyped-def]
        kinds.append(dialog.type)
        dialog.dismiss()

    asked.on("dialog", stay)
    asked.locator(".brand").click()
    expect(asked.locator("[data-write=talked]")).to_have_value(PRIVATE)
    assert kinds == ["beforeunload"]


def test_discreet_needs_are_pages_to_look_at_together_not_boxes(
    page: Page, served_site: str, catalogue: Catalogue
) -> None:
    page.goto(f"{served_site}/signposting-sheet/")
    page.evaluate("document.querySelectorAll('.need').forEach(one => { one.open = true })")
    for topic in catalogue.taxonomy.topics:
        for sub in topic.sub:
            box = page.locator(f"[value='{topic.id}/{sub.id}']")
            assert box.count() == (0 if topic.discreet or sub.discreet else 1)
    link = page.locator(".need__private a[href='/topics/domestic-abuse/domestic-abuse/']")
    expect(link).to_be_visible()


def test_the_files_behind_the_sheet_hold_no_discreet_service(
    client: FlaskClient, catalogue: Catalogue
) -> None:
    cards = json.loads(client.get("/my-list/cards.json").text)
    reasons = json.loads(client.get("/signposting-sheet/plan.json").text)
    secret = {one.id for one in catalogue.services.values() if one.discreet}
    assert set(cards["services"]) == set(reasons["services"]) == set(catalogue.services) - secret
    assert set(cards["private"]) == secret
