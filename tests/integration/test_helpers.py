"""Several processes make the site together: it is the same, and none of them outlives a failure."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from app import freezing, helping
from app.settings import ROOT, Settings
from tests.conftest import SMALL
from tests.integration.test_refreezing import in_polish_too, read

# Even so small a site is divided, in a process that has no threads and may be copied; and its
# helpers keep too much of a language.
SCRIPT = """
import sys
from datetime import date
from multiprocessing import active_children
from pathlib import Path
from app import freezing, helping, visiting
from app.settings import Settings

def told(done):
    {told}

freezing.AT_ONCE, freezing.FEW, visiting.MANY, helping.processors = 2, 0, 0, lambda: 2
assert not hasattr(helping, "_here")
settings = Settings(content=Path(sys.argv[1]), today=date(2026, 11, 22))
try:
    freezing.freeze(settings, Path(sys.argv[2]), told)
except freezing.FreezeFailed as error:
    sys.exit(str(error))
"""


def command(folder: Path, told: str, content: Path = SMALL) -> list[str]:
    return [sys.executable, "-c", SCRIPT.format(told=told), str(content), str(folder / "build")]


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site in English and Polish."""
    return in_polish_too(tmp_path_factory.mktemp("content"))


@pytest.fixture(scope="module")
def alone(content: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What one process makes."""
    folder = tmp_path_factory.mktemp("alone") / "build"
    freezing.freeze(Settings(content=content, today=date(2026, 11, 22)), folder)
    return read(folder)


def test_copies_of_a_process_make_the_same_two_for_each_language(
    content: Path, alone: dict[str, bytes], tmp_path: Path
) -> None:
    say = "print(*sorted(one.pid for one in active_children()))"
    run = subprocess.run(command(tmp_path, say, content), cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    helpers = [line.split() for line in dict.fromkeys(run.stdout.splitlines())]
    assert [len(pair) for pair in helpers] == [2, 2]
    assert len({*helpers[0], *helpers[1]}) == 4
    assert read(tmp_path / "build") == alone


def test_processes_that_start_anew_make_the_same(
    content: Path, alone: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freezing, "FEW", 0)
    monkeypatch.setattr(helping, "processors", lambda: 2)
    monkeypatch.setattr(helping, "is_alone", lambda: False)
    freezing.freeze(Settings(content=content, today=date(2026, 11, 22)), tmp_path / "build")
    assert read(tmp_path / "build") == alone


def test_a_helper_that_is_killed_ends_the_freeze_in_a_sentence(tmp_path: Path) -> None:
    kill = "active_children()[0].kill()"
    run = subprocess.run(command(tmp_path, kill), cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 1
    assert run.stderr.startswith("A page could not be made, so nothing was changed: ")
    assert "Traceback" not in run.stderr
    assert not (tmp_path / "build").exists()


@pytest.mark.parametrize(
    ("failing", "words"),
    [("1 / 0", "division by zero"), ("sys.exit(1)", "a process that helped was ended")],
)
def test_a_search_that_fails_beside_the_pages_ends_the_freeze_in_a_sentence(
    tmp_path: Path, failing: str, words: str
) -> None:
    told = f"pass\n\nfreezing._make_search = lambda *_, **__: {failing}"
    run = subprocess.run(command(tmp_path, told), cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 1
    assert run.stderr == f"A page could not be made, so nothing was changed: {words}\n"
    assert not (tmp_path / "build").exists()


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks for processes as Linux lists them")
def test_no_helper_outlives_a_process_that_is_killed(tmp_path: Path) -> None:
    say = "print(*(one.pid for one in active_children()), flush=True)"
    asked = command(tmp_path, say)
    with subprocess.Popen(asked, cwd=ROOT, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout
        helpers = [Path("/proc", pid) for pid in run.stdout.readline().split()]
        run.kill()
    assert len(helpers) == 2
    for _try in range(600):
        if not any(map(os.path.exists, helpers)):
            break
        time.sleep(0.05)
    assert [one for one in helpers if one.exists()] == []
