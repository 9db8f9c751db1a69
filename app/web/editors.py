"""Pages for editors, under /admin/: the CMS, and what the directory covers. Nothing links here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import yaml
from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    send_from_directory,
)
from markupsafe import Markup

from app.editing import cms, coverage
from app.web.headers import EDITORS_HEADERS
from app.web.shell import Assets, absolute, catalogue, href
from app.web.templating import drawn

editors = Blueprint("editors", __name__, url_prefix="/admin")
BUILT = Path(__file__).parent / "static" / "admin"


def paths() -> Iterator[str]:
    """Every address here, for freezing."""
    yield from ("/admin/", "/admin/config.yml", "/admin/fields.json", "/admin/coverage/")
    if BUILT.is_dir():
        yield from (f"/admin/{path.name}" for path in sorted(BUILT.iterdir()))


@editors.after_request
def _headers(response: Response) -> Response:
    """The CMS needs more than a page for families does: GitHub, and styles it makes itself."""
    response.headers.update(EDITORS_HEADERS)
    return response


@editors.get("/")
def admin() -> bytes:
    """The CMS; without its built files, a word on how to build them."""
    return drawn("editors/cms.html", built=(BUILT / "admin.js").exists())


@editors.get("/config.yml")
def config() -> Response:
    """Decap's configuration, made of the model."""
    root = absolute("/")
    made = cms.config(catalogue(), root if root.startswith("http") else "")
    text = yaml.dump(made, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True)
    return Response(text, mimetype="text/yaml")


@editors.get("/fields.json")
def fields() -> Response:
    """The shape of our files, and what the CMS's formats and previews need."""
    assets: Assets = current_app.extensions["assets"]
    style = href(assets.path("site.css"))
    told = {**cms.shapes(), "taxonomy": cms.lookups(catalogue()), "style": style}
    # Not jsonify, which would sort the fields: their order is the order in files.
    return Response(json.dumps(told), mimetype="application/json")


@editors.get("/coverage/")
def covered() -> bytes:
    """A picture of how many services each topic, age and cluster has."""
    return drawn(
        "editors/coverage.html",
        picture=Markup(
            coverage.heat_map(catalogue(), alone=True)
        ),  # our own SVG; words in it are escaped
        gaps=coverage.as_gaps(catalogue()).splitlines(),
        cells=list(coverage.cells(catalogue())),
    )


@editors.get("/<name>")
def built(name: str) -> Response:
    """A file of the built CMS."""
    if not BUILT.is_dir():
        abort(404)
    return send_from_directory(BUILT, name)
