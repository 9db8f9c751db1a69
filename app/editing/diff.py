"""What a change of content means, in plain words, for the person who reviews it."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from app import content, hours
from app.addresses import Choice
from app.catalogue import Catalogue, suits_age
from app.editing import advice
from app.model.schedule import Schedule
from app.model.service import CostOption, Phone, Service, Source, TextLine
from app.problems import ContentError

LONGEST = 60_000  # GitHub takes comments of 65,536 characters.
NAMES = {
    "phones": "phone",
    "texts": "text number",
    "url": "web address",
    "schedules": "times",
    "cost_options": "price",
    "minimum_age": "youngest age",
    "maximum_age": "oldest age",
    "eligibility_description": "who it is for",
    "application_process": "how to get it",
    "access": "ways in",
    "bring": "what to bring",
    "area": "where",
    "suits": "suits",
    "contact_through": "contact through",
    "assured_date": "date checked",
    "assured_by": "how it was checked",
    "confidence": "how sure we are",
    "unconfirmed": "not confirmed",
    "organization": "who runs it",
}


@contextmanager
def content_at(base: str, folder: Path) -> Iterator[Path]:
    """Give the content folder as it stood at a commit. Raises ValueError if there is none."""
    top = Path(_git(folder, "rev-parse", "--show-toplevel").decode().strip())
    within = folder.resolve().relative_to(top.resolve()).as_posix()
    commit = _git(top, "rev-parse", "--verify", "--end-of-options", f"{base}^{{commit}}")
    packed = _git(top, "archive", commit.decode().strip(), within)
    with tempfile.TemporaryDirectory() as temporary:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(temporary, filter="data")
        yield Path(temporary) / within


def _git(folder: Path, *words: str) -> bytes:
    done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True)
    if done.returncode:
        reason = (done.stderr.decode(errors="replace").strip().splitlines() or ["it failed"])[-1]
        raise ValueError(f"Git cannot show that: {reason}. Name a branch, a tag or a commit.")
    return done.stdout


def load(folder: Path) -> Catalogue | None:
    """Load content as far as it can be; None if it cannot at all."""
    try:
        return content.load(folder)[0]
    except ContentError:
        return None


def summary(before: Catalogue, after: Catalogue, today: date) -> str:
    """Say in Markdown what changed from one catalogue to another."""
    parts = [
        *_new(before.services, after.services, after, today),
        *_changed(before, after, today),
        *(
            f"### Gone: {_name(before.services[slug])}\n"
            for slug in before.services
            if slug not in after.services
        ),
        *_others(before, after),
    ]
    counts = _counts(before.services, after.services)
    text = "\n".join([f"## What this changes\n\n{counts}\n", *parts])
    if len(text) > LONGEST:
        cut = text[:LONGEST].rsplit("\n", 1)[0]
        return f"{cut}\n\nThere is more: run `signpost diff` to read all of it.\n"
    return text.rstrip() + "\n"


def _counts(old: Mapping[str, Service], new: Mapping[str, Service]) -> str:
    added, gone = len(new.keys() - old.keys()), len(old.keys() - new.keys())
    changed = sum(old[slug] != new[slug] for slug in old.keys() & new.keys())
    return f"Services: {added} new, {changed} changed, {gone} gone; {len(new)} in all."


def _name(service: Service) -> str:
    return f"{service.name} (`{service.id}`)"


def _new(
    old: Mapping[str, Service], new: Mapping[str, Service], catalogue: Catalogue, today: date
) -> Iterator[str]:
    for slug, service in new.items():
        if slug not in old:
            lines = [f"### New: {_name(service)}", "", service.summary, ""]
            lines += [f"- Reading age {advice.entry_reading_age(service):.1f}."]
            lines += _on_lists(set(), lists(catalogue, service))
            lines += doubts(catalogue, service, today)
            yield "\n".join([*lines, ""])


def _changed(before: Catalogue, after: Catalogue, today: date) -> Iterator[str]:
    for slug, now in after.services.items():
        then = before.services.get(slug)
        if then is not None and then != now:
            lines = [f"### {_name(now)}", "", *fields_changed(then, now)]
            lines += _reading(then, now)
            lines += _on_lists(lists(before, then), lists(after, now))
            lines += doubts(after, now, today)
            yield "\n".join([*lines, ""])


def fields_changed(then: BaseModel, now: BaseModel) -> list[str]:
    """Say of each field what it was and what it is."""
    return [
        _one_field(NAMES.get(name, name.replace("_", " ")), getattr(then, name), value)
        for name, value in now
        if getattr(then, name) != value
    ]


def _one_field(name: str, was: Any, now: Any) -> str:
    old, new = _sentences_changed(words(was), words(now))
    if not old:
        return f"- {name} is new: {new}"
    return f"- {name} is gone; it was: {old}" if not new else f"- {name} from {old} to {new}"


def _sentences_changed(was: str, now: str) -> tuple[str, str]:
    """Leave out of two long texts the sentences that stand in both."""
    old, new = advice.sentences(was), advice.sentences(now)
    if min(len(old), len(new)) < 2:
        return was, now
    return (
        " ".join(f"'{one}'" for one in old if one not in new) or "(less)",
        " ".join(f"'{one}'" for one in new if one not in old) or "(the rest only)",
    )


def words(value: Any) -> str:
    """Write a value as a person would say it."""
    match value:
        case None | () | "" | False:
            return ""
        case True:
            return "yes"
        case tuple():
            return "; ".join(words(one) for one in value)
        case Phone() | TextLine():
            more = [value.description, getattr(value, "extension", None)]
            return " ".join([value.number, *(f"({one})" for one in more if one)])
        case Schedule():
            title = f"{value.description}: " if value.description else ""
            return f"{title}{hours.sentence(value)}"
        case CostOption():
            price = "" if value.amount is None else f" £{value.amount:g}"
            return f"{value.option}{price}" + _brackets(value.amount_description)
        case Source():
            return value.name + _brackets(value.date)
        case BaseModel():
            return ", ".join(f"{k} {words(v)}" for k, v in value if words(v))
    return str(value)


def _brackets(text: str | None) -> str:
    return f" ({text})" if text else ""


def _reading(then: Service, now: Service) -> list[str]:
    was, is_now = advice.entry_reading_age(then), advice.entry_reading_age(now)
    return [f"- reading age from {was:.1f} to {is_now:.1f}"] if was != is_now else []


def lists(catalogue: Catalogue, service: Service) -> set[str]:
    """Name the plain lists an entry stands on: sub-topics, ages, clusters."""
    taxonomy = catalogue.taxonomy
    found = {
        f"{topic.label} / {sub.label}"
        for term, (topic, sub) in taxonomy.terms.items()
        if term in service.topics
    }
    found |= {band.label for band in taxonomy.ages if suits_age(service, band)}
    return found | {
        cluster.label
        for cluster in taxonomy.clusters
        if service in catalogue.listed(Choice(cluster=cluster.id))
    }


def _on_lists(was: set[str], now: set[str]) -> list[str]:
    added, gone = sorted(now - was), sorted(was - now)
    lines = [f"- now on these lists too: {', '.join(added)}"] if added else []
    return lines + ([f"- no longer on: {', '.join(gone)}"] if gone else [])


def doubts(catalogue: Catalogue, service: Service, today: date) -> list[str]:
    """Say which facts of an entry are uncertain or stale."""
    lines = []
    if service.confidence != "high":
        lines.append(f"- we are only {service.confidence} in confidence about it")
    if service.unconfirmed:
        named = ", ".join(NAMES.get(name, name.replace("_", " ")) for name in service.unconfirmed)
        lines.append(f"- not confirmed: {named}")
    due = catalogue.due(service)
    if due.checked is None:
        lines.append("- none of its facts has a date")
    elif (due.late(today) or 0) > 0:
        lines.append(f"- its facts were last seen right on {due.checked}: due to be checked")
    return lines


def _others(before: Catalogue, after: Catalogue) -> Iterator[str]:
    """Tell changes of organizations, locations, pages, topics and settings."""
    for kind in ("organizations", "locations", "pages"):
        old, new = getattr(before, kind), getattr(after, kind)
        lines = [f"- new: {slug}" for slug in new if slug not in old]
        lines += [f"- gone: {slug}" for slug in old if slug not in new]
        for slug in new:
            if slug in old and old[slug] != new[slug]:
                lines += [f"- {slug}: {line[2:]}" for line in fields_changed(old[slug], new[slug])]
        if lines:
            yield "\n".join([f"### {kind.capitalize()}", "", *lines, ""])
    for kind in ("taxonomy", "site"):
        if getattr(before, kind) != getattr(after, kind):
            yield f"### {kind.capitalize()}\n\n- {kind}.yaml changed: read it line by line.\n"
