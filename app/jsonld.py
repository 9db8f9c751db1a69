"""Structured data for search engines (schema.org JSON-LD); values equal what the page says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from app import addresses
from app.catalogue import Catalogue
from app.model.location import Location
from app.model.schedule import Schedule
from app.model.service import Service
from app.model.values import international

Absolute = Callable[[str], str]
DAYS = dict(
    zip(
        ("MO", "TU", "WE", "TH", "FR", "SA", "SU"),
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        strict=True,
    )
)


# An age at which nobody needs a parent to look for them.
GROWN_UP = 18


def dumps(value: Any) -> str:
    """Write JSON that cannot end the script element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def site(catalogue: Catalogue, absolute: Absolute) -> str:
    """Describe the site and its search."""
    action = {
        "@type": "SearchAction",
        "target": {
            "@type": "EntryPoint",
            "urlTemplate": absolute(addresses.SEARCH) + "?q={search_term_string}",
        },
    }
    return dumps(
        {
            "@context": "https://schema.org",
            "@type": "WebSite",
            "name": catalogue.site.name,
            "description": catalogue.site.tagline,
            "url": absolute(addresses.HOME),
            "potentialAction": action,
        }
    )


def breadcrumbs(way: Sequence[tuple[str, str]], absolute: Absolute) -> str:
    """Describe the way down to a page; the last step is the page itself."""
    items = [
        {"@type": "ListItem", "position": number, "name": name}
        | ({"item": absolute(path)} if path and number < len(way) else {})
        for number, (name, path) in enumerate(way, 1)
    ]
    return dumps(
        {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items}
    )


def service(
    catalogue: Catalogue,
    entry: Service,
    absolute: Absolute,
    identifier: str = "",
    changed: datetime | None = None,
) -> str:
    """Describe one service; `identifier` is its id in the open data."""
    address = absolute(addresses.service(entry.id))
    organization = catalogue.organizations[entry.organization]
    kinds = {"charity": "NGO", "community": "NGO"}
    kind = "GovernmentOrganization" if organization.public else kinds.get(organization.type)
    provider = {"@type": kind or "Organization", "name": organization.name}
    return dumps(
        _filled(
            {
                "@context": "https://schema.org",
                "@type": "GovernmentService" if organization.public else "Service",
                "@id": address,
                "url": address,
                "identifier": identifier,
                "name": entry.name,
                "description": entry.summary,
                "provider": _filled({**provider, "url": organization.url}),
                "serviceType": catalogue.terms[entry.topics[0]][1].label,
                "audience": _audience(entry),
                "areaServed": [
                    {"@type": "AdministrativeArea", "name": name}
                    for name in _areas(catalogue, entry)
                ],
                "availableChannel": list(_channels(catalogue, entry)),
                "hoursAvailable": [_hours(s) for s in entry.schedules if _every_week(s)],
                "offers": {"@type": "Offer", "price": "0", "priceCurrency": "GBP"}
                if entry.cost_options and all(cost.free for cost in entry.cost_options)
                else None,
                "mainEntityOfPage": _page(entry, address, changed),
            }
        )
    )


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, [], {}, "")}


def _page(entry: Service, address: str, changed: datetime | None) -> dict[str, Any]:
    """The page about a service: schema.org keeps dates of writing and checking there."""
    return _filled(
        {
            "@type": "WebPage",
            "url": address,
            "dateModified": changed.date().isoformat() if changed else None,
            "lastReviewed": entry.assured_date,
        }
    )


def _audience(entry: Service) -> dict[str, Any] | None:
    """Who it is for: parents of children of an age, or people of an age."""
    low, high = entry.minimum_age, entry.maximum_age
    if low is None and high is None:
        return None
    if high is not None and high < GROWN_UP:
        return _filled({"@type": "ParentAudience", "childMinAge": low, "childMaxAge": high})
    ages = {"suggestedMinAge": low, "suggestedMaxAge": high}
    return _filled({"@type": "PeopleAudience", **ages})


def _areas(catalogue: Catalogue, entry: Service) -> Iterable[str]:
    labels = catalogue.area_labels
    return (labels[area] for area in entry.area if area != "online")


def _channels(catalogue: Catalogue, entry: Service) -> Iterable[dict[str, Any]]:
    """Each way to the service: phones, email, places, website, in one order."""
    points = [{"telephone": _telephone(phone.number)} for phone in entry.phones]
    points += [{"email": entry.email}] if entry.email else []
    for point in points:
        yield _channel(entry, servicePhone={"@type": "ContactPoint", **point})
    for slug in () if entry.confidential_location else entry.locations:
        yield _channel(entry, serviceLocation=_place(catalogue.locations[slug]))
    if entry.url:
        yield _channel(entry, serviceUrl=entry.url)


def _channel(entry: Service, **way: Any) -> dict[str, Any]:
    return _filled({"@type": "ServiceChannel", **way, "availableLanguage": list(entry.languages)})


def _telephone(number: str) -> str:
    return international(number) or number.replace(" ", "")


def _place(location: Location) -> dict[str, Any]:
    address = _filled(
        {
            "@type": "PostalAddress",
            "streetAddress": ", ".join(p for p in (location.address_1, location.address_2) if p),
            "addressLocality": location.city,
            "postalCode": location.postal_code,
            "addressCountry": "GB",
        }
    )
    point = {"latitude": location.latitude, "longitude": location.longitude}
    known = location.coordinates in ("exact", "street")
    return _filled(
        {
            "@type": "Place",
            "name": location.name,
            "address": address,
            "geo": {"@type": "GeoCoordinates", **point} if known and location.latitude else None,
            "amenityFeature": [
                {"@type": "LocationFeatureSpecification", "name": words, "value": True}
                for words in location.accessibility
            ],
        }
    )


def _every_week(schedule: Schedule) -> bool:
    """Whether schema.org can say when it is: it knows weeks, not months or every other week."""
    return schedule.freq == "weekly" and schedule.interval == 1


def _hours(schedule: Schedule) -> dict[str, Any]:
    closes = "23:59" if schedule.closes_at == "24:00" else schedule.closes_at
    whole_dates = {"validFrom": schedule.valid_from, "validThrough": schedule.valid_to}
    return {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": [f"https://schema.org/{DAYS[day]}" for day in schedule.byday],
        "opens": schedule.opens_at,
        "closes": closes,
        **{name: date for name, date in whole_dates.items() if date and len(date) == 10},
    }
