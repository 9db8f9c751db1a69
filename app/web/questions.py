"""The three questions: who is it for, what is going on, where do you live."""

from __future__ import annotations

from flask import Blueprint

from app import addresses
from app.addresses import Choice
from app.languages import ENGLISH, spoken
from app.languages import gettext as _
from app.web.choices import (
    Option,
    chosen_words,
    cluster_options,
    in_this_language,
    known_or_404,
)
from app.web.shell import catalogue, href
from app.web.templating import drawn

questions = Blueprint("questions", __name__)
ANY = "any"


@questions.get("/start/")
@questions.get("/start/<age>/")
@questions.get("/start/<age>/<topic>/")
def start(age: str | None = None, topic: str | None = None) -> bytes:
    """Start here: who is it for, what is going on, where do you live.

    In other languages two questions lead to the list, which can be narrowed to a place.
    """
    choice = Choice(topic=topic, age=None if age in (None, ANY) else age)
    known = known_or_404(choice)
    steps = 3 if spoken() is ENGLISH else 2
    step = 1 + sum(part is not None for part in (age, topic))
    asked = {1: _who, 2: _what, 3: _where}[step](choice, age or ANY)
    back = [addresses.HOME, addresses.START, addresses.start(age)][step - 1]
    return drawn(
        "start.html",
        step=step,
        steps=steps,
        options=asked,
        back_href=href(back),
        chosen=chosen_words(known.labels),
    )


def _who(choice: Choice, age: str) -> list[Option]:
    bands = [
        Option(band.label, href(addresses.start(band.id)), catalogue().count(Choice(age=band.id)))
        for band in catalogue().taxonomy.ages
    ]
    anyone = Option(
        _("Anyone, or I am not sure"), href(addresses.start(ANY)), len(catalogue().services)
    )
    return [*bands, anyone]


def _what(choice: Choice, age: str) -> list[Option]:
    return [
        Option(
            topic.label,
            href(_after_what(choice.but(topic=topic.id), age)),
            catalogue().count(choice.but(topic=topic.id)),
            topic.summary,
            topic.icon,
        )
        for topic in catalogue().taxonomy.topics
    ]


def _after_what(choice: Choice, age: str) -> str:
    """Where the second question leads: to the third, or to the list where there is none."""
    asked = addresses.start(age, choice.topic)
    return asked if in_this_language(asked) else choice.path()


def _where(choice: Choice, age: str) -> list[Option]:
    anywhere = Option(
        _("Somewhere else, or I am not sure"), href(choice.path()), catalogue().count(choice)
    )
    return [*cluster_options(choice), anywhere]
