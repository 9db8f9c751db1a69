"""What may stand on a list, a printed sheet or a saved page, which the wrong person may see."""

from __future__ import annotations

from typing import Any

from app.catalogue import Catalogue
from app.model.service import Service
from app.model.taxonomy import Topic
from app.web.contacts import Contact
from app.web.shell import urgent_contacts


def openly(whole: Catalogue) -> list[Service]:
    """The services that may be kept, printed and saved: all but the discreet ones."""
    return [service for service in whole.services.values() if not service.discreet]


def is_private(topic: Topic, sub: Any) -> bool:
    """Whether a need is one that somebody at home should perhaps not read of."""
    return bool(topic.discreet or sub.discreet)


def for_paper(whole: Catalogue) -> list[tuple[Service, Contact, str]]:
    """Urgent numbers that tell nothing about who keeps them: 999 does not, a refuge's does."""
    named = [whole.services[slug] for slug in whole.site.crisis if slug in whole.services]
    return urgent_contacts([one for one in named if _is_general(whole, one)])


def _is_general(whole: Catalogue, service: Service) -> bool:
    """Whether most of what a service is listed under is not discreet."""
    private = [term for term in service.topics if is_private(*whole.taxonomy.terms[term])]
    return not service.discreet or 2 * len(private) < len(service.topics)
