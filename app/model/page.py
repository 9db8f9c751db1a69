"""A page of words, from content/pages. Ours."""

from __future__ import annotations

from typing import Literal

from app.model.service import Source
from app.model.values import Body, Line, Record, Slug


class CareCard(Record):
    """An urgent-help card: one action ending in 'if:', then when. NHS service manual: care card."""

    heading: Line
    urgency: Literal["emergency", "urgent", "soon"]
    points: tuple[Line, ...] = ()
    services: tuple[Slug, ...] = ()


class Page(Record):
    """A page of words, from content/pages."""

    id: Slug
    title: Line
    summary: Line
    body: Body = ""
    discreet: bool = False
    care_cards: tuple[CareCard, ...] = ()
    sources: tuple[Source, ...] = ()
