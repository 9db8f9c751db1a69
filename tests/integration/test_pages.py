"""Pages as the application answers them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.catalogue import Catalogue
from app.settings import ROOT, Settings
from app.web import create_app
from app.web.headers import CACHE_BRIEFLY, CACHE_FOR_EVER, HEADERS


def test_netlify_sends_the_same_headers_as_the_application() -> None:
    rules = tomllib.loads((ROOT / "netlify.toml").read_text())["headers"]
    by_path = {rule["for"]: rule["values"] for rule in rules}
    assert by_path["/*"] == {**HEADERS, "Cache-Control": CACHE_BRIEFLY}
    assert by_path["/static/built/*"] == {"Cache-Control": CACHE_FOR_EVER}


@pytest.mark.parametrize("path", ["/", "/no-such-page/", "/robots.txt", "/healthz"])
def test_every_answer_carries_the_safety_headers(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers


def test_health_says_how_much_it_holds(client: FlaskClient, catalogue: Catalogue) -> None:
    assert client.get("/healthz").json == {"status": "ok", "services": len(catalogue.services)}


@pytest.mark.parametrize(
    "path",
    [
        "/services/no-such-service/",
        "/topics/no-such-topic/",
        "/topics/send/no-such-need/",
        "/ages/no-such-age/",
        "/clusters/no-such-cluster/",
        "/topics/send/page/99/",
        "/topics/send/page/1/",
        "/topics/send/page/0/",
        "/start/no-such-age/",
        "/start/any/no-such-topic/",
        "/home/",
        "/../etc/passwd",
    ],
)
def test_what_does_not_exist_is_a_real_404_that_leads_on(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "/start/" in answer.text


def test_a_service_page_says_all_that_a_family_needs(client: FlaskClient) -> None:
    text = client.get("/services/coseley-family-hub/").text
    for words in (
        "Coseley Family Hub",
        "01384 813 096",
        "tel:01384813096",
        "Bayer Street",
        "WV14 9DS",
        "Dudley Council",
        "September 2024",
        "not confirmed",
        "application/ld+json",
    ):
        assert words.casefold() in text.casefold(), words


def test_opening_times_are_shown_unless_they_are_old(client: FlaskClient) -> None:
    assert "24 hours a day, every day" in client.get("/services/samaritans/").text
    old = client.get("/services/coseley-family-hub/").text
    assert "9am to 5pm" not in old
    assert "We left out the opening times" in old


def test_a_refuge_shows_no_place(client: FlaskClient, catalogue: Catalogue) -> None:
    hidden = [s for s in catalogue.services.values() if s.confidential_location]
    assert hidden
    for service in hidden:
        assert not service.locations
        text = client.get(f"/services/{service.id}/").text
        assert "PostalAddress" not in text
        assert "maps" not in text


def test_discreet_pages_have_a_way_out_and_others_do_not(
    client: FlaskClient, catalogue: Catalogue
) -> None:
    exit_url = catalogue.site.exit_url
    assert exit_url in client.get("/topics/domestic-abuse/").text
    assert exit_url in client.get("/services/national-domestic-abuse-helpline/").text
    assert exit_url not in client.get("/topics/money-and-food/").text


def test_a_list_for_a_cluster_with_nothing_of_its_own_names_the_hub(client: FlaskClient) -> None:
    text = client.get("/topics/drugs-and-alcohol/gambling/clusters/halesowen/").text
    assert "/services/lye-family-hub/" in text
    assert "/services/national-gambling-helpline/" in text


def test_a_shared_link_shows_a_title_and_a_picture_that_is_there(client: FlaskClient) -> None:
    text = client.get("/services/cry-sis/").text
    shown = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)">', text))
    assert shown["url"] == "http://localhost/services/cry-sis/"
    assert "Cry-sis" in shown["title"]
    with client.get(shown["image"].removeprefix("http://localhost")) as picture:
        assert picture.content_type == "image/png"


def test_urgent_help_is_one_step_from_every_kind_of_page(client: FlaskClient) -> None:
    for path in ("/", "/start/", "/topics/send/", "/services/childline/", "/about/", "/search/"):
        assert 'href="/urgent-help/"' in client.get(path).text, path


def test_old_names_lead_to_new_pages(client: FlaskClient, catalogue: Catalogue) -> None:
    for old, now in catalogue.site.redirects.items():
        answer = client.get(old)
        assert (answer.status_code, answer.headers["Location"]) == (301, now)
        assert client.get(now).status_code == 200


def test_while_editing_a_change_shows_at_once_and_a_mistake_is_told_on_the_page(
    small: Path,
) -> None:
    client = create_app(Settings(content=small), reload=True).test_client()
    entry = small / "services" / "carers.md"
    sound = entry.read_text()
    assert "Young Carers" in client.get("/services/carers/").text
    entry.write_text(sound.replace("name: Young Carers", "name: Helping Hands Club"))
    assert "Helping Hands Club" in client.get("/services/carers/").text
    entry.write_text(sound.replace("access: [through-school]", "access: [by-owl]"))
    text = client.get("/").text
    assert "content/services/carers.md:11" in text
    assert "is not one of the words for `access`" in text.replace("&#39;", "'")
