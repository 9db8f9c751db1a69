"""Count the lines and branches of `app` that the whole of the tests goes through: `make coverage`.

`python -m tests.branches tests/unit` counts what some tests go through. Every process that the
project's Python starts meanwhile is counted, whatever its folder and environment: workers, commands
and servers that tests start. One that is killed counts for nothing.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".venv" / "mutants"
COUNTS = ROOT / ".coverage"
SETTINGS = COUNTS / "settings"
# Python reads this as it starts.
START = Path(sysconfig.get_path("purelib")) / "signpost-branches.pth"
STARTING = (
    f"import os, sys; os.environ['COVERAGE_PROCESS_START'] = {str(SETTINGS)!r}; "
    f"sys.path.append({str(TOOLS)!r}); import coverage; coverage.process_startup()\n"
)
# Where the disk takes no more, it takes no counts either, and what counts says so.
FULL = "test_a_disk_that_takes_no_more_of_a_file_leaves_everything_as_it_was"
WITHOUT = f"--deselect=tests/proof/test_faults.py::{FULL}"
WORDS = f"""[run]
branch = true
parallel = true
sigterm = true
source_pkgs = app
data_file = {COUNTS}/counts
disable_warnings = no-data-collected, module-not-imported, module-not-measured

[paths]
app =
    {ROOT}/app
    */app
"""


def main(tests: list[str]) -> int:
    """Run the tests given, or all, and tell what they went through; ends as pytest does."""
    # When ended, too, nothing may be left where Python starts.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    shutil.rmtree(COUNTS, ignore_errors=True)
    COUNTS.mkdir()
    SETTINGS.write_text(WORDS, encoding="utf-8")
    START.write_text(STARTING, encoding="utf-8")
    try:
        done = subprocess.run([sys.executable, "-m", "pytest", WITHOUT, *tests], check=False)
    finally:
        START.unlink()
    for words in (["combine", "--quiet"], ["report", "--skip-covered", "--sort=cover"]):
        tool = [sys.executable, "-m", "coverage", *words, f"--rcfile={SETTINGS}"]
        subprocess.run(tool, env={"PYTHONPATH": str(TOOLS)}, check=True)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
