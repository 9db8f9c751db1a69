"""A language for tests that is plain to see: every message of the interface, in ⟦ and ⟧."""

import re
from collections.abc import Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from app.editing.catalogues import gathered
from app.languages import CATALOGUE, Language
from app.settings import ROOT

_BETWEEN = re.compile(r"(%\(\w+\)s|<[^>]+>)")


def in_brackets(code: str, folder: Path) -> Language:
    """Write the catalogue of such a language below a folder; days and plurals are the code's."""
    catalogue = Catalog(code)
    for message in gathered(ROOT / "translations"):
        if message.id:
            words = _bracketed(message.id, catalogue)
            catalogue.add(message.id, words, message.locations, context=message.context)
    file = folder / code / CATALOGUE
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as out:
        write_po(out, catalogue)
    return Language(code, file)


def _bracketed(words: str | Sequence[str], catalogue: Catalog) -> str | tuple[str, ...]:
    if isinstance(words, str):
        return _in_runs(words)
    return tuple(f"{_in_runs(words[1])}⟦ {form}⟧" for form in range(catalogue.num_plurals))


def _in_runs(words: str) -> str:
    """Bracket each run of words, so that values and tags between them stand outside."""
    runs = _BETWEEN.split(words)
    return "".join(run if _BETWEEN.match(run) else f"⟦{run}⟧" for run in runs if run)
