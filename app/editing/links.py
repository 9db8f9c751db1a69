"""Looking whether the addresses we send families to still answer: politely, and only when asked.

One request at a time for each host and a pause between them, robots.txt obeyed, few retries.
What moved for good is told apart from what is gone; nothing is changed by itself.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import httpx

from app import prose
from app.catalogue import Catalogue

Verdict = Literal["fine", "moved", "gone", "unsure", "not asked"]
AGENT = "SignpostLinkCheck"
FOR_GOOD = {301, 308}
REDIRECTS = {*FOR_GOOD, 302, 303, 307}
GONE = {404, 410}
TRY_GET = {400, 403, 404, 405, 406, 501}  # Some hosts answer HEAD like this without meaning it.
TRY_AGAIN = {429, 500, 502, 503, 504}
MOST_REDIRECTS = 8
LONGEST_WAIT = 60.0


@dataclass(frozen=True)
class Manners:
    """How gently to ask."""

    at_once: int = 8
    pause: float = 1.0
    timeout: float = 15.0
    retries: int = 2
    wait: float = 2.0


@dataclass(frozen=True)
class Answer:
    """What became of an address: the verdict, why, and the new address if it moved."""

    address: str
    verdict: Verdict
    reason: str
    new: str = ""
    when: str = ""


@dataclass
class _Host:
    """One host: its turn, when it was last asked, and its rules."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    reading: asyncio.Lock = field(default_factory=asyncio.Lock)
    asked: float = 0.0
    rules: RobotFileParser | None = None


def outgoing(catalogue: Catalogue) -> dict[str, list[str]]:
    """List every address we send people to, with the places it stands in."""
    found: dict[str, list[str]] = {}

    def add(address: str | None, place: str) -> None:
        if address and address.startswith(("http://", "https://")):
            places = found.setdefault(address, [])
            if place not in places:
                places.append(place)

    for service in catalogue.services.values():
        place = f"services/{service.id}"
        add(service.url, place)
        for address in (*(one.url for one in service.sources), *prose.links(service.description)):
            add(address, place)
    for organization in catalogue.organizations.values():
        add(organization.url, f"organizations/{organization.id}")
    for page in catalogue.pages.values():
        for address in (*(one.url for one in page.sources), *prose.links(page.body)):
            add(address, f"pages/{page.id}")
    add(catalogue.site.exit_url, "site.yaml")
    return found


def check(
    addresses: Iterable[str],
    manners: Manners = Manners(),
    *,
    told: Callable[[Answer], None] = lambda answer: None,
) -> list[Answer]:
    """Ask each address and give the answers, in the order of the addresses.

    `told` hears each answer as it comes, so that a run that is stopped can go on later.
    """
    return asyncio.run(_check(list(addresses), manners, told))


async def _check(
    addresses: list[str], manners: Manners, told: Callable[[Answer], None]
) -> list[Answer]:
    headers = {"User-Agent": f"{AGENT}/1", "Accept": "text/html,*/*;q=0.5"}
    async with httpx.AsyncClient(headers=headers, timeout=manners.timeout) as client:
        asker = _Asker(client, manners)

        async def one(address: str) -> Answer:
            answer = await asker.ask(address)
            told(answer)
            return answer

        return list(await asyncio.gather(*map(one, addresses)))


class _Asker:
    """Asks addresses, with the manners it was given."""

    def __init__(self, client: httpx.AsyncClient, manners: Manners) -> None:
        self.client, self.manners = client, manners
        self.hosts: dict[str, _Host] = {}
        self.places = asyncio.Semaphore(manners.at_once)

    async def ask(self, address: str) -> Answer:
        """Ask an address and follow where it leads."""
        try:
            verdict, reason, new = await self._follow(address)
        except httpx.TimeoutException:
            verdict, reason, new = "unsure", "it did not answer in time", ""
        except httpx.ConnectError as error:
            verdict, reason, new = _unreached(error)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            verdict, reason, new = "unsure", f"its answer made no sense: {error}", ""
        return Answer(
            address, verdict, reason, new, datetime.now(UTC).isoformat(timespec="seconds")
        )

    async def _follow(self, address: str) -> tuple[Verdict, str, str]:
        at, for_good, seen = address, True, {address}
        for _ in range(MOST_REDIRECTS):
            if not await self._allowed(at):
                return "not asked", "its robots.txt asks us not to", ""
            response = await self._patiently(at)
            if response.status_code not in REDIRECTS or "location" not in response.headers:
                return _judged(address, at, for_good, response.status_code)
            for_good = for_good and response.status_code in FOR_GOOD
            at = urljoin(at, response.headers["location"])
            if at in seen:
                return "unsure", "it leads round in a circle", ""
            seen.add(at)
        return "unsure", f"it leads on more than {MOST_REDIRECTS} times", ""

    async def _patiently(self, address: str) -> httpx.Response:
        """Ask once, and again after a while where the host is only busy."""
        for attempt in range(self.manners.retries + 1):
            last = attempt == self.manners.retries
            try:
                response = await self._gently(address)
            except httpx.TransportError:
                if last:
                    raise
                await asyncio.sleep(self.manners.wait * 2**attempt)
                continue
            if last or response.status_code not in TRY_AGAIN:
                break
            await asyncio.sleep(_wait(response, self.manners.wait * 2**attempt))
        return response

    async def _gently(self, address: str) -> httpx.Response:
        response = await self._in_turn("HEAD", address)
        if response.status_code in TRY_GET:
            response = await self._in_turn("GET", address)
        return response

    async def _in_turn(self, method: str, address: str) -> httpx.Response:
        """Send one request when the host's turn has come; a body is not read."""
        host = self._host(address)
        async with host.turn:
            await asyncio.sleep(max(0.0, host.asked + self._pause(host) - time.monotonic()))
            try:
                async with (
                    self.places,
                    asyncio.timeout(self.manners.timeout * 2),
                    self.client.stream(method, address) as response,
                ):
                    return response
            except TimeoutError as error:
                raise httpx.ReadTimeout("too slow") from error
            finally:
                host.asked = time.monotonic()

    def _host(self, address: str) -> _Host:
        return self.hosts.setdefault(urlsplit(address).netloc, _Host())

    def _pause(self, host: _Host) -> float:
        delay = host.rules.crawl_delay(AGENT) if host.rules else None
        return max(self.manners.pause, min(float(delay or 0), LONGEST_WAIT))

    async def _allowed(self, address: str) -> bool:
        host = self._host(address)
        async with host.reading:
            host.rules = host.rules or await self._rules(address)
        return host.rules.can_fetch(AGENT, address)

    async def _rules(self, address: str) -> RobotFileParser:
        """Read robots.txt; a host without one, or that cannot be reached, forbids nothing."""
        rules = RobotFileParser()
        rules.parse([])
        try:
            response = await self.client.get(urljoin(address, "/robots.txt"), follow_redirects=True)
            if response.status_code == 200 and len(response.content) < 512_000:
                rules.parse(response.text.splitlines())
        except (httpx.HTTPError, httpx.InvalidURL, ValueError):
            pass
        return rules


def _wait(response: httpx.Response, otherwise: float) -> float:
    asked = response.headers.get("retry-after", "")
    return min(float(asked) if asked.isdigit() else otherwise, LONGEST_WAIT)


def _unreached(error: httpx.ConnectError) -> tuple[Verdict, str, str]:
    words = str(error).lower()
    if any(sign in words for sign in ("name or service", "nodename", "no address", "getaddrinfo")):
        return "gone", "there is no such host", ""
    if "certificate" in words:
        return "unsure", "its certificate is not sound", ""
    return "unsure", "it could not be reached", ""


def _judged(address: str, at: str, for_good: bool, status: int) -> tuple[Verdict, str, str]:
    """Judge by where an address led, how, and what was found there."""
    if status in GONE:
        return "gone", f"it answers {status}", ""
    if status >= 400:
        return "unsure", f"it answers {status}", ""
    if at == address:
        return "fine", "", ""
    if urlsplit(at).path in ("", "/") and urlsplit(address).path not in ("", "/"):
        return "gone", "it leads to the front page only", at
    return ("moved", "it moved for good", at) if for_good else ("fine", "it leads on for now", at)


# --- going on where a run was stopped -------------------------------------------------------------


def remembered(state: Path, fresh: timedelta, now: datetime) -> dict[str, Answer]:
    """Read the answers of an earlier run that are still fresh; a half-written line is skipped."""
    answers: dict[str, Answer] = {}
    lines = state.read_text(encoding="utf-8").splitlines() if state.exists() else []
    for line in lines:
        try:
            answer = Answer(**json.loads(line))
            if now - datetime.fromisoformat(answer.when) < fresh:
                answers[answer.address] = answer
        except (ValueError, TypeError):
            continue
    return answers


def remember(state: Path, answer: Answer) -> None:
    """Add an answer to the file of a run, so that a stopped run can go on."""
    with state.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(answer)) + "\n")


# --- as people want it ----------------------------------------------------------------------------

HEADINGS = {
    "gone": "Gone. Look for the new page, or take the link out",
    "moved": "Moved for good. Change the address",
    "unsure": "Not sure. Look by hand",
    "not asked": "Not asked, because the host does not wish it",
}


def as_words(answers: Iterable[Answer], places: Mapping[str, list[str]]) -> str:
    """Tell what to do, the worst first; addresses that are fine are only counted."""
    answers = list(answers)
    lines: list[str] = []
    for verdict, heading in HEADINGS.items():
        part = [answer for answer in answers if answer.verdict == verdict]
        if part:
            lines += [f"{heading}:", ""]
            lines += [_told(answer, places.get(answer.address, [])) for answer in part]
    fine = sum(answer.verdict == "fine" for answer in answers)
    return "\n".join([*lines, f"{fine} of {len(answers)} addresses are fine."]) + "\n"


def _told(answer: Answer, places: list[str]) -> str:
    new = f"\n    now: {answer.new}" if answer.new else ""
    where = f"\n    in: {', '.join(places)}" if places else ""
    return f"- {answer.address} ({answer.reason}){new}{where}\n"
