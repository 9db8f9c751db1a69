"""A static host as the frozen site would meet it: compressed answers, netlify.toml's headers."""

from __future__ import annotations

import fnmatch
import gzip
import mimetypes
import threading
import tomllib
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import brotli

from app.settings import ROOT

COMPRESSED = ("text/", "application/json", "application/manifest", "image/svg", "application/xml")
MORE_TYPES = {".webmanifest": "application/manifest+json", ".js": "text/javascript"}


class CdnHost:
    """Serves a folder; `sent` lists what went over the wire: path and bytes, headers included.

    It compresses with brotli, as real hosts do for browsers of today, or with gzip, as all can.
    """

    def __init__(self, folder: Path, below: str = "", port: int = 0, coding: str = "br") -> None:
        self.folder, self.below, self.coding = folder, below, coding
        self.sent: list[tuple[str, int]] = []
        self.server = _Server(("127.0.0.1", port), _Handler)
        self.server.host = self
        self.address = f"http://127.0.0.1:{self.server.server_port}{below}"

    def __enter__(self) -> CdnHost:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """Find a file: its status, headers and body as sent."""
        inside = unquote(path).removeprefix(self.below)
        file = self.folder / inside.lstrip("/")
        file = file / "index.html" if inside.endswith("/") or file.is_dir() else file
        status = 200 if file.is_file() else 404
        return status, *self._read(file if status == 200 else self.folder / "404.html", inside)

    def _read(self, file: Path, inside: str) -> tuple[dict[str, str], bytes]:
        kind = MORE_TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "text/plain"
        headers = {"Content-Type": f"{kind}; charset=utf-8" if kind.startswith("text/") else kind}
        body = file.read_bytes()
        if kind.startswith(COMPRESSED):
            body = brotli.compress(body, quality=9) if self.coding == "br" else gzip.compress(body)
            headers |= {"Content-Encoding": self.coding, "Vary": "Accept-Encoding"}
        return headers | headers_of_the_host(inside), body


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    host: CdnHost


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        status, headers, body = self.server.host.answer(path)
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        head = sum(map(len, self._headers_buffer))  # type: ignore[attr-defined]
        self.server.host.sent.append((path, head + len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@cache
def _rules() -> list[tuple[str, dict[str, str]]]:
    told = tomllib.loads((ROOT / "netlify.toml").read_text(encoding="utf-8"))["headers"]
    return [(rule["for"], rule["values"]) for rule in told]


def headers_of_the_host(path: str) -> dict[str, str]:
    """The headers netlify.toml asks for on a path; later rules win."""
    found: dict[str, str] = {}
    for pattern, values in _rules():
        if fnmatch.fnmatchcase(path, pattern):
            found |= values
    return found
