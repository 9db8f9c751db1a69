"""The link checker meets a server that misbehaves, and stays polite and truthful."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import pytest

from app.catalogue import Catalogue
from app.editing import links
from tests.conftest import signpost

QUICK = links.Manners(at_once=4, pause=0.0, timeout=10, retries=2, wait=0.05)
HURRIED = links.Manners(at_once=4, pause=0.0, timeout=0.3, retries=0)


class Misbehaving(BaseHTTPRequestHandler):
    """A host with every bad habit a link checker meets."""

    protocol_version = "HTTP/1.1"
    asked: list[tuple[float, str, str]]

    def do_HEAD(self) -> None:
        self.answer()

    def do_GET(self) -> None:
        self.answer()

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""

    def answer(self) -> None:
        self.asked.append((time.monotonic(), self.command, self.path))
        times = sum(path == self.path for _, _, path in self.asked)
        match self.path.split("?")[0]:
            case "/robots.txt":
                self.say(200, b"User-agent: *\nDisallow: /private/\n")
            case "/good" | "/new" | "/" | "/later" | "/private/page":
                self.say(200, b"Hello")
            case "/moved":
                self.lead("/moved-again", 301)
            case "/moved-again":
                self.lead("/new", 308)
            case "/for-now":
                self.lead("/later", 302)
            case "/old-page":
                self.lead("/", 301)
            case "/round" | "/and-round":
                self.lead("/and-round" if self.path == "/round" else "/round", 302)
            case "/gone":
                self.say(410)
            case "/head-refused":
                self.say(405 if self.command == "HEAD" else 200)
            case "/busy":
                self.say(503 if times < 3 else 200)
            case "/too-many":
                self.say(429, more={"Retry-After": "0"})
            case "/slow":  # It never answers, and waits for whoever asked to give up.
                self.close_connection = True
                self.connection.recv(1)
            case "/hangs-up":
                self.close_connection = True
                self.connection.close()
            case "/endless":
                self.endless()
            case "/nonsense":
                self.wfile.write(b"I am not HTTP\r\n\r\n")
                self.close_connection = True
            case path if path.startswith("/on/"):
                self.lead(f"/on/{int(path[4:]) + 1}", 302)
            case _:
                self.say(404)

    def endless(self) -> None:
        if self.command == "HEAD":
            return self.say(405)
        self.send_response(200)
        self.end_headers()
        self.close_connection = True
        try:
            while True:
                self.wfile.write(b"more " * 1000)
        except OSError:
            pass

    def lead(self, where: str, status: int) -> None:
        self.say(status, more={"Location": where})

    def say(self, status: int, body: bytes = b"", more: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (more or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@pytest.fixture
def host() -> Iterator[tuple[str, list[tuple[float, str, str]]]]:
    asked: list[tuple[float, str, str]] = []
    handler = type("Handler", (Misbehaving,), {"asked": asked})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.handle_error = lambda *args: None  # type: ignore[method-assign]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def asked_of(addresses: list[str], manners: links.Manners) -> list[links.Answer]:
    """Ask in a thread of its own, because a browser of other tests may be at work in this one."""
    with ThreadPoolExecutor(1) as other:
        return other.submit(links.check, addresses, manners).result()


Host = tuple[str, list[tuple[float, str, str]]]


@pytest.mark.parametrize(
    ("path", "verdict", "reason", "new"),
    [
        ("/good", "fine", "", ""),
        ("/moved", "moved", "moved for good", "/new"),
        ("/for-now", "fine", "for now", "/later"),
        ("/old-page", "gone", "front page only", "/"),
        ("/gone", "gone", "410", ""),
        ("/never-was", "gone", "404", ""),
        ("/head-refused", "fine", "", ""),
        ("/busy", "fine", "", ""),
        ("/too-many", "unsure", "429", ""),
        ("/slow", "unsure", "in time", ""),
        ("/hangs-up", "unsure", "", ""),
        ("/nonsense", "unsure", "made no sense", ""),
        ("/endless", "fine", "", ""),
        ("/round", "unsure", "circle", ""),
        ("/on/1", "unsure", "leads on more than", ""),
        ("/private/page", "not asked", "robots.txt", ""),
    ],
)
def test_each_bad_habit_gets_its_verdict(
    host: Host, path: str, verdict: str, reason: str, new: str
) -> None:
    root, asked = host
    (answer,) = asked_of([root + path], HURRIED if path == "/slow" else QUICK)
    assert (answer.verdict, answer.new) == (verdict, root + new if new else "")
    assert reason in answer.reason
    if verdict == "not asked":
        assert [path for _, _, path in asked] == ["/robots.txt"]


def test_a_host_that_is_not_there_is_told_apart_from_one_that_is_gone() -> None:
    (answer,) = asked_of(["http://127.0.0.1:9/"], QUICK)
    assert (answer.verdict, answer.reason) == ("unsure", "it could not be reached")


def test_one_host_is_asked_one_thing_at_a_time_with_a_pause(host: Host) -> None:
    root, asked = host
    manners = links.Manners(at_once=8, pause=0.15, timeout=60, retries=0)
    asked_of([f"{root}/good?{number}" for number in range(5)], manners)
    times = [when for when, _, path in asked if path.startswith("/good")]
    assert len(times) == 5
    assert all(later - sooner >= 0.14 for sooner, later in pairwise(times))
    assert [path for _, _, path in asked].count("/robots.txt") == 1


def test_a_stopped_run_goes_on_where_it_was(host: Host, tmp_path: Path) -> None:
    root, asked = host
    state = tmp_path / "links.jsonl"
    options = ["--pause", "0", "--state", str(state), "--retries", "0"]
    first = signpost("links", f"{root}/good", f"{root}/gone", *options)
    assert first.returncode == 1
    with state.open("a", encoding="utf-8") as file:
        file.write('{"address": "http://half')
    before = len([path for _, _, path in asked if path == "/gone"])
    again = signpost("links", f"{root}/good", f"{root}/gone", *options)
    assert "1 of 2 addresses are fine." in again.stdout
    assert len([path for _, _, path in asked if path == "/gone"]) == before
    old = {"address": f"{root}/good", "verdict": "fine", "reason": "", "new": ""}
    old["when"] = (datetime.now(UTC) - timedelta(days=3)).isoformat()
    state.write_text(json.dumps(old) + "\n", encoding="utf-8")
    assert links.remembered(state, timedelta(hours=24), datetime.now(UTC)) == {}


def test_the_command_proposes_the_new_address(host: Host) -> None:
    root, _ = host
    done = signpost("links", f"{root}/moved", "--pause", "0")
    assert done.returncode == 0
    assert f"{root}/moved (it moved for good)\n    now: {root}/new" in done.stdout


def test_every_outgoing_address_of_the_content_is_known_with_its_place(
    catalogue: Catalogue,
) -> None:
    found = links.outgoing(catalogue)
    for service in catalogue.services.values():
        if service.url:
            assert f"services/{service.id}" in found[service.url]
    assert catalogue.site.exit_url in found
