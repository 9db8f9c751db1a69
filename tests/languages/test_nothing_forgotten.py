"""No word of the interface stays English: every page in a language of nothing but brackets."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
import yaml
from babel import Locale
from babel.lists import format_list
from flask.testing import FlaskClient

from app import places
from app.catalogue import Catalogue
from app.model.service import Service
from app.settings import Settings
from app.web import create_app
from tests.languages.brackets import in_brackets

CODE = "pl"
# What is typed somewhere below comes back as it was typed, or mended.
TYPED = ("qqqq", "gornal", "autism", "suicide", "foood", "food", "bank", "xqzzt", "SW1A 1AA")
BRACKETED = re.compile("⟦[^⟧]*⟧")
WORD = re.compile(r"[^\W\d_]{2,}")
# Addresses of websites and of people say the same in every language.
ADDRESS = re.compile(r"https?://\S+|[\w.+-]+@[\w.-]+|[\w-]+(?:\.[\w-]+)+[/\w-]*")
READ_OUT = ("aria-label", "title", "placeholder", "alt", "content")
NOT_READ = ("script", "style", "pre")
DESCRIBING = ("description", "og:title", "og:description")

Kind = Callable[[Catalogue], str]
Words = re.Pattern[str]
PAGES: dict[str, Kind] = {
    "home": lambda site: "/",
    "start": lambda site: "/start/",
    "what is going on": lambda site: f"/start/{site.taxonomy.ages[1].id}/",
    "topics": lambda site: "/topics/",
    "ages": lambda site: "/ages/",
    "clusters": lambda site: "/clusters/",
    "a list": lambda site: f"/topics/{site.taxonomy.topics[0].id}/",
    "a list for an age": lambda site: f"/ages/{site.taxonomy.ages[1].id}/",
    "a list of a place, page 2": lambda site: f"/clusters/{site.taxonomy.clusters[0].id}/page/2/",
    "a list of a need": lambda site: f"/topics/{next(iter(site.taxonomy.terms))}/",
    "a filtered list": lambda site: (
        f"/topics/{site.taxonomy.topics[0].id}/?show=free&how=drop-in&years=3&within=2&near=lye"
    ),
    "a list that nothing fits": lambda site: (
        f"/topics/{site.taxonomy.topics[0].id}/?show=free&years=40&language=ku"
    ),
    "a list near an unknown place": lambda site: (
        f"/topics/{site.taxonomy.topics[0].id}/?show=free&near=qqqq"
    ),
    "an unsafe topic": lambda site: (
        f"/topics/{next(one.id for one in site.taxonomy.topics if one.discreet)}/"
    ),
    "everything": lambda site: "/services/",
    "search": lambda site: "/search/",
    "search results": lambda site: "/search/?q=autism",
    "search in danger": lambda site: "/search/?q=suicide",
    "search with a slip": lambda site: "/search/?q=foood+bank",
    "search for nothing": lambda site: "/search/?q=xqzzt",
    "near": lambda site: "/near/",
    "a place": lambda site: "/near/lye/",
    "a place by half its name": lambda site: "/near/?where=gornal",
    "an unknown place": lambda site: "/near/?where=qqqq",
    "a postcode elsewhere": lambda site: "/near/?where=SW1A 1AA",
    "my list": lambda site: "/my-list/",
    "the sheet": lambda site: "/signposting-sheet/",
    "leaflets": lambda site: "/leaflets/",
    "a leaflet": lambda site: f"/leaflets/{site.taxonomy.clusters[0].id}/",
    "urgent help": lambda site: "/urgent-help/",
    "tell us": lambda site: "/suggest-a-change/",
    "not found": lambda site: "/no-such-page/",
}

# What a page must have come to for its rarer words to be there at all.
SHOWS = {
    "a list that nothing fits": "⟦Nothing fits all of that.",
    "a list near an unknown place": "⟦We do not know “⟧qqqq",
    "search results": "⟦Also related⟧",
    "search with a slip": "⟦Showing results for ⟧",
    "search for nothing": "⟦We found nothing for these words.",
    "a place by half its name": "⟦Did you mean ⟧",
    "an unknown place": "⟦We do not know a place called “⟧qqqq",
    "a postcode elsewhere": "⟦We do not know the postcode “⟧SW1A 1AA",
}


@pytest.fixture(scope="module")
def bracketed(
    content_folder: Path, catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory
) -> FlaskClient:
    """The real site with one other language, in which every message and label is in brackets."""
    folder = tmp_path_factory.mktemp("bracketed")
    in_brackets(CODE, folder / "translations")
    content = folder / "content"
    shutil.copytree(content_folder, content, ignore=shutil.ignore_patterns("translations"))
    _write_content(catalogue, content / "translations" / CODE)
    settings = Settings(
        content=content, translations=folder / "translations", base_url="https://www.example.org"
    )
    return create_app(settings).test_client()


def _write_content(site: Catalogue, folder: Path) -> None:
    """Write the translation that a site must have: settings, and what people browse by."""
    topics = site.taxonomy.topics
    taxonomy = {
        "topics": {one.id: _label(one) for one in topics},
        "sub": {f"{one.id}/{sub.id}": _label(sub) for one in topics for sub in one.sub},
        "ages": {one.id: _label(one) for one in site.taxonomy.ages},
        "clusters": {one.id: _label(one) for one in site.taxonomy.clusters},
        "areas": {one.id: f"⟦{one.label}⟧" for one in site.taxonomy.areas},
    }
    names = ("tagline", "area", "disclaimer")
    settings = {name: f"⟦{getattr(site.site, name)}⟧" for name in names}
    folder.mkdir(parents=True)
    for name, words in (("taxonomy", taxonomy), ("site", settings)):
        text = yaml.safe_dump({"status": "awaiting review"} | words, allow_unicode=True)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def _label(thing: object) -> dict[str, str]:
    names = ("label", "short", "summary", "intro")
    given = {name: getattr(thing, name, None) for name in names}
    return {name: f"⟦{words}⟧" for name, words in given.items() if words}


@pytest.fixture(scope="module")
def names(catalogue: Catalogue) -> Words:
    """Names, which are the same in every language, what is typed, and words that Babel knows."""
    locale = Locale.parse(CODE)
    known: set[Any] = {catalogue.site.name, catalogue.site.exit_title, "GitHub", *TYPED}
    known |= {spot.name for spot in places.of(catalogue).spots.values()}
    known |= {place for one in catalogue.taxonomy.clusters for place in one.places}
    known |= {line.message for one in catalogue.services.values() for line in one.texts}
    known |= {*locale.languages.values(), *locale.days["format"]["wide"].values()}
    known.add(format_list(["", ""], style="or", locale=locale).strip())
    for form in ("format", "stand-alone"):
        known |= set(locale.months[form]["wide"].values())
    return any_of(known)


@pytest.fixture(scope="module")
def titles(catalogue: Catalogue) -> Words:
    """What only a page's title, or a sentence that names it, may hold without a mark."""
    things = (
        *catalogue.services.values(),
        *catalogue.pages.values(),
        *catalogue.locations.values(),
    )
    parts = ("name", "title", "summary")
    return any_of({getattr(one, part, "") for one in things for part in parts})


def any_of(words: Iterable[Any]) -> Words:
    longest_first = sorted(filter(None, words), key=len, reverse=True)
    return re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in longest_first), re.I)


@pytest.mark.parametrize("kind", PAGES)
def test_no_word_of_a_page_is_forgotten(
    kind: str, bracketed: FlaskClient, catalogue: Catalogue, names: Words, titles: Words
) -> None:
    answer = bracketed.get(f"/{CODE}{PAGES[kind](catalogue)}")
    assert answer.status_code == (404 if kind == "not found" else 200)
    assert SHOWS.get(kind, "") in answer.text
    assert forgotten(answer.text, names, titles) == []


def test_no_word_of_an_entry_is_forgotten(
    bracketed: FlaskClient, catalogue: Catalogue, names: Words, titles: Words
) -> None:
    missed = set()
    for slug in telling(catalogue):
        page = bracketed.get(f"/{CODE}/services/{slug}/").text
        missed |= {f"{slug}: {words}" for words in forgotten(page, names, titles)}
    assert missed == set()


def telling(site: Catalogue) -> set[str]:
    """One entry for each field an entry may have, so that together they show them all."""
    return {
        next(slug for slug, one in site.services.items() if getattr(one, field))
        for field in Service.model_fields
        if any(getattr(one, field) for one in site.services.values())
    }


def test_a_forgotten_word_would_be_found(names: Words, titles: Words) -> None:
    page = '<p>⟦Run by⟧ <span lang="en">us</span></p><a title="⟦More⟧">Read more</a>'
    assert forgotten(page, names, titles) == ["Read more"]
    assert forgotten('<input placeholder="A word">⟦Go⟧ on', names, titles) == ["A word", "⟦Go⟧ on"]


def forgotten(page: str, names: Words, titles: Words) -> list[str]:
    """Everything English that a page says, and does not mark as English."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    return [said for said, title in spoken(tree) if is_left(said, title, names, titles)]


def is_left(said: str, title: bool, names: Words, titles: Words) -> bool:
    """Whether words are left when brackets, addresses and names are taken away."""
    left = BRACKETED.sub(" ", said)
    if title or left != said:
        left = titles.sub(" ", left)
    return bool(WORD.search(names.sub(" ", ADDRESS.sub(" ", left))))


def spoken(element: Element) -> Iterator[tuple[str, bool]]:
    """Give what an element says to a reader, and whether it is a title or description."""
    if element.tag in NOT_READ or not isinstance(element.tag, str):
        return
    about = element.attrib.get("name") or element.attrib.get("property") or ""
    if element.tag != "meta" or about in DESCRIBING:
        for name in READ_OUT:
            if name in element.attrib:
                yield element.attrib[name], element.tag == "meta"
    if element.text:
        yield element.text, element.tag == "title"
    for child in element:
        if "lang" not in child.attrib:
            yield from spoken(child)
        if child.tail:
            yield child.tail, False
