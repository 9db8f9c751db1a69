"""The parts of search one by one, on words and numbers small enough to reckon by hand."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.taxonomy import AgeBand
from app.search import folding, packing, places, scoring, tables
from app.search.alarms import Alarms
from app.search.folding import fold, script, stem, words
from app.search.plain import plain_words
from app.search.scoring import Phrases
from app.search.spelling import Speller, cost, most
from app.search.tables import Table
from app.search.understanding import Reader
from app.search.words import Alarm, Phrase, Words, group_of

# --- folding ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Café’s CO\u00adT, naïve!", "cafes cot  naive "),
        ("Łódź Straße æther þorn", "lodz strasse aether thorn"),
        ("ﬁre İzmir x²", "fire izmir x2"),
        ("کتابیں", "كتابين"),
        ("ґанок ёлка это вы", "ганок елка ето ви"),
        ("e\u0301\u200be '`´", "ee  "),
    ],
)
def test_typing_habits_and_accents_do_not_matter(typed: str, folded: str) -> None:
    assert fold(typed).split() == folded.split()


def test_a_query_is_read_so_far_and_a_word_so_far() -> None:
    assert words("a " * 60) == ["a"] * 40
    assert words("a " * 60, None) == ["a"] * 60
    assert words("x" * 30) == ["x" * 24]
    assert words(" ,.!? ") == []


@given(st.text(max_size=60))
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    once = words(text, None)
    assert words(" ".join(once), None) == once


@pytest.mark.parametrize(
    ("word", "base"),
    [
        *(("babies", "babi"), ("baby", "babi"), ("worried", "wori"), ("worry", "wori")),
        *(("smoking", "smok"), ("smoke", "smok"), ("smokeing", "smok"), ("smoked", "smok")),
        *(("feelings", "feel"), ("feeling", "feel"), ("classes", "clas"), ("class", "clas")),
        *(("running", "run"), ("kids", "kid"), ("bus", "bus"), ("crisis", "crisis")),
        *(("ring", "ring"), ("bring", "bring"), ("red", "red"), ("need", "need"), ("toys", "toy")),
        *(
            ("here", "here"),
            ("her", "her"),
            ("caring", "care"),
            ("cared", "care"),
            ("care", "care"),
        ),
        *(("car", "car"), ("hating", "hate"), ("hitting", "hit"), ("boxes", "box"), ("box", "box")),
        *(("toy", "toy"), ("cry", "cry"), ("crying", "cry"), ("tries", "try"), ("plays", "plai")),
        *(
            ("added", "ad"),
            ("bleed", "bleed"),
            ("bleeding", "bleed"),
            ("dad", "dad"),
            ("dads", "dad"),
            ("tie", "tie"),
            ("free", "free"),
            ("gas", "gas"),
        ),
        *(("dy5s", "dy5s"), ("niño", "niño"), ("menus", "menus"), ("thring", "thring")),
    ],
)
def test_endings_that_mean_the_same_are_taken_off(word: str, base: str) -> None:
    assert stem(word) == base


def test_a_word_s_script_is_that_of_its_first_letter() -> None:
    found = {
        word: script(word) for word in ("help", "5", "pomoč", "допомога", "مدد", "সাহায্য", "ਮਦਦ")
    }
    assert list(found.values()) == ["Latn", "Latn", "Latn", "Cyrl", "Arab", "Beng", "Guru"]
    edges = {"Cyrl": (0x400, 0x52F), "Arab": (0x600, 0x6FF), "Beng": (0x980, 0x9FF)}
    edges["Guru"] = (0xA00, 0xA7F)
    for name, (low, high) in edges.items():
        assert script(chr(low)) == script(chr(high)) == name
        assert script(chr(low - 1)) != name != script(chr(high + 1))
    assert set(folding.SCRIPTS) == {"Latn", *edges}


# --- packing ------------------------------------------------------------------------------------


def unpacked(text: str) -> list[int]:
    """Read numbers as the browser's packing.js does."""
    at = {letter: place for place, letter in enumerate(packing.LETTERS)}
    found, letters = [], iter(text)
    for letter in letters:
        first = at[letter]
        if first < 69:
            found.append(first)
        elif first < 90:
            found.append(69 + (first - 69) * 91 + at[next(letters)])
        else:
            high, middle, low = (at[next(letters)] for _ in range(3))
            found.append(69 + 21 * 91 + (high * 91 + middle) * 91 + low)
    return found


EDGES = [0, 1, 68, 69, 70, 159, 160, 1978, 1979, 1980, 1980 + 91, 1980 + 91 * 91, 1980 + 91**3 - 1]


@given(st.lists(st.one_of(st.sampled_from(EDGES), st.integers(0, EDGES[-1]))))
def test_packed_numbers_read_back_as_themselves(numbers: list[int]) -> None:
    text = packing.pack(numbers)
    assert unpacked(text) == numbers
    assert not set(text) & set('"\\')


def test_small_numbers_take_one_letter_and_middling_two() -> None:
    assert [len(packing.pack([number])) for number in EDGES] == [1] * 3 + [2] * 6 + [4] * 4


@given(st.lists(st.integers(0, 999)))
def test_steps_add_up_again(numbers: list[int]) -> None:
    assert list(accumulate(packing.steps(numbers))) == numbers


@given(st.lists(st.text("ab", min_size=1, max_size=14)))
def test_words_without_what_they_share_read_back_as_themselves(some: list[str]) -> None:
    text, before, found = packing.front_coded(some), "", []
    for part in (text[n:] for n, letter in enumerate(text) if letter.isdigit()):
        tail = part[1:].rstrip("0123456789")
        tail = tail[: next((n for n, letter in enumerate(tail) if letter.isdigit()), None)]
        before = before[: int(part[0])] + tail
        found.append(before)
    assert found == some


def test_a_word_says_how_much_it_shares_nine_letters_at_most() -> None:
    assert packing.front_coded(["family", "families", "fame", "dad"]) == "0family5ies3e0dad"
    assert packing.front_coded(["XXL"]) == "0XXL" and packing.front_coded([]) == ""
    assert packing.front_coded(["aaaaaaaaaaaa", "aaaaaaaaaaaab"]) == "0aaaaaaaaaaaa9aaab"


# --- levels, points and phrases ----------------------------------------------------------------

NEEDS = ["food/bank", "food/school", "sleep/baby", "sleep/teen"]
FOUND = Words(
    phrases=[
        Phrase("food/bank", "en", "food bank"),
        Phrase("food/bank", "en", "need food now please"),
        Phrase("food/school", "en", "school food"),
        Phrase("food/school", "en", "year 4 meals"),
        Phrase("sleep/baby", "en", "baby wont sleep"),
        Phrase("sleep/teen", "en", "sleep"),
        Phrase("sleep/teen", "en", "sleeping"),
        Phrase("gone/away", "en", "nothing"),
        Phrase("sleep/baby", "xx", "unheard"),
        Phrase("sleep/baby", "ur-Latn", "neend"),
    ],
    common={"en": frozenset({"please", "need"})},
    alarms=[Alarm("harm", (("en", "hurts me"), ("ur", "<hits> مجھے")), (), ("999",))],
    sets={"hits": ("مارتا", "hits")},
)


def test_a_word_tells_more_the_fewer_needs_it_is_met_in() -> None:
    english = tables.tables(FOUND, NEEDS)["en"]
    levels = dict(zip(english.words, english.levels, strict=True))
    # Of four needs: in one, 4 * log2(4) + 1; in two, 4 * log2(2) + 1; a third if common.
    assert levels["baby"] == levels["bank"] == levels["school"] == 9
    assert levels["food"] == levels["sleep"] == 5
    assert levels["4"] == 3
    assert "nothing" not in levels and "unheard" not in levels
    assert "hurts" not in levels, "words of danger stand in English anyway"
    assert list(english.levels) == sorted(english.levels)


def test_levels_are_whole_numbers_from_1() -> None:
    common = {"en": frozenset({"now"})}
    for needs, level in ((["a/b", "a/c", "a/d", "a/e"], 1), (["a/b", "a/c"], 1)):
        found = Words(
            phrases=[Phrase(need, "en", f"now w{need[-1]}") for need in needs[:2]], common=common
        )
        (table,) = tables.tables(found, needs).values()
        levels = dict(zip(table.words, table.levels, strict=True))
        assert levels["now"] == level and all(type(one) is int for one in table.levels)


def test_one_stray_phrase_makes_a_word_less_common_than_one_that_is_shared_evenly() -> None:
    def level(many: int, few: int) -> int:
        some = [Phrase("a/b", "en", f"damp w{n}") for n in range(many)]
        some += [Phrase("a/c", "en", f"damp v{n}") for n in range(few)]
        english = tables.tables(Words(phrases=some), ["a/b", "a/c", "a/d", "a/e"])["en"]
        return dict(zip(english.words, english.levels, strict=True))["damp"]

    # Met in one need alone 9; shared evenly by two 5; with one phrase of ten elsewhere between.
    assert [level(10, 0), level(10, 1), level(5, 5)] == [9, 6, 5]


def test_a_phrase_keeps_its_three_most_telling_words() -> None:
    english = tables.tables(FOUND, NEEDS)["en"]
    bank = [{english.words[number] for number in phrase} for phrase in english.phrases[0]]
    assert sorted(map(sorted, bank)) == [["bank", "food"], ["food", "need", "now"]]
    assert [len(some) for some in english.phrases] == [2, 2, 1, 1]


def test_a_need_that_is_gone_and_a_language_nobody_knows_lead_nowhere() -> None:
    made = tables.tables(FOUND, NEEDS)
    assert list(made) == ["Latn", "en"]
    assert made["Latn"].words == ("neend",)
    assert list(tables.tables(Words(), NEEDS)) == ["en"]


def test_words_of_danger_are_known_in_their_language_but_lead_to_nothing() -> None:
    found = Words(
        phrases=[Phrase("sleep/baby", "ur", "نیند")], alarms=FOUND.alarms, sets=FOUND.sets
    )
    urdu = tables.tables(found, NEEDS)["Arab"]
    known = {stem(word) for word in urdu.words}
    assert {*words("مارتا"), *words("مجھے"), *words("نیند")} <= known
    assert not any("<" in word for word in urdu.words)
    assert sum(map(len, urdu.phrases)) == 1
    heard = dict(zip(urdu.words, urdu.levels, strict=True))
    assert heard["مارتا"] == 26


def test_a_word_is_shown_as_it_is_most_often_written() -> None:
    some = ["sleeping", "sleeping", "sleep", "feeds", "feed", "feeding"]
    assert tables.shown_forms(some) == {"sleep": "sleeping", "feed": "feed"}


TABLE = Table(("a", "b", "c"), (2, 4, 10), (((0, 1), (1, 2)), ((2,),), ((0, 1, 2),)))


def test_a_phrase_divides_its_points_by_what_each_word_tells() -> None:
    assert tables.shares((0, 1), TABLE.levels) == [5, 10]
    assert tables.points(TABLE) == [{0: 5, 2: 2}, {0: 14, 2: 4}, {0: 11, 1: 16, 2: 10}]


def test_a_word_s_score_in_a_need_grows_with_its_points_ever_more_slowly() -> None:
    assert tables.impacts(TABLE) == [{}, {0: 7}, {0: 16, 1: 20, 2: 15}]


def test_a_table_reads_back_as_itself() -> None:
    assert Table.from_json(TABLE.as_json()) == TABLE
    assert Table.from_json({"words": ["a"], "levels": [1], "phrases": [[[0]]]}) == Table(
        ("a",), (1,), (((0,),),)
    )


# --- scores -------------------------------------------------------------------------------------


def test_a_phrase_counts_from_six_tenths_of_it_and_thrice_when_it_is_all_that_is_said() -> None:
    phrases = Phrases.of(TABLE)
    assert phrases.weights == [6, 14, 10, 16]
    assert scoring.phrase_scores(TABLE.levels, phrases, [2]) == {0: 5, 1: 30, 2: 3}
    assert scoring.phrase_scores(TABLE.levels, phrases, [1, 2]) == {0: 42, 1: 10, 2: 10}
    assert scoring.phrase_scores(TABLE.levels, phrases, [2, 1]) == {0: 42, 1: 10, 2: 10}
    assert scoring.phrase_scores(TABLE.levels, phrases, [1]) == {0: 1}
    assert scoring.phrase_scores(TABLE.levels, phrases, [0]) == {}
    assert scoring.phrase_scores(TABLE.levels, phrases, [2, 0]) == {0: 5, 1: 10, 2: 6}
    assert scoring.phrase_scores(TABLE.levels, phrases, []) == {}
    assert scoring.fits(6, 10) and not scoring.fits(5, 10)


def test_a_whole_phrase_of_three_words_tells_six_more_than_they_do() -> None:
    assert Phrases.of(TABLE).sizes == [2, 2, 1, 3]
    spoken = Table(("a", "b", "c", "d"), (*TABLE.levels, 5), TABLE.phrases)
    for levels, phrases in ((one.levels, Phrases.of(one)) for one in (TABLE, spoken)):
        assert scoring.phrase_scores(levels, phrases, [0, 1, 2]) == {0: 14, 1: 10, 2: 3 * (16 + 6)}
    longer = scoring.phrase_scores(spoken.levels, Phrases.of(spoken), [0, 1, 2, 3])
    assert longer == {0: 14, 1: 10, 2: 16 + 6}


def test_scores_add_up() -> None:
    scores = {1: 2}
    scoring.add(scores, {1: 3, 2: 5})
    assert scores == {1: 5, 2: 5}


def test_only_needs_with_more_than_a_quarter_of_the_best_score_are_asked_for() -> None:
    assert scoring.leading({1: 40, 2: 11, 3: 10, 4: 0}) == {1: 40, 2: 11}
    assert scoring.leading({}) == {}


def test_an_entry_takes_the_best_of_its_needs_and_a_sixth_of_the_second() -> None:
    answered = [[(7, 16), (8, 8)], [(7, 16), (8, 16)], [(7, 15), (9, 12)]]
    assert scoring.need_parts({0: 32, 1: 16, 2: 16}, answered) == {7: 32 + 2, 8: 16 + 2, 9: 12}
    assert scoring.need_parts({1: 16, 0: 32, 2: 24}, answered) == {7: 32 + 3, 8: 16 + 2, 9: 18}
    assert scoring.need_parts({0: 2, 1: 3}, answered) == {7: 3, 8: 3}
    assert scoring.need_parts({0: 2}, answered) == {7: 2, 8: 1}
    assert scoring.need_parts({2: 10}, answered) == {7: 9, 9: 7}
    assert scoring.need_parts({}, answered) == {}


def test_a_need_counts_less_the_further_down_it_stands() -> None:
    assert [scoring.weight_at(place) for place in range(7)] == [16, 15, 14, 13, 12, 12, 12]


@pytest.mark.parametrize(
    ("told", "whole", "asked", "score"),
    [
        *((7, 10, 7, 7), (6, 10, 6, 0), (10, 10, 25, 4), (10, 10, 26, 0), (10, 10, 24, 4)),
        # One that is all that is said counts four times over.
        *((10, 10, 10, 40), (10, 10, 11, 9), (9, 10, 9, 9)),
        *((10, 10, 20, 5), (0, 0, 0, 0), (3, 3, 0, 9)),
    ],
)
def test_a_name_must_be_said_nearly_whole_and_be_much_of_what_is_said(
    told: int, whole: int, asked: int, score: int
) -> None:
    assert scoring.name_score(told, whole, asked) == score


def test_an_entry_s_score_is_that_of_its_needs_words_and_name() -> None:
    assert scoring.joined({1: 2, 2: 1}, {1: 3}, {1: 5, 4: 1}) == {1: 12 + 36 + 60, 2: 6, 4: 12}


# --- spelling -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "known", "slips"),
    [
        *(("school", "school", 0), ("shcool", "school", 3), ("schol", "school", 2)),
        *(("schoool", "school", 2), ("skhool", "school", 3), ("sckool", "school", 4)),
        *(("sxhool", "school", 3), ("scool", "school", 3), ("schoolx", "school", 4)),
        *(("pchool", "school", 6), ("dchool", "school", 5), ("chool", "school", 4)),
        *(("a", "b", 6), ("ab", "ba", 3), ("", "abc", 12), ("abc", "", 14)),
        *(
            ("fone", "phone", 8),
            ("nite", "night", 10),
            ("wierd", "weird", 3),
            ("babby", "baby", 2),
            ("schoolo", "school", 4),
            ("schooll", "school", 2),
            ("lama", "llama", 2),
        ),
    ],
)
def test_slips_of_hand_and_ear_are_cheap_and_others_dear(
    typed: str, known: str, slips: int
) -> None:
    assert cost(typed, known, 99) == slips


@given(st.text("abcs", min_size=1, max_size=7), st.text("abcs", min_size=1, max_size=7))
def test_a_limit_only_ever_cuts_what_is_above_it(typed: str, known: str) -> None:
    whole = cost(typed, known, 99)
    for limit in range(15):
        found = cost(typed, known, limit)
        assert found == whole if whole <= limit else found > limit


def test_a_longer_word_may_hold_more_slips() -> None:
    assert [most(n) for n in (4, 5, 6, 7, 8, 10, 11, 20)] == [3, 4, 6, 6, 8, 8, 11, 11]


KNOWN = {"school": 1, "scholar": 5, "shool": 9, "food": 2, "bank": 3, "foot": 4, "fo": 0, "4th": 0}


def test_the_nearest_known_word_comes_first_and_of_equals_the_commonest() -> None:
    speller = Speller(KNOWN)
    assert speller.near("schol")[0] == "school"
    assert speller.near("foos") == ["food"]
    assert speller.near("ofod") == ["food"]
    assert speller.near("ksool") == []
    assert speller.near("sch") == [] and speller.near("4chool") == []
    assert speller.near("schoolteacher") == []
    assert Speller({"school": 1, "schooln": 1}).near("schoolx") == ["schooln", "school"]
    assert Speller({"committe": 1}).near("comite") == ["committe"]
    assert len(Speller({f"wor{a}s": n for n, a in enumerate("dkmnt")}).near("worss")) == 3


def test_a_word_without_its_g_or_its_second_consonant_is_that_word() -> None:
    speller = Speller({"swim": 3, "run": 2, "smok": 1, "rune": 9})
    assert speller.near("swimin") == ["swim"] and speller.near("smokin") == ["smok"]
    assert Speller({"run": 2, "runi": 1}).near("rune") == ["run"]
    assert speller.near("robin") == []


def test_the_commonest_words_that_begin_so_are_offered() -> None:
    speller = Speller(KNOWN)
    assert speller.beginning("sch") == ["school", "scholar"]
    assert Speller({"4thwall": 1}).beginning("4th") == []
    assert speller.beginning("sc") == [] and speller.beginning("xyz") == []
    assert Speller(dict.fromkeys(("helper", "helps", "help", "helpe"), 1)).beginning("hel") == [
        *("help", "helpe", "helps"),
    ]


def test_two_words_typed_as_one_come_apart() -> None:
    speller = Speller({**KNOWN, "dad": 7})
    assert speller.parts("foodbank") == ("food", "bank")
    assert speller.parts("dadfood") == ("dad", "food") and speller.parts("fooddad") == (
        "food",
        "dad",
    )
    assert speller.parts("foodfo") is None and speller.parts("foodxyz") is None
    assert speller.parts("xyzfood") is None
    assert speller.parts("food") is None and speller.parts("fofood") is None


# --- what a query tells -------------------------------------------------------------------------

BANDS = [
    AgeBand(id="bump", label="Pregnancy"),
    AgeBand(id="under-2", label="Under 2", minimum_age=0, maximum_age=1),
    AgeBand(id="2-4", label="2 to 4", minimum_age=2, maximum_age=4),
    AgeBand(id="5-10", label="5 to 10", minimum_age=5, maximum_age=10),
    AgeBand(id="11-15", label="11 to 15", minimum_age=11, maximum_age=15),
    AgeBand(id="adult", label="Adults", minimum_age=18),
]
PLACES = [
    {"words": ["brierley", "hill"], "label": "Brierley Hill", "cluster": "b", "near": "b"},
    {"words": ["dudley"], "label": "Dudley", "cluster": None, "near": "d"},
    {"words": ["hill"], "label": "The Hill", "cluster": "h", "near": "h"},
]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(BANDS, {"bump": ["pregnant", "due date"], "under-2": ["new born"]}, PLACES)


@pytest.mark.parametrize(
    ("query", "band"),
    [
        *(("my 3 year old", "2-4"), ("3yo", "2-4"), ("3 yrs old", "2-4"), ("12 y o", "11-15")),
        *(("im 5", "5-10"), ("aged 10", "5-10"), ("hes nearly 11", "11-15"), ("at 99", "adult")),
        *(("at 5 months", None), ("at 9 am", None), ("im 2 weeks", None), ("turned 18", "adult")),
        *(("6 months old", "under-2"), ("23 months old", "under-2"), ("24 months old", "2-4")),
        *(("30 weeks old", "under-2"), ("60 days old", "under-2"), ("25 mths old", "2-4")),
        *(("year 1", "5-10"), ("year 6s", "5-10"), ("yr7", "11-15"), ("year 13", None)),
        *(("year 14", None), ("2 year review", "2-4"), ("2 yr check", "2-4")),
        *(("16 years old", None), ("pregnant", "bump"), ("my due date", "bump"), ("due", None)),
        *(("unpregnant", None), ("new born baby", "under-2"), ("help", None)),
    ],
)
def test_an_age_is_read_out_of_the_words(reader: Reader, query: str, band: str | None) -> None:
    assert reader.read(words(query)).age == band


def test_weeks_and_days_are_less_than_a_year() -> None:
    bands = [
        AgeBand(id="new", label="New", minimum_age=0, maximum_age=0),
        AgeBand(id="one", label="One", minimum_age=1, maximum_age=1),
    ]
    said = ("3 weeks old", "5 days old", "11 months old", "12 months old", "1 year old")
    found = [Reader(bands, {}, []).read(words(text)).age for text in said]
    assert found == ["new", "new", "new", "one", "one"]


def test_of_places_the_longest_name_is_meant_and_its_words_are_spent(reader: Reader) -> None:
    told = reader.read(words("clubs in brierley hill"))
    assert told.place is not None and told.place["label"] == "Brierley Hill"
    assert told.spent == {2, 3} and told.cluster == "b"
    told = reader.read(words("dudley or hill"))
    assert told.place is not None and (told.place["label"], told.spent) == ("Dudley", {0})
    assert told.cluster == "d"
    told = reader.read(words("brierley swimming"))
    assert (told.place, told.spent, told.cluster) == (None, frozenset(), None)


# --- danger -------------------------------------------------------------------------------------

SMALL: dict[str, Any] = {
    "common": {},
    "needs": ["safety/abuse", "food/bank"],
    "sets": {"hits": ["hits", "hurts"]},
    "alarms": [
        ["abuse", [["en", "<hits> me"], ["pl", "bije mnie"]], ["safety/abuse"], ["line", "999"]],
        ["gas", [["en", "smell gas now"]], [], ["gas", "999"]],
    ],
    "harmless": [["en", "hits me up"], ["en", "hits"], ["en", "gas bill"]],
}


@pytest.mark.parametrize(
    ("query", "contacts"),
    [
        ("he hurts me", ["line", "999"]),
        ("hurts a b c me", ["line", "999"]),
        ("hurts a b c d me", []),
        ("me hurts", []),
        ("oh me hurts", []),
        ("hurts", []),
        ("hits me up", []),
        ("hits me up but hurts me", ["line", "999"]),
        ("smell gas now", ["gas", "999"]),
        ("hurts me smell gas now", ["line", "999", "gas"]),
        ("smell gas bill now", []),
        ("he hits me", []),
        ("now gas smell", []),
        ("smell x gas y now", ["gas", "999"]),
    ],
)
def test_a_phrase_of_danger_is_met_in_order_and_near_together(
    query: str, contacts: list[str]
) -> None:
    stems = [stem(word) for word in words(query)]
    assert Alarms(SMALL).contacts([stems], ["en"], {}) == contacts


def test_danger_is_heard_where_no_sets_are_kept() -> None:
    plain = {name: value for name, value in SMALL.items() if name != "sets"}
    plain["alarms"] = SMALL["alarms"][1:]
    assert Alarms(plain).contacts([[stem("smell"), "gas", "now"]], ["en"], {}) == ["gas", "999"]


def test_danger_is_heard_in_the_languages_a_query_may_be_in() -> None:
    polish = [[stem(word) for word in ("bije", "mnie")]]
    assert Alarms(SMALL).contacts(polish, ["Latn"], {}) == ["line", "999"]
    assert Alarms(SMALL).contacts(polish, ["en"], {}) == []
    assert Alarms(SMALL).contacts([["x"], [stem("hurts"), "me"]], ["Cyrl"], {}) == ["line", "999"]


@pytest.mark.parametrize(
    ("needs", "heard"),
    [
        *(({0: 60}, True), ({0: 59}, False), ({0: 70, 1: 100}, True), ({0: 69, 1: 100}, False)),
        *(({1: 100}, False), ({}, False)),
    ],
)
def test_a_need_that_is_an_emergency_is_danger_when_it_is_clearly_meant(
    needs: dict[int, int], heard: bool
) -> None:
    assert bool(Alarms(SMALL).contacts([["x"]], ["en"], needs)) is heard
    assert Alarms(SMALL).contacts([["gas", stem("bill")]], ["en"], needs) == []


# --- words, places ------------------------------------------------------------------------------


def test_words_are_compared_with_those_of_their_script() -> None:
    codes = ("en", "pl", "ur", "ur-Latn", "uk", "bn", "pa", "ar", "pa-Latn", "zh", "xx", "")
    assert [group_of(code) for code in codes] == [
        *("en", "Latn", "Arab", "Latn", "Cyrl", "Beng", "Guru", "Arab", "Latn", None, None, None),
    ]


def test_the_a_to_z_holds_the_first_short_phrases_of_each_need() -> None:
    found = Words(
        phrases=[
            *(Phrase("a/b", "en", text) for text in ("Nap time", "tot", "nap for while", "age 4")),
            *(Phrase("a/b", "en", f"word {letter}") for letter in "abcdefghi"),
            Phrase("a/c", "en", "nap time"),
            Phrase("a/c", "pl", "drzemka"),
            Phrase("a/c", "en", "naps"),
        ]
    )
    rows = plain_words(found)
    assert rows == sorted(rows)
    assert [text for text, need in rows if need == "a/c"] == ["nap time", "naps"]
    mine = [text for text, need in rows if need == "a/b"]
    assert mine == ["Nap time", *(f"word {letter}" for letter in "abcdefg")]


def test_places_and_postcodes_lead_to_a_cluster_or_outside(tmp_path) -> None:
    path = tmp_path / "places.yaml"
    assert places.read_places(path) == []
    path.write_text("{}")
    assert places.read_places(path) == []
    path.write_text(
        "districts:\n"
        "  - {code: DY5, clusters: {north: 0.2, south: 0.7}}\n"
        "  - {code: B62, clusters: {south: 0.5, north: 0.5}}\n"
        "sectors:\n"
        "  - {code: DY10 3, nearest_hub: south}\n"
        "places:\n"
        "  - {name: Lye, in_borough: true, cluster: north, nearest_hub: south,\n"
        "     alternate_names: [The Lye]}\n"
        "  - {name: Cradley Heath, in_borough: false, cluster: x, nearest_hub: north,\n"
        "     council: Sandwell}\n"
        "  - {name: Clent, in_borough: false}\n"
    )
    found = {" ".join(place["words"]): place for place in places.read_places(path)}
    assert list(found) == ["cradley heath", "dy10 3", "the lye", "b62", "clent", "dy5", "lye"]
    told = {
        name: [place[part] for part in ("label", "cluster", "near", "outside")]
        for name, place in found.items()
    }
    assert told == {
        "dy5": ["DY5", "south", "south", ""],
        "b62": ["B62", "north", "north", ""],
        "dy10 3": ["DY10 3", None, "south", "another council"],
        "lye": ["Lye", "north", "south", ""],
        "the lye": ["Lye", "north", "south", ""],
        "cradley heath": ["Cradley Heath", None, "north", "Sandwell"],
        "clent": ["Clent", None, None, "another council"],
    }
