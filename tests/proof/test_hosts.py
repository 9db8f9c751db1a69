"""The frozen site on real hosts: Netlify's own engine, nginx, Python's file server, and the
application beside them. Each answers as docs/hosting.md says."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

import pytest

from app import freezing
from app.settings import ROOT, Settings
from app.web.headers import CACHE_BRIEFLY, CACHE_FOR_EVER, EDITORS_HEADERS, HEADERS
from tests.conftest import SMALL
from tests.hosts import NGINX, AppHost, NginxHost, free_port, wait_for

DAY = "2026-11-21"


@dataclass
class Answer:
    status: int
    headers: Message
    body: bytes

    @property
    def kind(self) -> str:
        return (self.headers["Content-Type"] or "").partition(";")[0]


Ask = Callable[[str], Answer]


def asking(port: int) -> Ask:
    """Ask a host for a path as it is written, following nothing."""

    def ask(path: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", path)
            with connection.getresponse() as found:
                return Answer(found.status, found.headers, found.read())
        finally:
            connection.close()

    return ask


@contextmanager
def running(command: list[str], port: int, cwd: Path | None = None) -> Iterator[Ask]:
    process = subprocess.Popen(command, cwd=cwd, stderr=subprocess.DEVNULL, text=True)
    try:
        wait_for(port, process)
        yield asking(port)
    finally:
        process.terminate()
        process.wait()


@contextmanager
def nginx(build: Path, aside: Path) -> Iterator[Ask]:
    """nginx by the very file the documentation gives."""
    if NGINX is None:
        pytest.skip("nginx is not on this machine: apt-get install nginx-light")
    with NginxHost(build, aside) as host:
        yield asking(host.port)


@contextmanager
def netlify(build: Path, aside: Path) -> Iterator[Ask]:
    beside = Path(sys.executable).parent
    node = shutil.which("node", path=str(beside)) or shutil.which("node")
    assert node, "Node is needed; it comes with the `build` extra."
    script = [node, str(ROOT / "tests/proof/netlify.mjs"), str(build), str(ROOT / "netlify.toml")]
    # Node may be started by another process, so all of them are ended together.
    process = subprocess.Popen(script, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stdout
    try:
        yield asking(int(process.stdout.readline()))
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()
        process.stdout.close()


@contextmanager
def python(build: Path, aside: Path) -> Iterator[Ask]:
    port = free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    with running([*command, "--directory", str(build)], port) as ask:
        yield ask


@contextmanager
def application(build: Path, aside: Path) -> Iterator[Ask]:
    with AppHost(SIGNPOST_CONTENT=str(SMALL), SIGNPOST_BUILD_DATE=DAY) as host:
        yield asking(host.port)


HOSTS = {"netlify": netlify, "nginx": nginx, "python": python, "application": application}


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hosts") / "build"
    freezing.freeze(Settings(content=SMALL), folder)
    return folder


@pytest.fixture(scope="module", params=HOSTS)
def host(
    request: pytest.FixtureRequest, build: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Ask]]:
    with HOSTS[request.param](build, tmp_path_factory.mktemp(request.param)) as ask:
        yield request.param, ask


# What Python's file server cannot do, for it knows no rules.
PLAIN = "python"
KINDS = {
    "/": {"text/html"},
    "/services/north-hub/": {"text/html"},
    "/search/": {"text/html"},
    "/sitemap.xml": {"application/xml", "text/xml"},
    "/robots.txt": {"text/plain"},
    "/oruk/services.json": {"application/json"},
    "/admin/": {"text/html"},
}
TOLD_BY_NAME = {
    "/feed.atom": {"application/atom+xml"},
    "/manifest.webmanifest": {"application/manifest+json"},
    "/services/north-hub/contact.vcf": {"text/vcard", "text/x-vcard"},
}


def test_pages_and_files_are_there_and_are_what_they_say(host: tuple[str, Ask]) -> None:
    _, ask = host
    for path, kinds in KINDS.items():
        answer = ask(path)
        assert (answer.status, answer.kind in kinds) == (200, True), (path, answer.kind)


def test_what_is_not_there_is_404_with_our_own_words(host: tuple[str, Ask]) -> None:
    name, ask = host
    for path in ("/nothing/", "/services/nobody/", "/nothing/more/", "/%3Cscript%3E/"):
        answer = ask(path)
        assert answer.status == 404, path
        assert b"<script>/" not in answer.body
        if name != PLAIN:
            assert b"<h1" in answer.body
            assert answer.kind == "text/html"


def test_old_addresses_lead_to_the_new(host: tuple[str, Ask]) -> None:
    name, ask = host
    if name == PLAIN:
        pytest.skip("Python's file server follows no redirects")
    answer = ask("/old-hub/")
    assert answer.status == 301
    assert (
        answer.headers["Location"].removeprefix("http://127.0.0.1").endswith("/services/north-hub/")
    )
    assert "evil" not in answer.headers["Location"]


def test_the_feed_answers_at_its_plain_addresses_for_any_site(host: tuple[str, Ask]) -> None:
    name, ask = host
    if name == PLAIN:
        pytest.skip("Python's file server knows no rules; the feed's files are index.json there")
    listed = json.loads(ask("/oruk/v3/services").body)
    key = listed["contents"][0]["id"]
    for path in ("/oruk/v3", "/oruk/v3/services", f"/oruk/v3/services/{key}", "/oruk/v1/services"):
        answer = ask(path)
        assert (answer.status, answer.kind) == (200, "application/json"), path
        assert answer.headers["Access-Control-Allow-Origin"] == "*", path
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin", path
        json.loads(answer.body)
    for path in ("/oruk/v3/services/nobody", "/oruk/nothing"):
        answer = ask(path)
        assert answer.status == 404
        # Netlify rewrites a record's address before it looks whether there is one.
        if (name, path) != ("netlify", "/oruk/v3/services/nobody"):
            assert json.loads(answer.body)["error"], path
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def built_file(build: Path) -> str:
    return next(
        f"/static/built/{path.name}"
        for path in sorted((build / "static" / "built").iterdir())
        if path.suffix == ".css"
    )


def test_every_answer_carries_the_headers(host: tuple[str, Ask], build: Path) -> None:
    name, ask = host
    if name == PLAIN:
        pytest.skip("Python's file server sends no headers of ours")
    for path in ("/", "/services/north-hub/", "/nothing/", "/sitemap.xml", built_file(build)):
        answer = ask(path)
        for header, value in HEADERS.items():
            assert answer.headers.get_all(header) == [value], (path, header)
        forever = path.startswith("/static/built/")
        assert answer.headers["Cache-Control"] == (CACHE_FOR_EVER if forever else CACHE_BRIEFLY)
    editing = ask("/admin/")
    for header, value in {**HEADERS, **EDITORS_HEADERS}.items():
        assert editing.headers.get_all(header) == [value], header


def test_files_for_other_programs_have_their_own_types(host: tuple[str, Ask]) -> None:
    name, ask = host
    if name in (PLAIN, "netlify"):
        pytest.skip("this host tells types by a table of its own")
    for path, kinds in TOLD_BY_NAME.items():
        assert ask(path).kind in kinds, path


def test_nothing_outside_the_site_is_served(host: tuple[str, Ask]) -> None:
    _, ask = host
    for path in ("/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/static/..%2f..%2fetc/passwd"):
        answer = ask(path)
        assert answer.status >= 400 or b"<h1" in answer.body, path
        assert b"root:" not in answer.body


def test_netlify_and_nginx_send_the_very_files(build: Path, tmp_path: Path) -> None:
    pages = [path for path in sorted(build.rglob("index.html")) if "oruk" not in path.parts]
    for start in (netlify, nginx):
        (tmp_path / start.__name__).mkdir()
        with start(build, tmp_path / start.__name__) as ask:
            for file in pages[::7]:
                path = "/" + file.relative_to(build).as_posix().removesuffix("index.html")
                assert ask(path).body == file.read_bytes(), path
