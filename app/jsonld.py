"""Structured data for search engines (schema.org JSON-LD); values equal what the page says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import phonenumbers

from app import addresses
from app.catalogue import Catalogue
from app.model import Location, Schedule, Service

Absolute = Callable[[str], str]
DAYS = dict(
    zip(
        ("MO", "TU", "WE", "TH", "FR", "SA", "SU"),
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        strict=True,
    )
)


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
        "query-input": "required name=search_term_string",
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


def service(catalogue: Catalogue, entry: Service, absolute: Absolute) -> str:
    """Describe one service."""
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
                "name": entry.name,
                "description": entry.summary,
                "provider": _filled({**provider, "url": organization.url}),
                "serviceType": catalogue.taxonomy.terms[entry.topics[0]][1].label,
                "audience": _audience(entry),
                "areaServed": [
                    {"@type": "AdministrativeArea", "name": name}
                    for name in _areas(catalogue, entry)
                ],
                "availableChannel": list(_channels(catalogue, entry)),
                "hoursAvailable": [_hours(s) for s in entry.schedules if s.freq == "weekly"],
                "offers": {"@type": "Offer", "price": "0", "priceCurrency": "GBP"}
                if entry.cost_options and all(cost.free for cost in entry.cost_options)
                else None,
            }
        )
    )


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, [], {}, "")}


def _audience(entry: Service) -> dict[str, Any] | None:
    if entry.minimum_age is None and entry.maximum_age is None:
        return None
    ages = {"suggestedMinAge": entry.minimum_age, "suggestedMaxAge": entry.maximum_age}
    return _filled({"@type": "PeopleAudience", **ages})


def _areas(catalogue: Catalogue, entry: Service) -> Iterable[str]:
    labels = catalogue.taxonomy.area_labels
    return (labels[area] for area in entry.area if area != "online")


def _channels(catalogue: Catalogue, entry: Service) -> Iterable[dict[str, Any]]:
    for phone in entry.phones:
        point = {"@type": "ContactPoint", "telephone": _international(phone.number)}
        yield {"@type": "ServiceChannel", "servicePhone": point}
    for slug in () if entry.confidential_location else entry.locations:
        yield {"@type": "ServiceChannel", "serviceLocation": _place(catalogue.locations[slug])}
    if entry.url:
        yield {"@type": "ServiceChannel", "serviceUrl": entry.url}


def _international(number: str) -> str:
    parsed = phonenumbers.parse(number, "GB")
    if not phonenumbers.is_valid_number(parsed):
        return number.replace(" ", "")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


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
    return {"@type": "Place", "name": location.name, "address": address}


def _hours(schedule: Schedule) -> dict[str, Any]:
    closes = "23:59" if schedule.closes_at == "24:00" else schedule.closes_at
    return {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": [f"https://schema.org/{DAYS[day]}" for day in schedule.byday],
        "opens": schedule.opens_at,
        "closes": closes,
    }
