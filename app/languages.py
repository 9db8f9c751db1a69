"""The languages there are, and the words of the one being spoken.

English stands in the code and the templates; `translations/<code>/LC_MESSAGES/messages.po` says
the same in another language. Whoever answers somebody calls `speak` first; everything that is said
until the next call is said in that language.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Collection, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property, lru_cache
from gettext import NullTranslations, c2py
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, get_day_names
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

ENGLISH_CODE = "en"
_TAG = re.compile("<[^<>]+>")
CATALOGUE = Path("LC_MESSAGES") / "messages.po"


def is_harmless(message: Message) -> bool:
    """Whether a translation has the tags of the English, and no < > or " besides.

    Templates show tags in a message as tags, so its words could bring a script.
    """
    english = _signs(_forms(message.id)[-1])
    return all(_signs(text) == english for text in _forms(message.string) if text)


def _forms(text: Any) -> list[str]:
    return [text] if isinstance(text, str) else list(text or [])


def _signs(text: str) -> list[str]:
    return sorted([*_TAG.findall(text), *re.findall('[<>"]', _TAG.sub("", text))])


@dataclass(frozen=True)
class Language:
    """One language: its code as in an address, and the file its words are in, if there is one."""

    code: str = ENGLISH_CODE
    file: Path | None = None

    @cached_property
    def locale(self) -> Locale:
        """What Unicode's locale data knows of it: names of days, numbers, plurals."""
        return Locale("en", "GB") if self == ENGLISH else Locale.parse(self.code, sep="-")

    @cached_property
    def name(self) -> str:
        """Its name in itself: `Polski`, `اردو`."""
        name = self.locale.get_language_name() or self.code
        return f"{name[0].upper()}{name[1:]}"

    @cached_property
    def direction(self) -> str:
        """`rtl` or `ltr`."""
        return self.locale.text_direction

    @cached_property
    def catalogue(self) -> Catalog:
        """All messages, with where each is used; empty for the language of the code.

        One with tags or quotes of its own is marked fuzzy, so that it is never shown.
        """
        if self.file is None:
            return Catalog(self.code)
        with self.file.open("rb") as file:
            found = read_po(file, locale=str(self.locale))
        for message in found:
            if message.id and not is_harmless(message):
                message.flags.add("fuzzy")
        return found

    @cached_property
    def reviewed(self) -> bool:
        """Whether a speaker has checked the words: the file's first lines say so."""
        return "status: reviewed" in self.catalogue.header_comment

    @cached_property
    def translations(self) -> NullTranslations:
        """The messages as gettext looks them up; a fuzzy one counts as missing."""
        if self.file is None:
            return NullTranslations()
        compiled = io.BytesIO()
        write_mo(compiled, self.catalogue)
        compiled.seek(0)
        return Translations(compiled)

    @cached_property
    def said(self) -> dict[Hashable, Any]:
        """What templates have said of it so far, ready to stand on a page.

        It stands by the English; what counts something by that and the number.
        """
        return {}

    def weekday(self, number: int) -> str:
        """The name of a day of the week; 0 is Monday."""
        return str(get_day_names("wide", locale=self.locale)[number])

    def clock(self, at: time) -> str:
        """A time of day: `16:30`, `4:30 PM`."""
        return self.isolated(format_time(at, "short", locale=self.locale))

    def dated(self, day: date, *, year: bool = True) -> str:
        """A day, with or without its year: `12 stycznia 2027`, `12 stycznia`."""
        if year:
            return format_date(day, "long", locale=self.locale)
        return format_skeleton("MMMMd", day, locale=self.locale)

    def isolated(self, text: str) -> str:
        """Let a text keep its own direction inside words that run from right to left.

        It stands between Unicode's first strong isolate and its end (UAX #9).
        """
        return f"\u2068{text}\u2069" if self.direction == "rtl" else text

    def script_words(self, files: Collection[str]) -> dict[str, Any]:
        """What some of the browser's scripts say, by the English; a list for forms of a plural.

        Under the empty text, as in a catalogue, stands what is true of the whole language.
        """
        said = {
            _english(message): message.string
            for message, places in self._in_scripts
            if not places.isdisjoint(files)
        }
        return {"": self._of_numbers} | said

    @cached_property
    def _in_scripts(self) -> list[tuple[Message, set[str]]]:
        """The messages of scripts that are translated, with the files they stand in."""
        found = (
            (message, {name for name, _ in message.locations if name.endswith(".js")})
            for message in self.catalogue
            if _translated(message)
        )
        return [(message, places) for message, places in found if places]

    @cached_property
    def _of_numbers(self) -> dict[str, list[str] | str]:
        """Days of the week, hours of a day, days of each month without and with the year, and
        which form of a plural each number takes: from 100 on, the last two figures decide."""
        months = [date(2033, month, 28) for month in range(1, 13)]
        day = ("28", "%(day)s")
        form = c2py(self.catalogue.plural_expr)
        return {
            "days": [self.weekday(number) for number in range(7)],
            "times": [self.clock(time(hour, 59)).replace("59", "%(minute)s") for hour in range(24)],
            "dates": [self.dated(one, year=False).replace(*day) for one in months],
            "years": [self.dated(one).replace(*day).replace("2033", "%(year)s") for one in months],
            "forms": "".join(str(form(number)) for number in range(200)),
        }


def _english(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _translated(message: Message) -> bool:
    said = (message.string,) if isinstance(message.string, str) else message.string
    return bool(message.id and said) and not message.fuzzy and all(said or ())


ENGLISH = Language()


@lru_cache
def all_in(folder: Path) -> dict[str, Language]:
    """Every language with a catalogue in a folder, by its code, English first."""
    files = sorted(folder.glob(f"*/{CATALOGUE}"))
    found = {file.parts[-3]: Language(file.parts[-3], file) for file in files}
    return {ENGLISH_CODE: ENGLISH} | found


# --- the one being spoken -----------------------------------------------------------------------

_spoken: ContextVar[Language] = ContextVar("spoken", default=ENGLISH)


def speak(language: Language) -> None:
    """Say what follows in a language."""
    _spoken.set(language)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Say what is said within the block in a language."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


# Gives the language that is being spoken; an answer asks a hundred times.
spoken: Callable[[], Language] = _spoken.get


def gettext(text: str, **values: Any) -> str:
    """Give the words for an English text, with values put in for `%(name)s`."""
    words = spoken().translations.gettext(text)
    return words % values if values else words


def plural(one: str, many: str, num: int) -> str:
    """Give the words that fit a number, with nothing put in yet."""
    return spoken().translations.ngettext(one, many, num)


def ngettext(one: str, many: str, num: int, **values: Any) -> str:
    """Give the words that fit a number, which stands in them as `%(num)s`."""
    return plural(one, many, num) % {"num": num, **values}


def pgettext(context: str, text: str, **values: Any) -> str:
    """Give the words for a text that means different things in different contexts."""
    words = spoken().translations.pgettext(context, text)
    return words % values if values else words


def isolated(words: object) -> str:
    """Keep a number, a name or an address from being mixed up with words of another direction."""
    return spoken().isolated(str(words))


def marked(text: str) -> str:
    """Mark an English text that is translated where it is used, so that it is found."""
    return text
