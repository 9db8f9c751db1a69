"""Nothing that may be typed breaks, slows or echoes unsafely."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

often = settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))


@often
@given(st.text(max_size=300))
def test_any_text_gets_an_answer(engine, query):
    answer = engine.find(query)
    assert engine.as_json(answer)["query"] == query
    assert all(hit.score > 0 for hit in answer.hits)


@pytest.mark.parametrize(
    "query", ["hlep wiht mony " * 170, "nappies " * 500, "x" * 5000, "school my child " * 170]
)
def test_five_hundred_words_are_answered_in_time(engine, query):
    engine.find(query)
    began = time.perf_counter()
    engine.find(query)
    assert time.perf_counter() - began < 0.2


@often
@given(st.text(max_size=60))
def test_the_page_shows_words_as_words(client, query):
    answer = client.get("/search/", query_string={"q": f"<script>x</script>{query}"})
    assert answer.status_code == 200
    assert "<script>x" not in answer.text


def test_an_unknown_filter_is_not_found(client):
    assert client.get("/search/?q=nappies&age=older").status_code == 404
    assert client.get("/search.json?q=nappies&topic=nothing").status_code == 404
