"""The browser's own modules, run by Node beside the tests, so that answers can be compared."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.languages import ENGLISH, Language
from app.settings import ROOT

HERE = Path(__file__).parent
SCRIPTS = [path.relative_to(ROOT).as_posix() for path in (ROOT / "app/web/assets").rglob("*.js")]


class BrowserSide:
    """Asks the browser's modules and gives their answers."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def ask(self, call: str, *values: Any) -> Any:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps({"call": call, "with": values}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


@contextmanager
def browser_side(language: Language = ENGLISH) -> Iterator[BrowserSide]:
    """Run the modules as on a page of a language."""
    page: dict[str, Any] = {"lang": language.code, "dir": language.direction}
    if language != ENGLISH:
        page["words"] = language.script_words(SCRIPTS)
    beside = Path(sys.executable).parent
    node = shutil.which("node", path=str(beside)) or shutil.which("node")
    assert node, "Node is needed; it comes with the `build` extra."
    with subprocess.Popen(
        [node, "--input-type=module", "-e", f"await import('{HERE / 'opening/reckoner.mjs'}')"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "SIGNPOST_PAGE": json.dumps(page)},
    ) as process:
        yield BrowserSide(process)
        assert process.stdin
        process.stdin.close()
