"""Writing a whole folder aside and putting it in place at once, so nobody sees half of it."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.problems import Refused


class Busy(Refused):
    """Another run is writing the same folder."""


@contextmanager
def replaced(folder: Path) -> Iterator[Path]:
    """Give a new empty folder beside `folder`; when the block ends well it takes its place.

    If the block fails, or the process is killed, the old folder stands; the next run clears what
    was left. Raises Busy when another run writes the same folder, OSError when the disk refuses.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        _mend(folder)
        new = Path(tempfile.mkdtemp(prefix=f".{folder.name}.new-", dir=folder.parent))
        try:
            new.chmod(0o755)
            yield new
            _swap(folder, new)
        finally:
            shutil.rmtree(new, ignore_errors=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold a lock that ends with the process, however it ends."""
    with (folder.parent / f".{folder.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Busy(f"Another run is writing {folder}. Wait until it has ended.") from error
        yield


def _mend(folder: Path) -> None:
    """Put back or clear away what an interrupted run left."""
    old = folder.parent / f".{folder.name}.old"
    if old.exists() and not folder.exists():
        old.rename(folder)
    for left in (old, *folder.parent.glob(f".{folder.name}.new-*")):
        shutil.rmtree(left, ignore_errors=True)


def _swap(folder: Path, new: Path) -> None:
    """Put the new folder in place of the old one; git's placeholder goes along."""
    if (folder / ".gitkeep").exists():
        (new / ".gitkeep").touch()
    if not folder.exists():
        new.replace(folder)
    elif not _exchanged(folder, new):
        old = folder.parent / f".{folder.name}.old"
        folder.replace(old)
        new.replace(folder)
        shutil.rmtree(old, ignore_errors=True)


_HERE, _EXCHANGE = -100, 2
_CANNOT = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP}


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders in one step, so that there is no moment without one.

    Gives False where the system or the disk does not know how. Raises OSError.
    """
    system = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(one), os.fsencode(other)
    if hasattr(system, "renameat2"):  # Linux
        failed = system.renameat2(_HERE, names[0], _HERE, names[1], _EXCHANGE)
    elif hasattr(system, "renamex_np"):  # macOS
        failed = system.renamex_np(*names, _EXCHANGE)
    else:
        return False
    code = ctypes.get_errno()
    if failed and code not in _CANNOT:
        raise OSError(code, os.strerror(code), str(one))
    return not failed
