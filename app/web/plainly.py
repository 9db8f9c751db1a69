"""The facts of an entry in a few plain sentences, in a language its own words are not in.

Made only of what the entry's fields hold, so it says nothing that the English page does not.
"""

from __future__ import annotations

from collections.abc import Iterator

from app import hours
from app.languages import ENGLISH, isolated, spoken
from app.languages import gettext as _
from app.model.schedule import Schedule
from app.model.service import Phone, Service, TextLine
from app.web import present
from app.web.contacts import host
from app.web.present import Presenter
from app.web.shell import catalogue, presenter

# More times than these are for the page itself.
MOST_TIMES = 2


def plainly(service: Service) -> str:
    """Say the facts of an entry; nothing where its own words can be read."""
    readable = spoken() is ENGLISH or not catalogue().is_english(service)
    return "" if readable else sentence(service, presenter())


def sentence(service: Service, shown: Presenter) -> str:
    """Say cost, a way to get in touch, times, who may ask, ages and area: what is known and sure.

    `shown` names areas. Whatever is not confirmed is left out.
    """
    parts = (_cost(service), _way(service, shown), *_times(service), _who_may_ask(service))
    return " ".join(part for part in (*parts, _ages(service), _area(service, shown)) if part)


def _sure(service: Service, *names: str) -> bool:
    return not set(names) & set(service.unconfirmed)


def _ended(words: str) -> str:
    """End a sentence as the language does; some have a full stop of their own."""
    return _("%(words)s.", words=words) if words else ""


def _cost(service: Service) -> str:
    return _ended(present.cost_words(service)) if _sure(service, "cost_options") else ""


def _way(service: Service, shown: Presenter) -> str:
    """The first sure way to get in touch, or that of whoever puts people in touch."""
    through = (
        _("%(name)s can put you in touch. %(way)s", name=isolated(one.name), way=way)
        for one in shown.catalogue.helped_through(service)
        for way in _ways(one)
    )
    return next(_ways(service), "") or next(through, "")


def _ways(service: Service) -> Iterator[str]:
    if _sure(service, "phones"):
        yield from map(_phone, service.phones)
    if _sure(service, "texts"):
        yield from map(_text, service.texts)
    if service.email and _sure(service, "email"):
        yield _("Email %(address)s.", address=isolated(service.email))
    if service.url and _sure(service, "url"):
        yield _("Website: %(address)s.", address=isolated(host(service.url)))


def _phone(phone: Phone) -> str:
    number = isolated(phone.number)
    if phone.type == "textphone":
        return _("Textphone %(number)s.", number=number)
    return _("Phone %(number)s.", number=number)


def _text(line: TextLine) -> str:
    number = isolated(line.number)
    if line.type == "whatsapp":
        return _("WhatsApp %(number)s.", number=number)
    if line.message:
        return _("Text %(word)s to %(number)s.", word=isolated(line.message), number=number)
    return _("Text %(number)s.", number=number)


def _times(service: Service) -> list[str]:
    """When it is open, if that is known, sure and soon said."""
    many = len(service.schedules) > MOST_TIMES
    if many or service.status != "active" or not _sure(service, "schedules"):
        return []
    return [_ended(_when(schedule)) for schedule in service.schedules]


def _when(schedule: Schedule) -> str:
    times = hours.sentence(schedule)
    channel = hours.CHANNELS.get(schedule.channel or "")
    what = isolated(schedule.description) if schedule.description else channel and _(channel)
    return _("%(what)s: %(times)s", what=what, times=times) if what else times


def _who_may_ask(service: Service) -> str:
    if not _sure(service, "application_process"):
        return ""
    if service.contact_yourself:
        return _("You can contact them yourself.")
    return _("A professional has to ask for you, such as a teacher, doctor or nurse.")


def _ages(service: Service) -> str:
    ages = present.age_words(service)
    if not ages or not _sure(service, "minimum_age", "maximum_age"):
        return ""
    if "pregnancy" in service.suits:
        return _("Ages: %(ages)s, and during pregnancy.", ages=ages)
    return _("Ages: %(ages)s.", ages=ages)


def _area(service: Service, shown: Presenter) -> str:
    return _("Area: %(area)s.", area=shown.where(service)) if _sure(service, "area") else ""
