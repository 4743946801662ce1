"""Carries a request to a service over the network, streaming both ways."""

import asyncio
from typing import Final

from gateway.carriage.connection import Connection
from gateway.carriage.forwarder import AnswerBrokenError, Message, Receive, Scope, Send, Unreachable
from gateway.carriage.pool import Pool
from gateway.routes import STREAMS

CONNECT_TIMEOUT_SECONDS: Final = 1.0
MOST_CONNECTIONS: Final = 256
MOST_STREAMS: Final = 2_000


class Remote:
    """Calls the service at an address over HTTP/1.1."""

    def __init__(
        self,
        url: str,
        *,
        connect_timeout_seconds: float = CONNECT_TIMEOUT_SECONDS,
        most: int = MOST_CONNECTIONS,
        most_streams: int = MOST_STREAMS,
    ) -> None:
        """Reach the service with connections for questions, and others for live streams, which keep theirs for long."""
        self._questions = Pool(url, connect_timeout_seconds=connect_timeout_seconds, most=most)
        self._streams = Pool(url, connect_timeout_seconds=connect_timeout_seconds, most=most_streams)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        first = await receive()
        if first["type"] == "http.disconnect":
            return
        question = _Question(scope, first, receive)
        pool = self._streams if scope["path"] in STREAMS else self._questions
        connection = await pool.take()
        may_have_been_closed = connection.is_used
        try:
            await self._carry(question, pool, connection, send)
        except Unreachable:
            if not (may_have_been_closed and question.may_be_repeated):
                raise
            await self._carry(question, pool, await pool.take(fresh=True), send)

    async def close(self) -> None:
        for pool in (self._questions, self._streams):
            pool.close()

    async def _carry(self, question: "_Question", pool: Pool, connection: Connection, send: Send) -> None:
        exchange = connection.begin()
        beside: asyncio.Task[None] | None = None
        try:
            await connection.write(question.opening)
            beside = asyncio.create_task(question.follow(connection))
            await exchange.head()
            await send({"type": "http.response.start", "status": exchange.status, "headers": exchange.headers})
            is_last = False
            while not is_last:
                body = await exchange.chunk()
                is_last = exchange.is_complete
                await send({"type": "http.response.body", "body": body, "more_body": not is_last})
        except (Unreachable, AnswerBrokenError):
            if not question.caller_is_gone:
                raise
        finally:
            if beside is not None:
                beside.cancel()
            pool.give_back(connection, reusable=question.is_sent)


class _Question:
    """A request on its way: what is sent first, what follows, and whether the caller still waits.

    Attributes:
        opening: head and first part of the body, sent at once.
        is_sent: the whole body has been sent.
        may_be_repeated: reading twice does no harm (RFC 9112, 9.3.1).
    """

    __slots__ = ("_is_chunked", "_receive", "caller_is_gone", "is_sent", "may_be_repeated", "opening")

    def __init__(self, scope: Scope, first: Message, receive: Receive) -> None:
        body, is_whole = first.get("body", b""), not first.get("more_body", False)
        is_announced = any(name == b"content-length" for name, _ in scope["headers"])
        self._receive = receive
        self._is_chunked = not is_announced and not (is_whole and not body)
        self.is_sent = is_whole
        self.caller_is_gone = False
        self.may_be_repeated = scope["method"] == "GET" and is_whole
        self.opening = _head(scope, is_chunked=self._is_chunked) + self._framed(body, is_last=is_whole)

    async def follow(self, connection: Connection) -> None:
        """Send what follows while the answer may already come; then wait for the caller to go away, and tell."""
        while True:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                self.caller_is_gone = True
                connection.close()
                return
            is_last = not message.get("more_body", False)
            try:
                await connection.write(self._framed(message.get("body", b""), is_last=is_last))
            except Unreachable:
                return  # the exchange knows, and tells
            self.is_sent = is_last

    def _framed(self, body: bytes, *, is_last: bool) -> bytes:
        if not self._is_chunked:
            return body
        return (b"%x\r\n%b\r\n" % (len(body), body) if body else b"") + (b"0\r\n\r\n" if is_last else b"")


def _head(scope: Scope, *, is_chunked: bool) -> bytes:
    target: bytes = scope["raw_path"]
    if scope["query_string"]:
        target += b"?" + scope["query_string"]
    lines = [b"%b %b HTTP/1.1" % (scope["method"].encode(), target)]
    lines += [b"%b: %b" % header for header in scope["headers"]]
    if is_chunked:
        lines.append(b"transfer-encoding: chunked")
    return b"\r\n".join((*lines, b"\r\n"))
