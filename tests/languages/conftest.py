"""The small site in Polish and Urdu, with words of the tests' own, that no translator changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog as Messages
from babel.messages.pofile import write_po
from flask.testing import FlaskClient

from app import content, languages
from app.catalogue import Catalogue
from app.languages import CATALOGUE, ENGLISH
from app.settings import Settings
from app.web import create_app

WORDS = {
    "pl": {
        "%(words)s.": "%(words)s.",
        "Free": "Bezpłatnie",
        "Phone %(number)s.": "Zadzwoń: %(number)s.",
        "%(name)s can put you in touch. %(way)s": "Skontaktuje Cię %(name)s. %(way)s",
        "%(first)s to %(last)s": "%(first)s–%(last)s",
        "%(days)s, %(opens)s to %(closes)s": "%(days)s, %(opens)s–%(closes)s",
        "You can contact them yourself.": "Możesz skontaktować się z nimi bez pośredników.",
        "Up to %(high)s": "do %(high)s lat",
        "Ages: %(ages)s, and during pregnancy.": "Wiek: %(ages)s, także w czasie ciąży.",
        "Area: %(area)s.": "Obszar: %(area)s.",
    },
    "ur": {
        "%(words)s.": "%(words)s۔",
        "Free": "مفت",
        "Phone %(number)s.": "%(number)s پر فون کریں۔",
        "You can contact them yourself.": "آپ خود ان سے رابطہ کر سکتے ہیں۔",
        "Area: %(area)s.": "علاقہ: %(area)s۔",
    },
}


@pytest.fixture
def translated(small: Path) -> Path:
    """The small site in Polish and Urdu, with one entry put into Polish."""
    for code, words in WORDS.items():
        folder = small / "translations" / code
        (folder / "services").mkdir(parents=True)
        (folder / "site.yaml").write_text(
            f"status: awaiting review\ntagline: {code}\narea: Smallborough\ndisclaimer: {code}\n"
        )
        (folder / "taxonomy.yaml").write_text(
            "status: awaiting review\n"
            f"topics: {{family: {{label: {code}}}}}\n"
            f"sub: {{family/parenting: {{label: {code}}}}}\n"
            f"ages: {{adult: {{label: {code}}}}}\n"
            f"areas: {{national: {code}}}\n"
        )
        messages = Messages(code)
        for english, other in words.items():
            messages.add(english, other)
        file = small / "catalogues" / code / CATALOGUE
        file.parent.mkdir(parents=True)
        with file.open("wb") as out:
            write_po(out, messages)
    (small / "translations" / "pl" / "services" / "safe-line.md").write_text(
        "---\nstatus: awaiting review\nname: Bezpieczna linia\nsummary: Porozmawiaj.\n---\n"
    )
    return small


@pytest.fixture
def whole(translated: Path) -> Catalogue:
    return content.load_sound(translated)


@pytest.fixture
def pages(translated: Path) -> FlaskClient:
    settings = Settings(content=translated, translations=translated / "catalogues")
    return create_app(settings).test_client()


@pytest.fixture(autouse=True)
def speak_english_again() -> Iterator[None]:
    yield
    languages.speak(ENGLISH)
