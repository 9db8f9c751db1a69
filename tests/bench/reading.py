"""Reading and checking a content folder, beside plain PyYAML that only parses the same files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from app import content
from tests.bench.figures import Figure, Row, apart
from tests.bench.running import Run, Site


def rows(run: Run, site: Site) -> Iterator[Row]:
    runs = range(run.times(site.size) + 1)
    ours = Figure.of(*(apart(_load_and_check, site.content)[0] for _ in runs))
    theirs = Figure.of(*(apart(_parse, site.content)[0] for _ in runs))
    yield Row("Reading content", "load and check", site.size, ours, "PyYAML", theirs, "s")


def _load_and_check(folder: Path) -> int:
    return len(content.load_sound(folder).services)


def _parse(folder: Path) -> int:
    """Parse every file by libyaml, with no look at what it says."""
    files = [*folder.glob("*.yaml"), *folder.glob("*/*.md")]
    return sum(yaml.load(_yaml(path), Loader=yaml.CSafeLoader) is not None for path in files)


def _yaml(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return text.split("---\n", 2)[1] if path.suffix == ".md" else text
