"""Entries go out to a spreadsheet and come back exactly; nothing is overwritten silently."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import content
from app.catalogue import Catalogue
from app.editing import sheets
from tests.conftest import signpost


def run(small: Path, *words: str) -> tuple[int, str]:
    done = signpost(*words, SIGNPOST_CONTENT=str(small))
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_entries_to_sheet_to_entries_to_sheet_is_exact(
    content_folder: Path, tmp_path: Path, catalogue: Catalogue, ending: str
) -> None:
    sheet = tmp_path / f"services{ending}"
    sheets.write_sheet(sheet, catalogue)
    found = sheets.changes(content_folder, catalogue, sheets.read_rows(sheet))
    assert {one.kind for one in found} == {"same"}
    again = {one.slug: one.service for one in found if one.service}
    assert again == dict(catalogue.services)
    anew = sheets.changes(
        content_folder,
        Catalogue(
            catalogue.site, catalogue.taxonomy, catalogue.organizations, catalogue.locations, {}, {}
        ),
        sheets.read_rows(sheet),
    )
    made = Catalogue(
        catalogue.site,
        catalogue.taxonomy,
        catalogue.organizations,
        catalogue.locations,
        {one.slug: one.service for one in anew if one.service},
        {},
    )
    assert sheets.to_csv(made) == sheets.to_csv(catalogue)


SIGNS = st.text(st.sampled_from("='+-@ab{}[],:\"\n|;é"), min_size=1).map(str.strip).filter(bool)


@given(SIGNS, st.lists(SIGNS.map(lambda text: text.replace("\n", " ").strip()), max_size=3))
def test_any_text_comes_back_as_it_was(catalogue: Catalogue, text: str, names: list[str]) -> None:
    service = catalogue.services["childline"].model_copy(
        update={"description": text, "alternate_names": tuple(names)}
    )
    line = io.StringIO()
    csv.writer(line).writerow([sheets._kept_text(one) for one in sheets.row(service).values()])
    (back,) = csv.reader(io.StringIO(line.getvalue(), newline=""))
    cells = dict(zip(sheets.COLUMNS, map(sheets._plain, back), strict=True))
    assert sheets._service(None, "childline", cells) == service


def sheet(tmp_path: Path, text: str) -> str:
    path = tmp_path / "sheet.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_dry_run_shows_each_change_and_writes_nothing(small: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in (small / "services").iterdir()}
    file = sheet(tmp_path, "id,phones\nnorth-hub,0121 496 0009\nsouth-hub,01384 813 322\n")
    code, told = run(small, "import", "sheet", file)
    assert code == 0
    assert "row    2  changed   north-hub" in told
    assert "phone from 01384 813 096 (option 2) to 0121 496 0009" in told
    assert "0 new, 1 changed, 1 the same, 0 rejected" in told
    assert {path: path.read_bytes() for path in (small / "services").iterdir()} == before
    code, told = run(small, "import", "sheet", file, "--write")
    assert "1 entries written." in told
    after = content.load_sound(small).services["north-hub"]
    assert after.phones[0].number == "0121 496 0009"
    assert after.schedules


def test_every_rejected_row_is_named_with_its_reason(small: Path, tmp_path: Path) -> None:
    file = sheet(
        tmp_path,
        "id,name,phones,contact_through\n"
        "north-hub,North Hub,12,\n"
        "carers,Young Carers,,nobody-here\n"
        "carers,Young Carers,,\n"
        ",,0121 496 0009,\n"
        "new-one,New One,0121 496 0009,\n"
        "south-hub,South Hub,0121 496 0003,\n",
    )
    code, told = run(small, "import", "sheet", file, "--write")
    assert code == 1
    assert "row    2  rejected  north-hub\n          `phones.0.number`: '12' is not a phone" in told
    assert "row    3  rejected  carers" in told and "There is no `nobody-here`" in told
    assert "row 3 is about `carers` already" in told
    assert "it has neither an id nor a name" in told
    assert (
        "row    6  rejected  new-one\n          `organization`: `organization` is missing" in told
    )
    assert "0 new, 1 changed, 0 the same, 5 rejected" in told
    after = content.load_sound(small).services
    assert after["south-hub"].phones[0].number == "0121 496 0003"
    assert after["north-hub"].phones[0].number == "01384 813 096"


def test_columns_are_mapped_by_a_small_file(small: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    rows = [
        ["Service", "Tel", "What", "Officer"],
        ["Toy Library", "0121 496 0004", "Borrow toys.", "A. Name"],
    ]
    for row in rows:
        book.worksheets[0].append(row)
    file = tmp_path / "council.xlsx"
    book.save(file)
    mapping = tmp_path / "map.yaml"
    mapping.write_text(
        "columns: {Service: name, Tel: phones, What: summary}\n"
        "ignore: [Officer]\n"
        "always:\n  organization: council\n  topics: family/parenting\n  area: borough-wide\n"
        "  description: Borrow toys.\n  what_happens: You choose toys.\n"
        "  application_process: Phone them.\n  access: phone\n  confidence: medium\n"
        "  sources: Council's list\n",
        encoding="utf-8",
    )
    code, told = run(small, "import", "sheet", str(file), "--map", str(mapping), "--write")
    assert code == 0, told
    made = content.load_sound(small).services["toy-library"]
    assert made.phones[0].number == "0121 496 0004" and made.sources[0].name == "Council's list"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("id,phone\n", "the column 'phone' is no field of an entry. Did you mean `phones`?"),
        ("id,id\n", "two columns are `id`"),
        ("", "is empty"),
        ('id,name\n"a\n', "is not sound CSV"),
    ],
)
def test_a_sheet_that_cannot_be_read_is_told_in_a_sentence(
    small: Path, tmp_path: Path, text: str, sentence: str
) -> None:
    code, told = run(small, "import", "sheet", sheet(tmp_path, text))
    assert code == 1 and sentence in told


def test_a_workbook_that_is_none_is_told_in_a_sentence(small: Path, tmp_path: Path) -> None:
    file = tmp_path / "broken.xlsx"
    file.write_bytes(b"PK\x03\x04 not really")
    code, told = run(small, "import", "sheet", str(file))
    assert code == 1 and "is not a spreadsheet that can be read" in told
