"""Other directories' feeds and files, record by record, whatever shape they come in."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from app.openreferral.fetching import FetchFailed, Limits, fetch
from app.openreferral.values import Record

ON_A_PAGE = 100
MOST_PAGES = 5_000
A_DAY = 86_400
LISTS = ("contents", "content", "services")

Get = Callable[[str], Any]
Skip = Callable[[Record], bool]


class NoFeed(ValueError):
    """A source that cannot be read as a feed at all; the message is one sentence."""


@dataclass(frozen=True)
class Found:
    """One record of a feed: its id, and either what it says or why it could not be had."""

    id: str
    record: Record | None = None
    reason: str = ""
    unchanged: bool = False


class Kept:
    """Answers fetched so far, kept on disk, so that a broken import goes on where it stopped."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        """Keep answers in a folder of their own."""
        self.folder, self.limits = folder, limits

    def __call__(self, address: str) -> Any:
        """Read JSON from an address, or from the disk if it was read before."""
        file = self.folder / f"{hashlib.sha256(address.encode()).hexdigest()}.json"
        body = file.read_bytes() if _fresh(file) else fetch(address, self.limits)
        value = parsed(body, address)
        self.folder.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
        return value

    def clear(self) -> None:
        """Forget all answers: the import is done, or begins anew."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _fresh(file: Path) -> bool:
    """Whether an answer was fetched within the last day."""
    return file.exists() and time.time() - file.stat().st_mtime < A_DAY


def parsed(body: bytes, source: str) -> Any:
    """Read JSON. Raises FetchFailed."""
    try:
        return json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise FetchFailed(f"{source} does not answer in JSON.") from error


def of_file(path: Path) -> Iterator[Found]:
    """Give the records of a JSON file: a list, a page, a bulk file or one service."""
    try:
        value = parsed(path.read_bytes(), path.name)
    except FetchFailed as error:
        raise NoFeed(str(error)) from error
    rows = list(_rows(value))
    if not rows:
        raise NoFeed(f"{path.name} holds no services: no list called services or contents.")
    for number, row in enumerate(rows, 1):
        key = _id(row) if isinstance(row, dict) else None
        if key:
            yield Found(key, row)
        else:
            reason = "It has no id." if isinstance(row, dict) else "It is not a record."
            yield Found(f"number {number}", None, reason)


def _rows(value: Any) -> Iterator[Any]:
    """Find the services in a value; those inside organizations are given theirs."""
    if isinstance(value, list):
        for one in value:
            inside = isinstance(one, dict) and isinstance(one.get("services"), list)
            yield from _of_organization(one) if inside else [one]
    elif isinstance(value, dict):
        name = next((name for name in LISTS if isinstance(value.get(name), list)), None)
        if name:
            yield from _rows(value[name])
        elif "id" in value and "name" in value:
            yield value


def _of_organization(record: Record) -> Iterator[Any]:
    body = {name: value for name, value in record.items() if not isinstance(value, list)}
    for one in record["services"]:
        yield {"organization": body, **one} if isinstance(one, dict) else one


def of_address(base: str, get: Get, skip: Skip = lambda row: False) -> Iterator[Found]:
    """Give the records of a feed: every page, then each record by its id.

    `skip` says of a row in the list that its record need not be read again. Raises NoFeed.
    """
    base = base.rstrip("/").removesuffix("/services")
    for row in _listed(base, get):
        key = _id(row) if isinstance(row, dict) else None
        if not key:
            yield Found("no id", None, "It has no id.")
        elif skip(row):
            yield Found(key, None, unchanged=True)
        else:
            yield _whole(f"{base}/services/{quote(key, safe='')}", key, get)


def _whole(address: str, key: str, get: Get) -> Found:
    try:
        record = get(address)
    except FetchFailed as error:
        return Found(key, None, str(error))
    if not isinstance(record, dict) or _id(record) != key:
        return Found(key, None, f"{address} answers with another record.")
    return Found(key, record)


def _listed(base: str, get: Get) -> Iterator[Any]:
    """Every row of the list of services; stops at the last page, an empty or a repeated one."""
    seen: set[str] = set()
    for page in range(1, MOST_PAGES + 1):
        try:
            answer = get(f"{base}/services?page={page}&per_page={ON_A_PAGE}")
        except FetchFailed as error:
            raise NoFeed(f"The list of services stops at page {page}: {error}") from error
        rows = list(_rows(answer))
        if page == 1 and not _is_list(answer):
            raise NoFeed(f"{base}/services holds no list.")
        new = [row for row in rows if not isinstance(row, dict) or _id(row) not in seen]
        seen |= {_id(row) or "" for row in rows if isinstance(row, dict)}
        yield from new
        if not new or not isinstance(answer, dict) or _last(answer, page):
            return


def _is_list(answer: Any) -> bool:
    """Whether an answer is a list, or a page that holds one."""
    inside = isinstance(answer, dict) and any(isinstance(answer.get(n), list) for n in LISTS)
    return inside or isinstance(answer, list)


def _last(answer: Record, page: int) -> bool:
    """Whether a page says that it is the last; a page that says nothing is not."""
    said = answer.get("last_page", answer.get("last"))
    pages = answer.get("total_pages", answer.get("totalPages"))
    return said is True or (isinstance(pages, int) and page >= pages)


def _id(record: Record) -> str | None:
    key = record.get("id")
    return str(key) if isinstance(key, (str, int)) and str(key).strip() else None
