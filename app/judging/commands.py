"""The commands of search: index, search and judge."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from app import content
from app.catalogue import Catalogue
from app.files import nearest
from app.judging import judge, pagefind, peers
from app.judging.judge import Found, Query, Report
from app.judging.pagefind import Unavailable
from app.judging.timing import Cost
from app.search import index
from app.search.answer import Answer
from app.search.engine import Engine
from app.search.fits import choices
from app.settings import Settings


@click.command("index")
def index_command() -> None:
    """Build the search index, aside, and put it in place."""
    settings = Settings.from_environment()
    found = content.load_sound(settings.content).as_of(settings.today)
    index.build(found, settings.content, settings.index, lambda text: click.echo(text, err=True))
    click.echo(f"{len(found.services):,} services indexed in {settings.index}")


@click.command("search")
@click.argument("words", nargs=-1, required=True)
@click.option("--age", help="Only for this age band; `any` disregards what the words tell.")
@click.option("--cluster", help="Only for this part of the area; `any` likewise.")
@click.option("--topic", help="Only for this topic or need.")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 1000))
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def search_command(words: tuple[str, ...], limit: int, as_json: bool, **chosen: str | None) -> None:
    """Search the directory in a family's own WORDS."""
    engine = _engine()
    _refuse_unknown(engine.catalogue, chosen)
    answer = engine.find(
        " ".join(words),
        age=chosen["age"],
        cluster=chosen["cluster"],
        topic=chosen["topic"],
        limit=limit,
    )
    if as_json:
        click.echo(json.dumps(answer.as_json(), ensure_ascii=False, indent=2))
    else:
        _print(answer, engine.catalogue)


def _engine() -> Engine:
    settings = Settings.from_environment()
    found = content.load_sound(settings.content).as_of(settings.today)
    if not (settings.index / "words.json").exists():
        raise click.ClickException("There is no search index yet. Run `signpost index` first.")
    return Engine(settings.index, found)


def _refuse_unknown(catalogue: Catalogue, chosen: dict[str, str | None]) -> None:
    known = choices(catalogue.taxonomy)
    for part, value in chosen.items():
        if value and value not in known[part]:
            advice = nearest(value, known[part])
            raise click.ClickException(f"There is no {part} `{value}`. {advice}")


def _print(answer: Answer, catalogue: Catalogue) -> None:
    for slug in answer.crisis:
        phones = catalogue.services[slug].phones
        number = f": {phones[0].number}" if phones else ""
        click.echo(f"! {catalogue.services[slug].name}{number}")
    if answer.did_you_mean:
        click.echo(f"Showing results for {answer.did_you_mean}")
    for hit in answer.hits:
        click.echo(f"{hit.score:5}  {hit.id}  {hit.name}")
    if not answer.hits:
        click.echo("Nothing found.")


@click.command("judge")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--browser", is_flag=True, help="Ask and time the browser's own search as well.")
@click.option("--misses", is_flag=True, help="List the queries that went wrong.")
@click.option("--peers/--no-peers", "with_peers", default=True, help="Compare with other engines.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def judge_command(file: Path, browser: bool, misses: bool, with_peers: bool, as_json: bool) -> None:
    """Measure search by a FILE of judged queries, overall and by kind."""
    judged = Judged(_engine(), judge.read_queries(file))
    judged.ask("signpost", finder(judged.engine))
    if with_peers:
        with peers.plain(judged.engine.catalogue) as plain:
            for name, find in plain.items():
                judged.ask(name, find)
    if with_peers or browser:
        _in_browser(judged, browser, with_peers)
    if as_json:
        click.echo(json.dumps(judged.as_dict(), ensure_ascii=False, indent=2))
        return
    for name, report in judged.reports.items():
        _print_figures(name, report)
    _print_kinds(judged.reports["signpost"])
    _print_browser(judged)
    if misses:
        _print_misses(judged.reports["signpost"])


@dataclass
class Judged:
    """What one run found: a report for each engine, and what the browser showed."""

    engine: Engine
    queries: list[Query]
    reports: dict[str, Report] = field(default_factory=dict)
    costs: dict[str, Cost] = field(default_factory=dict)
    differing: list[str] | None = None

    def ask(self, name: str, find: judge.Finder) -> None:
        """Judge an engine under a name."""
        self.reports[name] = judge.judge(self.queries, self.engine.catalogue, find)

    def as_dict(self) -> dict[str, Any]:
        """Give plain values, for JSON: an engine each, and what only a browser can tell."""
        shown: dict[str, Any] = {name: one.as_dict() for name, one in self.reports.items()}
        if self.costs:
            shown["costs"] = {name: asdict(cost) for name, cost in self.costs.items()}
        if self.differing is not None:
            shown["differing"] = self.differing
        return shown


def _in_browser(judged: Judged, own: bool, with_peers: bool) -> None:
    """Judge what runs in a browser; say in one sentence what is not on this machine."""
    try:
        from app.judging.in_browser import in_browser
        from app.web import create_app
    except ModuleNotFoundError as missing:
        return _say(
            f"{missing.name} is not here, so nothing is asked in a browser. Run `make test`."
        )
    with TemporaryDirectory() as folder:
        beside = with_peers and _built(judged.engine.catalogue, Path(folder))
        try:
            with in_browser(create_app(Settings.from_environment()), Path(folder)) as there:
                if own:
                    judged.ask("browser", there.own())
                    judged.differing = differing(judged.queries, judged.engine, there.own())
                if beside:
                    judged.ask("pagefind", there.pagefind())
                if own:
                    judged.costs = there.costs(judged.queries, beside)
        except Unavailable as why:
            _say(str(why))


def _built(catalogue: Catalogue, folder: Path) -> bool:
    try:
        pagefind.build(catalogue, folder)
    except Unavailable as why:
        _say(str(why))
        return False
    return True


def _say(text: str) -> None:
    click.echo(text, err=True)


def differing(queries: Iterable[Query], engine: Engine, find: judge.Finder) -> list[str]:
    """List the queries whose first ten, or whose call for urgent help, differ from the server's."""
    there = {query.text: find(query.text) for query in queries}
    return [text for text, found in there.items() if found != finder(engine)(text)]


def finder(engine: Engine) -> judge.Finder:
    """Make our engine answer as the judge asks."""

    def find(query: str) -> Found:
        answer = engine.find(query)
        return Found(tuple(hit.id for hit in answer.hits), bool(answer.crisis))

    return find


def _print_figures(name: str, report: Report) -> None:
    click.echo(f"{name:14}{_figures(report.figures())}")


def _figures(figures: dict[str, Any]) -> str:
    shares = "".join(f"{key} {figures[key]:.3f}  " for key in ("success@3", "success@1", "ndcg@10"))
    counts = "".join(f"{key} {figures[key]:.0f}  " for key in ("must_not", "empty"))
    return f"{shares}{counts}crisis {figures['crisis']:.3f}  ({figures['queries']:.0f} queries)"


def _print_kinds(report: Report) -> None:
    for kind in report.kinds():
        click.echo(f"  {kind:16}{_figures(report.figures(kind))}")
    for gap in report.gaps:
        click.echo(f"  nothing in the directory for: {gap}")


def _print_browser(judged: Judged) -> None:
    if judged.differing is not None:
        click.echo(f"{len(judged.differing)} queries differ between browser and server")
    for text in judged.differing or ():
        click.echo(f"  {text}")
    for name, cost in judged.costs.items():
        click.echo(
            f"{name:14}first answer {cost.first:.2f} s, {cost.moved / 1000:.1f} kB; "
            f"later, once read, {cost.later:.3f} s, {cost.both / 1000:.1f} kB with the first; "
            f"typed {cost.typed:.3f} s, shown {cost.shown:.3f} s, "
            f"pasted {cost.pasted:.3f} s "
            f"(slow 4G, processor 4 times slower, median of {cost.runs})"
        )
    if len(judged.costs) == 2:
        own, other = judged.costs.values()
        click.echo(
            f"{other.first / own.first:.1f} times sooner than Pagefind at first, "
            f"{other.later / own.later:.1f} later, {other.typed / own.typed:.1f} typed, "
            f"{other.shown / own.shown:.1f} until shown, {other.pasted / own.pasted:.1f} pasted, "
            f"{own.moved / other.moved:.0%} of its bytes"
        )


def _print_misses(report: Report) -> None:
    for miss in report.misses():
        click.echo(f"  {miss.query!r} wants {', '.join(miss.expect)}; got {', '.join(miss.ids)}")
