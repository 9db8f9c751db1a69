"""Reading YAML as plain text values, each with the line it stands on.

YAML guesses types: `10:00` becomes 600 and `no` becomes false. So every value stays the text
that was typed, and the model gives it a type.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import yaml

LARGEST_FILE = 512 * 1024
DEEPEST = 12
ABSENT = frozenset({"", "~", "null"})

Path = tuple[str | int, ...]


class Unreadable(Exception):
    """Text that is not YAML we accept: the line, what is wrong and what to do."""

    def __init__(self, line: int, message: str, advice: str) -> None:
        """Keep the three parts apart, for a Problem."""
        super().__init__(message)
        self.line, self.message, self.advice = line, message, advice


@dataclass(frozen=True)
class Document:
    """Values as text in dicts and lists, with the text they were read from."""

    data: Any
    text: str
    first_line: int

    @cached_property
    def lines(self) -> dict[Path, int]:
        """The line of every value by its path; only mistakes ask for it, so few documents do."""
        root = yaml.compose(self.text, Loader=yaml.CBaseLoader)
        return {path: line + self.first_line for path, line in _lines(root, ())} if root else {}

    def line(self, path: Path, default: int = 1) -> int:
        """Find the line of a value, or of the nearest thing around it."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return default


def _lines(node: yaml.Node, path: Path) -> Iterator[tuple[Path, int]]:
    """Give every place in a node with its line; that of a field is its name's, which comes last."""
    yield path, node.start_mark.line
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _lines(value, (*path, key.value))
            yield (*path, key.value), key.start_mark.line
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield from _lines(value, (*path, number))


def read_yaml(text: str, first_line: int = 1) -> Document:
    """Turn YAML text into a Document. Raises Unreadable."""
    _refuse_conflict_markers(text, first_line)
    try:
        events = yaml.parse(text, Loader=yaml.CSafeLoader)
        return Document(_Builder(first_line).build(events), text, first_line)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        problem = error.problem or "it cannot be read"
        raise Unreadable(
            line,
            f"This is not valid YAML: {problem}.",
            "Check the indent, and put quotes round text that holds a colon or begins with @ or *.",
        ) from error
    except yaml.YAMLError as error:
        raise Unreadable(
            first_line,
            "This file holds a character that YAML does not allow.",
            "Remove control characters, then save it again as UTF-8.",
        ) from error


def _refuse_conflict_markers(text: str, first_line: int) -> None:
    for number, line in enumerate(text.splitlines(), first_line):
        if line.startswith(("<<<<<<< ", ">>>>>>> ")) or line == "=======":
            raise Unreadable(
                number,
                "Two edits of this file were never joined: it holds merge-conflict markers.",
                "Keep the right lines, then delete the ones with <<<<<<<, ======= and >>>>>>>.",
            )


class _Builder:
    """Build values from YAML events: no aliases, no deep nests, so no YAML bombs."""

    def __init__(self, first_line: int) -> None:
        self.first_line = first_line

    def build(self, events: Iterator[Any]) -> Any:
        data: Any = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent) and data is not None:
                raise Unreadable(
                    self._line(event),
                    "This file holds more than one YAML document.",
                    "Keep one; delete the lines that are only three hyphens.",
                )
            if isinstance(event, yaml.NodeEvent):
                data = self._value(event, events, 0)
        return data

    def _line(self, event: Any) -> int:
        return int(event.start_mark.line) + self.first_line

    def _value(self, event: Any, events: Iterator[Any], depth: int) -> Any:
        self._refuse(event, depth)
        if isinstance(event, yaml.ScalarEvent):
            plain = event.style not in ("'", '"')
            return None if plain and event.value in ABSENT else event.value
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, depth + 1)
        return self._mapping(events, depth + 1)

    def _refuse(self, event: Any, depth: int) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise Unreadable(
                self._line(event),
                "YAML anchors and aliases (& and *) are not used here.",
                "Write the value out, or put quotes round a text that begins with & or *.",
            )
        if depth > DEEPEST:
            raise Unreadable(
                self._line(event),
                "The values are nested too deeply.",
                "Look for a bracket or an indent that is not closed.",
            )

    def _sequence(self, events: Iterator[Any], depth: int) -> list[Any]:
        values: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            values.append(self._value(event, events, depth))
        return values

    def _mapping(self, events: Iterator[Any], depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._key(event, values)
            values[key] = self._value(next(events), events, depth)
        return {key: value for key, value in values.items() if value not in (None, [], {})}

    def _key(self, event: Any, values: dict[str, Any]) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            raise Unreadable(
                self._line(event), "A field's name must be a word.", "Write it as `name: value`."
            )
        key = str(event.value)
        if key in values:
            raise Unreadable(
                self._line(event),
                f"The field `{key}` stands twice.",
                "Keep one of the two, or join them.",
            )
        return key
