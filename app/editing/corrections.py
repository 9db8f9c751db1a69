"""Where somebody who knows better can tell us: an address that opens with the entry filled in."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from app import addresses
from app.languages import gettext as _
from app.model.service import Service
from app.model.site import Site

HERE = "something-wrong"  # Where the form stands on an entry's own page.


def body(service: Service, page: str) -> str:
    """Begin a message about an entry; the rest is for the person to write."""
    return f"Service: {service.name}\nPage: {page}\n\nWhat is wrong:\n\nWhat it should say:\n"


def mail_link(address: str, service: Service, page: str) -> str:
    """Give a mailto address with subject and body filled in."""
    values = {"subject": f"Something wrong: {service.name}", "body": body(service, page)}
    return f"mailto:{address}?{urlencode(values, quote_via=quote)}"


def issue_link(repository: str, service: Service, page: str) -> str:
    """Give the address of a GitHub issue with the form for corrections filled in."""
    values = {
        "template": "correction.yml",
        "title": f"Something wrong: {service.name}",
        "service": service.name,
        "page": page,
    }
    return f"{repository.rstrip('/')}/issues/new?{urlencode(values, quote_via=quote)}"


@dataclass(frozen=True)
class Way:
    """One way to tell us: what it is, the words of the link, and where it leads."""

    kind: str
    text: str
    href: str


def ways(site: Site, service: Service, page: str) -> list[Way]:
    """Give the ways the settings offer, with all that can be filled in filled in."""
    offered = site.corrections
    found = []
    if offered.phone:
        found.append(Way(_("Phone"), offered.phone, f"tel:{offered.phone.replace(' ', '')}"))
    if offered.email:
        found.append(Way(_("Email"), offered.email, mail_link(offered.email, service, page)))
    if offered.repository:
        found.append(
            Way("GitHub", _("Tell us there"), issue_link(offered.repository, service, page))
        )
    return found


def link(site: Site, service: Service, root: str = "") -> str:
    """Give the best way there is to correct an entry; `root` is the site's own address."""
    page = root.rstrip("/") + addresses.service(service.id)
    if site.corrections.repository:
        return issue_link(site.corrections.repository, service, page)
    if site.corrections.email:
        return mail_link(site.corrections.email, service, page)
    return f"{page}#{HERE}"
