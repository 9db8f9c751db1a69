"""The part of the `signpost` command that editors use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, get_args

import click

from app import content
from app.catalogue import Catalogue
from app.editing import advice
from app.editing import new as making
from app.editing import owners as owning
from app.editing import schema as schemas
from app.editing.writing import entry_text, write_text
from app.model.service import Access
from app.problems import ContentError, Problem
from app.search import words as families_words
from app.settings import ROOT, Settings

Command = Callable[..., Any]
GUIDE = ROOT / "docs" / "writing-a-service.md"


# --- what `check` tells ---------------------------------------------------------------------------


def looked_over(folder: Path) -> tuple[Catalogue | None, list[Problem]]:
    """Load the content and give all its problems; no catalogue where it cannot be read at all."""
    try:
        catalogue, problems = content.load(folder)
    except ContentError as error:
        return None, error.problems
    also = [*advice.read_words(folder)[1], *_in_words(folder, catalogue)]
    return catalogue, sorted([*problems, *also])


def _in_words(folder: Path, catalogue: Catalogue) -> list[Problem]:
    """Find mistakes in the words that families search by."""
    ages = [band.id for band in catalogue.taxonomy.ages]
    terms = catalogue.taxonomy.terms
    return families_words.load(folder / "search", terms, catalogue.services, ages)[1]


def print_advice(advised: Sequence[Problem]) -> None:
    """Print advice below its own heading, so that nobody takes it for mistakes."""
    if advised:
        click.echo("Advice on plain words. It does not make the check fail.\n")
        for one in advised:
            click.echo(f"{one}\n")


def annotate(problems: Sequence[Problem], advised: Sequence[Problem]) -> None:
    """Print what GitHub shows on the very line of a pull request."""
    for kind, found in (("error", problems), ("warning", advised)):
        for one in found:
            title = _escaped(one.field, ":", ",") or "Signpost"
            place = f"file={_escaped(one.file, ':', ',')},line={one.line},title={title}"
            click.echo(f"::{kind} {place}::{_escaped(f'{one.message} {one.advice}'.strip())}")


def _escaped(text: str, *also: str) -> str:
    """Escape as GitHub's workflow commands want it."""
    for sign in ("%", "\r", "\n", *also):
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text


# --- writing --------------------------------------------------------------------------------------


@click.group()
def new() -> None:
    """Write the file of something new."""


def _asked(name: str, question: str, **more: Any) -> Command:
    """An option that is asked for when it is not given."""
    return click.option(name, prompt=question, **more)


def _list(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


@new.command("service")
@_asked("--name", "What is it called")
@_asked("--organization", "Who runs it (an id in organizations.yaml)")
@_asked("--summary", "In one sentence, what does it do for you")
@_asked("--description", "Say a little more, in short sentences")
@_asked("--topics", "Topics (topic/sub-topic, with commas; the best first)")
@_asked("--area", "Where (clusters, or borough-wide, national, online)", default="borough-wide")
@_asked("--eligibility", "Who is it for", default="")
@_asked("--what-happens", "What happens when you get in touch")
@_asked("--how", "How do you get it")
@_asked("--access", f"Ways in ({', '.join(get_args(Access))})", default="phone")
@_asked("--phone", "Phone", default="")
@_asked("--email", "Email", default="")
@_asked("--url", "Web address", default="")
@_asked("--source", "Where do the facts come from (such as: Leaflet of June 2026)")
@click.option("--source-url", default="", help="The page the facts stand on.")
@click.option("--source-date", default="", help="The date the source shows.")
@click.option("--id", "slug", default="", help="The file's name, if not made of the name.")
def new_service(**answers: str) -> None:
    """Ask a few questions (or take them as flags) and write a valid entry."""
    settings = Settings.from_environment()
    slug, body = answers.pop("slug"), answers.pop("description")
    path = making.write_new(settings.content, _values(answers), body, slug)
    click.echo(f"Written: {path}")
    click.echo("Now add ages, times, cost and places if you know them: docs/writing-a-service.md")


def _values(answers: dict[str, str]) -> dict[str, Any]:
    """Turn answers into the fields of an entry."""
    source = {
        "name": answers["source"],
        "url": answers["source_url"],
        "date": answers["source_date"],
    }
    return {
        "name": answers["name"],
        "organization": answers["organization"],
        "summary": answers["summary"],
        "topics": _list(answers["topics"]),
        "area": _list(answers["area"]),
        "eligibility_description": answers["eligibility"],
        "what_happens": answers["what_happens"],
        "application_process": answers["how"],
        "access": _list(answers["access"]),
        "phones": [{"number": answers["phone"]}] if answers["phone"] else [],
        "email": answers["email"],
        "url": answers["url"],
        "confidence": "medium",
        "sources": [{name: value for name, value in source.items() if value}],
    }


@click.command()
def schema() -> None:
    """Write again what is made from the model: editors' schemas, the guide's table of fields."""
    settings = Settings.from_environment()
    taxonomy = content.load(settings.content)[0].taxonomy
    for name, one in schemas.schemas(taxonomy).items():
        write_text(settings.content / "schema" / name, schemas.as_text(one))
    if GUIDE.exists():
        write_text(GUIDE, schemas.with_tables(GUIDE.read_text(encoding="utf-8")))
    click.echo(f"Written: {settings.content / 'schema'}, {GUIDE}")


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
def tidy(files: Sequence[Path]) -> None:
    """Put entries in the form the CMS writes, so that later edits change only their own lines.

    Without FILES, all entries. What they say stays the same.
    """
    settings = Settings.from_environment()
    catalogue = content.load_sound(settings.content)
    wanted = {path.stem for path in files} or set(catalogue.services)
    done = 0
    for path in sorted((settings.content / "services").rglob("*.md")):
        service = catalogue.services.get(path.stem)
        if service is None or path.stem not in wanted:
            continue
        text = entry_text(service)
        if text != path.read_text(encoding="utf-8"):
            write_text(path, text)
            done += 1
    click.echo(f"{done} of {len(wanted)} entries put in form.")


@click.command()
def owners() -> None:
    """Write .github/CODEOWNERS, so that GitHub asks the right people to look at a change."""
    settings = Settings.from_environment()
    catalogue = content.load_sound(settings.content)
    path = settings.content.parent / ".github" / "CODEOWNERS"
    written = owning.as_codeowners(owning.read(settings.content, catalogue), catalogue)
    write_text(path, written)
    click.echo(f"Written: {path}")
