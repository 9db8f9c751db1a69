"""The Open Referral UK feed over HTTP: 3.0 and 1.0, readable from any other site."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.http import http_date

from app import history
from app.openreferral import answers, downloads
from app.openreferral.answers import Answers, NoSuchRecord
from app.openreferral.finding import NoSuchPage
from app.openreferral.questions import BadQuestion
from app.openreferral.records import Publisher
from app.openreferral.values import to_json
from app.web.feeds import changes, services_changed
from app.web.shell import absolute, catalogue

oruk = Blueprint("oruk", __name__)
JSON = "application/json; charset=utf-8"
PREFIX = "/oruk"
NAMES = ", ".join(answers.NAMES)
DOWNLOADS = ", ".join(f'"{name}"' for name in downloads.FILES)
NO_SUCH_ADDRESS = "There is nothing at this address."


class Feed:
    """The answers of one catalogue at one address of ours, and when it last changed."""

    def __init__(self) -> None:
        """Make answers for the catalogue being served."""
        self.source, self.base = catalogue(), absolute("")
        self.changed = history.newest(changes())
        self.answers = Answers(Publisher(self.source, self._absolute, services_changed().get))
        self._files: dict[str, bytes] = {}

    def _absolute(self, path: str) -> str:
        return self.base + path

    def file(self, name: str) -> bytes:
        """Give a file with everything; it is made once."""
        if name not in self._files:
            self._files[name] = downloads.FILES[name].make(self.answers)
        return self._files[name]


def feed() -> Feed:
    """The feed of the catalogue being served, kept until that or our own address changes."""
    kept: dict[str, Feed] = current_app.extensions.setdefault("oruk", {})
    base = absolute("")
    known = kept.get(base)
    if known is None or known.source is not catalogue():
        if len(kept) > 1:  # A visitor can name any host; do not keep a feed for each.
            kept.clear()
        known = kept[base] = Feed()
    return known


# --- version 3.0


@oruk.get(answers.BASE, strict_slashes=False)
def root() -> Response:
    """What this feed is."""
    return _answer(feed().answers.root())


@oruk.get(f"{answers.BASE}/openapi.json")
def openapi() -> Response:
    """The feed described for machines."""
    return _answer(feed().answers.openapi())


@oruk.get(f"{answers.BASE}/<any({NAMES}):name>", strict_slashes=False)
def listed(name: str) -> Response:
    """A page of records."""
    return _answer(feed().answers.listed(name, request.args))


@oruk.get(f"{answers.BASE}/<any({NAMES}):name>/<key>", strict_slashes=False)
def whole(name: str, key: str) -> Response:
    """One record."""
    return _answer(feed().answers.whole(name, key))


# --- version 1.0


@oruk.get(f"{answers.BASE_1}/openapi.json")
def openapi_1() -> Response:
    """The 1.0 shape described for machines."""
    return _answer(feed().answers.openapi_1())


@oruk.get(f"{answers.BASE_1}/<any(services, taxonomies):name>", strict_slashes=False)
def listed_1(name: str) -> Response:
    """A page of records in the 1.0 shape."""
    return _answer(feed().answers.listed_1(name, request.args, request.args.getlist("include")))


@oruk.get(f"{answers.BASE_1}/<any(services, taxonomies):name>/<key>", strict_slashes=False)
def whole_1(name: str, key: str) -> Response:
    """One record in the 1.0 shape."""
    return _answer(feed().answers.whole_1(name, key))


# --- all at once


@oruk.get(f"{PREFIX}/<any({DOWNLOADS}):name>")
def download(name: str) -> Response:
    """Everything in one file: JSON, a table, or a package of tables."""
    response = Response(feed().file(name), content_type=downloads.FILES[name].content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return _kept(response)


@oruk.get(PREFIX, strict_slashes=False)
@oruk.get(f"{PREFIX}/<path:rest>", strict_slashes=False)
def nothing(rest: str = "") -> Response:
    """Any other address below ours."""
    raise NotFound(NO_SUCH_ADDRESS)


# --- how it is said


def _answer(value: Any) -> Response:
    return _kept(Response(to_json(value), content_type=JSON))


def _kept(response: Response) -> Response:
    """Let a copy be kept and asked about: 304 when it is still what we would say."""
    changed = feed().changed
    if changed:
        response.headers["Last-Modified"] = http_date(changed)
    response.add_etag()
    response.make_conditional(request)
    return response


def _refusal(status: int, sentence: str) -> Response:
    return Response(to_json({"error": sentence}), status, content_type=JSON)


@oruk.errorhandler(BadQuestion)
def _bad_question(error: BadQuestion) -> Response:
    return _refusal(400, str(error))


@oruk.errorhandler(NoSuchPage)
@oruk.errorhandler(NoSuchRecord)
def _no_such(error: LookupError) -> Response:
    return _refusal(404, str(error.args[0]))


@oruk.errorhandler(NotFound)
def _not_found(error: NotFound) -> Response:
    return _refusal(404, NO_SUCH_ADDRESS)


@oruk.app_errorhandler(MethodNotAllowed)
def _wrong_method(error: MethodNotAllowed) -> Response | HTTPException:
    if not _ours():
        return error
    response = _refusal(405, "This feed is only read: use GET.")
    response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ["GET"]))
    return response


def _ours() -> bool:
    return request.path == PREFIX or request.path.startswith(f"{PREFIX}/")


@oruk.after_app_request
def _open_to_all(response: Response) -> Response:
    """Let scripts of other sites read the feed: every answer, errors and redirects too."""
    if _ours():
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag, Last-Modified"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
