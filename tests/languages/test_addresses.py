"""Every page in every language: where it stands, what it says of itself, and how one gets there."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from html5lib import parse

from app import addresses
from app.catalogue import Catalogue

CODES = ["ar", "bn", "pa", "pl", "ro", "sk", "uk", "ur"]
RIGHT_TO_LEFT = {"ar", "ur"}
PAGES = ["/", "/topics/", "/topics/send/", "/services/lye-family-hub/", "/urgent-help/", "/search/"]
PAGES += ["/start/", "/ages/5-10/", "/near/lye/", "/my-list/", "/about/"]


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_its_language_and_direction(client: FlaskClient, code: str, path: str) -> None:
    direction = "rtl" if code in RIGHT_TO_LEFT else "ltr"
    assert f'<html lang="{code}" dir="{direction}">' in page(client, f"/{code}{path}")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_leads_to_itself_in_every_language(client: FlaskClient, path: str) -> None:
    text = page(client, f"/pl{path}")
    alternates = dict(re.findall(r'rel="alternate" hreflang="([\w-]+)" href="([^"]+)"', text))
    assert alternates.pop("x-default") == alternates["en"] == f"http://localhost{path}"
    assert alternates == {c: f"http://localhost/{c}{path}" for c in CODES} | {
        "en": f"http://localhost{path}"
    }
    assert f'<link rel="canonical" href="http://localhost/pl{path}">' in text
    tree = parse(text, namespaceHTMLElements=False)
    links = tree.findall(".//nav[@id='languages']//a")
    assert {a.get("hreflang"): a.get("href") for a in links} == {
        c: (path if c == "en" else f"/{c}{path}") for c in ["en", *CODES]
    }
    assert [a.get("lang") for a in links if a.get("aria-current")] == ["pl"]


@pytest.mark.parametrize("code", CODES)
def test_links_stay_in_the_language(client: FlaskClient, code: str, app: Flask) -> None:
    """A link of ours that leads out of the language leads to a page that is only in English."""
    for path in PAGES:
        for href in re.findall(r'<a [^>]*href="(/[^"#?]*)', page(client, f"/{code}{path}")):
            _, first, _ = (*href.split("/", 2), "")[:3]
            if first != code and first not in CODES:
                away = href != path and addresses.in_every_language(href)
                assert not away, f"/{code}{path} leads to {href}"


def test_pages_only_in_english_stand_only_there(client: FlaskClient) -> None:
    for path in [
        "/embed/",
        "/topics/send/autism-and-adhd/ages/5-10/",
        "/oruk/v3/services",
        "/feed.atom",
    ]:
        assert client.get(f"/ur{path}").status_code == 404


def test_english_stands_at_the_root_and_its_code_leads_there(client: FlaskClient) -> None:
    for path in PAGES:
        answer = client.get(f"/en{path}")
        assert (answer.status_code, answer.headers["Location"]) == (301, path)


def test_a_list_that_is_narrowed_twice_is_not_offered_in_another_language(
    catalogue: Catalogue, client: FlaskClient
) -> None:
    """Thousands of such lists would be too many; on the list itself one can narrow further."""
    for choice in catalogue.choices():
        parts = [part for part in (choice.topic, choice.age, choice.cluster) if part]
        once = len(parts) == 1 or (len(parts) == 2 and choice.topic and not choice.sub)
        assert addresses.in_every_language(choice.path()) == bool(once), choice


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("/topics/send/ages/5-10/clusters/halesowen/", "/topics/send/ages/5-10/"),
        (
            "/topics/send/autism-and-adhd/ages/5-10/clusters/halesowen/",
            "/topics/send/autism-and-adhd/",
        ),
        ("/topics/send/autism-and-adhd/clusters/halesowen/", "/topics/send/autism-and-adhd/"),
        ("/ages/5-10/clusters/halesowen/", "/ages/5-10/"),
        ("/start/5-10/send/", "/start/5-10/"),
        ("/words/", "/"),
        ("/embed/", "/"),
        ("/404.html", "/"),
    ],
)
def test_a_page_only_in_english_leads_to_the_nearest_there_is(
    client: FlaskClient, path: str, nearest: str
) -> None:
    text = client.get(path).get_data(as_text=True)
    links = parse(text, namespaceHTMLElements=False).findall(".//nav[@id='languages']//a")
    assert {a.get("hreflang"): a.get("href") for a in links} == {
        "en": path,
        **{code: f"/{code}{nearest}" for code in CODES},
    }
    assert [a.get("lang") for a in links if a.get("aria-current")] == ["en"]
    assert "hreflang=" not in text.split("</head>")[0], "none of them is this page"
    assert client.get(f"/ur{nearest}").status_code == 200


def test_no_answer_depends_on_the_language_a_browser_asks_for(client: FlaskClient) -> None:
    plain = client.get("/")
    asked = client.get("/", headers={"Accept-Language": "ur"})
    assert asked.get_data() == plain.get_data() and "Vary" not in asked.headers


def test_one_answer_does_not_change_the_language_of_the_next(client: FlaskClient) -> None:
    before = page(client, "/services/childline/")
    page(client, "/ur/services/childline/")
    assert page(client, "/services/childline/") == before
    assert client.get("/oruk/v3/services").get_data() == client.get("/oruk/v3/services").get_data()


@pytest.mark.parametrize("code", CODES)
def test_what_is_not_translated_is_marked_as_english(client: FlaskClient, code: str) -> None:
    slug = "brierley-hill-family-hub"
    tree = parse(page(client, f"/{code}/services/{slug}/"), namespaceHTMLElements=False)
    described = tree.find(".//div[@class='prose']")
    assert described is not None
    assert (described.get("lang"), described.get("dir")) == ("en", "ltr")
    heading = tree.find(".//h1")
    assert heading is not None and heading.get("lang") is None, "its name is translated"


@pytest.mark.parametrize("code", CODES)
def test_urgent_help_shows_the_english_until_a_speaker_has_read_it(
    client: FlaskClient, code: str
) -> None:
    tree = parse(page(client, f"/{code}/urgent-help/"), namespaceHTMLElements=False)
    beside = tree.find(".//section[@lang='en'][@dir='ltr']")
    assert beside is not None
    words = "".join(beside.itertext())
    assert "Call 999 now if:" in words and "someone's life is at risk" in words
    first = tree.find(".//section[@class='care care--emergency']")
    assert first is not None and "999" in "".join(first.itertext())
    assert "Call 999 now if" not in "".join(first.itertext()), "the translation comes first"
