"""Asking an application for pages and keeping what it answers as files."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import Flask, Response
from werkzeug.test import EnvironBuilder

from app import refreezing
from app.catalogue import Catalogue
from app.remembering import Question, noting
from app.web import speaking

# Where pages stand that ask only the catalogue what they show.
NOTED = {"services", "topics", "ages", "clusters", "near", "leaflets", "start"}
# With more services than this a process keeps what it made of one language only.
MANY = 5000


class PageFailed(Exception):
    """The application answered with something else than a page."""


@dataclass(frozen=True)
class Part:
    """Pages that were made: how many, and those that may be taken over next time."""

    count: int
    noted: list[refreezing.Page]


def visit(app: Flask, paths: list[str]) -> Part:
    """Write the pages of some paths. Raises PageFailed when one has an error or leads elsewhere."""
    folder, found = Path(app.config["FROZEN_TO"]), app.extensions["library"].catalogue
    known: dict[Question, Question] = {}  # So that equal questions are sent once.
    noted = []
    _let_go(app, paths[0])
    with app.app_context():  # Else each page would make one.
        for path in paths:
            body, asked = _answer(app, path)
            file = folder / refreezing.file_of(path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(body)
            if is_noted(path, found):
                stat, questions = file.stat(), [known.setdefault(one, one) for one in asked]
                noted.append(refreezing.Page(path, stat.st_size, stat.st_mtime_ns, questions))
    return Part(len(paths), noted)


def _answer(app: Flask, path: str) -> tuple[bytes, set[Question]]:
    """Give what stands at a path, and what was asked of the catalogue for it.

    It comes without a server's and a browser's part, which take longer than the page.
    """
    environ = {**_environ(app.config["FROZEN_FOR"]), "PATH_INFO": path.encode().decode("latin-1")}
    speaking.below_its_code(environ, app.extensions["languages"])
    with noting() as asked, app.request_context(environ):
        answer: Response = app.full_dispatch_request()
    with closing(answer):
        if answer.status_code != HTTPStatus.OK:
            raise PageFailed(f"{answer.status} at {path}")
        answer.direct_passthrough = False  # So that a file's bytes can be had at once.
        return answer.get_data(), asked


@lru_cache(maxsize=2)
def _environ(base_url: str | None) -> dict[str, Any]:
    """What is the same of every question (PEP 3333)."""
    return EnvironBuilder(base_url=base_url).get_environ()


def _let_go(app: Flask, path: str) -> None:
    """Forget what was made for pages in the language before, where there is too much of it."""
    catalogue = app.extensions["library"].catalogue
    now = catalogue.in_language(path.split("/")[1])
    before = app.extensions.get("language", now)
    if before is not now and len(catalogue.services) > MANY:
        before.kept.clear()
    app.extensions["language"] = now


def is_noted(path: str, catalogue: Catalogue) -> bool:
    """Whether all that a page is made of is asked of the catalogue, or is the ground.

    All else, such as files of the search and what editors read, is made each time.
    """
    code, _, rest = path[1:].partition("/")
    first = (rest if code in catalogue.translations else path[1:]).partition("/")[0]
    words = first in catalogue.pages and path.endswith(f"{first}/")
    return words or (first in NOTED and path.endswith(("/", ".vcf", ".ics")))
