"""Making the file of a new service of a few answers."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any

from app.editing import trial
from app.editing.writing import front_matter_text, write_text
from app.model.service import Service as Entry
from app.problems import ContentError


def slug_of(name: str) -> str:
    """Make an id of a name: `Stay & Play, Lye` becomes `stay-and-play-lye`."""
    plain = unicodedata.normalize("NFKD", name.replace("&", " and ").replace("'", ""))
    letters = plain.encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:80].strip("-")


def write_new(folder: Path, values: dict[str, Any], body: str, slug: str = "") -> Path:
    """Write the file of a new service and give its path.

    Raises ContentError when an answer is wrong, ValueError when there is such a service already;
    nothing is written then.
    """
    slug = slug or slug_of(values["name"])
    if not slug:
        raise ValueError("The name has no letters to make an id of. Give one with --id.")
    path = folder / "services" / f"{slug}.md"
    if path.exists():
        raise ValueError(f"There is a service {slug} already: {path}. Give another --id.")
    ordered = {name: values[name] for name in Entry.model_fields if values.get(name)}
    text = front_matter_text(ordered, body)
    problems = trial.new_problems(folder, {f"services/{slug}.md": text})
    if problems:
        raise ContentError(problems)
    write_text(path, text)
    return path
