"""The budget fails a run when a ratio slips, and the report is made of what was measured."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app import content, freezing
from app.settings import Settings
from tests.bench import __main__ as bench
from tests.bench import budget, plain, reading, table, tools
from tests.bench import freezing as making
from tests.bench.figures import Figure, Ran, Row, ran
from tests.bench.pages import paths as paths_of
from tests.bench.running import Run, Site


def row(ours: float, theirs: float = 1.0, **more: bool) -> Row:
    return Row(
        "Static site", "whole site", 300, Figure.of(ours), "Hugo", Figure.of(theirs), "s", **more
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(20, tmp_path_factory.mktemp("bench") / "20")
    site.invent()
    return site


def test_a_ratio_that_slips_by_more_than_a_fifth_fails_with_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "budget.yaml"
    budget.record([row(2.0)], file)
    (told,) = budget.slips([row(2.5)], budget.read(file))
    assert "whole site, 300 services, against Hugo" in told
    assert "2.50" in told and "2.00" in told and "RECORD=1" in told


def test_within_a_fifth_nothing_is_said(tmp_path: Path) -> None:
    file = tmp_path / "budget.yaml"
    budget.record([row(2.0)], file)
    assert budget.slips([row(2.39), row(0.1)], budget.read(file)) == []


def test_fewer_answers_a_second_are_a_slip_and_more_are_not(tmp_path: Path) -> None:
    file = tmp_path / "budget.yaml"
    budget.record([row(100, 1000, more_is_better=True)], file)
    assert budget.slips([row(80, 1000, more_is_better=True)], budget.read(file))
    assert not budget.slips([row(400, 1000, more_is_better=True)], budget.read(file))


def test_a_tail_and_what_has_no_budget_fail_nothing(tmp_path: Path) -> None:
    file = tmp_path / "budget.yaml"
    budget.record([row(1.0, budgeted=False)], file)
    assert budget.read(file) == {}
    assert budget.slips([row(9.0)], budget.read(file)) == []
    assert budget.slips([row(9.0, budgeted=False)], {row(9.0).name: 1.0}) == []


def test_recording_keeps_what_was_not_measured_this_time(tmp_path: Path) -> None:
    file = tmp_path / "budget.yaml"
    file.write_text("something else: 3\n")
    budget.record([row(2.0)], file)
    assert budget.read(file) == {"something else": 3, row(2.0).name: 2.0}


def test_the_budget_that_stands_is_of_things_that_are_measured() -> None:
    assert all(" services, against " in name for name in budget.read(budget.FILE))


def test_the_command_fails_when_what_it_measured_is_over_its_budget(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "budget.yaml"
    monkeypatch.setattr(bench, "QUESTIONS", (("static site", lambda run, site: [row(2.5)], 100),))
    command = ["bench", "20", "--output", str(tmp_path), "--budget", str(file)]
    monkeypatch.setattr("sys.argv", command)
    budget.record([row(2.4)], file)
    assert bench.main() == 0
    budget.record([row(2.0)], file)
    assert bench.main() == 1
    assert f"{row(2.0).name}: we now need" in capsys.readouterr().out
    assert (
        "| whole site | 300 | 2.5 s | Hugo: 1 s | 2.50 |"
        in (tmp_path / "benchmarks.md").read_text().splitlines()
    )


def test_the_report_shows_median_spread_and_ratio(tmp_path: Path) -> None:
    some = Row(
        "Serving",
        "home",
        2000,
        Figure.of(90, 100, 120),
        "nginx",
        Figure.of(1000),
        "answers",
        more_is_better=True,
    )
    text = table.report([some], ["Pelican: left out."], tmp_path, "2026-11-22")
    line = "| home | 2,000 | 100 answers (90 to 120) | nginx: 1,000 answers | 10 |"
    assert line in text.splitlines()
    assert "- Pelican: left out." in text


def test_a_part_that_fails_is_told_and_the_rest_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(run: Run, site: Site) -> object:
        yield row(1.0)
        raise RuntimeError("the disk is full")

    questions = (("break", broken, 100), ("load and check", reading.rows, 100))
    monkeypatch.setattr(bench, "QUESTIONS", questions)
    run = Run(tmp_path, runs=1)
    rows = bench.measure(run, 20)
    assert [one.question for one in rows] == ["Static site", "Reading content"]
    assert run.left_out == ["20: break: left out, because the disk is full."]


def test_other_generators_are_told_of_every_page_that_is_compared(site: Site) -> None:
    made = plain.told(site)
    others = [one["url"] for one in (*made.lists, *made.places, *made.questions)]
    addresses = [f"/services/{slug}/" for slug in site.catalogue.services]
    assert sorted(addresses + others) == sorted(paths_of(site.catalogue))
    assert {choice.path() for choice in site.catalogue.choices()} <= set(others)
    listed = {slug for one in made.lists for part in one["groups"] for slug in part["services"]}
    assert listed == set(site.catalogue.services) == set(made.entries)
    json.dumps(vars(made))


def test_the_pages_alone_are_those_of_the_whole_site(small: Path, tmp_path: Path) -> None:
    settings = Settings(content=small, index=tmp_path / "index")
    whole, alone = tmp_path / "whole", tmp_path / "alone"
    freezing.freeze(settings, whole)
    freezing.freeze_only(settings, alone, paths_of)
    made = {file.relative_to(alone) for file in alone.rglob("*") if file.is_file()}
    found = paths_of(content.load_sound(small))
    assert {f"/{file.parent}/" for file in made} == set(found) and found
    assert all((alone / file).read_bytes() == (whole / file).read_bytes() for file in made)


def test_only_a_generator_whose_pages_are_like_ours_is_compared(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = paths_of(site.catalogue)[:8]
    monkeypatch.setattr(making, "paths_of", lambda catalogue: some)
    freezing.freeze_only(site.settings, site.build, lambda catalogue: some)
    cost = [Ran(2, 1, 3e6)]
    monkeypatch.setattr(making, "_ours", lambda run, site: making.Made(cost, cost, cost))
    for tool in ("node", "pagefind"):
        monkeypatch.setattr(tools, tool, lambda: Path("true"))

    def python(words: str) -> Callable[[], list[str | Path]]:
        return lambda: [sys.executable, "-c", words]

    same = python(f"import shutil; shutil.copytree({str(site.build)!r}, 'out', dirs_exist_ok=True)")
    peers = (making.Peer("Pelican", python("pass")), making.Peer("Eleventy", same))
    monkeypatch.setattr(making, "PEERS", peers)
    run = Run(tmp_path, runs=1)
    rows = list(making.rows(run, site))
    assert {row.peer for row in rows} == {"Eleventy"}
    assert [row.what for row in rows][:3] == ["same pages", "pages a second per core", "whole site"]
    (told,) = run.left_out
    assert told == "20: Pelican: left out, because its pages are not like ours: services 0.0 %."
    report = table.report(rows, run.left_out, tmp_path, "2026-11-22", run.notes)
    assert "- Eleventy, 20 services: services 100.0 %." in report.splitlines()


def test_a_command_after_another_adds_its_time_and_holds_no_less_memory() -> None:
    assert Ran(1, 2, 30).then(Ran(4, 5, 6)) == Ran(5, 7, 30)


def test_a_command_that_fails_or_takes_too_long_is_told(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no such thing"):
        ran(["sh", "-c", "echo no such thing; exit 3"], tmp_path, {})
    with pytest.raises(RuntimeError, match="time"):
        ran(["sleep", "60"], tmp_path, {}, most=0.1)
    assert ran(["sh", "-c", "exit 0"], tmp_path, {}).seconds > 0


def test_a_run_whose_time_is_over_names_each_question_it_leaves_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "QUESTIONS", bench.QUESTIONS[:2])
    run = Run(tmp_path, limit=-1, runs=1)
    assert bench.measure(run, 20) == []
    why = "left out, because the time for the whole run was over."
    assert run.left_out == [f"20: load and check: {why}", f"20: index and search: {why}"]
