"""The words of the interface: whole in every language, and any fault in them is told."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from app.catalogue import Catalogue
from app.editing import catalogues
from app.languages import CATALOGUE, all_in
from app.settings import ROOT
from tests.conftest import signpost

WORDS = ROOT / "translations"


@pytest.fixture
def polish(tmp_path: Path) -> Path:
    """A copy of the Polish words that a test may break."""
    shutil.copytree(WORDS / "pl", tmp_path / "translations" / "pl")
    shutil.copy(WORDS / "babel.cfg", tmp_path / "translations")
    return tmp_path / "translations" / "pl" / CATALOGUE


def told(polish: Path) -> str:
    return "\n".join(map(str, catalogues.problems(polish.parents[2])))


def changed(polish: Path, old: str, new: str) -> None:
    text = polish.read_text(encoding="utf-8")
    assert old in text, old
    polish.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_language_says_everything_and_loses_nothing() -> None:
    assert len(all_in(WORDS)) >= 9
    assert not catalogues.problems(WORDS)


def test_every_language_has_content_and_every_content_a_language(catalogue: Catalogue) -> None:
    assert all_in(WORDS).keys() - {"en"} == catalogue.translations.keys()


def test_pages_that_matter_most_and_urgent_contacts_are_in_every_language(
    catalogue: Catalogue,
) -> None:
    pages = {"home", "urgent-help", "early-help", "our-promise", "family-hubs"}
    pages |= {"staying-safe-online", "using-an-interpreter", "accessibility-summary"}
    hubs = {cluster.hub for cluster in catalogue.taxonomy.clusters}
    for code, words in catalogue.translations.items():
        assert pages <= words.pages.keys(), code
        assert hubs | catalogue.crisis_contacts <= words.services.keys(), code
        assert words.taxonomy.topics.keys() == {topic.id for topic in catalogue.taxonomy.topics}
        assert words.taxonomy.sub.keys() == catalogue.taxonomy.terms.keys()
        assert words.taxonomy.ages.keys() == {band.id for band in catalogue.taxonomy.ages}


def test_a_text_that_is_not_translated_is_told_with_its_line(polish: Path) -> None:
    text = polish.read_text(encoding="utf-8")
    start = text.index('msgid "Urgent help"')
    end = text.index("\n\n", start)
    polish.write_text(f'{text[:start]}msgid "Urgent help"\nmsgstr ""{text[end:]}', encoding="utf-8")
    assert "translations/pl/LC_MESSAGES/messages.po:" in told(polish)
    assert "“Urgent help” is not translated." in told(polish)


def test_a_fuzzy_text_is_told(polish: Path) -> None:
    changed(polish, 'msgid "Urgent help"', '#, fuzzy\nmsgid "Urgent help"')
    assert "“Urgent help” is marked fuzzy." in told(polish)


def test_a_lost_value_and_a_lost_tag_are_told(polish: Path) -> None:
    changed(polish, "do %(time)s", "do %(tima)s")
    text = polish.read_text(encoding="utf-8")
    at = text.index("<strong>", text.index("msgstr", text.index("Showing results for")))
    polish.write_text(f"{text[:at]}<script>{text[at + 8 :]}", encoding="utf-8")
    problems = told(polish)
    assert "has other values in it." in problems and "has other tags in it." in problems


def test_a_text_that_is_new_in_the_code_is_told(polish: Path) -> None:
    text = polish.read_text(encoding="utf-8")
    start = text.rindex("\n#:", 0, text.index('msgid "Urgent help"'))
    end = text.index("\n\n", start + 1)
    polish.write_text(text[:start] + text[end:], encoding="utf-8")
    assert "There are no words for “Urgent help”." in told(polish)


def test_updating_keeps_what_is_translated_and_changes_nothing_the_second_time(
    polish: Path,
) -> None:
    folder = polish.parents[2]
    assert catalogues.update(folder) == {"pl": 0}
    before = polish.read_bytes()
    catalogues.update(folder)
    assert polish.read_bytes() == before


def test_a_language_begins_empty_and_is_never_begun_twice(tmp_path: Path) -> None:
    shutil.copy(WORDS / "babel.cfg", tmp_path)
    file = catalogues.begin(tmp_path, "cs")
    assert 'msgid "Urgent help"\nmsgstr ""' in file.read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="already"):
        catalogues.begin(tmp_path, "cs")


def test_the_report_counts_what_a_speaker_has_still_to_read() -> None:
    answer = signpost("report", "translations")
    assert answer.returncode == 0, answer.stderr
    rows = {row.split()[0]: row.split()[1:] for row in answer.stdout.splitlines()[1:]}
    assert {"ar", "bn", "pa", "pl", "ro", "uk", "ur"} <= rows.keys()
    assert all(int(missing) == 0 and int(files) > 40 for _, missing, files, _ in rows.values())


def test_every_text_of_the_scripts_is_gathered() -> None:
    """Texts that stand within other texts are easily passed over."""
    gathered = {message.id for message in catalogues.gathered(WORDS) if isinstance(message.id, str)}
    for script in (ROOT / "app" / "web" / "assets").rglob("*.js"):
        for text in re.findall(r'\b_\("((?:[^"\\]|\\.)+)"', script.read_text(encoding="utf-8")):
            assert text in gathered, f"{script.name}: {text}"
