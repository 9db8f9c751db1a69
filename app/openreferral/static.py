"""The feed as files for a static host: the same answers, each list on one page."""

from __future__ import annotations

from collections.abc import Iterator

from app.openreferral.answers import BASE, BASE_1, NAMES, Answers
from app.openreferral.downloads import FILES
from app.openreferral.values import to_json

# What each kind of record that 1.0 has too is called there.
NAMES_OF_1 = {"services": "services", "taxonomy_terms": "taxonomies"}
INDEX = "index.json"
NOT_FOUND = "/oruk/404.json"


def static_files(answers: Answers) -> Iterator[tuple[str, bytes]]:
    """Give every file of the static feed: its path below the site, and its bytes.

    A host cannot hold `services` as a file and as a folder, so each answer is an index.json;
    the rules below serve it at the plain path.
    """
    yield f"{BASE}/{INDEX}", to_json(answers.root())
    yield f"{BASE}/openapi.json", to_json(answers.openapi())
    yield f"{BASE_1}/openapi.json", to_json(answers.openapi_1())
    yield NOT_FOUND, to_json({"error": "There is nothing at this address."})
    yield from ((f"{BASE}/{name}/{INDEX}", to_json(answers.everything(name))) for name in NAMES)
    for name in NAMES_OF_1.values():
        yield f"{BASE_1}/{name}/{INDEX}", to_json(answers.everything_1(name))
    yield from ((f"/oruk/{name}", file.make(answers)) for name, file in FILES.items())
    for name, key in _each_record(answers):
        yield f"{BASE}/{name}/{key}/{INDEX}", to_json(answers.whole(name, key))
        if name in NAMES_OF_1:
            name_1 = NAMES_OF_1[name]
            yield f"{BASE_1}/{name_1}/{key}/{INDEX}", to_json(answers.whole_1(name_1, key))


def _each_record(answers: Answers) -> Iterator[tuple[str, str]]:
    """Give the kind and id of every record; those that hold the same service stand together."""
    publisher = answers.publisher
    for service in publisher.catalogue.services.values():
        yield "services", publisher.service_id(service)
        for slug in publisher.locations_of(service):
            yield "service_at_locations", publisher.place_id(service, slug)
    for name in ("taxonomies", "taxonomy_terms", "organizations"):
        yield from ((name, key) for key in answers.ids(name))


def host_rules(below: str = "") -> Iterator[str]:
    """Give the rewrites for Netlify and Cloudflare Pages: plain paths answer 200, the rest 404."""
    yield _rule(below, BASE)
    for base, names in ((BASE, NAMES), (BASE_1, tuple(NAMES_OF_1.values()))):
        for name in names:
            yield _rule(below, f"{base}/{name}")
            yield _rule(below, f"{base}/{name}/:id")
    yield f"{below}/oruk/* {below}{NOT_FOUND} 404"


def _rule(below: str, path: str) -> str:
    return f"{below}{path} {below}{path}/{INDEX} 200"
