"""An A to Z of plain words for those who cannot search: made from the phrases themselves."""

from __future__ import annotations

from app.search.words import Words

A_NEED = 8
SHORTEST = 4


def plain_words(found: Words) -> list[tuple[str, str]]:
    """Give plain words with the need each leads to, in the order of the alphabet.

    For each need the first short phrases that its editors wrote: those are the plainest. A phrase
    may lead to several needs.
    """
    taken: dict[str, int] = {}
    rows = set()
    for phrase in found.phrases:
        if phrase.language == "en" and _plain(phrase.text) and taken.get(phrase.need, 0) < A_NEED:
            taken[phrase.need] = taken.get(phrase.need, 0) + 1
            rows.add((phrase.text, phrase.need))
    return sorted(rows)


def _plain(text: str) -> bool:
    short = len(text) >= SHORTEST and len(text.split()) <= 2
    return short and text.replace(" ", "").isalpha()
