"""The `signpost` command as an editor or a host runs it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from app.cli import main
from tests.conftest import SMALL, signpost


def test_check_passes_sound_content_with_code_nought(small: Path) -> None:
    run = signpost("check", SIGNPOST_CONTENT=str(small))
    assert (run.returncode, run.stdout) == (0, "5 services checked. No problems found.\n")


def test_check_fails_with_code_one_and_the_place(small: Path) -> None:
    shutil.copytree(SMALL.parent / "broken" / "bad-phone", small, dirs_exist_ok=True)
    run = signpost("check", SIGNPOST_CONTENT=str(small))
    assert run.returncode == 1
    assert run.stdout.startswith("content/services/north-hub.md:19  phones.0.number\n")
    assert run.stdout.endswith("1 problem found.\n")


def test_check_gives_json_for_tools(small: Path) -> None:
    shutil.copytree(SMALL.parent / "broken" / "unknown-topic", small, dirs_exist_ok=True)
    run = signpost("check", "--json", SIGNPOST_CONTENT=str(small))
    (problem,) = json.loads(run.stdout)
    assert run.returncode == 1
    assert problem == {
        "file": "content/services/north-hub.md",
        "line": 6,
        "field": "topics",
        "message": "There is no `family/parentign` to name in `topics`.",
        "advice": "Did you mean `family/parenting`?",
    }


def test_every_command_has_help() -> None:
    assert "Usage: signpost [OPTIONS] COMMAND" in signpost("--help").stdout
    for words in commands(main, click.Context(main)):
        found = CliRunner().invoke(main, [*words, "--help"], prog_name="signpost")
        assert found.stdout.startswith(f"Usage: signpost {' '.join(words)} ["), words
        assert "\n\n  " in found.stdout, f"`{' '.join(words)}` does not say what it does"


def commands(group: click.Group, context: click.Context) -> Iterator[tuple[str, ...]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield (name,)
        if isinstance(command, click.Group):
            yield from ((name, *rest) for rest in commands(command, context))


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("app.cli", "babel flask httpx pydantic whoosh yaml"),
        ("app.editing.commands", "flask httpx openpyxl whoosh"),
        ("app.judging.commands", "flask httpx openpyxl playwright textstat"),
    ],
)
def test_a_command_does_not_load_what_only_others_need(module: str, heavy: str) -> None:
    show = f"import sys, {module}; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", show], capture_output=True, text=True, check=True)
    assert module in told.stdout.split()
    assert not {*heavy.split()} & {*told.stdout.split()}


def test_freeze_refuses_content_with_mistakes_and_keeps_the_old_build(
    small: Path, tmp_path: Path
) -> None:
    output = tmp_path / "build"
    environment = {"SIGNPOST_CONTENT": str(small)}
    assert signpost("freeze", "--output", str(output), **environment).returncode == 0
    before = sorted(path for path in output.rglob("*"))
    shutil.copytree(SMALL.parent / "broken" / "bad-phone", small, dirs_exist_ok=True)
    run = signpost("freeze", "--output", str(output), **environment)
    assert run.returncode == 1
    assert "is not a phone number" in run.stderr
    assert sorted(path for path in output.rglob("*")) == before


def test_a_folder_that_cannot_be_written_is_one_clear_sentence(small: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    run = signpost("freeze", "--output", str(blocked / "build"), SIGNPOST_CONTENT=str(small))
    assert run.returncode == 1
    assert run.stderr.startswith("Error: ")
    assert "Traceback" not in run.stderr


def test_samples_are_sound_and_the_same_for_the_same_seed(tmp_path: Path) -> None:
    for name in ("one", "two"):
        run = signpost("sample", "--services", "120", "--output", str(tmp_path / name))
        assert run.returncode == 0
    read = {
        name: {p.relative_to(tmp_path / name): p.read_bytes() for p in files(tmp_path / name)}
        for name in ("one", "two")
    }
    assert read["one"] == read["two"]
    assert len(list((tmp_path / "one" / "services").iterdir())) == 120
    run = signpost("check", SIGNPOST_CONTENT=str(tmp_path / "one"))
    assert run.stdout == "120 services checked. No problems found.\n"


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
