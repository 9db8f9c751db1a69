"""Put small faults into the code and count those that the tests notice: `make mutants`.

`python -m tests.mutants opening search feed` tries some areas only. mutmut makes the faults
(mutants), one at a time and within functions, in a copy of the repository, and runs only the tests
that reach the function. Of a module with many a sample is tried, the same each time. What nobody
noticed is shown; docs/proofs.md says why each may stay.
"""

from __future__ import annotations

import ast
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterable
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.utils.format_utils import get_mutant_name

ROOT = Path(__file__).resolve().parent.parent
MUTMUT = [sys.executable, "-c", "from mutmut.__main__ import cli; cli()"]
# A plugin of pytest that lets our modules be read again, so that what they call then is mutated.
FRESH = """import sys


def pytest_load_initial_conftests():
    for name in [one for one in sys.modules if one.split(".")[0] in ("app", "tests")]:
        del sys.modules[name]
"""
SEED = "signpost"
CHILDREN = os.environ.get("SIGNPOST_CHILDREN", "2")
ENOUGH = 0.85
# How pytest ends when a test fails or the tests cannot be read or ended, and a process that took
# far too long.
NOTICED = {1, 255, 24, -24, 36, 152}


@dataclass(frozen=True)
class Area:
    """Modules of a package, the quick tests that are to notice, and how many of each to try.

    `fresh` modules call their own functions while they are read, so each mutant reads them anew.
    """

    package: str
    modules: str
    tests: str
    most: int
    leaving_out: str = ""
    fresh: bool = False

    def paths(self) -> list[str]:
        """The files to be mutated."""
        return [f"{self.package}/{name}.py" for name in self.modules.split()]


FEED = "tests/openreferral/test_as_published.py"
# mutmut can mutate these; functions with any other decorator it would leave alone.
DECORATED = {"staticmethod", "classmethod"}
AREAS = {
    "opening": Area(
        "app",
        "hours opening",
        "tests/unit/test_hours.py tests/opening/test_opening.py tests/languages/test_times.py",
        1000,
        "browser_picks or after_an_answer",
    ),
    "model": Area("app/model", "values", "tests/unit/test_model.py", 1000, fresh=True),
    "shapes": Area(
        "app/model",
        "gazetteer organization schedule service taxonomy",
        "tests/unit/test_model.py tests/unit/test_refusals.py",
        60,
    ),
    "narrowing": Area("app", "narrowing", "tests/unit/test_narrowed.py", 100),
    "search": Area(
        "app/search",
        "folding words scoring understanding alarms packing tables plain places spelling",
        "tests/search/test_ranking.py tests/search/test_words_told.py",
        100,
    ),
    "engine": Area(
        "app/search",
        "answer asking engine fits index vocabulary",
        "tests/search/test_small_directory.py",
        60,
    ),
    "browser": Area(
        "app/search", "browser beside lexicon", "tests/search/test_small_browser.py", 60
    ),
    "feed": Area(
        "app/openreferral",
        "values ids terms cleaning answers records finding version1 static",
        FEED,
        60,
    ),
    "questions": Area("app/openreferral", "questions document", FEED, 60, fresh=True),
    "import": Area(
        "app/openreferral",
        "accepting entries feeds importing new_rows parts",
        "tests/openreferral/test_drafts.py tests/openreferral/test_feeds_read.py",
        60,
    ),
    "downloads": Area("app/openreferral", "downloads", "tests/openreferral/test_downloads.py", 60),
}


def main(names: list[str]) -> int:
    """Try the areas named, or all; 1 when fewer than 85 in a hundred are noticed anywhere."""
    return int(min([tried(name, AREAS[name]) for name in names or AREAS]) < ENOUGH)


def tried(name: str, area: Area) -> float:
    """Try an area's mutants and tell of each module; gives the share that was noticed."""
    folder = copied(ROOT / ".mutants" / name)
    (folder / "setup.cfg").write_text(settings(area), encoding="utf-8")
    (folder / "fresh.py").write_text(FRESH, encoding="utf-8")
    with chdir(folder):
        for path in map(Path, area.paths()):
            path.write_text(undecorated(path.read_text(encoding="utf-8")), encoding="utf-8")
        wanted = {path: sample(Path(path), area.most) for path in area.paths()}
        every = [one for names in wanted.values() for one in names]
        with Path("mutmut.log").open("w") as log:
            run = [*MUTMUT, "run", "--max-children", CHILDREN]
            subprocess.run([*run, every[0]], stdout=log, check=True)
            widen()
            subprocess.run([*run, *every], stdout=log, check=True)
        return told(wanted)


def widen() -> None:
    """Let every test of a file try what one of them reached: the others may use what it kept."""
    path = Path("mutants", "mutmut-stats.json")
    stats = json.loads(path.read_text())
    by_file: dict[str, list[str]] = {}
    for test in stats["duration_by_test"]:
        by_file.setdefault(test.split("::")[0], []).append(test)
    reached = stats["tests_by_mangled_function_name"]
    for name, some in reached.items():
        files = {test.split("::")[0] for test in some}
        reached[name] = [test for file in sorted(files) for test in by_file[file]]
    path.write_text(json.dumps(stats))


def copied(folder: Path) -> Path:
    """Copy what is to be mutated, so that nothing else is ever touched."""
    shutil.rmtree(folder, ignore_errors=True)
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for path in map(Path, filter(None, names.split("\0"))):
        if (ROOT / path).is_file():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, folder / path)
    shutil.copytree(ROOT / "app/web/static/built", folder / "app/web/static/built")
    return folder


def undecorated(code: str) -> str:
    """Write decorators as calls below their functions, so that these can be mutated too."""
    lines = code.splitlines()
    found = [one for one in ast.walk(ast.parse(code)) if isinstance(one, ast.FunctionDef)]
    for one in sorted(found, key=lambda function: -function.lineno):
        names = [ast.unparse(decorator) for decorator in one.decorator_list]
        if names and not DECORATED & {*names}:
            calls = "".join(f"{name}(" for name in names) + one.name + ")" * len(names)
            lines.insert(one.end_lineno or 0, f"{' ' * one.col_offset}{one.name} = {calls}")
            del lines[one.decorator_list[0].lineno - 1 : one.lineno - 1]
    return "\n".join([*lines, ""])


def settings(area: Area) -> str:
    """What mutmut is to do. A fork server, so that no cache that is full already hides a fault."""
    options = ["-p", "no:cacheprovider", "--hypothesis-seed=0"]
    options += ["-k", f"not ({area.leaving_out})"] if area.leaving_out else []
    options += ["-p", "fresh"] if area.fresh else []
    lists: dict[str, Iterable[str]] = {
        "source_paths": ["app"],
        "only_mutate": area.paths(),
        "also_copy": ["content", "translations", "fresh.py"],
        "pytest_add_cli_args": options,
        "pytest_add_cli_args_test_selection": area.tests.split(),
    }
    rows = ["[mutmut]"]
    rows += ["\n    ".join([f"{name} =", *values]) for name, values in lists.items()]
    rows += ["process_isolation = forkserver", "use_setproctitle = false"]
    return "\n".join([*rows, "track_dependencies = false", ""])


def sample(path: Path, most: int) -> list[str]:
    """Name a module's mutants, or as many of them as are to be tried, always the same."""
    made = mutate_file_contents(str(path), path.read_text(encoding="utf-8")).mutant_names
    every = [get_mutant_name(path, one) for one in made]
    return sorted(random.Random(SEED).sample(every, min(most, len(every))))


def told(wanted: dict[str, list[str]]) -> float:
    """Print how many of each module's mutants were noticed, then those that were not."""
    tries, unnoticed = 0, []
    for path, names in wanted.items():
        ends = json.loads(Path("mutants", f"{path}.meta").read_text())["exit_code_by_key"]
        missed = [one for one in names if ends[one] not in NOTICED]
        print(f"{path}: {len(names) - len(missed)} of {len(names)} noticed", flush=True)
        tries, unnoticed = tries + len(names), unnoticed + missed
    for one in unnoticed:
        subprocess.run([*MUTMUT, "show", one], check=True)
    share = 1 - len(unnoticed) / tries
    print(f"{tries - len(unnoticed)} of {tries}: {share:.1%}", flush=True)
    return share


if __name__ == "__main__":
    os.nice(10)
    sys.exit(main(sys.argv[1:]))
