"""Leaflets and the box for other sites."""

from __future__ import annotations

import io
import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from app.catalogue import Catalogue
from app.web.keeping import leaflets
from app.web.keeping.discretion import for_paper

CUT_OFF = """[...document.querySelectorAll('.leaflet__page')].filter(
  one => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1
).map(one => one.innerText.slice(0, 40))"""


def test_every_leaflet_prints_on_two_sides_of_a4_with_nothing_cut_off(
    page: Page, served_site: str, catalogue: Catalogue
) -> None:
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1123, "height": 794})
    for one in leaflets.subjects(catalogue):
        page.goto(f"{served_site}/leaflets/{one.id}/")
        assert page.evaluate(CUT_OFF) == [], one.id
        paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
        assert len(paper.pages) == 2, one.id
        assert round(float(paper.pages[0].mediabox.width)) == 842, "A4, landscape"


def test_every_leaflet_names_people_to_ask_and_carries_its_date(
    client: FlaskClient, catalogue: Catalogue
) -> None:
    for one in leaflets.subjects(catalogue):
        text = unescape(client.get(f"/leaflets/{one.id}/").text)
        assert text.count('class="leaflet__what"') >= 4, one.id
        assert "If it cannot wait" in text and "999" in text
        assert re.search(r"what we knew on \d+ \w+ 20\d\d", text)
        assert "<svg" in text and 'class="qr"' in text


def test_leaflets_name_no_discreet_service_and_paper_only_general_numbers(
    app: Flask, catalogue: Catalogue
) -> None:
    for one in leaflets.subjects(catalogue):
        ask = catalogue.services[catalogue.site.ask]
        assert not any(s.discreet for s in leaflets.chosen(catalogue, one, ask))
    with app.test_request_context():
        named = [service.id for service, _, _ in for_paper(catalogue)]
    assert "emergency-999" in named and "national-domestic-abuse-helpline" not in named
    assert "domestic-abuse" not in [one.id for one in leaflets.subjects(catalogue)]


def test_there_is_no_leaflet_for_what_does_not_exist(client: FlaskClient) -> None:
    assert client.get("/leaflets/nowhere/").status_code == 404
    assert client.get("/leaflets/domestic-abuse/").status_code == 404


@pytest.mark.parametrize("kind", ["box", "links"])
def test_the_lines_for_other_sites_are_plain_html_that_leads_here(
    page: Page, served_site: str, kind: str
) -> None:
    page.goto(f"{served_site}/embed/")
    lines = page.locator(f"#{kind}").inner_text()
    assert "<script" not in lines and "style=" not in lines
    page.goto("about:blank")  # Another site: nothing of the page they were copied from is left.
    page.set_content(f"<!doctype html><title>A school</title>{lines}")
    if kind == "links":
        assert page.locator("a").count() > 10
        page.locator("a").first.click()
    else:
        page.get_by_label("Find help for your family").fill("food")
        page.get_by_role("button").click()
        expect(page).to_have_url(re.compile(r"/search/\?q=food$"))
    expect(page.locator("h1")).to_have_count(1)
    assert page.url.startswith(served_site)
