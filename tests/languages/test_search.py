"""Searching in one's own language: on the server and in the browser, with words one can read."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from html5lib import parse
from playwright.sync_api import Page

from app.catalogue import Catalogue

ASKED = {
    "ur": "بچہ سکول نہیں جاتا",
    "pa": "ਬੱਚਾ ਸਕੂਲ ਨਹੀਂ ਜਾਂਦਾ",
    "ar": "ابني لا يذهب إلى المدرسة",
    "pl": "syn nie chce chodzić do szkoły",
    "ro": "copilul nu vrea la școală",
    "bn": "বাচ্চা স্কুলে যায় না",
    "uk": "син не хоче до школи",
}
DANGER = {"ar": "أريد أن أموت", "pl": "chce umrzec", "ro": "soțul mă bate"}
# Each result as a reader meets it: id, then language and words of the name and of the summary.
SEEN = """() => [...document.querySelectorAll('[data-results] [data-service]')].map((one) => {
  const [name, summary] = [one.querySelector('.card__name'), one.querySelector('.card__summary')];
  const words = [name, summary].flatMap((part) => [part.lang, part.textContent.trim()]);
  return [one.dataset.service, ...words];
})"""


@pytest.mark.parametrize("code", ASKED)
def test_the_browser_finds_what_the_server_finds_in_the_words_of_the_page(
    wiped_page: Page, static_site: str, client: FlaskClient, code: str
) -> None:
    query = quote(ASKED[code])
    page = wiped_page
    page.goto(f"{static_site}/{code}/search/?q={query}")
    page.wait_for_selector("[data-ready]")
    seen = page.evaluate(SEEN)
    headings = page.locator("[data-results] h2").all_inner_texts()
    tree = parse(client.get(f"/{code}/search/?q={query}").text, namespaceHTMLElements=False)
    cards = tree.findall(".//*[@data-results]//article[@data-service]")
    served = [
        [
            one.get("data-service"),
            one.find("*[@class='card__name']").get("lang", ""),
            "".join(one.find("*[@class='card__name']").itertext()).strip(),
            one.find("*[@class='card__summary']").get("lang", ""),
            "".join(one.find("*[@class='card__summary']").itertext()).strip(),
        ]
        for one in cards
    ]
    assert seen and seen[:10] == served[:10]
    assert headings and not {"Topic", "Age", "Also related"} & set(headings)


@pytest.mark.parametrize("code", DANGER)
def test_words_of_danger_bring_urgent_contacts_by_their_names_in_the_language(
    wiped_page: Page, static_site: str, catalogue: Catalogue, code: str
) -> None:
    page = wiped_page
    page.goto(f"{static_site}/{code}/search/?q={quote(DANGER[code])}")
    page.wait_for_selector("[data-ready]")
    names = page.locator("[data-crisis] .crisis__name").all_inner_texts()
    links = page.locator("[data-crisis] .crisis__name").evaluate_all(
        "all => all.map(a => a.pathname)"
    )
    theirs = catalogue.in_language(code).services
    assert names
    for name, path in zip(names, links, strict=True):
        assert path.startswith(f"/help/{code}/services/")
        assert name == theirs[path.rstrip("/").rsplit("/")[-1]].name


def test_answers_for_programs_are_in_english_whatever_was_asked(client: FlaskClient) -> None:
    first = client.get(f"/search.json?q={quote(ASKED['ur'])}").json
    client.get(f"/ur/search/?q={quote(ASKED['ur'])}")
    assert client.get(f"/search.json?q={quote(ASKED['ur'])}").json == first
