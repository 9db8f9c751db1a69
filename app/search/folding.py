"""Words as search compares them: folded so that typing habits, accents and endings do not matter.

The browser folds in the same way (assets/search/folding.js); a test compares the two.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST_WORD = 24
MOST_WORDS = 40

# Letters that people type for one another, or that have no accent to take off.
_ALIKE = {
    **dict(zip("łøđıħ", "lodih", strict=True)),
    **{"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"},
    # Arabic and Urdu: one letter where keyboards and habits differ.
    **dict(zip("یىےکہۃةھںٱ", "يييكهههھنا", strict=True)),
    # Gurmukhi and Bengali: two signs for one nasal sound; Ukrainian as typed on a Russian keyboard.
    **{"ਂ": "ੰ", "ੱ": "", "ঁ": "", "ґ": "г", "ы": "и", "э": "е", "ё": "е"},
}
# Accents, Arabic vowel signs and stretching, dots below; apostrophes; marks nobody sees.
_DROPPED = re.compile(
    "[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u093c\u09bc\u0a3c"
    "'`\u00b4\u2018\u2019\u201b\u02b9-\u02bf\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)


class _Letters(dict[int, str]):
    """How each character is written: letters, marks and digits alike or as they are, else a space.

    Filled as characters are met.
    """

    def __missing__(self, code: int) -> str:
        character = chr(code)
        kept = unicodedata.category(character)[0] in "LMN"
        self[code] = _ALIKE.get(character, character if kept else " ")
        return self[code]


_LETTERS = _Letters()


def fold(text: str) -> str:
    """Write a text in folded letters with spaces between words."""
    plain = unicodedata.normalize("NFKD", text).lower()
    return _DROPPED.sub("", plain).translate(_LETTERS)


def words(text: str, most: int | None = MOST_WORDS) -> list[str]:
    """Give the folded words of a text; of a query, the first 40."""
    return [word[:LONGEST_WORD] for word in fold(text).split()[:most]]


def script(word: str) -> str:
    """Name the script of a folded word by its first letter: one of SCRIPTS."""
    code = ord(word[0])
    return next((name for name, low, high in _RANGES if low <= code <= high), "Latn")


_RANGES = (
    ("Cyrl", 0x0400, 0x052F),
    ("Arab", 0x0600, 0x06FF),
    ("Beng", 0x0980, 0x09FF),
    ("Guru", 0x0A00, 0x0A7F),
)
SCRIPTS = ("Latn", *(name for name, _, _ in _RANGES))

_ENDINGS = (
    ("ies", "y"),
    ("ied", "y"),
    ("sses", "ss"),
    ("xes", "x"),
    ("ings", ""),
    ("ing", ""),
    ("ed", ""),
)
# What is left of `making` had an `e`, what is left of `hitting` had none.
_SHORT = re.compile("[b-df-hj-np-tv-z][aeiou][b-df-hj-np-tvz]")
_VOWEL = re.compile("[aeiouy]")
_DOUBLE = re.compile(r"([b-df-hj-np-tv-z])\1")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Take a Latin word's common endings off, and its doubled consonants: `smokeing` is `smok`.

    Light on purpose: it only has to bring together what people mean alike.
    """
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return word
    base = _without_ending(word)
    if len(base) > 4 and base.endswith("e"):
        base = base[:-1]
    if len(base) > 3 and base.endswith("y"):
        base = base[:-1] + "i"
    return _DOUBLE.sub(r"\1", base)


def _without_ending(word: str) -> str:
    for ending, instead in _ENDINGS:
        base = word[: -len(ending)] + instead
        # The `e` before `ed` is part of `bleed`, not a syllable of its own.
        if word.endswith(ending) and len(base) > 2 and _VOWEL.search(base.removesuffix("e")):
            return base + "e" if not instead and _SHORT.fullmatch(base) else base
    if word.endswith("s") and word[-2] not in "siu":
        return word[:-1]
    return word
