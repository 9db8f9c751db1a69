"""Pagefind over the same entries, to compare with: a page each, its fields weighted as ours."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from html import escape
from pathlib import Path

from app.catalogue import Catalogue
from app.judging.peers import FIELDS, row
from app.settings import ROOT

TOOL = ROOT / "node_modules" / "pagefind" / "lib" / "runner" / "bin.cjs"


class Unavailable(Exception):
    """Something that is compared with is not on this machine; the message says what to do."""


def build(catalogue: Catalogue, folder: Path) -> None:
    """Write a page for each entry into a folder and index them there, into `pagefind/`.

    Raises Unavailable where Node or the package is missing, or indexing fails.
    """
    node = shutil.which(
        "node", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    )
    if not node or not TOOL.exists():
        raise Unavailable("Pagefind is not here, so it is left out. Run `npm ci` to bring it.")
    for service in catalogue.services.values():
        page = folder / "entries" / service.id / "index.html"
        page.parent.mkdir(parents=True)
        page.write_text(_page(row(catalogue, service)), encoding="utf-8")
    command = [node, str(TOOL), "--site", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise Unavailable(f"Pagefind could not index the entries, so it is left out: {done.stderr}")


def _page(fields: dict[str, str]) -> str:
    """The fields as a page; the name is the title, each field carries its weight."""
    title = f"<h1 data-pagefind-weight='{FIELDS['name']}'>{escape(fields['name'])}</h1>"
    rest = "".join(
        f"<p data-pagefind-weight='{FIELDS[name]}'>{escape(text)}</p>"
        for name, text in fields.items()
        if name != "name" and text
    )
    return f"<!DOCTYPE html><html lang='en'><body data-pagefind-body>{title}{rest}</body></html>"
