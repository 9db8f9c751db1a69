"""The part of the `signpost` command that speaks Open Referral: records in, records out."""

from __future__ import annotations

from pathlib import Path

import click

from app import content, history
from app.openreferral import importing
from app.openreferral.answers import Answers
from app.openreferral.downloads import FILES
from app.openreferral.fetching import Limits
from app.openreferral.records import Publisher
from app.settings import Settings


@click.command()
@click.argument("source")
@click.option("--allow-private", is_flag=True, help="Read addresses of your own network too.")
@click.option("--afresh", is_flag=True, help="Do not go on with an import that broke off.")
@click.option("--seconds", default=30.0, show_default=True, help="How long one answer may take.")
@click.option("--megabytes", default=50, show_default=True, help="How large one answer may be.")
def oruk(source: str, allow_private: bool, afresh: bool, seconds: float, megabytes: int) -> None:
    """Read an Open Referral feed (3.0 or 1.0) or JSON file into drafts to review.

    SOURCE is the feed's base address, such as https://example.org/oruk/v3, or a file.
    """
    settings = Settings.from_environment()
    limits = Limits(megabytes * 1_000_000, seconds, allow_private=allow_private)
    report = importing.run(settings.content, source, limits, afresh=afresh)
    click.echo(report.text())
    click.echo(f"The drafts and this report are in {report.folder}.")


@click.command()
def drafts() -> None:
    """List the drafts that wait for a person."""
    for slug, path in importing.drafts(Settings.from_environment().content).items():
        click.echo(f"{slug}  {path}")


@click.command()
@click.argument("slugs", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Take over every draft.")
def accept(slugs: tuple[str, ...], everything: bool) -> None:
    """Take drafts over among the entries, once a person has looked at them."""
    root = Settings.from_environment().content
    count = importing.accept(root, importing.drafts(root) if everything else slugs)
    click.echo(f"{count} {'draft' if count == 1 else 'drafts'} taken over. Run `signpost check`.")


@click.command("oruk")
@click.option("--output", required=True, type=click.Path(path_type=Path), help="A folder.")
def write(output: Path) -> None:
    """Write everything as Open Referral files: JSON, a plain table, an HSDS package."""
    settings = Settings.from_environment()
    catalogue = content.load_sound(settings.content)
    base = (settings.base_url or catalogue.site.base_url or "").rstrip("/")
    changed = history.of_services(settings.content)
    answers = Answers(Publisher(catalogue, lambda path: base + path, changed.get))
    output.mkdir(parents=True, exist_ok=True)
    for name, file in FILES.items():
        (output / name).write_bytes(file.make(answers))
    click.echo(f"{len(catalogue.services)} services written to {output}: {', '.join(FILES)}")
