"""Reading an address somebody gave us: only the open internet, only so much, only so long."""

from __future__ import annotations

import socket
import ssl
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ipaddress import IPv6Address, ip_address
from urllib.parse import urljoin, urlsplit

AGENT = "Signpost (Open Referral UK import)"
REDIRECTS = {301, 302, 303, 307, 308}


class FetchFailed(Exception):
    """An address that cannot or may not be read; the message is one sentence."""


@dataclass(frozen=True)
class Limits:
    """How much an answer may cost us."""

    bytes: int = 50_000_000
    seconds: float = 30
    redirects: int = 5
    allow_private: bool = False


def fetch(address: str, limits: Limits) -> bytes:
    """Read the body at an http or https address. Raises FetchFailed."""
    deadline = time.monotonic() + limits.seconds
    for _ in range(limits.redirects + 1):
        try:
            body, onward = _once(address, limits, deadline)
        except (OSError, HTTPException, ValueError) as error:
            reason = str(error) or type(error).__name__
            raise FetchFailed(f"{address} cannot be read: {reason}.") from error
        if onward is None:
            return body
        address = urljoin(address, onward)
    raise FetchFailed(f"{address} redirects more than {limits.redirects} times.")


def _once(address: str, limits: Limits, deadline: float) -> tuple[bytes, str | None]:
    """Ask once: the body, or where the answer sends us."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise FetchFailed(f"{address} is not a plain http or https address.")
    kind = _Secure if parts.scheme == "https" else _Plain
    connection = kind(parts.hostname, parts.port, timeout=_left(deadline))
    connection.allow_private = limits.allow_private
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        connection.request("GET", path, headers={**headers, "User-Agent": AGENT})
        with connection.getresponse() as answer:
            if answer.status in REDIRECTS and (onward := answer.getheader("Location")):
                return b"", onward
            if answer.status != 200:
                raise FetchFailed(f"{address} answers {answer.status} {answer.reason}.")
            return _body(address, answer, limits, deadline), None
    finally:
        connection.close()


def _body(address: str, answer: HTTPResponse, limits: Limits, deadline: float) -> bytes:
    """Read a body piece by piece, so that neither size nor time runs away."""
    pieces, size = [], 0
    while piece := answer.read1(65_536):
        pieces.append(piece)
        size += len(piece)
        if size > limits.bytes:
            raise FetchFailed(f"{address} is larger than {limits.bytes:,} bytes.")
        if time.monotonic() > deadline:
            raise FetchFailed(f"{address} takes longer than {limits.seconds:g} seconds.")
    return b"".join(pieces)


def _left(deadline: float) -> float:
    return max(0.1, deadline - time.monotonic())


def _open(host: str, port: int, timeout: float | None, allow_private: bool) -> socket.socket:
    """Connect to a host, but never to a machine of our own network.

    The addresses that were looked at are those connected to: a name that changes its mind
    between the two cannot lead us inside.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    inside = [where[0] for *_, where in found if not _public(str(where[0]))]
    if inside and not allow_private:
        raise FetchFailed(f"{host} is a private address; --allow-private lets it be read.")
    problem: OSError | None = None
    for family, kind, protocol, _, where in found:
        sock = socket.socket(family, kind, protocol)
        sock.settimeout(timeout)
        try:
            sock.connect(where)
            return sock
        except OSError as error:
            sock.close()
            problem = error
    raise problem or OSError(f"{host} has no address")


def _public(address: str) -> bool:
    """Whether an IP address belongs to the open internet."""
    ip = ip_address(address.split("%")[0])
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return ip.is_global and not ip.is_multicast


class _Plain(HTTPConnection):
    allow_private = False

    def connect(self) -> None:
        self.sock = _open(self.host, self.port, self.timeout, self.allow_private)


class _Secure(HTTPSConnection):
    allow_private = False

    def connect(self) -> None:
        sock = _open(self.host, self.port, self.timeout, self.allow_private)
        self.sock = ssl.create_default_context().wrap_socket(sock, server_hostname=self.host)
