"""The browser's search, asked in real Chromium: the page of the static site, over loopback."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from app.judging.judge import Finder, Found

READY = """() => {
  const results = document.querySelector('[data-results][data-ready]');
  if (!results) return null;
  const main = [...results.querySelectorAll('[data-service]')].map((one) => one.dataset.service);
  return {ids: main, crisis: results.querySelector('[data-crisis]') !== null};
}"""


class _Silent(WSGIRequestHandler):
    """Writes no query anywhere."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing of a request."""


@contextmanager
def browser_finder(app: Flask) -> Iterator[Finder]:
    """Serve the frozen site's pages and ask them one query after another."""
    from playwright.sync_api import sync_playwright

    app.config["FROZEN"] = True
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    where = f"http://127.0.0.1:{server.server_port}/search/?q="
    with sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=shutil.which("chromium"))
        page = chromium.new_page()

        def find(query: str) -> Found:
            page.goto(where + quote(query))
            found = page.wait_for_function(READY).json_value()
            return Found(tuple(found["ids"][:10]), found["crisis"])

        try:
            yield find
        finally:
            chromium.close()
            server.shutdown()
