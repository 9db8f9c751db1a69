"""The answers of the feed, by path: the live feed and the static one both come from here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.openreferral import version1
from app.openreferral.document import describe, describe_1
from app.openreferral.finding import Finder, envelope
from app.openreferral.questions import (
    FILTERS,
    MOST_ON_A_PAGE,
    NEAR,
    PAGING,
    USUAL_ON_A_PAGE,
    Parameter,
    read,
)
from app.openreferral.records import Publisher
from app.openreferral.values import Record

BASE = "/oruk/v3"
BASE_1 = "/oruk/v1"
NAMES = (
    "services",
    "taxonomies",
    "taxonomy_terms",
    "service_at_locations",
    "organizations",
)
VERSION = "HSDS-UK-3.0"
PROFILE = "https://github.com/OpenReferralUK/uk-profile/blob/main/docs/index.md"

Show = Callable[[Any], Record]


class NoSuchRecord(LookupError):
    """An id that no record has."""


@dataclass(frozen=True)
class Collection:
    """One kind of record: what may be asked, what is found, and how one is shown."""

    parameters: tuple[Parameter, ...]
    find: Callable[[Mapping[str, Any]], Sequence[Any]]
    listed: Show
    whole: Show
    by_id: Callable[[], Mapping[str, Any]]
    key: Callable[[Any], str]


class Answers:
    """Everything the feed says, made of a catalogue."""

    def __init__(self, publisher: Publisher) -> None:
        """Keep the publisher; nothing is made before it is asked for."""
        self.publisher = publisher
        self.finder = Finder(publisher)
        terms = publisher.terms
        services = publisher.catalogue.services
        organizations = publisher.catalogue.organizations
        self.collections = {
            "services": Collection(
                (*PAGING, *FILTERS, *NEAR),
                self.finder.services,
                publisher.flat_service,
                publisher.service,
                cache(lambda: {key: services[slug] for key, slug in publisher.slugs.items()}),
                publisher.service_id,
            ),
            "taxonomies": Collection(
                PAGING,
                lambda _: list(terms.taxonomies.values()),
                _as_it_is,
                terms.with_terms,
                cache(lambda: terms.taxonomies),
                _own_id,
            ),
            "taxonomy_terms": Collection(
                PAGING,
                lambda _: list(terms.terms.values()),
                _as_it_is,
                _as_it_is,
                cache(lambda: terms.terms),
                _own_id,
            ),
            "service_at_locations": Collection(
                (*PAGING, *FILTERS, *NEAR),
                self.finder.places,
                lambda at: publisher.flat_at_location(*at),
                lambda at: publisher.at_location(*at),
                cache(lambda: publisher.places),
                lambda at: publisher.place_id(*at),
            ),
            "organizations": Collection(
                PAGING,
                lambda _: self._organizations(),
                publisher.organization,
                publisher.organization,
                cache(lambda: {publisher.organization_id(slug): slug for slug in organizations}),
                publisher.organization_id,
            ),
        }

    def _organizations(self) -> list[str]:
        """The organizations that run something here."""
        used = {service.organization for service in self.publisher.catalogue.services.values()}
        return [slug for slug in self.publisher.catalogue.organizations if slug in used]

    # --- version 3.0

    def root(self) -> Record:
        """Say what this feed is."""
        address = self.publisher.absolute(f"{BASE}/openapi.json")
        return {"version": VERSION, "profile": PROFILE, "openapi_url": address}

    def openapi(self) -> Record:
        """Describe the feed for machines."""
        collections = {name: one.parameters for name, one in self.collections.items()}
        return describe(self.publisher.catalogue.site, self.publisher.absolute(BASE), collections)

    def listed(self, name: str, asked: Mapping[str, str]) -> Record:
        """Answer a question for a list. Raises BadQuestion, NoSuchPage."""
        collection = self.collections[name]
        values = read(collection.parameters, asked)
        per_page = min(values.get("per_page", USUAL_ON_A_PAGE), MOST_ON_A_PAGE)
        show = self._show(collection, values)
        return envelope(collection.find(values), show, values.get("page", 1), per_page)

    def _show(self, collection: Collection, values: Mapping[str, Any]) -> Show:
        if values.get("minimal"):
            return lambda one: _minimal(collection.listed(one))
        return collection.whole if values.get("full") else collection.listed

    def everything(self, name: str) -> Record:
        """Give a whole list on one page, as static files hold it."""
        collection = self.collections[name]
        return envelope(collection.find({}), collection.listed, 1, None)

    def whole(self, name: str, key: str) -> Record:
        """Give one record by its id. Raises NoSuchRecord."""
        collection = self.collections[name]
        one = collection.by_id().get(key.lower())
        if one is None:
            raise NoSuchRecord(f"There is no record with this id in {name}.")
        return collection.whole(one)

    def ids(self, name: str) -> Iterator[str]:
        """The ids of all records of one kind."""
        collection = self.collections[name]
        return (collection.key(one) for one in collection.find({}))

    # --- version 1.0

    def openapi_1(self) -> Record:
        """Describe the 1.0 shape for machines."""
        site = self.publisher.catalogue.site
        return describe_1(site, self.publisher.absolute(BASE_1), version1.PARAMETERS)

    def listed_1(self, name: str, asked: Mapping[str, str], include: Sequence[str]) -> Record:
        """Answer a question in the 1.0 shape. Raises BadQuestion, NoSuchPage."""
        values = read(version1.PARAMETERS[name], asked)
        per_page = min(values.get("per_page", USUAL_ON_A_PAGE), MOST_ON_A_PAGE)
        return self._list_1(name, values, include, values.get("page", 1), per_page)

    def everything_1(self, name: str) -> Record:
        """Give a whole list in the 1.0 shape on one page."""
        return self._list_1(name, {}, (), 1, None)

    def _list_1(
        self,
        name: str,
        values: Mapping[str, Any],
        include: Sequence[str],
        page: int,
        per_page: int | None,
    ) -> Record:
        if name == "taxonomies":
            found: Sequence[Any] = version1.terms(self.publisher.terms, values)
            return version1.envelope(envelope(found, _as_it_is, page, per_page))
        entries = self.finder.services(version1.question(values, self.publisher.terms))

        def show(entry: Any) -> Record:
            return version1.listed(self.publisher.service(entry), include)

        return version1.envelope(envelope(entries, show, page, per_page))

    def whole_1(self, name: str, key: str) -> Record:
        """Give one record in the 1.0 shape. Raises NoSuchRecord."""
        if name == "taxonomies":
            return version1.term(self.whole("taxonomy_terms", key))
        return version1.service(self.whole("services", key))


def _as_it_is(record: Record) -> Record:
    return record


def _own_id(record: Record) -> str:
    return str(record["id"])


def _minimal(record: Record) -> Record:
    """What a copy needs to see what changed."""
    changed = record.get("last_modified") or record.get("service", {}).get("last_modified")
    return {"id": record["id"], **({"last_modified": changed} if changed else {})}
