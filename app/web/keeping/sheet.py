"""The signposting sheet, which a practitioner fills in with a family."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify

from app import addresses
from app.addresses import Choice
from app.catalogue import names_age
from app.model.service import Service
from app.model.taxonomy import Topic
from app.web import present
from app.web.choices import crumbs
from app.web.keeping.discretion import for_paper, is_private, openly
from app.web.keeping.my_list import CARDS
from app.web.shell import catalogue, href
from app.web.templating import drawn

sheet = Blueprint("sheet", __name__)

PLAN = "/signposting-sheet/plan.json"


@sheet.get(addresses.SHEET)
def page() -> bytes:
    """The sheet a practitioner fills in with a family; all of it happens in the browser."""
    taxonomy = catalogue().taxonomy
    return drawn(
        "keeping/sheet.html",
        needs=[(topic, _open_needs(topic), _private_needs(topic)) for topic in taxonomy.topics],
        ages=taxonomy.ages,
        clusters=taxonomy.clusters,
        tongues=[(code, present.language_name(code)) for code in present.LANGUAGES if code != "en"],
        urgent=for_paper(catalogue()),
        cards_href=href(CARDS),
        plan_href=href(PLAN),
        today=catalogue().today,
        crumbs=crumbs(),
    )


def _open_needs(topic: Topic) -> list[tuple[str, str]]:
    """Needs that may stand on a sheet at home, as term and label."""
    return [(f"{topic.id}/{sub.id}", sub.label) for sub in topic.sub if not is_private(topic, sub)]


def _private_needs(topic: Topic) -> list[tuple[str, str]]:
    """Needs that must not: the label, and the address of a page to look at together."""
    private = [sub for sub in topic.sub if is_private(topic, sub)]
    return [(sub.label, href(Choice(topic.id, sub.id).path())) for sub in private]


@sheet.get(PLAN)
def plan() -> Response:
    """What the sheet needs to suggest a service and to say why."""
    return jsonify(
        services={service.id: reasons(service) for service in openly(catalogue())},
        wide=[[area.id, area.label] for area in catalogue().taxonomy.areas],
    )


def reasons(service: Service) -> dict[str, Any]:
    """Whom a service suits, and how a family comes to it; what is empty is left out."""
    terms = service.topics
    ages = [band.id for band in catalogue().taxonomy.ages if names_age(service, band)]
    limited = service.minimum_age is not None or service.maximum_age is not None
    given: dict[str, Any] = {
        "needs": terms,
        "ages": ages,
        "limited": int(limited),
        "area": service.area,
        "speaks": [code for code in service.languages if code != "en"],
        "interpreter": int(bool(service.interpretation_services)),
        "yourself": int(service.contact_yourself),
        "school": int("through-school" in service.access),
        "how": service.application_process,
        "sure": {"high": 0, "medium": 1, "low": 2}[service.confidence],
        "through": [one.name for one in catalogue().helped_through(service)],
    }
    return {name: value for name, value in given.items() if value}
