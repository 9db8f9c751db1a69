"""What was measured: figures with their spread, ours beside a named peer's, and taking them."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

WATCH = 0.05


@dataclass(frozen=True)
class Figure:
    """The values of several runs."""

    values: tuple[float, ...]

    @classmethod
    def of(cls, *values: float) -> Figure:
        return cls(tuple(values))

    @property
    def median(self) -> float:
        return median(self.values)

    @property
    def spread(self) -> tuple[float, float]:
        """The least and the most."""
        return min(self.values), max(self.values)


@dataclass(frozen=True)
class Row:
    """One line of the table: ours beside a peer's, measured in the same run.

    Tails, such as the slowest hundredth, are shown but held to no budget: chance moves them most.
    """

    question: str
    what: str
    size: int
    ours: Figure
    peer: str
    theirs: Figure
    unit: str
    more_is_better: bool = False
    budgeted: bool = True

    @property
    def ratio(self) -> float:
        """What we need as a share of what the peer needs: below 1 we are ahead."""
        ours, theirs = self.ours.median, self.theirs.median
        return theirs / ours if self.more_is_better else ours / theirs

    @property
    def name(self) -> str:
        return f"{self.what}, {self.size} services, against {self.peer}"


@dataclass(frozen=True)
class Ran:
    """What a command cost: seconds, seconds of processor, and the most memory it held at once."""

    seconds: float
    processor: float
    memory: float

    def then(self, other: Ran) -> Ran:
        """What this command cost with another after it."""
        used = self.processor + other.processor
        return Ran(self.seconds + other.seconds, used, max(self.memory, other.memory))


def apart(call: Callable[..., Any], *words: Any) -> tuple[float, Any]:
    """Call a function in a new process, with nothing remembered; give its seconds and answer."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_timed, (call, words))


def _timed(call: Callable[..., Any], words: Sequence[Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    answer = call(*words)
    return time.perf_counter() - began, answer


def _surroundings() -> dict[str, str]:
    """Those of this process, but so that Python keeps what it compiles, as it does for users."""
    return {name: os.environ[name] for name in os.environ if name != "PYTHONDONTWRITEBYTECODE"}


def ran(
    command: Sequence[str | Path],
    cwd: Path,
    environment: Mapping[str, str],
    most: float | None = None,
) -> Ran:
    """Run a command to its end, watching it and its children.

    Raises RuntimeError when it fails, or takes more than `most` seconds.
    """
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with (cwd / "said.txt").open("w+") as said:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=cwd,
            env={**_surroundings(), **environment},
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
        memory = 0
        while process.poll() is None:
            memory = max(memory, _memory(process.pid))
            time.sleep(WATCH)
            if most and time.perf_counter() - began > most:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                raise RuntimeError("the time for the whole run was over")
        seconds = time.perf_counter() - began
        said.seek(0)
        if process.returncode:
            raise RuntimeError(f"{Path(command[0]).name} ended with: {said.read()[-300:].strip()}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Ran(seconds, used, memory)


def _memory(session: int) -> int:
    """The bytes that a process and its children hold; 0 where the system does not tell.

    What several processes share is counted once, for each has only its part of it (Pss).
    """
    held = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(stat.read_text().rpartition(")")[2].split()[3]) == session:
                rows = stat.with_name("smaps_rollup").read_text().splitlines()
                held += sum(int(row.split()[1]) for row in rows if row.startswith("Pss:"))
        except OSError:  # It has just ended.
            continue
    return held * 1024
