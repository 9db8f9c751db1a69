"""Search as a whole, in a directory so small that every score can be reckoned by hand."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app import content
from app.catalogue import Catalogue
from app.search import index as indexing
from app.search import tables
from app.search.answer import Answer, Chip, Hit
from app.search.asking import Asked, ask
from app.search.engine import Engine
from app.search.fits import Fits
from app.search.folding import stem, words
from app.search.index import BrokenIndex, Index
from app.search.vocabulary import Vocabulary
from app.search.words import Phrase, Words
from tests.search.small_directory import written

NEEDS = [
    *("family/parenting", "family/young-carers", "safety/abuse", "food/bank", "food/meals"),
    *("food/milk", "sleep/baby", "sleep/teen"),
]
BEST = ["pantry", "north-hub", "dinners", "emergency", "safe-line", "night-nurse", "carers"]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("small") / "content")


@pytest.fixture(scope="module")
def here(root: Path) -> Catalogue:
    return content.load_sound(root)


@pytest.fixture(scope="module")
def built(root: Path, here: Catalogue) -> Path:
    indexing.build(here, root, root.parent / "index")
    return root.parent / "index"


@pytest.fixture(scope="module")
def engine(built: Path, here: Catalogue) -> Engine:
    return Engine(built, here)


def scores(answer: Answer) -> dict[str, int]:
    return {hit.id: hit.score for hit in (*answer.hits, *answer.also)}


# --- what is found ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "is_whole"),
    [("lye pantry", True), ("pantry lye", True), ("lye", False), ("pantry", False), ("zzz", False)],
)
def test_a_whole_name_is_known_in_any_order(engine: Engine, asked: str, is_whole: bool) -> None:
    assert engine.vocabulary.is_name([stem(word) for word in words(asked)]) is is_whole


@pytest.mark.parametrize(
    ("query", "found"),
    [
        # "hungry" has level 13 in one need: 4*13*16/(16+16) and, as a phrase, 13. Six times that;
        # a need that stands second in an entry counts 15 parts of 16. "looking" has a third of a
        # phrase: 4*13*5/(5+16); a summary that says "look" lends 12 times 6. What is doubtful
        # loses 2 parts of 32, and so does what somebody else must ask for.
        ("hungry looking", {"pantry": 234, "dinners": 216, "carers": 135, "south-hub": 61}),
        # Polish leads to the same; "opieka" has most of its phrase, so that this fits too.
        ("glodny opieka", {"pantry": 234, "dinners": 216, "carers": 123, "south-hub": 112}),
        # A name that is all that is said: 48 times what it tells, 12 times what each word lends.
        ("lye pantry", {"pantry": 2640}),
        ("pantry lye", {"pantry": 2640}),
        ("club 107", {"club-107": 2257}),
        ("club", {}),
        ("soup", {"pantry": 72}),
        ("lodgers", {"pantry": 72}),
        # An entry's own words, then the need: 112 * 7 for both words of the name and so on.
        (
            "hungry night nurse",
            {"night-nurse": 506, "pantry": 234, "dinners": 216, "dream-line": 67},
        ),
        ("zzz", {}),
        ("", {}),
        ("the help", {}),
    ],
)
def test_what_is_found_has_the_score_that_can_be_reckoned(
    engine: Engine, query: str, found: dict[str, int]
) -> None:
    answer = engine.find(query)
    assert scores(answer) == found
    assert [hit.score for hit in answer.hits] == sorted(found.values(), reverse=True)


def test_other_scripts_lead_to_needs_too(engine: Engine) -> None:
    assert list(scores(engine.find("نیند"))) == ["night-nurse", "dream-line"]
    assert engine.find("نیند").needs == ("sleep/baby",)


def test_only_what_has_four_tenths_of_the_best_score_is_an_answer(engine: Engine) -> None:
    answer = engine.find("hungry night nurse")
    assert [hit.id for hit in answer.hits] == ["night-nurse", "pantry", "dinners", "dream-line"]
    assert answer.total == len(answer.answers) == 3
    answers = [engine.entries[number].id for number in answer.answers]
    assert answers == ["night-nurse", "pantry", "dinners"]


def test_no_more_are_shown_than_asked_for_and_six_beside_all_of_them(engine: Engine) -> None:
    answer = engine.find("hungry night nurse", limit=3)
    assert [hit.id for hit in answer.hits] == ["night-nurse", "pantry", "dinners"]
    assert [hit.id for hit in answer.also] == ["dream-line"]
    cut = engine.find("hungry night nurse", limit=2)
    assert [hit.id for hit in cut.hits] == ["night-nurse", "pantry"]
    assert cut.total == 3 and cut.also == ()
    many = engine.find("being a parent", limit=2)
    assert many.hits == many.also == ()


def test_each_hit_says_the_need_it_was_found_for(engine: Engine) -> None:
    hits = {hit.id: hit for hit in engine.find("hungry night nurse").hits}
    assert hits["pantry"] == Hit(
        "pantry", "Lye Pantry", ("food/bank", "food/milk"), 234, "food/bank"
    )
    assert hits["dream-line"].why == "sleep/teen"
    assert hits["night-nurse"].why == ""
    assert {hit.id: hit.why for hit in engine.find("baby").hits}["pantry"] == "food/milk"


def test_the_best_needs_are_told_three_at_most(engine: Engine) -> None:
    assert engine.find("baby wont sleep").needs == ("sleep/baby", "food/milk")
    many = engine.find("hungry baby milk school dinners awake")
    assert many.needs == ("food/meals", "food/milk", "food/bank")
    assert engine.find("zzz").needs == ()


def test_a_query_is_read_to_its_2000th_letter(engine: Engine) -> None:
    assert engine.find(f"{'!' * 1994}hungry").total == 2
    assert engine.find(f"{'!' * 1995}hungry").needs == ("food/bank",), "hungr is still beginning"
    assert engine.find(f"{'!' * 2000}hungry").total == 0
    assert engine.find("hungry").query == "hungry"


# --- age and place ------------------------------------------------------------------------------

CHILD = Chip("age", "under-5", "Under 5")


@pytest.mark.parametrize(
    ("query", "chips"),
    [
        ("baby wont sleep", [CHILD]),
        ("southtown baby", [CHILD, Chip("cluster", "south", "Southtown")]),
        ("hungry dy5", [Chip("cluster", "north", "DY5")]),
        ("far end hungry", [Chip("cluster", "north", "Far End")]),
        ("hungry", []),
    ],
)
def test_age_and_place_are_read_out_of_the_words(
    engine: Engine, query: str, chips: list[Chip]
) -> None:
    assert list(engine.find(query).understood) == chips


def test_what_is_chosen_stands_in_place_of_what_is_read(engine: Engine) -> None:
    answer = engine.find("southtown baby", age="adult", cluster="north", topic="food/milk")
    assert list(answer.understood) == [
        Chip("age", "adult", "Adults", True),
        Chip("cluster", "north", "North", True),
        Chip("topic", "food/milk", "Baby milk", True),
    ]
    assert engine.find("x", topic="food").understood == (Chip("topic", "food", "Food", True),)
    odd = engine.find("x", topic="nothing").understood
    assert odd == (Chip("topic", "nothing", "", True),)


def test_what_is_near_gains_and_what_is_for_others_loses_half(engine: Engine) -> None:
    # The words of the place count for nothing.
    north = {"pantry": 234 * 36 // 32, "dinners": 216, "carers": 135, "south-hub": 66 * 14 // 32}
    assert scores(engine.find("hungry looking dy5")) == north
    south = {"pantry": 234 * 16 // 32, "dinners": 216, "carers": 135, "south-hub": 66 * 34 // 32}
    assert scores(engine.find("hungry looking southtown")) == south
    assert engine.find("hungry southtown").total == 2


def test_words_of_a_place_count_for_no_need(engine: Engine) -> None:
    told = engine.find("hungry milk hill")
    assert told.needs == ("food/bank",) and told.understood[0].label == "Milk Hill"
    assert engine.find("hungry milk").needs == ("food/bank", "food/milk")
    assert engine.find("milk hill").needs == ("food/milk",), "there are no other words"


def test_an_age_that_is_named_gains_and_another_loses(engine: Engine) -> None:
    assert scores(engine.find("school food")) == {"dinners": 324, "pantry": 90}
    named = {"dinners": 324 * 34 // 32, "pantry": 90}
    assert scores(engine.find("school food aged 11")) == named
    other = {"dinners": 324 * 22 // 32, "pantry": 90}
    assert scores(engine.find("school food aged 40")) == other


def test_what_the_words_tell_can_be_taken_off(engine: Engine) -> None:
    unlifted = {"pantry": 234, "dinners": 216, "carers": 135, "south-hub": 66 * 30 // 32}
    for place in ("dy5", "southtown"):
        answer = engine.find(f"hungry looking {place}", cluster="any")
        assert scores(answer) == unlifted and answer.understood == ()
    assert scores(engine.find("school food aged 40", age="any")) == {"dinners": 324, "pantry": 90}
    baby = engine.find("southtown baby", age="any")
    assert baby.understood == (Chip("cluster", "south", "Southtown"),)
    assert engine.find("southtown baby", cluster="any").understood == (CHILD,)
    assert engine.find("far end hungry").outside == "Far Council"
    assert engine.find("far end hungry", cluster="any").outside == ""
    assert scores(engine.find("hungry", age="any", cluster="any")) == scores(engine.find("hungry"))


def test_a_place_alone_is_searched_for_as_words(engine: Engine) -> None:
    assert [hit.id for hit in engine.find("north").hits] == ["north-hub"]
    answer = engine.find("southtown")
    assert answer.understood == (Chip("cluster", "south", "Southtown"),)
    assert answer.outside == "" and engine.find("far end").outside == "Far Council"
    assert engine.find("hungry").outside == ""


def test_what_is_chosen_leaves_out_all_that_does_not_fit(engine: Engine) -> None:
    def found(**chosen: str) -> set[str]:
        return set(scores(engine.find("hungry wont sleep", **chosen)))

    assert found() == {"pantry", "dinners", "night-nurse", "dream-line"}
    assert found(topic="food") == {"pantry", "dinners"}
    assert found(topic="sleep/teen") == {"dream-line"}
    assert found(topic="foo") == found(topic="milk") == set()
    assert found(age="adult") == {"pantry", "dream-line"}
    assert found(cluster="north") == {"pantry", "dinners", "dream-line"}
    assert found(cluster="south") == {"dinners", "night-nurse", "dream-line"}
    assert found(age="5-15", cluster="north", topic="food") == {"pantry", "dinners"}
    assert found(age="under-5", topic="food") == {"pantry"}


# --- danger -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "contacts"),
    [
        ("he hurts me", ["emergency", "safe-line"]),
        ("he hurts us", ["emergency", "safe-line"]),
        ("hits the spot", []),
        ("od", ["emergency"]),
        ("Bije mnie", ["emergency", "safe-line"]),
        ("daily terrified indoors", ["emergency", "safe-line"]),
        ("hungry", []),
        # "od" is Polish for from: said among Polish words it is no overdose.
        ("od opieka nad", []),
        ("od hungry", ["emergency"]),
        ("od opieka paczka zywnosciowa hungry", ["emergency"]),
        ("od opieka paczka zywnosciowa", []),
        ("od xyzzy", ["emergency"]),
        ("od nad", ["emergency"]),
    ],
)
def test_danger_is_heard_in_english_and_in_the_query_s_language(
    engine: Engine, query: str, contacts: list[str]
) -> None:
    assert list(engine.find(query).crisis) == contacts


def test_a_contact_that_is_gone_is_not_named(engine: Engine, here: Catalogue, built: Path) -> None:
    left = {slug: one for slug, one in here.services.items() if slug != "emergency"}
    assert Engine(built, replace(here, services=left)).find("od").crisis == ()


# --- an older index, an answer as plain values --------------------------------------------------


def test_entries_that_went_since_the_index_was_built_are_passed_over(
    here: Catalogue, built: Path
) -> None:
    left = {slug: one for slug, one in here.services.items() if slug != "pantry"}
    older = Engine(built, replace(here, services=left))
    assert list(scores(older.find("hungry"))) == ["dinners"]
    assert older.find("lye pantry").hits == ()
    assert older.fits.standings[0] == 0 and older.fits.topics[0] == ()


def test_an_index_of_other_topics_is_refused(here: Catalogue, built: Path) -> None:
    fewer = here.taxonomy.model_copy(update={"topics": here.taxonomy.topics[1:]})
    with pytest.raises(BrokenIndex, match=r"^The search index in .+ is of other topics\. Run `"):
        Engine(built, replace(here, taxonomy=fewer))


def test_an_answer_gives_the_same_plain_values_everywhere(engine: Engine) -> None:
    told = engine.find("slepe milk awake").as_json()
    assert list(told) == ["query", "hits", "crisis", "did_you_mean"]
    assert told["did_you_mean"] == "sleep milk awake" and told["query"] == "slepe milk awake"
    assert told["hits"][1] == {
        "id": "dream-line",
        "name": "Dream Line",
        "topics": ["sleep/teen", "sleep/baby"],
        "score": 73,
    }
    assert engine.find("od").as_json()["crisis"] == ["emergency"]


# --- how entries fit ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fits(here: Catalogue) -> Fits:
    some = ["pantry", "dinners", "night-nurse", "dream-line", "north-hub", "emergency"]
    entries = [*(here.services[slug] for slug in some), None]
    return Fits(here, entries, ["food/bank", "food/meals", "sleep/baby", "sleep/teen"])


def test_each_entry_is_told_by_the_needs_it_answers(fits: Fits) -> None:
    assert fits.topics == [(0,), (1, 0), (2,), (3, 2), (), (), ()]
    assert fits.by_need == [[(0, 16), (1, 15)], [(1, 16)], [(2, 16), (3, 15)], [(3, 16)]]


def test_each_entry_is_told_by_the_ages_and_places_it_suits(fits: Fits) -> None:
    assert fits.ages == {
        "bump": [1, 0, 0, 1, 2, 1, 0],
        "under-5": [1, 0, 2, 1, 2, 1, 0],
        "5-15": [1, 2, 0, 1, 2, 1, 0],
        "adult": [1, 0, 0, 1, 2, 1, 0],
    }
    assert fits.clusters == {"north": [2, 1, 0, 1, 2, 1, 0], "south": [0, 1, 2, 1, 0, 1, 0]}


def test_what_is_doubtful_or_by_referral_stands_back(fits: Fits) -> None:
    assert fits.standings == [0, 0, 2, 2, 0, 0, 0]
    assert fits.shares(None, None) == [32, 32, 30, 30, 32, 32, 0]
    assert fits.shares("under-5", None) == [32, 22, 32, 30, 34, 32, 0]
    assert fits.shares(None, "north") == [36, 32, 14, 30, 36, 32, 0]
    assert fits.shares("5-15", "south") == [16, 34, 24, 30, 18, 32, 0]


def test_some_entries_are_counted_by_topic_age_and_cluster(fits: Fits) -> None:
    assert fits.counts([0, 1, 2, 3]) == {
        "topic": {"family": 0, "safety": 0, "food": 2, "sleep": 2},
        "age": {"bump": 2, "under-5": 3, "5-15": 3, "adult": 2},
        "cluster": {"north": 3, "south": 3},
    }
    assert fits.counts([]) == {
        "topic": {"family": 0, "safety": 0, "food": 0, "sleep": 0},
        "age": {"bump": 0, "under-5": 0, "5-15": 0, "adult": 0},
        "cluster": {"north": 0, "south": 0},
    }


# --- the words that are known -------------------------------------------------------------------


def test_words_of_phrases_names_places_and_entries_are_known(engine: Engine) -> None:
    known = engine.vocabulary
    assert all(map(known.knows, ("hungri", "pantri", "southtown", "soup")))
    assert not any(map(known.knows, ("xyzzy", "paczka", "99", "dy5")))
    assert known.is_common("help") and not known.is_common("hungri")
    assert not known.is_common("nad"), "it is common in Polish only"
    levels = [known.level(word) for word in ("hungri", "food", "at", "help", "pantri", "xyzzy")]
    assert levels == [13, 9, 4, 1, 26, 26]
    assert known.written("babi") == "baby" and known.written("pantri") == "pantri"


def test_an_entry_is_known_by_each_of_its_names(engine: Engine) -> None:
    known = engine.vocabulary
    assert known.called[:3] == [(0, "Lye Pantry"), (0, "Community Shop"), (1, "North Hub")]
    assert known.names[:2] == [["lye", "pantri"], ["comuniti", "shop"]]
    assert known.name_weights[:2] == [52, 52]
    assert known.named["hub"] == [2, 9] and known.named["lye"] == [0]
    assert known.phrases("en") is known.phrases("en")
    # Words of names come after those of phrases.
    assert known.speller.known["lye"] == known.speller.known["southtown"] == 23
    assert known.speller.known["at"] == 0 and known.speller.known["school"] == 18


# --- a query as typed ---------------------------------------------------------------------------

PHRASES = {
    "a/wood": ["plank wood", "oak beam shelf"],
    "a/pot": ["plant pot", "clay"],
    "a/bird": ["heron nest", "wild goose"],
    "a/cook": ["sieve flour", "stew"],
}


def vocabulary(**small: Any) -> Vocabulary:
    """What a directory of a few phrases and one place knows."""
    found = Words(
        phrases=[
            *(Phrase(need, "en", text) for need, texts in PHRASES.items() for text in texts),
            Phrase("a/pot", "pl", "doniczka gliny stew"),
            Phrase("a/bird", "pl", "wild goose clay"),
        ],
        common={"en": frozenset({"thru", "stow"})},
    )
    index: Any = SimpleNamespace(
        tables=tables.tables(found, list(PHRASES)),
        small={"common": {"en": ["stow", "thru"]}, "places": [{"words": ["lye", "dy5"]}], **small},
        entry_postings=lambda word: ((0, 9),) if word == "gravel" else (),
    )
    return Vocabulary(index, [None])


@pytest.mark.parametrize(
    ("query", "stems", "shown"),
    [
        # Of words as near, the one that fits with another word that was typed, else the commoner.
        ("planb pot", ["plant", "pot"], "plant pot"),
        ("planb wood", ["plank", "wood"], "plank wood"),
        ("planb stew", ["plank", "stew"], "plank stew"),
        ("planb planb", ["plank", "plank"], "plank plank"),
        # The last word may be only begun; an earlier one is mended.
        ("wild goo", ["wild", "goos"], None),
        ("goo wild", ["goo", "wild"], None),
        ("flouer stew", ["flour", "stew"], "flour stew"),
        ("stew flouer", ["stew", "flour"], "stew flour"),
        # Two words typed as one.
        ("plantpot clay", ["plant", "clai", "pot"], None),
        # What is known, common or no word at all stays: names of places, words of entries.
        ("gravel lye thru clay", ["gravel", "lye", "thru", "clai"], None),
        ("cl4y stew", ["cl4y", "stew"], None),
        ("gravul stew", ["gravul", "stew"], None),
        ("zyzyz stew", ["zyzyz", "stew"], None),
        ("stow clay", ["stow", "clai"], None),
    ],
)
def test_slips_of_spelling_are_mended(query: str, stems: list[str], shown: str | None) -> None:
    asked = ask(query, vocabulary())
    assert (asked.stems, asked.did_you_mean) == (stems, shown)
    assert asked.group == ["en"] * len(stems)


def test_where_no_words_are_common_all_are_searched_for() -> None:
    known = vocabulary()
    known.common.clear()
    assert not known.is_common("thru") and ask("stow clay", known).stems == ["stew", "clai"]


def test_the_first_six_unknown_words_are_mended_and_no_more() -> None:
    asked = ask(" ".join(["flouer"] * 7 + ["stew"]), vocabulary())
    assert asked.stems == [*["flour"] * 6, "flouer", "stew"]
    assert asked.as_mended == [*["flour"] * 6, "flouer", "stew"]
    assert sorted(asked.mended) == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("query", "group"),
    [
        ("doniczka gliny", ["Latn", "Latn"]),
        ("doniczka gliny stew", ["Latn"] * 3),
        # Known in English, two thirds are not enough; more than that is.
        ("doniczka wild goose", ["Latn"] * 3),
        ("doniczka wild goose clay", ["en"] * 4),
        # The other language must know more of them than English does.
        ("xyzzy wild", ["en"] * 2),
        ("doniczka oak", ["en"] * 2),
        ("stew", ["en"]),
        ("ёлка doniczka", ["Cyrl", "Latn"]),
        ("ёлка stew", ["Cyrl", "en"]),
        ("ёлка", ["Cyrl"]),
    ],
)
def test_the_language_is_told_by_which_words_are_known(query: str, group: list[str]) -> None:
    assert ask(query, vocabulary()).group == group


def test_words_are_told_apart_by_group_and_by_place() -> None:
    asked = Asked(["a", "b", "c"], ["a", "b", "c"], ["en", "Cyrl", "en"])
    assert asked.stems_of("en", {0}) == {"c"} and asked.stems_of("en", ()) == {"a", "c"}
    assert asked.did_you_mean is None


def test_without_another_language_every_latin_word_is_english() -> None:
    known = vocabulary()
    del known.numbers["Latn"]
    assert ask("doniczka gliny", known).group == ["en", "en"]


# --- the index ----------------------------------------------------------------------------------


def test_equals_stand_by_how_sure_how_open_and_how_near_they_are(here: Catalogue) -> None:
    order = [service.id for service in indexing.ranked(here)]
    assert order[:10] == [*BEST, "south-hub", "dream-line", "club-100"]
    # Help for one cluster comes before help for the whole borough, whatever it is called.
    first = here.services["dinners"].model_copy(update={"name": "Aa"})
    other = replace(here, services={**here.services, "dinners": first})
    assert [one.id for one in indexing.ranked(other)][:3] == ["pantry", "north-hub", "dinners"]
    # On a day when most checks are late, those that are not come first among as sure.
    late = [service.id for service in indexing.ranked(here.as_of(date(2026, 11, 22)))]
    assert late[:5] == ["pantry", "dinners", "north-hub", "emergency", "safe-line"]


def test_what_is_built_is_told_step_by_step(here: Catalogue, root: Path, tmp_path: Path) -> None:
    said: list[str] = []
    indexing.build(here, root, tmp_path / "index", said.append)
    assert said == ["15 phrases", "49 services"]
    small = json.loads((tmp_path / "index" / "words.json").read_text(encoding="utf-8"))
    assert small["needs"] == NEEDS and small["entries"][:7] == BEST
    assert small["common"] == {
        "en": ["a", "all", "at", "help", "my", "the"],
        "Latn": ["mama", "nad", "od"],
    }
    assert small["alarms"][1] == ["overdose", [["en", "od"]], [], ["emergency"]]
    assert small["harmless"] == [["en", "hits the spot"]]
    assert small["sets"]["hits"] == ["hits", "hurts", "urts"]
    assert ["hungry", "food/bank"] in small["plain"]
    assert small["ages"] == {"under-5": ["baby", "new born"]}
    assert "نيند" in (tmp_path / "index" / "phrases.json").read_text("utf-8"), "small, as it is"


def test_a_stem_leads_to_needs_and_entries_with_whole_numbers(engine: Engine) -> None:
    index = engine.index
    assert index.need_postings("en", "food") == ((3, 15), (4, 7))
    assert index.need_postings("en", "hungri") == ((3, 26),)
    assert index.need_postings("Latn", "glodni") == ((3, 26),)
    assert index.need_postings("en", "glodni") == index.need_postings("Cyrl", "hungri") == ()
    assert index.entry_postings("pantri") == ((0, 6),)
    assert index.entry_postings("night") == ((5, 8),)
    assert index.entry_postings("xyzzy") == index.entry_postings("club") == ()
    assert index.entry_postings("chariti") == (), "too many hold it"
    assert {"pantri", "chariti", "107"} <= set(index.entry_words())


def test_an_entry_whose_organization_is_unknown_is_still_found(
    here: Catalogue, root: Path, tmp_path: Path
) -> None:
    alone = replace(here, organizations={})
    indexing.build(alone, root, tmp_path / "index")
    found = Engine(tmp_path / "index", alone).find("lye pantry")
    assert [hit.id for hit in found.hits] == ["pantry"]


def said_while_built(here: Catalogue, root: Path, folder: Path, like: Path) -> list[str]:
    said: list[str] = []
    indexing.build(here, root, folder, said.append, like=like)
    assert Index(folder).need_postings("en", "parcel"), "whether taken over or made"
    return said


ANEW = ["15 phrases", "49 services"]


def test_what_words_lead_to_is_taken_over_from_an_index_of_the_same_words(
    here: Catalogue, root: Path, built: Path, engine: Engine, tmp_path: Path
) -> None:
    changed = here.services["pantry"].model_copy(update={"summary": "Other words."})
    other = replace(here, services={**here.services, "pantry": changed})
    assert said_while_built(other, root, tmp_path / "next", built) == ["49 services"]
    after = Engine(tmp_path / "next", other)
    for query in ("hungry looking", "glodny opieka", "baby wont sleep"):
        assert after.find(query) == engine.find(query)
    assert said_while_built(here, root, tmp_path / "third", tmp_path / "next") == ["49 services"]


def test_words_that_changed_are_never_taken_over(
    here: Catalogue, root: Path, built: Path, copied: Path, tmp_path: Path
) -> None:
    assert said_while_built(here, root, tmp_path / "a", tmp_path / "none") == ANEW
    more = Path(shutil.copytree(root, tmp_path / "more"))
    (more / "search" / "money.yaml").write_text("{}")
    assert said_while_built(here, more, tmp_path / "b", built) == ANEW
    turned = here.taxonomy.model_copy(update={"topics": here.taxonomy.topics[::-1]})
    assert said_while_built(replace(here, taxonomy=turned), root, tmp_path / "c", built) == ANEW
    (copied / "phrases.json").unlink()
    assert said_while_built(here, root, tmp_path / "d", copied) == ANEW


def test_an_index_that_goes_while_it_is_taken_over_is_not_used(
    here: Catalogue, root: Path, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as then:
        stamps = iter([1, 2, 3, 3])
        then.setattr(indexing, "stamp", lambda folder: next(stamps))
        assert said_while_built(here, root, tmp_path / "a", built) == ANEW

    def gone(*_: Any) -> None:
        raise FileNotFoundError

    monkeypatch.setattr(indexing.shutil, "copyfile", gone)
    assert said_while_built(here, root, tmp_path / "b", built) == ANEW


@pytest.fixture
def copied(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "index"))


def test_an_index_is_whole_when_every_file_is_as_long_as_it_was_written(copied: Path) -> None:
    assert indexing.is_whole(copied)
    (copied / "more").write_text("x")
    assert indexing.is_whole(copied)
    words = copied / "words.json"
    words.write_bytes(words.read_bytes()[:-1])
    assert not indexing.is_whole(copied)
    words.unlink()
    assert not indexing.is_whole(copied)
    (copied / "sizes.json").write_text("[]")
    assert not indexing.is_whole(copied)
    (copied / "sizes.json").write_text("{}")
    assert not indexing.is_whole(copied), "as before what stands beside words was written too"
    (copied / "sizes.json").write_text("{")
    assert not indexing.is_whole(copied)
    shutil.rmtree(copied)
    assert not indexing.is_whole(copied)


def mend_sizes(folder: Path) -> None:
    sizes = {one.name: one.stat().st_size for one in folder.iterdir() if one.name != "sizes.json"}
    (folder / "sizes.json").write_text(json.dumps(sizes))


def test_an_index_that_cannot_be_read_is_refused_in_one_sentence(copied: Path) -> None:
    (copied / "phrases.json").write_text("{")
    with pytest.raises(BrokenIndex) as told:
        Index(copied)
    assert str(told.value) == f"The search index in {copied} is not whole. Run `signpost index`."
    mend_sizes(copied)
    with pytest.raises(BrokenIndex, match=r"index in .+ cannot be read \(.+\)\. Run `signpost ind"):
        Index(copied)
    (copied / "phrases.json").write_text("{}")
    for part in copied.glob("*entries*"):
        part.unlink()
    mend_sizes(copied)
    with pytest.raises(BrokenIndex, match="cannot be read"):
        Index(copied)


def test_an_index_that_is_replaced_while_it_is_read_is_not_used(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamps = iter([1, 2])
    monkeypatch.setattr(indexing, "stamp", lambda folder: next(stamps))
    with pytest.raises(BrokenIndex) as told:
        Index(copied)
    assert str(told.value) == f"The search index in {copied} was just replaced. Try again."


def test_a_stamp_changes_with_the_index_and_is_nought_without_one(
    copied: Path, tmp_path: Path
) -> None:
    assert indexing.stamp(copied) == (copied / "sizes.json").stat().st_mtime_ns > 0
    assert indexing.stamp(tmp_path / "none") == 0


def test_an_index_is_of_the_very_words_and_entries_it_was_made_of(
    here: Catalogue, root: Path, built: Path, copied: Path, tmp_path: Path
) -> None:
    assert indexing.is_of(here, root, built)
    assert not indexing.is_of(here, root, tmp_path / "none")
    changed = here.services["pantry"].model_copy(update={"summary": "Other words."})
    other = replace(here, services={**here.services, "pantry": changed})
    assert not indexing.is_of(other, root, built)
    fewer = here.taxonomy.model_copy(update={"topics": here.taxonomy.topics[1:]})
    assert not indexing.is_of(replace(here, taxonomy=fewer), root, built)
    for name in ("search/food.yaml", "places.yaml"):
        elsewhere = Path(shutil.copytree(root, tmp_path / Path(name).stem))
        assert indexing.is_of(here, elsewhere, built)
        (elsewhere / name).write_text("{}")
        assert not indexing.is_of(here, elsewhere, built)
    (copied / "words.json").write_text("{}")
    mend_sizes(copied)
    assert not indexing.is_of(here, root, copied)
    (copied / "words.json").write_text("[")
    mend_sizes(copied)
    assert not indexing.is_of(here, root, copied)


def test_whoever_reads_an_index_can_let_it_go(copied: Path) -> None:
    index = Index(copied)
    index.close()
    assert index.small["needs"] == NEEDS
    for searcher in (index._needs, index._entries):
        assert searcher.is_closed
