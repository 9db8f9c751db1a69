"""The same commit and the same day give the same bytes, wherever and by whomever they are built."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.settings import ROOT
from tests.conftest import SMALL

HERE = {"TZ": "Europe/London", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1", "HOME": "/"}
THERE = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "2", "LANG": "tr_TR.UTF-8"}


def sums(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def committed(folder: Path) -> Path:
    """The small site in a git of its own, with its history, as a machine would check it out."""
    shutil.copytree(SMALL, folder / "content")
    who = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org"}
    who |= {"GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org"}
    when = {"GIT_AUTHOR_DATE": "2026-11-01T12:00Z", "GIT_COMMITTER_DATE": "2026-11-01T12:00Z"}
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "Small"]):
        subprocess.run(["git", *words], cwd=folder, check=True, env={**os.environ, **who, **when})
    return folder


def built(origin: Path, folder: Path, umask: int, **environment: str) -> dict[str, str]:
    """Clone into a folder and build there, with another clock, language, zone and umask."""
    subprocess.run(["git", "clone", "-q", str(origin), str(folder)], check=True)
    for number, path in enumerate(sorted(folder.rglob("*.md"))):
        os.utime(path, (1_700_000_000 + umask * number, 1_700_000_000 + umask * number))
    settings = {
        "SIGNPOST_CONTENT": str(folder / "content"),
        "SIGNPOST_INDEX": str(folder / "index"),
        "SIGNPOST_BUILD": str(folder / "build"),
        "SIGNPOST_BUILD_DATE": "2026-11-21",
        "SIGNPOST_BASE_URL": "https://help.example.org/directory",
    }
    for word in ("index", "freeze"):
        run = subprocess.run(
            [str(Path(sys.executable).parent / "signpost"), word],
            env={"PATH": "/usr/bin:/bin", **settings, **environment},
            cwd=folder,
            umask=umask,
            capture_output=True,
            text=True,
        )
        assert run.returncode == 0, run.stderr
    return sums(folder / "build")


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return committed(tmp_path_factory.mktemp("origin"))


@pytest.fixture(scope="module")
def one(origin: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What one machine makes."""
    return built(origin, tmp_path_factory.mktemp("one") / "here", 0o022, **HERE)


def test_two_machines_make_the_same_bytes(
    origin: Path, one: dict[str, str], tmp_path: Path
) -> None:
    other = built(origin, tmp_path / "somewhere else" / "with a longer name", 0o077, **THERE)
    assert len(one) > 200
    assert {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)} == set()


def test_another_day_makes_other_bytes(origin: Path, one: dict[str, str], tmp_path: Path) -> None:
    later = built(origin, tmp_path / "later", 0o022, **HERE, SIGNPOST_BUILD_DATE="2029-01-01")
    assert one != later


def test_every_dependency_is_pinned_by_its_hash() -> None:
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    pins = [number for number, line in enumerate(lines) if "==" in line and line[0].isalnum()]
    assert len(pins) > 40
    assert all("--hash=sha256:" in lines[number + 1] for number in pins)
    for name in ("package-lock.json", "admin/package-lock.json"):
        packages = json.loads((ROOT / name).read_text())["packages"]
        del packages[""]  # Ourselves.
        assert len(packages) > 10
        assert all(one["integrity"].startswith("sha512-") for one in packages.values())


def test_every_action_of_a_workflow_is_pinned_by_its_commit() -> None:
    for path in (ROOT / ".github" / "workflows").glob("*.yml"):
        for line in path.read_text().splitlines():
            if "uses:" in line:
                commit = line.partition("@")[2].split()[0]
                assert len(commit) == 40, f"{path.name}: {line.strip()}"
