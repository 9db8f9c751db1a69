"""Entries written as files say what they said, in one form."""

from __future__ import annotations

import json
from pathlib import Path

import yaml
from hypothesis import given
from hypothesis import strategies as st

from app import content
from app.catalogue import Catalogue
from app.editing import schema
from app.editing.commands import GUIDE
from app.editing.writing import entry_text, front_matter_text
from app.files import Reader
from app.reading import read_yaml
from app.settings import ROOT
from tests.conftest import signpost


def test_every_entry_is_the_same_after_it_is_written_and_read(
    catalogue: Catalogue, tmp_path: Path, content_folder: Path
) -> None:
    reader = Reader(tmp_path)
    for service in catalogue.services.values():
        path = tmp_path / f"{service.id}.md"
        path.write_text(entry_text(service), encoding="utf-8")
        parts = reader.front_matter(path)
        assert parts is not None
        document, body, _ = parts
        again = {**document.data, "id": service.id, "description": body}
        assert type(service).model_validate(again) == service
    assert not reader.problems


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), min_size=1)


@given(TEXTS, st.lists(TEXTS, min_size=1))
def test_any_text_is_the_same_after_it_is_written_and_read(one: str, many: list[str]) -> None:
    text = front_matter_text({"one": one, "many": many, "rows": [{"name": one, "in": many}]}, "")
    front = text.removeprefix("---\n").split("\n---\n")[0]
    expected = {"one": one, "many": many, "rows": [{"name": one, "in": many}]}
    assert read_yaml(front).data == expected


def test_a_number_an_age_and_a_yes_are_quoted_only_where_they_are_text() -> None:
    fields = {"minimum_age": 2, "number": "999", "webchat": True, "message": "yes", "amount": 4.0}
    front = front_matter_text(fields, "Words.").split("---\n")[1]
    assert yaml.safe_load(front) == fields
    assert 'number: "999"' in front and "amount: 4\n" in front


def test_the_guide_and_the_schemas_are_current(catalogue: Catalogue, content_folder: Path) -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    assert schema.with_tables(guide) == guide, "Run `signpost schema`."
    for name, one in schema.schemas(catalogue.taxonomy).items():
        written = (content_folder / "schema" / name).read_text(encoding="utf-8")
        assert written == schema.as_text(one), "Run `signpost schema`."


def test_editors_are_led_to_schemas_that_exist() -> None:
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    for name, files in settings["yaml.schemas"].items():
        assert (ROOT / name).is_file()
        assert list(ROOT.glob(files))


ANSWERS = {
    "--name": "Stay & Play, Anytown",
    "--organization": "council",
    "--summary": "Play with your baby or toddler, and meet other parents.",
    "--description": "There are toys and songs.",
    "--topics": "family/parenting",
    "--area": "borough-wide",
    "--eligibility": "",
    "--what-happens": "Someone says hello and shows you round.",
    "--how": "Just turn up.",
    "--access": "drop-in, phone",
    "--phone": "0121 496 0001",
    "--email": "",
    "--url": "",
    "--source": "A leaflet",
}


def answered(**changed: str) -> list[str]:
    answers = ANSWERS | {f"--{name}": value for name, value in changed.items()}
    return [word for pair in answers.items() for word in pair]


def test_a_new_service_is_a_sound_file(small: Path) -> None:
    done = signpost("new", "service", *answered(), SIGNPOST_CONTENT=str(small))
    assert done.returncode == 0, done.stderr
    catalogue, problems = content.load(small)
    assert not problems
    assert catalogue.services["stay-and-play-anytown"].phones[0].number == "0121 496 0001"


def test_a_new_service_with_a_wrong_answer_is_not_written(small: Path) -> None:
    wrong = answered(topics="family/parentng", phone="12")
    done = signpost("new", "service", *wrong, SIGNPOST_CONTENT=str(small))
    assert done.returncode == 1
    assert "'12' is not a phone number" in done.stderr
    assert not (small / "services" / "stay-and-play-anytown.md").exists()
    done = signpost(
        "new", "service", *answered(topics="family/parentng"), SIGNPOST_CONTENT=str(small)
    )
    assert "Did you mean `family/parenting`?" in done.stderr


def test_a_new_service_never_takes_the_place_of_another(small: Path) -> None:
    before = (small / "services" / "carers.md").read_bytes()
    done = signpost("new", "service", *answered(id="carers"), SIGNPOST_CONTENT=str(small))
    assert done.returncode == 1 and "There is a service carers already" in done.stderr
    assert (small / "services" / "carers.md").read_bytes() == before


def test_tidy_changes_the_form_and_nothing_else(small: Path) -> None:
    before = content.load_sound(small)
    done = signpost("tidy", SIGNPOST_CONTENT=str(small))
    assert done.returncode == 0, done.stderr
    assert content.load_sound(small).services == before.services
    again = signpost("tidy", SIGNPOST_CONTENT=str(small))
    assert again.stdout.startswith("0 of ")
