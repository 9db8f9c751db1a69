"""The browser's script folds, mends and ranks exactly as Python does."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import content, samples
from app.search import index
from app.search.browser import CARDS_AT_ONCE
from app.search.engine import Engine
from app.search.folding import stem, words
from app.search.spelling import cost
from tests.search.conftest import in_node, packed_for_browsers

batches = settings(deadline=None, max_examples=12, suppress_health_check=list(HealthCheck))
# Letters newer than this Python are letters to one side only.
ASSIGNED = st.characters(exclude_categories=["Cn", "Cs", "Co"])
TRICKY = [
    *(
        "",
        " ",
        "İstanbul ẞ ﬁre",
        "naïve café’s",
        "🙂 help",
        "'; DROP TABLE x; --",
        "<b>nappies</b>",
    ),
    *("year 4 bullying dy5 3ab", "cradley heath nursery", "a " * 60, "brierley hill", "foodbank"),
    *(
        "schol",
        "stourbrige baby group",
        "3 weeks old baby",
        "im 16",
        "\u202enappies\u200f",
        "CO\u00adT",
    ),
    *("my lad is scard", "adoptshun", "im bord", "aid shun", "brid"),
    *("child abuze", "domestik abuze", "mam dlugi", "school kharcha"),
    *("adolescent se taie la maini", "medic de familie"),
    *("doctor ke liye", "٣ سال", "ёлка ґанок", "Łódź żłobek", "nappies" * 20),
]


def told(engine, query, **chosen):
    answer = engine.find(query, **chosen)
    return {
        "hits": [[hit.id, hit.score] for hit in answer.hits],
        "crisis": list(answer.crisis),
        "mended": answer.did_you_mean,
        "total": answer.total,
    }


def test_every_judged_and_tricky_query(engine, own_queries, ask_script):
    queries = [*(query.text for query in own_queries), *TRICKY]
    answers = ask_script("find", [[query, {}] for query in queries])
    for query, there in zip(queries, answers, strict=True):
        assert there == told(engine, query), query


def test_and_so_once_all_english_words_have_come_and_none_is_asked_for_again(
    engine, own_queries, ask_script
):
    queries = [*(query.text for query in own_queries), *TRICKY]
    answers = ask_script("whole", [[query, {}] for query in queries])
    for query, there in zip(queries, answers, strict=True):
        assert there == told(engine, query), query


def test_words_that_come_at_once_lead_to_all_that_they_lead_to_in_their_own_files(ask_script):
    (own, spelt), (at_once, spelt_at_once) = ask_script("words", [False, True])
    assert len(own) > 5000 and own == at_once
    assert len(spelt) > 5000 and spelt == spelt_at_once


@pytest.mark.parametrize(
    "chosen",
    [
        {"age": "5-10"},
        {"cluster": "halesowen"},
        {"topic": "send"},
        {"age": "any", "cluster": "any"},
        {"topic": "send/autism-and-adhd", "age": "bump", "cluster": "dudley-north"},
    ],
)
def test_filters(engine, own_queries, ask_script, chosen):
    queries = [query.text for query in own_queries[::5]]
    answers = ask_script("find", [[query, chosen] for query in queries])
    for query, there in zip(queries, answers, strict=True):
        assert there == told(engine, query, **chosen), query


def test_among_more_services_than_one_file_of_cards_holds(content_folder, own_queries, tmp_path):
    samples.write(content_folder, tmp_path / "content", CARDS_AT_ONCE + 50, seed=1)
    now = content.load_sound(tmp_path / "content")
    index.build(now, tmp_path / "content", tmp_path / "index")
    engine = Engine(tmp_path / "index", now)
    listing = packed_for_browsers(engine, tmp_path / "files")
    assert listing["cards"] and (tmp_path / "files" / listing["folder"] / "cards-1-0.json").exists()
    queries = [*(query.text for query in own_queries[::3]), "sample 77", "sample", "12"]
    for what in ("find", "whole"):
        answers = in_node(tmp_path / "files", listing, what, [[query, {}] for query in queries])
        for query, there in zip(queries, answers, strict=True):
            assert there == told(engine, query), query


@batches
@given(st.lists(st.text(ASSIGNED, max_size=80), min_size=50, max_size=50))
def test_folding_of_any_text(ask_script, texts):
    for text, there in zip(texts, ask_script("fold", texts), strict=True):
        assert there == [[word, stem(word)] for word in words(text)], text


@batches
@given(st.lists(st.tuples(*[st.text("abcdeisz", min_size=1, max_size=9)] * 2), min_size=50))
def test_the_cost_of_any_slip(ask_script, pairs):
    there = ask_script("cost", [[typed, known, 11] for typed, known in pairs])
    assert there == [cost(typed, known, 11) for typed, known in pairs]
