"""Every mistake that can be made in content/search, made at once and told to the letter."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.search.words import Alarm, Phrase, Words, load

FILES = {
    "heath.yaml": "sleep:\n  en: [nap]\n",
    "empty.yaml": "",
    "health.yaml": (
        "sleeep:\n  en: [nap]\n"
        "vaccinations: [jab]\n"
        "sleep:\n"
        "  xx: [nap]\n"
        "  pl: drzemka\n"
        "  en:\n"
        "    - nap\n"
        "    - '?!'\n"
        "    - [a list]\n"
        "    - " + "nap " * 21 + "\n"
        "    - bed time\n"
        "  ur: [نیند]\n"
    ),
    "common.yaml": "en: [the, my and]\npl: [moje]\nur-Latn: [mera]\nxx: [no]\n",
    "ages.yaml": "old: [pension]\nadult: [grown up, 'eighteen']\nteens: [pension]\nteen: nobody\n",
    "crisis.yaml": (
        "sets:\n  hits: [hits, hurts badly, '?!']\n"
        "harmless: {en: [hits the spot], xx: [a]}\n"
        "fire: smoke\n"
        "abuse:\n"
        "  contacts: ['999', line, '998']\n"
        "  needs: [health/sleep, health/slep]\n"
        "  phrases:\n    en: [<hits> me, <hots> me]\n    pl: [bije]\n"
        "  colour: red\n"
        "gas:\n  phrases: {en: [gas]}\n"
    ),
}
TOLD = """\
content/search/ages.yaml:1  old
  There is no age band `old`.
  See docs/search-words.md.
content/search/ages.yaml:3  teens
  There is no age band `teens`.
  Did you mean `teen`?
content/search/ages.yaml:4  en
  The phrases are not a list.
  Begin each line with a hyphen.
content/search/common.yaml:4  xx
  Search knows no language `xx`.
  Use a language's code, such as ur; ur-Latn for Urdu in Latin letters.
content/search/crisis.yaml:2  en
  The phrase '?!' has no word in it.
  Write a few words on one line after the hyphen.
content/search/crisis.yaml:3  xx
  Search knows no language `xx`.
  Use a language's code, such as ur; ur-Latn for Urdu in Latin letters.
content/search/crisis.yaml:4  fire
  `fire` holds no fields.
  Give it phrases and contacts.
content/search/crisis.yaml:6  contacts
  There is no `998` to name in `contacts`.
  Did you mean `999`?
content/search/crisis.yaml:7  needs
  There is no `health/slep` to name in `needs`.
  Did you mean `health/sleep`?
content/search/crisis.yaml:9  en
  The phrase '<hots> me' names a set `hots` that is not there.
  Write a few words on one line after the hyphen.
content/search/crisis.yaml:11  colour
  There is no field `colour`.
  Use phrases, needs and contacts.
content/search/crisis.yaml:12  contacts
  `gas` names no contact.
  Name entries in `contacts`.
content/search/empty.yaml:1
  This file holds no words.
  See docs/search-words.md.
content/search/health.yaml:1  sleeep
  There is no sub-topic `sleeep` in health.
  Did you mean `sleep`?
content/search/health.yaml:3  vaccinations
  The phrases stand under no language.
  Write `en:` above them.
content/search/health.yaml:5  xx
  Search knows no language `xx`.
  Use a language's code, such as ur; ur-Latn for Urdu in Latin letters.
content/search/health.yaml:6  pl
  The phrases are not a list.
  Begin each line with a hyphen.
content/search/health.yaml:9  en
  The phrase '?!' has no word in it.
  Write a few words on one line after the hyphen.
content/search/health.yaml:10  en
  A phrase is not a text.
  Write a few words on one line after the hyphen.
content/search/health.yaml:11  en
  The phrase 'nap nap nap nap nap nap nap na'... is longer than 80 letters.
  Write a few words on one line after the hyphen.
content/search/heath.yaml:1
  There is no topic `heath`.
  Did you mean `health`?
content/search/money.yaml:1
  This file is not UTF-8 text.
  Save it again as UTF-8.
"""
NEEDS = ["health/sleep", "health/vaccinations", "money/debt"]


@pytest.fixture
def read(tmp_path: Path) -> tuple[Words, str]:
    folder = tmp_path / "content" / "search"
    folder.mkdir(parents=True)
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "money.yaml").write_bytes(b"debt: \xff")
    words, problems = load(folder, NEEDS, ["999", "line"], ["adult", "teen"])
    return words, "".join(f"{problem}\n" for problem in problems)


def test_each_is_told_with_file_line_field_and_what_to_do(read: tuple[Words, str]) -> None:
    assert read[1] == TOLD


def test_all_that_is_sound_beside_them_is_kept(read: tuple[Words, str]) -> None:
    assert read[0] == Words(
        phrases=[
            Phrase("health/sleep", "en", "nap"),
            Phrase("health/sleep", "en", "bed time"),
            Phrase("health/sleep", "ur", "نیند"),
        ],
        common={
            "en": frozenset({"the", "my", "and"}),
            "Latn": frozenset({"moje", "mera"}),
        },
        ages={"adult": ("grown up", "eighteen"), "teen": ()},
        alarms=[
            Alarm(
                "abuse",
                (("en", "<hits> me"), ("pl", "bije")),
                ("health/sleep",),
                ("999", "line"),
            ),
            Alarm("gas", (("en", "gas"),), (), ()),
        ],
        harmless=[("en", "hits the spot")],
        sets={"hits": ("hits", "hurts", "badly")},
    )


def test_sets_without_names_are_told_and_do_not_stop_the_reading(tmp_path: Path) -> None:
    path = tmp_path / "content" / "search" / "crisis.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("fire:\n  contacts: [x]\nsets: [a, b]\n")
    words, problems = load(path.parent, [])
    assert [str(problem) for problem in problems] == [
        "content/search/crisis.yaml:3  sets\n"
        "  The sets have no names.\n"
        "  Write a name and a colon above each."
    ]
    assert [alarm.id for alarm in words.alarms] == ["fire"]


def test_eighty_letters_are_not_too_many(tmp_path: Path) -> None:
    path = tmp_path / "content" / "search" / "health.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(f"sleep:\n  en:\n    - {'nap ' * 19}naps\n")
    words, problems = load(path.parent, NEEDS)
    assert problems == [] and len(words.phrases[0].text) == 80
