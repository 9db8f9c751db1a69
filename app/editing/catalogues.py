"""The catalogues of the interface's words: gathering the English, updating and judging the rest.

A catalogue is read as it stands by `app/languages.py`, so there is nothing to compile.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from app.catalogue import Catalogue
from app.editing.writing import write_text
from app.languages import CATALOGUE, Language, all_in, is_harmless
from app.problems import Problem
from app.settings import ROOT
from app.translation import Translation

MAPPING, TEMPLATE = "babel.cfg", "messages.pot"
KEYWORDS = DEFAULT_KEYWORDS | {"marked": None, "N_": None}
STATUS = "# status: awaiting review"
_VALUE = re.compile(r"%\((\w+)\)s")


def gathered(folder: Path) -> Catalog:
    """Give every English text of templates, scripts and code, with the files it stands in."""
    with (folder / MAPPING).open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = Catalog(project="Signpost", charset="utf-8", fuzzy=False)
    for name, _, texts, notes, context in extract_from_dir(
        ROOT, methods, options, keywords=KEYWORDS, directory_filter=_ours
    ):
        found.add(texts, None, [(name, None)], auto_comments=notes, context=context)  # type: ignore[list-item]
    return found


def _ours(path: str) -> bool:
    """Whether to look into a folder: not into what was installed or built."""
    return Path(path).name == "app" or (ROOT / "app") in Path(path).parents


def update(folder: Path) -> dict[str, int]:
    """Bring all catalogues up to the words of today; give how many are missing, by language.

    What was translated stays; texts that are no longer used go; near ones are marked fuzzy.
    """
    template = gathered(folder)
    _write(template, folder / TEMPLATE, omit_header=True)
    missing = {}
    for code in all_in(folder):
        file = folder / code / CATALOGUE
        if file.exists():
            missing[code] = _update_one(file, code, template)
    return missing


def _update_one(file: Path, code: str, template: Catalog) -> int:
    with file.open("rb") as opened:
        known = read_po(opened, locale=code.replace("-", "_"))
    template.creation_date = known.creation_date
    known.update(template)
    _write(known, file)
    return sum(1 for message in known if message.id and (not _said(message) or message.fuzzy))


def begin(folder: Path, code: str) -> Path:
    """Write an empty catalogue for a language; give its file. Raises ValueError if it stands."""
    file = folder / code / CATALOGUE
    if file.exists():
        raise ValueError(f"There is a catalogue for {code} already: {file}.")
    language = Language(code)
    new = Catalog(str(language.locale), project="Signpost", header_comment=_header(language))
    new.fuzzy = False
    file.parent.mkdir(parents=True)
    new.update(gathered(folder))
    _write(new, file)
    return file


def _header(language: Language) -> str:
    return f"# The words of Signpost in {language.locale.english_name}.\n{STATUS}"


def _write(catalogue: Catalog, file: Path, *, omit_header: bool = False) -> None:
    text = io.BytesIO()
    write_po(
        text,
        catalogue,
        width=100,
        include_lineno=False,
        ignore_obsolete=True,
        omit_header=omit_header,
    )
    write_text(file, text.getvalue().decode())


# --- what is wrong ------------------------------------------------------------------------------


def problems(folder: Path) -> list[Problem]:
    """Every text that is missing, unsure, or has lost a value or a tag, in any language."""
    now: set[tuple[Any, Any]] = {
        (message.id, message.context) for message in gathered(folder) if message.id
    }
    found = []
    for language in all_in(folder).values():
        if language.file:
            found += list(_of_language(language, folder, now))
    return sorted(found)


def _of_language(language: Language, folder: Path, now: set[tuple[Any, Any]]) -> Iterator[Problem]:
    assert language.file is not None
    name = language.file.relative_to(folder.parent).as_posix()
    known = {(message.id, message.context) for message in language.catalogue if message.id}
    for text, _ in sorted(now - known, key=str):
        advice = "Run `make translations`, then translate it."
        yield Problem(name, 1, "", f"There are no words for {_short(text)}.", advice)
    for message in language.catalogue:
        if message.id and (message.id, message.context) in now:
            for fault, advice in _faults(message):
                yield Problem(
                    name, message.lineno or 1, "", f"{_short(message.id)} {fault}", advice
                )


def _short(text: object) -> str:
    words = text[0] if isinstance(text, tuple | list) else str(text)
    return f"“{words[:60]}”"


def _forms(text: Any) -> list[str]:
    """The plural forms of a text; the text alone if it has none."""
    return [text] if isinstance(text, str) else list(text or [])


def _said(message: Message) -> bool:
    return all(_forms(message.string)) and bool(message.string)


def _faults(message: Message) -> Iterator[tuple[str, str]]:
    """Give each fault of a message, with what to do."""
    if not _said(message):
        yield "is not translated.", "Write what to say, in every plural form."
        return
    if not is_harmless(message):
        yield "has other tags in it.", "Keep the parts in < > as they are; quote with “ and ”."
        return
    if message.fuzzy:
        yield "is marked fuzzy.", "See if it is still right, then take the mark off."
    english, said = _forms(message.id), _forms(message.string)
    values = _values(english[-1])
    for words in said:
        # A plural form for one certain number may say the number in words.
        lost = (values - {"num"} if len(english) > 1 else values) - _values(words)
        if lost or _values(words) - values:
            yield "has other values in it.", f"Keep {', '.join(sorted(values))} as they are."


def _values(text: str) -> set[str]:
    return set(_VALUE.findall(text))


# --- how far each language is -------------------------------------------------------------------


@dataclass(frozen=True)
class Progress:
    """How far a language is: its texts, those that are missing, and files read by a speaker."""

    language: str
    texts: int
    missing: int
    files: int
    reviewed: int


def progress(folder: Path, catalogue: Catalogue) -> list[Progress]:
    """Give how far each language is, the interface's words counted as one file."""
    return [
        _progress(language, catalogue.translations.get(code))
        for code, language in all_in(folder).items()
        if language.file
    ]


def _progress(language: Language, words: Translation | None) -> Progress:
    messages = [message for message in language.catalogue if message.id]
    parts = list(words.parts.values()) if words else []
    return Progress(
        language.code,
        len(messages),
        sum(not _said(message) or message.fuzzy for message in messages),
        len(parts) + 1,
        sum(part.status == "reviewed" for part in parts) + language.reviewed,
    )
