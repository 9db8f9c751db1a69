"""Take pictures of the main pages, narrow and wide, light and dark, into ./screenshots/.

Run by `make screenshots`. Needs the built styles (`npm run build`) and Chromium.
"""

from __future__ import annotations

import logging
import shutil
import sys
from pathlib import Path
from threading import Thread

from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from app.settings import Settings
from app.web import create_app

FOLDER = Path(__file__).resolve().parent.parent / "screenshots"
WIDTHS = (360, 1280)
THEMES = ("light", "dark")
PAGES = {
    "home": "/",
    "start-1": "/start/",
    "start-2": "/start/2-4/",
    "start-3": "/start/2-4/send/",
    "topics": "/topics/",
    "list": "/topics/send/ages/2-4/clusters/halesowen/",
    "service": "/services/lye-family-hub/",
    "urgent-help": "/urgent-help/",
    "search": "/search/?q=baby",
    "discreet-list": "/topics/domestic-abuse/",
    "discreet-service": "/services/black-country-womens-aid/",
    "words": "/early-help/",
    "table": "/for-practitioners/",
    "correction": "/suggest-a-change/",
    "a-to-z": "/services/",
    "not-found": "/nowhere/",
}
PRINTED = ("service", "list", "words")


def chromium() -> str | None:
    """Find the system's own Chromium; without one Playwright's is used."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def main(wanted: list[str]) -> None:
    """Serve the content on a free port and photograph it."""
    FOLDER.mkdir(exist_ok=True)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, create_app(Settings.from_environment()), threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for name, path in PAGES.items():
            if not wanted or name in wanted:
                photograph(browser, name, base + path)
        browser.close()
    server.shutdown()


def photograph(browser: Browser, name: str, address: str) -> None:
    """Take one page at every width in every theme, and on paper if it is one to hand over."""
    for width in WIDTHS:
        for theme in THEMES:
            context = browser.new_context(
                viewport={"width": width, "height": 800},
                color_scheme=theme,  # type: ignore[arg-type]
                has_touch=width < 600,
                is_mobile=width < 600,
            )
            page = context.new_page()
            page.goto(address)
            page.evaluate("document.fonts.ready")
            page.screenshot(path=FOLDER / f"{name}-{width}-{theme}.png", full_page=True)
            if name in PRINTED and (width, theme) == (WIDTHS[-1], "light"):
                page.pdf(path=FOLDER / f"{name}.pdf", format="A4")
            context.close()
    print(name)


if __name__ == "__main__":
    main(sys.argv[1:])
