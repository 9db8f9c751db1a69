"""Visiting every page once and keeping what it says as files: the static site."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from flask import Flask
from flask_frozen import Freezer, MissingURLGeneratorWarning

from app import addresses, history, places
from app.catalogue import Catalogue
from app.editing import coverage
from app.openreferral.answers import Answers
from app.openreferral.records import Publisher
from app.openreferral.static import host_rules, static_files
from app.postcodes import Postcodes
from app.problems import ContentError, Refused
from app.search import index
from app.settings import Settings
from app.swapping import replaced
from app.web import create_app, editors, feeds, keeping, searching, suggesting
from app.web.pages import page_count
from app.web.searching import Searcher

Progress = Callable[[int], None]


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
    yield f"{addresses.NEAR}facts.json"
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
    freezer = Freezer(app, with_static_files=False, with_no_argument_rules=False, log_url_for=False)
    freezer.register_generator(lambda: every_address(catalogue))
    freezer.register_generator(lambda: searching.every_address(app))
    freezer.register_generator(lambda: suggesting.every_address(app))
    today = app.config["SETTINGS"].today
    freezer.register_generator(lambda: feeds.every_address(catalogue, today))
    app.testing = True  # So that a page's own error is told, not only that it failed.
    try:
        with warnings.catch_warnings():
            # We give addresses, not endpoints; a test sees that no page is left out.
            warnings.simplefilter("ignore", MissingURLGeneratorWarning)
            for done, _ in enumerate(freezer.freeze_yield(), 1):
                progress(done)
    except OSError:  # The disk's refusal speaks for itself.
        raise
    except Exception as error:
        raise FreezeFailed(f"A page could not be made, so nothing was changed: {error}") from error


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
    rows += host_rules(root)
    (new / "_redirects").write_text("\n".join([*rows, ""]), encoding="utf-8")
