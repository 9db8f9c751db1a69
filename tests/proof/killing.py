"""Runs the `signpost` command again and again, and kills it wherever a test says.

This is a process of its own, so that the command need not be loaded anew each time: it reads
runs as JSON lines from its input, forks a child for each, and answers with a line. A child ends
at its own end, before its nth change of the disk, or when its time is up: always as by kill -9.
"""

from __future__ import annotations

import json
import mmap
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from app.settings import ROOT, Settings

CHANGES = frozenset(
    ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.utime", "os.truncate")
)
SMALL = ROOT / "tests" / "sites" / "small"
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
# Loading the C library is the last thing that is done before two folders are exchanged.
SWAP = "ctypes.dlopen"


@dataclass(frozen=True)
class Ended:
    """How a run ended: its code (-9 when killed), its changes of the disk, which was the swap."""

    code: int
    changes: int
    swap: int
    seconds: float
    told: str


class Killer:
    """Starts runs of the command; use as a context manager."""

    def __enter__(self) -> Killer:
        command = [sys.executable, "-m", "tests.proof.killing"]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()

    def run(
        self,
        *words: str,
        change: int = 0,
        seconds: float = 0,
        environment: dict[str, str] | None = None,
    ) -> Ended:
        """Run the command; kill it before its nth change of the disk, or after some seconds."""
        assert self.process.stdin and self.process.stdout
        asked = {"words": words, "change": change, "seconds": seconds, "environment": environment}
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        return Ended(**json.loads(self.process.stdout.readline()))


def _child(asked: dict[str, Any], seen: mmap.mmap, told: int) -> None:
    """Be the command: count what changes the disk, and stop where told."""
    from app.cli import main

    os.environ.update(asked["environment"] or {})
    os.dup2(told, 1)
    os.dup2(told, 2)
    count = 0

    def watch(event: str, values: tuple[Any, ...]) -> None:
        nonlocal count
        writes = event == "open" and isinstance(values[2], int) and values[2] & WRITING
        if writes or event in CHANGES or event == SWAP:
            count += 1
            if event == SWAP:
                seen[4:8] = count.to_bytes(4, "big")
            if count == asked["change"]:
                os.kill(os.getpid(), signal.SIGKILL)
            seen[0:4] = count.to_bytes(4, "big")

    sys.addaudithook(watch)
    main(asked["words"], prog_name="signpost")


def _run(asked: dict[str, Any]) -> Ended:
    seen = mmap.mmap(-1, 8)
    readable, writable = os.pipe()
    began = time.monotonic()
    pid = os.fork()
    if pid == 0:
        os.close(readable)
        code = 70
        try:
            _child(asked, seen, writable)
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    os.close(writable)
    words = _read(readable, pid, began + asked["seconds"] if asked["seconds"] else None)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    changes, swap = (int.from_bytes(seen[at : at + 4], "big") for at in (0, 4))
    return Ended(status, changes, swap, time.monotonic() - began, words)


def _read(readable: int, pid: int, deadline: float | None) -> str:
    """Read what the child says until it ends; end it when its time is up."""
    told = b""
    while True:
        left = None if deadline is None else max(0.0, deadline - time.monotonic())
        if not select.select([readable], [], [], left)[0]:
            os.kill(pid, signal.SIGKILL)
            deadline = None
            continue
        piece = os.read(readable, 65_536)
        if not piece:
            os.close(readable)
            return told.decode("utf-8", "replace")
        told += piece


def _warm_up() -> None:
    """Load and compile once what every child would need again: a child then works at once."""
    from app import cli
    from app.freezing import freeze

    late = {**cli.COMMANDS, **cli.IMPORTS, **cli.EXPORTS}.values()
    within = ("app.editing.sheets", "app.postcodes")  # What some load where they begin to work.
    for module in (*(one.partition(":")[0] for one in late), *within):
        import_module(module)
    with tempfile.TemporaryDirectory() as aside:
        freeze(Settings(content=SMALL, index=Path(aside) / "index"), Path(aside) / "build")


def _serve() -> None:
    """Answer every run that is asked for."""
    _warm_up()
    for line in sys.stdin:
        print(json.dumps(vars(_run(json.loads(line)))), flush=True)


if __name__ == "__main__":
    _serve()
