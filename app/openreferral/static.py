"""The feed as files for a static host: the same answers, each list on one page."""

from __future__ import annotations

from collections.abc import Iterator

from app.openreferral.answers import BASE, BASE_1, NAMES, Answers
from app.openreferral.downloads import FILES
from app.openreferral.values import to_json

NAMES_1 = ("services", "taxonomies")
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
    for name in NAMES:
        yield f"{BASE}/{name}/{INDEX}", to_json(answers.everything(name))
        for key in answers.ids(name):
            yield f"{BASE}/{name}/{key}/{INDEX}", to_json(answers.whole(name, key))
    for name, ids in zip(NAMES_1, ("services", "taxonomy_terms"), strict=True):
        yield f"{BASE_1}/{name}/{INDEX}", to_json(answers.everything_1(name))
        for key in answers.ids(ids):
            yield f"{BASE_1}/{name}/{key}/{INDEX}", to_json(answers.whole_1(name, key))
    for name, file in FILES.items():
        yield f"/oruk/{name}", file.make(answers)


def host_rules(below: str = "") -> Iterator[str]:
    """Give the rewrites for Netlify and Cloudflare Pages: plain paths answer 200, the rest 404."""
    yield _rule(below, BASE)
    for base, names in ((BASE, NAMES), (BASE_1, NAMES_1)):
        for name in names:
            yield _rule(below, f"{base}/{name}")
            yield _rule(below, f"{base}/{name}/:id")
    yield f"{below}/oruk/* {below}{NOT_FOUND} 404"


def _rule(below: str, path: str) -> str:
    return f"{below}{path} {below}{path}/{INDEX} 200"
