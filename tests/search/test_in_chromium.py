"""The command, the address for programs and the frozen page in real Chromium rank alike."""

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import expect

from app.judging import commands
from app.judging.in_browser import OURS

# Whether all give the same, not how good it is; each language in its script and romanised.
IN_LANGUAGES = {
    "ur": ["دانت کا ڈاکٹر", "بچہ سکول نہیں جاتا", "مجھے گھر چاہیے"],
    "ur-Latn": ["daant ka doctor", "bacha school nahi jata", "ghar mein laraai"],
    "pa": ["ਦੰਦਾਂ ਦਾ ਡਾਕਟਰ", "ਬੱਚਾ ਸਕੂਲ ਨਹੀਂ ਜਾਂਦਾ", "ਘਰ ਵਿੱਚ ਲੜਾਈ"],
    "pa-Latn": ["dandan da doctor", "bacha school nahi janda", "ghar vich larai"],
    "ar": ["طبيب الأسنان", "ابني لا يذهب إلى المدرسة", "أريد أن أموت"],
    "ar-Latn": ["tabib asnan", "ibni la yathhab ila almadrasa"],
    "pl": ["dentysta dla dziecka", "syn nie chce chodzić do szkoły", "chce umrzec"],
    "ro": ["dentist pentru copii", "copilul nu vrea la școală", "soțul mă bate"],
    "bn": ["দাঁতের ডাক্তার", "বাচ্চা স্কুলে যায় না", "মানসিক চাপ"],
    "bn-Latn": ["daater daktar", "bachcha schoole jay na", "manoshik chap"],
    "uk": ["дитячий стоматолог", "син не хоче до школи", "немає де жити"],
    "uk-Latn": ["dytiachyi stomatoloh", "syn ne khoche do shkoly"],
}
ODD = [
    "stourbrige baby group",
    "helth visiter",
    "🙂 nappies",
    "<b>nappies</b>",
    "3 year old in Lye",
]


@pytest.fixture(scope="module")
def asked(browser, static_site):
    """Ask the frozen page by its own form; give ids and whether it calls for urgent help."""
    context = browser.new_context(locale="en-GB", viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{static_site}/search/?q=help")
    expect(page.locator("[data-results][data-ready]")).to_be_attached()
    yield lambda query: page.evaluate(OURS, query)
    context.close()


def told(client, query):
    answer = client.get("/search.json", query_string={"q": query}).json
    return [hit["id"] for hit in answer["hits"]][:10], bool(answer["crisis"])


def same(client, asked, queries):
    for query in queries:
        found = asked(query)
        assert (found["ids"][:10], found["crisis"]) == told(client, query), query


def test_the_page_ranks_every_judged_query_as_the_server_does(client, asked, own_queries):
    same(client, asked, [*(query.text for query in own_queries), *ODD])


@pytest.mark.parametrize("language", IN_LANGUAGES)
def test_and_so_in_each_language(client, asked, language):
    same(client, asked, IN_LANGUAGES[language])


@pytest.fixture(scope="module")
def read_once():
    """Lets the command read the directory once for all languages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(commands, "_engine", cache(commands._engine))
        yield


@pytest.mark.parametrize("language", IN_LANGUAGES)
def test_the_command_gives_the_same_as_the_address(client, read_once, language):
    query = IN_LANGUAGES[language][0]
    done = CliRunner().invoke(commands.search_command, [query, "--json"])
    assert json.loads(done.stdout) == client.get("/search.json", query_string={"q": query}).json


def test_a_command_that_is_typed_takes_and_gives_any_script(client):
    query = IN_LANGUAGES["ur"][0]
    command = [str(Path(sys.executable).parent / "signpost"), "search", query, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == client.get("/search.json", query_string={"q": query}).json


def test_what_is_typed_is_answered_here_and_danger_comes_first(page, static_site):
    elsewhere = []
    page.on("request", lambda r: r.url.startswith(static_site) or elsewhere.append(r.url))
    page.goto(f"{static_site}/search/")
    page.get_by_role("combobox").press_sequentially("he hits me")
    page.keyboard.press("Enter")
    results = page.locator("[data-results][data-ready]")
    expect(results.locator("[data-service]").first).to_be_visible()
    urgent = page.locator("[data-crisis]")
    expect(urgent.get_by_role("link").first).to_be_visible()
    assert urgent.bounding_box()["y"] < results.bounding_box()["y"]
    expect(page.get_by_role("button", name="Exit this page")).to_be_visible()
    page.get_by_role("combobox").fill("library")
    page.keyboard.press("Enter")
    expect(urgent).to_have_count(0)
    assert elsewhere == []


def test_back_and_a_copied_address_bring_an_answer_again(page, static_site):
    page.goto(f"{static_site}/search/?q=nappies")
    first = page.locator("[data-results][data-ready] [data-service]").first
    expect(first).to_be_visible()
    before = first.get_attribute("data-service")
    page.get_by_role("combobox").fill("library")
    page.keyboard.press("Enter")
    expect(first).not_to_have_attribute("data-service", before)
    expect(page).to_have_url(re.compile("q=library"))
    page.go_back()
    expect(first).to_have_attribute("data-service", before)
    expect(page.get_by_role("combobox")).to_have_value("nappies")


def parts(page):
    """What stands below the field once an answer is there, but for what is open this minute."""
    expect(page.locator("[data-results][data-ready]")).to_be_attached()
    return page.evaluate("""() => {
        const results = document.querySelector("[data-results]").cloneNode(true);
        results.querySelectorAll("[data-open]").forEach((line) => (line.textContent = ""));
        return results.innerHTML;
    }""")


def all_words(page):
    """Wait until the page holds all English words."""
    page.locator("[data-results][data-whole]").wait_for(state="attached")


def test_a_later_question_is_drawn_while_it_is_typed_and_asks_for_nothing(
    page, static_site, client
):
    query = "help with debt in lye"
    page.goto(f"{static_site}/search/?q=nappies")
    before = parts(page)
    box = page.get_by_role("combobox")
    box.focus()
    all_words(page)
    page.evaluate("""() => {
        const make = document.createElement.bind(document);
        window.made = 0;
        document.createElement = (name) => ((made += name === "article"), make(name));
    }""")
    box.fill("")
    box.press_sequentially(query)
    page.wait_for_function("made > 0")
    # That may have been for the first words: by the page's own clock, let the last pause end.
    page.evaluate("new Promise((done) => setTimeout(done, 1000))")
    page.context.set_offline(True)
    page.evaluate("made = 0")
    page.keyboard.press("Enter")
    typed = parts(page)
    shown = page.locator("[data-results] [data-service]")
    ids = [one.get_attribute("data-service") for one in shown.all()]
    # The first ten stood ready; what lies below them is drawn once they are seen.
    assert page.evaluate("made") == len(ids) - 10
    assert ids[:10] == told(client, query)[0]
    expect(shown.locator("[data-open]").first).to_have_text(re.compile("pen"))
    expect(page).to_have_url(re.compile("q=help.with.debt"))
    page.go_back()
    assert parts(page) == before
    page.context.set_offline(False)
    page.goto(f"{static_site}/search/?q={query}")
    assert parts(page) == typed


def test_who_never_left_the_field_is_brought_the_rest_too(page, static_site):
    page.goto(f"{static_site}/search/")
    box = page.get_by_role("combobox")
    box.press_sequentially("nappies")
    page.keyboard.press("Enter")
    parts(page)
    box.press_sequentially(" free")
    all_words(page)


def test_files_that_do_not_come_are_told_kindly_and_asked_for_again(page, static_site):
    page.route("**/static/search/**", lambda route: route.abort())
    page.goto(f"{static_site}/search/?q=nappies")
    expect(page.locator("[data-results][data-ready]")).to_contain_text("could not be loaded")
    page.unroute("**/static/search/**")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("[data-results][data-ready] [data-service]").first).to_be_visible()
