"""The static site: whole, the same every time, and every link in it leads somewhere."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from app import freezing
from app.addresses import Choice
from app.catalogue import Catalogue
from app.languages import ENGLISH
from app.settings import Settings
from tests.conftest import SMALL

pytestmark = pytest.mark.long
# What looks like one in the words of a page would only be held to the rules too. To look for a
# space takes half as long as to look for any of its kind.
ATTRIBUTE = re.compile(r' (id|href|src|action)="([^"]*)"')
LANGUAGE = re.compile(r'<html lang="([a-z-]+)" dir="(?:ltr|rtl)"')
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
SCRIPT_OF_ITS_OWN = re.compile(r"<script(?![^>]*(src=|application/(?:ld\+)?json))")
LOADED = re.compile(
    r'<(?:script|img|iframe|source|video)[^>]*\ssrc="([^"]*)"'
    r'|<link[^>]*rel="(?:stylesheet|preload|icon|manifest)"[^>]*href="([^"]*)"'
)


@dataclass(frozen=True)
class Read:
    """What stands on a page, so that each of thousands is read once."""

    ids: tuple[str, ...]
    links: frozenset[str]
    loads: frozenset[str]
    faults: tuple[str, ...]


def reading(text: str, disclaimers: dict[str, str]) -> Read:
    ids, links = [], set()
    for name, value in ATTRIBUTE.findall(text.replace("\n", " ")):
        if name == "id":
            ids.append(value)
        else:
            links.add(sys.intern(value))  # Most stand on every page.
    language = LANGUAGE.search(text)
    code = language.group(1) if language else ""
    title, heading = TITLE.search(text), HEADING.search(text)
    faults = {
        "doubled id": len(ids) != len(set(ids)),
        "not one heading": text.count("<h1") != 1 or not heading,
        "no language": not language,
        "no title": not (title and title.group(1).strip()),
        "inline style": " style=" in text,
        "inline script": SCRIPT_OF_ITS_OWN.search(text) is not None,
        "no disclaimer": disclaimers.get(code, "\0") not in text,
    }
    return Read(
        tuple(ids),
        frozenset(links),
        frozenset("".join(found) for found in LOADED.findall(text)),
        tuple(name for name, wrong in faults.items() if wrong),
    )


def read(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def pages(frozen: Path, catalogue: Catalogue) -> dict[str, Read]:
    codes = (ENGLISH.code, *catalogue.translations)
    disclaimers = {
        code: escape(catalogue.in_language(code).site.disclaimer, quote=False) for code in codes
    }
    return {
        path.relative_to(frozen).as_posix(): reading(path.read_text(encoding="utf-8"), disclaimers)
        for path in frozen.rglob("*.html")
    }


def test_two_freezes_are_the_same_to_the_byte(tmp_path: Path) -> None:
    for name in ("one", "two"):
        freezing.freeze(Settings(content=SMALL), tmp_path / name)
    assert read(tmp_path / "one") == read(tmp_path / "two")


def test_a_page_that_fails_stops_the_freeze_and_the_old_build_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "build"
    freezing.freeze(Settings(content=SMALL), output)
    before = read(output)
    monkeypatch.setattr(freezing, "every_address", lambda _: ["/", "/no-such-page/"])
    with pytest.raises(freezing.FreezeFailed, match=r"404.*/no-such-page/"):
        freezing.freeze(Settings(content=SMALL), output)
    assert read(output) == before


def test_every_link_and_fragment_leads_somewhere(frozen: Path, pages: dict[str, Read]) -> None:
    files = {path.relative_to(frozen).as_posix() for path in frozen.rglob("*") if path.is_file()}
    ids = {name: set(page.ids) for name, page in pages.items()}
    parts_of = lru_cache(maxsize=None)(parts)
    lost = set()
    for name, page in pages.items():
        for href in page.links:
            path, fragment = parts_of(href)
            if path is None:
                continue
            assert not path or path.startswith("/help/"), f"{href} on {name} leaves the sub-path"
            target = file_of(path) if path else name
            if target not in files or (fragment and fragment not in ids[target]):
                lost.add((name, href))
    assert not lost


def parts(href: str) -> tuple[str | None, str]:
    """The path and fragment that a link of our own leads to; no path for anybody else's."""
    split = urlsplit(unescape(href))
    own = split.scheme in ("https", "http") and split.netloc == "127.0.0.1"
    if (split.scheme or split.netloc) and not own:
        return None, ""
    return split.path, split.fragment


def file_of(path: str) -> str:
    name = unquote(path).removeprefix("/help/")
    return name + "index.html" if name == "" or name.endswith("/") else name


def test_every_page_follows_the_house_rules(pages: dict[str, Read]) -> None:
    assert len(pages) > 400
    assert {name: page.faults for name, page in pages.items() if page.faults} == {}


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ('<p id="x"><b id="x">', "doubled id"),
        ("<h1>Again</h1>", "not one heading"),
        ('<p style="color: red">', "inline style"),
        ("<script>go()</script>", "inline script"),
    ],
)
def test_a_page_that_breaks_a_house_rule_is_seen(words: str, fault: str) -> None:
    sound = '<html lang="en" dir="ltr"><title>T</title><h1>T</h1><p>Ours.</p>'
    assert reading(sound, {"en": "Ours."}).faults == ()
    assert reading(sound + words, {"en": "Ours."}).faults == (fault,)
    assert reading("<p>", {}).faults == (
        *("not one heading", "no language", "no title", "no disclaimer"),
    )


def test_nothing_is_loaded_from_anybody_else(pages: dict[str, Read]) -> None:
    assert any(page.loads for page in pages.values())
    for name, page in pages.items():
        assert all(found.startswith("/help/") for found in page.loads), name


def test_every_combination_can_be_reached_by_links_alone(
    pages: dict[str, Read], catalogue: Catalogue
) -> None:
    reached, waiting = {"index.html"}, ["index.html"]
    seen: set[str] = set()
    while waiting:
        fresh = pages[waiting.pop()].links - seen
        seen |= fresh
        for href in fresh:
            name = file_of(urlsplit(unescape(href)).path)
            if name in pages and name not in reached:
                reached.add(name)
                waiting.append(name)
    wanted = {choice.path()[1:] + "index.html" for choice in catalogue.choices()}
    assert wanted <= reached
    assert len(
        [c for c in catalogue.choices() if c.topic and not c.sub and c.age and c.cluster]
    ) == (17 * 8 * 5)


def test_no_list_is_a_dead_end(pages: dict[str, Read], catalogue: Catalogue) -> None:
    for choice in catalogue.choices():
        links = pages[choice.path()[1:] + "index.html"].links
        assert any(link.startswith("/help/services/") for link in links), choice.path()


def test_the_site_map_lists_only_pages_that_exist(frozen: Path, pages: dict[str, Read]) -> None:
    listed = re.findall(r"<loc>(.*?)</loc>", (frozen / "sitemap.xml").read_text())
    assert len(listed) > 400
    for address in listed:
        name = urlsplit(address).path.removeprefix("/help/")
        assert name + "index.html" in pages, address


def test_old_names_redirect_to_pages_that_exist(frozen: Path, pages: dict[str, Read]) -> None:
    rows = (frozen / "_redirects").read_text().split("\n")[:-1]
    assert len(rows) >= 7
    for row in rows:
        _, now, status = row.split()
        # The feed's plain paths, and all of English below its code, are kept by tests of their own.
        if "/oruk/" in now or ":splat" in now:
            continue
        assert status == "301"
        assert now.removeprefix("/help/") + "index.html" in pages


def test_the_address_of_every_view_is_frozen(frozen: Path) -> None:
    from app.web import create_app

    arguments_free = {
        str(rule)
        for rule in create_app(Settings()).url_map.iter_rules()
        if not rule.arguments and "GET" in (rule.methods or ()) and not rule.websocket
    }
    only_live = {"/healthz", "/search.json"}
    for path in arguments_free - only_live:
        if path.startswith("/oruk"):
            continue
        name = path[1:] + "index.html" if path.endswith("/") else path[1:]
        assert (frozen / name).is_file(), path


def test_a_long_list_is_divided(tmp_path: Path) -> None:
    assert Choice(age="adult").path(2) == "/ages/adult/page/2/"
