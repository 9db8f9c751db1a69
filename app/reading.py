"""Reading YAML as plain text values, each with the line it stands on.

YAML guesses types: `10:00` becomes 600 and `no` becomes false. So every value stays the text
that was typed, and the model gives it a type.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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
    """Values as text in dicts and lists, and the line of every value by its path."""

    data: Any
    lines: dict[Path, int]

    def line(self, path: Path, default: int = 1) -> int:
        """Find the line of a value, or of the nearest thing around it."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return default


def read_yaml(text: str, first_line: int = 1) -> Document:
    """Turn YAML text into a Document. Raises Unreadable."""
    _refuse_conflict_markers(text, first_line)
    try:
        events = yaml.parse(text, Loader=yaml.CSafeLoader)
        return _Builder(first_line).build(events)
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
        self.lines: dict[Path, int] = {}

    def build(self, events: Iterator[Any]) -> Document:
        data: Any = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent) and data is not None:
                raise Unreadable(
                    self._line(event),
                    "This file holds more than one YAML document.",
                    "Keep one; delete the lines that are only three hyphens.",
                )
            if isinstance(event, yaml.NodeEvent):
                data = self._value(event, events, ())
        return Document(data, self.lines)

    def _line(self, event: Any) -> int:
        return int(event.start_mark.line) + self.first_line

    def _value(self, event: Any, events: Iterator[Any], path: Path) -> Any:
        self._refuse(event, path)
        self.lines.setdefault(path, self._line(event))
        if isinstance(event, yaml.ScalarEvent):
            plain = event.style not in ("'", '"')
            return None if plain and event.value in ABSENT else event.value
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, path)
        return self._mapping(events, path)

    def _refuse(self, event: Any, path: Path) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise Unreadable(
                self._line(event),
                "YAML anchors and aliases (& and *) are not used here.",
                "Write the value out, or put quotes round a text that begins with & or *.",
            )
        if len(path) > DEEPEST:
            raise Unreadable(
                self._line(event),
                "The values are nested too deeply.",
                "Look for a bracket or an indent that is not closed.",
            )

    def _sequence(self, events: Iterator[Any], path: Path) -> list[Any]:
        values: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            values.append(self._value(event, events, (*path, len(values))))
        return values

    def _mapping(self, events: Iterator[Any], path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._key(event, values)
            self.lines[(*path, key)] = self._line(event)
            values[key] = self._value(next(events), events, (*path, key))
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
