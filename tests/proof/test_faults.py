"""Disks that are full or closed, clocks that are wrong, indexes cut short, two runs at once:
one clear sentence each, a code that is not nought, and nothing lost."""

from __future__ import annotations

import fcntl
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.settings import Settings
from app.web import create_app
from tests.conftest import SMALL, signpost

COMMANDS = [("index",), ("freeze",), ("schema",), ("export", "sheet", "{}/sheet.csv")]
NO_RIGHTS = ("-dac_override", "-dac_read_search", "-fowner")
Run = Callable[..., subprocess.CompletedProcess[str]]


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(".lock")
    }


def environment(world: Path) -> dict[str, str]:
    return {
        "SIGNPOST_CONTENT": str(world / "content"),
        "SIGNPOST_INDEX": str(world / "out" / "index"),
        "SIGNPOST_BUILD": str(world / "out" / "build"),
        "SIGNPOST_BUILD_DATE": "2026-11-21",
    }


def told_in_one_sentence(run: subprocess.CompletedProcess[str]) -> str:
    """What a failed run says: one line, no traceback."""
    assert run.returncode == 1, run.stdout + run.stderr
    lines = [line for line in run.stderr.splitlines() if line.startswith("Error: ")]
    assert len(lines) == 1, run.stderr
    assert "Traceback" not in run.stderr
    assert lines[0].endswith(".")
    return lines[0]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site with a build and an index that stand."""
    folder = tmp_path_factory.mktemp("made")
    shutil.copytree(SMALL, folder / "content")
    (folder / "out").mkdir()
    for word in ("index", "freeze"):
        assert signpost(word, **environment(folder)).returncode == 0
    return folder


@pytest.fixture
def world(made: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may break."""
    return Path(shutil.copytree(made, tmp_path / "world"))


# --- the disk -------------------------------------------------------------------------------------


def small_files_only() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))


@pytest.mark.parametrize("words", [("index",), ("freeze",)], ids=str)
def test_a_disk_that_takes_no_more_of_a_file_leaves_everything_as_it_was(
    words: tuple[str, ...], world: Path
) -> None:
    before = bytes_of(world)
    command = [str(Path(sys.executable).parent / "signpost"), *words]
    run = subprocess.run(
        command,
        env={"PATH": "/usr/bin:/bin", **environment(world)},
        capture_output=True,
        text=True,
        preexec_fn=small_files_only,
    )
    assert "too large" in told_in_one_sentence(run)
    assert bytes_of(world) == before


@pytest.fixture
def full_disk(world: Path) -> Iterator[Path]:
    """The outputs on a disk of their own with room for little more."""
    kept = world / "kept"
    shutil.move(world / "out", kept)
    (world / "out").mkdir()
    size = sum(len(one) for one in bytes_of(kept).values())
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size * 2 // 1024 + 2000}k", "none", "out"]
    if os.geteuid() or subprocess.run(mount, cwd=world, capture_output=True).returncode:
        pytest.skip("only root may make a small disk here")
    try:
        shutil.copytree(kept, world / "out", dirs_exist_ok=True)
        room = shutil.disk_usage(world / "out").free
        (world / "out" / "heap").write_bytes(b"x" * (room - 8192))
        yield world
    finally:
        subprocess.run(["umount", "out"], cwd=world, check=True)


@pytest.mark.parametrize("words", COMMANDS[:2], ids=str)
def test_a_full_disk_leaves_everything_as_it_was(words: tuple[str, ...], full_disk: Path) -> None:
    before = bytes_of(full_disk)
    run = signpost(*words, **environment(full_disk))
    assert "No space left on device" in told_in_one_sentence(run)
    assert bytes_of(full_disk) == before


def closed(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command where the folder may only be read; root, too, must not write there."""
    keep = []
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("root cannot give up its rights here: there is no setpriv")
        rights = ",".join(NO_RIGHTS)
        keep = ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}"]
    command = [*keep, str(Path(sys.executable).parent / "signpost"), *words]
    for path in (folder, *folder.rglob("*")):
        if path.is_dir():
            path.chmod(0o555)
    try:
        return subprocess.run(
            command,
            env={"PATH": "/usr/bin:/bin", **environment(folder)},
            capture_output=True,
            text=True,
        )
    finally:
        for path in (folder, *folder.rglob("*")):
            if path.is_dir():
                path.chmod(0o755)


@pytest.mark.parametrize("words", COMMANDS, ids=str)
def test_a_folder_that_may_only_be_read_is_told(words: tuple[str, ...], world: Path) -> None:
    before = bytes_of(world)
    run = closed(world, *(word.format(world) for word in words))
    assert "Permission denied" in told_in_one_sentence(run)
    assert bytes_of(world) == before


def test_missing_folders_are_made_or_told(world: Path) -> None:
    shutil.rmtree(world / "out")
    assert signpost("freeze", **environment(world)).returncode == 0
    shutil.rmtree(world / "content")
    before = bytes_of(world)
    for command in ("check", "index", "freeze", "serve"):
        run = signpost(command, **environment(world))
        assert run.returncode == 1
        assert "site.yaml" in run.stdout + run.stderr
        assert "Traceback" not in run.stderr
    assert bytes_of(world) == before


# --- the clock ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "clock",
    [
        {"SIGNPOST_BUILD_DATE": "1970-01-01"},
        {"SIGNPOST_BUILD_DATE": "9999-12-31"},
        {"SIGNPOST_BUILD_DATE": "tomorrow"},
        {"SIGNPOST_BUILD_DATE": "", "SOURCE_DATE_EPOCH": "0"},
        {"SIGNPOST_BUILD_DATE": "", "SOURCE_DATE_EPOCH": "99999999999999999999"},
        {"SIGNPOST_BUILD_DATE": "", "SOURCE_DATE_EPOCH": "yesterday"},
    ],
    ids=str,
)
def test_a_day_that_cannot_be_is_refused(clock: dict[str, str], world: Path) -> None:
    before = bytes_of(world)
    run = signpost("freeze", **{**environment(world), **clock})
    name = next(name for name, value in clock.items() if value)
    assert told_in_one_sentence(run).startswith(f"Error: {name} ")
    assert bytes_of(world) == before


@pytest.mark.parametrize("day", ["2020-01-01", "2099-12-31"])
def test_the_first_and_the_last_day_that_can_be_make_a_whole_site(day: str, world: Path) -> None:
    run = signpost("freeze", **{**environment(world), "SIGNPOST_BUILD_DATE": day})
    assert run.returncode == 0, run.stderr


def test_files_from_the_future_are_not_said_to_be_newer_than_now(world: Path) -> None:
    for path in (world / "content").rglob("*.md"):
        os.utime(path, (4_000_000_000, 4_000_000_000))
    assert signpost("freeze", **environment(world)).returncode == 0
    assert "2096" not in (world / "out/build/feed.atom").read_text()


# --- an index that is not whole -------------------------------------------------------------------


def broken_indexes(folder: Path) -> Iterator[Path]:
    """Leave out, empty, and cut each file of an index in turn."""
    whole = folder.with_name("whole")
    shutil.copytree(folder, whole)
    for path in sorted(whole.iterdir()):
        body = path.read_bytes()
        for kept in {0, len(body) // 2, max(0, len(body) - 1)} - {len(body)}:
            (folder / path.name).write_bytes(body[:kept])
            yield path
        if body:
            (folder / path.name).unlink()
            yield path
        (folder / path.name).write_bytes(body)


def test_a_truncated_index_is_told_and_never_breaks_a_page(world: Path) -> None:
    site = create_app(Settings.from_environment(environment(world))).test_client()
    assert site.get("/search.json?q=parent").json
    for path in broken_indexes(world / "out" / "index"):
        fresh = create_app(Settings.from_environment(environment(world))).test_client()
        assert fresh.get("/search.json?q=parent").status_code == 503, path
        assert fresh.get("/search/?q=parent").status_code == 200, path
        assert fresh.get("/").status_code == 200, path
        # Who had the whole one open goes on with it.
        assert site.get("/search.json?q=parent").status_code == 200, path


def test_a_command_says_that_the_index_is_broken_and_the_next_build_mends_it(world: Path) -> None:
    next(broken_indexes(world / "out" / "index"))
    run = signpost("search", "parent", **environment(world))
    assert "Run `signpost index`" in told_in_one_sentence(run)
    before = bytes_of(world / "out" / "build")
    assert signpost("freeze", **environment(world)).returncode == 0
    assert bytes_of(world / "out" / "build") == before
    assert signpost("index", **environment(world)).returncode == 0
    assert signpost("search", "parent", **environment(world)).returncode == 0


# --- two at once ----------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["index", "freeze"])
def test_of_two_runs_at_once_one_is_told_to_wait(word: str, world: Path) -> None:
    before = bytes_of(world)
    name = "index" if word == "index" else "build"
    with (world / "out" / f".{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        run = signpost(word, **environment(world))
    assert "Wait until it has ended" in told_in_one_sentence(run)
    assert bytes_of(world) == before


def test_many_builds_at_once_end_in_one_whole_build(world: Path) -> None:
    before = bytes_of(world / "out" / "build")
    command = [str(Path(sys.executable).parent / "signpost"), "freeze"]
    several = [
        subprocess.Popen(
            command,
            env={"PATH": "/usr/bin:/bin", **environment(world)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    told = [one.communicate()[1] for one in several]
    codes = [one.returncode for one in several]
    assert 0 in codes
    assert set(codes) <= {0, 1}
    for code, words in zip(codes, told, strict=True):
        assert code == 0 or "Wait until it has ended" in words
    assert bytes_of(world / "out" / "build") == before
