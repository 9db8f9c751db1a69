"""News feeds, contact cards, calendars, the search description and the map of the site."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import icalendar
import pytest
from flask.testing import FlaskClient

from app.settings import Settings
from app.web import create_app, feeds
from tests.openreferral.conftest import BASE

ATOM = {"a": "http://www.w3.org/2005/Atom"}
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def dated(world: Path) -> FlaskClient:
    """The world on a known day, its files changed on known days."""
    for number, path in enumerate(sorted((world / "services").glob("*.md")), 1):
        when = datetime(2026, 1, number, 12, tzinfo=UTC).timestamp()
        os.utime(path, (when, when))
    when = datetime(2025, 5, 5, tzinfo=UTC).timestamp()
    os.utime(world / "pages" / "urgent-help.md", (when, when))
    settings = Settings(content=world, base_url=BASE, today=date(2026, 1, 5))
    return create_app(settings).test_client()


def titles(client: FlaskClient, path: str) -> list[str]:
    root = ElementTree.fromstring(client.get(path).data)
    return [node.text or "" for node in root.findall("a:entry/a:title", ATOM)]


def test_the_news_feed_tells_the_newest_change_first(dated: FlaskClient) -> None:
    answer = dated.get("/feed.atom")
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(answer.data)
    moments = [node.text or "" for node in root.findall("a:entry/a:updated", ATOM)]
    assert moments == sorted(moments, reverse=True)
    assert root.findtext("a:updated", None, ATOM) == moments[0] == "2026-01-06T12:00:00Z"
    ids = [node.text for node in root.findall("a:entry/a:id", ATOM)]
    assert len(set(ids)) == 6
    links = {node.get("href") for node in root.findall("a:entry/a:link", ATOM)}
    assert f"{BASE}/services/north-hub/" in links
    again = dated.get("/feed.atom", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_each_topic_has_news_of_its_own(dated: FlaskClient) -> None:
    assert titles(dated, "/topics/safety/feed.atom") == ["Safe Line", "Emergency"]
    assert dated.get("/topics/nothing/feed.atom").status_code == 404


def test_a_browser_can_search_the_site(dated: FlaskClient) -> None:
    root = ElementTree.fromstring(dated.get("/opensearch.xml").data)
    space = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
    assert len(root.findtext("o:ShortName", "", space)) <= 16
    url = root.find("o:Url", space)
    assert url is not None
    assert url.get("template") == f"{BASE}/search/?q={{searchTerms}}"
    page = dated.get("/").text
    assert 'href="/opensearch.xml"' in page and 'href="/feed.atom"' in page


def test_a_contact_card_holds_what_the_page_says(dated: FlaskClient) -> None:
    answer = dated.get("/services/saturday-club/contact.vcf")
    assert answer.content_type == "text/vcard; charset=utf-8"
    assert all(len(line) <= 75 for line in answer.data.split(b"\r\n"))
    lines = answer.data.decode().replace("\r\n ", "").split("\r\n")
    assert lines[:2] == ["BEGIN:VCARD", "VERSION:3.0"]
    assert {
        *("FN:Saturday Club", "ORG:Small Charity", "TEL;TYPE=VOICE:01384 813 096"),
        *("EMAIL:club@charity.example.org", f"URL:{BASE}/services/saturday-club/"),
        "ADR;TYPE=WORK:;;1 High Street;Northtown;;DY5 3DY;United Kingdom",
    } <= set(lines)
    assert lines[-2:] == ["END:VCARD", ""]


def test_sessions_repeat_as_the_page_says(dated: FlaskClient) -> None:
    answer = dated.get("/services/north-hub/sessions.ics")
    assert answer.content_type == "text/calendar; charset=utf-8"
    sheet = icalendar.Calendar.from_ical(answer.data)
    (event,) = sheet.walk("VEVENT")
    assert event["summary"] == "North Hub"
    assert event["dtstart"].dt == datetime(2026, 1, 5, 9, tzinfo=LONDON)
    assert event["dtend"].dt == datetime(2026, 1, 5, 17, tzinfo=LONDON)
    assert event["rrule"]["byday"] == ["MO", "TU", "WE", "TH", "FR"]
    assert "1 High Street" in event["location"]
    assert sheet.walk("VTIMEZONE")[0]["tzid"] == "Europe/London"


def test_sessions_leave_out_bank_holidays_and_what_one_cannot_walk_into(
    world: Path, dated: FlaskClient
) -> None:
    hub = world / "services" / "north-hub.md"
    hub.write_text(
        hub.read_text().replace(
            "closes_at: 17:00}", 'closes_at: "17:00", closed_on_bank_holidays: true}'
        )
    )
    client = create_app(Settings(content=world, today=date(2026, 1, 5))).test_client()
    body = client.get("/services/north-hub/sessions.ics").data
    (event,) = icalendar.Calendar.from_ical(body).walk("VEVENT")
    left_out = {one.dt.date() for one in event["exdate"].dts}
    assert {date(2026, 4, 3), date(2026, 4, 6), date(2026, 12, 25)} <= left_out
    # Term time only without known terms, by appointment, and by phone: nothing is sure.
    assert dated.get("/services/saturday-club/sessions.ics").status_code == 404


@pytest.mark.parametrize("name", ["contact.vcf", "sessions.ics"])
def test_services_to_be_looked_up_in_secret_are_not_saved(dated: FlaskClient, name: str) -> None:
    for slug in ("safe-line", "emergency"):
        assert dated.get(f"/services/{slug}/{name}").status_code == 404
        assert name not in dated.get(f"/services/{slug}/").text


def test_a_page_offers_exactly_the_files_there_are(dated: FlaskClient) -> None:
    offered = set()
    for slug in ("carers", "emergency", "north-hub", "safe-line", "saturday-club", "south-hub"):
        page = dated.get(f"/services/{slug}/").text
        paths = [f"/services/{slug}/{name}" for name in ("contact.vcf", "sessions.ics")]
        offered |= {path for path in paths if f'href="{path}"' in page}
    library = dated.application.extensions["library"]
    every = set(feeds.every_address(library.catalogue, date(2026, 1, 5)))
    assert offered == {path for path in every if path.startswith("/services/")}
    assert all(dated.get(path).status_code == 200 for path in every)


def test_the_map_of_the_site_says_when_pages_changed(dated: FlaskClient) -> None:
    root = ElementTree.fromstring(dated.get("/sitemap.xml").data)
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    changed = {
        node.findtext("s:loc", "", space): node.findtext("s:lastmod", None, space)
        for node in root.findall("s:url", space)
    }
    assert changed[f"{BASE}/services/carers/"] == "2026-01-01"
    assert changed[f"{BASE}/urgent-help/"] == "2025-05-05"
    assert changed[f"{BASE}/topics/"] is None
