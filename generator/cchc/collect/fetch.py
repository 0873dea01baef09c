"""Documents from the net, politely and with limits. The only module that knows the HTTP library.

Every refusal is a value (`Fault`). A server may be slow, endless, lost or hostile: one request takes no longer than
`seconds`, no more than `body.LIMIT` bytes, five redirects, and reaches no address of an inner network unless `local`.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import urljoin

import aiohttp

from cchc.collect import moments
from cchc.collect.body import Body, Broken, TooLarge
from cchc.collect.faults import Fault, FaultKind

_MOST_REDIRECTS = 5
_PERMANENT, _TEMPORARY = (301, 308), (302, 303, 307)
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address within
_ACCEPT = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask later whether anything changed (RFC 9110 §13), as it gave it."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came: a body, or None when nothing changed. `moved_to`: where the document now lives for good."""

    address: str
    body: bytes | None
    charset: str | None = None
    validators: Validators = Validators()
    moved_to: str | None = None
    clock: moments.Seconds | None = None


class PrivateAddress(OSError):
    """A name or redirect leads into an inner network."""


class Client:
    """Asks servers, many at once. To be used within `async with`."""

    def __init__(self, agent: str, seconds: float, local: bool) -> None:
        self._agent = agent  # who asks, and where the owner of a server finds out more
        self._seconds = seconds
        self._local = local

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(limit=0, socket_factory=self._socket, ttl_dns_cache=300)
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            headers={"User-Agent": self._agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip"},
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=min(10.0, self._seconds)),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def get(self, address: str, known: Validators) -> Answer | Fault:
        """Ask for a document."""
        try:
            async with asyncio.timeout(self._seconds):
                return await self._follow(address, known)
        except Exception as error:  # whatever a stranger's server brings the library to raise
            return _fault(error)

    async def _follow(self, address: str, known: Validators) -> Answer | Fault:
        permanent, seen = True, [address]
        for _ in range(_MOST_REDIRECTS + 1):
            moved = seen[-1] if permanent and len(seen) > 1 else None
            found = await self._ask(seen[-1], known, moved)
            if not isinstance(found, _Redirect):
                return found
            target = urljoin(seen[-1], found.target).partition("#")[0]
            if target in seen:
                return Fault(FaultKind.LOOP, target)
            if not target.startswith(("https://", "http://")) or (
                seen[-1].startswith("https:") and not target.startswith("https:")
            ):
                return Fault(FaultKind.UNSAFE, target)
            permanent = permanent and found.permanent
            seen.append(target)
        return Fault(FaultKind.LOOP, seen[-1])

    async def _ask(self, address: str, known: Validators, moved: str | None) -> "Answer | Fault | _Redirect":
        asked = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        asked = {name: value for name, value in asked.items() if value}
        async with self._session.get(address, headers=asked, allow_redirects=False) as response:
            status, headers = response.status, response.headers
            if status in (*_PERMANENT, *_TEMPORARY) and headers.get("Location"):
                return _Redirect(headers["Location"], status in _PERMANENT)
            clock = moments.read(headers.get("Date", ""))
            if status == 304 and asked:
                return Answer(address, None, None, known, moved, clock)
            if status != 200:
                return _refusal(status, headers.get("Retry-After", ""), clock)
            body = Body(headers.get("Content-Encoding", ""))
            async for part in response.content.iter_any():
                body.take(part)
            given = Validators(headers.get("ETag", "")[:500], headers.get("Last-Modified", "")[:100])
            return Answer(address, body.whole(), response.charset, given, moved, clock)

    def _socket(self, info: tuple[Any, ...]) -> socket.socket:
        """A socket for one address to which a name led: the last place where an inner one can be refused."""
        family, kind, protocol, _, place = info
        if not self._local and not _public(place[0]):
            raise PrivateAddress(place[0])
        return socket.socket(family, kind, protocol)


@dataclass(frozen=True, slots=True)
class _Redirect:
    target: str
    permanent: bool


def _public(written: str) -> bool:
    address = ipaddress.ip_address(written.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address in _TRANSLATED:
            address = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        else:
            address = address.ipv4_mapped or address.sixtofour or address
    return address.is_global and not address.is_multicast


def _refusal(status: int, retry_after: str, clock: moments.Seconds | None) -> Fault:
    if status == 410:
        return Fault(FaultKind.GONE)
    if status < 400:
        return Fault(FaultKind.UNEXPECTED, str(status))
    kind = FaultKind.BUSY if status in (429, 503) else FaultKind.REFUSED if status < 500 else FaultKind.SERVER
    if retry_after.strip().isdecimal():
        return Fault(kind, str(status), wait=int(retry_after[:9]))
    until = moments.read(retry_after) if retry_after else None
    return Fault(kind, str(status), wait=until - clock if until and clock else None)


#: The first of these that an exception, or what caused it, belongs to.
_KINDS: tuple[tuple[type[BaseException], FaultKind], ...] = (
    (PrivateAddress, FaultKind.PRIVATE),
    (TooLarge, FaultKind.TOO_LARGE),
    (Broken, FaultKind.PACKING),
    (TimeoutError, FaultKind.SLOW),
    (aiohttp.ClientSSLError, FaultKind.CERTIFICATE),
    (aiohttp.ClientConnectorDNSError, FaultKind.NO_NAME),
    (aiohttp.ClientPayloadError, FaultKind.CUT_OFF),
    (aiohttp.ServerDisconnectedError, FaultKind.CUT_OFF),
    (aiohttp.InvalidURL, FaultKind.ADDRESS),
    (aiohttp.ClientConnectorError, FaultKind.UNREACHABLE),
    (aiohttp.ClientResponseError, FaultKind.NOT_HTTP),
    (OSError, FaultKind.CUT_OFF),
    (UnicodeError, FaultKind.ADDRESS),
    (ValueError, FaultKind.ADDRESS),
)


def _fault(error: BaseException) -> Fault:
    causes = list(_causes(error))
    for kind, fault in _KINDS:
        if any(isinstance(cause, kind) for cause in causes):
            return Fault(fault)
    return Fault(FaultKind.NOT_HTTP)


def _causes(error: BaseException) -> Iterable[BaseException]:
    """An exception, what it was raised from, and the parts of a group."""
    waiting, seen = [error], 0
    while waiting and seen < 20:
        one = waiting.pop()
        seen += 1
        yield one
        waiting += [cause for cause in (one.__cause__, getattr(one, "os_error", None)) if cause is not None]
        waiting += getattr(one, "exceptions", ())
