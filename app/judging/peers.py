"""Plain engines over the same entries, to compare with: Whoosh and SQLite FTS5."""

from __future__ import annotations

import re
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from whoosh import index as whoosh_index
from whoosh.analysis import StemmingAnalyzer
from whoosh.fields import ID, TEXT, Schema
from whoosh.qparser import MultifieldParser, OrGroup
from whoosh.scoring import BM25F

from app.catalogue import Catalogue
from app.judging.judge import Finder, Found
from app.model.service import Service

FIELDS = {"name": 4.0, "alternate": 4.0, "summary": 2.0, "topics": 3.0, "description": 1.0}


@contextmanager
def plain(catalogue: Catalogue) -> Iterator[dict[str, Finder]]:
    """Index the entries in each plain engine."""
    with tempfile.TemporaryDirectory() as folder:
        rows = {service.id: row(catalogue, service) for service in catalogue.services.values()}
        yield {"plain whoosh": _whoosh(Path(folder), rows), "sqlite fts5": fts5(rows)}


def row(catalogue: Catalogue, service: Service) -> dict[str, str]:
    """Give an entry's texts by field, the same for every engine."""
    terms = catalogue.taxonomy.terms
    labels = [f"{terms[t][0].label} {terms[t][1].label}" for t in service.topics]
    return {
        "name": service.name,
        "alternate": " ".join(service.alternate_names),
        "summary": service.summary,
        "topics": " ".join(labels),
        "description": f"{service.description} {service.eligibility_description or ''}",
    }


def _whoosh(folder: Path, rows: dict[str, dict[str, str]]) -> Finder:
    stemming = StemmingAnalyzer()
    schema = Schema(
        id=ID(stored=True),
        **{n: TEXT(analyzer=stemming, field_boost=boost) for n, boost in FIELDS.items()},
    )
    made = whoosh_index.create_in(str(folder), schema)
    writer = made.writer()
    for slug, row in rows.items():
        writer.add_document(id=slug, **row)
    writer.commit()
    searcher = made.searcher(weighting=BM25F())
    parser = MultifieldParser(list(FIELDS), schema, group=OrGroup)

    def find(query: str) -> Found:
        hits = searcher.search(parser.parse(" ".join(words(query))), limit=10)
        return Found(tuple(hit["id"] for hit in hits))

    return find


def fts5(rows: dict[str, dict[str, str]], file: str = ":memory:") -> Finder:
    """Index texts by field in SQLite, in memory or in a new file."""
    base = sqlite3.connect(file)
    names = ", ".join(FIELDS)
    base.execute(f"CREATE VIRTUAL TABLE e USING fts5(id UNINDEXED, {names}, tokenize='porter')")
    marks = ", ".join("?" * (len(FIELDS) + 1))
    base.executemany(f"INSERT INTO e VALUES ({marks})", ([s, *r.values()] for s, r in rows.items()))
    base.commit()
    boosts = ", ".join(str(boost) for boost in FIELDS.values())
    asked = f"SELECT id FROM e WHERE e MATCH ? ORDER BY bm25(e, 0, {boosts}) LIMIT 10"

    def find(query: str) -> Found:
        some = " OR ".join(f'"{word}"' for word in words(query))
        return Found(tuple(row[0] for row in base.execute(asked, (some,))) if some else ())

    return find


def words(query: str) -> list[str]:
    """Give the words of a query as every plain engine is asked for them."""
    return re.findall(r"\w+", query.lower())
