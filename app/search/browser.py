"""The files with which a browser searches: the index's numbers and what results show, packed.

English is one file, all a first answer needs; each other script is one more, fetched when typed.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from app.catalogue import Catalogue
from app.model import Service
from app.search.engine import Engine
from app.search.folding import stem, words
from app.search.index import Index
from app.search.packing import front_coded, pack, steps
from app.search.tables import Table
from app.search.words import group_of

# What a result shows of an entry, given by whoever knows how pages word it.
Face = Callable[[Service], dict[str, Any]]


def browser_files(engine: Engine, face: Face) -> dict[str, bytes]:
    """Give the files by name: one for each group of words, its name carrying its hash."""
    made = {}
    for group, table in engine.tables.items():
        data = _words_of(engine, group, table)
        if group == "en":
            data |= _entries(engine, table, face)
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        raw = text.encode()
        made[f"{group}.{hashlib.sha256(raw).hexdigest()[:10]}.json"] = raw
    return made


def names_by_group(files: dict[str, bytes]) -> dict[str, str]:
    """Tell which file holds which group."""
    return {name.split(".")[0]: name for name in sorted(files)}


# --- words and phrases --------------------------------------------------------------------------


def _words_of(engine: Engine, group: str, table: Table) -> dict[str, Any]:
    """A group's words with their levels, its phrases, its common words and words of danger."""
    small = engine.index.small
    return {
        "words": _words(table.words),
        "levels": [[level, len(list(some))] for level, some in groupby(table.levels)],
        "phrases": _packed_phrases(table.phrases),
        "common": " ".join(small["common"].get(group, [])),
        "alarms": [_texts(phrases, group) for _, phrases, _, _ in small["alarms"]],
        "harmless": _texts(small["harmless"], group),
    }


def _words(all_words: Sequence[str]) -> Any:
    """Words of letters only are front-coded; a digit in a word stands as a capital letter."""
    return front_coded([word.translate(_DIGITS) for word in all_words])


_DIGITS = {ord(str(digit)): chr(ord("A") + digit) for digit in range(10)}


def _texts(phrases: Sequence[Sequence[str]], group: str) -> str:
    """The phrases of one group, folded, a line each."""
    return "\n".join(" ".join(words(t)) for language, t in phrases if group_of(language) == group)


def _packed_phrases(needs: Sequence[Sequence[tuple[int, ...]]]) -> list[str]:
    """All phrases, need by need, as four runs of numbers.

    A need lists its words by number. Each word then heads the phrases in which it is the rarest,
    so that a head need not be named again; the other words are places in the need's list.
    """
    lists, heads, sizes, rest = [], [], [], []
    for phrases in needs:
        mine = sorted({word for phrase in phrases for word in phrase})
        place = {word: number for number, word in enumerate(mine)}
        headed = Counter(phrase[-1] for phrase in phrases)
        lists += [len(mine), *steps(mine)]
        heads += [headed[word] for word in mine]
        for phrase in sorted(phrases, key=lambda one: (one[-1], one)):
            sizes.append(len(phrase) - 1)
            rest += [place[word] for word in phrase[:-1]]
    return [pack(lists), pack(heads), pack(sizes), pack(rest)]


# --- entries ------------------------------------------------------------------------------------


def _entries(engine: Engine, table: Table, face: Face) -> dict[str, Any]:
    """Everything about entries: what they are found by, whom they suit, and what is shown."""
    known = {stem(word): number for number, word in enumerate(table.words)}
    services = [one for one in engine.entries if one]
    assert len(services) == len(engine.entries), "The index is older than the content."
    more, own = _own_words(engine.index, known, len(services))
    faces = [face(service) for service in services]
    small, catalogue = engine.index.small, engine.catalogue
    terms = catalogue.taxonomy.terms
    return {
        "more": _words(more),
        "own": own,
        "needs": engine.needs,
        "labels": [terms[need][1].label for need in engine.needs],
        "ids": "\n".join(_short_id(service) for service in services),
        "names": "\n".join(service.name for service in services),
        "others": "\n".join("|".join(service.alternate_names) for service in services),
        "topics": pack(n for topics in engine.topics for n in (len(topics), *topics)),
        "ages": pack(map(_trits, zip(*engine.fits_age.values(), strict=True))),
        "clusters": pack(map(_trits, zip(*engine.fits_cluster.values(), strict=True))),
        "less": pack(engine.standings),
        # Counted over all answers, so it is wanted before any card is.
        "marks": pack(one.pop("marks", 0) for one in faces),
        "bands": [[b.id, b.label, b.minimum_age, b.maximum_age] for b in catalogue.taxonomy.ages],
        "areas": [[c.id, c.label] for c in catalogue.taxonomy.clusters],
        "ageWords": [[band, "\n".join(some)] for band, some in small["ages"].items()],
        "places": _places(small["places"]),
        "calls": [
            [[engine.need_numbers[n] for n in needs if n in engine.need_numbers], contacts]
            for _, _, needs, contacts in small["alarms"]
        ],
        "faces": _columns(faces),
        "crisis": _urgent(catalogue, small["alarms"], face),
    }


def _own_words(index: Index, known: dict[str, int], entries: int) -> tuple[list[str], list[str]]:
    """The words that entries have beyond the phrases' own, and each entry's words with impacts."""
    held = {word: posted for word in index.entry_words() if (posted := index.entry_postings(word))}
    more = sorted(word for word in held if word not in known)
    numbers = known | {word: len(known) + n for n, word in enumerate(more)}
    mine: list[list[tuple[int, int]]] = [[] for _ in range(entries)]
    for word, posted in held.items():
        for entry, impact in posted:
            mine[entry].append((numbers[word], impact))
    lists: list[int] = []
    impacts: list[int] = []
    for some in mine:
        some.sort()
        lists += [len(some), *steps([word for word, _ in some])]
        impacts += [impact for _, impact in some]
    return more, [pack(lists), pack(impacts)]


def _short_id(service: Service) -> str:
    """An id that its name would give is left out."""
    given = "-".join(words(service.name, None))
    return "" if given == service.id else service.id


def _trits(fits: Sequence[int]) -> int:
    """Write numbers from 0 to 2 as one number to the base 3."""
    number = 0
    for fit in reversed(fits):
        number = number * 3 + fit
    return number


def _places(places: Sequence[dict[str, Any]]) -> str:
    """Places a line each: words, label if it is not the words, cluster, nearest, who serves it."""
    return "\n".join(
        "|".join(
            (
                " ".join(place["words"]),
                "" if place["label"].lower() == " ".join(place["words"]) else place["label"],
                place["cluster"] or "",
                "" if place["near"] == place["cluster"] else place["near"] or "",
                place["outside"],
            )
        )
        for place in places
    )


def _columns(faces: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    """The same fields of all entries side by side; those of few kinds as numbers of the kinds."""
    columns: dict[str, list[Any]] = {}
    for name in faces[0] if faces else ():
        values = [face[name] for face in faces]
        kinds = sorted(set(values))
        if len(kinds) * 4 < len(values):
            columns[name] = [kinds, pack(kinds.index(value) for value in values)]
        else:
            columns[name] = ["\n".join(values)]
    return columns


def _urgent(catalogue: Catalogue, alarms: Sequence[Any], face: Face) -> dict[str, list[str]]:
    """What the card above results shows of each urgent contact."""
    slugs = dict.fromkeys(slug for *_, contacts in alarms for slug in contacts)
    found = [catalogue.services[slug] for slug in slugs if slug in catalogue.services]
    return {s.id: [s.name, face(s)["contact"]] for s in found}
