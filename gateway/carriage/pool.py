"""The connections to one service, kept open between requests."""

import asyncio
import ssl
import time
from typing import Final
from urllib.parse import urlsplit

from gateway.carriage.connection import Connection
from gateway.carriage.forwarder import Unreachable

IDLE_AT_MOST_SECONDS: Final = 4.0
"""Less than the five seconds after which uvicorn closes an idle connection, so none is used while it closes."""

OLDEST_SECONDS: Final = 60.0
"""A connection is not used for longer, so that new replicas get their share."""


class Pool:
    """Takes the connection that was used last; makes a new one when none is free; never more than `most`."""

    def __init__(self, url: str, *, connect_timeout_seconds: float, most: int) -> None:
        """For a service at `http://host:port` or `https://host:port`."""
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
            raise ValueError(f"not the address of a service: {url}")
        self._host = parts.hostname
        self._port = parts.port or (443 if parts.scheme == "https" else 80)
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None
        self._connect_timeout_seconds = connect_timeout_seconds
        self._places = asyncio.Semaphore(most)
        self._idle: list[Connection] = []

    async def take(self, *, fresh: bool = False) -> Connection:
        """A connection for one exchange; give it back.

        Args:
            fresh: a new one, whatever is idle.

        Raises:
            Unreachable: no connection could be made in time, or all are in use.
        """
        await self._place()
        try:
            return (None if fresh else self._usable()) or await self._connect()
        except BaseException:
            self._places.release()
            raise

    def give_back(self, connection: Connection, *, reusable: bool) -> None:
        """After the exchange: kept for the next one where that is possible, else cut.

        Args:
            reusable: everything that belongs to the question has been sent.
        """
        self._places.release()
        if connection.end() and reusable:
            self._idle.append(connection)
        else:
            connection.close()

    def close(self) -> None:
        """Cut what is idle."""
        for connection in self._idle:
            connection.close()
        self._idle.clear()

    async def _place(self) -> None:
        if not self._places.locked():
            await self._places.acquire()
            return
        try:
            async with asyncio.timeout(self._connect_timeout_seconds):
                await self._places.acquire()
        except TimeoutError as failure:
            raise Unreachable from failure

    def _usable(self) -> Connection | None:
        now = time.monotonic()
        while self._idle:
            connection = self._idle.pop()
            if (
                not connection.is_closed
                and now - connection.idle_since < IDLE_AT_MOST_SECONDS
                and now - connection.since < OLDEST_SECONDS
            ):
                return connection
            connection.close()
        return None

    async def _connect(self) -> Connection:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._connect_timeout_seconds):
                _, connection = await loop.create_connection(Connection, self._host, self._port, ssl=self._tls)
        except (OSError, TimeoutError) as failure:
            raise Unreachable from failure
        return connection
