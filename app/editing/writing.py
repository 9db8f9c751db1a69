"""Entries to files, always in one form, so that an edit changes only the lines it is about.

One line a field, lists of words on one line, and quotes only where YAML would read something
else. The CMS writes the same form: admin/src/entry.mjs has the same rules, and a test compares.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator
from glob import escape
from pathlib import Path
from typing import Any

from app.model.service import Service

NOT_IN_FRONT_MATTER = frozenset({"id", "description"})
_WORDS_OF_YAML = frozenset(["true", "false", "yes", "no", "on", "off", "y", "n", "null"])
_NUMBER_OR_DATE = re.compile(r"[-+.\d][-+.:_\deExoa-f]*")
_ODD = r"\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff"
_PLAIN = re.compile(rf"[A-Za-z0-9](?:[^{_ODD}]*[^\s{_ODD}])?")
_UNSAFE = re.compile(f"[{_ODD}]")


def entry_text(service: Service) -> str:
    """Write an entry as the text of its file."""
    fields = service.model_dump(
        mode="json", exclude_defaults=True, exclude=set(NOT_IN_FRONT_MATTER)
    )
    return front_matter_text(fields, service.description)


def front_matter_text(fields: dict[str, Any], body: str) -> str:
    """Write fields and a body as a Markdown file."""
    lines = [line for name, value in fields.items() for line in _field(name, value)]
    return "\n".join(["---", *lines, "---", body.strip(), ""])


def inline(record: dict[str, Any]) -> str:
    """Write a record on one line, as in `{number: 116 123, description: free}`."""
    parts = [f"{name}: {_value(value, inside=True)}" for name, value in record.items()]
    return "{" + ", ".join(parts) + "}"


def write_text(path: Path, text: str) -> None:
    """Write a file aside and put it in place at once; clear what a killed run left."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for left in path.parent.glob(f".{escape(path.name)}.????????.new"):
        left.unlink(missing_ok=True)
    handle, aside = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".new", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(aside).chmod(0o644)
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise


def _field(name: str, value: Any) -> Iterator[str]:
    """Give the lines of one field; nothing for a value that is empty."""
    if value is None or value == "" or value == []:
        return
    if isinstance(value, list) and isinstance(value[0], dict):
        yield f"{name}:"
        for record in value:
            yield from _record(record)
    else:
        yield f"{name}: {_value(value)}"


def _record(record: dict[str, Any]) -> Iterator[str]:
    mark = "- "
    for name, value in record.items():
        for line in _field(name, value):
            yield f"  {mark}{line}"
            mark = "  "


def _value(value: Any, inside: bool = False) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_scalar(one, in_list=True) for one in value) + "]"
    return _scalar(value, in_list=inside)


def _scalar(value: Any, in_list: bool = False) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, int | float):
        return str(value)
    return value if _is_plain(value, in_list) else _quoted(value)


def _is_plain(text: str, in_list: bool) -> bool:
    """Whether every reader of YAML takes the text as it stands for the same text."""
    return (
        bool(_PLAIN.fullmatch(text))
        and text.lower() not in _WORDS_OF_YAML
        and not _NUMBER_OR_DATE.fullmatch(text)
        and not re.search(r": | #|:$", text)
        and not (in_list and re.search(r"[,\[\]{}:]", text))
    )


def _quoted(text: str) -> str:
    """Quote as JSON does; characters that YAML takes for the end of a line are escaped too."""
    return _UNSAFE.sub(
        lambda found: f"\\u{ord(found.group()):04x}", json.dumps(text, ensure_ascii=False)
    )
