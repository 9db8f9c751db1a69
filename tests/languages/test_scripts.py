"""Scripts speak the language of the page: in a browser, with every message in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from werkzeug.serving import make_server

from app.settings import Settings
from app.web import create_app
from tests.keeping.conftest import READY, until
from tests.languages.brackets import in_brackets

MONDAY_TEN = "2026-11-23T10:00:00Z"
BEAT = "Beat eating disorder helpline"
WORD = re.compile(r"[^\W\d_]{3,}")


@pytest.fixture(scope="module")
def urdu(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the real site in Urdu, every message in brackets."""
    folder = tmp_path_factory.mktemp("translations")
    in_brackets("ur", folder)
    settings = Settings.from_environment()
    app = create_app(Settings(content=settings.content, translations=folder))

    def answer(environ: Any, start: Any) -> Iterable[bytes]:
        # Whole, so that no file stays open when a browser leaves before all is sent.
        with closing(app(environ, start)) as parts:  # type: ignore[type-var]
            return [b"".join(parts)]

    server = make_server("127.0.0.1", 0, answer, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/ur"
    server.shutdown()


def all_said(part: Locator, *names: str) -> str:
    """What a part of the page says, when none of it but names stands outside the brackets."""
    words = (part.text_content() or "").strip()
    outside = re.sub("⟦[^⟧]*⟧", " ", words)
    for name in names:
        outside = outside.replace(name, " ")
    assert not re.search("[A-Za-z]{3}", outside), words
    assert "⟦" in words
    return words


def test_labels_on_cards_are_in_the_language_and_its_times_keep_their_direction(
    page: Page, urdu: str
) -> None:
    page.clock.set_fixed_time(MONDAY_TEN)
    page.goto(f"{urdu}/topics/mental-health/")
    labels = page.locator("[data-open]").all_text_contents()
    assert len(labels) > 3
    assert all(label.startswith("⟦") or "⟦" in label for label in labels)
    assert any("\u20685:00 PM\u2069" in label for label in labels)
    assert not any("am" in label or "pm" in label for label in labels)


def test_filters_and_their_chips_are_in_the_language(page: Page, urdu: str) -> None:
    page.clock.set_fixed_time(MONDAY_TEN)
    page.goto(f"{urdu}/topics/under-fives/?show=free&years=3&within=2&near=lye")
    chips = page.locator("[data-filter-chips] a")
    expect(chips).to_have_count(4)
    for chip in chips.all():
        assert all_said(chip, "Lye").startswith("⟦Take off⟧ ")
    all_said(page.locator("[data-found]"))
    for heading in page.locator("[data-near-group]:visible h2").all():
        all_said(heading, "Lye", "Dudley")
    for away in page.locator("[data-away]").all():
        all_said(away)


def test_what_to_take_off_is_one_sentence_with_its_link(page: Page, urdu: str) -> None:
    page.clock.set_fixed_time("2026-11-21T23:30:00Z")
    page.goto(f"{urdu}/topics/under-fives/?show=free&how=person&open=now")
    expect(page.locator("[data-found]")).to_have_text("⟦No services fit⟧")
    offers = page.locator("[data-instead] li")
    expect(offers.first).to_be_visible()
    for offer in offers.all():
        assert "⟦ to see ⟧" in all_said(offer)
    assert "⟦Take off “⟧" in (offers.first.locator("a").text_content() or "")


def test_looking_up_a_place_answers_in_the_language_with_a_link(page: Page, urdu: str) -> None:
    page.goto(f"{urdu}/near/")
    answer = page.locator("[data-near-answer]")
    form = page.locator("form[data-near]")
    for typed, link in (("qqqq", "⟦pick a place from the list⟧"), ("SW1A 1AA", None)):
        form.locator("input").fill(typed)
        form.locator("button[type=submit]").click()
        expect(answer).to_contain_text("⟦We do not know that p")
        all_said(answer)
        assert answer.locator("a").get_attribute("href") == "/ur/near/"
        assert link is None or answer.locator("a").text_content() == link


def test_a_list_of_ones_own_speaks_the_language(page: Page, urdu: str) -> None:
    page.goto(f"{urdu}/services/beat/")
    button = page.locator(".service__head .keep")
    all_said(button, BEAT)
    button.click()
    assert all_said(button, BEAT).startswith("⟦In my list. Take off⟧")
    expect(page.locator("[data-my-list]")).to_have_text("⟦My list (⟧1⟦)⟧")
    page.goto(f"{urdu}/my-list/")
    page.locator("[data-do=off]").click()
    expect(page.locator("[data-tell]")).to_contain_text("⟦ is off your list.⟧")
    all_said(page.locator("[data-tell]"), BEAT)
    page.locator("[data-do=offline]").click()
    expect(page.locator("[data-device-tell]")).to_have_text(re.compile("^⟦Saved pages are wiped"))


def test_a_sheet_is_made_in_the_language(page: Page, urdu: str, catalogue) -> None:
    need = "parenting-and-family/behaviour"
    page.goto(f"{urdu}/signposting-sheet/")
    page.evaluate("document.querySelectorAll('.need').forEach(one => { one.open = true })")
    page.locator(f"[name=need][value='{need}']").check()
    page.locator("form [type=submit]").last.click()
    expect(page.locator(".plan__one").first).to_be_visible()
    date = page.locator("[data-plan-date]").text_content() or ""
    assert re.fullmatch(r"⟦Made on ⟧\d+ [\u0600-\u06ff]+، 20\d\d⟦\.⟧", date)
    for why in page.locator(".plan__why").all_text_contents():
        assert why.startswith("⟦Why this: ⟧")


def test_leaving_by_shift_is_counted_in_the_language(page: Page, urdu: str) -> None:
    page.goto(f"{urdu}/topics/domestic-abuse/")
    page.keyboard.press("Shift")
    status = page.locator(".govuk-exit-this-page [role=status]").last
    expect(status).to_have_text("⟦Shift, press 2 more times to exit.⟧")


def test_a_page_saved_says_so_in_its_own_language(page: Page, urdu: str) -> None:
    page.goto(f"{urdu}/topics/")
    page.evaluate(READY)
    until(page, "() => Boolean(navigator.serviceWorker.controller)")
    page.reload()
    until(page, "async path => !!(await caches.match(path))", "/ur/topics/")
    page.context.set_offline(True)
    page.reload()
    note = page.locator(".offline-note")
    expect(note).to_contain_text("⟦You are offline. This page was saved on ⟧")
    when = r"⟧\d+ [\u0600-\u06ff]+، 20\d\d⟦ at ⟧\u2068\d+:\d\d [AP]M\u2069⟦"
    assert re.search(when, note.text_content() or "")
