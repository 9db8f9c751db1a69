"""Browses and searches through many connections at once, while the content is edited and indexed.

`python -m tests.proof.load` (or `make load`) ends with 1 when an answer is wrong, when it mixes
two editions of the content, or when the slowest hundredth takes ten times the median or more.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from app import content
from app.settings import ROOT
from tests.hosts import AppHost

WORDS = ["food bank", "my son wont sleep", "autism", "housing", "bump", "lye", "scared of him"]
EDITION = re.compile(rb"edition-(\d+)")
SLOWEST = 10


@dataclass
class Seen:
    """What the visitors met."""

    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    editions: set[int] = field(default_factory=set)


def paths(folder: Path) -> list[str]:
    """Pages of every kind, and searches, as a crowd might ask for them."""
    catalogue = content.load_sound(folder)
    lists = [choice.path() for choice in catalogue.choices()]
    services = [f"/services/{slug}/" for slug in catalogue.services]
    asked = [word.replace(" ", "+") for word in WORDS]
    searches = [f"/{page}?q={word}" for page in ("search/", "search.json") for word in asked]
    chance = random.Random(1)
    return [
        *["/"] * 20,
        *chance.sample(lists, 60),
        *chance.sample(services, 60),
        *searches * 4,
        *("/start/", "/topics/", "/services/", "/urgent-help/", "/near/lye/", "/oruk/v3/services"),
    ]


def publish(folder: Path, edition: int) -> None:
    """Edit file after file, so that for a while the folder holds two editions."""
    word = f"edition-{edition}"
    site = folder / "site.yaml"
    text = re.sub(r"(?m)^(disclaimer: )(edition-\d+ )?", rf"\g<1>{word} ", site.read_text())
    site.write_text(text)
    for path in sorted((folder / "services").glob("*.md")):
        named = re.compile(r"^(name: )(\"?)(edition-\d+ )?", re.MULTILINE)
        path.write_text(named.sub(rf"\g<1>\g<2>{word} ", path.read_text(), count=1))


async def visit(port: int, asked: list[str], until: float, seen: Seen, chance: int) -> None:
    """One connection: ask, read, ask again."""
    pick = random.Random(chance)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.monotonic() < until:
        path = pick.choice(asked)
        began = time.monotonic()
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = re.search(r"(?i)content-length: (\d+)", head)
        body = await reader.readexactly(int(length[1])) if length else b""
        seen.seconds.append(time.monotonic() - began)
        judge(path, head, body, seen)
    writer.close()


def judge(path: str, head: str, body: bytes, seen: Seen) -> None:
    status = head.split(" ", 2)[1]
    whole = body.rstrip().endswith((b"</html>", b"}"))
    editions = {int(number) for number in EDITION.findall(body)}
    if status != "200" or not whole or len(editions) > 1:
        seen.wrong.append(f"{path}: {status}, whole: {whole}, editions: {sorted(editions)}")
    seen.editions |= editions


async def edit(folder: Path, environment: dict[str, str], rounds: int, until: float) -> None:
    """Publish one edition after the other, evenly over the time."""
    began = time.monotonic()
    for number in range(1, rounds + 1):
        await asyncio.to_thread(publish, folder, number)
        await asyncio.to_thread(index, environment)
        due = began + (until - began) * number / rounds
        await asyncio.sleep(max(0, due - time.monotonic()))


def index(environment: dict[str, str]) -> None:
    command = [str(Path(sys.executable).parent / "signpost"), "index"]
    subprocess.run(
        command, env={"PATH": "/usr/bin:/bin", **environment}, check=True, capture_output=True
    )


async def crowd(
    ports: list[int],
    asked: list[str],
    options: argparse.Namespace,
    seen: Seen,
    folder: Path,
    environment: dict[str, str],
) -> None:
    until = time.monotonic() + options.seconds
    visits = (
        visit(ports[number % len(ports)], asked, until, seen, number)
        for number in range(options.connections)
    )
    await asyncio.gather(edit(folder, environment, options.rounds, until), *visits)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()
    seen = Seen()
    with tempfile.TemporaryDirectory() as temporary, ExitStack() as hosts:
        folder = Path(shutil.copytree(ROOT / "content", Path(temporary) / "content"))
        environment = {
            "SIGNPOST_CONTENT": str(folder),
            "SIGNPOST_INDEX": str(Path(temporary) / "index"),
            "SIGNPOST_BUILD_DATE": "2026-11-21",
        }
        asked = paths(folder)
        publish(folder, 0)
        index(environment)
        workers = [hosts.enter_context(AppHost(**environment)) for _ in range(options.workers)]
        ports = [worker.port for worker in workers]
        asyncio.run(crowd(ports, asked, options, seen, folder, environment))
    return report(seen, options)


def report(seen: Seen, options: argparse.Namespace) -> int:
    """Print the figures; give 1 when something was wrong or slow."""
    cuts = statistics.quantiles(seen.seconds, n=100)
    median, slow = cuts[49], cuts[98]
    print(
        f"{options.workers} workers, {options.connections} connections, {options.seconds:g} s, "
        f"{options.rounds} editions: {len(seen.seconds):,} answers "
        f"({len(seen.seconds) / options.seconds:,.0f} a second), {len(seen.wrong)} wrong; "
        f"median {median * 1000:.0f} ms, p99 {slow * 1000:.0f} ms ({slow / median:.1f} times); "
        f"editions met: {len(seen.editions)}"
    )
    print("\n".join(seen.wrong[:10]))
    return int(bool(seen.wrong) or slow >= SLOWEST * median or len(seen.editions) < 2)


if __name__ == "__main__":
    raise SystemExit(main())
