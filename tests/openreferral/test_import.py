"""Bringing feeds in: every shape, nothing lost in silence, nothing of a person's overwritten."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from click.testing import CliRunner
from flask import Flask
from werkzeug.serving import make_server

from app import content
from app.cli import main
from app.files import Reader
from app.openreferral.cleaning import canonical, clock, days, text
from app.openreferral.fetching import FetchFailed, Limits, fetch
from app.openreferral.importing import read_table
from app.settings import Settings
from app.web import create_app
from tests.openreferral.conftest import BASE

Answer = tuple[int, dict[str, str], bytes]
HOME = Limits(allow_private=True)


@dataclass
class Done:
    returncode: int
    stdout: str
    stderr: str


def run(folder: Path, *words: str) -> Done:
    """The real command, in this process."""
    result = CliRunner().invoke(main, words, env={"SIGNPOST_CONTENT": str(folder)})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return Done(result.exit_code, result.stdout, result.stderr)


def page(rows: list[Any], number: int, pages: int) -> dict[str, Any]:
    return {
        "total_items": len(rows),
        "total_pages": pages,
        "page_number": number,
        "size": len(rows),
        "first_page": number == 1,
        "last_page": number == pages,
        "empty": not rows,
        "contents": rows,
    }


class Elsewhere:
    """Another directory's server; `answer(path, query)` says what it answers."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answer: Callable[[str, dict[str, str]], Any] = lambda path, query: None
        outer = self

        class Handler(BaseHTTPRequestHandler):
            wbufsize = -1

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                outer.asked.append(self.path)
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                answer = outer.answer(parts.path, query)
                status, headers, body = answer if isinstance(answer, tuple) else (200, {}, answer)
                if answer is None:
                    status, body = 404, {"error": "not here"}
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/o"

    def serve(self, records: dict[str, Any], per_page: int = 2) -> None:
        """Answer as a 3.0 feed of some records."""
        keys = list(records)
        pages = max(1, -(-len(keys) // per_page))

        def answer(path: str, query: dict[str, str]) -> Any:
            if path == "/o/services":
                number = int(query.get("page", 1))
                part = keys[(number - 1) * per_page : number * per_page]
                names = ("id", "name", "last_modified")
                rows = [{n: records[k].get(n) for n in names} for k in part]
                return page(rows, number, pages)
            return records.get(path.removeprefix("/o/services/"))

        self.answer = answer


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    other = Elsewhere()
    threading.Thread(target=other.server.serve_forever, daemon=True).start()
    yield other
    other.server.shutdown()
    other.server.server_close()


def record(key: str, **more: Any) -> dict[str, Any]:
    return {
        "id": key,
        "name": f"Club {key}",
        "status": "active",
        "description": "A club for all.",
        "organization": {"id": "org-1", "name": "Youth Trust", "website": "www.youth.example.org"},
        "phones": [{"id": "p", "number": "01384 813 096"}],
        "attributes": [{"taxonomy_term": {"id": "esd:1", "name": "Carers groups"}}],
        "service_areas": [{"name": "North"}],
        **more,
    }


def draft(folder: Path, name: str) -> tuple[dict[str, Any], str]:
    (path,) = (folder / "drafts").glob(f"*/services/{name}.md")
    parts = Reader(folder).front_matter(path)
    assert parts
    return parts[0].data, parts[1]


def edit(path: Path, old: str, new: str) -> None:
    before = path.read_text(encoding="utf-8")
    assert old in before
    path.write_text(before.replace(old, new), encoding="utf-8")


def told(folder: Path) -> str:
    (report,) = (folder / "drafts").glob("*/report.txt")
    return report.read_text(encoding="utf-8")


# --- there and back


def test_export_import_export_gives_the_same_records(world: Path, tmp_path: Path) -> None:
    assert run(world, "export", "oruk", "--output", str(tmp_path / "one")).returncode == 0
    before = json.loads((tmp_path / "one" / "services.json").read_text())["services"]
    assert len(before) == 6
    for entry in (world / "services").glob("*.md"):
        entry.unlink()
    (world / "organizations.yaml").write_text("")
    (world / "locations.yaml").write_text("")
    bulk = str(tmp_path / "one" / "services.json")
    assert run(world, "import", "oruk", bulk).returncode == 0
    assert content.load(world)[0].services == {}, "drafts are in no catalogue"
    taken = run(world, "import", "accept", "--all")
    assert taken.returncode == 0, taken.stderr
    assert content.load(world)[1] == []
    assert run(world, "export", "oruk", "--output", str(tmp_path / "two")).returncode == 0
    after = json.loads((tmp_path / "two" / "services.json").read_text())["services"]
    assert after == before
    assert content.load(world)[0].services["saturday-club"].source_id


@pytest.mark.parametrize("version", ["v3", "v1"])
def test_our_own_live_feed_can_be_brought_in_by_another_signpost(
    feed_app: Flask, small: Path, version: str
) -> None:
    ours = feed_app.test_client().get("/oruk/services.json").json["services"]
    for entry in (small / "services").glob("*.md"):
        entry.unlink()
    server = make_server("127.0.0.1", 0, feed_app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/oruk/{version}/"
    try:
        done = run(small, "import", "oruk", address, "--allow-private")
    finally:
        server.shutdown()
        server.server_close()
    assert "New drafts (6)" in done.stdout, done.stdout + done.stderr
    if version == "v3":
        assert run(small, "import", "accept", "--all").returncode == 0
        app = create_app(Settings(content=small, base_url=BASE))
        assert app.test_client().get("/oruk/services.json").json["services"] == ours


def test_our_own_entries_are_never_taken_from_a_feed(world: Path, tmp_path: Path) -> None:
    run(world, "export", "oruk", "--output", str(tmp_path))
    files = {path: path.read_bytes() for path in (world / "services").glob("*.md")}
    done = run(world, "import", "oruk", str(tmp_path / "services.json"))
    assert "Not taken (6)" in done.stdout
    assert "our own entry saturday-club" in done.stdout
    assert {path: path.read_bytes() for path in files} == files


# --- shapes


def test_a_paged_feed_becomes_drafts_with_what_is_to_see_to(
    small: Path, elsewhere: Elsewhere
) -> None:
    elsewhere.serve({key: record(key) for key in ("a", "b", "c")})
    (small / "imports.yaml").write_text('terms:\n  "carers groups": family/young-carers\n')
    done = run(small, "import", "oruk", elsewhere.address, "--allow-private")
    assert done.returncode == 0, done.stderr
    assert "New drafts (3)" in done.stdout
    fields, body = draft(small, "club-b")
    assert fields["topics"] == ["family/young-carers"]
    assert fields["area"] == ["north"]
    assert fields["organization"] == "youth-trust"
    assert (fields["source_feed"], fields["source_id"]) == (elsewhere.address, "b")
    assert "assured_date" not in fields
    assert body == "A club for all."
    assert "club-b: what_happens: missing" in told(small)
    assert "club-b" not in content.load(small)[0].services
    (rows,) = (small / "drafts").glob("*/organizations.yaml")
    assert "https://www.youth.example.org" in rows.read_text()


def test_a_later_import_knows_the_organizations_and_places_of_the_one_before(
    small: Path, elsewhere: Elsewhere
) -> None:
    address = {"address_1": "1 Old Road", "city": "Dudley", "postal_code": "DY1 1AA"}
    hall = {"id": "hall", "name": "Old Hall", "addresses": [address]}
    more = {"service_at_locations": [{"location": hall}]}
    elsewhere.serve({"a": record("a", **more)})
    run(small, "import", "oruk", elsewhere.address, "--allow-private")
    elsewhere.serve({"a": record("a", **more), "b": record("b", **more)})
    done = run(small, "import", "oruk", elsewhere.address, "--allow-private")
    assert "New drafts (1)" in done.stdout, done.stdout + done.stderr
    fields, _ = draft(small, "club-b")
    assert (fields["organization"], fields["locations"]) == ("youth-trust", ["old-hall"])
    for name, rows in (("organizations", ["youth-trust"]), ("locations", ["old-hall"])):
        (file,) = (small / "drafts").glob(f"*/{name}.yaml")
        assert list(yaml.safe_load(file.read_text())) == rows


def test_a_draft_that_is_not_ready_is_not_taken_over(small: Path, elsewhere: Elsewhere) -> None:
    elsewhere.serve({"a": record("a")})
    run(small, "import", "oruk", elsewhere.address, "--allow-private")
    refused = run(small, "import", "accept", "club-a")
    assert refused.returncode == 1
    assert "`what_happens` is missing" in refused.stderr
    (path,) = (small / "drafts").glob("*/services/club-a.md")
    edit(
        path,
        "confidence: medium",
        "what_happens: You come.\napplication_process: Phone.\n"
        "topics: [family/young-carers]\nconfidence: medium",
    )
    assert run(small, "import", "accept", "club-a").returncode == 0
    catalogue, problems = content.load(small)
    assert problems == []
    assert catalogue.services["club-a"].organization == "youth-trust"
    assert run(small, "import", "drafts").stdout == ""


def test_a_1_0_feed_with_all_its_oddities_is_read(small: Path, elsewhere: Elsewhere) -> None:
    old = {
        "id": 77,
        "name": " Old <b>Club</b> ",
        "description": "<p>We meet &amp; talk.</p><ul><li>tea</li></ul><script>x()</script>",
        "url": "",
        "email": None,
        "status": None,
        "organization": {"id": "o", "name": "North Council", "description": "x", "url": None},
        "contacts": [{"id": "c", "name": "Jo Private", "phones": [{"number": "+44 1384 813096"}]}],
        "eligibilitys": [{"minimum_age": "5", "maximum_age": 11.0}],
        "regular_schedules": [
            {"opens_at": "9am", "closes_at": "1.30 pm", "byday": "Monday,WE", "freq": "weekly"}
        ],
        "languages": [{"language": "Polish"}],
        "service_taxonomys": [{"taxonomy": {"id": "x:9", "name": "Odd", "vocabulary": "odd"}}],
        "service_at_locations": [
            {
                "location": {
                    "id": "l",
                    "name": "Hall",
                    "latitude": "52.5",
                    "longitude": -2.1,
                    "physical_addresses": [
                        {"address_1": "2 Low Street", "city": "Northtown", "postal_code": "dy53dy"}
                    ],
                    "accessibility_for_disabilities": [{"accessibility": "Ramp"}],
                },
                "regular_schedule": [{"opens_at": "18:00:00", "closes_at": "20:00", "byday": "FR"}],
            }
        ],
        "fees": "Free",
        "attending_access": "drop-in",
    }

    def answer(path: str, query: dict[str, str]) -> Any:
        if path == "/o/services/77":
            return old
        if path == "/o/services":
            row = {"id": 77, "name": "Old Club"}
            return {
                "totalElements": 1,
                "totalPages": 1,
                "number": 1,
                "last": True,
                "content": [row],
            }
        return None

    elsewhere.answer = answer
    done = run(small, "import", "oruk", elsewhere.address, "--allow-private")
    assert done.returncode == 0, done.stderr
    fields, body = draft(small, "old-club")
    assert body == "We meet & talk.\n\n- tea"
    assert (fields["minimum_age"], fields["maximum_age"]) == ("5", "11")
    assert fields["phones"] == [{"number": "01384 813096"}]
    assert "Jo Private" not in json.dumps(fields)
    assert fields["languages"] == ["pl"]
    assert fields["schedules"][0] == {
        "byday": ["MO", "WE"],
        "opens_at": "09:00",
        "closes_at": "13:30",
    }
    assert fields["schedules"][1]["location"] == fields["locations"][0] == "hall"
    assert fields["fees_description"] == "Free"
    assert fields["access"] == ["drop-in", "phone"]
    (places,) = (small / "drafts").glob("*/locations.yaml")
    assert "DY5 3DY" in places.read_text()
    assert "Odd (x:9): 1 times" in told(small)


def test_every_record_that_was_not_taken_is_told_with_its_reason(
    small: Path, elsewhere: Elsewhere
) -> None:
    elsewhere.serve(
        {
            "good": record("good"),
            "ended": record("ended", status="defunct"),
            "nameless": record("nameless", name="  "),
            "other": {**record("other"), "id": "another"},
            "text": record("text"),
        },
        per_page=10,
    )
    plain = elsewhere.answer
    elsewhere.answer = lambda path, query: (
        b"<html>oops" if path.endswith("/text") else plain(path, query)
    )
    report = run(small, "import", "oruk", elsewhere.address, "--allow-private").stdout
    assert "New drafts (1)" in report
    assert "Not taken (4)" in report
    assert "ended: Its status is defunct." in report
    assert "nameless: It has no name." in report
    assert "does not answer in JSON" in report


def test_values_that_do_not_fit_are_left_out_one_by_one_and_told(
    small: Path, elsewhere: Elsewhere
) -> None:
    odd = record(
        "odd",
        email="not an email",
        phones=[{"number": "01384 813 096 / 01384 813 322"}, {"number": "ask"}],
        schedules=[{"opens_at": "10:00", "closes_at": "11:00"}, {"description": "Most days."}],
        minimum_age=40,
        maximum_age=200,
    )
    elsewhere.serve({"odd": odd})
    run(small, "import", "oruk", elsewhere.address, "--allow-private")
    fields, _ = draft(small, "club-odd")
    assert [one["number"] for one in fields["phones"]] == ["01384 813 096", "01384 813 322"]
    assert "email" not in fields and "schedules" not in fields
    assert fields["opening_description"] == "Most days."
    assert (fields["minimum_age"], fields.get("maximum_age")) == ("40", None)
    assert "club-odd: email: 'not an email' is not an email address." in told(small)


@pytest.mark.parametrize("shape", ["list", "contents", "content", "services", "one", "bodies"])
def test_a_file_may_hold_services_in_any_usual_shape(
    small: Path, tmp_path: Path, shape: str
) -> None:
    one = record("a")
    body = {"id": "b", "name": "A Body", "services": [{"id": "a", "name": "Club a"}]}
    shapes = {
        "list": [one],
        "contents": {"contents": [one]},
        "content": {"content": [one]},
        "services": {"services": [one]},
        "one": one,
        "bodies": [body],
    }
    file = tmp_path / "feed.json"
    file.write_text(json.dumps(shapes[shape]))
    assert run(small, "import", "oruk", str(file)).returncode == 0
    assert draft(small, "club-a")[0]["organization"]


def test_a_feed_that_goes_round_in_circles_ends(small: Path, elsewhere: Elsewhere) -> None:
    def answer(path: str, query: dict[str, str]) -> Any:
        if path == "/o/services":
            return {"contents": [{"id": "a", "name": "Club a"}]}
        return record("a")

    elsewhere.answer = answer
    assert run(small, "import", "oruk", elsewhere.address, "--allow-private").returncode == 0
    assert len(elsewhere.asked) == 3


@pytest.mark.parametrize(
    "answer", [None, b"not json", {"contents": "x"}, b"[" * 100_000, (500, {}, b"")]
)
def test_what_is_no_feed_is_refused_with_one_sentence_and_nothing_written(
    small: Path, elsewhere: Elsewhere, answer: Any
) -> None:
    elsewhere.answer = lambda path, query: answer
    done = run(small, "import", "oruk", elsewhere.address, "--allow-private")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ") and done.stderr.count("\n") == 1
    assert not list((small / "drafts").glob("*/services/*"))


def test_the_table_of_terms_names_only_topics_and_areas_of_ours(
    small: Path, content_folder: Path
) -> None:
    taxonomy = content.load(content_folder)[0].taxonomy
    assert read_table(content_folder, taxonomy).terms
    (small / "imports.yaml").write_text("terms:\n  clubs: family/clubs\n")
    done = run(small, "import", "oruk", str(small / "site.yaml"))
    assert done.returncode == 1
    assert "clubs" in done.stderr and "names no topic or area of ours" in done.stderr


# --- again


def test_a_second_import_changes_only_what_the_feed_changed(
    small: Path, elsewhere: Elsewhere
) -> None:
    records = {key: record(key, last_modified="2026-01-01T00:00:00Z") for key in "abc"}
    elsewhere.serve(records)
    run(small, "import", "oruk", elsewhere.address, "--allow-private")
    (path,) = (small / "drafts").glob("*/services/club-a.md")
    edit(path, "confidence: medium", "what_happens: A person wrote this.\nconfidence: low")
    edit(path, "summary: A club for all.", "summary: In my own words.")
    records["a"] |= {
        "last_modified": "2026-02-01T00:00:00Z",
        "email": "a@youth.example.org",
        "description": "The feed says it anew.",
    }
    del records["c"]
    elsewhere.serve(records)
    elsewhere.asked.clear()
    report = run(small, "import", "oruk", elsewhere.address, "--allow-private").stdout
    fields, body = draft(small, "club-a")
    assert fields["what_happens"] == "A person wrote this."
    assert (fields["summary"], fields["confidence"]) == ("In my own words.", "low")
    assert (fields["email"], body) == ("a@youth.example.org", "The feed says it anew.")
    assert fields["source_modified"] == "2026-02-01T00:00:00Z"
    assert "Drafts brought up to date (1)" in report
    assert "club-a: the feed changed summary" in report
    assert "Nothing changed (1)\n  club-b" in report
    assert "No longer in the feed (1)\n  club-c" in report
    assert not any(path.endswith("/services/b") for path in elsewhere.asked)


def test_what_a_person_assured_is_not_overwritten(small: Path, elsewhere: Elsewhere) -> None:
    records = {"a": record("a", last_modified="2026-01-01T00:00:00Z")}
    elsewhere.serve(records)
    run(small, "import", "oruk", elsewhere.address, "--allow-private")
    (path,) = (small / "drafts").glob("*/services/club-a.md")
    edit(
        path,
        "confidence: medium",
        "what_happens: You come.\napplication_process: Phone.\ntopics: [family/parenting]\n"
        "assured_date: 2026-01-15\nassured_by: rang\nconfidence: high",
    )
    assert run(small, "import", "accept", "club-a").returncode == 0
    published = (small / "services" / "club-a.md").read_bytes()
    records["a"] |= {"last_modified": "2026-02-01T00:00:00Z", "phones": [{"number": "999"}]}
    report = run(small, "import", "oruk", elsewhere.address, "--allow-private").stdout
    assert "club-a: assured here; the feed changed phones" in report
    assert (small / "services" / "club-a.md").read_bytes() == published
    assert run(small, "import", "drafts").stdout == ""


def test_an_import_that_broke_off_goes_on_where_it_stopped(
    small: Path, elsewhere: Elsewhere
) -> None:
    records = {key: record(key) for key in "abcdef"}
    elsewhere.serve(records)
    whole = elsewhere.answer

    def breaks_off(path: str, query: dict[str, str]) -> Any:
        return (500, {}, b"") if query.get("page") == "3" else whole(path, query)

    elsewhere.answer = breaks_off
    first = run(small, "import", "oruk", elsewhere.address, "--allow-private")
    assert first.returncode == 1
    assert "page 3" in first.stderr
    assert not list((small / "drafts").glob("*/services/*.md"))
    elsewhere.answer = whole
    elsewhere.asked.clear()
    assert run(small, "import", "oruk", elsewhere.address, "--allow-private").returncode == 0
    assert len(list((small / "drafts").glob("*/services/*.md"))) == 6
    assert elsewhere.asked == [
        "/o/services?page=3&per_page=100",
        "/o/services/e",
        "/o/services/f",
    ]


# --- safety


def test_private_addresses_are_refused_unless_allowed(small: Path, elsewhere: Elsewhere) -> None:
    done = run(small, "import", "oruk", elsewhere.address)
    assert done.returncode == 1
    assert "private address" in done.stderr
    assert elsewhere.asked == []


@pytest.mark.parametrize(
    "address",
    [
        *("http://localhost/", "http://10.0.0.1/", "http://169.254.169.254/latest/"),
        *("http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/", "http://2130706433/"),
        *("http://192.168.1.1/", "http://[fd00::1]/", "http://224.0.0.1/"),
        *("file:///etc/passwd", "ftp://example.org/", "http://user:pw@example.org/", "http://"),
    ],
)
def test_no_way_leads_into_our_own_network(address: str) -> None:
    with pytest.raises(FetchFailed):
        fetch(address, Limits(seconds=2))


def test_a_redirect_may_not_lead_inside(
    monkeypatch: pytest.MonkeyPatch, elsewhere: Elsewhere
) -> None:
    from app.openreferral import fetching

    # The first host counts as public, as any host of the internet would.
    first = fetching._public
    monkeypatch.setattr(fetching, "_public", lambda ip: ip == "127.0.0.1" or first(ip))
    elsewhere.answer = lambda path, query: (302, {"Location": "http://[::1]:9/secret"}, b"")
    with pytest.raises(FetchFailed, match="private address"):
        fetch(elsewhere.address, Limits(seconds=2))


def test_redirects_size_and_time_have_limits(elsewhere: Elsewhere) -> None:
    elsewhere.answer = lambda path, query: (301, {"Location": elsewhere.address}, b"")
    with pytest.raises(FetchFailed, match="redirects more than 5 times"):
        fetch(elsewhere.address, HOME)
    elsewhere.answer = lambda path, query: b"[" + b" " * 100_000 + b"]"
    with pytest.raises(FetchFailed, match="larger than 1,000 bytes"):
        fetch(elsewhere.address, Limits(bytes=1_000, allow_private=True))

    given_up = threading.Event()

    def slow(path: str, query: dict[str, str]) -> Any:
        given_up.wait(60)
        return b"[]"

    elsewhere.answer = slow
    with pytest.raises(FetchFailed):
        fetch(elsewhere.address, Limits(seconds=0.3, allow_private=True))
    given_up.set()


# --- small parts


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        *(("9am", "09:00"), ("9.30 pm", "21:30"), ("12am", "00:00"), ("12 noon", None)),
        *(("09:00:00", "09:00"), ("17:30Z", "17:30"), ("09:00+01:00", "09:00"), ("0915", "09:15")),
        *(("24:00", "24:00"), ("25:00", None), ("", None), (None, None), ("13pm", None)),
    ],
)
def test_times_in_any_dress(said: str | None, meant: str | None) -> None:
    assert clock(said) == meant


def test_days_in_any_dress() -> None:
    assert days("Mon, WE;sunday") == ["MO", "WE", "SU"]
    assert days(["Tuesday", "tu", "1FR", "-1mo", "someday"]) == ["TU", "1FR", "-1MO"]
    assert days(None) == []


@pytest.mark.parametrize(
    "said",
    [
        "<img src=x onerror=alert(1)>Hello",
        "Hello<script>alert(1)</script>",
        "&lt;script&gt;Hello",
        "<a href='javascript:alert(1)'>Hello</a>",
        "<<b>script>Hello",
        "Hello<!-- hidden -->",
    ],
)
def test_no_html_comes_in(said: str) -> None:
    words = text(said)
    assert "Hello" in words
    assert "alert" not in words and "hidden" not in words
    assert "<" not in words


@pytest.mark.parametrize(
    "wild",
    [
        {"phones": "none", "schedules": [None, 3], "attributes": {"a": 1}, "languages": [[]]},
        {"service_at_locations": [{"location": "here"}], "organization": "us", "name": 5},
        {"minimum_age": "NaN", "maximum_age": [], "eligibilitys": {"minimum_age": "4"}},
    ],
)
def test_wild_records_are_cleaned_and_never_break_the_import(wild: dict[str, Any]) -> None:
    assert isinstance(canonical({"id": "x", **wild}), dict)
