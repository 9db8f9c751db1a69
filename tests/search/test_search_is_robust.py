"""Nothing that may be typed breaks, slows or echoes unsafely."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.search.asking import MOST_MENDED, ask
from app.search.folding import LONGEST_WORD, MOST_WORDS
from app.search.spelling import Speller
from app.settings import Settings
from app.web.application import create_app

often = settings(deadline=None, max_examples=100, suppress_health_check=list(HealthCheck))
SIGNPOST = Path(sys.executable).with_name("signpost")
HOSTILE = [
    *("hlep wiht mony " * 170, "nappies " * 500, "x" * 5000, "school my child " * 170),
    "'; DROP TABLE entries; -- \" OR 1=1",
    '<img src=x onerror="alert(1)"><script>alert(1)</script>',
    "{{ 7 * 7 }} {% raw %} ${7*7} %s %n",
    "".join(map(chr, range(1, 32))) + "nappies\x7f\x85",
    "\u202e\u200f\u2066seippan\u2069 حفاضات\u061c nappies",
    "🙂👨‍👩‍👧‍👦 nappies 🙂" * 40,
    "\ud7ff\ue000\ufffe\U0010ffff e\u0301\u0301\u0301" + "\u0e49" * 90,
]
# The tricky is likelier than in text at large: markup, quotes, marks nobody sees, joined emoji.
pieces = st.sampled_from(
    ["<", "</script>", '"', "'", "&", "\0", "\u202e", "\u200d", "👧", " ", "ß"]
)
typed = st.one_of(
    st.text(max_size=200), st.lists(st.one_of(pieces, st.text(max_size=5))).map("".join)
)


@pytest.fixture(scope="module")
def client(index_folder):
    return create_app(Settings(index=index_folder)).test_client()


@often
@given(typed)
def test_any_text_gets_an_answer(engine, query):
    answer = engine.find(query)
    assert answer.as_json()["query"] == query
    assert all(hit.score > 0 for hit in answer.hits)


@often
@given(typed)
def test_the_page_shows_any_words_as_words(client, query):
    answer = client.get("/search/", query_string={"q": f"<script>x</script>{query}"})
    assert answer.status_code == 200
    assert "<script>x" not in answer.text


@often
@given(typed)
def test_the_json_gives_any_words_back(client, query):
    answer = client.get("/search.json", query_string={"q": query})
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    assert answer.json["query"] == query.strip()


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_are_answered_in_every_place(client, engine, query):
    there = client.get("/search.json", query_string={"q": query})
    page = client.get("/search/", query_string={"q": query})
    assert there.status_code == page.status_code == 200
    assert [hit["id"] for hit in there.json["hits"]] == [h.id for h in engine.find(query).hits]
    assert "<img src=x" not in page.text
    assert "<script>alert" not in page.text
    assert "{{ 7 * 7 }}" in page.text or "7 * 7" not in query


@pytest.mark.parametrize("number", [0, 5, 7, 9])
def test_the_command_answers_hostile_words(index_folder, number):
    command = [SIGNPOST, "search", "--json", "--", HOSTILE[number]]
    environment = {**os.environ, "SIGNPOST_INDEX": str(index_folder)}
    told = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert told.returncode == 0, told.stderr.decode()
    assert "hits" in json.loads(told.stdout)


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_a_long_query_makes_little_work(engine, monkeypatch, query):
    """However much is typed, so many words are read and so few are mended."""
    looked_up = []
    near = Speller.near
    monkeypatch.setattr(
        Speller, "near", lambda self, word: looked_up.append(word) or near(self, word)
    )
    asked = ask(query, engine.vocabulary)
    assert len(asked.typed) <= MOST_WORDS
    assert all(len(word) <= LONGEST_WORD for word in asked.typed)
    assert len(looked_up) <= MOST_MENDED
    assert len(asked.stems) <= MOST_WORDS + MOST_MENDED


def test_an_unknown_filter_is_not_found(client):
    assert client.get("/search/?q=nappies&age=older").status_code == 404
    assert client.get("/search.json?q=nappies&topic=nothing").status_code == 404
    assert client.get("/search.json?q=nappies&topic=any").status_code == 404
