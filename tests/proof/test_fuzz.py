"""Whatever comes in, nothing breaks: mistakes are told, pages answer, words stay words."""

from __future__ import annotations

import contextlib
import csv
import errno
import io
import json
import os
import random
import resource
import shutil
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from app import content, places, postcodes, prose
from app.editing import sheets
from app.files import Reader
from app.model.page import Page
from app.model.service import Service
from app.openreferral import importing
from app.openreferral.fetching import Limits
from app.problems import ContentError, Refused
from app.reading import LARGEST_FILE, Unreadable, read_yaml
from app.search import index
from app.settings import ROOT, Settings
from app.web import create_app
from tests.conftest import SMALL
from tests.hosts import AppHost, StaticHost

often = settings(
    max_examples=int(os.environ.get("SIGNPOST_EXAMPLES", "60")),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
TOLD = (ContentError, Refused, ValueError)
# Pieces that have broken readers of such files before.
PIECES = [
    *("---\n", "- ", ": ", "{", "}", "[", "]", "&a ", "*a", "!!str ", "|\n", ">\n", "\t", "\0"),
    *("\r", "\r\n", "\u2028", "\ufeff", "\ud7ff", "#", "'", '"', "%YAML 1.1\n", "...\n", "? "),
    *("<<: ", "=======\n", "null", "~", "1e999", "0x1F", "2026-02-30", "24:00", "-1", "é", "😀"),
    *("](", "![", "<script>", "``", "| a |\n| - |\n", "phone:", "/services/", "javascript:", "> "),
]
MARK = "<b onclick=x>"
pieces = st.sampled_from(PIECES) | st.text(max_size=12)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the small site; each test puts back what it changed."""
    return Path(shutil.copytree(SMALL, tmp_path_factory.mktemp("fuzz") / "content"))


@pytest.fixture(scope="module")
def small_client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """The small site with its search."""
    built = tmp_path_factory.mktemp("index") / "index"
    index.build(content.load_sound(SMALL), SMALL, built)
    return create_app(Settings(content=SMALL, index=built)).test_client()


def problems_of(folder: Path) -> list[str]:
    try:
        return [str(one) for one in content.load(folder)[1]]
    except ContentError as error:
        return [str(one) for one in error.problems]


# --- files of content -----------------------------------------------------------------------------

FILES = sorted(p.relative_to(SMALL).as_posix() for p in SMALL.rglob("*") if p.is_file())
edits = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), pieces), min_size=1, max_size=4)


@often
@given(st.sampled_from(FILES), edits)
def test_an_edited_file_is_sound_or_its_mistakes_are_told(
    folder: Path, name: str, changes: list[tuple[float, int, str]]
) -> None:
    path, text = folder / name, (SMALL / name).read_text(encoding="utf-8")
    for where, length, piece in changes:
        at = int(where * len(text))
        text = text[:at] + piece + text[at + length :]
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        found = problems_of(folder)
        if not found:
            client = create_app(Settings(content=folder)).test_client()
            slug = path.stem if path.parent.name == "services" else "north-hub"
            for page in ("/", f"/services/{slug}/", f"/oruk/v3/services?text={slug}", "/feed.atom"):
                assert client.get(page).status_code in (200, 404)
        assert all(len(one) < 2000 for one in found)
    finally:
        shutil.copyfile(SMALL / name, path)


@often
@given(st.binary(max_size=400), st.sampled_from(FILES))
def test_any_bytes_in_a_file_are_told(folder: Path, body: bytes, name: str) -> None:
    (folder / name).write_bytes(body)
    try:
        problems_of(folder)
    finally:
        shutil.copyfile(SMALL / name, folder / name)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | pieces,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(pieces, inner, max_size=3),
    max_leaves=6,
)
NAMES = sorted({*Service.model_fields, "id", "body", "nothing"})


@often
@given(st.dictionaries(st.sampled_from(NAMES), VALUES, min_size=1, max_size=3))
def test_any_values_of_fields_are_told(folder: Path, given_values: dict[str, Any]) -> None:
    path = folder / "services" / "north-hub.md"
    _, fields, body = path.read_text(encoding="utf-8").split("---\n", 2)
    values = {**yaml.load(fields, yaml.BaseLoader), **given_values}
    path.write_text(f"---\n{yaml.safe_dump(values, allow_unicode=True)}---\n{body}", "utf-8")
    try:
        if not problems_of(folder):
            client = create_app(Settings(content=folder)).test_client()
            for page in ("", "contact.vcf", "sessions.ics"):
                assert client.get(f"/services/north-hub/{page}").status_code in (200, 404)
            assert client.get("/oruk/v3/services?per_page=50").status_code == 200
    finally:
        shutil.copyfile(SMALL / "services" / "north-hub.md", path)


@often
@given(st.lists(pieces, max_size=40).map("".join))
def test_any_yaml_is_read_or_refused(text: str) -> None:
    try:
        read_yaml(text)
    except Unreadable as error:
        assert error.line >= 1
        assert error.message
        assert error.advice


@often
@given(st.lists(pieces | st.sampled_from([*"*_`[]()<>#-|\n\\!&"]), max_size=60).map("".join))
def test_any_markdown_becomes_harmless_html(text: str) -> None:
    html = prose.to_html(text)
    assert "<script" not in html
    assert "javascript:" not in html.lower().partition("href=")[2].partition(">")[0]
    prose.raw_html(text)
    prose.links(text)


# --- sheets, feeds, postcodes ---------------------------------------------------------------------

rows = st.lists(st.lists(pieces, max_size=5), max_size=6)


def as_csv(table: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(table)
    return out.getvalue().encode("utf-8", "replace")


@often
@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=5), rows)
def test_any_sheet_is_taken_or_refused(folder: Path, head: list[str], table: Any) -> None:
    path = folder.parent / "sheet.csv"
    path.write_bytes(as_csv([head, *table]))
    catalogue = content.load(folder)[0]
    try:
        found = sheets.changes(folder, catalogue, sheets.read_rows(path))
    except ValueError as error:
        assert str(error)
        return
    assert sheets.as_table(found, folder)
    for change in found:
        assert change.kind == "rejected" or "/" not in change.slug


@often
@given(st.binary(max_size=300), st.sampled_from([".csv", ".xlsx", ".zip"]))
def test_any_bytes_as_a_sheet_or_as_postcodes_are_refused(
    folder: Path, body: bytes, ending: str
) -> None:
    path = folder.parent / f"given{ending}"
    path.write_bytes(body)
    with contextlib.suppress(ValueError):
        assert sheets.read_rows(path) == []
    with pytest.raises(postcodes.NotPostcodes):
        postcodes.bring_in(path, folder / "postcodes", ())


def zipped(path: Path, name: str, body: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
    return path


def test_a_damaged_zip_of_postcodes_is_refused(folder: Path) -> None:
    lines = "\n".join(f"DY5 3D{a},52.{n},-2.1" for a in "ABDEF" for n in range(999))
    whole = zipped(folder.parent / "p.zip", "ods.csv", f"pcds,lat,long\n{lines}".encode())
    body = whole.read_bytes()
    for at in range(0, len(body), len(body) // 40):
        damaged = folder.parent / "damaged.zip"
        damaged.write_bytes(body[:at] + bytes([body[at] ^ 255]) + body[at + 1 :])
        try:
            postcodes.bring_in(damaged, folder / "postcodes", ())
        except ValueError as error:
            assert str(error)
        shutil.rmtree(folder / "postcodes", ignore_errors=True)


@often
@given(st.lists(st.tuples(pieces, pieces, pieces), max_size=8))
def test_any_rows_of_postcodes_are_kept_or_counted_as_wrong(folder: Path, table: Any) -> None:
    path = folder.parent / "ods.csv"
    path.write_bytes(as_csv([["pcds", "lat", "long"], ["DY5 3DY", "52.4", "-2.1"], *table]))
    report = postcodes.bring_in(path, folder / "postcodes", ())
    assert report.kept >= 1
    shutil.rmtree(folder / "postcodes")


FIELDS = [
    *("id", "name", "description", "status", "url", "email", "phones", "number", "languages"),
    *("schedules", "opens_at", "byday", "service_at_locations", "location", "addresses"),
    *("postal_code", "latitude", "longitude", "organization", "attributes", "taxonomy_term"),
    *("eligibility", "minimum_age", "maximum_age", "cost_options", "amount", "contacts"),
    *("service_areas", "last_modified"),
]
RECORDS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | pieces,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(FIELDS),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@often
@given(st.lists(RECORDS, max_size=4) | RECORDS)
def test_any_feed_is_taken_or_refused_and_what_it_leaves_can_be_read(
    folder: Path, feed: Any
) -> None:
    path = folder.parent / "feed.json"
    path.write_text(json.dumps(feed), encoding="utf-8")
    try:
        for _ in range(2):  # Again, over what it left.
            importing.run(folder, str(path), Limits())
        for draft in importing.drafts(folder).values():
            assert Reader(folder).front_matter(draft)
            assert draft.resolve().is_relative_to(folder.resolve())
        problems_of(folder)
    except TOLD as error:
        assert str(error)
    finally:
        shutil.rmtree(folder / "drafts", ignore_errors=True)


@often
@given(st.text(max_size=60) | st.lists(pieces, max_size=8).map("".join))
def test_any_words_for_a_place_are_looked_up(catalogue: Any, words: str) -> None:
    places.of(catalogue).find(words)
    postcodes.Postcodes(Path("nowhere")).point(words)


# --- what a visitor's browser sends ---------------------------------------------------------------

segments = st.lists(
    pieces | st.sampled_from(["services", "..", ".", "%2e%2e", "topics"]), max_size=5
)


@often
@given(segments, st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]))
def test_any_path_is_answered_and_never_echoed_as_it_is(
    small_client: FlaskClient, parts: list[str], method: str
) -> None:
    path = quote("/".join([*parts, MARK]), safe="/%")
    answer = small_client.open(f"http://localhost/{path}", method=method)
    assert answer.status_code < 500
    assert MARK not in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


HEADERS = [
    *("Accept-Language", "Accept", "Accept-Encoding", "If-None-Match", "If-Modified-Since"),
    *("Range", "Cookie", "Origin", "Referer", "User-Agent", "X-Forwarded-For", "Content-Type"),
    *("Content-Length", "Authorization", "X-Forwarded-Host", "X-Original-URL"),
]
header_words = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=80)


@often
@given(
    st.dictionaries(st.sampled_from(HEADERS), header_words, max_size=4),
    st.sampled_from(["/", "/search/?q=x", "/near/", "/oruk/v3/services", "/feed.atom", "/x"]),
)
def test_any_headers_are_answered(
    small_client: FlaskClient, headers: dict[str, str], path: str
) -> None:
    answer = small_client.get(path, headers={**headers, "Accept-Language": f"{MARK},*;q=x"})
    assert answer.status_code < 500
    assert MARK not in answer.text


@pytest.mark.parametrize(
    "languages", ["", "*", "ur", "xx-YY-zz", "en;q=9", "a" * 5000, ",".join(["ur;q=0.1"] * 2000)]
)
def test_any_wish_for_a_language_is_answered(client: FlaskClient, languages: str) -> None:
    for path in ("/", "/search/?q=help", "/start/"):
        assert client.get(path, headers={"Accept-Language": languages}).status_code == 200


@pytest.mark.parametrize("host", ['x"><script>1</script>', "evil.example", "[::1", "a b", "x:y"])
def test_any_host_that_is_asked_for_stays_words(small_client: FlaskClient, host: str) -> None:
    for path in ("/", "/sitemap.xml", "/oruk/v3", "/feed.atom", "/services/north-hub/"):
        answer = small_client.get(path, headers={"Host": host})
        assert answer.status_code < 500
        assert "<script>1" not in answer.text


REQUESTS = [
    b"",
    b"\r\n\r\n",
    b"GET\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /%00%ff HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /static/../../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /static/%2e%2e/%2e%2e/shell.py HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET http://example.org/ HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 200_000 + b"\r\n\r\n",
    b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\nabc",
    b"GET / HTTP/1.1\r\nHost: x\nX: y\n\n",
    bytes(range(256)),
]


# Whichever way it shows on this side.
HUNG_UP = (errno.ECONNRESET, errno.EPIPE, errno.ENOTCONN)


def answered(port: int, request: bytes) -> bytes:
    """What the server says to some bytes; nothing when it hangs up."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as wire:
        try:
            wire.sendall(request)
            wire.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: wire.recv(65_536), b""))
        except OSError as error:
            if error.errno not in HUNG_UP:
                raise
            return b""


@pytest.fixture(scope="module")
def host() -> Iterator[AppHost]:
    with AppHost(SIGNPOST_CONTENT=str(SMALL)) as running:
        yield running


def test_the_server_survives_any_request(host: AppHost) -> None:
    chance = random.Random(1)
    noise = [chance.randbytes(chance.randint(1, 300)) for _ in range(40)]
    for request in [*REQUESTS, *noise]:
        answer = answered(host.port, request)
        status = answer.split(b" ", 2)[1][:3] if answer else b"none"
        # 501 is waitress's word for an encoding it does not know.
        assert status in (b"none", b"501") or status < b"500", (request[:80], answer[:200])
        assert b"root:" not in answer
        assert b"Traceback" not in answer
    assert host.process.poll() is None


def test_a_request_has_a_size(host: AppHost) -> None:
    head = b" / HTTP/1.1\r\nHost: x\r\n"
    for size, header, body in ((60_000, b" 200 ", b" 405 "), (70_000, b" 431 ", b" 413 ")):
        long = b"GET" + head + b"X: " + b"a" * size + b"\r\n\r\n"
        large = b"POST" + head + b"Content-Length: %d\r\n\r\n" % size + b"x" * size
        for request, status in ((long, header), (large, body)):
            answer = answered(host.port, request)
            # It may hang up before all is sent.
            assert status in answer[:20] or (size > 65_536 and not answer), answer[:80]


# --- links that somebody shared -------------------------------------------------------------------


def fragments() -> Iterator[str]:
    """Links to lists: sound ones, changed ones, and anything else."""
    chance = random.Random(1)
    letters = "#1.-%<>\"'{}[]&;=/\\éß😀 abcnorth-hub.safe-line"
    yield from ("#1.north-hub", "#1.north-hub.carers", "#2.x", "#1.", "#1..", "#1." + "a." * 4000)
    yield from ("#1.__proto__", "#1.constructor.toString", f"#1.{MARK}", "#%", "#1.%E0%A4%A")
    for _ in range(12):
        yield "#1." + "".join(chance.choice(letters) for _ in range(chance.randint(1, 60)))


@pytest.mark.long
def test_any_shared_list_is_opened_or_refused_kindly(browser: Browser, frozen_small: str) -> None:
    page = browser.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
    for fragment in fragments():
        page.goto("about:blank")
        page.goto(f"{frozen_small}/my-list/{fragment}")
        page.wait_for_load_state("networkidle")
        assert not wrong, fragment
        assert page.locator("h1").is_visible()
        assert page.locator("[onclick]").count() == 0
    page.close()


@pytest.fixture(scope="module")
def frozen_small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    from app import freezing

    build = tmp_path_factory.mktemp("small") / "build"
    freezing.freeze(Settings(content=SMALL), build)
    with StaticHost(build) as host:
        yield host.address


# --- the most there may be ------------------------------------------------------------------------

WORST = {
    "quotes in quotes": ">" * 39_000,
    "quotes with gaps": "> " * 19_000,
    "lists in lists": "".join(f"{' ' * 4 * n}- x\n" for n in range(130)),
    "open brackets": ("[" * 500 + "\n\n") * 79,
    "open links": ("[x](" * 490 + "\n\n") * 20,
    "stars": "*a " * 13_000,
    "many stars": "*" * 39_000,
    "underscores": "_a" * 19_000,
    "backticks": "`" * 39_000,
    "ticks that differ": "".join("`" * n + " " for n in range(270)),
    "escapes": "\\" * 39_000,
    "angles": "<" * 39_000,
    "addresses": "<https://a" * 3_900,
    "entities": "&#x41;" * 6_000,
    "headings": "# x\n" * 9_000,
    "a table": "|a" * 100 + "\n" + "|-" * 100 + "\n" + ("|b" * 100 + "\n") * 180,
    "references": "".join(f"[{n}]: /x\n{chr(10) * (n % 400 == 0)}" for n in range(3_500)),
    "images": ("![" * 500 + "\n\n") * 38,
    "blank lines": "\n" * 39_000,
}
BOUNDED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))
from app import prose
prose.to_html(sys.stdin.read())
"""


@pytest.mark.parametrize("words", WORST.values(), ids=WORST.keys())
def test_the_longest_and_worst_page_is_made_within_a_minute_and_little_memory(words: str) -> None:
    """The kernel ends what takes more than 60 seconds of processor or 1.5 GB."""
    run = subprocess.run(
        [sys.executable, "-c", BOUNDED], input=words, capture_output=True, text=True, cwd=ROOT
    )
    assert run.returncode == 0, run.stderr[-500:]


def test_the_worst_page_is_one_that_the_model_takes() -> None:
    for words in WORST.values():
        Page(id="x", title="x", summary="x", body=words)
    with pytest.raises(ValueError, match="square brackets"):
        Page(id="x", title="x", summary="x", body="[" * 501)
    with pytest.raises(ValueError, match="40000"):
        Page(id="x", title="x", summary="x", body="x" * 40_001)


def test_a_workbook_that_unpacks_to_far_more_is_refused(folder: Path) -> None:
    path = zipped(folder.parent / "bomb.xlsx", "xl/sharedStrings.xml", b" " * (201 << 20))
    assert path.stat().st_size < 1 << 20
    with pytest.raises(ValueError, match="larger than 200 MB"):
        sheets.read_rows(path)


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))


def test_a_zip_of_one_endless_line_is_refused_in_little_memory(folder: Path) -> None:
    path = zipped(folder.parent / "bomb.zip", "ods.csv", b"x" * (300 << 20))
    signpost = str(Path(sys.executable).parent / "signpost")
    run = subprocess.run(
        [signpost, "postcodes", "import", str(path)],
        env={"PATH": "/usr/bin:/bin", "SIGNPOST_CONTENT": str(folder)},
        capture_output=True,
        text=True,
        preexec_fn=limited,
    )
    assert run.returncode == 1
    assert run.stderr.startswith("Error: ")
    assert "Traceback" not in run.stderr


def test_a_file_of_exactly_the_most_is_read_and_one_byte_more_is_not(small: Path) -> None:
    path = small / "services" / "carers.md"
    text = path.read_text(encoding="utf-8")
    head, rest = text.split("---\n", 2)[1:]
    room = LARGEST_FILE - len(text.encode()) - 1
    path.write_text(f"---\n#{'x' * room}\n---\n{rest}".replace("\n---\n", f"\n{head}---\n", 1))
    assert path.stat().st_size <= LARGEST_FILE + 2
    assert "larger than 512 kB" not in " ".join(problems_of(small)) or (
        path.stat().st_size > LARGEST_FILE
    )
    path.write_text(path.read_text() + "x" * 100)
    assert "larger than 512 kB" in " ".join(problems_of(small))
