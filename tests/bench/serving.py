"""Requests a second and the slowest hundredth: two workers, beside nginx with the frozen files.

The crowd is that of `make load`. It is written in Python and has the same processors to share, so
nginx could send more than it is asked for here.
"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from app.search import index
from tests.bench.figures import Figure, Row
from tests.bench.running import Run, Site
from tests.hosts import NGINX, AppHost, NginxHost
from tests.proof.load import Seen, visit

QUESTION = "Serving"
WORKERS, CONNECTIONS, ROUNDS, SECONDS = 2, 16, 3, 1.0


class QuietHost(AppHost):
    """The application without its log of how many wait, which would be most of what is printed."""

    stderr = subprocess.DEVNULL


@dataclass(frozen=True)
class Served:
    """What a host managed: answers a second, and milliseconds of the slowest hundredth."""

    rate: Figure
    slow: Figure


def rows(run: Run, site: Site) -> Iterator[Row]:
    if NGINX is None:
        raise RuntimeError("nginx is not on this machine (apt-get install nginx-light)")
    index.build(site.catalogue, site.content, site.index)
    with ExitStack() as hosts, TemporaryDirectory() as aside:
        workers = [hosts.enter_context(QuietHost(**site.environment)) for _ in range(WORKERS)]
        nginx = hosts.enter_context(NginxHost(site.frozen(), Path(aside)))
        for what, asked, frozen in pages(site):
            ours = crowd([worker.port for worker in workers], asked)
            theirs = crowd([nginx.port], frozen)
            yield from beside(site.size, what, ours, theirs)


def pages(site: Site) -> list[tuple[str, list[str], list[str]]]:
    """Kinds of page: what the application is asked for, and what nginx is.

    A frozen site searches in the browser, so nginx only sends the page that does.
    """
    lists = [choice.path() for choice in site.catalogue.choices()][:: max(1, site.size // 50)][:50]
    services = [f"/services/{slug}/" for slug in list(site.catalogue.services)[:50]]
    words = (
        "food bank",
        "autism",
        "housing",
        "my son wont sleep",
        "bump",
        "debt",
        "domestik abuse",
    )
    searches = [f"/search/?q={word.replace(' ', '+')}" for word in words]
    return [
        ("home", ["/"], ["/"]),
        ("list", lists, lists),
        ("service", services, services),
        ("search", searches, ["/search/"]),
    ]


def beside(size: int, what: str, ours: Served, theirs: Served) -> Iterator[Row]:
    yield Row(
        QUESTION,
        f"{what}, answers a second",
        size,
        ours.rate,
        "nginx",
        theirs.rate,
        "answers",
        more_is_better=True,
    )
    yield Row(QUESTION, f"{what}, p99", size, ours.slow, "nginx", theirs.slow, "ms", budgeted=False)


def crowd(ports: Sequence[int], asked: list[str]) -> Served:
    """Ask through many connections at once, once to warm up and then some rounds.

    Raises RuntimeError when an answer is wrong.
    """
    rounds = [asyncio.run(_round(ports, asked)) for _ in range(ROUNDS + 1)][1:]
    wrong = [what for seen in rounds for what in seen.wrong]
    if wrong:
        raise RuntimeError(f"{len(wrong)} answers were wrong, such as {wrong[0]}")
    return Served(
        Figure.of(*(len(seen.seconds) / SECONDS for seen in rounds)),
        Figure.of(*(1000 * statistics.quantiles(seen.seconds, n=100)[98] for seen in rounds)),
    )


async def _round(ports: Sequence[int], asked: list[str]) -> Seen:
    seen, until = Seen(), time.monotonic() + SECONDS
    visits = (
        _visits(ports[number % len(ports)], asked, until, seen, number)
        for number in range(CONNECTIONS)
    )
    await asyncio.gather(*visits)
    return seen


async def _visits(port: int, asked: list[str], until: float, seen: Seen, chance: int) -> None:
    """Visit, and connect anew when the host ends a connection, as nginx does after a thousand."""
    while time.monotonic() < until:
        with suppress(asyncio.IncompleteReadError):
            await visit(port, asked, until, seen, chance)
