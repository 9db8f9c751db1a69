"""What a browser searches with, in the small directory: it says all that the server says."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app import content
from app.search import browser, index
from app.search.beside import beside
from app.search.browser import BrowserFiles, browser_files, columns
from app.search.engine import Engine
from app.search.lexicon import Lexicon, lexicon
from app.search.packing import pack
from app.search.tables import Table
from app.search.vocabulary import Vocabulary
from tests.search.small_directory import SERVICES, written

SIDE = Path(__file__).with_name("small_side.mjs")
# Whom to ask: the hub of the place that is named, else the one that anybody may ask.
HUBS = {"north": ["north-hub"], "south": ["south-hub"], None: ["north-hub"]}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = written(tmp_path_factory.mktemp("small") / "content")
    index.build(content.load_sound(root), root, root.parent / "index")
    return root.parent / "index"


@pytest.fixture(scope="module")
def engine(built: Path) -> Engine:
    return Engine(built, content.load_sound(built.parent / "content"))


def face(service: Any) -> dict[str, Any]:
    phones = service.phones[0].number if service.phones else ""
    return {"summary": service.summary, "contact": phones, "marks": len(service.access)}


def packed(engine: Engine, folder: Path) -> dict[str, Any]:
    """Write the files into a folder, and give what a page tells of them."""
    made = browser_files(engine, face)
    (folder / made.listing["folder"]).mkdir()
    for name, raw in made.files.items():
        (folder / name).write_bytes(raw)
    return made.listing


def asked(folder: Path, listing: dict[str, Any], questions: list[Any]) -> list[dict[str, Any]]:
    """Ask the browser's script."""
    command = ["node", str(SIDE), str(folder), json.dumps(listing)]
    given = json.dumps(questions)
    told = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
    return list(json.loads(told.stdout))


def said(engine: Engine, query: str, chosen: dict[str, str]) -> dict[str, Any]:
    """What the server says, in the script's words."""
    answer = engine.find(query, **chosen)
    age = next((one.id for one in answer.understood if one.part == "age"), None)
    place = next((one for one in answer.understood if one.part == "cluster"), None)
    summaries = engine.catalogue.services

    def told(hits: Any) -> list[dict[str, Any]]:
        return [
            {"id": h.id, "name": h.name, "summary": summaries[h.id].summary, "score": h.score}
            | {"why": h.why}
            for h in hits
        ]

    return {
        "hits": told(answer.hits),
        "also": told(answer.also),
        "answers": list(answer.answers),
        "total": answer.total,
        "crisis": list(answer.crisis),
        "mended": answer.did_you_mean,
        "age": age,
        "place": [place.label, place.id, answer.outside] if place else None,
        "needs": list(answer.needs),
        "hub": HUBS[place.id if place else None],
    }


QUERIES = [
    *("hungry", "hungry looking", "food parcel", "free school food", "school dinners", "baby milk"),
    *("baby wont sleep", "teenager awake all night", "looking after my mom", "looking mom"),
    *("lye pantry", "community shop", "lye", "shop", "north hub", "hub", "safe line", "dream"),
    *("night nurse", "hungry night nurse", "club 107", "club", "107", "soup", "lodgers", "school"),
    *("meals team", "school meals team", "north centre hungry", "young carers", "emergency"),
    *(
        "hungry milk hill",
        "milk hill",
        "hungry dy5",
        "southtown baby",
        "far end hungry",
        "southtown",
        "north",
    ),
    *("pregnant", "im 7 school food", "school food aged 40", "3 weeks old"),
    *("foodbox school", "slepe milk awake", "nigt nurse", "baby milc", "pantrry lye", "teen"),
    *("glodny", "paczka zywnosciowa", "opieka nad mama", "glodny opieka", "نیند", "نیند hungry"),
    *(
        "he hurts me",
        "hurts us",
        "new born",
        "hits the spot",
        "od",
        "od opieka nad",
        "bije mnie",
        "daily terrified indoors",
    ),
    *("frightened at home", "at home", "", "the", "zzz", "x1y", "ёлка", "hungry ёлка"),
]


def test_the_browser_says_of_every_query_what_the_server_says(
    engine: Engine, tmp_path: Path
) -> None:
    listing = packed(engine, tmp_path)
    there = asked(tmp_path, listing, [[query, {}] for query in QUERIES])
    for query, told in zip(QUERIES, there, strict=True):
        assert told == said(engine, query, {}), query


CHOSEN = [
    *({"age": "under-5"}, {"age": "bump"}, {"age": "5-15"}, {"age": "adult"}),
    *({"cluster": "north"}, {"cluster": "south"}, {"topic": "food"}, {"topic": "sleep/baby"}),
    *({"age": "any"}, {"cluster": "any"}, {"age": "any", "cluster": "any", "topic": "food"}),
]


def test_the_browser_leaves_out_what_the_server_leaves_out(engine: Engine, tmp_path: Path) -> None:
    listing = packed(engine, tmp_path)
    told = ("hungry wont sleep", "hungry southtown baby")
    questions: list[Any] = [[query, chosen] for query in told for chosen in CHOSEN]
    answers = asked(tmp_path, listing, questions)
    for answer, (query, chosen) in zip(answers, questions, strict=True):
        there = {name: answer[name] for name in ("hits", "answers", "total", "needs")}
        here = said(engine, query, chosen)
        assert there == {name: here[name] for name in there}, chosen


def test_words_and_cards_in_many_small_files_give_the_same_answers(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("WORDS_A_FILE", "OTHER_WORDS_A_FILE"):
        monkeypatch.setattr(browser, name, 40)
    monkeypatch.setattr(browser, "CARDS_AT_ONCE", 48)
    monkeypatch.setattr(browser, "CARDS_A_FILE", 5)
    listing = packed(engine, tmp_path)
    assert listing["cards"] == 5
    files = {path.stem for path in (tmp_path / listing["folder"]).iterdir()}
    assert {"core", "whole", "Latn", "Arab", "danger-Latn", "danger-Arab"} <= files
    ways = [len(entries) for entries in engine.fits.by_need]
    cards = {
        f"cards-{need}-{part}" for need, many in enumerate(ways) for part in range(-(-many // 5))
    }
    assert {name for name in files if name.startswith("cards-")} == cards and max(ways) > 5
    assert {"en-0", "en-5", "spell-0", "spell-3", "Latn-0", "Latn-1", "Arab-0"} <= files
    there = asked(tmp_path, listing, [[query, {}] for query in QUERIES])
    for query, told in zip(QUERIES, there, strict=True):
        assert told == said(engine, query, {}), query


def test_up_to_so_many_cards_come_at_once(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "CARDS_AT_ONCE", len(engine.entries))
    made = browser_files(engine, face)
    core = read(made, "core")
    assert made.listing["cards"] == 0 and core["cards"]
    assert not any("cards-" in name for name in made.files)
    names = core["cards"]["name"][0].split("\n")
    assert len(names) == 9 + 40 and set(names) >= {"Lye Pantry", "Night Nurse"}
    assert "marks" not in core["cards"], "they stand apart, for all answers at once"


def read(made: BrowserFiles, name: str) -> dict[str, Any]:
    raw = made.files[f"{made.listing['folder']}/{name}.json"]
    return dict(json.loads(raw))


def test_the_folder_is_named_by_what_it_holds(engine: Engine) -> None:
    made = browser_files(engine, face)
    assert browser_files(engine, face) == made
    folder = made.listing["folder"]
    assert len(folder) == 10 and all(name.startswith(f"{folder}/") for name in made.files)
    other = browser_files(engine, lambda one: {**face(one), "summary": one.name})
    assert other.listing["folder"] != folder
    assert all(b": " not in raw and b"\\u" not in raw for raw in made.files.values())
    spoken = browser_files(engine, face, {"pl": {"free": "Darmowe"}})
    assert read(spoken, "said-pl") == {"free": "Darmowe"}


def test_whoever_searches_again_has_all_english_words_in_one_file(
    engine: Engine, tmp_path: Path
) -> None:
    listing = packed(engine, tmp_path)
    command = ["node", str(SIDE.with_name("side.mjs")), str(tmp_path), json.dumps(listing)]
    given = json.dumps({"what": "words", "questions": [False, True]})
    told = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
    in_many, in_one = json.loads(told.stdout)
    assert in_many == in_one
    assert len(in_one[0]) > len(in_one[1]) > 20


def spelt(text: str) -> list[str]:
    """The words of a front-coded text; what stands for a digit is left as it is."""
    found = [""]
    for shared, rest in re.findall(r"(\d)(\D*)", text):
        found.append(found[-1][: int(shared)] + rest)
    return found[1:]


def test_common_words_come_with_the_core_and_lie_in_no_other_file(engine: Engine) -> None:
    made = browser_files(engine, face)
    often = spelt(read(made, "core")["often"]["words"])
    assert often == ["at"] and set(often) < set(made.listing["common"].split())
    numbered = [name for name in made.files if "/en-" in name]
    others = [word for name in numbered for word in spelt(json.loads(made.files[name])["words"])]
    assert numbered and not {*often} & {*others}


def test_all_words_of_a_first_letter_are_spelt_in_one_file(engine: Engine) -> None:
    made = browser_files(engine, face)
    files = [json.loads(raw) for name, raw in sorted(made.files.items()) if "/spell-" in name]
    letters = [{word[0] for word in spelt(file["words"]) if word[0].isalpha()} for file in files]
    assert len(letters) > 10 and max(map(len, letters)) == 1
    assert len(set().union(*letters)) == sum(map(len, letters))


def test_an_index_older_than_the_content_is_not_packed(engine: Engine, built: Path) -> None:
    left = {slug: one for slug, one in engine.catalogue.services.items() if slug != "pantry"}
    older = replace(engine.catalogue, services=left)
    with pytest.raises(AssertionError, match="older than the content"):
        browser_files(Engine(built, older), face)


def test_urgent_contacts_are_named_with_their_numbers(engine: Engine) -> None:
    core = read(browser_files(engine, face), "core")
    assert core["crisis"] == {
        "emergency": ["Emergency", "999"],
        "safe-line": ["Safe Line", "0808 2000 247"],
    }
    # What calls for them: by the needs, and by the phrases, in the order of crisis.yaml.
    assert core["calls"] == [[[2], ["emergency", "safe-line"]], [[], ["emergency"]]]
    assert core["alarms"] == ["<hits> me\n<hits> us", "od"] and core["harmless"] == "hit the spot"


def test_a_card_without_marks_counts_for_no_filter(engine: Engine) -> None:
    bare = read(browser_files(engine, lambda one: {"summary": "", "contact": ""}), "core")
    assert bare["marks"] == pack([0] * len(engine.entries))
    assert read(browser_files(engine, face), "core")["marks"] != bare["marks"]


def test_only_the_sets_that_phrases_name_are_sent(engine: Engine) -> None:
    core = read(browser_files(engine, face), "core")
    assert core["sets"] == "<hits> hit hurt urt"
    latin = read(browser_files(engine, face), "danger-Latn")
    assert latin == {"sets": "", "alarms": ["bije mnie", ""], "harmless": ""}


def test_hubs_are_told_by_cluster_and_where_there_is_none_whom_to_ask(engine: Engine) -> None:
    core = read(browser_files(engine, face), "core")
    numbers = {one.id: number for number, one in enumerate(engine.entries) if one}
    assert core["hubs"] == {
        "": numbers["north-hub"], "north": numbers["north-hub"], "south": numbers["south-hub"]
    }  # fmt: skip
    assert core["bands"][1] == ["under-5", "Under 5", 0, 4]
    assert core["areas"] == [["north", "North"], ["south", "South"]]
    assert core["ageWords"] == [["under-5", "baby\nnew born"]]
    assert core["labels"][3] == "Food parcels" and core["needs"][3] == "food/bank"
    assert set(core["places"].split("\n")) == {
        "far end|||north|Far Council", "milk hill||north||", "southtown||south||", "dy5||north||"
    }  # fmt: skip


def test_columns_of_few_kinds_are_written_as_numbers() -> None:
    rows = [{"kind": "ba"[n > 3], "name": str(n)} for n in range(9)]
    made = columns(rows)
    assert made["kind"][0] == ["a", "b"] and len(made["kind"]) == 2
    assert made["name"] == ["0\n1\n2\n3\n4\n5\n6\n7\n8"]
    # Two kinds of eight are too many to be worth it.
    assert columns(rows[:8])["kind"] == ["b\nb\nb\nb\na\na\na\na"]
    assert columns([]) == {}


# --- words --------------------------------------------------------------------------------------


def of_group(vocabulary: Vocabulary, group: str) -> Lexicon:
    return lexicon(vocabulary, group, vocabulary.index.beside()[group])


def test_words_are_numbered_those_of_phrases_first_then_by_what_they_tell(engine: Engine) -> None:
    english = of_group(engine.vocabulary, "en")
    phrases = len(engine.index.tables["en"].words)
    assert english.phrased == phrases == english.stems.index("100")
    assert english.levels[:3] == [4, 9, 9] and set(english.levels[phrases:]) == {26}
    assert english.stems.index("far") < english.stems.index("soup"), "names and places are spelt"
    assert english.stems[english.spelt :] == sorted(english.stems[english.spelt :])
    assert "soup" in english.stems[english.spelt :] and "lye" in english.stems[: english.spelt]
    assert english.stems[phrases : english.spelt] == sorted(english.stems[phrases : english.spelt])
    assert english.runs() == [[4, 1], [9, 2], [13, phrases - 3], [26, len(english.stems) - phrases]]
    assert len(set(english.stems)) == len(english.stems) == len(english.texts)
    latin = of_group(engine.vocabulary, "Latn")
    assert latin.phrased == latin.spelt == len(latin.stems) == 8
    assert "own" not in latin.about and set(latin.about) == {
        *("needs", "points", "heads", "sizes", "others")
    }


def test_each_word_stands_beside_all_that_it_leads_to(engine: Engine) -> None:
    english = of_group(engine.vocabulary, "en")

    def known_of(word: str) -> dict[str, list[int]]:
        return {name: lists[english.numbers[word]] for name, lists in english.about.items()}

    hungry = known_of("hungri")
    # One need, the fourth; all 16 points; one phrase of its own with no other words.
    assert hungry == {
        "needs": [1, 3], "points": [16], "heads": [1], "sizes": [0], "others": [],
        "own": [0], "impacts": [], "names": [0],
    }  # fmt: skip
    parcel, food = known_of("parcel"), english.numbers["food"]
    assert (parcel["points"], parcel["others"], parcel["sizes"]) == ([9], [food], [1])
    # Food alone is not six tenths of any phrase, and so heads none: points in the 4th and 5th need.
    assert known_of("food")["needs"] == [2, 3, 1] and known_of("food")["points"] == [12, 4]
    assert known_of("food")["heads"] == [0, 0] and known_of("food")["others"] == []
    assert (known_of("soup")["own"], known_of("soup")["impacts"]) == ([1, 0], [6])
    assert known_of("soup")["needs"] == [0]
    # A word that is less than three tenths of what is left would not be enough without the other.
    assert known_of("lye")["names"] == [1, 0, 1, english.numbers["pantri"]]
    assert known_of("pantri")["names"] == [0]
    # Of a name of three words the two that tell most may each begin it.
    assert known_of("school")["names"] == [0]
    assert known_of("meal")["names"][:2] == [1, 2]


def test_a_word_that_is_common_leads_to_no_entry(engine: Engine) -> None:
    known = engine.vocabulary
    known.common["en"].add("pantri")
    try:
        without = of_group(known, "en")
    finally:
        known.common["en"].discard("pantri")
    usual = of_group(known, "en")
    assert without.about["own"][without.numbers["pantri"]] == [0]
    assert usual.about["own"][usual.numbers["pantri"]] == [1, 0]


def test_a_need_stands_beside_a_word_that_lends_it_something_or_begins_its_phrase() -> None:
    words, told = tuple("abcdefghijklmnopqr"), (2, *(20,) * 16, 1)
    pairs = [tuple((0, other) for other in range(1, many + 1)) for many in (15, 16)]
    made = beside(Table(words, told, (*pairs, ((17,),))))
    # One point of each pair: of sixteen it is 4 * 2 * 16 // (16 + 16), of fifteen less than 4.
    assert made["needs"][0] == [1, 1] and made["points"][0] == [16] and made["heads"][0] == [0]
    # 4 * 1 * 16 // (16 + 16) is little, but without the word the phrase could not be met.
    assert made["needs"][17] == [1, 2] and made["points"][17] == [16] and made["heads"][17] == [1]


def test_words_are_packed_in_runs_of_following_numbers() -> None:
    some = Lexicon(
        ["a1", "bab", "cat", "dog"], ["a1", "baby", "cats", "dog"], [1, 2, 2, 3], 2, 3,
        {"own": [[1], [2, 3], [], [4]]},
    )  # fmt: skip
    assert some.listed(["bab", "a1", "dog"])["words"] == "0aB0baby0dog"
    assert len(some.listed(["bab", "a1", "dog"])["runs"]) == 4
    assert len(some.listed(["bab", "a1", "cat"])["runs"]) == 2
    assert some.listed(["a1"])["words"] == "0aB", "figures are written as letters"
    assert some.size("bab") == 3 + 2 and some.size("cat") == 3
    assert some.runs() == [[1, 1], [2, 2], [3, 1]]
    both = some.packed(["dog", "bab"])
    assert set(both) == {"own", "runs", "words"} and len(both["own"]) == 3


def test_files_are_divided_at_the_words_that_would_be_too_much() -> None:
    words = ["ab", "abc", "b", "ba", "c"]
    assert browser._divided(words, len, 5) == [["ab", "abc"], ["b", "ba", "c"]]
    assert browser._divided(words, len, 4) == [["ab"], ["abc", "b"], ["ba", "c"]]
    assert browser._divided(words, len, 1) == [[word] for word in words]
    assert browser._divided([], len, 1) == [[]]
    parts = [["ab"], ["abc", "b"], ["ba", "c"]]
    assert browser._starts(parts) == " abc ba" and browser._starts([["x"]]) == ""


def test_an_id_that_the_name_gives_is_left_out(engine: Engine) -> None:
    services = engine.catalogue.services
    assert browser._short_id(services["night-nurse"]) == ""
    assert browser._short_id(services["pantry"]) == "pantry"
    assert len(SERVICES) == 44
