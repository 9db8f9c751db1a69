"""`signpost judge` beside other engines."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from click.testing import CliRunner

from app.cli import main
from app.judging import judge, pagefind, timing

QUERIES = """\
- {q: "nappies", expect: [pregnancy-and-baby/baby-essentials], kind: plain}
- {q: "baby bank", expect: [pregnancy-and-baby/baby-essentials], kind: service-name}
"""


@pytest.fixture
def run(tmp_path):
    file = tmp_path / "queries.yaml"
    file.write_text(QUERIES)
    # In a thread of its own, since another test may hold a browser open in this one.
    with ThreadPoolExecutor(1) as apart:
        yield lambda: apart.submit(
            CliRunner().invoke, main, ["judge", str(file), "--json"]
        ).result()


def test_every_engine_is_judged_in_one_run(run):
    done = run()
    assert done.exit_code == 0, done.output
    reports = json.loads(done.stdout)
    assert {"signpost", "plain whoosh", "sqlite fts5", "pagefind"} <= reports.keys()
    assert all(one["overall"]["queries"] == 2 for one in reports.values())
    # A plain name is in its reach, so a Pagefind that answers nothing would be one that failed.
    assert reports["pagefind"]["kinds"]["service-name"]["empty"] == 0


def test_without_pagefind_one_sentence_says_so_and_the_rest_is_judged(run, monkeypatch, tmp_path):
    monkeypatch.setattr(pagefind, "TOOL", tmp_path / "none")
    done = run()
    assert done.exit_code == 0, done.output
    assert done.stderr == "Pagefind is not here, so it is left out. Run `npm ci` to bring it.\n"
    assert {"signpost", "plain whoosh", "sqlite fts5"} == json.loads(done.stdout).keys()


def test_each_run_asks_three_other_queries():
    queries = [judge.Query(str(n), ("a/b",), "plain") for n in range(60)]
    asked = [text for three in timing.threes(queries, 5) for text in three]
    assert len(asked) == len(set(asked)) == 15
