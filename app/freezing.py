"""Visiting every page once and keeping what it says as files: the static site."""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from http import HTTPStatus
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response
from flask.testing import FlaskClient
from flask_frozen import Freezer, MissingURLGeneratorWarning
from werkzeug.test import EnvironBuilder

from app import addresses, history, places
from app.catalogue import Catalogue
from app.editing import coverage
from app.languages import ENGLISH
from app.openreferral.answers import Answers
from app.openreferral.records import Publisher
from app.openreferral.static import host_rules, static_files
from app.postcodes import Postcodes
from app.problems import ContentError, Refused
from app.search import index
from app.settings import Settings
from app.swapping import replaced
from app.web import create_app, editors, feeds, keeping, searching, suggesting
from app.web.lists import page_count
from app.web.searching import Searcher

Progress = Callable[[int], None]
# Pages that one process makes before it takes more.
AT_ONCE = 400


class FreezeFailed(Refused):
    """A page could not be made; the old build stands."""


def every_address(catalogue: Catalogue) -> Iterator[str]:
    """Give the path of every page and file of the static site."""
    yield from (addresses.HOME, addresses.SEARCH, addresses.TOPICS, addresses.AGES)
    yield from (addresses.CLUSTERS, addresses.A_TO_Z, addresses.NOT_FOUND)
    yield from ("/robots.txt", "/sitemap.xml", "/manifest.webmanifest")
    yield from (addresses.page(slug) for slug in catalogue.pages if slug != "home")
    yield from keeping.every_address(catalogue)
    yield from (addresses.service(slug) for slug in catalogue.services)
    spots = places.of(catalogue).spots
    if spots:
        yield from (addresses.NEAR, f"{addresses.NEAR}places.json")
    yield from (addresses.near(spot) for spot in spots)
    yield from editors.paths()
    yield addresses.START
    for age in ("any", *(band.id for band in catalogue.taxonomy.ages)):
        yield addresses.start(age)
        yield from (addresses.start(age, topic.id) for topic in catalogue.taxonomy.topics)
    for choice in catalogue.choices():
        pages = page_count(catalogue.count(choice))
        yield from (choice.path(number) for number in range(1, pages + 1))


def freeze(settings: Settings, output: Path, progress: Progress = lambda done: None) -> int:
    """Write the whole static site to `output`, aside and swapped in; give the number of files.

    Raises FreezeFailed when a page fails, ContentError when the content has mistakes.
    """
    app = create_app(settings)
    library = app.extensions["library"]
    library.refuse_mistakes()
    refuse_dead_ends(library.catalogue)
    with TemporaryDirectory() as aside, replaced(output) as new:
        app.extensions["searcher"] = Searcher(_index(library.catalogue, settings, Path(aside)))
        return _write(app, library.catalogue, settings, new, progress)


def _index(catalogue: Catalogue, settings: Settings, aside: Path) -> Path:
    """The index that stands, if it is of this very content; else a new one, made aside."""
    if index.is_of(catalogue, settings.content, settings.index):
        return settings.index
    index.build(catalogue, settings.content, aside / "index")
    return aside / "index"


def refuse_dead_ends(catalogue: Catalogue) -> None:
    """Raise ContentError when a topic, age and cluster would lead a family nowhere."""
    problems = coverage.dead_ends(catalogue)
    if problems:
        raise ContentError(problems)


def _write(
    app: Flask, catalogue: Catalogue, settings: Settings, new: Path, progress: Progress
) -> int:
    base_url = settings.base_url or catalogue.site.base_url
    app.config.update(
        FREEZER_DESTINATION=str(new),
        FREEZER_BASE_URL=base_url or None,
        FROZEN=True,
        FREEZER_REMOVE_EXTRA_FILES=False,
        FREEZER_IGNORE_MIMETYPE_WARNINGS=True,
    )
    _visit_all(app, catalogue, progress)
    _copy_built(app, new)
    _copy_postcodes(settings, new)
    _write_feed(catalogue, settings.content, base_url or "", new)
    _write_redirects(catalogue, base_url, new)
    return sum(path.is_file() for path in new.rglob("*"))


def _visit_all(app: Flask, catalogue: Catalogue, progress: Progress) -> None:
    """Visit every page, by as many processes as there are processors."""
    english = [
        *every_address(catalogue),
        *searching.every_address(app),
        *suggesting.every_address(app),
        *feeds.every_address(catalogue, app.config["SETTINGS"].today),
    ]
    paths = [*english, *in_other_languages(english, app.extensions["languages"])]
    parts = [paths[start : start + AT_ONCE] for start in range(0, len(paths), AT_ONCE)]
    app.testing = True  # So that a page's own error is told, not only that it failed.
    try:
        done = 0
        for part in _each(app, parts):
            done += part
            progress(done)
    except OSError:  # The disk's refusal speaks for itself.
        raise
    except Exception as error:
        raise FreezeFailed(f"A page could not be made, so nothing was changed: {error}") from error


def in_other_languages(paths: Iterable[str], codes: Iterable[str]) -> Iterator[str]:
    """Give the paths that stand in each language besides English, one language after the other."""
    everywhere = [path for path in paths if addresses.in_every_language(path)]
    for code in codes:
        if code != ENGLISH.code:
            yield from (addresses.in_language(path, code) for path in everywhere)


def _each(app: Flask, parts: list[list[str]]) -> Iterator[int]:
    """Visit each part, and give how many pages it had; a small site is done at once."""
    if len(parts) == 1 or processors() == 1:
        return (_visit(app, part) for part in parts)
    return _by_many(app, parts)


def processors() -> int:
    """How many processors this run may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _by_many(app: Flask, parts: list[list[str]]) -> Iterator[int]:
    settings, searcher = app.config["SETTINGS"], app.extensions["searcher"]
    frozen = {name: app.config[name] for name in app.config if name.startswith("FR")}
    begun = (settings, searcher.folder, frozen)
    with get_context("spawn").Pool(processors(), _begin, begun) as pool:
        yield from pool.imap_unordered(_visit_here, parts)


_here: Flask  # The application of a process that helps.


def _begin(settings: Settings, searched: Path, frozen: dict[str, Any]) -> None:
    """Make ready to help: the same application over the same content."""
    global _here
    _here = create_app(settings)
    _here.extensions["searcher"] = Searcher(searched)
    _here.config.update(frozen)
    _here.testing = True


def _visit_here(paths: list[str]) -> int:
    return _visit(_here, paths)


class _Visitor(FlaskClient):
    """Asks for a page without acting a whole browser, which would take longer than the page."""

    def get(self, path: str, *, base_url: str | None = None, **more: Any) -> Any:
        """Give the answer to a GET; a redirect is followed as a browser would."""
        environ = {**_environ(base_url), "PATH_INFO": path.encode().decode("latin-1")}
        answer = Response.from_app(self.application, environ)
        if answer.status_code < HTTPStatus.MULTIPLE_CHOICES:
            return answer
        return super().get(path, base_url=base_url, **more)


@lru_cache(maxsize=2)
def _environ(base_url: str | None) -> dict[str, Any]:
    """What is the same of every question (PEP 3333)."""
    return EnvironBuilder(base_url=base_url).get_environ()


def _visit(app: Flask, paths: list[str]) -> int:
    """Write the pages of some paths; give how many there were."""
    app.test_client_class = _Visitor
    freezer = Freezer(app, with_static_files=False, with_no_argument_rules=False, log_url_for=False)
    freezer.register_generator(lambda: paths)
    with warnings.catch_warnings():
        # We give addresses, not endpoints; a test sees that no page is left out.
        warnings.simplefilter("ignore", MissingURLGeneratorWarning)
        return sum(1 for _ in freezer.freeze_yield())


def _copy_built(app: Flask, new: Path) -> None:
    """Copy styles, scripts, fonts and drawings as they were built."""
    built = app.extensions["assets"].folder
    if built.exists():
        shutil.copytree(built, new / "static" / "built", dirs_exist_ok=True)


def _write_feed(catalogue: Catalogue, content: Path, base_url: str, new: Path) -> None:
    """Write the Open Referral UK feed, record for record what the application answers."""
    base, changed = base_url.rstrip("/"), history.of_services(content)
    publisher = Publisher(catalogue, lambda path: base + path, changed.get)
    for path, body in static_files(Answers(publisher)):
        file = new / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)


def _copy_postcodes(settings: Settings, new: Path) -> None:
    """Copy the exact points of postcodes, if any have been brought in."""
    folder = new / "near" / "postcodes"
    for file in Postcodes(settings.content / "postcodes").files():
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, folder / file.name)


def _write_redirects(catalogue: Catalogue, base_url: str | None, new: Path) -> None:
    """Write the old names that lead elsewhere, as Netlify and Cloudflare read them."""
    root = urlsplit(base_url).path.rstrip("/") if base_url else ""
    rows = [f"{root}{old} {root}{now} 301" for old, now in catalogue.site.redirects.items()]
    rows.append(f"{root}/{ENGLISH.code}/* {root}/:splat 301")
    rows += host_rules(root)
    (new / "_redirects").write_text("\n".join([*rows, ""]), encoding="utf-8")
