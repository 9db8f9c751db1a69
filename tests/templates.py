"""Templates compiled once for all applications that the tests of one process make."""

from __future__ import annotations

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class Compiled(BytecodeCache):
    """Keeps what Jinja compiled; Jinja itself compares the source, so none is ever out of date."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket, if its template was compiled before."""
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what the bucket holds."""
        self.kept[bucket.key] = bucket.bytecode_to_string()


def compile_once() -> None:
    """Let every application that is made from now on share what Jinja compiles."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Compiled()}
