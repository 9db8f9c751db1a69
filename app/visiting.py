"""Asking an application for pages and keeping what it answers as files, through Frozen-Flask."""

from __future__ import annotations

import os
import warnings
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from flask import Flask, Response, request
from flask.testing import FlaskClient
from flask_frozen import Freezer, MissingURLGeneratorWarning
from werkzeug.exceptions import HTTPException
from werkzeug.test import EnvironBuilder

from app import refreezing
from app.catalogue import Catalogue
from app.remembering import Question, noting
from app.web import speaking

# Where pages stand that ask only the catalogue what they show.
NOTED = {"services", "topics", "ages", "clusters", "near", "leaflets", "start"}
# With more services than this a process keeps what it made of one language only.
MANY = 5000


@dataclass(frozen=True)
class Part:
    """Pages that were made: how many, and those that may be taken over next time."""

    count: int
    noted: list[refreezing.Page]


def visit(app: Flask, paths: list[str]) -> Part:
    """Write the pages of some paths. Raises ValueError when one has an error or leads elsewhere."""
    app.test_client_class = _Visitor
    asked: dict[str, set[Question]] = {}
    app.extensions["asked"] = asked
    found = app.extensions["library"].catalogue
    known: dict[Question, Question] = {}  # So that equal questions are sent once.
    noted = []
    _let_go(app, paths[0])
    freezer = _Freezer(
        app, with_static_files=False, with_no_argument_rules=False, log_url_for=False
    )
    freezer.register_generator(lambda: paths)
    with warnings.catch_warnings():
        # We give addresses, not endpoints; a test sees that no page is left out.
        warnings.simplefilter("ignore", MissingURLGeneratorWarning)
        for page in freezer.freeze_yield():
            if is_noted(page.url, found):
                stat = os.stat(freezer.root / page.path)
                same = [known.setdefault(one, one) for one in asked[page.url]]
                noted.append(refreezing.Page(page.url, stat.st_size, stat.st_mtime_ns, same))
    return Part(len(asked), noted)


class _Freezer(Freezer):  # type: ignore[misc]
    """Writes where nothing stands yet, without asking of each file whether it is there."""

    @cached_property
    def root(self) -> _New:
        """Where it writes."""
        return _New(self.app.config["FREEZER_DESTINATION"])


class _New(str):
    """The path of a new file or folder, with what a freezer does to it.

    A Path would take its name apart, and ask the system, several times for every page.
    """

    __slots__ = ()

    def __truediv__(self, path: str) -> _New:
        """A path below this one."""
        return _New(f"{self}/{path}")

    @property
    def parent(self) -> _New:
        """The folder it is in."""
        return _New(self.rpartition("/")[0])

    def is_file(self) -> bool:
        """Nothing stands there: what is taken over is not asked for."""
        return False

    def mkdir(self, *, parents: bool, exist_ok: bool) -> None:
        """Make the folder, with those above it."""
        with suppress(FileExistsError):
            try:
                os.mkdir(self)
            except FileNotFoundError:
                os.makedirs(self, exist_ok=exist_ok)

    def write_bytes(self, content: bytes) -> None:
        """Write the file."""
        with open(self, "wb") as file:
            file.write(content)

    def relative_to(self, folder: str) -> str:
        """The path from a folder above it."""
        return self[len(folder) + 1 :]


class _Visitor(FlaskClient):
    """Asks for a page without acting a browser and a server, which takes longer than the page."""

    def __init__(self, application: Flask, *_: object, **__: object) -> None:
        """Keep nothing of one visit for the next."""
        self.application = application

    def get(self, path: str, *, base_url: str | None = None, **_more: Any) -> Any:
        """Give the answer to a GET, and note what was asked of the catalogue for it.

        Raises ValueError when there is none.
        """
        app = self.application
        environ = {**_environ(base_url), "PATH_INFO": path.encode().decode("latin-1")}
        speaking.below_its_code(environ, app.extensions["languages"])
        with noting() as asked, app.request_context(environ):
            answer = _answer(app)
        app.extensions["asked"][path] = asked
        return answer


@dataclass
class _Page:
    """A page as it was drawn, for which a file needs no headers."""

    data: bytes
    status_code = 200

    def close(self) -> None:
        """Nothing is open."""


def _answer(app: Flask) -> Response | _Page:
    """Answer the request that has begun."""
    try:
        made = app.preprocess_request() or app.dispatch_request()
    except HTTPException as error:
        where = f"{request.script_root}{request.path}"
        raise ValueError(f"{error.code} {error.name}: {where}") from error
    if isinstance(made, bytes):
        return _Page(made)
    answer = app.make_response(made)
    answer.direct_passthrough = False  # So that a file's bytes can be had at once.
    return answer


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
