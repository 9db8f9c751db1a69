"""Ways to get in touch with a service, as words and links."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from app.languages import gettext as _
from app.languages import isolated, pgettext
from app.model.service import Service, TextLine


@dataclass(frozen=True)
class Contact:
    """One way to get in touch: what kind, the words of the link, where it leads, and a note."""

    kind: str
    label: str
    text: str
    href: str
    note: str = ""
    unconfirmed: bool = False


def contacts(service: Service) -> list[Contact]:
    """Every way to get in touch, always in one order: phone, text, chat, email, website."""
    unsure = set(service.unconfirmed)
    found = [
        Contact(
            "phone",
            _("Textphone") if phone.type == "textphone" else _("Phone"),
            phone.number,
            dial(phone.number),
            _sentence([phone.extension, phone.description]),
            "phones" in unsure,
        )
        for phone in service.phones
    ]
    found += [_text_contact(line, "texts" in unsure) for line in service.texts]
    if service.webchat and service.url:
        found.append(Contact("webchat", _("Online chat"), _("Chat on their website"), service.url))
    if service.email:
        address = f"mailto:{service.email}"
        found.append(Contact("email", _("Email"), service.email, address, "", "email" in unsure))
    if service.url:
        site = host(service.url)
        found.append(Contact("web", _("Website"), site, service.url, "", "url" in unsure))
    return found


def dial(number: str) -> str:
    """Make a `tel:` address of a number as it is written."""
    return "tel:" + number.replace(" ", "")


def _text_contact(line: TextLine, unsure: bool) -> Contact:
    whatsapp = line.type == "whatsapp"
    words = texted(line.message, line.number) if line.message else line.number
    body = f"?body={quote(line.message)}" if line.message else ""
    return Contact(
        "text",
        _("WhatsApp") if whatsapp else _("Text"),
        words,
        f"sms:{line.number.replace(' ', '')}{body}",
        _sentence([line.description]),
        unsure,
    )


def texted(message: str, number: str) -> str:
    """Say what to send by text, and where to: `HELP to 85258`."""
    return pgettext(
        "a word to send by text, and the number",
        "%(word)s to %(number)s",
        word=isolated(message),
        number=isolated(number),
    )


def _sentence(parts: Iterable[str | None]) -> str:
    words = ", ".join(part.strip().rstrip(".") for part in parts if part)
    return f"{words[0].upper()}{words[1:]}" if words else ""


def host(url: str) -> str:
    """Name a website by its host, as people say it."""
    return (urlsplit(url).hostname or url).removeprefix("www.")
