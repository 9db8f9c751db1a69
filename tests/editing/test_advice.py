"""Advice on plain words: told on the very line, never an error, and heeded in our own entries."""

from __future__ import annotations

from pathlib import Path
from statistics import median

from app.catalogue import Catalogue
from app.editing import advice
from tests.conftest import signpost

HARD = (
    "Service users may utilise the therapeutic provision, subject to eligibility criteria, "
    "which the multi-agency EHWB panel will subsequently determine in accordance with "
    "the commissioned specification."
)


def test_our_entries_are_readable_at_nine_to_eleven(catalogue: Catalogue) -> None:
    ages = {one.id: advice.entry_reading_age(one) for one in catalogue.services.values()}
    assert 9 <= median(ages.values()) <= 11
    assert {slug: age for slug, age in ages.items() if age > 13} == {}


def test_harder_words_give_a_higher_reading_age() -> None:
    assert advice.reading_age("You can play here. It is free.") < 8
    assert advice.reading_age(HARD) > 16


def test_an_address_in_a_link_does_not_count_as_words() -> None:
    link = "[Look](https://www.example.org/extraordinarily/incomprehensible) at it."
    assert advice.reading_age(link) == advice.reading_age("Look at it.")


def hard_entry(small: Path) -> Path:
    path = small / "services" / "carers.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("what_happens: A worker meets you.", f"what_happens: {HARD}"),
        encoding="utf-8",
    )
    (small / "words.yaml").write_text(
        "longest_sentence: 20\njargon:\n  - {word: utilise, plain: use}\n", encoding="utf-8"
    )
    return path


def test_check_advises_on_the_very_line_and_does_not_fail(small: Path) -> None:
    path = hard_entry(small)
    lines = path.read_text(encoding="utf-8").splitlines()
    line = next(n for n, text in enumerate(lines, 1) if text.startswith("what_happens"))
    done = signpost("check", SIGNPOST_CONTENT=str(small))
    assert done.returncode == 0
    assert f"content/services/carers.md:{line}  what_happens\n" in done.stdout
    assert "A sentence has 25 words: Service users may utilise the therapeutic ..." in done.stdout
    assert "'utilise' is an office word.\n  Plainer: use." in done.stdout
    assert "EHWB is not explained." in done.stdout
    assert "The reading age is" in done.stdout
    assert "No problems found." in done.stdout


def test_check_annotates_pull_requests(small: Path) -> None:
    path = hard_entry(small)
    path.write_text(path.read_text(encoding="utf-8") + "\n<b>bold</b>\n", encoding="utf-8")
    done = signpost("check", "--annotate", SIGNPOST_CONTENT=str(small))
    assert done.returncode == 1
    assert "::error file=content/services/carers.md,line=19,title=Signpost::Raw HTML" in done.stdout
    assert "::warning file=content/services/carers.md,line=" in done.stdout


def test_an_office_word_in_a_name_is_left_alone(catalogue: Catalogue) -> None:
    words = advice.Words.model_validate({"jargon": [{"word": "resilience", "plain": "coping"}]})
    service = next(iter(catalogue.services.values()))
    named = service.model_copy(update={"description": "Ask the Crisis and Resilience Fund."})
    plain = service.model_copy(update={"description": "It builds resilience."})
    assert "'resilience' is an office word." not in [one[1] for one in advice.about(named, words)]
    assert "'resilience' is an office word." in [one[1] for one in advice.about(plain, words)]


def test_a_mistake_in_the_list_of_words_is_a_problem(small: Path) -> None:
    (small / "words.yaml").write_text("longest_sentence: many\n", encoding="utf-8")
    done = signpost("check", SIGNPOST_CONTENT=str(small))
    assert done.returncode == 1
    assert "content/words.yaml:1  longest_sentence\n  'many' is not a number." in done.stdout
