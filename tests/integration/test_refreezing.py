"""After an edit only what it changes is made again, and the site is as if it all had been."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app import freezing, refreezing
from app.settings import Settings
from app.web import create_app
from tests.conftest import SMALL

TODAY = date(2026, 11, 22)
Edit = Callable[[Path], None]


def freeze(content: Path, output: Path, *, whole: bool = False) -> int:
    """Freeze, and give how many pages were made."""
    made = [0]
    settings = Settings(content=content, today=TODAY)
    freezing.freeze(settings, output, made.append, whole=whole)
    return made[-1]


def read(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def swapped(file: str, old: str, new: str) -> Edit:
    """An edit that puts some words of a file in the place of others."""

    def edit(content: Path) -> None:
        text = (content / file).read_text(encoding="utf-8")
        assert old in text, file
        (content / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


def added(content: Path) -> None:
    text = (content / "services/south-hub.md").read_text(encoding="utf-8")
    (content / "services/east-hub.md").write_text(text.replace("South", "East"), encoding="utf-8")


def removed(content: Path) -> None:
    (content / "services/carers.md").unlink()
    for page in ("home", "suggest-a-change", "urgent-help"):
        swapped(f"pages/{page}.md", "/services/carers/", "/services/north-hub/")(content)
    (content / "translations/pl/services/carers.md").unlink()


CARERS = "services/carers.md"
EDITS: dict[str, Edit] = {
    "a summary": swapped(CARERS, "Help for", "Kind help for"),
    "a description": swapped(CARERS, "You are not alone", "You are never alone"),
    "a name": swapped(CARERS, "Young Carers", "Younger Carers"),
    "an age": swapped(CARERS, "minimum_age: 5", "minimum_age: 16"),
    "a topic": swapped(CARERS, "[family/young-carers]", "[family/parenting]"),
    "a phone": swapped("services/north-hub.md", "option 2", "option 3"),
    "a translated entry": swapped("translations/pl/services/carers.md", "Pomoc", "Pomoc!"),
    "a page of words": swapped("pages/urgent-help.md", "Some words", "Other words"),
    "a taxonomy": swapped("taxonomy.yaml", "Family life", "Life at home"),
    "a translated taxonomy": swapped(
        "translations/pl/taxonomy.yaml", "label: pl", "label: po polsku"
    ),
    "a new entry": added,
    "an entry less": removed,
}
SMALL_EDITS = ["a summary", "a description", "a translated entry"]


def in_polish_too(folder: Path) -> Path:
    """Write a copy of the small site with a little Polish."""
    content = Path(shutil.copytree(SMALL, folder / "content"))
    polish = content / "translations" / "pl"
    (polish / "services").mkdir(parents=True)
    status = "status: awaiting review\n"
    (polish / "site.yaml").write_text(f"{status}tagline: pl\narea: pl\ndisclaimer: pl\n")
    labels = (
        "topics: {family: {label: pl}}\nsub: {family/parenting: {label: pl}}\n"
        "ages: {adult: {label: pl}}\nareas: {national: pl}\n"
    )
    (polish / "taxonomy.yaml").write_text(status + labels)
    words = f"---\n{status}name: Opiekunowie\nsummary: Pomoc\n---\n"
    (polish / "services" / "carers.md").write_text(words)
    return content


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site in English and Polish, and what was frozen of it."""
    folder = tmp_path_factory.mktemp("before")
    freeze(in_polish_too(folder), folder / "build")
    return folder


@pytest.fixture
def site(before: Path, tmp_path: Path) -> Path:
    """A copy that a test may edit, with the times of its files."""
    return Path(shutil.copytree(before, tmp_path / "site"))


@pytest.mark.parametrize("what", EDITS)
def test_after_an_edit_the_site_is_as_if_all_was_made_again(site: Path, what: str) -> None:
    old = read(site / "build")
    EDITS[what](site / "content")
    made = freeze(site / "content", site / "build")
    every = freeze(site / "content", site / "whole")
    new = read(site / "build")
    assert new == read(site / "whole")
    assert new != old
    if what in SMALL_EDITS:
        always = freeze(site / "content", site / "build")
        assert made < every
        assert made - always < (every - always) / 2


@pytest.mark.parametrize(("what", "again"), [("a description", False), ("a summary", True)])
def test_lists_are_made_again_only_for_what_they_show(site: Path, what: str, again: bool) -> None:
    lists = ("topics/family", "clusters/north", "services/carers")
    before = [(site / "build" / one / "index.html").stat().st_mtime_ns for one in lists]
    EDITS[what](site / "content")
    freeze(site / "content", site / "build")
    after = [(site / "build" / one / "index.html").stat().st_mtime_ns for one in lists]
    made = [old != new for old, new in zip(before, after, strict=True)]
    assert made == [again, again, True]


def test_an_edit_back_and_forth_leaves_what_was(site: Path) -> None:
    old = read(site / "build")
    for words in (("5", "16"), ("16", "5")):
        swapped(CARERS, *(f"minimum_age: {age}" for age in words))(site / "content")
        freeze(site / "content", site / "build")
    new, carers = read(site / "build"), "services/carers/index.html"
    assert new.keys() == old.keys()
    assert b"16 to 18" not in new[carers]


def test_nothing_is_taken_over_that_is_not_as_it_was_made(site: Path) -> None:
    sound = read(site / "build")
    (site / "build/topics/family/index.html").write_text("Somebody wrote here.")
    (site / "build/services/carers/index.html").unlink()
    freeze(site / "content", site / "build")
    assert read(site / "build") == sound


DAMAGED = {
    "an earlier version's": '{"ground":"","answers":{},"pages":[["/",1,1,[7]]]}',
    "cut short": '"GROUND"\n{',
    "without an answer": '"GROUND"\n{}\n["/",1,1,[7]]\n',
    "of another question": '"GROUND"\n{"[]":""}\n["/",1,1,[0]]\n',
}


@pytest.mark.parametrize("how", DAMAGED)
def test_a_damaged_memory_is_as_none(site: Path, how: str) -> None:
    every = freeze(site / "content", site / "whole")
    ground, _ = refreezing.grounds(Settings(content=site / "content", today=TODAY))
    (site / ".build.made").write_text(DAMAGED[how].replace("GROUND", ground))
    assert freeze(site / "content", site / "build") == every
    assert read(site / "build") == read(site / "whole")


def test_all_is_made_again_when_asked_for_or_when_another_day_is(site: Path) -> None:
    every = freeze(site / "content", site / "build", whole=True)
    assert freeze(site / "content", site / "build") < every
    made: list[int] = []
    another = Settings(content=site / "content", today=date(2026, 11, 23))
    freezing.freeze(another, site / "build", made.append)
    assert made[-1] == every


def test_an_edit_during_a_freeze_is_not_taken_for_what_was_frozen(site: Path) -> None:
    every = freeze(site / "content", site / "whole")

    edits = [EDITS["a summary"]]

    def edited(done: int) -> None:
        while edits:
            edits.pop()(site / "content")

    settings = Settings(content=site / "content", today=TODAY)
    freezing.freeze(settings, site / "build", edited)
    assert freeze(site / "content", site / "build") == every
    freeze(site / "content", site / "whole", whole=True)
    assert read(site / "build") == read(site / "whole")


def test_what_is_remembered_is_not_published(site: Path) -> None:
    assert (site / ".build.made").is_file()
    assert not [path for path in (site / "build").rglob("*.made*")]


def test_an_entry_is_no_ground_but_everything_else_is(site: Path) -> None:
    settings = Settings(content=site / "content", today=TODAY)
    ground, asked_for = refreezing.grounds(settings)
    EDITS["a summary"](site / "content")
    assert refreezing.grounds(settings)[0] == ground
    assert refreezing.grounds(settings)[1] != asked_for
    EDITS["a taxonomy"](site / "content")
    assert refreezing.grounds(settings)[0] != ground


def test_a_page_is_the_same_whatever_was_frozen_before_it(site: Path) -> None:
    app = create_app(Settings(content=site / "content"))
    with app.test_request_context():  # As the freezer holds one around all pages.
        alone, other = (
            app.test_client().get(f"/pl/{name}/").data for name in ("topics", "my-list")
        )
        assert b'id="words"' in alone and other != alone
        assert app.test_client().get("/pl/topics/").data == alone
