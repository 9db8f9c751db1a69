"""Markdown becomes HTML that cannot do harm."""

from __future__ import annotations

import random
import re

import pytest

from app import prose


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "![x](https://example.org/tracker.png)",
        "<style>body{display:none}</style>",
        '<svg onload="alert(1)">',
        "`<b>` <iframe src=//example.org>",
        "[x]: javascript:alert(1)\n\n[x]",
        "<https://example.org/><object data=x>",
    ],
)
def test_nothing_in_markdown_can_run_or_load(text: str) -> None:
    html = prose.to_html(text)
    for tag in ("<script", "<img", "<style", "<svg", "<iframe", "<object"):
        assert tag not in html
    assert 'href="javascript' not in html.lower()
    assert 'href="data' not in html.lower()


@pytest.mark.parametrize("seed", range(20))
def test_plain_paragraphs_are_just_as_markdown_makes_them(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = random.Random(seed)
    letters = "abÀßطآ²9  \n\n.,:;!?'\"()/£%+’“”–-*_#&|=`"
    texts = ["".join(some.choices(letters, k=some.randint(1, 20))) for _ in range(200)]
    texts += ["One: 9am, £3.\nTwo?\n\nThree (four).\n", "One.  \nTwo", "One\n\n\nTwo", "A\n\n    b"]
    quickly = [prose.to_html(text) for text in texts]
    prose._without_links.cache_clear()
    monkeypatch.setattr(prose, "_PLAIN", re.compile(r"(?!)"))
    assert quickly == [prose.to_html(text) for text in texts]


def test_headings_lists_tables_and_links_survive() -> None:
    html = prose.to_html("## One\n\n- a\n\n| x | y |\n| - | - |\n| 1 | [z](/two/) |\n")
    for part in ('<h2 id="one">', "<li>a</li>", "<table>", '<a href="/two/">z</a>'):
        assert part in html


def test_raw_html_is_found_with_its_line() -> None:
    assert prose.raw_html("fine\n\n<b>bold</b> and `<i>` as code") == [(3, "<b>"), (3, "</b>")]


def test_an_address_in_angle_brackets_is_no_raw_html() -> None:
    assert prose.raw_html("<https://example.org/> and 3 < 4") == []
