"""Making the Flask application: one catalogue, one set of pages, the same headers everywhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, Request, Response, current_app, redirect, request
from flask.sessions import NullSession, SessionInterface
from flask.typing import ResponseReturnValue
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from werkzeug.routing import MapAdapter

from app import languages
from app.languages import ENGLISH
from app.settings import Settings
from app.web import speaking
from app.web.editors import editors
from app.web.feeds import context as feeds_context
from app.web.feeds import feeds
from app.web.headers import CACHE_BRIEFLY, CACHE_FOR_EVER, HEADERS
from app.web.keeping import BLUEPRINTS as KEEPING
from app.web.library import Library
from app.web.lists import lists
from app.web.machines import machines
from app.web.near import context as near_context
from app.web.near import near
from app.web.oruk import oruk
from app.web.pages import pages
from app.web.plainly import plainly
from app.web.questions import questions
from app.web.searching import Searcher, searching
from app.web.services import services
from app.web.shell import (
    Assets,
    absolute,
    around,
    asset,
    catalogue,
    drawn_cards,
    freezing,
    href,
    kept_for_freezing,
    part,
    piece,
    script_words,
    shell,
    tongue,
    unread,
    urgent,
)
from app.web.shell import context as shell_context
from app.web.suggesting import suggesting
from app.web.templating import Environment, drawn

HERE = Path(__file__).parent
BLUEPRINTS = (
    *(searching, suggesting, pages, questions, lists, services),
    *(machines, near, oruk, feeds, *KEEPING, editors),
)


class Nobody(SessionInterface):
    """Nothing is kept of a visitor; to look for keys and cookies each time takes longer."""

    session = NullSession()

    def open_session(self, app: Flask, request: Request) -> NullSession:
        """Give the same nothing to all."""
        return self.session


class Site(Flask):
    """The application: every view and handler of it is an ordinary function."""

    jinja_environment = Environment
    session_interface = Nobody()

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Give what finds the view of a path; all that is frozen stands at one host of our own."""
        if request is None or not self.config.get("FROZEN"):
            return super().create_url_adapter(request)
        host = request.environ["SERVER_NAME"]
        at = request.script_root, "", "http", request.path, "GET"
        return MapAdapter(self.url_map, host, *at)

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Give a function as it is; to look each time whether it is a coroutine takes longer."""
        return func


def create_app(settings: Settings, *, reload: bool = False) -> Flask:
    """Make the application over a content folder.

    With `reload` it reads the content again when a file changes, and shows mistakes on the page.
    Raises ContentError when the content cannot be used.
    """
    app = Site(__name__, static_folder=str(HERE / "static"), static_url_path="/static")
    app.url_map.strict_slashes = True
    own = [app.jinja_loader] if app.jinja_loader else []
    govuk = PackageLoader("govuk_frontend_jinja")
    app.jinja_loader = ChoiceLoader([*own, PrefixLoader({"govuk_frontend_jinja": govuk})])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        languages.gettext, languages.plural, newstyle=True, pgettext=languages.pgettext
    )
    app.config["SETTINGS"] = settings
    app.extensions["library"] = library = Library(settings, reload=reload)
    app.extensions["languages"] = speaking.spoken_here(library.catalogue, settings.translations)
    app.wsgi_app = speaking.BelowItsCode(app.wsgi_app, app.extensions["languages"])  # type: ignore[method-assign]
    app.extensions["searcher"] = Searcher(settings.index, reload=reload)
    app.extensions["assets"] = assets = Assets(HERE / "static" / "built")
    app.jinja_env.globals |= speaking.WORDS | {
        "href": href,
        "absolute": absolute,
        "asset": asset,
        "icon": assets.icon,
        "part": part,
        "piece": piece,
        "around": around,
        "drawn_cards": drawn_cards,
        "urgent": urgent,
        "choosable": speaking.choosable,
        "script_words": script_words,
        "either": speaking.either,
        "english": speaking.english,
        "in_english": speaking.in_english,
        "tongue": tongue,
        "unread": unread,
        "plainly": plainly,
    }
    app.before_request(speaking.speak)
    app.teardown_request(speaking.speak_english)
    app.context_processor(_context)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.register_error_handler(404, _not_found)
    app.after_request(_headers)
    return app


def _context() -> dict[str, Any]:
    """Give what every template may use."""
    return kept_for_freezing(("context",), _everywhere) | shell()


def _everywhere() -> dict[str, Any]:
    return speaking.context() | shell_context() | near_context() | feeds_context()


def _not_found(_: Exception) -> ResponseReturnValue:
    """Send old names on to new ones; show what else there is for the rest."""
    english = f"/{ENGLISH.code}"
    if request.path.startswith(f"{english}/"):
        return redirect(href(request.path.removeprefix(english)), 301)
    now = catalogue().site.redirects.get(request.path)
    return redirect(href(now), 301) if now else (drawn("not_found.html"), 404)


def _headers(response: Response) -> Response:
    if freezing():  # A file has none; whoever serves it gives them.
        return response
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    static = request.path.startswith(f"{current_app.static_url_path}/built/")
    response.headers["Cache-Control"] = CACHE_FOR_EVER if static else CACHE_BRIEFLY
    return response
