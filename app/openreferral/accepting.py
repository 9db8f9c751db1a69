"""What of some fields the model accepts; the rest is left out, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from app.openreferral.parts import Fields


def accepted(kind: type[BaseModel], fields: Fields) -> tuple[Fields, list[str]]:
    """Keep the values that the model accepts; say of each other one why it was left out."""
    fields, needs = dict(fields), list[str]()
    for _ in range(200):
        try:
            kind.model_validate(fields)
        except ValidationError as error:
            faults = error.errors(include_url=False)
        else:
            return fields, needs
        missing = [str(fault["loc"][0]) for fault in faults if _is_missing(fault)]
        wrong = next((fault for fault in faults if not _is_missing(fault)), None)
        if wrong is None:
            return fields, [*needs, *(f"{name}: missing" for name in missing)]
        needs.append(f"{'.'.join(map(str, wrong['loc'])) or 'it'}: {wrong['msg']}")
        if not _left_out(fields, wrong["loc"]):
            return fields, needs
    return fields, needs


def _is_missing(fault: Mapping[str, Any]) -> bool:
    """Whether a whole field is missing; a part of a list that lacks something is wrong instead."""
    return fault["type"] == "missing" and len(fault["loc"]) == 1


def _left_out(fields: Fields, place: tuple[int | str, ...]) -> bool:
    """Take one wrong value out: an entry of a list alone, else the whole field."""
    if not place or place[0] not in fields:
        return False
    name, value = str(place[0]), fields[str(place[0])]
    if len(place) > 1 and isinstance(place[1], int) and isinstance(value, list):
        fields[name] = [one for number, one in enumerate(value) if number != place[1]]
    if fields[name] is value or not fields[name]:
        del fields[name]
    return True
