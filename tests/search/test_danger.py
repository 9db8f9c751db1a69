"""Words of danger bring whom to call, and words that only sound like it bring nobody."""

import pytest
import yaml

from app.settings import ROOT

FOLDER = ROOT / "tests" / "queries"
JUDGED = yaml.safe_load((FOLDER / "crisis.yaml").read_text("utf-8"))
FLOOR = yaml.safe_load((FOLDER / "recorded.yaml").read_text("utf-8"))["urgent"]
HALVES = ["tune", "held"]


def share(outcomes):
    return sum(outcomes) / len(outcomes)


@pytest.mark.parametrize("half", HALVES)
def test_danger_brings_the_right_contact(engine, half):
    """Misses of the held half are not named, so that nobody mends for them."""
    rows = JUDGED[half]["danger"]
    right = [set(engine.find(r["q"]).crisis) & set(JUDGED["contacts"][r["kind"]]) for r in rows]
    assert share([bool(one) for one in right]) >= FLOOR[half]["danger"]


@pytest.mark.parametrize("half", HALVES)
def test_what_only_sounds_like_danger_stays_calm(engine, half):
    calm = [not engine.find(query).crisis for query in JUDGED[half]["calm"]]
    assert share(calm) >= FLOOR[half]["calm"]


def test_every_contact_is_an_entry(engine):
    named = {one for some in JUDGED["contacts"].values() for one in some}
    assert named <= engine.catalogue.services.keys()


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("i can smell gas", "gas-emergency"),
        ("i want to die", "emergency-999"),
        ("nowhere to stay tonight", "emergency-999"),
    ],
)
def test_the_most_urgent_contact_comes_first(engine, query, first):
    assert engine.find(query).crisis[0] == first


@pytest.mark.parametrize(
    "query",
    [
        "uzależnienie od telefonu",
        "dziecko odstaje od rówieśników",
        "odwołanie od decyzji",
        "prezent od babci dla dziecka",
        "závislosť od hier",
    ],
)
def test_a_common_word_of_another_language_is_no_english_alarm(engine, ask_script, query):
    assert not engine.find(query).crisis
    assert not ask_script("find", [[query, {}]])[0]["crisis"]


@pytest.mark.parametrize(
    "query",
    ["od", "od help", "od paracetamol", "my son took an od", "mum od on pills", "od pls"],
)
def test_that_word_still_alarms_in_english(engine, ask_script, query):
    assert "emergency-999" in engine.find(query).crisis
    assert "emergency-999" in ask_script("find", [[query, {}]])[0]["crisis"]


@pytest.mark.parametrize(
    "query", ["przedawkowanie od tabletek", "mąż mnie bije od rana", "adolescent se taie la maini"]
)
def test_and_danger_in_that_language_still_alarms(engine, ask_script, query):
    assert engine.find(query).crisis
    assert ask_script("find", [[query, {}]])[0]["crisis"]


def test_a_saying_does_not_hide_danger_beside_it(engine):
    assert not engine.find("killing time").crisis
    assert engine.find("killing time while he hits me").crisis


def test_both_sides_see_danger_alike(engine, ask_script):
    queries = [row["q"] for half in HALVES for row in JUDGED[half]["danger"]]
    queries += [query for half in HALVES for query in JUDGED[half]["calm"]]
    there = ask_script("find", [[query, {}] for query in queries])
    assert [one["crisis"] for one in there] == [list(engine.find(q).crisis) for q in queries]


@pytest.mark.parametrize("word", ["przedawkowanie", "zawał", "nieprzytomny", "zaginęła"])
def test_one_word_of_danger_is_heard_though_nothing_else_tells_the_language(engine, word):
    assert engine.find(word).crisis
