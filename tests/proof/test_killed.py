"""kill -9 at any point: the old output stands or the new one is whole, and the next run mends.

SIGNPOST_KILLS says at how many points each command is killed; half of them are changes of the
disk, those round the moment of the swap always among them, and half are moments of time.
"""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.search.index import Index
from tests.conftest import SMALL
from tests.proof.killing import Ended, Killer

pytestmark = pytest.mark.long
POINTS = int(os.environ.get("SIGNPOST_KILLS", "15"))
DAY = "2026-11-21"
ODS = "pcds,lat,long,doterm\n"
State = dict[str, bytes]


@dataclass
class World:
    """A folder of content and of what commands make of it, that can be put back as it was."""

    root: Path
    killer: Killer

    @property
    def content(self) -> Path:
        return self.root / "world" / "content"

    def run(self, *words: str, change: int = 0, seconds: float = 0) -> Ended:
        base = self.root / "world"
        environment = {
            "SIGNPOST_CONTENT": str(base / "content"),
            "SIGNPOST_INDEX": str(base / "index"),
            "SIGNPOST_BUILD": str(base / "build"),
            "SIGNPOST_BUILD_DATE": DAY,
        }
        return self.killer.run(*words, change=change, seconds=seconds, environment=environment)

    def keep(self) -> None:
        shutil.copytree(self.root / "world", self.root / "kept")

    def put_back(self) -> None:
        shutil.rmtree(self.root / "world")
        shutil.copytree(self.root / "kept", self.root / "world")

    def state(self) -> State:
        """Every file that is no leftover, and the index by what it says."""
        base = self.root / "world"
        found = {
            path.relative_to(base).as_posix(): path.read_bytes()
            for path in base.rglob("*")
            if path.is_file() and not any(part.startswith(".") for part in path.parts)
        }
        whoosh = {name for name in found if name.startswith("index/")}
        if whoosh:
            index = Index(base / "index")  # Raises unless it is whole.
            found["index"] = json.dumps(index.small, sort_keys=True).encode()
            index.close()
        # What a report tells depends on what was done already.
        return {n: b for n, b in found.items() if n not in whoosh and not n.endswith("report.txt")}

    def leftovers(self) -> list[str]:
        left = (path.name for path in (self.root / "world").rglob(".*"))
        return [name for name in left if not name.endswith((".lock", ".made"))]


def edit(world: World) -> None:
    """Change one entry and delete another."""
    path = world.content / "services" / "north-hub.md"
    path.write_text(path.read_text().replace("name: North Hub", "name: Hub of the North"))
    (world.content / "services" / "evening-club.md").unlink()


def indexed(world: World) -> list[str]:
    assert world.run("index").code == 0
    edit(world)
    return ["index"]


def frozen(world: World) -> list[str]:
    assert world.run("freeze").code == 0
    edit(world)
    return ["freeze"]


def feed_imported(world: World) -> list[str]:
    file = world.root / "feed.json"
    rows = [
        {"id": f"a{number}", "name": f"Club {number}", "description": "A club for all."}
        for number in range(6)
    ]
    file.write_text(json.dumps({"services": rows[:4]}))
    assert world.run("import", "oruk", str(file)).code == 0
    file.write_text(json.dumps({"services": [{**rows[1], "name": "Renamed"}, *rows[2:]]}))
    return ["import", "oruk", str(file)]


def postcodes_imported(world: World) -> list[str]:
    file = world.root / "ods.csv"
    rows = [f"DY{n} 3D{letter},52.4{n},-2.1{n}," for n in range(1, 10) for letter in "ABDEFGHJ"]
    file.write_text(ODS + "\n".join(rows[:30]))
    assert world.run("postcodes", "import", str(file), "--everywhere").code == 0
    file.write_text(ODS + "\n".join(rows[20:]))
    return ["postcodes", "import", str(file), "--everywhere"]


def service_written(world: World) -> list[str]:
    answers = {
        "name": "Morning Club",
        "organization": "council",
        "summary": "Breakfast and games.",
        "description": "Come as you are.",
        "topics": "family/parenting",
        "area": "north",
        "eligibility": "",
        "what-happens": "You eat.",
        "how": "Come.",
        "access": "drop-in",
        "phone": "",
        "email": "",
        "url": "https://www.example.org/",
        "source": "Leaflet",
    }
    return ["new", "service", *(f"--{name}={value}" for name, value in answers.items())]


def sheet_imported(world: World) -> list[str]:
    file = world.root / "sheet.csv"
    names = ("carers", "emergency", "north-hub", "safe-line", "south-hub")
    with file.open("w", newline="") as out:
        csv.writer(out).writerows([("id", "summary"), *((one, "Said anew.") for one in names)])
    return ["import", "sheet", str(file), "--write"]


def drafts_accepted(world: World) -> list[str]:
    feed_imported(world)
    folder = world.content / "drafts" / "feed" / "services"
    entry = (world.content / "services" / "evening-club.md").read_text()
    for path in folder.iterdir():
        path.write_text(entry.replace("Evening Club", path.stem))
    return ["import", "accept", "--all"]


CASES: list[Callable[[World], list[str]]] = [
    indexed,
    frozen,
    feed_imported,
    postcodes_imported,
    service_written,
    sheet_imported,
    drafts_accepted,
]
FILE_BY_FILE = {sheet_imported, drafts_accepted}


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    with Killer() as running:
        yield running


def points(whole: Ended) -> Iterator[dict[str, float]]:
    """Choose where to kill: the same points each time, spread over the run."""
    chance = random.Random(1)
    near = {whole.swap + step for step in (-1, 0, 1, 2)} if whole.swap else {whole.changes}
    changes = [number for number in sorted(near) if 1 <= number <= whole.changes]
    while len(changes) < min(POINTS // 2, whole.changes):
        number = chance.randint(1, whole.changes)
        if number not in changes:
            changes.append(number)
    yield from ({"change": number} for number in changes)
    for _ in range(POINTS - len(changes)):
        yield {"seconds": chance.uniform(0.001, whole.seconds)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_a_killed_run_leaves_the_old_or_the_new_and_the_next_run_mends(
    case: Callable[[World], list[str]], killer: Killer, tmp_path: Path
) -> None:
    world = World(tmp_path, killer)
    shutil.copytree(SMALL, world.content)
    shutil.copy(Path(__file__).with_name("evening-club.md"), world.content / "services")
    words = case(world)
    world.keep()
    old = world.state()
    whole = world.run(*words)
    assert whole.code == 0, whole.told
    new = world.state()
    assert old != new
    entries = sum(name.endswith(".md") for name in old)
    killed = 0
    for point in points(whole):
        world.put_back()
        ended = world.run(*words, **point)  # type: ignore[arg-type]
        killed += ended.code == -9
        state = world.state()
        if case in FILE_BY_FILE:
            assert all(state[name] in (old.get(name), new.get(name)) for name in state), point
            assert state.keys() >= old.keys() & new.keys(), point
            assert sum(name.endswith(".md") for name in state) == entries, point
        else:
            assert state in (old, new), point
        again = world.run(*words)
        assert again.code == 0 or state == new, again.told
        assert world.state() == new, point
        assert not world.leftovers(), point
    assert killed >= POINTS // 2
