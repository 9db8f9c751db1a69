"""One broken file a case, with the words `signpost check` says beside it in expected.txt."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app import content
from app.problems import ContentError, Problem
from app.reading import read_yaml
from tests.conftest import SMALL

BROKEN = sorted((SMALL.parent / "broken").iterdir())


def problems_of(folder: Path) -> list[Problem]:
    try:
        return content.load(folder)[1]
    except ContentError as error:
        return error.problems


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case.name)
def test_a_mistake_is_told_with_its_place_and_what_to_do(case: Path, small: Path) -> None:
    shutil.copytree(case, small, dirs_exist_ok=True)
    said = "\n".join(str(problem) for problem in problems_of(small))
    assert said == (case / "expected.txt").read_text(encoding="utf-8").strip()


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ((), 2),
        (("name",), 2),
        (("days",), 3),
        (("days", 1), 5),
        (("phones", 1, "number"), 8),
        (("phones", 1, "missing"), 7),
        (("empty",), 9),
        (("nowhere", 3), 2),
    ],
)
def test_a_line_is_that_of_a_name_or_of_the_nearest_thing_around(
    place: tuple[str | int, ...], line: int
) -> None:
    text = "name: A\ndays:\n- MO\n- TU\nphones: [{number: 1},\n {type: voice,\n number: 2}]\nempty:"
    assert read_yaml(text, 2).line(place) == line
    assert read_yaml("", 2).line(place) == 1


def test_the_small_site_itself_is_sound(small: Path) -> None:
    assert problems_of(small) == []


def test_all_mistakes_are_told_at_once(small: Path) -> None:
    for name in ("bad-phone", "dead-link", "nobody-to-contact"):
        shutil.copytree(SMALL.parent / "broken" / name, small, dirs_exist_ok=True)
    files = [problem.file for problem in problems_of(small)]
    assert files == [
        "content/services/carers.md",
        "content/services/north-hub.md",
        "content/services/south-hub.md",
    ]


def test_a_link_to_another_file_is_refused(small: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text((small / "services/carers.md").read_text())
    (small / "services/linked.md").symlink_to(secret)
    assert [problem.message for problem in problems_of(small)] == [
        "This is a link to another file."
    ]


def test_a_giant_file_is_refused(small: Path) -> None:
    with (small / "services/carers.md").open("a") as file:
        file.write("x" * 600_000)
    assert [problem.message for problem in problems_of(small)] == [
        "The file is larger than 512 kB."
    ]


def test_windows_line_ends_and_a_byte_order_mark_are_no_mistake(small: Path) -> None:
    path = small / "services/carers.md"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert problems_of(small) == []


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    said = [str(problem) for problem in problems_of(tmp_path / "content")]
    assert said[0].startswith("content/site.yaml:1\n  The file cannot be read: no such file")
