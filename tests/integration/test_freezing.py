"""The static site: whole, the same every time, and every link in it leads somewhere."""

from __future__ import annotations

import re
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from app import freezing
from app.addresses import Choice
from app.catalogue import Catalogue
from app.settings import Settings
from tests.conftest import SMALL

HREF = re.compile(r'\s(?:href|src|action)="([^"]*)"')
ID = re.compile(r'\sid="([^"]*)"')
TAG = re.compile(r"<(?:!--.*?--|script\b[^>]*>.*?</script|[a-z][^>]*)>", re.DOTALL)


def read(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def pages(frozen: Path) -> dict[str, str]:
    return {
        path.relative_to(frozen).as_posix(): path.read_text(encoding="utf-8")
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


def test_every_link_and_fragment_leads_somewhere(frozen: Path, pages: dict[str, str]) -> None:
    files = {path.relative_to(frozen).as_posix() for path in frozen.rglob("*") if path.is_file()}
    ids = {name: set(ID.findall(" ".join(TAG.findall(text)))) for name, text in pages.items()}
    lost = set()
    for name, text in pages.items():
        for href in set(HREF.findall(" ".join(TAG.findall(text)))):
            parts = urlsplit(unescape(href))
            if parts.scheme in ("https", "http") and parts.netloc == "127.0.0.1":
                parts = parts._replace(scheme="", netloc="")
            if parts.scheme or parts.netloc:
                continue
            target = name
            if parts.path:
                assert parts.path.startswith("/help/"), f"{href} on {name} leaves the sub-path"
                target = unquote(parts.path).removeprefix("/help/")
                target += "index.html" if target == "" or target.endswith("/") else ""
            if target not in files or (parts.fragment and parts.fragment not in ids[target]):
                lost.add((name, href))
    assert not lost


def test_every_page_follows_the_house_rules(pages: dict[str, str], catalogue: Catalogue) -> None:
    for name, text in pages.items():
        ids = ID.findall(" ".join(TAG.findall(text)))
        assert len(ids) == len(set(ids)), f"doubled id on {name}"
        assert text.count("<h1") == 1, name
        match = re.search(r'<html lang="([a-z-]+)" dir="(ltr|rtl)"', text)
        assert match, name
        title = re.search(r"<title>(.*?)</title>", text, re.DOTALL)
        heading = re.search(r"<h1[^>]*>(.*?)</h1>", text, re.DOTALL)
        assert title and heading and title.group(1).strip(), name
        assert " style=" not in text, f"inline style on {name}"
        assert not re.search(r"<script(?![^>]*(src=|application/(?:ld\+)?json))", text), name
        code = match.group(1)
        assert escape(catalogue.in_language(code).site.disclaimer, quote=False) in text, name


def test_nothing_is_loaded_from_anybody_else(pages: dict[str, str]) -> None:
    loads = re.compile(
        r'<(?:script|img|iframe|source|video)[^>]*\ssrc="([^"]*)"'
        r'|<link[^>]*rel="(?:stylesheet|preload|icon|manifest)"[^>]*href="([^"]*)"'
    )
    for name, text in pages.items():
        for found in loads.findall(text):
            assert "".join(found).startswith("/help/"), name


def test_every_combination_can_be_reached_by_links_alone(
    pages: dict[str, str], catalogue: Catalogue
) -> None:
    reached, waiting = {"index.html"}, ["index.html"]
    while waiting:
        for href in HREF.findall(pages[waiting.pop()]):
            path = urlsplit(unescape(href)).path.removeprefix("/help/")
            name = path + "index.html" if path.endswith("/") or not path else path
            if name in pages and name not in reached:
                reached.add(name)
                waiting.append(name)
    wanted = {choice.path()[1:] + "index.html" for choice in catalogue.choices()}
    assert wanted <= reached
    assert len(
        [c for c in catalogue.choices() if c.topic and not c.sub and c.age and c.cluster]
    ) == (17 * 8 * 5)


def test_no_list_is_a_dead_end(pages: dict[str, str], catalogue: Catalogue) -> None:
    for choice in catalogue.choices():
        text = pages[choice.path()[1:] + "index.html"]
        assert "/help/services/" in text, choice.path()


def test_the_site_map_lists_only_pages_that_exist(frozen: Path, pages: dict[str, str]) -> None:
    listed = re.findall(r"<loc>(.*?)</loc>", (frozen / "sitemap.xml").read_text())
    assert len(listed) > 400
    for address in listed:
        name = urlsplit(address).path.removeprefix("/help/")
        assert name + "index.html" in pages, address


def test_old_names_redirect_to_pages_that_exist(frozen: Path, pages: dict[str, str]) -> None:
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
