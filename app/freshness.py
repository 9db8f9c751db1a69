"""How old facts are: when an entry is due to be checked, and which doubtful details are too old.

All days are counted from a day that is given, never from the machine's clock, so that a build
can be repeated.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from app.model.service import Service
from app.model.site import Review
from app.model.values import first_day


@dataclass(frozen=True)
class Due:
    """When an entry is to be checked: why so soon, when last, and by when (None: no date known)."""

    kind: str
    days: int
    checked: date | None
    by: date | None

    def late(self, today: date) -> int | None:
        """How many days late a check is, 0 or less if it is not; None if never dated."""
        return None if self.by is None else (today - self.by).days


def checked(service: Service, field: str | None = None) -> date | None:
    """The day the facts were last seen to be right: assured, or as new as their newest source.

    With a field, only sources that support it count, if there are any.
    """
    if service.assured_date:
        return first_day(service.assured_date)
    about = [source for source in service.sources if field in source.supports]
    dates = [source.date for source in about or service.sources if source.date]
    return first_day(max(dates)) if dates else None


def due(service: Service, review: Review, crisis: Collection[str] = ()) -> Due:
    """When an entry is due: soonest for crisis contacts, then for times, then for the rest."""
    if service.urgent or service.id in crisis:
        kind, days = "crisis contact", review.crisis_days
    elif service.schedules:
        kind, days = "times", review.times_days
    else:
        kind, days = "details", review.other_days
    seen = checked(service)
    return Due(kind, days, seen, seen + timedelta(days) if seen else None)


def is_overdue(one: Due, today: date) -> bool:
    """Whether a check is late; facts of no known date always are."""
    return one.by is None or one.by < today


def too_old(service: Service, review: Review, today: date) -> tuple[str, ...]:
    """List the doubtful details to leave out; never a way to get in touch."""
    return tuple(name for name in review.leave_out if _is_too_old(service, name, review, today))


def _is_too_old(service: Service, name: str, review: Review, today: date) -> bool:
    if name not in service.unconfirmed or not getattr(service, name):
        return False
    seen = checked(service, name)
    days = review.times_days if name == "schedules" else review.other_days
    return seen is not None and (today - seen).days > days + review.leave_out_days


def without(service: Service, names: tuple[str, ...]) -> Service:
    """Give an entry without some of its details."""
    return service.model_copy(update={name: () for name in names})
