"""Every address there is, made once and kept as files: the static site."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from urllib.parse import urlsplit

from flask import Flask

from app import addresses, helping, places, refreezing, visiting
from app.catalogue import Catalogue
from app.editing import coverage
from app.languages import ENGLISH
from app.openreferral.answers import Answers
from app.openreferral.records import Publisher
from app.openreferral.static import host_rules, static_files
from app.postcodes import Postcodes
from app.problems import ContentError, Refused
from app.refreezing import Memory
from app.search import index
from app.settings import Settings
from app.swapping import replaced
from app.web import create_app, editors, feeds, keeping, searching, suggesting
from app.web.lists import page_count
from app.web.searching import Searcher

Progress = Callable[[int], None]
# Pages that one process makes before it takes more, and how many are not worth another process.
AT_ONCE, FEW = 100, 400
# Pages that say where the files of the search lie.
OF_SEARCH = (addresses.HOME, addresses.SEARCH)


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


def freeze(
    settings: Settings,
    output: Path,
    progress: Progress = lambda done: None,
    *,
    whole: bool = False,
) -> int:
    """Write the whole static site to `output`, aside and swapped in; give the number of files.

    Pages that would be made just as they stand there are taken over, unless `whole`.
    Raises FreezeFailed when a page fails, ContentError when the content has mistakes.
    """
    grounds = refreezing.grounds(settings)
    app = create_app(settings)
    library = app.extensions["library"]
    library.refuse_mistakes()
    refuse_dead_ends(library.catalogue)
    with (
        TemporaryDirectory() as aside,
        replaced(output) as new,
        # It has no name, so that nothing of it stays when a run is killed.
        TemporaryFile("w+", encoding="utf-8", dir=output.parent) as pages,
    ):
        _set_up(app, settings.base_url or library.catalogue.site.base_url, new)
        answers = _answers(app)
        with _failures_told(), _search_and_feed(app, Path(aside)) as waits:
            memory = Memory(output.parent / f".{output.name}.made", grounds[0], answers, pages)
            paths = _all_paths(app, library.catalogue)
            if not whole:
                paths = _take_over(paths, output, new, memory)
            if len(paths) > FEW:
                _compile_templates(app)
            _make_all(app, paths, memory, progress)
            for wait in waits:
                wait()
        _copy_the_rest(app, library.catalogue, settings, new)
        if refreezing.grounds(settings) == grounds:
            memory.write()
        else:  # Something was edited meanwhile.
            memory.forget()
        return sum(len(files) for _, _, files in os.walk(new))


def freeze_only(settings: Settings, output: Path, chosen: Callable[[Catalogue], list[str]]) -> None:
    """Write the chosen pages to `output` and nothing beside them: what making pages alone takes."""
    app = create_app(settings)
    catalogue = app.extensions["library"].catalogue
    with replaced(output) as new, TemporaryFile("w+", encoding="utf-8") as pages:
        _set_up(app, settings.base_url or catalogue.site.base_url, new)
        memory = Memory(output, "", _answers(app), pages)
        _compile_templates(app)
        _make_all(app, chosen(catalogue), memory, lambda done: None)


def _set_up(app: Flask, base_url: str | None, new: Path) -> None:
    """Tell the application that its pages are frozen, where to, and for which address."""
    app.config.update(
        FROZEN=True,
        FREEZER_DESTINATION=str(new),
        FREEZER_BASE_URL=base_url or None,
        FREEZER_REMOVE_EXTRA_FILES=False,
        FREEZER_IGNORE_MIMETYPE_WARNINGS=True,
    )
    app.testing = True  # So that a page's own error is told, not only that it failed.


def _answers(app: Flask) -> refreezing.Answers:
    """Make ready to tell what is answered now; every helper is to know when files changed."""
    with app.app_context():
        return refreezing.Answers(app.extensions["library"].catalogue, feeds.changes())


@contextmanager
def _search_and_feed(app: Flask, aside: Path) -> Iterator[list[Callable[[], None]]]:
    """Make the search and the feed, beside what follows where that may be; give what waits.

    Helpers hold what these need, so that this process need not.
    """
    count = len(app.extensions["library"].catalogue.services)
    helped = count > AT_ONCE and helping.processors() > 1 and helping.is_alone()
    waits: list[Callable[[], None]] = []
    with ExitStack() as begun:
        for work in (partial(_make_search, aside=aside), _write_feed):
            wait = begun.enter_context(helping.beside(app, work)) if helped else partial(work, app)
            if not helped or count > visiting.MANY:  # All at once would take too much memory.
                wait()
            else:
                waits.append(wait)
        yield waits


@contextmanager
def _failures_told() -> Iterator[None]:
    """Say in a sentence that a page could not be made; refusals say so themselves."""
    try:
        yield
    except (OSError, Refused, ContentError):
        raise
    except Exception as error:
        raise FreezeFailed(f"A page could not be made, so nothing was changed: {error}") from error


def _compile_templates(app: Flask) -> None:
    """Compile our templates, so that each copy of this process need not."""
    templates = app.jinja_env
    for name in templates.list_templates(filter_func=lambda name: not name.startswith("govuk")):
        templates.get_template(name)


def _make_search(app: Flask, aside: Path) -> None:
    """Make an index of this very content, what a browser searches with, and what leads to it."""
    folder = _index(app.extensions["library"].catalogue, app.config["SETTINGS"], aside)
    app.extensions["searcher"] = Searcher(folder)
    english = [*OF_SEARCH, *searching.every_address(app), *suggesting.every_address(app)]
    paths = [*english, *in_other_languages(english, app.extensions["languages"])]
    for some in _by_language(app.extensions["library"].catalogue, paths):
        visiting.visit(app, some)


def _index(catalogue: Catalogue, settings: Settings, aside: Path) -> Path:
    """The index that stands, if it is of this very content; else a new one, made aside."""
    if index.is_of(catalogue, settings.content, settings.index):
        return settings.index
    index.build(catalogue, settings.content, aside / "index", like=settings.index)
    return aside / "index"


def refuse_dead_ends(catalogue: Catalogue) -> None:
    """Raise ContentError when a topic, age and cluster would lead a family nowhere."""
    problems = coverage.dead_ends(catalogue)
    if problems:
        raise ContentError(problems)


def _copy_the_rest(app: Flask, catalogue: Catalogue, settings: Settings, new: Path) -> None:
    _copy_built(app, new)
    _copy_postcodes(settings, new)
    _write_redirects(catalogue, app.config["FREEZER_BASE_URL"], new)


def _all_paths(app: Flask, catalogue: Catalogue) -> list[str]:
    english = [path for path in every_address(catalogue) if path not in OF_SEARCH]
    english += feeds.every_address(catalogue, app.config["SETTINGS"].today)
    return [*english, *in_other_languages(english, app.extensions["languages"])]


def _take_over(paths: list[str], old: Path, new: Path, memory: Memory) -> list[str]:
    """Put what would be made as it was into the new folder; give the paths that are to be made."""
    left = dict.fromkeys(paths)
    for page in memory.standing():
        if page.path in left and refreezing.taken_over(page, old, new):
            memory.add(page)
            del left[page.path]
    return list(left)


def _make_all(app: Flask, paths: list[str], memory: Memory, progress: Progress) -> None:
    """Visit every page, by as many processes as there are processors."""
    alone, done = len(paths) <= FEW or helping.processors() == 1, 0
    for some in _rounds(app, paths):
        parts = [some[start : start + AT_ONCE] for start in range(0, len(some), AT_ONCE)]
        visits = [partial(visiting.visit, paths=part) for part in parts]
        for part in (visit(app) for visit in visits) if alone else helping.each_of(app, visits):
            done += part.count
            for page in part.noted:
                memory.add(page)
            progress(done)


def _rounds(app: Flask, paths: list[str]) -> list[list[str]]:
    """Divide paths where helpers should end: they keep much of a language with many services."""
    catalogue = app.extensions["library"].catalogue
    return _by_language(catalogue, paths) if len(catalogue.services) > visiting.MANY else [paths]


def _by_language(catalogue: Catalogue, paths: list[str]) -> list[list[str]]:
    def language(path: str) -> str:
        code = path.split("/")[1]
        return code if code in catalogue.translations else ENGLISH.code

    return [list(some) for _, some in groupby(paths, language)]


def in_other_languages(paths: Iterable[str], codes: Iterable[str]) -> Iterator[str]:
    """Give the paths that stand in each language besides English, one language after the other."""
    everywhere = [path for path in paths if addresses.in_every_language(path)]
    for code in codes:
        if code != ENGLISH.code:
            yield from (addresses.in_language(path, code) for path in everywhere)


def _copy_built(app: Flask, new: Path) -> None:
    """Copy styles, scripts, fonts and drawings as they were built."""
    built = app.extensions["assets"].folder
    if built.exists():
        shutil.copytree(built, new / "static" / "built", dirs_exist_ok=True)


def _write_feed(app: Flask) -> None:
    """Write the Open Referral UK feed, record for record what the application answers."""
    catalogue = app.extensions["library"].catalogue
    new, base = Path(app.config["FREEZER_DESTINATION"]), app.config["FREEZER_BASE_URL"] or ""
    with app.app_context():
        changed = feeds.services_changed()
    publisher = Publisher(catalogue, lambda path: base.rstrip("/") + path, changed.get)
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
