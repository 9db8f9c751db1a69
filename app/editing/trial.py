"""Trying changes out on a copy of the content before anything is written where people see it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from app import content
from app.problems import ContentError, Problem


def problems_with(folder: Path, texts: Mapping[str, str]) -> list[Problem]:
    """Load the content as it would be with these texts, by path below the folder."""
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(shutil.copytree(folder, Path(temporary) / folder.name))
        for name, text in texts.items():
            path = copy / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        try:
            return content.load(copy)[1]
        except ContentError as error:
            return error.problems


def new_problems(folder: Path, texts: Mapping[str, str]) -> list[Problem]:
    """Give the problems these texts would add to those the content has already."""
    before = set(problems_with(folder, {}))
    return [problem for problem in problems_with(folder, texts) if problem not in before]
