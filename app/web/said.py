"""What results drawn in the browser say in another language, laid over the English ones."""

from __future__ import annotations

from typing import Any

from app.languages import ENGLISH, speaking
from app.search.browser import columns
from app.search.engine import Engine
from app.web.contacts import dial
from app.web.present import Card, Presenter
from app.web.shell import catalogue, href


def said(engine: Engine) -> dict[str, Any]:
    """Give, in the language spoken, the labels of needs, ages and places, and what cards say.

    `cards` are columns in the order of the entries; `names` holds name and summary of those that
    are translated, `contacts` the ways to get in touch that are worded otherwise than in English.
    """
    whole = catalogue()
    terms = whole.taxonomy.terms
    services = [whole.services[one.id] for one in engine.entries if one]
    cards = Presenter(whole, href).cards(services)
    with speaking(ENGLISH):
        shown = Presenter(whole.in_english, href)
        english = {card.id: way(card) for card in shown.cards(shown.catalogue.services.values())}
    return {
        "labels": [terms[need][1].label for need in engine.needs],
        "bands": {band.id: band.label for band in whole.taxonomy.ages},
        "areas": {cluster.id: cluster.label for cluster in whole.taxonomy.clusters},
        "names": {one.id: [one.name, one.summary] for one in services if not whole.is_english(one)},
        "contacts": {card.id: way(card) for card in cards if way(card) != english[card.id]},
        "cards": columns([_told(card) for card in cards]),
    }


def _told(card: Card) -> dict[str, str]:
    return {"reach": card.reach, "cost": card.cost, "how": card.how, "doubt": card.doubt}


def way(card: Card) -> str:
    """The first way to get in touch as scripts read it: kind, words and address.

    A telephone number tells its own address.
    """
    first = card.contact
    if not first:
        return ""
    told = first.kind == "phone" and first.href == dial(first.text)
    return f"{first.kind}|{first.text}" if told else f"{first.kind}|{first.text}|{first.href}"
