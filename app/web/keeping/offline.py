"""What works without the internet: the page shown then, and the worker that saves pages."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, current_app, request

from app import addresses
from app.catalogue import Catalogue
from app.web.keeping.discretion import for_paper
from app.web.keeping.my_list import CARDS
from app.web.keeping.sheet import PLAN
from app.web.shell import catalogue, href
from app.web.templating import drawn

offline = Blueprint("offline", __name__)

WORKER = "/sw.js"
TEMPLATES = Path(__file__).parents[1] / "templates"


@offline.get(addresses.OFFLINE)
def page() -> bytes:
    """The page shown when there is no connection and the wanted page is not saved."""
    return drawn("keeping/offline.html", urgent=for_paper(catalogue()))


@offline.get(WORKER)
def worker() -> Response:
    """The service worker: what this build is, and the script that does the work."""
    assets = current_app.extensions["assets"]
    settings = {
        "version": build_version(catalogue(), assets.folder, str(catalogue().today)),
        "base": request.script_root,
        "offline": href(addresses.OFFLINE),
        "pages": [href(path) for path in on_every_device(catalogue())],
        "files": _built(SAVED_FILES),
        "later": _built(SAVED_LATER),
        "data": [href(CARDS), href(PLAN)],
        "list": {
            "page": href(addresses.MY_LIST),
            "files": _built(LIST_FILES),
            "cards": href(CARDS).replace(".json", "/"),
        },
    }
    file = assets.folder / assets.names.get("worker.js", "")
    script = file.read_text(encoding="utf-8") if file.is_file() else ""
    text = f"self.signpost = {json.dumps(settings, sort_keys=True)};\n{script}"
    return Response(text, mimetype="text/javascript")


# Saved on a first visit, when the browser has just fetched them anyway.
SAVED_FILES = (
    *("site.css", "site.js", "page.js"),
    *("regular.woff2", "bold.woff2", "icon.svg"),
)
# Saved when somebody first keeps something, and when a page first asks for them.
LIST_FILES = ("my-list.js", "lists.css")
SAVED_LATER = (*LIST_FILES, "near.js")


def _built(names: tuple[str, ...]) -> list[str]:
    """The paths of built files; those that are not there are left out."""
    assets = current_app.extensions["assets"]
    return [href(assets.path(name)) for name in names if name in assets.names]


def on_every_device(whole: Catalogue) -> list[str]:
    """Pages every device saves, one at each page opened: the numbers to call now come first."""
    urgent = whole.pages.get("urgent-help")
    further = [addresses.page("urgent-help")] if urgent and not urgent.discreet else []
    return [addresses.OFFLINE, *further]


@lru_cache(maxsize=2)
def build_version(whole: Catalogue, built: Path, day: str) -> str:
    """A short name that changes whenever a page or file of the site may have changed."""
    seen = hashlib.sha256(day.encode())
    content = Path(current_app.config["SETTINGS"].content)
    for folder in (content, TEMPLATES):
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            seen.update(file.relative_to(folder).as_posix().encode() + file.read_bytes())
    manifest = built / "manifest.json"
    seen.update(manifest.read_bytes() if manifest.exists() else b"")
    return seen.hexdigest()[:12]
