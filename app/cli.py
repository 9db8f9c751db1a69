"""The `signpost` command: check, index, serve, search, freeze, and samples for tests of scale."""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from app.problems import ContentError, Problem, Refused
from app.settings import Settings

# Where each command stands: it is loaded when somebody asks for it, so that none waits for the
# libraries of the others.
EDITING, REPORTING = "app.editing.commands", "app.editing.reporting"
JUDGING, OPEN_REFERRAL = "app.judging.commands", "app.openreferral.commands"
COMMANDS = {
    "diff": f"{REPORTING}:diff",
    "index": f"{JUDGING}:index_command",
    "judge": f"{JUDGING}:judge_command",
    "links": f"{REPORTING}:links",
    "new": f"{EDITING}:new",
    "owners": f"{EDITING}:owners",
    "report": f"{REPORTING}:report",
    "schema": f"{EDITING}:schema",
    "search": f"{JUDGING}:search_command",
    "tidy": f"{EDITING}:tidy",
    "translations": f"{REPORTING}:translations",
}
IMPORTS = {
    "accept": f"{OPEN_REFERRAL}:accept",
    "drafts": f"{OPEN_REFERRAL}:drafts",
    "oruk": f"{OPEN_REFERRAL}:oruk",
    "sheet": f"{REPORTING}:import_sheet",
}
EXPORTS = {"oruk": f"{OPEN_REFERRAL}:write", "sheet": f"{REPORTING}:export_sheet"}


class Late(click.Group):
    """A group that loads some of its commands only when they are asked for."""

    def __init__(self, *values: Any, late: Mapping[str, str], **more: Any) -> None:
        """Give the commands there are at once, and where the `late` ones stand: module:name."""
        super().__init__(*values, **more)
        self.late = late

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command."""
        return sorted({*super().list_commands(ctx), *self.late})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Give a command, or None where there is none of that name."""
        if name in self.late:
            module, command = self.late[name].split(":")
            self.add_command(getattr(import_module(module), command), name)
        return super().get_command(ctx, name)


class OneClearSentence(Late):
    """Ends any command with a sentence and a code where it would end with a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except ContentError as error:
            _print_problems(error.problems, err=True)
            raise SystemExit(1) from error
        except (Refused, ValueError) as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            where = f" ({error.filename})" if error.filename else ""
            raise click.ClickException(f"{error.strerror or error}{where}.") from error


@click.group(
    cls=OneClearSentence, late=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="signpost")
def main() -> None:
    """Signpost: a directory of help that families can use by themselves.

    SIGNPOST_CONTENT names another content folder, SIGNPOST_BASE_URL the address of the site.
    """


def _print_problems(problems: Sequence[Problem], err: bool = False) -> None:
    for problem in problems:
        click.echo(f"{problem}\n", err=err)
    click.echo(f"{len(problems)} {'problem' if len(problems) == 1 else 'problems'} found.", err=err)


def _told(label: str) -> Callable[[int], None]:
    """Tell how far long work has come, on one line, where a person is watching."""

    def tell(done: int) -> None:
        if done % 100 == 0 and sys.stderr.isatty():
            click.echo(f"\r{label} {done:,}", nl=False, err=True)

    return tell


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print the problems as JSON.")
@click.option("--annotate", is_flag=True, help="Print problems and advice as GitHub annotations.")
@click.option("--advice/--no-advice", default=True, help="Advise on plain words too.")
def check(as_json: bool, annotate: bool, advice: bool) -> None:
    """Look for mistakes in the content; tell all of them at once, then advise on plain words.

    Advice never makes the check fail.
    """
    from app.editing import commands as editing
    from app.editing.advice import advice as advise

    settings = Settings.from_environment()
    found, problems = editing.looked_over(settings.content)
    shown = annotate or not (as_json or problems)
    advised = advise(settings.content, found) if found and advice and shown else []
    if annotate:
        editing.annotate(problems, advised)
    elif as_json:
        click.echo(json.dumps([problem.as_dict() for problem in problems], indent=2))
    elif problems or not found:
        _print_problems(problems)
    else:
        editing.print_advice(advised)
        click.echo(f"{len(found.services)} services checked. No problems found.")
    raise SystemExit(1 if problems else 0)


@main.command()
@click.option("--debug", is_flag=True, help="Read the content again when it changes.")
@click.option("--port", default=lambda: int(os.environ.get("PORT", "8000")), type=int)
@click.option("--host", default="127.0.0.1", show_default=True)
def serve(debug: bool, port: int, host: str) -> None:
    """Serve the site, on http://127.0.0.1:8000 unless PORT says otherwise."""
    from waitress import serve as waitress_serve

    from app.web import create_app

    app = create_app(Settings.from_environment(), reload=debug)
    problems = app.extensions["library"].problems
    if problems:
        _print_problems(problems)
    click.echo(f"Signpost is at http://{host}:{port}/ (stop it with Ctrl+C)")
    # The site is only read: nobody has more to say to it than a search.
    small = {"max_request_body_size": 65_536, "max_request_header_size": 65_536}
    waitress_serve(app, host=host, port=port, threads=8, ident=None, **small)


@main.command()
@click.option("--output", type=click.Path(path_type=Path), help="The folder to write.")
@click.option("--whole", is_flag=True, help="Make every page again, whatever stands.")
def freeze(output: Path | None, whole: bool) -> None:
    """Write the whole site as files that any static host can serve."""
    from app import freezing

    settings = Settings.from_environment()
    folder = (output or settings.build).resolve()
    files = freezing.freeze(settings, folder, _told("Pages frozen:"), whole=whole)
    click.echo(f"{files:,} files written to {folder}")
    gc.freeze()  # What is left need not be looked through for garbage at the end.


@main.command()
@click.option("--services", default=300, show_default=True, help="How many services to invent.")
@click.option("--output", required=True, type=click.Path(path_type=Path), help="A new folder.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same folder.")
def sample(services: int, output: Path, seed: int) -> None:
    """Write a content folder of invented services, for tests of scale."""
    from app import samples

    settings = Settings.from_environment()
    samples.write(settings.content, output.resolve(), services, seed, _told("Services invented:"))
    click.echo(f"{services:,} sample services written to {output}")


@main.group()
def postcodes() -> None:
    """Exact points of postcodes, for distances from somebody's door."""


@postcodes.command("import")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--everywhere", is_flag=True, help="Keep all of Britain, not only the area.")
def import_postcodes(file: Path, everywhere: bool) -> None:
    """Bring in the ONS Postcode Directory or Code-Point Open, as downloaded."""
    from app import content
    from app import postcodes as postcode_files

    settings = Settings.from_environment()
    site = content.load(settings.content)[0].site
    wanted = () if everywhere else site.postcode_districts
    told = _told("Rows read:")
    report = postcode_files.bring_in(file, settings.content / "postcodes", wanted, told)
    click.echo(
        f"{report.kept:,} postcodes kept in {report.shards:,} files; "
        f"{report.outside:,} are outside the area, {report.ended:,} have ended."
    )
    if report.wrong:
        click.echo(f"{report.wrong:,} of {report.read:,} rows were wrong and left out:")
        for name in report.named:
            click.echo(f"  {name}")


main.add_command(Late("import", help="Bring services in.", late=IMPORTS))
main.add_command(Late("export", help="Write services out for others to use.", late=EXPORTS))
