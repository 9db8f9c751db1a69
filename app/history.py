"""When each content file last changed: from git where there is one, else from the file itself.

Only moments are read, never who made a change.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

PATIENCE = 20


def changes(folder: Path) -> Mapping[str, datetime]:
    """Give the last change of every file below a folder, by its path from there.

    A file that git does not know, or whose edits are not committed, counts as changed when its
    own clock says. No moment lies in the future.
    """
    now = datetime.now(UTC).replace(microsecond=0)
    files = [path for path in folder.rglob("*") if path.is_file()]
    names = {path.relative_to(folder).as_posix(): path for path in files}
    committed = _committed(folder)
    unsettled = _git(folder, "ls-files", "-z", "--modified", "--others")
    edited = set((unsettled or "").split("\0"))
    found = {}
    for name, path in names.items():
        when = None if name in edited else committed.get(name)
        clock = datetime.fromtimestamp(int(path.stat().st_mtime), UTC)
        found[name] = min(when or clock, now)
    return found


def of_services(folder: Path) -> dict[str, datetime]:
    """Give the last change of every entry of a content folder, by its slug."""
    return by_slug(changes(folder), "services")


def by_slug(found: Mapping[str, datetime], kind: str) -> dict[str, datetime]:
    """Pick the changes of one kind of file, `services` or `pages`, by slug."""
    return {
        Path(name).stem: when
        for name, when in found.items()
        if name.startswith(f"{kind}/") and name.endswith(".md")
    }


def newest(moments: Mapping[str, datetime]) -> datetime | None:
    """Give the latest change of all."""
    return max(moments.values(), default=None)


def _committed(folder: Path) -> dict[str, datetime]:
    """The newest commit of each file, by its path from the folder."""
    log = _git(folder, "log", "--format=%x01%ct", "--name-only", "--no-renames", "--relative", "-z")
    moments: dict[str, datetime] = {}
    for commit in (log or "").split("\1")[1:]:
        stamp, _, names = commit.partition("\0")
        when = datetime.fromtimestamp(int(stamp.strip()), UTC)
        for name in names.split("\0"):
            moments.setdefault(name.strip("\n"), when)
    return moments


def _git(folder: Path, *words: str) -> str | None:
    """Ask git about a folder; None where there is no git, or no history of it."""
    command = ["git", "-c", "core.quotePath=false", *words, "--", "."]
    try:
        answer = subprocess.run(command, cwd=folder, capture_output=True, timeout=PATIENCE)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.decode("utf-8", "replace") if answer.returncode == 0 else None
