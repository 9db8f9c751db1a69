"""A box for other sites."""

from __future__ import annotations

from flask import Blueprint

from app import addresses
from app.addresses import Choice
from app.web.choices import crumbs
from app.web.shell import absolute, catalogue
from app.web.templating import drawn

embed = Blueprint("embed", __name__)


@embed.get(addresses.EMBED)
def page() -> bytes:
    """Lines of HTML that other sites may copy: a search form, and links to topics."""
    topics = [
        (topic.label, absolute(Choice(topic.id).path())) for topic in catalogue().taxonomy.topics
    ]
    return drawn(
        "keeping/embed.html",
        home=absolute(addresses.HOME),
        search=absolute(addresses.SEARCH),
        topics=topics,
        known=absolute(addresses.HOME).startswith("http"),
        crumbs=crumbs(),
    )
