"""Sends something to an address that somebody else named: never into our own network, and never further than asked.

The name is looked up at each connection and the connection goes to the very address that was looked at, so that a name
that leads elsewhere a moment later leads nowhere. No redirect is followed, no proxy of the environment is asked, no
answer is unpacked, and of its body no more is read than it takes to know that it is whole.

No library does this for POST on an event loop: `safehttpx` reads only, `advocate` is no longer kept. What is ours is
the choice of the address; connections, TLS and HTTP are httpcore's.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, Final

import httpcore
from typing_extensions import override

ANSWERS_WITHIN_SECONDS: Final = 15.0
_OF_THAT_TO_CONNECT: Final = 5
"""A fifth of it each for looking up the name, for either of two addresses, and for TLS."""
LARGEST_ANSWER_BYTES: Final = 64 * 1024
PORTS: Final = frozenset({443, 8443})
_KEPT_OPEN_SECONDS: Final = 5.0
_MOST_KEPT_OPEN: Final = 200
_LOOKED_UP_AT_ONCE: Final = 32
_MOST_ADDRESSES: Final = 2

_ROUTED: Final = ip_network("2000::/3")
"""All of IPv6 that is given to networks which anybody can reach."""
_NOT_OF_THEIR_OWN: Final = tuple(map(ip_network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
"""Within it: what carries an IPv4 address inside, is for protocols, or for examples."""
_RELAYS: Final = ip_network("192.88.99.0/24")
"""Where 6to4 went through."""

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class NotSentBecause(StrEnum):
    """Why there is no answer."""

    FORBIDDEN_ADDRESS = "forbidden_address"
    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    CUT_OFF = "cut_off"
    """The answer began, and broke off before its end."""


class NotSentError(Exception):
    """There is no answer, or not a whole one; whether something arrived nobody knows."""

    def __init__(self, because: NotSentBecause) -> None:
        super().__init__(because.value)
        self.because = because


@dataclass(frozen=True)
class Reply:
    """An answer, as far as anybody looks at it.

    Attributes:
        retry_after_seconds: what it asks for; 0 where it asks for nothing, or for a date.
    """

    status: int
    retry_after_seconds: int = 0


def is_public(address: Address) -> bool:
    """Whether an address belongs to somebody on the internet: not to a private network, this machine, this link (where
    clouds keep their metadata), a group, or to nobody; and whether it is no other address in disguise.

    Source:
        IANA special-purpose address registries (RFC 6890); RFC 4291 section 2.5.5 (IPv4-mapped), RFC 6052 (64:ff9b::),
        RFC 3056 (6to4), RFC 4380 (Teredo).
    """
    if isinstance(address, IPv6Address):
        if address.scope_id is not None or address not in _ROUTED:
            return False
        return not any(address in network for network in _NOT_OF_THEIR_OWN) and address.is_global
    return address.is_global and not address.is_multicast and not address.is_reserved and address not in _RELAYS


class Outgoing:
    """Speaks https to whoever is public, and http too within networks of one's own."""

    def __init__(
        self,
        own_networks: Sequence[Network] = (),
        *,
        answers_within_seconds: float = ANSWERS_WITHIN_SECONDS,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        """Open nothing yet.

        Args:
            own_networks: private networks that may be reached all the same, on every port.
            trust: by whose certificates a receiver proves its name; those of the machine when not given.
        """
        self._seconds = answers_within_seconds
        self._patience = {"timeout": {"connect": answers_within_seconds / _OF_THAT_TO_CONNECT}}
        trust = trust or ssl.create_default_context()
        self._pools = {
            "https": _pool(_Guarded(own_networks), trust),
            "http": _pool(_Guarded(own_networks, only_own=True), trust),
        }

    async def post(self, url: str, body: bytes, headers: Mapping[str, str], *, begun_by: float | None = None) -> Reply:
        """Send, and read how it was answered.

        Args:
            begun_by: by the clock of the loop; nothing is written to a connection that is not there by then.

        Raises:
            NotSentError: there is no whole answer in time.
        """
        try:
            async with asyncio.timeout(self._seconds):
                return await self._asked(url, body, headers, begun_by)
        except NotSentError:
            raise
        except (TimeoutError, httpcore.TimeoutException) as failure:
            raise NotSentError(NotSentBecause.TIMED_OUT) from failure
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, ssl.SSLError) as failure:
            raise NotSentError(NotSentBecause.UNREACHABLE) from failure

    async def aclose(self) -> None:
        """Let go of all connections."""
        for pool in self._pools.values():
            await pool.aclose()

    async def _asked(self, url: str, body: bytes, headers: Mapping[str, str], begun_by: float | None) -> Reply:
        pool = self._pools.get(url.partition(":")[0].lower())
        if pool is None:
            raise NotSentError(NotSentBecause.FORBIDDEN_ADDRESS)
        said = [("Host", _host(url)), ("Content-Length", str(len(body))), *headers.items()]
        watched = self._patience if begun_by is None else {**self._patience, "trace": _not_after(begun_by)}
        async with pool.stream("POST", url, headers=said, content=body, extensions=watched) as response:
            reply = Reply(response.status, _retry_after(response.headers))
            try:
                await _read(response)
            except (httpcore.NetworkError, httpcore.ProtocolError) as failure:
                raise NotSentError(NotSentBecause.CUT_OFF) from failure
            return reply


def _not_after(begun_by: float) -> Callable[[str, Any], Awaitable[None]]:
    """Asked by the connection before it writes the first byte."""

    async def trace(event: str, _info: Any) -> None:
        if event == "http11.send_request_headers.started" and asyncio.get_running_loop().time() > begun_by:
            raise NotSentError(NotSentBecause.TIMED_OUT)

    return trace


async def _read(response: httpcore.Response) -> None:
    """To its end, or to where it becomes too much: what is open then is closed by whoever leaves."""
    read = 0
    async for part in response.aiter_stream():
        read += len(part)
        if read > LARGEST_ANSWER_BYTES:
            return


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].partition("?")[0]


def _retry_after(headers: Iterable[tuple[bytes, bytes]]) -> int:
    for name, value in headers:
        if name.lower() == b"retry-after" and value.isdigit() and len(value) < 10:  # noqa: PLR2004 - some decades
            return int(value)
    return 0


def _pool(backend: httpcore.AsyncNetworkBackend, trust: ssl.SSLContext) -> httpcore.AsyncConnectionPool:
    return httpcore.AsyncConnectionPool(
        ssl_context=trust,
        max_connections=None,
        max_keepalive_connections=_MOST_KEPT_OPEN,
        keepalive_expiry=_KEPT_OPEN_SECONDS,
        network_backend=backend,
    )


class _Guarded(httpcore.AsyncNetworkBackend):
    """Connects to addresses that may be reached, and to no other."""

    def __init__(self, own_networks: Sequence[Network], *, only_own: bool = False) -> None:
        self._own = tuple(own_networks)
        self._only_own = only_own
        self._connects = httpcore.AnyIOBackend()
        self._looks_up = ThreadPoolExecutor(_LOOKED_UP_AT_ONCE, "looking up")  # slow names keep nothing else waiting
        self._asked: dict[tuple[str, int], asyncio.Future[list[str]]] = {}

    @override
    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to what the name leads to at this moment."""
        async with asyncio.timeout(timeout):
            found = await self._addresses(host, port)
        reachable = [one for one in found if self._may_be_reached(one, port)]
        if not reachable:
            raise NotSentError(NotSentBecause.FORBIDDEN_ADDRESS if found else NotSentBecause.UNREACHABLE)
        *others, last = reachable[:_MOST_ADDRESSES]
        for address in others:
            try:
                return await self._connects.connect_tcp(str(address), port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._connects.connect_tcp(str(last), port, timeout, local_address, socket_options)

    def _may_be_reached(self, address: Address, port: int) -> bool:
        if any(address in network for network in self._own):
            return True
        return not self._only_own and port in PORTS and is_public(address)

    async def _addresses(self, host: str, port: int) -> list[Address]:
        """Everything that a name leads to, in the order in which it is to be tried."""
        try:
            return [ip_address(host)]
        except ValueError:
            asked = self._asked.get((host, port)) or self._ask(host, port)
        try:
            found = await asyncio.shield(asked)
        except (OSError, UnicodeError):
            return []
        return list(dict.fromkeys(ip_address(one) for one in found))

    def _ask(self, host: str, port: int) -> asyncio.Future[list[str]]:
        """One question about a name at a time; whoever wants to know it too waits for the same answer. A thread cannot
        be called back, and names that nobody answers for would take them all.
        """
        asked = asyncio.get_running_loop().run_in_executor(self._looks_up, _look_up, host, port)
        self._asked[host, port] = asked

        def answered(said: asyncio.Future[list[str]]) -> None:
            del self._asked[host, port]
            if not said.cancelled():
                said.exception()  # looked at, where nobody waits for it any more

        asked.add_done_callback(answered)
        return asked


def _look_up(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return [str(address[0]) for *_, address in found]
