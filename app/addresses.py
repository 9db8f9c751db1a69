"""Every address of the site, designed once. Addresses never change after they are published.

Paths are relative to where the site is hosted and end in a slash.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

HOME = "/"
START = "/start/"
SEARCH = "/search/"
WORDS = "/words/"
TOPICS = "/topics/"
AGES = "/ages/"
CLUSTERS = "/clusters/"
A_TO_Z = "/services/"
NEAR = "/near/"
NOT_FOUND = "/404.html"
NEWS = "/feed.atom"
# What the pages may link to of the open data; openreferral gives the rest.
OPEN_DATA = (
    "/oruk/services.csv",
    "/oruk/services.json",
    "/oruk/hsds.zip",
    "/oruk/v3/openapi.json",
)
MY_LIST = "/my-list/"
SHEET = "/signposting-sheet/"
LEAFLETS = "/leaflets/"
EMBED = "/embed/"
OFFLINE = "/offline/"


def service(slug: str) -> str:
    """Give the path of an entry."""
    return f"/services/{slug}/"


def near(spot: str) -> str:
    """Give the path of a place, or of a part of a postcode: `/near/lye/`, `/near/dy5-3/`."""
    return f"{NEAR}{spot}/"


def leaflet(slug: str) -> str:
    """Give the path of the leaflet of a cluster or a topic."""
    return f"{LEAFLETS}{slug}/"


def page(slug: str) -> str:
    """Give the path of a page of words; the one called `home` is the front page."""
    return HOME if slug == "home" else f"/{slug}/"


def start(age: str | None = None, topic: str | None = None) -> str:
    """Give the path of a step of 'Start here': who, then what; where comes last."""
    return START + "".join(f"{part}/" for part in (age, topic) if part)


class Choice(NamedTuple):
    """What a family has chosen to see: any of topic, sub-topic, age band and cluster (ids)."""

    topic: str | None = None
    sub: str | None = None
    age: str | None = None
    cluster: str | None = None

    @property
    def term(self) -> str | None:
        """The chosen need as entries name it, `topic/sub-topic`."""
        return f"{self.topic}/{self.sub}" if self.topic and self.sub else None

    def but(self, **changes: str | None) -> Choice:
        """Give the same choice with some parts put in, changed or taken off."""
        return self._replace(**changes)

    def path(self, number: int = 1) -> str:
        """Give the path of the list: `/topics/send/ages/5-10/clusters/halesowen/`."""
        parts: list[str] = []
        if self.topic:
            parts += ["topics", self.topic, *([self.sub] if self.sub else [])]
        if self.age:
            parts += ["ages", self.age]
        if self.cluster:
            parts += ["clusters", self.cluster]
        if number > 1:
            parts += ["page", str(number)]
        return f"/{'/'.join(parts)}/" if parts else HOME


# --- in other languages -------------------------------------------------------------------------

# Made for those who edit, for other sites, or kept for reading offline: in English only.
_ENGLISH_ONLY = ("admin", "embed", "offline", "oruk", "static", "words")


@lru_cache(maxsize=2**14)
def in_every_language(path: str) -> bool:
    """Whether a page also stands below the code of each other language: `/ur/topics/send/`.

    Files for machines do not, nor do lists that are narrowed twice: they would be thousands, and
    the first list can be narrowed on the page itself.
    """
    first = path.strip("/").partition("/")[0]
    if not path.endswith("/") or first in _ENGLISH_ONLY:
        return False
    if first not in ("start", "topics", "ages", "clusters"):
        return True
    parts = path.strip("/").split("/")
    return len(parts) < 3 if first == "start" else _narrowed_once(parts)


def _narrowed_once(parts: list[str]) -> bool:
    """Whether the parts of a list's path choose one thing, or a topic with one thing more."""
    parts = parts[: parts.index("page")] if "page" in parts else parts
    narrowed = len({"ages", "clusters"} & set(parts))
    need = parts[1 : len(parts) - 2 * narrowed] if parts[0] == "topics" else []
    return narrowed == 0 or (narrowed == 1 and len(need) < 2)


def nearest_in_every_language(path: str) -> str:
    """Give the page in every language that is nearest to a page: itself, a wider list, or home.

    A list lets go of the place first, then of the age: what somebody needs matters most.
    """
    if in_every_language(path):
        return path
    parts = path.strip("/").split("/")
    while len(parts) > 2:
        parts = parts[:-2] if parts[-2] in ("page", "clusters", "ages") else parts[:-1]
        wider = f"/{'/'.join(parts)}/"
        if in_every_language(wider):
            return wider
    return HOME


def in_language(path: str, code: str) -> str:
    """Give a page's path in a language; one that is only in English stays as it is."""
    return path if code == "en" or not in_every_language(path) else f"/{code}{path}"
