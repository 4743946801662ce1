"""A connection to a service. HTTP/1.1 spoken on httptools, because httpx costs more than the whole hop may."""

import asyncio
import time
from typing import cast

from typing_extensions import override

from gateway.carriage.exchange import Exchange
from gateway.carriage.forwarder import Unreachable


class Connection(asyncio.Protocol):
    """Carries one exchange at a time.

    Attributes:
        since: when it was made, monotonic seconds.
        idle_since: when its last exchange ended.
        is_used: it has carried an exchange before.
    """

    def __init__(self) -> None:
        self.since = self.idle_since = time.monotonic()
        self.is_used = False
        self.is_closed = False
        self._transport: asyncio.Transport
        self._exchange: Exchange | None = None
        self._may_write = asyncio.Event()
        self._may_write.set()

    def begin(self) -> Exchange:
        """The exchange that the next answer belongs to."""
        assert self._exchange is None, "one exchange at a time"
        self._exchange = Exchange(self._transport)
        return self._exchange

    def end(self) -> bool:
        """The exchange is over; whether the connection may carry another."""
        exchange, self._exchange = self._exchange, None
        self.is_used = True
        self.idle_since = time.monotonic()
        return exchange is not None and exchange.is_complete and exchange.may_reuse and not self.is_closed

    async def write(self, data: bytes) -> None:
        """Send, at the pace at which the service reads.

        Raises:
            Unreachable: the service has closed the connection.
        """
        if self.is_closed:
            raise Unreachable
        self._transport.write(data)
        if not self._may_write.is_set():
            await self._may_write.wait()

    def close(self) -> None:
        """Cut the connection at once."""
        self.is_closed = True
        self._transport.abort()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's transports are of no such class

    @override
    def data_received(self, data: bytes) -> None:
        if self._exchange is None:
            self.close()  # nobody asked; it must not become the answer to the next question
        else:
            self._exchange.feed(data)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self.is_closed = True
        self._may_write.set()
        if self._exchange is not None:
            self._exchange.fail(exc)

    @override
    def pause_writing(self) -> None:
        self._may_write.clear()

    @override
    def resume_writing(self) -> None:
        self._may_write.set()
