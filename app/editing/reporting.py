"""`signpost report`: what to check next, and what the directory covers."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from app import content
from app.catalogue import Catalogue
from app.editing import catalogues
from app.editing import coverage as covering
from app.editing import diff as comparing
from app.editing import links as linking
from app.editing import stale as aging
from app.problems import ContentError
from app.settings import Settings


@click.group()
def report() -> None:
    """Tell editors what to do next."""


def _root(settings: Settings, catalogue: Catalogue) -> str:
    return settings.base_url or catalogue.site.base_url or ""


@report.command()
@click.option("--format", "form", type=click.Choice(["table", "csv", "issue"]), default="table")
@click.option("--most", type=click.IntRange(1), help="Only so many, the first ones.")
@click.option(
    "--visits",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSV of pages and visits, from your host: the most used come first.",
)
@click.option(
    "--letters",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write a letter to each organization into this folder.",
)
def stale(form: str, most: int | None, visits: Path | None, letters: Path | None) -> None:
    """List entries that are due to be checked, worst and most used in front."""
    settings = Settings.from_environment()
    catalogue = content.load_sound(settings.content)
    used = aging.read_visits(visits) if visits else None
    rows = aging.stale(catalogue, settings.today, _root(settings, catalogue), used)[:most]
    if letters:
        written = aging.write_letters(letters.resolve(), catalogue, rows)
        click.echo(f"{written} letters written to {letters}")
        return
    write = {"table": aging.as_table, "csv": aging.as_csv, "issue": aging.as_issue}[form]
    click.echo(write(rows), nl=False)


@report.command()
@click.option("--svg", type=click.Path(dir_okay=False, path_type=Path), help="Write a picture too.")
def coverage(svg: Path | None) -> None:
    """Show how many services each topic, age and cluster has, and where there is no local one."""
    settings = Settings.from_environment()
    catalogue = content.load_sound(settings.content)
    click.echo(covering.as_table(catalogue))
    click.echo(covering.as_gaps(catalogue), nl=False)
    if svg:
        from app.editing.writing import write_text

        write_text(svg, covering.heat_map(catalogue, alone=True))
        click.echo(f"\nPicture written to {svg}")
    problems = covering.dead_ends(catalogue)
    for problem in problems:
        click.echo(f"\n{problem}", err=True)
    raise SystemExit(1 if problems else 0)


@click.command()
@click.argument("base", default="origin/main")
def diff(base: str) -> None:
    """Say in plain words what changed in the content since BASE, a branch or commit."""
    settings = Settings.from_environment()
    with comparing.content_at(base, settings.content) as old:
        before = comparing.load(old)
    after = comparing.load(settings.content)
    if before is None or after is None:
        which = "then" if before is None else "now"
        raise ValueError(f"The content cannot be read as it is {which}. Run `signpost check`.")
    click.echo(comparing.summary(before, after, settings.today), nl=False)


@click.command()
@click.argument("addresses", nargs=-1)
@click.option("--state", type=click.Path(dir_okay=False, path_type=Path), help="Go on from here.")
@click.option("--fresh", default=24.0, show_default=True, help="Hours an answer in --state holds.")
@click.option("--at-once", default=8, show_default=True, type=click.IntRange(1, 32))
@click.option("--pause", default=1.0, show_default=True, help="Seconds between asks of one host.")
@click.option("--timeout", default=15.0, show_default=True, help="Seconds to wait for an answer.")
@click.option("--retries", default=2, show_default=True, type=click.IntRange(0, 5))
def links(
    addresses: tuple[str, ...],
    state: Path | None,
    fresh: float,
    at_once: int,
    pause: float,
    timeout: float,
    retries: int,
) -> None:
    """Look whether our outgoing addresses still answer, politely; ends with 1 if any is gone.

    With ADDRESSES only those are asked.
    """
    places = {one: ["the command line"] for one in addresses} or linking.outgoing(
        content.load_sound(Settings.from_environment().content)
    )
    manners = linking.Manners(at_once, pause, timeout, retries)
    known = linking.remembered(state, timedelta(hours=fresh), datetime.now(UTC)) if state else {}
    ask = [address for address in places if address not in known]

    def told(answer: linking.Answer) -> None:
        if state:
            linking.remember(state, answer)
        if sys.stderr.isatty():
            click.echo(f"{answer.verdict:<9} {answer.address}", err=True)

    answers = {one.address: one for one in linking.check(ask, manners, told=told)} | known
    ordered = [answers[address] for address in places]
    click.echo(linking.as_words(ordered, places), nl=False)
    raise SystemExit(any(answer.verdict == "gone" for answer in ordered))


@click.command("sheet")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export_sheet(file: Path) -> None:
    """Write all entries to FILE, a .csv or .xlsx, to be edited and brought back."""
    from app.editing import sheets  # Here, because reading workbooks takes a while to load.

    catalogue = content.load_sound(Settings.from_environment().content)
    sheets.write_sheet(file, catalogue)
    click.echo(f"{len(catalogue.services)} services written to {file}")


@click.command("sheet")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--map",
    "mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A small YAML file that says which column is which field.",
)
@click.option("--write", is_flag=True, help="Write the entries; without it nothing is changed.")
def import_sheet(file: Path, mapping: Path | None, write: bool) -> None:
    """Show what the rows of FILE, a .csv or .xlsx, would change; with --write, do it.

    Ends with 1 if any row is rejected. Columns that are not there leave their fields as they are.
    """
    from app.editing import sheets

    settings = Settings.from_environment()
    catalogue = content.load_sound(settings.content)
    rows = sheets.read_rows(file, sheets.read_map(mapping))
    found = sheets.changes(settings.content, catalogue, rows)
    click.echo(sheets.as_table(found, settings.content), nl=False)
    if write:
        click.echo(f"{sheets.write(settings.content, found)} entries written.")
    else:
        click.echo("Nothing was written. With --write it will be.")
    raise SystemExit(any(change.kind == "rejected" for change in found))


@report.command("translations")
def report_translations() -> None:
    """How far each language is, and what a speaker has still to read."""
    settings = Settings.from_environment()
    catalogue = content.load_sound(settings.content)
    click.echo("language   texts  missing  files  read by a speaker")
    for one in catalogues.progress(settings.translations, catalogue):
        click.echo(
            f"{one.language:<9}{one.texts:>7}{one.missing:>9}{one.files:>7}{one.reviewed:>19}"
        )


@click.group()
def translations() -> None:
    """The words of the interface in other languages: see docs/translating.md."""


@translations.command()
def update() -> None:
    """Gather the English words and bring every language's file up to them."""
    for code, missing in catalogues.update(Settings.from_environment().translations).items():
        click.echo(f"{code}: {missing} to translate" if missing else f"{code}: complete")


@translations.command("check")
def check_words() -> None:
    """Look for texts that are missing, unsure, or have lost a value or a tag, in any language."""
    problems = catalogues.problems(Settings.from_environment().translations)
    if problems:
        raise ContentError(problems)
    click.echo("Every text is translated into every language.")


@translations.command()
@click.argument("code")
def begin(code: str) -> None:
    """Begin a language: an empty file for its words. CODE is as in an address: pl, sk, ckb."""
    file = catalogues.begin(Settings.from_environment().translations, code)
    click.echo(f"{file} is ready to be translated.")
