"""My list in a real browser: keep, order, note, share, wipe; and all that can go wrong."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pypdf import PdfReader

from app.catalogue import Catalogue
from tests.keeping.conftest import READY, kept, until

THREE = ["beat", "adhd-uk", "cruse-bereavement-support"]


def keep(page: Page, site: str, *slugs: str) -> None:
    for slug in slugs:
        page.goto(f"{site}/services/{slug}/")
        page.locator(".service__head .keep").click()
        expect(page.locator(".service__head .keep--on")).to_be_visible()


def order(page: Page, count: int) -> list[str]:
    """The ids of the services of a list, once it shows so many."""
    expect(page.locator(".kept__one .card__name a")).to_have_count(count)
    links = page.locator(".kept__one .card__name a").all()
    return [str(link.get_attribute("href")).rstrip("/").rsplit("/", 1)[-1] for link in links]


def message(page: Page) -> str:
    expect(page.locator("[data-tell]")).not_to_be_empty()
    return page.locator("[data-tell]").inner_text()


@pytest.fixture(scope="module")
def three_kept(browser: Browser, served_site: str) -> dict[str, str]:
    """What is stored on a phone on which three services were kept."""
    page = browser.new_page()
    keep(page, served_site, *THREE)
    stored: dict[str, str] = page.evaluate("({...localStorage})")
    page.close()
    return stored


@pytest.fixture
def mine(page: Page, served_site: str, three_kept: dict[str, str]) -> Page:
    """My list with three services in it."""
    page.goto(f"{served_site}/robots.txt")  # A file of the site that stores nothing itself.
    page.evaluate("stored => { Object.assign(localStorage, stored) }", three_kept)
    page.goto(f"{served_site}/my-list/")
    assert order(page, 3) == THREE
    return page


def test_a_card_on_a_list_is_kept_and_the_header_counts_it(page: Page, served_site: str) -> None:
    page.goto(f"{served_site}/topics/send/")
    button = page.locator("[data-keep] .keep").nth(2)
    name = page.locator("[data-keep] .card__name").nth(2).inner_text()
    expect(button).to_have_accessible_name(re.compile(f"^Keep this.*{re.escape(name)}"))
    button.click()
    expect(button).to_have_accessible_name(re.compile(f"^In my list.*{re.escape(name)}"))
    assert page.locator("[data-my-list]").text_content() == "My list (1)"
    page.reload()
    assert [one["name"] for one in kept(page)] == [name]
    page.locator(".keep--on").first.click()
    assert kept(page) == []


def test_without_javascript_there_is_no_button_and_the_page_says_why(
    another: Callable[..., Page], served_site: str
) -> None:
    page = another(java_script_enabled=False)
    page.goto(f"{served_site}/topics/send/")
    expect(page.locator(".keep")).to_have_count(0)
    expect(page.locator("[data-my-list]")).to_be_hidden()
    page.goto(f"{served_site}/my-list/")
    expect(page.get_by_text("This page needs JavaScript")).to_be_visible()
    expect(page.locator("main button:visible")).to_have_count(0)


def test_services_move_up_and_down_by_button_and_keep_the_focus(mine: Page) -> None:
    first = mine.locator(".kept__one").first
    expect(first.locator("[data-do=up]")).to_be_disabled()
    first.locator("[data-do=down]").click()
    expect(mine.locator("[data-tell]")).to_contain_text("is now number 2 of 3")
    assert order(mine, 3) == ["adhd-uk", "beat", "cruse-bereavement-support"]
    expect(mine.locator(".kept__one").nth(1).locator("[data-do=down]")).to_be_focused()
    mine.reload()
    assert order(mine, 3) == ["adhd-uk", "beat", "cruse-bereavement-support"]


def test_a_note_stays_as_typed_and_is_only_ever_text(mine: Page) -> None:
    typed = "<img src=x onerror=document.title='run'><script>alert(1)</script> Ring after 3"
    mine.locator("[data-note]").first.fill(typed)
    mine.reload()
    expect(mine.locator("[data-note]").first).to_have_value(typed)
    assert mine.locator(".kept img, .kept script").count() == 0
    assert mine.title() != "run"


def test_a_shared_link_holds_ids_in_its_fragment_and_no_note(mine: Page) -> None:
    mine.locator("[data-note]").first.fill("a private thing")
    for way in ("text", "email"):
        href = unquote(str(mine.locator(f"[data-share={way}]").get_attribute("href")))
        assert href.endswith("/my-list/#1." + ".".join(THREE))
        assert "private" not in href


def test_copying_gives_the_link_and_says_so(mine: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    mine.locator("[data-share=copy]").click()
    expect(mine.locator("[data-share-tell]")).to_have_text("The link is copied.")
    assert mine.evaluate("navigator.clipboard.readText()").endswith("#1." + ".".join(THREE))


def test_the_phones_own_share_sheet_gets_the_link(page: Page, served_site: str) -> None:
    page.add_init_script("navigator.share = async given => { window.given = given }")
    keep(page, served_site, "beat")
    page.goto(f"{served_site}/my-list/")
    page.locator("[data-share=phone]").click()
    assert page.evaluate("window.given.url") == f"{served_site}/my-list/#1.beat"


def test_the_qr_code_is_fetched_only_when_asked_for(mine: Page) -> None:
    asked: list[str] = []
    mine.on("request", lambda request: asked.append(request.url))
    assert not any("qr." in url for url in asked)
    mine.locator("[data-share=code]").click()
    expect(mine.get_by_role("img", name="QR code of the link")).to_be_visible()
    assert any(re.search(r"/qr\.\w+\.js", url) for url in asked)


def test_a_list_opened_elsewhere_is_shown_and_saved_only_when_asked(
    another: Callable[[], Page], served_site: str
) -> None:
    page = another()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{served_site}/my-list/#1.beat.adhd-uk")
    assert order(page, 2) == ["beat", "adhd-uk"]
    expect(page.get_by_role("heading", name="A list shared with you")).to_be_visible()
    assert kept(page) is None
    assert not any("beat" in url.split("#")[0] for url in asked), "the server must not learn of it"
    page.get_by_role("button", name="Keep these in my list").click()
    expect(page.get_by_role("heading", name="My list", exact=True)).to_be_visible()
    assert [one["id"] for one in kept(page)] == ["beat", "adhd-uk"]


def test_a_list_in_another_language_says_which_words_are_english(
    another: Callable[[], Page], served_site: str
) -> None:
    page = another()
    page.goto(f"{served_site}/ur/my-list/#1.beat")
    summary = page.locator(".kept__one .card__summary")
    expect(summary).to_have_attribute("lang", "en")
    expect(summary).to_have_css("direction", "ltr")
    expect(page.locator("[data-heading]")).to_have_css("direction", "rtl")


def test_saving_a_shared_list_loses_nothing_of_ones_own(mine: Page, served_site: str) -> None:
    mine.locator("[data-note]").first.fill("mine")
    mine.goto(f"{served_site}/my-list/#1.beat.bliss")
    mine.reload()
    mine.get_by_role("button", name="Keep these in my list").click()
    expect(mine.locator(".kept__one")).to_have_count(4)
    assert [one["id"] for one in kept(mine)] == [*THREE, "bliss"]
    assert kept(mine)[0]["note"] == "mine"


def test_a_service_that_is_gone_is_named_and_its_note_is_still_there(
    page: Page, served_site: str
) -> None:
    page.goto(f"{served_site}/my-list/")
    gone = '{"id":"old-club","name":"The Old Club","note":"Tuesdays"}'
    there = '{"id":"beat","name":"Beat","note":""}'
    page.evaluate(f"localStorage.setItem('my-list', '{{\"list\":[{gone},{there}]}}')")
    page.reload()
    assert order(page, 1) == ["beat"]
    expect(page.locator("[data-gone]")).to_contain_text("‘The Old Club’. Your note: Tuesdays")
    page.locator("[data-gone] button").click()
    expect(page.locator("[data-gone]")).to_be_hidden()
    assert [one["id"] for one in kept(page)] == ["beat"]


def test_a_service_with_a_new_id_is_found_by_its_old_one(
    another: Callable[[], Page], served_site: str
) -> None:
    page = another()
    page.goto(f"{served_site}/my-list/#1.halesowen-family-centre")
    assert order(page, 1) == ["lye-family-hub"]


def test_discreet_services_cannot_be_kept_and_a_link_with_them_does_not_name_them(
    page: Page, served_site: str, catalogue: Catalogue
) -> None:
    secret = next(one for one in catalogue.services.values() if one.discreet)
    page.goto(f"{served_site}/services/{secret.id}/")
    expect(page.locator(".keep")).to_have_count(0)
    page.goto(f"{served_site}/topics/mental-health/")
    assert page.locator("[data-service] .keep").count() > 0
    for card in page.locator("[data-service]").all():
        private = catalogue.services[str(card.get_attribute("data-service"))].discreet
        assert card.locator(".keep").count() == (0 if private else 1)
    page.goto(f"{served_site}/my-list/#1.beat.{secret.id}")
    page.keyboard.press("End")
    assert order(page, 1) == ["beat"]
    expect(page.locator("[data-gone]")).to_contain_text("1 service in this list is not shown")
    assert secret.name not in page.locator("main").inner_text()


def asked_again(page: Page) -> list[str]:
    """What opening the page anew asks the host for."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload(wait_until="networkidle")
    return asked


def files_of_cards(asked: list[str]) -> list[str]:
    """Which files of cards were asked for."""
    return [url.rpartition("/my-list/")[2] for url in asked if "/my-list/cards" in url]


def make_old(page: Page) -> None:
    """Put a number that has changed since into the first card kept."""
    page.evaluate(
        """() => {
          const kept = JSON.parse(localStorage.getItem('my-list'));
          Object.assign(kept.list[0], { on: '2026-01-31' });
          kept.list[0].card.mark = 'aged';
          kept.list[0].card.ways = [['phone', 'Phone', '01384 000000', 'tel:01384000000']];
          localStorage.setItem('my-list', JSON.stringify(kept));
        }"""
    )


def test_a_service_kept_from_a_list_brings_its_details_with_it(
    page: Page, served_site: str, catalogue: Catalogue
) -> None:
    page.goto(f"{served_site}/topics/send/")
    page.locator("[data-keep] .keep").first.click()
    until(page, "() => Boolean(JSON.parse(localStorage.getItem('my-list')).list[0].card)")
    card = kept(page)[0]["card"]
    assert card["says"] == catalogue.services[kept(page)[0]["id"]].summary


def test_a_list_that_is_still_right_is_shown_without_asking_for_any_service(mine: Page) -> None:
    asked = asked_again(mine)
    assert order(mine, 3) == THREE
    assert not [url for url in asked if "cards" in url or "/services/" in url]
    expect(mine.locator("[data-as-it-was]:visible")).to_have_count(0)


def test_a_number_that_changed_is_made_right_when_the_list_is_opened(mine: Page) -> None:
    right = mine.locator(".kept__ways").first.inner_text()
    make_old(mine)
    with mine.expect_response("**/my-list/cards/*"):
        asked = asked_again(mine)
    assert len(files_of_cards(asked)) == 1, "the others are still right"
    expect(mine.locator(".kept__ways").first).to_have_text(right, use_inner_text=True)
    assert "01384 000000" not in str(kept(mine))


def test_when_the_newest_cannot_be_had_the_kept_is_shown_with_its_day(mine: Page) -> None:
    make_old(mine)
    mine.route("**/cards/*.json", lambda route: route.abort())
    mine.reload()
    assert "cannot be fetched" in message(mine)
    expect(mine.locator(".kept__ways").first).to_contain_text("01384 000000")
    expect(mine.locator("[data-as-it-was]").first).to_have_text("As it was on 31 January 2026.")


def test_a_file_of_cards_holds_a_few_services_and_what_became_of_others(
    client: FlaskClient, catalogue: Catalogue
) -> None:
    marks = re.findall(r'data-marks="(.*?)"', client.get("/my-list/").text)[0].split()
    files = [json.loads(client.get(f"/my-list/cards/{n}.json").text) for n in range(len(marks))]
    whole = json.loads(client.get("/my-list/cards.json").text)
    assert client.get(f"/my-list/cards/{len(marks)}.json").status_code == 404
    assert {id for one in files for id in one["services"]} == set(whole["services"])
    assert sorted(id for one in files for id in one["private"]) == sorted(whole["private"])
    assert max(len(one["services"]) for one in files) < 32
    for one in files:
        for old, now in one["moved"].items():
            assert whole["moved"][old] == now and (now in one["services"] or now in one["private"])
        assert all(card == whole["services"][slug] for slug, card in one["services"].items())


@pytest.fixture
def slugs(catalogue: Catalogue) -> list[str]:
    """As many services as a list can hold."""
    return [one.id for one in catalogue.services.values() if not one.discreet][:60]


def link_to(slugs: list[str]) -> str:
    return f"/my-list/#1.{'.'.join(slugs)}"


@pytest.fixture
def begun(another: Callable[..., Page], served_site: str, slugs: list[str]) -> Page:
    """A phone that has opened a link with twelve services, of which it shows the first."""
    page = another(viewport={"width": 360, "height": 740})
    page.goto(served_site + link_to(slugs[:12]), wait_until="networkidle")
    assert order(page, 3) == slugs[:3]
    return page


def test_a_link_with_many_services_asks_for_all_of_the_rest_at_once(
    another: Callable[[], Page], served_site: str, slugs: list[str]
) -> None:
    page = another()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(served_site + link_to(slugs), wait_until="networkidle")
    assert order(page, 3) == slugs[:3]
    few = files_of_cards(asked)
    assert 0 < len(few) <= 3 and "cards.json" not in few
    page.mouse.wheel(0, 300)
    expect(page.locator(".kept__one")).to_have_count(60)
    assert order(page, 60) == slugs
    assert files_of_cards(asked) == [*few, "cards.json"]


# Cards for another screen are there, or all of them.
CARDS_AHEAD = """() => {
  const cards = [...document.querySelectorAll('.kept__one')];
  return cards.length === 12 || cards.at(-1).getBoundingClientRect().bottom > 2 * innerHeight;
}"""


def test_who_goes_on_by_keyboard_comes_to_every_service_of_a_link(
    begun: Page, slugs: list[str]
) -> None:
    names: list[str] = []
    while len(names) < 12:
        begun.keyboard.press("Tab")
        begun.wait_for_function(CARDS_AHEAD)
        names += begun.evaluate(
            "[document.activeElement].filter(a => a.matches('.card__name a')).map(a => a.href)"
        )
        assert not begun.locator(".foot a:focus, .device :focus").count()
    assert [name.split("/")[-2] for name in names] == slugs[:12]


def test_a_link_is_printed_whole_though_only_its_beginning_was_looked_at(
    begun: Page, slugs: list[str], catalogue: Catalogue
) -> None:
    paper = PdfReader(io.BytesIO(begun.pdf()))
    words = " ".join(" ".join(one.extract_text() for one in paper.pages).split())
    places = [words.find(catalogue.services[slug].name) for slug in slugs[:12]]
    assert -1 not in places and places == sorted(places)
    assert order(begun, 12) == slugs[:12]


def test_ways_to_pass_a_link_on_wait_until_all_of_it_is_there(
    begun: Page, slugs: list[str]
) -> None:
    expect(begun.locator("[data-sharing]")).to_be_hidden()
    begun.keyboard.press("End")
    expect(begun.locator("[data-sharing]")).to_be_visible()
    href = unquote(str(begun.locator("[data-share=text]").get_attribute("href")))
    assert href.endswith(link_to(slugs[:12]))


def test_keeping_a_link_keeps_also_what_was_not_looked_at(begun: Page, slugs: list[str]) -> None:
    begun.get_by_role("button", name="Keep these in my list").click()
    expect(begun.get_by_role("heading", name="My list", exact=True)).to_be_visible()
    assert [one["id"] for one in kept(begun)] == slugs[:12]
    assert order(begun, 12) == slugs[:12]


def test_a_connection_that_breaks_halfway_is_said_and_nothing_is_kept_by_halves(
    begun: Page, slugs: list[str]
) -> None:
    begun.route("**/my-list/cards**", lambda route: route.abort())
    begun.get_by_role("button", name="Keep these in my list").click()
    assert "cannot be fetched" in message(begun)
    assert kept(begun) is None
    # Others may be in the files that had come with the first three.
    expect(begun.locator(".kept__one, [data-gone] li")).to_have_count(12)
    shown = begun.locator(".kept__one").count()
    assert shown < 12 and order(begun, shown)[:3] == slugs[:3]


def test_a_link_opens_again_without_the_internet(
    page: Page, context: BrowserContext, served_site: str
) -> None:
    page.goto(f"{served_site}/")
    page.evaluate(READY)
    until(page, "() => Boolean(navigator.serviceWorker.controller)")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{served_site}/my-list/#1.beat.adhd-uk")
    page.keyboard.press("End")
    expect(page.locator(".kept__one")).to_have_count(2)
    for name in ("", *files_of_cards(asked)):
        until(page, "async path => !!(await caches.match(path))", f"/my-list/{name}")
    context.set_offline(True)
    page.reload()
    expect(page.locator(".offline-note")).to_be_visible()
    page.keyboard.press("End")
    expect(page.locator(".kept__one")).to_have_count(2)
    assert order(page, 2) == ["beat", "adhd-uk"]


def test_opening_a_kept_service_makes_its_card_new(mine: Page, served_site: str) -> None:
    make_old(mine)
    mine.goto(f"{served_site}/services/{THREE[0]}/")
    until(mine, "() => !localStorage.getItem('my-list').includes('01384 000000')")


HOSTILE = {
    "ten thousand entries": "1." + ".".join(f"service-{n}" for n in range(10_000)),
    "a script": "1.<script>document.title='run'</script>",
    "a script, encoded": "1.%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E",
    "a way out": "1.../../etc.beat",
    "nothing": "1.",
    "a newer version": "7.beat",
}


@pytest.mark.parametrize("fragment", HOSTILE.values(), ids=HOSTILE)
def test_a_broken_or_hostile_link_leads_to_a_plain_message_and_no_loss(
    mine: Page, served_site: str, fragment: str
) -> None:
    before = kept(mine)
    mine.goto("about:blank")
    mine.goto(f"{served_site}/my-list/#{fragment}")
    assert "link" in message(mine)
    assert order(mine, 3) == THREE, "one's own list stands"
    assert kept(mine) == before
    assert mine.title().startswith("My list")


def test_unknown_ids_are_said_and_the_rest_is_shown(
    another: Callable[[], Page], served_site: str
) -> None:
    page = another()
    page.goto(f"{served_site}/my-list/#1.no-such-thing.beat")
    assert order(page, 1) == ["beat"]
    expect(page.locator("[data-gone]")).to_contain_text("‘no such thing’")


def test_a_full_store_is_said_and_nothing_is_lost(mine: Page, served_site: str) -> None:
    before = kept(mine)
    mine.evaluate(
        "() => { Storage.prototype.setItem ="
        " () => { throw new DOMException('', 'QuotaExceededError'); }; }"
    )
    mine.locator("[data-note]").first.fill("no room for this")
    assert "There is no room left" in message(mine)
    assert kept(mine) == before
    expect(mine.locator("[data-note]").first).to_have_value("no room for this")


def test_a_really_full_store_refuses_to_keep_and_says_so(page: Page, served_site: str) -> None:
    page.goto(f"{served_site}/services/beat/")
    page.evaluate(
        """() => { let size = 1 << 20;
          while (size) { try { localStorage.setItem('x' + Math.random(), 'y'.repeat(size)); }
            catch { size >>= 1; } } }"""
    )
    page.locator(".keep").first.click()
    expect(page.get_by_role("alert")).to_contain_text("There is no room left in this browser")
    assert kept(page) is None


def test_a_forbidden_store_is_said(page: Page, served_site: str) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage',"
        " { get() { throw new DOMException('', 'SecurityError') } })"
    )
    page.goto(f"{served_site}/services/beat/")
    page.locator(".service__head .keep").click()
    expect(page.get_by_role("alert")).to_contain_text("does not let websites keep anything")
    page.goto(f"{served_site}/my-list/#1.adhd-uk")
    assert order(page, 1) == ["adhd-uk"], "a shared list is shown all the same"


@pytest.mark.parametrize("text", ["{not json", "[]", '{"list":[{"id":"<b>"}]}', "null"])
def test_a_list_that_cannot_be_read_is_left_alone_and_said(
    page: Page, served_site: str, text: str
) -> None:
    page.goto(f"{served_site}/services/beat/")
    page.evaluate("text => localStorage.setItem('my-list', text)", text)
    page.locator(".service__head .keep").click()
    expect(page.get_by_role("alert")).to_contain_text("cannot be read")
    assert page.evaluate("localStorage.getItem('my-list')") == text


def test_one_button_wipes_everything(mine: Page) -> None:
    mine.locator("[data-note]").first.fill("a note")
    mine.get_by_role("button", name="Wipe my list and all saved pages").click()
    expect(mine.locator("[data-device-tell]")).to_contain_text("is wiped")
    expect(mine.locator("[data-empty]")).to_be_visible()
    held = mine.evaluate("[localStorage.length, sessionStorage.length]")
    assert held == [0, 0]
    assert mine.evaluate("caches.keys()") == []
    assert mine.evaluate("navigator.serviceWorker.getRegistrations().then(r => r.length)") == 0


def test_two_tabs_agree(mine: Page, context: BrowserContext, served_site: str) -> None:
    other = context.new_page()
    other.goto(f"{served_site}/services/bliss/")
    other.locator(".service__head .keep").click()
    expect(mine.locator(".kept__one")).to_have_count(4)


def test_the_list_prints_with_its_notes_and_without_its_buttons(mine: Page) -> None:
    mine.locator("[data-note]").first.fill("Ring on Tuesday")
    mine.emulate_media(media="print")
    expect(mine.locator(".kept__note").first).to_be_visible()
    expect(mine.locator(".kept__note").first).to_have_text("Ring on Tuesday")
    expect(mine.locator("main button:visible")).to_have_count(0)
