"""The files with which a browser searches: the index's numbers and what results show, packed.

The core is what every search needs. Words, each with all it leads to, are divided by the alphabet
and cards by need, so that a search fetches only those that it asks for. While somebody reads the
first answer, all English words come in one file for whatever is asked next.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, groupby, pairwise
from typing import Any

from app.catalogue import Catalogue
from app.model.service import Service
from app.search.alarms import alarm_words
from app.search.engine import Engine
from app.search.folding import stem, words
from app.search.lexicon import Lexicon, lexicon
from app.search.packing import pack
from app.search.vocabulary import ENGLISH
from app.search.words import SET, group_of

# What a result shows of an entry, given by whoever knows how pages word it.
Face = Callable[[Service], dict[str, Any]]
# About how many letters a file holds before it is compressed, to half or less. More would make
# answers heavier; fewer the page, which tells how all of these files begin.
WORDS_A_FILE, OTHER_WORDS_A_FILE = 900, 800
# So few cards come with the core, at 60 bytes each of ours; more are divided, and come with each
# answer: those of 2,000 entries would be heavier than all words that are fetched ahead of need.
CARDS_AT_ONCE, CARDS_A_FILE = 400, 64
# Up to so many entries all cards are also in one file, fetched while an answer is read.
CARDS_AHEAD = 2500


@dataclass(frozen=True)
class BrowserFiles:
    """The files by name, and what a page must know to ask for those it needs.

    `listing` names the folder they lie in, how many cards a file holds (0: the core does), for each
    kind of file that is divided by the alphabet the letters with which each begins, and the common
    words of English, for which no file is asked.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    listing: dict[str, Any] = field(default_factory=dict)


def browser_files(
    engine: Engine, face: Face, said: Mapping[str, dict[str, Any]] | None = None
) -> BrowserFiles:
    """Make everything that a browser searches with. The folder's name carries a hash of it.

    `said` is what results say in each other language, by its code.
    """
    services = [one for one in engine.entries if one]
    assert len(services) == len(engine.entries), "The index is older than the content."
    faces = [face(service) for service in services]
    made = {"core": _entries(engine, faces, face)}
    starts, known = {}, engine.index.beside()
    for group in engine.index.tables:
        found = lexicon(engine.vocabulary, group, known[group])
        made |= _group(engine, group, found, made["core"])
        for kind, parts, packed in _parts(engine, group, found):
            starts[kind] = _starts(parts)
            made |= {f"{kind}-{n}": packed(part) for n, part in enumerate(parts)}
    size = 0 if len(faces) <= CARDS_AT_ONCE else CARDS_A_FILE
    cards = list(map(_card, services, faces))
    if size:
        made |= _cards(engine, cards, size)
        made |= {"cards": columns(cards)} if len(cards) <= CARDS_AHEAD else {}
    else:
        made["core"] |= {"cards": columns(cards)}
    made |= {f"said-{code}": words for code, words in (said or {}).items()}
    listing = {"cards": size, "all": "cards" in made, "starts": starts}
    return _named(made, listing | {"common": " ".join(_common(engine, ENGLISH))})


def _named(made: dict[str, Any], listing: dict[str, Any]) -> BrowserFiles:
    """Write the files out, in a folder whose name changes with any of them."""
    files = {
        f"{name}.json": json.dumps(
            data, ensure_ascii=False, separators=(",", ":"), sort_keys=True
        ).encode()
        for name, data in sorted(made.items())
    }
    folder = hashlib.sha256(b"\n".join(files.values())).hexdigest()[:10]
    named = {f"{folder}/{name}": raw for name, raw in files.items()}
    return BrowserFiles(named, {"folder": folder, **listing})


def _divided(some: Sequence[str], size: Callable[[str], int], most: int) -> list[list[str]]:
    """Divide words, in their order, into parts of about the same size."""
    parts: list[list[str]] = [[]]
    held = 0
    for word in some:
        if parts[-1] and held + size(word) > most:
            parts.append([])
            held = 0
        parts[-1].append(word)
        held += size(word)
    return parts


def _starts(parts: Sequence[Sequence[str]]) -> str:
    """The first letters that tell the first word of each part from the last of the one before."""
    starts = [""]
    for before, part in pairwise(parts):
        first = part[0]
        starts.append(next(first[:n] for n in count(1) if first[:n] > before[-1]))
    return " ".join(starts)


# --- words ---------------------------------------------------------------------------------------


def _group(
    engine: Engine, group: str, found: Lexicon, core: dict[str, Any]
) -> dict[str, dict[str, Any]]:
    """What every search in a group needs: levels, common words, words of danger.

    Of English it comes with the core, the common words with all they lead to: nearly every
    question holds some, and they lie too far apart in the alphabet to be fetched one by one.
    """
    told = {"levels": found.runs(), "phrased": found.phrased}
    danger = _alarms(engine.index.small, group)
    if group != ENGLISH:
        common = " ".join(_common(engine, group))
        return {group: told | {"common": common}, f"danger-{group}": danger}
    often = found.packed([word for word in _common(engine, group) if word in found.numbers])
    return {
        "core": core | told | danger | {"often": often},
        "whole": found.whole(engine.vocabulary),
    }


def _common(engine: Engine, group: str) -> list[str]:
    found: list[str] = engine.index.small["common"].get(group, [])
    return found


def _parts(
    engine: Engine, group: str, found: Lexicon
) -> Iterator[tuple[str, list[list[str]], Callable[[Sequence[str]], dict[str, str]]]]:
    """Divide a group's words into files: of which kind, with which words, packed how."""
    if group != ENGLISH:
        yield group, _divided(sorted(found.stems), found.size, OTHER_WORDS_A_FILE), found.packed
        return
    others = found.numbers.keys() - set(_common(engine, group))
    yield group, _divided(sorted(others), found.size, WORDS_A_FILE), found.packed
    # Spelling looks through all words of a first letter.
    lettered = groupby(
        sorted(found.stems[: found.spelt]), lambda word: word[0].isalpha() and word[0]
    )
    yield "spell", [list(some) for _, some in lettered] or [[]], found.listed


def _alarms(small: Mapping[str, Any], group: str) -> dict[str, Any]:
    """The words of danger of one group: its phrases a line each, and the sets they name."""
    alarms = [_texts(phrases, group) for _, phrases, _, _ in small["alarms"]]
    harmless = _texts(small["harmless"], group)
    named = set(SET.findall("\n".join((*alarms, harmless))))
    sets = [
        f"<{name}> {' '.join(dict.fromkeys(map(stem, some)))}"
        for name, some in small.get("sets", {}).items()
        if name in named
    ]
    return {"sets": "\n".join(sets), "alarms": alarms, "harmless": harmless}


def _texts(phrases: Sequence[Sequence[str]], group: str) -> str:
    """The phrases of one group as stems and names of sets, a line each."""
    mine = (text for language, text in phrases if group_of(language) == group)
    return "\n".join(" ".join(map(_alarm_stem, alarm_words(text))) for text in mine)


def _alarm_stem(word: str) -> str:
    return word if SET.fullmatch(word) else stem(word)


# --- entries ------------------------------------------------------------------------------------


def _entries(engine: Engine, faces: Sequence[dict[str, Any]], face: Face) -> dict[str, Any]:
    """What every search needs of entries: which needs they answer, whom they suit."""
    small, catalogue, fits = engine.index.small, engine.catalogue, engine.fits
    terms = catalogue.taxonomy.terms
    numbers = {need: number for number, need in enumerate(engine.needs)}
    return {
        "needs": engine.needs,
        "labels": [terms[need][1].label for need in engine.needs],
        "topics": pack(n for topics in fits.topics for n in (len(topics), *topics)),
        "ages": pack(map(_trits, zip(*fits.ages.values(), strict=True))),
        "clusters": pack(map(_trits, zip(*fits.clusters.values(), strict=True))),
        "less": pack(fits.standings),
        # Counted over all answers, so it is wanted before any card is.
        "marks": pack(one.pop("marks", 0) for one in faces),
        "bands": [[b.id, b.label, b.minimum_age, b.maximum_age] for b in catalogue.taxonomy.ages],
        "areas": [[c.id, c.label] for c in catalogue.taxonomy.clusters],
        "ageWords": [[band, "\n".join(some)] for band, some in small["ages"].items()],
        "places": _places(small["places"]),
        "calls": [
            [[numbers[n] for n in needs if n in numbers], contacts]
            for _, _, needs, contacts in small["alarms"]
        ],
        "crisis": _urgent(catalogue, small["alarms"], face),
        "hubs": _hubs(engine),
    }


def _hubs(engine: Engine) -> dict[str, int]:
    """Whom to ask, by cluster, and under no cluster whom anybody may ask."""
    numbers = {entry.id: number for number, entry in enumerate(engine.entries) if entry}
    clusters = engine.catalogue.taxonomy.clusters
    asked = {"": engine.catalogue.site.ask} | {one.id: one.hub for one in clusters}
    return {cluster: numbers[slug] for cluster, slug in asked.items() if slug in numbers}


def _trits(fits: Sequence[int]) -> int:
    """Write numbers from 0 to 2 as one number to the base 3."""
    number = 0
    for fit in reversed(fits):
        number = number * 3 + fit
    return number


def _places(places: Sequence[dict[str, Any]]) -> str:
    """Places a line each: words, label if words do not give it, cluster, nearest, who serves it."""
    return "\n".join(
        "|".join(
            (
                " ".join(place["words"]),
                "" if place["label"] == _titled(place["words"]) else place["label"],
                place["cluster"] or "",
                "" if place["near"] == place["cluster"] else place["near"] or "",
                place["outside"],
            )
        )
        for place in places
    )


def _titled(some: Sequence[str]) -> str:
    """Write words as the browser does: DY5, Brierley Hill."""
    return " ".join(w.upper() if any(map(str.isdigit, w)) else w[:1].upper() + w[1:] for w in some)


def _urgent(catalogue: Catalogue, alarms: Sequence[Any], face: Face) -> dict[str, list[str]]:
    """What the card above results shows of each urgent contact."""
    slugs = dict.fromkeys(slug for *_, contacts in alarms for slug in contacts)
    found = [catalogue.services[slug] for slug in slugs if slug in catalogue.services]
    return {s.id: [s.name, face(s)["contact"]] for s in found}


# --- cards --------------------------------------------------------------------------------------


def _card(service: Service, face: dict[str, Any]) -> dict[str, Any]:
    return {"id": _short_id(service), "name": service.name, **face}


def _cards(engine: Engine, cards: Sequence[dict[str, Any]], size: int) -> dict[str, Any]:
    """The cards of each need, so many to a file: what is found together lies together.

    A card lies in as many files as its entry answers needs.
    """
    return {
        f"cards-{need}-{start // size}": columns([cards[n] for n in entries[start : start + size]])
        for need, entries in enumerate(_ranked(engine))
        for start in range(0, len(entries), size)
    }


def _ranked(engine: Engine) -> Iterator[list[int]]:
    """The entries of each need, first those that words for it find first."""
    less = engine.fits.standings
    for some in engine.fits.by_need:
        yield [entry for *_, entry in sorted((-weight, less[n], n) for n, weight in some)]


def _short_id(service: Service) -> str:
    """An id that its name would give is left out."""
    given = "-".join(words(service.name, None))
    return "" if given == service.id else service.id


def columns(faces: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
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
