"""One question and its answer on a connection: the answer is read as it comes, and held back when nobody takes it."""

import asyncio
from collections import deque
from typing import Final

import httptools

from gateway.carriage.forwarder import AnswerBrokenError, Unreachable

MOST_HELD_BYTES: Final = 64 * 1024
_SWITCHING_PROTOCOLS: Final = 101
_FIRST_FINAL_STATUS: Final = 200
_WITHOUT_BODY: Final = frozenset({204, 304})

Headers = list[tuple[bytes, bytes]]


class Exchange:
    """Reads one HTTP/1.1 answer.

    Attributes:
        status: 0 until the head has come.
        is_complete: the whole answer has come.
        may_reuse: the service keeps the connection open after it.
    """

    __slots__ = (
        "_awaited", "_chunks", "_failure", "_held", "_parser", "_transport", "_until_close",
        "headers", "is_complete", "may_reuse", "status",
    )  # fmt: skip

    def __init__(self, transport: asyncio.Transport) -> None:
        self.status = 0
        self.headers: Headers = []
        self.is_complete = False
        self.may_reuse = False
        self._transport = transport
        self._parser = httptools.HttpResponseParser(self)
        self._chunks: deque[bytes] = deque()
        self._held = 0
        self._until_close = False
        self._failure: Exception | None = None
        self._awaited: asyncio.Future[None] | None = None

    async def head(self) -> None:
        """Wait until status and headers have come.

        Raises:
            Unreachable: the connection ended before.
        """
        while not self.status:
            await self._news()

    async def chunk(self) -> bytes:
        """What has come of the body since the last call; waits for more; empty at the end.

        Raises:
            AnswerBrokenError: the connection ended in the middle.
        """
        while not self._chunks and not self.is_complete:
            await self._news()
        came = self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)
        self._chunks.clear()
        if self._held > MOST_HELD_BYTES:
            self._transport.resume_reading()
        self._held = 0
        return came

    def feed(self, data: bytes) -> None:
        """Take what the service sent."""
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as failure:
            self._transport.abort()
            self.fail(failure)

    def fail(self, cause: Exception | None) -> None:
        """The connection has ended. Where the end of the connection is the end of the body, that is no failure."""
        if self.is_complete or self._failure:
            return
        if self.status and self._until_close and cause is None:
            self.is_complete = True
        else:
            self._failure = AnswerBrokenError() if self.status else Unreachable()
            self._failure.__cause__ = cause
        self._wake()

    async def _news(self) -> None:
        if self._failure:
            raise self._failure
        self._awaited = asyncio.get_running_loop().create_future()
        await self._awaited

    def _wake(self) -> None:
        if self._awaited is not None and not self._awaited.done():
            self._awaited.set_result(None)

    # What the parser calls

    def on_message_begin(self) -> None:
        if self.is_complete:
            raise ValueError("the service sent more than one answer")

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        status = self._parser.get_status_code()
        if status == _SWITCHING_PROTOCOLS:
            raise ValueError("nobody asked for another protocol")
        if status < _FIRST_FINAL_STATUS:
            self.headers = []
            return
        self._until_close = status not in _WITHOUT_BODY and not any(
            name in {b"content-length", b"transfer-encoding"} for name, _ in self.headers
        )
        self.may_reuse = self._parser.should_keep_alive()
        self.status = status
        self._wake()

    def on_body(self, body: bytes) -> None:
        self._chunks.append(body)
        was_held, self._held = self._held, self._held + len(body)
        if was_held <= MOST_HELD_BYTES < self._held:
            self._transport.pause_reading()
        self._wake()

    def on_message_complete(self) -> None:
        if self.status:
            self.is_complete = True
            self._wake()
