"""The Whoosh index: words to needs and words to entries, read as whole numbers.

The browser's tables are read out of the same index, so both rank alike.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index
from whoosh.analysis import Token
from whoosh.analysis.analyzers import Analyzer
from whoosh.fields import STORED, FieldType, Schema
from whoosh.formats import Frequency
from whoosh.scoring import BM25F, WeightingModel
from whoosh.searching import Searcher

from app.catalogue import CONFIDENCE, Catalogue
from app.model.service import Service
from app.problems import Refused
from app.search import tables as tabling
from app.search.beside import Runs, beside
from app.search.folding import stem, words
from app.search.places import read_places
from app.search.plain import plain_words
from app.search.tables import Table
from app.search.words import Words, load
from app.swapping import replaced

ENTRIES, NEEDS = "entries", "needs"
SIZES, PHRASES, BESIDE = "sizes.json", "phrases.json", "beside.json"
LEAST = 6
# How much a word counts by where it stands in an entry.
WEIGHTS = {"name": 6, "summary": 3, "organization": 2, "text": 1}
Progress = Callable[[str], None]


class BrokenIndex(Refused):
    """The index that stands cannot be read; it must be built anew."""


class Weighted(Analyzer):  # type: ignore[misc]
    """Reads words that bring their own weight: `cruse:6 grief:1`."""

    def __call__(self, value: str, **_: Any) -> Iterator[Token]:
        """Give each word as a token whose boost is its weight."""
        token = Token(positions=False, chars=False)
        for part in value.split():
            word, _colon, weight = part.rpartition(":")
            vars(token).update(text=word, boost=float(weight))
            yield token


def _weighted_field() -> FieldType:
    kind = FieldType(Frequency(), Weighted(), scorable=True)
    return kind


class _Stored(WeightingModel):  # type: ignore[misc]
    """Takes the weight in the index as the score: the words of needs are weighed at build time."""

    use_final = False

    def scorer(self, searcher: Searcher, field: str, text: str, qf: int = 1) -> Any:
        """Give Whoosh's scorer that returns the weight."""
        from whoosh.scoring import WeightScorer

        return WeightScorer(searcher.term_info(field, text).max_weight())


# --- building -----------------------------------------------------------------------------------


def build(
    catalogue: Catalogue,
    content_folder: Path,
    index_folder: Path,
    progress: Progress | None = None,
    *,
    like: Path | None = None,
) -> None:
    """Build the whole index aside and put it in place.

    What leads from words to needs is taken over from the index `like`, if it is of the same words.
    """
    ages = [band.id for band in catalogue.taxonomy.ages]
    terms = catalogue.taxonomy.terms
    found, _ = load(content_folder / "search", terms, catalogue.services, ages)
    needs_of = _needs_of(list(terms), content_folder)
    with replaced(index_folder) as folder:
        if not (like and _take_needs(folder, like, needs_of)):
            _write_needs(folder, found, list(terms), progress or _silent)
        _write_entries(folder, catalogue, progress or _silent)
        small = _small(found, catalogue, read_places(content_folder / "places.yaml"))
        small |= {"made_of": made_of(catalogue, content_folder), "needs_of": needs_of}
        (folder / "words.json").write_text(json.dumps(small, ensure_ascii=False), encoding="utf-8")
        (folder / SIZES).write_text(json.dumps(_sizes(folder)), encoding="utf-8")


def is_of(catalogue: Catalogue, content_folder: Path, index_folder: Path) -> bool:
    """Whether the index that stands is whole and was made of these very words and entries."""
    built = _told(index_folder, "made_of")
    return bool(built) and built == made_of(catalogue, content_folder)


def _told(index_folder: Path, what: str) -> str:
    """What an index says it was made of; nothing if it is not whole."""
    try:
        small = json.loads((index_folder / "words.json").read_text("utf-8"))
        return str(small[what]) if is_whole(index_folder) else ""
    except (OSError, ValueError, KeyError):
        return ""


def is_whole(index_folder: Path) -> bool:
    """Whether every file of the index is as long as it was written."""
    try:
        written = json.loads((index_folder / SIZES).read_text("utf-8"))
        return BESIDE in written and bool(written.items() <= _sizes(index_folder).items())
    except (OSError, ValueError, AttributeError):
        return False


def stamp(index_folder: Path) -> int:
    """Give a number that is another when another index stands; 0 while there is none."""
    try:
        return (index_folder / SIZES).stat().st_mtime_ns
    except OSError:
        return 0


def _sizes(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in sorted(folder.iterdir())}


def made_of(catalogue: Catalogue, content_folder: Path) -> str:
    """Sum up everything an index is made of, and what makes it."""
    summed = hashlib.sha256(catalogue.taxonomy.model_dump_json().encode())
    for path in (
        *sorted((content_folder / "search").glob("*.yaml")),
        content_folder / "places.yaml",
        *_code(),
    ):
        summed.update(path.read_bytes() if path.exists() else b"")
    for service in ranked(catalogue):
        summed.update(" ".join((service.id, *_entry_words(catalogue, service))).encode())
    return summed.hexdigest()


def _needs_of(needs: Sequence[str], content_folder: Path) -> str:
    """Sum up everything that the needs' part of an index is made of, and what makes it."""
    summed = hashlib.sha256("\n".join(needs).encode())
    files = *(content_folder / "search").glob("*.yaml"), *_code()
    for path in sorted(files):
        summed.update(path.read_bytes())
    return summed.hexdigest()


def _code() -> list[Path]:
    return sorted(Path(__file__).parent.glob("*.py"))


def _take_needs(folder: Path, like: Path, needs_of: str) -> bool:
    """Copy the needs' part of an index that stands, if it is of the same words."""
    before = stamp(like)
    if _told(like, "needs_of") != needs_of:
        return False
    try:
        parts = *like.glob(f"_{NEEDS}_*.toc"), *like.glob(f"{NEEDS}_*.seg")
        for path in (*parts, like / PHRASES, like / BESIDE):
            shutil.copyfile(path, folder / path.name)
    except FileNotFoundError:  # Another index has just taken its place.
        return False
    return stamp(like) == before


def _silent(_: str) -> None:
    """Say nothing."""


def _small(found: Words, catalogue: Catalogue, places: Any) -> dict[str, Any]:
    """The short lists that are kept whole in memory."""
    return {
        "needs": list(catalogue.taxonomy.terms),
        "plain": plain_words(found),
        "entries": [service.id for service in ranked(catalogue)],
        "common": {
            group: sorted({stem(word) for word in some}) for group, some in found.common.items()
        },
        "ages": found.ages,
        "alarms": [
            [alarm.id, alarm.phrases, alarm.needs, alarm.contacts] for alarm in found.alarms
        ],
        "harmless": found.harmless,
        "sets": found.sets,
        "places": places,
    }


def ranked(catalogue: Catalogue) -> list[Service]:
    """All entries in the order of equals: best confirmed, lately checked, open to all, nearest."""
    wide = {area.id: number for number, area in enumerate(catalogue.taxonomy.areas, 1)}

    def key(service: Service) -> tuple[int, bool, bool, int, str, str]:
        near = min(wide.get(area, 0) for area in service.area)
        doubt = CONFIDENCE.index(service.confidence)
        late = service.id in catalogue.overdue
        return (
            *(doubt, late, not service.contact_yourself),
            *(near, service.name.casefold(), service.id),
        )

    return sorted(catalogue.services.values(), key=key)


def _write_needs(folder: Path, found: Words, needs: Sequence[str], progress: Progress) -> None:
    tables = tabling.tables(found, needs)
    schema = Schema(number=STORED, **{group: _weighted_field() for group in tables})
    writer = whoosh_index.create_in(str(folder), schema, indexname=NEEDS).writer(limitmb=256)
    weights: list[dict[str, list[str]]] = [{} for _ in needs]
    for group, table in tables.items():
        for word, some in zip(table.words, tabling.impacts(table), strict=True):
            for need, impact in some.items():
                weights[need].setdefault(group, []).append(f"{stem(word)}:{impact}")
    for number, by_group in enumerate(weights):
        writer.add_document(number=number, **{g: " ".join(some) for g, some in by_group.items()})
    writer.commit(optimize=True)
    (folder / PHRASES).write_text(
        json.dumps({g: t.as_json() for g, t in tables.items()}, ensure_ascii=False), "utf-8"
    )
    (folder / BESIDE).write_text(
        json.dumps({g: beside(t) for g, t in tables.items()}, separators=(",", ":")), "utf-8"
    )
    progress(f"{len(found.phrases)} phrases")


def _write_entries(folder: Path, catalogue: Catalogue, progress: Progress) -> None:
    schema = Schema(id=STORED, words=_weighted_field())
    made = whoosh_index.create_in(str(folder), schema, indexname=ENTRIES)
    writer = made.writer(limitmb=512)
    for number, service in enumerate(ranked(catalogue), 1):
        writer.add_document(id=service.id, words=" ".join(_entry_words(catalogue, service)))
        if number % 1000 == 0:
            progress(f"{number} services")
    writer.commit(optimize=True)
    progress(f"{len(catalogue.services)} services")


def _entry_words(catalogue: Catalogue, service: Service) -> Iterator[str]:
    """Give the weighted words of an entry."""
    organization = catalogue.organizations.get(service.organization)
    parts = {
        "name": [service.name, *service.alternate_names],
        "summary": [service.summary],
        "organization": [organization.name] if organization else [],
        "text": [service.description, service.eligibility_description or ""],
    }
    for part, texts in parts.items():
        for text in texts:
            for word in words(text, None):
                yield f"{stem(word)}:{WEIGHTS[part]}"


# --- reading ------------------------------------------------------------------------------------


class Index:
    """Reads a built index. Postings are whole numbers and are remembered once read."""

    def __init__(self, folder: Path) -> None:
        """Open the index. Raises BrokenIndex when there is none, or not a whole one."""
        if not is_whole(folder):
            raise BrokenIndex(f"The search index in {folder} is not whole. Run `signpost index`.")
        # A new index may take this one's place between two files.
        before = stamp(folder)
        try:
            self.small: dict[str, Any] = json.loads((folder / "words.json").read_text("utf-8"))
            phrases = json.loads((folder / PHRASES).read_text("utf-8"))
            self._beside = (folder / BESIDE).read_bytes()
            self.tables = {group: Table.from_json(data) for group, data in phrases.items()}
            self._needs = self._open(folder, NEEDS, _Stored())
            self._entries = self._open(folder, ENTRIES, BM25F(B=0.4, K1=1.2))
        except (OSError, ValueError, LookupError, whoosh_index.IndexError) as error:
            raise BrokenIndex(
                f"The search index in {folder} cannot be read ({error}). Run `signpost index`."
            ) from error
        if stamp(folder) != before:
            raise BrokenIndex(f"The search index in {folder} was just replaced. Try again.")
        self.need_postings = lru_cache(maxsize=20_000)(self._need_postings)
        self.entry_postings = lru_cache(maxsize=20_000)(self._entry_postings)

    @staticmethod
    def _open(folder: Path, name: str, weighting: WeightingModel) -> Searcher:
        return whoosh_index.open_dir(str(folder), indexname=name).searcher(weighting=weighting)

    def _need_postings(self, group: str, word: str) -> tuple[tuple[int, int], ...]:
        """Give the needs a stem leads to, each with its impact."""
        if group not in self.tables or (group, word) not in self._needs.reader():
            return ()
        return tuple(_read(self._needs.postings(group, word)))

    def _entry_postings(self, word: str) -> tuple[tuple[int, int], ...]:
        """Give the entries that hold a stem, each with its impact; the least are left out."""
        if ("words", word) not in self._entries.reader():
            return ()
        matcher = self._entries.postings("words", word)
        # A word that most entries hold tells nothing: there is no need to read it through.
        if matcher.max_quality() < LEAST:
            return ()
        return tuple((entry, impact) for entry, impact in _read(matcher) if impact >= LEAST)

    def entry_words(self) -> Iterator[str]:
        """Give every stem that entries hold."""
        return (word.decode() for word in self._entries.reader().lexicon("words"))

    def beside(self) -> dict[str, Runs]:
        """Give by group what stands beside its words; it is read only where it is wanted."""
        found: dict[str, Runs] = json.loads(self._beside)
        return found

    def close(self) -> None:
        """Let the files go."""
        self._needs.close()
        self._entries.close()


def _read(matcher: Any) -> Iterator[tuple[int, int]]:
    while matcher.is_active():
        yield matcher.id(), int(matcher.score())
        matcher.next()
