"""The real words and entries, indexed once."""

import json
import subprocess
from datetime import date
from functools import partial

import pytest

from app.judging import judge
from app.search import index
from app.search.browser import browser_files
from app.search.engine import Engine
from app.settings import ROOT
from app.web import present

SIDE = ROOT / "tests" / "search" / "side.mjs"


@pytest.fixture(scope="session")
def index_folder(catalogue, content_folder, once):
    def build(folder):
        index.build(catalogue.as_of(date.today()), content_folder, folder)

    return once("search-index", build)


@pytest.fixture(scope="session")
def engine(catalogue, index_folder):
    return Engine(index_folder, catalogue.as_of(date.today()))


@pytest.fixture
def page(wiped_page):
    return wiped_page


@pytest.fixture(scope="session")
def own_queries():
    return judge.read_queries(ROOT / "tests" / "queries" / "own.yaml")


def packed_for_browsers(engine, folder):
    """Write the files that browsers get into a folder, and give what a page tells of them."""
    shown = present.Presenter(engine.catalogue, lambda path: path)

    def face(service):
        return {"summary": shown.card(service).summary, "contact": ""}

    made = browser_files(engine, face)
    (folder / made.listing["folder"]).mkdir(parents=True)
    for name, raw in made.files.items():
        (folder / name).write_bytes(raw)
    return made.listing


@pytest.fixture(scope="session")
def packed(engine, tmp_path_factory):
    """A folder with the files that browsers get, and what a page tells of them."""
    folder = tmp_path_factory.mktemp("packed")
    return folder, packed_for_browsers(engine, folder)


def in_node(folder, listing, what, questions):
    """Ask the browser's script many things at once, in Node, over the files of a folder."""
    given = json.dumps({"what": what, "questions": questions})
    command = ["node", str(SIDE), str(folder), json.dumps(listing)]
    told = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
    return json.loads(told.stdout)


@pytest.fixture(scope="session")
def ask_script(packed):
    """Ask the browser's script about the real words and entries."""
    return partial(in_node, *packed)
