"""Templates as our pages use them: what is put on a page is safe, and compiled ones are kept."""

import sys
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from app.web.templating import Compiled, Drawn


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    folder = tmp_path / "templates"
    folder.mkdir()
    return folder


def drawn(templates: Path, kept: Path) -> str:
    cache = Compiled(str(kept), "%s.cache")
    found = Environment(loader=FileSystemLoader(templates), bytecode_cache=cache, autoescape=True)
    return found.get_template("page.html").render()


@pytest.mark.parametrize(
    ("given", "shown"),
    [("<&\"'>", "&lt;&amp;&quot;&#x27;&gt;"), (Markup("<b>"), "<b>"), (3, "3"), (None, "None")],
)
def test_what_is_not_safe_is_escaped_once(app: Flask, given: object, shown: str) -> None:
    assert app.jinja_env.from_string("{{ given }}").render(given=given) == shown
    macro = "{% macro part(words) %}{{ words }}{% endmacro %}{{ part(given) }}"
    assert app.jinja_env.from_string(macro).render(given=given) == shown


@pytest.mark.parametrize("words", ["plain", "a – b", "Português", "اردو", "😀"])
def test_a_page_is_sent_as_its_words_in_utf_8(app: Flask, words: str) -> None:
    page = app.jinja_env.from_string("<p>{{ words }}</p> – {{ 3 }}")
    assert isinstance(page, Drawn)
    assert page.encoded({"words": words}) == f"<p>{words}</p> – 3".encode()


def test_a_macro_may_be_named_like_a_function_of_ours(app: Flask) -> None:
    own = "{% macro part(words) %}own {{ words }}{% endmacro %}{{ part('words') }}"
    assert "part" in app.jinja_env.globals
    assert app.jinja_env.from_string(own).render() == "own words"


def test_a_compiled_template_is_kept_until_its_words_change(templates: Path) -> None:
    kept = templates.parent
    (templates / "page.html").write_text("one")
    assert drawn(templates, kept) == "one"
    (file,) = kept.glob("*.cache")
    before = file.read_bytes()
    assert drawn(templates, kept) == "one"
    assert file.read_bytes() == before
    (templates / "page.html").write_text("two")
    assert drawn(templates, kept) == "two"
    assert file.read_bytes() != before


def test_a_broken_or_missing_folder_of_compiled_templates_stops_no_page(templates: Path) -> None:
    (templates / "page.html").write_text("one")
    drawn(templates, templates.parent)
    (file,) = templates.parent.glob("*.cache")
    file.write_bytes(file.read_bytes()[:40])
    assert drawn(templates, templates.parent) == "one"
    assert drawn(templates, templates.parent / "missing") == "one"
