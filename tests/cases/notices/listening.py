"""Listening to a stream of a service in this process, as a caller who may also stop taking what is sent."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI

from tests.cases.doors import Desk
from tests.cases.own.people import Holder

STREAM = "/v1/notices/stream"


@dataclass
class Heard:
    """One event, or a comment when it has no name."""

    name: str = ""
    id: str | None = None
    data: Any = None


@dataclass
class Ear:
    """What one caller has heard.

    Attributes:
        takes: cleared, nothing more is taken.
    """

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    is_over: bool = False
    takes: asyncio.Event = field(default_factory=asyncio.Event)
    _text: str = ""
    _heard: asyncio.Queue[Heard] = field(default_factory=asyncio.Queue)
    _gone: asyncio.Event = field(default_factory=asyncio.Event)
    _began: asyncio.Event = field(default_factory=asyncio.Event)

    async def receive(self) -> MutableMapping[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: MutableMapping[str, Any]) -> None:
        await self.takes.wait()
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self._take(message.get("body", b"").decode())
            self.is_over = not message.get("more_body", False)
            self._began.set()

    async def begins(self) -> None:
        """Until something was said, which is after the place was found from which it goes on."""
        async with asyncio.timeout(5):
            await self._began.wait()
            while self.status == 200 and (await self._heard.get()).id is None:
                pass

    async def hears(self, *names: str, within_seconds: float = 5) -> Heard:
        """The next event of these names; a notice unless said otherwise."""
        async with asyncio.timeout(within_seconds):
            while (heard := await self._heard.get()).name not in (names or ("notice",)):
                pass
            return heard

    async def hears_nothing(self, for_seconds: float = 0.4) -> None:
        """No notice for so long."""
        try:
            heard = await self.hears(within_seconds=for_seconds)
        except TimeoutError:
            return
        raise AssertionError(f"heard {heard}")

    def goes(self) -> None:
        self._gone.set()

    def _take(self, text: str) -> None:
        *blocks, self._text = (self._text + text).split("\n\n")
        for block in blocks:
            fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
            data = json.loads(fields["data"]) if "data" in fields else None
            self._heard.put_nowait(Heard(fields.get("event", ""), fields.get("id"), data))


@asynccontextmanager
async def listening(
    app: FastAPI, desk: Desk | Holder, *, path: str = STREAM, begun: bool = True, query: str = "", **headers: str
) -> AsyncIterator[Ear]:
    """Somebody at a desk who listens until the block ends."""
    ear = Ear()
    ear.takes.set()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in {**desk.headers, **named}.items()],
        "client": ("127.0.0.1", 1),
        "server": None,
        "state": {},
    }
    running = asyncio.create_task(app(scope, ear.receive, ear.send))
    try:
        if begun:
            await ear.begins()
        yield ear
    finally:
        ear.goes()
        async with asyncio.timeout(5):
            await running
