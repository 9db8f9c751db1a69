"""An index of changed entries takes over what leads from the same words to needs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app import content
from app.search import index
from app.search.browser import BrowserFiles, browser_files
from app.search.engine import Engine
from tests.search.small_directory import written

PANTRY = "services/pantry.md"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A content folder with an index beside it."""
    folder = written(tmp_path / "content")
    built(folder, "before")
    return folder


def built(folder: Path, name: str, like: str = "") -> Path:
    """Build an index beside the content folder, like one that stands there."""
    at = folder.parent / name
    whole = content.load_sound(folder)
    index.build(whole, folder, at, like=folder.parent / like if like else None)
    assert index.is_of(whole, folder, at)
    return at


def edited(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")


def of_needs(folder: Path) -> set[str]:
    """The names of the needs' files; each building gives new ones."""
    return {path.name for path in folder.glob("needs_*.seg")}


def searched_with(folder: Path, at: Path) -> BrowserFiles:
    return browser_files(Engine(at, content.load_sound(folder)), lambda one: {"contact": one.name})


def test_it_is_as_if_it_had_been_built_anew(site: Path) -> None:
    edited(site, PANTRY, "Leek soup", "Barley broth")
    again, anew = built(site, "again", like="before"), built(site, "anew")
    assert of_needs(again) == of_needs(site.parent / "before") != of_needs(anew)
    assert searched_with(site, again) == searched_with(site, anew)


def test_other_words_are_not_taken_over(site: Path) -> None:
    words = next((site / "search").glob("*.yaml"))
    words.write_text(words.read_text(encoding="utf-8") + "\n# A remark.\n", encoding="utf-8")
    assert of_needs(built(site, "again", like="before")) != of_needs(site.parent / "before")


def test_nothing_is_taken_over_from_an_index_that_is_cut_off(site: Path) -> None:
    before = site.parent / "before"
    phrases = before / index.PHRASES
    phrases.write_text(phrases.read_text(encoding="utf-8")[:-9], encoding="utf-8")
    again = built(site, "again", like="before")
    assert of_needs(again) != of_needs(before)
    assert json.loads((again / index.PHRASES).read_text(encoding="utf-8"))


def test_an_index_may_be_built_like_one_that_is_not_there(site: Path) -> None:
    assert of_needs(built(site, "again", like="nowhere"))
