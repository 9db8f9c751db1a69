"""Feeds of every shape, read from answers given by hand: which records come, and when it ends."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from app.openreferral import feeds
from app.openreferral.feeds import Found, Kept, NoFeed, of_address, of_file
from app.openreferral.fetching import FetchFailed, Limits

BASE = "https://a.example.org/o"


class Elsewhere:
    """Answers by address, and notes what was asked; no network."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers, self.asked = answers, list[str]()

    def __call__(self, address: str) -> Any:
        self.asked.append(address.removeprefix(BASE))
        answer = self.answers.get(self.asked[-1])
        if answer is None:
            raise FetchFailed(f"{address} answers 404.")
        return answer


def listed(number: int) -> str:
    return f"/services?page={number}&per_page=100"


def row(key: Any) -> dict[str, Any]:
    return {"id": key, "name": "x"}


def test_every_page_is_read_then_each_record_by_its_id() -> None:
    there = Elsewhere({
        listed(1): {"contents": [row("a"), row("b")], "last_page": False},
        listed(2): {"contents": [row("c/d")], "last_page": True},
        "/services/a": {**row("a"), "more": 1},
        "/services/b": row("b"),
        "/services/c%2Fd": row("c/d"),
    })  # fmt: skip
    found = list(of_address(f"{BASE}/services/", there))
    assert [one.id for one in found] == ["a", "b", "c/d"]
    assert found[0] == Found("a", {"id": "a", "name": "x", "more": 1})
    assert there.asked == [
        *(listed(1), "/services/a", "/services/b", listed(2), "/services/c%2Fd"),
    ]


@pytest.mark.parametrize(
    "last",
    [
        {"last_page": True},
        {"last": True},
        {"total_pages": 1},
        {"totalPages": 1},
        {"totalPages": 0},
    ],
)
def test_the_last_page_is_told_in_several_ways(last: dict[str, Any]) -> None:
    there = Elsewhere({listed(1): {"content": [row("a")], **last}, "/services/a": row("a")})
    assert [one.id for one in of_address(BASE, there)] == ["a"]
    assert listed(2) not in there.asked


@pytest.mark.parametrize("more", [{}, {"last": False}, {"last": 1}, {"total_pages": "1"}])
def test_a_page_that_does_not_say_so_is_not_the_last(more: dict[str, Any]) -> None:
    first = {"contents": [row("a")], **more}
    there = Elsewhere({listed(1): first, listed(2): {"contents": []}, "/services/a": row("a")})
    assert [one.id for one in of_address(BASE, there)] == ["a"]
    assert there.asked[-1] == listed(2)


def test_a_feed_that_repeats_itself_ends() -> None:
    page = {"contents": [row("a"), row("b")]}
    there = Elsewhere({listed(1): page, listed(2): page} | {f"/services/{k}": row(k) for k in "ab"})
    assert [one.id for one in of_address(BASE, there)] == ["a", "b"]
    plain = Elsewhere({listed(1): [row("a")], "/services/a": row("a")})
    assert [one.id for one in of_address(BASE, plain)] == ["a"]


def test_a_record_that_cannot_be_had_is_told_with_the_reason() -> None:
    there = Elsewhere({
        listed(1): {"contents": [*map(row, ("a", "b", "c", " ")), "x", row(7)], "last": True},
        "/services/a": row("other"),
        "/services/b": ["no record"],
        "/services/7": row(7),
    })  # fmt: skip
    found = list(of_address(BASE, there))
    assert found == [
        Found("a", None, f"{BASE}/services/a answers with another record."),
        Found("b", None, f"{BASE}/services/b answers with another record."),
        Found("c", None, f"{BASE}/services/c answers 404."),
        Found("no id", None, "It has no id."),
        Found("no id", None, "It has no id."),
        Found("7", row(7)),
    ]


def test_what_has_not_changed_is_not_read_again() -> None:
    there = Elsewhere({listed(1): [row("a"), row("b")], "/services/b": row("b")})
    found = list(of_address(BASE, there, lambda given: given["id"] == "a"))
    assert found == [Found("a", unchanged=True), Found("b", row("b"))]


@pytest.mark.parametrize("answer", [{"contents": "x"}, {"id": "a", "name": "A"}, "x", 5, {}])
def test_an_address_without_a_list_is_no_feed(answer: Any) -> None:
    with pytest.raises(NoFeed) as told:
        list(of_address(BASE, Elsewhere({listed(1): answer})))
    assert str(told.value) == f"{BASE}/services holds no list."


def test_a_list_that_breaks_off_says_at_which_page() -> None:
    there = Elsewhere({listed(1): {"contents": [row("a")]}, "/services/a": row("a")})
    reason = rf"^The list of services stops at page 2: {BASE}/services.+ answers 404\.$"
    with pytest.raises(NoFeed, match=reason.replace("?", r"\?")):
        list(of_address(BASE, there))


# --- files


def read(tmp_path: Path, value: Any) -> list[Found]:
    file = tmp_path / "feed.json"
    file.write_text(json.dumps(value), encoding="utf-8-sig")
    return list(of_file(file))


@pytest.mark.parametrize(
    "shape",
    [
        [row("a")],
        {"contents": [row("a")]},
        {"content": [row("a")]},
        {"services": [row("a")], "content": "x"},
        row("a"),
    ],
)
def test_a_file_holds_services_in_any_usual_shape(tmp_path: Path, shape: Any) -> None:
    assert read(tmp_path, shape) == [Found("a", row("a"))]


def test_services_inside_organizations_are_given_theirs(tmp_path: Path) -> None:
    body = {"id": "o", "name": "Body", "phones": [], "services": [row("a"), "x"]}
    own = {"id": "p", "name": "Own"}
    (a, x, b) = read(tmp_path, [body, {**row("b"), "organization": own}])
    assert a.record == {"organization": {"id": "o", "name": "Body"}, **row("a")}
    assert (x.id, x.reason) == ("number 2", "It is not a record.")
    assert b.record is not None and b.record["organization"] == own
    inner = {**row("c"), "organization": own}
    (c,) = read(tmp_path, [{"id": "o", "services": [inner]}])
    assert c.record == inner


def test_what_has_no_id_is_told_by_its_number(tmp_path: Path) -> None:
    found = read(tmp_path, [row("a"), {"name": "x"}, row(""), row([1]), 5])
    assert [(one.id, one.reason) for one in found] == [
        ("a", ""),
        *((f"number {number}", "It has no id.") for number in (2, 3, 4)),
        ("number 5", "It is not a record."),
    ]


@pytest.mark.parametrize("value", [[], {}, {"services": []}, {"id": "a"}, {"name": "a"}, 5, "x"])
def test_a_file_without_services_is_no_feed(tmp_path: Path, value: Any) -> None:
    with pytest.raises(NoFeed) as told:
        read(tmp_path, value)
    said = "feed.json holds no services: no list called services or contents."
    assert str(told.value) == said


@pytest.mark.parametrize("raw", [b"<html>", b"\xff", b"[" * 100_000, b""])
def test_a_file_that_is_no_json_is_no_feed(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "feed.json").write_bytes(raw)
    with pytest.raises(NoFeed, match=r"^feed\.json does not answer in JSON\.$"):
        list(of_file(tmp_path / "feed.json"))


# --- what is kept


def test_an_answer_is_kept_for_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def fetch(address: str, limits: Limits) -> bytes:
        asked.append(address)
        return json.dumps([len(asked)]).encode()

    monkeypatch.setattr(feeds, "fetch", fetch)
    kept = Kept(tmp_path / "new" / "kept", Limits())
    assert kept("https://a") == [1] and kept("https://b") == [2] and kept("https://a") == [1]
    assert asked == ["https://a", "https://b"]
    for age, answer in ((86_000, [1]), (86_500, [3])):
        then = time.time() - age
        (file,) = (one for one in kept.folder.iterdir() if one.read_bytes() == b"[1]")
        os.utime(file, (then, then))
        assert kept("https://a") == answer
    kept.clear()
    kept.clear()
    assert not kept.folder.exists() and kept("https://b") == [4]


def test_an_answer_that_is_no_json_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "fetch", lambda address, limits: b"oops")
    kept = Kept(tmp_path / "kept", Limits())
    with pytest.raises(FetchFailed, match=r"^https://a does not answer in JSON\.$"):
        kept("https://a")
    assert not kept.folder.exists()
