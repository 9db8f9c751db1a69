"""Mistakes in content/search are told with file, line and advice."""

import pytest

from app.search.words import load

TERMS = {"health/sleep", "health/vaccinations"}


@pytest.mark.parametrize(
    ("name", "text", "line", "message"),
    [
        ("heath.yaml", "sleep:\n  en: [nap]\n", 1, "There is no topic `heath`."),
        ("health.yaml", "sleeep:\n  en: [nap]\n", 1, "There is no sub-topic `sleeep` in health."),
        ("health.yaml", "sleep:\n  xx: [nap]\n", 2, "Search knows no language `xx`."),
        ("health.yaml", "sleep:\n  en: nap\n", 2, "The phrases are not a list."),
        ("health.yaml", "sleep:\n  en:\n    - nap\n    - '?!'\n", 4, "has no word in it."),
        ("health.yaml", "sleep:\n  en:\n    - " + "nap " * 30, 3, "is longer than 80 letters."),
        ("health.yaml", "sleep: [nap]\n", 1, "The phrases stand under no language."),
        ("health.yaml", "sleep: {en: [a\n", 2, "This is not valid YAML"),
        ("ages.yaml", "old: [pension]\n", 1, "There is no age band `old`."),
        ("crisis.yaml", "fire:\n  phrases: {en: [fire]}\n", 1, "`fire` names no contact."),
        ("crisis.yaml", "fire:\n  contacts: [998]\n", 2, "There is no `998` to name"),
        (
            "crisis.yaml",
            "fire:\n  contacts: ['999']\n  phrases: {en: [<hots> me]}\n",
            3,
            "names a set `hots`",
        ),
        ("crisis.yaml", "fire:\n  contacts: ['999']\n  needs: [a/b]\n", 3, "There is no `a/b`"),
    ],
)
def test_a_mistake(tmp_path, name, text, line, message):
    folder = tmp_path / "content" / "search"
    folder.mkdir(parents=True)
    (folder / name).write_text(text)
    _, problems = load(folder, TERMS, {"999"}, {"adult"})
    told = [p for p in problems if message in p.message]
    assert [(p.file, p.line) for p in told] == [(f"content/search/{name}", line)], problems


def test_the_real_words_are_sound_and_whole(content_folder, catalogue):
    ages = [band.id for band in catalogue.taxonomy.ages]
    terms = catalogue.taxonomy.terms
    words, problems = load(content_folder / "search", terms, catalogue.services, ages)
    assert problems == []
    wanted = {"en", "ur", "ur-Latn", "pa", "pa-Latn", "ar", "pl", "ro", "bn", "bn-Latn", "uk", "sk"}
    for term in terms:
        assert {p.language for p in words.phrases if p.need == term} == wanted, term
