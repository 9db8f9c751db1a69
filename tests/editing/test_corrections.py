"""Families tell us what is wrong from the entry itself; nothing is sent that they do not send."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page

from app.settings import Settings
from app.web import create_app

PAGE = "/services/carers/"


def page_with(small: Path, offered: str) -> str:
    site = small / "site.yaml"
    text = site.read_text(encoding="utf-8")
    site.write_text(text.replace("  form: netlify\n", offered), encoding="utf-8")
    settings = Settings(content=small, base_url="https://help.example.org")
    return create_app(settings).test_client().get(PAGE).get_data(as_text=True)


def test_the_form_knows_the_entry_and_asks_for_nothing_personal(small: Path) -> None:
    words = page_with(small, "  form: netlify\n")
    form = re.search(r'<form class="correction".*?</form>', words, re.DOTALL)
    assert form
    assert 'data-netlify="true"' in form[0] and 'data-netlify-honeypot="leave-empty"' in form[0]
    assert '<input type="hidden" name="which" value="carers">' in form[0]
    assert set(re.findall(r' name="([a-z-]+)"', form[0])) == {
        *("correction", "form-name", "which", "leave-empty", "useful", "wrong")
    }
    assert "required" not in form[0]


def test_phone_and_email_and_issue_come_filled_in(small: Path) -> None:
    offered = (
        "  phone: 0121 496 0001\n  email: hello@example.org\n"
        "  repository: https://github.com/example/signpost\n"
    )
    words = page_with(small, offered).replace("&amp;", "&").replace("&#39;", "'")
    assert "<form class" not in words.split("Something wrong here?")[1].split("</details>")[0]
    assert 'href="tel:01214960001"' in words
    mail = re.search(r'href="(mailto:[^"]+)"', words)
    assert mail
    assert "Something wrong: Young Carers" in unquote(mail[1])
    assert "https://help.example.org/services/carers/" in unquote(mail[1])
    issue = re.search(r'href="(https://github.com/example/signpost/issues/new[^"]+)"', words)
    assert issue
    assert parse_qs(urlsplit(issue[1]).query)["template"] == ["correction.yml"]


def test_every_entry_asks_whether_something_is_wrong(client: FlaskClient) -> None:
    for slug in ("childline", "lye-family-hub"):
        assert "Something wrong here?" in client.get(f"/services/{slug}/").get_data(as_text=True)


@pytest.mark.parametrize("way", ["opened by hand", "opened by the link in a letter"])
def test_the_form_opens_with_the_keyboard_and_from_a_link(
    page: Page, served_site: str, way: str
) -> None:
    by_link = way.endswith("letter")
    page.goto(f"{served_site}/services/childline/{'#something-wrong' if by_link else ''}")
    if not by_link:
        page.get_by_text("Something wrong here?").focus()
        page.keyboard.press("Enter")
    box = page.get_by_label("What is wrong or missing?")
    box.fill("The number has changed.")
    assert page.get_by_role("button", name="Send").is_visible()
