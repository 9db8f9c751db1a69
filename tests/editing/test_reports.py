"""Reports tell editors what to check next and what is missing."""

from __future__ import annotations

import csv
import email
import io
from email import policy
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest

from app import content, freezing
from app.catalogue import Catalogue
from app.editing import corrections, coverage
from app.model.site import Corrections
from app.problems import ContentError
from app.settings import Settings
from tests.conftest import signpost

DAY = {"SIGNPOST_BUILD_DATE": "2026-11-21", "SIGNPOST_BASE_URL": "https://help.example.org"}


def rows(small: Path, *words: str, **more: str) -> list[dict[str, str]]:
    environment = {"SIGNPOST_CONTENT": str(small), **DAY, **more}
    done = signpost("report", "stale", "--format", "csv", *words, **environment)
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


def test_the_worst_and_most_used_come_first(small: Path, tmp_path: Path) -> None:
    by_name = [row["id"] for row in rows(small)]
    assert by_name[0] == "south-hub"  # Years late, and its phone is in doubt.
    assert by_name.index("emergency") < by_name.index("north-hub")  # Less late, but for a crisis.
    visits = tmp_path / "visits.csv"
    visits.write_text("page,visits\n/help/services/carers/,90000\n", encoding="utf-8")
    by_use = rows(small, "--visits", str(visits))
    details = [row["id"] for row in by_use if row["why"] == "details"]
    assert details[0] == "carers"


def test_the_day_comes_from_the_builds_clock(small: Path) -> None:
    path = small / "services" / "carers.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("confidence:", "assured_date: 2026-08-01\nconfidence:", 1))
    assert "carers" not in {row["id"] for row in rows(small)}
    later = {row["id"]: row for row in rows(small, SIGNPOST_BUILD_DATE="2027-02-01")}
    assert later["carers"]["days_late"] == "4"
    assert rows(small) == rows(small)


def test_a_letter_asks_each_organization_and_links_each_correction(
    small: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "letters"
    done = signpost(
        *("report", "stale", "--letters", str(folder)), SIGNPOST_CONTENT=str(small), **DAY
    )
    assert done.returncode == 0, done.stderr
    letter = email.message_from_bytes((folder / "charity.eml").read_bytes(), policy=policy.default)
    assert letter["Subject"] == "Is this still right? Small Charity in Small Signpost"
    words = letter.get_body().get_content()  # type: ignore[union-attr]
    assert "YOUNG CARERS" in words
    assert "https://help.example.org/services/carers/#something-wrong" in words


def test_visits_that_cannot_be_read_are_named_by_line(small: Path, tmp_path: Path) -> None:
    visits = tmp_path / "visits.csv"
    visits.write_text("page,visits\n/services/carers/,lots\n", encoding="utf-8")
    done = signpost("report", "stale", "--visits", str(visits), SIGNPOST_CONTENT=str(small))
    assert done.returncode == 1 and "visits.csv:2" in done.stderr


def test_a_correction_opens_prefilled(catalogue: Catalogue) -> None:
    service = catalogue.services["childline"]
    repository = Corrections(repository="https://github.com/example/signpost")
    site = catalogue.site.model_copy(update={"corrections": repository})
    query = parse_qs(urlsplit(corrections.link(site, service, "https://help.example.org")).query)
    assert query["service"] == ["Childline"]
    assert query["page"] == ["https://help.example.org/services/childline/"]
    mail = Corrections(email="hello@example.org")
    site = catalogue.site.model_copy(update={"corrections": mail})
    parts = urlsplit(corrections.link(site, service, "https://help.example.org"))
    assert parts.path == "hello@example.org"
    assert "services/childline/" in parse_qs(parts.query)["body"][0]
    assert "+" not in parts.query


def test_coverage_counts_as_the_lists_do(catalogue: Catalogue) -> None:
    for cell in coverage.cells(catalogue):
        listed = catalogue.listed(cell.choice)
        assert cell.services == len(listed)
        assert cell.local == sum(cell.cluster.id in service.area for service in listed)


def test_no_list_of_ours_is_a_dead_end(catalogue: Catalogue) -> None:
    assert catalogue.site.refuse_empty_lists
    assert coverage.dead_ends(catalogue) == []


def test_coverage_is_told_as_a_table_a_picture_and_in_sentences(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    picture = tmp_path / "coverage.svg"
    done = signpost("report", "coverage", "--svg", str(picture))
    assert done.returncode == 0, done.stderr
    assert "Feeling unsafe at home: nothing of its own in Brierley Hill" in done.stdout
    svg = ElementTree.fromstring(picture.read_text(encoding="utf-8"))
    squares = svg.findall(".//{http://www.w3.org/2000/svg}rect")
    assert len(squares) == len(list(coverage.cells(catalogue)))


def test_a_list_that_would_be_empty_stops_the_build(small: Path, tmp_path: Path) -> None:
    site = small / "site.yaml"
    site.write_text(site.read_text(encoding="utf-8") + "refuse_empty_lists: true\n", "utf-8")
    taxonomy = small / "taxonomy.yaml"
    topic = (
        "topics:\n  - {id: money, label: Money, summary: Bills., icon: coins, "
        "sub: [{id: debt, label: Debt}]}"
    )
    taxonomy.write_text(taxonomy.read_text("utf-8").replace("topics:", topic, 1), "utf-8")
    empty = [cell for cell in coverage.cells(content.load_sound(small)) if not cell.services]
    assert empty
    with pytest.raises(ContentError) as caught:
        freezing.freeze(Settings(content=small), tmp_path / "build")
    assert len(caught.value.problems) == len(empty)
    assert "would be a dead end" in caught.value.problems[0].message
    assert not (tmp_path / "build").exists()
