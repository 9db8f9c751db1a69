"""A host that serves a frozen site as Netlify does: its rewrites and its headers, no more."""

from __future__ import annotations

import fnmatch
import re
import threading
import tomllib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from app.settings import ROOT

TYPES = {
    ".json": "application/json",
    ".html": "text/html; charset=UTF-8",
    ".csv": "text/csv",
    ".zip": "application/zip",
}


class NetlifyHost:
    """Serves a folder below a path, by its `_redirects` and the headers of netlify.toml."""

    def __init__(self, folder: Path, below: str) -> None:
        rules = [line.split() for line in (folder / "_redirects").read_text().splitlines()]
        config = tomllib.loads((ROOT / "netlify.toml").read_text())

        class Handler(BaseHTTPRequestHandler):
            wbufsize = -1  # One write an answer, else each waits for an acknowledgement.

            def do_GET(self) -> None:
                path = self.path.split("?")[0]
                status, file, location = find(folder, rules, path, below)
                self.send_response(status)
                headers = {"Content-Type": TYPES.get(file.suffix, "application/octet-stream")}
                for rule in config["headers"]:
                    if fnmatch.fnmatchcase(path.removeprefix(below), rule["for"]):
                        headers |= rule["values"]
                if location:
                    headers["Location"] = location
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(file.read_bytes())

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}{below}"

    def __enter__(self) -> NetlifyHost:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


def find(folder: Path, rules: list[list[str]], path: str, below: str) -> tuple[int, Path, str]:
    """What is answered: a file that is there, else the first rule that fits, else the 404 page."""
    bare = path.rstrip("/")

    def file(name: str) -> Path:
        return folder / name.removeprefix(below).lstrip("/")

    for name in (path, f"{bare}.html", f"{bare}/index.html"):
        if file(name).is_file():
            return 200, file(name), ""
    for rule, target, status in rules:
        pattern = re.sub(r":(\w+)", r"(?P<\1>[^/]+)", re.escape(rule).replace(r"\*", ".*"))
        if match := re.fullmatch(pattern, bare):
            for name, value in match.groupdict().items():
                target = target.replace(f":{name}", value)
            if status == "301":
                return 301, folder / "404.html", target
            there = file(target).is_file()
            return (int(status), file(target), "") if there else (404, folder / "404.html", "")
    return 404, folder / "404.html", ""
