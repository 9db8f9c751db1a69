"""A host on loopback as a frozen site meets one: compressed with brotli, every byte counted."""

from __future__ import annotations

import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import brotli
from flask import Flask

COMPRESSED = ("text/", "application/json", "image/svg", "application/manifest")


@dataclass
class Files:
    """What is served: the pages of a frozen application, before them the files of a folder."""

    app: Flask
    folder: Path
    sent: int = 0
    _kept: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """Give status, headers and body of a path; made once, then kept."""
        with self._lock:
            if path not in self._kept:
                self._kept[path] = self._made(path)
            return self._kept[path]

    def _made(self, path: str) -> tuple[int, dict[str, str], bytes]:
        status, kind, body = self._raw(path)
        headers = {"Content-Type": kind, "Cache-Control": "max-age=600"}
        if kind.startswith(COMPRESSED) or "javascript" in kind:
            body = brotli.compress(body, quality=11)
            headers["Content-Encoding"] = "br"
        return status, headers | {"Content-Length": str(len(body))}, body

    def _raw(self, path: str) -> tuple[int, str, bytes]:
        file = self.folder / path.lstrip("/")
        if file.is_file():
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            return 200, kind, file.read_bytes()
        return self._page(path)

    def _page(self, path: str) -> tuple[int, str, bytes]:
        with self.app.test_client().get(path) as found:
            return found.status_code, found.content_type, found.data


@contextmanager
def host(files: Files) -> Iterator[str]:
    """Serve on a free port; give the address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, headers, body = files.answer(self.path.partition("?")[0])
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            files.sent += len(body) + sum(len(n) + len(v) + 4 for n, v in headers.items())
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Write no query anywhere."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
