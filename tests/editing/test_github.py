"""What stands in .github works: commands that exist, forms that fit our links, right owners."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import click
import pytest
import yaml

from app.catalogue import Catalogue
from app.cli import main
from app.editing import corrections
from app.settings import ROOT
from tests.conftest import signpost

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))


def runs(path: Path) -> str:
    jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].values()
    return "\n".join(step.get("run", "") for job in jobs for step in job["steps"])


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflows_call_commands_and_targets_that_exist(path: Path) -> None:
    text = runs(path)
    words = re.findall(r"(?:^|\s)signpost ((?:[a-z]+ ?)+)((?:--[a-z-]+)?)", text)
    assert words or "make" in text
    for command, option in words:
        found: click.Command = main
        for name in command.split():
            known = isinstance(found, click.Group) and found.get_command(click.Context(found), name)
            if not known:
                break
            found = known
        assert found is not main, command
        assert not option or option in {o for p in found.params for o in p.opts}, option
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for line in re.findall(r"(?m)^make ([a-z ]+)$", text):
        assert all(f"\n{target}:" in makefile for target in line.split())


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflows_pin_actions_and_may_do_no_more_than_read(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert yaml.safe_load(text)["permissions"] == {"contents": "read"}
    for action in re.findall(r"uses: (\S+)", text):
        assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action), action


def test_a_prefilled_correction_fits_its_form(catalogue: Catalogue) -> None:
    address = corrections.issue_link(
        "https://github.com/example/signpost", catalogue.services["childline"], "https://x.org/"
    )
    query = parse_qs(urlsplit(address).query)
    form = GITHUB / "ISSUE_TEMPLATE" / query.pop("template")[0]
    fields = {part.get("id") for part in yaml.safe_load(form.read_text("utf-8"))["body"]}
    assert query.keys() - {"title"} <= fields


def test_each_entry_has_the_owners_of_its_first_topic(small: Path) -> None:
    owners = "all: ['@us/all']\ntopics:\n  safety: ['@us/safety', '@someone']\n"
    (small / "owners.yaml").write_text(owners, encoding="utf-8")
    done = signpost("owners", SIGNPOST_CONTENT=str(small))
    assert done.returncode == 0, done.stderr
    lines = (small.parent / ".github" / "CODEOWNERS").read_text("utf-8").splitlines()
    assert lines[1] == "* @us/all"
    assert "/content/services/safe-line.md @us/safety @someone" in lines
    assert not any("carers" in line for line in lines)


def test_owners_of_a_topic_that_is_none_are_told(small: Path) -> None:
    (small / "owners.yaml").write_text("all: ['@us/all']\ntopics:\n  safty: ['@us/x']\n")
    done = signpost("owners", SIGNPOST_CONTENT=str(small))
    assert done.returncode == 1
    assert "owners.yaml:3" in done.stderr and "Did you mean `safety`?" in done.stderr
