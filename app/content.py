"""Content to a catalogue, and all that is wrong with it at once.

Loading never stops at a writer's mistake: it gives the catalogue of all that is sound, and every
problem, first in single files, then between files.
"""

from __future__ import annotations

from pathlib import Path

from app.catalogue import Catalogue
from app.checking import check
from app.folder import Folder
from app.problems import ContentError, Problem


def load(folder: Path) -> tuple[Catalogue, list[Problem]]:
    """Read a content folder. Gives the catalogue of what is sound, and every problem.

    Raises ContentError when site.yaml or taxonomy.yaml cannot be used, for nothing works without
    them, and when there is a link to another file: it could lead out of the folder.
    """
    found = Folder.of(folder)
    catalogue = found.catalogue()
    check(found, catalogue)
    return catalogue, sorted(found.reader.problems)


def load_sound(folder: Path) -> Catalogue:
    """Read a content folder that must be without mistakes. Raises ContentError."""
    catalogue, problems = load(folder)
    if problems:
        raise ContentError(problems)
    return catalogue
