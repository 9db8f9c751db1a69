"""Ids that stay: each is a UUIDv5 of a fixed namespace and a stable key, never of the moment.

Our own things are called by slugs: words that nothing else has.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from uuid import UUID, uuid5

# Chosen once. Another value would give every record of every feed a new id.
NAMESPACE = UUID("6f1a3c52-2b0e-5f5b-9d54-0c9c8b1f7a11")

# A feed names the same things over and over: parts of one record, and its few organizations.
_space = lru_cache(maxsize=256)(UUID)


@lru_cache(maxsize=32_768)
def identity(*key: str) -> str:
    """Give the id of a thing that stands by itself: `identity("service", slug)`."""
    return str(uuid5(NAMESPACE, "/".join(key)))


def part(whole: str, *key: str) -> str:
    """Give the id of a part of a record: `part(service_id, "phones", "0")`."""
    return str(uuid5(_space(whole), "/".join(key)))


def is_uuid(text: str) -> bool:
    """Whether a text is a UUID in its usual form."""
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


def free_slug(words: str, taken: set[str]) -> str:
    """Make a slug of some words that nothing else has."""
    plain = unicodedata.normalize("NFKD", words.replace("&", " and ").replace("'", ""))
    bare = plain.encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:70].strip("-") or "entry"
    free = (f"{slug}-{number}" for number in range(2, 100_000))
    return slug if slug not in taken else next(name for name in free if name not in taken)
