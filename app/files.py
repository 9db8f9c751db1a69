"""One file to a record of the model, or to every mistake in it, told in plain words."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from app.model.values import SITE_PATH
from app.problems import ContentError, Problem, short_path
from app.reading import LARGEST_FILE, Document, Unreadable, read_yaml

M = TypeVar("M", bound=BaseModel)

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)??---[ \t]*(?:\n|\Z)", re.DOTALL)
NO_FRONT_MATTER = "The file must begin with a line of three hyphens, then fields, then three more."


@dataclass
class Reader:
    """Reads files below one folder and gathers the problems found on the way."""

    root: Path
    problems: list[Problem] = field(default_factory=list)

    def report(self, path: Path, line: int, name: str, message: str, advice: str = "") -> None:
        """Add a problem."""
        self.problems.append(Problem(short_path(path, self.root), line, name, message, advice))

    def refuse_links(self) -> None:
        """Raise ContentError for links below the folder, to files or to folders."""
        for path in self.root.rglob("*"):
            if path.is_symlink():
                self.report(path, 1, "", "This is a link to another file.", "Put the file itself.")
        if self.problems:
            raise ContentError(self.problems)

    def text(self, path: Path) -> str | None:
        """Read a file as UTF-8 text with plain line ends; None, and a problem, if that fails."""
        try:
            if path.is_symlink():
                self.report(path, 1, "", "This is a link to another file.", "Put the file itself.")
                return None
            if path.stat().st_size > LARGEST_FILE:
                self.report(path, 1, "", "The file is larger than 512 kB.", "Divide it.")
                return None
            raw = path.read_bytes()
            return raw.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            self.report(path, line, "", "This file is not UTF-8 text.", "Save it again as UTF-8.")
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            self.report(path, 1, "", f"The file cannot be read: {reason}.", "Put it there.")
        return None

    def document(self, path: Path) -> Document | None:
        """Read a YAML file."""
        text = self.text(path)
        return None if text is None else self._yaml(path, text, 1)

    def front_matter(self, path: Path) -> tuple[Document, str, int] | None:
        """Read a Markdown file: its fields, its body, and the line the body begins on."""
        text = self.text(path)
        if text is None:
            return None
        match = _FRONT_MATTER.match(text)
        if not match:
            self.report(path, 1, "", "The file has no front matter.", NO_FRONT_MATTER)
            return None
        document = self._yaml(path, match.group(1) or "", 2)
        body_line = text.count("\n", 0, match.end()) + 1
        return None if document is None else (document, text[match.end() :].strip(), body_line)

    def _yaml(self, path: Path, text: str, first_line: int) -> Document | None:
        try:
            return read_yaml(text, first_line)
        except Unreadable as error:
            self.report(path, error.line, "", error.message, error.advice)
            return None

    def whole(self, kind: type[M], path: Path) -> M | None:
        """Make a record of a whole YAML file; None, and problems, if that fails."""
        document = self.document(path)
        return None if document is None else self.model(kind, path, document)

    def model(
        self, kind: type[M], path: Path, document: Document, at: tuple[Any, ...] = (), **more: Any
    ) -> M | None:
        """Make a record of the values at a place of a document; report each field that is wrong."""
        values = document.data
        for step in at:
            values = values[step]
        if not isinstance(values, dict):
            self.report(path, document.line(at), ".".join(map(str, at)), "This must be fields.")
            return None
        try:
            return kind.model_validate({**values, **more})
        except ValidationError as error:
            for detail in _causes(error.errors(include_url=False)):
                self._wrong_field(kind, path, document, at, detail)
            return None

    def _wrong_field(
        self,
        kind: type[BaseModel],
        path: Path,
        document: Document,
        at: tuple[Any, ...],
        detail: ErrorDetails,
    ) -> None:
        loc = (*detail["loc"], *filter(None, [(detail.get("ctx") or {}).get("field")]))
        where = (*at, *loc)
        name = ".".join(str(part) for part in loc)
        message, advice = sentences(kind, detail)
        self.report(path, document.line(where), name, message, advice)


def _causes(details: list[ErrorDetails]) -> list[ErrorDetails]:
    """Leave out 'too short' for a list that only misses the rows that are wrong themselves."""
    places = [detail["loc"] for detail in details]
    return [
        detail
        for detail in details
        if detail["type"] != "too_short"
        or not any(place[: len(detail["loc"])] == detail["loc"] != place for place in places)
    ]


def sentences(kind: type[BaseModel], detail: ErrorDetails) -> tuple[str, str]:
    """Say in plain words what pydantic found, and what to do."""
    context = detail.get("ctx") or {}
    name = next((part for part in reversed(detail["loc"]) if isinstance(part, str)), "this")
    value = repr(detail.get("input"))[:80]
    match detail["type"]:
        case "content":
            return context["message"], context["advice"]
        case "missing":
            known = kind.model_fields.get(name)
            return f"`{name}` is missing.", (known.description or "" if known else "") or "Add it."
        case "extra_forbidden":
            return f"There is no field called `{name}`.", nearest(name, kind.model_fields)
        case "literal_error":
            return f"{value} is not one of the words for `{name}`.", f"Use {context['expected']}."
        case "string_too_short" | "too_short":
            return f"`{name}` is empty.", "Fill it in, or delete the line if it is not needed."
        case "string_too_long":
            most = context["max_length"]
            return f"`{name}` is longer than {most} characters.", "Say it in fewer words."
        case "string_pattern_mismatch" if context.get("pattern", "").startswith("^[a-z0-9]+"):
            return f"{value} is not an id.", "Use small letters, digits and hyphens: family-hub."
        case "string_pattern_mismatch" if context.get("pattern") == SITE_PATH:
            return f"{value} is not a path of this site.", "Write it as /family-hubs/ and no more."
        case "string_pattern_mismatch":
            return f"{value} does not fit `{name}`.", "Keep it on one line and in its usual form."
        case "tuple_type" | "list_type":
            return f"`{name}` must be a list.", "Write it as [one, two], or a line for each with -."
        case "bool_parsing" | "bool_type":
            return f"{value} is neither true nor false.", "Write true or false."
        case "int_parsing" | "float_parsing" | "int_type" | "float_type" | "int_from_float":
            return f"{value} is not a number.", "Write digits only, for example 11."
        case "greater_than_equal" | "less_than_equal":
            return f"{value} is out of range for `{name}`.", detail["msg"] + "."
        case "string_type":
            return f"`{name}` must be a text.", "Write words after the colon, in quotes if need be."
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"`{name}` must be fields.", "Write each as `name: value`, with an indent."
    return f"{value} is wrong for `{name}`: {detail['msg']}.", "See docs/writing-a-service.md."


def nearest(word: str, known: Iterable[str]) -> str:
    """Say which known word was probably meant."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"Did you mean `{close[0]}`?" if close else "See docs/writing-a-service.md."
