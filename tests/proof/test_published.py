"""While the site is served, an edit is shown when its index stands: whole, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import content
from app.search import index
from app.settings import Settings
from app.web import create_app


@pytest.fixture
def built(small: Path) -> Path:
    folder = small.parent / "index"
    index.build(content.load_sound(small), small, folder)
    return folder


@pytest.fixture
def visitor(small: Path, built: Path) -> FlaskClient:
    return create_app(Settings(content=small, index=built)).test_client()


def rename(folder: Path, old: str, new: str) -> None:
    path = folder / "services" / "north-hub.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def shown(visitor: FlaskClient, name: str) -> set[str]:
    """Where a visitor meets a name: on the page, in a list, in a search for it."""
    answer = visitor.get("/search.json", query_string={"q": name}).json
    assert answer is not None
    places = {
        "page": visitor.get("/services/north-hub/").text,
        "list": visitor.get("/services/").text,
        "search": " ".join(hit["name"] for hit in answer["hits"]),
    }
    return {place for place, text in places.items() if name in text}


EVERYWHERE = {"page", "list", "search"}


def test_an_edit_is_shown_when_its_index_stands(
    visitor: FlaskClient, small: Path, built: Path
) -> None:
    rename(small, "name: North Hub", "name: North Star")
    assert shown(visitor, "North Hub") == EVERYWHERE
    assert shown(visitor, "North Star") == set()
    index.build(content.load_sound(small), small, built)
    assert shown(visitor, "North Star") == EVERYWHERE


def test_what_was_edited_after_its_index_waits_for_the_next(
    visitor: FlaskClient, small: Path, built: Path, caplog: pytest.LogCaptureFixture
) -> None:
    rename(small, "name: North Hub", "name: North Star")
    index.build(content.load_sound(small), small, built)
    rename(small, "name: North Star", "name: North Moon")
    assert shown(visitor, "North Hub") == EVERYWHERE
    assert "the old content is served on" in caplog.text
    index.build(content.load_sound(small), small, built)
    assert shown(visitor, "North Moon") == EVERYWHERE


def test_content_with_a_mistake_is_not_taken(
    visitor: FlaskClient, small: Path, built: Path
) -> None:
    found = content.load_sound(small)
    rename(small, "access: [drop-in, phone]", "access: [by-pigeon]")
    index.build(found, small, built)
    assert shown(visitor, "North Hub") == EVERYWHERE
    (small / "site.yaml").unlink()
    index.build(found, small, built)
    assert shown(visitor, "North Hub") == EVERYWHERE
