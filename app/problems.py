"""What is wrong in the content: where, what, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in one place, in words its writer can act on."""

    file: str
    line: int
    field: str
    message: str
    advice: str = ""

    def __str__(self) -> str:
        """Give the two or three lines that `signpost check` prints."""
        where = f"{self.file}:{self.line}" + (f"  {self.field}" if self.field else "")
        return "\n  ".join(part for part in (where, self.message, self.advice) if part)

    def as_dict(self) -> dict[str, str | int]:
        """Give the problem as plain values, for JSON."""
        return asdict(self)


class Refused(Exception):
    """Work that could not be done; the message is one sentence for the person who asked."""


class ContentError(Exception):
    """The content has mistakes, so the work asked for was not begun."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep all problems, to be shown together."""
        self.problems = sorted(problems)
        super().__init__(f"{len(self.problems)} problems in the content")


def short_path(path: Path, root: Path) -> str:
    """Name a file from the folder that holds the content folder: `content/services/x.md`."""
    try:
        return path.relative_to(root.parent).as_posix()
    except ValueError:
        return path.as_posix()
