"""Hosts for tests: the real application server, and a plain static one."""

from __future__ import annotations

import functools
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from app.settings import ROOT

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def chromium() -> str | None:
    """The machine's own browser; None lets Playwright use its own."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return str(Path(__file__).parent / "chromium.sh") if any(map(shutil.which, names)) else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class AppHost:
    """`signpost serve` on a free port."""

    stderr: int | None = None

    def __init__(self, **environment: str) -> None:
        self.environment = {**os.environ, **environment}

    def __enter__(self) -> AppHost:
        # Between choosing a port and listening on it, another process may take it.
        if self._answers() or self._answers():
            return self
        raise RuntimeError("`signpost serve` ended, or did not answer within a minute")

    def _answers(self) -> bool:
        """Start the server and wait until it answers; False when it does not."""
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process = subprocess.Popen(
            [str(Path(sys.executable).parent / "signpost"), "serve"],
            env={**self.environment, "PORT": str(self.port)},
            stdout=subprocess.DEVNULL,
            stderr=self.stderr,
        )
        until = time.monotonic() + 60
        while self.process.poll() is None and time.monotonic() < until:
            try:
                urllib.request.urlopen(f"{self.address}/healthz", timeout=5).close()
                return self.process.poll() is None
            except OSError:
                time.sleep(0.1)
        self.__exit__()
        return False

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait()


class NginxHost:
    """nginx by the very file the documentation gives; what it writes goes to a folder aside."""

    def __init__(self, build: Path, aside: Path) -> None:
        self.build, self.aside = build, aside
        self.port = free_port()

    def __enter__(self) -> NginxHost:
        file = self.aside / "nginx.conf"
        file.write_text(self._settings())
        command = [str(NGINX), "-c", str(file), "-e", str(self.aside / "errors")]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        wait_for(self.port, self.process)
        return self

    def _settings(self) -> str:
        rows = (row.split() for row in (self.build / "_redirects").read_text().splitlines())
        moved = "".join(f"{old} {now};\n" for old, now, status in rows if status == "301")
        (self.aside / "redirects.map").write_text(moved)
        site = (ROOT / "docs" / "nginx.conf").read_text()
        names = {"REDIRECTS": self.aside / "redirects.map", "FOLDER": self.build, "PORT": self.port}
        for name, value in names.items():
            site = re.sub(rf"^([^#\n]*)\b{name}\b", rf"\g<1>{value}", site, flags=re.MULTILINE)
        temporary = "".join(
            f"{name}_temp_path {self.aside}/{name};\n"
            for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        user = "user root;\n" if os.geteuid() == 0 else ""
        return (
            f"{user}daemon off;\npid {self.aside}/pid;\nerror_log {self.aside}/errors;\n"
            f"events {{}}\nhttp {{\naccess_log off;\n{temporary}{site}}}\n"
        )

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait()


def wait_for(port: int, process: subprocess.Popen[Any]) -> None:
    for _ in range(1200):
        assert process.poll() is None, "the host ended at once"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the host does not answer")


class StaticHost:
    """Python's plain file server, with the site below a path and its own 404 page."""

    def __init__(self, folder: Path, below: str = "") -> None:
        handler = functools.partial(_Below, directory=str(folder), below=below)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}{below}"

    def __enter__(self) -> StaticHost:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


class _Below(SimpleHTTPRequestHandler):
    def __init__(self, *args: object, directory: str, below: str) -> None:
        self.below = below
        super().__init__(*args, directory=directory)  # type: ignore[arg-type]

    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix(self.below))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.exists():
            return super().send_error(code, message, explain)
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.read_bytes())

    def log_message(self, *_: object) -> None:
        pass
