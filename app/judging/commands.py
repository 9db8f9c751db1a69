"""The commands of search: index, search and judge."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from app import content
from app.catalogue import Catalogue
from app.judging import judge, peers
from app.judging.judge import Found, Report
from app.search import index
from app.search.engine import Answer, Engine
from app.settings import Settings


def register(main: click.Group) -> None:
    """Add the commands of search."""
    for command in (index_command, search_command, judge_command):
        main.add_command(command)


@click.command("index")
def index_command() -> None:
    """Build the search index, aside, and put it in place."""
    settings = Settings.from_environment()
    found = content.load_sound(settings.content).as_of(settings.today)
    index.build(found, settings.content, settings.index, lambda text: click.echo(text, err=True))
    click.echo(f"{len(found.services):,} services indexed in {settings.index}")


@click.command("search")
@click.argument("words", nargs=-1, required=True)
@click.option("--age", help="Only for this age band.")
@click.option("--cluster", help="Only for this part of the area.")
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
        click.echo(json.dumps(engine.as_json(answer), ensure_ascii=False, indent=2))
    else:
        _print(answer, engine.catalogue)


def _engine() -> Engine:
    settings = Settings.from_environment()
    found = content.load_sound(settings.content).as_of(settings.today)
    if not (settings.index / "words.json").exists():
        raise click.ClickException("There is no search index yet. Run `signpost index` first.")
    return Engine(settings.index, found)


def _refuse_unknown(catalogue: Catalogue, chosen: dict[str, str | None]) -> None:
    taxonomy = catalogue.taxonomy
    known = {
        "age": {band.id for band in taxonomy.ages},
        "cluster": {cluster.id for cluster in taxonomy.clusters},
        "topic": {topic.id for topic in taxonomy.topics} | taxonomy.terms.keys(),
    }
    for part, value in chosen.items():
        if value and value not in known[part]:
            advice = content.nearest(value, known[part])
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
@click.option("--browser", is_flag=True, help="Ask the browser's search, in Chromium, as well.")
@click.option("--misses", is_flag=True, help="List the queries that went wrong.")
@click.option("--peers/--no-peers", "with_peers", default=True, help="Compare with plain engines.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def judge_command(file: Path, browser: bool, misses: bool, with_peers: bool, as_json: bool) -> None:
    """Measure search by a FILE of judged queries, overall and by kind."""
    engine = _engine()
    queries = judge.read_queries(file)
    finders: dict[str, judge.Finder] = {"signpost": finder(engine)}
    reports: dict[str, Report] = {}
    with peers.plain(engine.catalogue, with_peers) as plain:
        finders |= plain
        if browser:
            from app.judging.in_browser import browser_finder
            from app.web import create_app

            with browser_finder(create_app(Settings.from_environment())) as asking:
                reports["browser"] = judge.judge(queries, engine.catalogue, asking)
        for name, find in finders.items():
            reports[name] = judge.judge(queries, engine.catalogue, find)
    if as_json:
        shown = {name: report.as_dict() for name, report in reports.items()}
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    for name, report in reports.items():
        _print_figures(name, report)
    _print_kinds(reports["signpost"])
    if misses:
        _print_misses(reports["signpost"])


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


def _print_misses(report: Report) -> None:
    for miss in report.misses():
        click.echo(f"  {miss.query!r} wants {', '.join(miss.expect)}; got {', '.join(miss.ids)}")
