"""Indexes texts in tantivy and asks it, as told on standard input; prints seconds, as JSON.

Runs by the Python that holds tantivy, which knows nothing of Signpost.
"""

import json
import shutil
import sys
import time
from pathlib import Path

import tantivy


def build(folder, texts, weights):
    folder.mkdir(parents=True)
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("id", stored=True, tokenizer_name="raw")
    for field in weights:
        schema.add_text_field(field, tokenizer_name="en_stem")
    index = tantivy.Index(schema.build(), path=str(folder))
    writer = index.writer(num_threads=1)
    for slug, row in texts.items():
        writer.add_document(tantivy.Document(id=slug, **row))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index


def asked(index, queries, weights):
    searcher = index.searcher()
    for query in queries:
        began = time.perf_counter()
        parsed = index.parse_query(query, list(weights), field_boosts=weights)
        found = searcher.search(parsed, 10).hits
        [searcher.doc(address)["id"][0] for _, address in found]
        yield time.perf_counter() - began


def main():
    told = json.load(sys.stdin)
    folder, weights, builds = Path(told["folder"]), told["weights"], []
    for _ in range(told["builds"]):
        shutil.rmtree(folder, ignore_errors=True)
        began = time.perf_counter()
        index = build(folder, told["texts"], weights)
        builds.append(time.perf_counter() - began)
    rounds = [list(asked(index, told["queries"], weights)) for _ in range(told["rounds"] + 1)]
    print(json.dumps({"builds": builds, "queries": rounds[1:]}))


if __name__ == "__main__":
    main()
