"""What an answer needs comes first; what further questions need comes while it is read, or not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Request, Route, expect

from app.judging.in_browser import OURS
from tests.cdn import CdnHost
from tests.conftest import PHONE

pytestmark = pytest.mark.long
NOON = datetime(2026, 11, 18, 12)
# Longer than any wait of the page, by the page's own clock.
A_WHILE, FRAME = 10_000, 16
READY = "[data-results][data-ready]"
# All English words are here.
WHOLE = "[data-results][data-whole]"
WORDS, THEIR_SCRIPT = "whole.json", "whole."
LINE = "Object.defineProperty(navigator, 'connection', { value: { %s } });"
LATER = ["speech therapy in lye", "he hits me", "my lad wont get up for school", "free librarys"]
OFFLINE = "nappies and formula"


@pytest.fixture(scope="module")
def host(frozen: Path) -> Iterator[CdnHost]:
    with CdnHost(frozen, below="/help") as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of its own: a clock that was stopped stays so in its context."""
    context = browser.new_context(locale="en-GB", viewport=PHONE)
    yield context.new_page()
    context.close()


@pytest.fixture
def begun(page: Page) -> list[str]:
    """The names of the files that a page asks for, as it goes on."""
    names: list[str] = []

    def note(request: Request) -> None:
        names.append(request.url.partition("?")[0].rpartition("/")[2])

    page.on("request", note)
    return names


def of_words(names: list[str]) -> list[str]:
    """Those with all English words."""
    return [name for name in names if name.startswith(THEIR_SCRIPT)]


def told(client: FlaskClient, query: str) -> tuple[list[str], bool]:
    answer = client.get("/search.json", query_string={"q": query}).json
    assert answer
    return [hit["id"] for hit in answer["hits"]][:10], bool(answer["crisis"])


def asked(page: Page, host: CdnHost, query: str) -> None:
    page.goto(f"{host.address}/search/?q={quote(query)}")
    page.locator(READY).wait_for(state="attached")
    page.wait_for_load_state("networkidle")


def asked_by_a_stopped_clock(page: Page, host: CdnHost, query: str) -> None:
    page.goto(f"{host.address}/search/?q={quote(query)}")
    draw(page)
    page.wait_for_load_state("networkidle")


def ask_again(page: Page) -> None:
    box = page.get_by_role("combobox")
    box.evaluate("(box) => { box.value = 'nappies'; box.form.requestSubmit(); }")


def draw(page: Page) -> None:
    """Let a page whose clock stands still draw frame after frame, until its answer is whole."""
    while not page.locator(READY).count():
        page.clock.run_for(FRAME)


def stop_the_clock(page: Page) -> None:
    """Let time pass on a page only when it is told to."""
    page.clock.install(time=NOON - timedelta(hours=1))  # It goes on until it is stopped.
    page.clock.pause_at(NOON)


def read_on(page: Page) -> None:
    """Let somebody read for a while, by the page's own clock, until all that begins then began."""
    page.clock.run_for(A_WHILE)
    page.evaluate("fetch(document.baseURI).then((answer) => answer.text())")


def test_who_has_read_an_answer_asks_again_without_moving_a_byte(
    page: Page, host: CdnHost, begun: list[str], client: FlaskClient
) -> None:
    asked(page, host, "food bank")
    page.locator(WHOLE).wait_for(state="attached")
    page.wait_for_load_state("networkidle")
    assert begun.count(WORDS) == 1
    host.sent.clear()
    for query in LATER:
        found = page.evaluate(OURS, query)
        assert (found["ids"][:10], found["crisis"]) == told(client, query), query
    page.wait_for_load_state("networkidle")
    assert host.sent == []
    # So it goes on where there is no internet.
    page.context.set_offline(True)
    found = page.evaluate(OURS, OFFLINE)
    assert (found["ids"][:10], found["crisis"]) == told(client, OFFLINE)


def test_an_answer_stands_before_anything_is_fetched_for_the_next_question(
    page: Page, host: CdnHost, begun: list[str]
) -> None:
    stop_the_clock(page)
    asked_by_a_stopped_clock(page, host, "food bank")
    assert page.locator("[data-service]").count() and "core.json" in begun
    assert not of_words(begun)
    read_on(page)
    assert len(of_words(begun)) == 2
    read_on(page)
    assert len(of_words(begun)) == 2, "they are fetched once"


@pytest.mark.parametrize(
    ("line", "comes"),
    [
        ("saveData: true", False),
        ("saveData: true, effectiveType: '4g'", False),
        ("effectiveType: 'slow-2g'", False),
        ("effectiveType: '2g'", False),
        ("saveData: false, effectiveType: '3g'", True),
        ("", True),
    ],
)
def test_nothing_is_fetched_ahead_where_data_are_to_be_saved_or_the_line_is_poor(
    page: Page, host: CdnHost, begun: list[str], line: str, comes: bool
) -> None:
    stop_the_clock(page)
    page.add_init_script(LINE % line)
    asked_by_a_stopped_clock(page, host, "food bank")
    read_on(page)
    assert (WORDS in begun) == comes
    # Nor when somebody comes back to the field.
    page.get_by_role("combobox").focus()
    read_on(page)
    assert (WORDS in begun) == comes


def test_a_question_that_is_being_asked_is_not_kept_waiting(
    page: Page, host: CdnHost, begun: list[str]
) -> None:
    stop_the_clock(page)
    asked_by_a_stopped_clock(page, host, "food bank")
    held: list[Route] = []
    page.route("**/en-*.json", lambda route: held.append(route))
    ask_again(page)
    expect(page.locator(READY)).to_have_count(0)
    read_on(page)
    assert held and not of_words(begun)
    for route in held:
        route.continue_()
    draw(page)
    assert not of_words(begun)
    read_on(page)
    assert WORDS in begun


def test_an_answer_that_could_not_be_had_leads_to_nothing_more(
    page: Page, host: CdnHost, begun: list[str]
) -> None:
    stop_the_clock(page)
    page.route("**/static/search/**", lambda route: route.abort())
    asked_by_a_stopped_clock(page, host, "food bank")
    read_on(page)
    assert not of_words(begun)


def test_words_that_did_not_come_are_fetched_after_the_next_answer(
    page: Page, host: CdnHost, begun: list[str]
) -> None:
    stop_the_clock(page)
    page.route("**/whole.json", lambda route: route.abort())
    asked_by_a_stopped_clock(page, host, "food bank")
    read_on(page)
    assert begun.count(WORDS) == 1
    page.unroute("**/whole.json")
    ask_again(page)
    draw(page)
    read_on(page)
    assert begun.count(WORDS) == 2
    page.clock.resume()
    page.locator(WHOLE).wait_for(state="attached")


def test_the_browser_keeps_them_from_page_to_page(page: Page, host: CdnHost) -> None:
    host.sent.clear()
    for query in ("food bank", "nappies"):
        asked(page, host, query)
        page.locator(WHOLE).wait_for(state="attached")
    names = [path.rpartition("/")[2] for path, _ in host.sent]
    assert names.count(WORDS) == 1 and "core.json" in names


def test_the_first_ten_are_seen_before_the_others_are_drawn(
    page: Page, host: CdnHost, client: FlaskClient
) -> None:
    stop_the_clock(page)
    page.goto(f"{host.address}/search/?q=food")
    cards = page.locator("[data-results] [data-service]")
    cards.first.wait_for(state="attached")
    assert cards.count() == 10 and not page.locator(READY).count()
    draw(page)
    ids = cards.evaluate_all("(all) => all.map((one) => one.dataset.service)")
    assert len(set(ids)) == len(ids) > 10 and ids[:10] == told(client, "food")[0]
