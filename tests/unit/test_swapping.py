"""A folder is replaced whole, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.swapping import Busy, replaced


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_new_folder_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    for word in ("one", "two"):
        with replaced(tmp_path / "out") as new:
            (new / word).touch()
    assert names(tmp_path / "out") == ["two"]
    assert names(tmp_path) == [".out.lock", "out"]


def test_a_failure_leaves_the_old_folder(tmp_path: Path) -> None:
    with replaced(tmp_path / "out") as new:
        (new / "old").touch()
    with pytest.raises(RuntimeError), replaced(tmp_path / "out") as new:
        (new / "half").touch()
        raise RuntimeError
    assert names(tmp_path / "out") == ["old"]
    assert names(tmp_path) == [".out.lock", "out"]


def test_a_run_that_died_between_the_two_moves_is_mended(tmp_path: Path) -> None:
    old = tmp_path / ".out.old"
    old.mkdir()
    (old / "old").touch()
    (tmp_path / ".out.new-dead").mkdir()
    with pytest.raises(RuntimeError), replaced(tmp_path / "out"):
        raise RuntimeError
    assert names(tmp_path / "out") == ["old"]
    assert names(tmp_path) == [".out.lock", "out"]


def test_two_runs_at_once_are_told_apart(tmp_path: Path) -> None:
    with replaced(tmp_path / "out"), pytest.raises(Busy), replaced(tmp_path / "out"):
        pass
