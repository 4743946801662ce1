"""A server on this machine to which something is brought: it notes what comes and answers as a test wants it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

OK: Final = b"HTTP/1.1 204 No Content\r\n\r\n"
WITHIN_SECONDS: Final = 20.0


@dataclass(frozen=True)
class Arrived:
    """A request as it came."""

    headers: Mapping[str, str]
    body: bytes
    path: str = "/"

    @property
    def event(self) -> dict[str, Any]:
        event: dict[str, Any] = orjson.loads(self.body)
        return event

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


def answer(status: int, *headers: str, body: bytes = b"") -> bytes:
    """An answer of this status, whole."""
    said = "".join(f"{one}\r\n" for one in headers)
    return f"HTTP/1.1 {status} X\r\n{said}content-length: {len(body)}\r\n\r\n".encode() + body


Behaviour = Callable[[Arrived, asyncio.StreamWriter], Awaitable[None]]


def rejecting(person_id: object) -> Behaviour:
    """Answers 500 to whatever is about this person."""

    async def behave(arrived: Arrived, writer: asyncio.StreamWriter) -> None:
        is_theirs = arrived.event["data"].get("person_id") == str(person_id)
        writer.write(answer(500) if is_theirs else OK)

    return behave


@dataclass
class Receiver:
    """What came, and how it answers: with these bytes, or as it is told for each request."""

    port: int = 0
    arrived: list[Arrived] = field(default_factory=list)
    answers: bytes = OK
    behaves: Behaviour | None = None
    connections: int = 0
    _came: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    async def has(self, many: int) -> list[Arrived]:
        """What came, once there is as much as this."""
        async with asyncio.timeout(WITHIN_SECONDS):
            while len(self.arrived) < many:
                self._came.clear()
                await self._came.wait()
        return self.arrived

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, to its end."""
        self.connections += 1
        try:
            while True:
                arrived = await _request(reader)
                self.arrived.append(arrived)
                self._came.set()
                if self.behaves is not None:
                    await self.behaves(arrived, writer)
                else:
                    writer.write(self.answers)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


async def _request(reader: asyncio.StreamReader) -> Arrived:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Arrived(headers, body, head[0].split(" ")[1])


@asynccontextmanager
async def receiving(port: int = 0) -> AsyncIterator[Receiver]:
    """A receiver on this port of the loopback, or on a free one."""
    receiver = Receiver()
    serving: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        serving.add(task)
        try:
            await receiver.take(reader, writer)
        except asyncio.CancelledError:
            writer.transport.abort()
        finally:
            serving.discard(task)

    server = await asyncio.start_server(serve, "127.0.0.1", port)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
        for task in list(serving):
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)
