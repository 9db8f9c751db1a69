"""Lists of whole numbers as short texts of plain letters, which pack well on their way to a phone.

Small numbers take one letter, larger ones two or four. assets/search/packing.js reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

# Printable letters that JSON need not escape.
LETTERS = "".join(chr(code) for code in range(35, 127) if code != 92)
ONE, TWO = 69, 21
BASE = len(LETTERS)
_TWO_UP_TO = ONE + TWO * BASE


def pack(numbers: Iterable[int]) -> str:
    """Write numbers from nought up as letters."""
    return "".join(map(_letters, numbers))


def _letters(number: int) -> str:
    if number < ONE:
        return LETTERS[number]
    if number < _TWO_UP_TO:
        high, low = divmod(number - ONE, BASE)
        return LETTERS[ONE + high] + LETTERS[low]
    high, low = divmod(number - _TWO_UP_TO, BASE)
    higher, high = divmod(high, BASE)
    return LETTERS[BASE - 1] + LETTERS[higher] + LETTERS[high] + LETTERS[low]


def steps(numbers: Sequence[int]) -> list[int]:
    """Turn rising numbers into the steps between them."""
    return [now - before for before, now in zip((0, *numbers), numbers, strict=False)]


def front_coded(words: Sequence[str]) -> str:
    """Write words one after another, each without what it shares with the one before.

    A digit before each says how much it shares; words hold no digits where this is used.
    """
    parts, before = [], ""
    for word in words:
        shared = 0
        while shared < min(9, len(before), len(word)) and before[shared] == word[shared]:
            shared += 1
        parts.append(f"{shared}{word[shared:]}")
        before = word
    return "".join(parts)
