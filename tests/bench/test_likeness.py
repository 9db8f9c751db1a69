"""Only like pages may be compared: what differs counts, how it is written does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench import likeness

PAGE = """<!DOCTYPE html><html lang="en"><head><title>Help near Lye</title></head><body>
<p class="lead" id="one">Two services, nearest first</p><article data-facts='{"a": 1, "b": [2]}'>
<svg viewBox="0 0 24 24"><path d="m9 18"/></svg></article></body></html>"""
PATHS = ["/services/a/", "/topics/b/", "/near/c/", "/start/"]


def site(folder: Path, pages: dict[str, str]) -> Path:
    for path, page in pages.items():
        file = folder / path[1:] / "index.html"
        file.parent.mkdir(parents=True)
        file.write_text(page, encoding="utf-8")
    return folder


def test_how_a_page_is_written_does_not_count(tmp_path: Path) -> None:
    other = PAGE.replace('class="lead" id="one"', "id='one'   class='lead'")
    other = other.replace('{"a": 1, "b": [2]}', '{"b":[2],"a":1}').replace("near Lye", "near\n Lye")
    ours = site(tmp_path / "ours", dict.fromkeys(PATHS, PAGE))
    theirs = site(tmp_path / "theirs", dict.fromkeys(PATHS, other))
    assert likeness.shares(ours, theirs, PATHS) == dict.fromkeys(
        ("services", "lists", "places", "questions"), 1
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("nearest", "next"),
        ('id="one"', 'id="two"'),
        ("<path", "<circle"),
        ('"a": 1', '"a": 2'),
        ("Two services, nearest first", "nearest first Two services,"),
        ("<title>Help near Lye</title>", ""),
    ],
)
def test_each_tag_attribute_and_word_counts_and_so_does_their_order(
    tmp_path: Path, old: str, new: str
) -> None:
    ours = site(tmp_path / "ours", {"/start/": PAGE * 20})
    theirs = site(tmp_path / "theirs", {"/start/": PAGE * 19 + PAGE.replace(old, new)})
    assert likeness.LEAST < likeness.shares(ours, theirs, ["/start/"])["questions"] < 1


def test_a_generator_whose_pages_are_plainer_or_missing_is_not_compared(tmp_path: Path) -> None:
    ours = site(tmp_path / "ours", dict.fromkeys(PATHS, PAGE))
    plainer = dict.fromkeys(PATHS[1:3], PAGE) | {"/services/a/": PAGE.replace("nearest first", "")}
    theirs = site(tmp_path / "theirs", plainer)
    with pytest.raises(likeness.Unlike, match=r"services 90\.0 %, questions 0\.0 %"):
        likeness.shares(ours, theirs, PATHS)
