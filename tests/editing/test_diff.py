"""The summary of a change says what a reviewer needs, in plain words."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.conftest import signpost


def git(folder: Path, *words: str) -> None:
    who = ["-c", "user.name=Writer", "-c", "user.email=writer@example.org"]
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def kept(small: Path) -> Path:
    """The small site in a repository of its own."""
    git(small.parent, "init", "-q", "-b", "main")
    git(small.parent, "add", "content")
    git(small.parent, "commit", "-qm", "Begin")
    return small


def change(small: Path, slug: str, old: str, new: str) -> None:
    path = small / "services" / f"{slug}.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def told(kept: Path, base: str = "main") -> str:
    done = signpost(
        "diff", base, SIGNPOST_CONTENT=str(kept), SIGNPOST_BUILD_DATE="2026-11-21", HOME="/"
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_nothing_changed_says_so(kept: Path) -> None:
    assert "0 new, 0 changed, 0 gone" in told(kept)


def test_a_changed_phone_time_and_topic_are_told_from_and_to(kept: Path) -> None:
    change(kept, "north-hub", "01384 813 096", "01384 813 322")
    change(kept, "north-hub", "closes_at: 17:00", "closes_at: 16:00")
    change(kept, "north-hub", "topics: [family/parenting]", "topics: [family/young-carers]")
    words = told(kept)
    assert "### North Hub (`north-hub`)" in words
    assert "- phone from 01384 813 096 (option 2) to 01384 813 322 (option 2)" in words
    assert "- times from Monday to Friday, 9am to 5pm to Monday to Friday, 9am to 4pm" in words
    assert "- now on these lists too: Family life / Young carers" in words
    assert "- no longer on: Family life / Help with being a parent" in words
    assert "due to be checked" in words


def test_harder_words_show_as_a_higher_reading_age(kept: Path) -> None:
    change(kept, "carers", "A worker meets you.", "Practitioners undertake holistic assessments.")
    words = told(kept)
    assert "- reading age from " in words
    assert "- we are only medium in confidence about it" in words
    assert "- none of its facts has a date" in words


def test_new_and_gone_services_are_told(kept: Path) -> None:
    path = kept / "services" / "carers.md"
    (kept / "services" / "young-people.md").write_text(path.read_text("utf-8"), "utf-8")
    path.unlink()
    words = told(kept)
    assert "Services: 1 new, 0 changed, 1 gone" in words
    assert "### New: Young Carers (`young-people`)" in words
    assert "### Gone: Young Carers (`carers`)" in words


def test_a_base_that_does_not_exist_is_told_in_a_sentence(kept: Path) -> None:
    done = signpost("diff", "nowhere", SIGNPOST_CONTENT=str(kept), HOME="/")
    assert done.returncode == 1
    assert "Name a branch, a tag or a commit." in done.stderr
    assert "Traceback" not in done.stderr
