"""Listeners whose notices are timed: some for the whole run, some who come back, and some who take nothing."""

import asyncio
import socket
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Final

import httpx

from deploy.demo.desk import Desk
from deploy.demo.listening import STREAM, LiveEvent, listening

BEGUN_WITHIN_SECONDS: Final = 30.0


@dataclass
class Ear:
    """What one listener heard of which message, and when.

    Attributes:
        team: number of the team on which they are.
        away: from when until when they did not listen.
    """

    desk: Desk
    team: int
    heard: dict[str, float] = field(default_factory=dict)
    again: int = 0
    away: tuple[float, float] | None = None
    _last_id: str | None = None
    _begun: asyncio.Event = field(default_factory=asyncio.Event)
    _listening: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Listen from now on, or from where they were."""
        self._begun.clear()
        self._listening = asyncio.create_task(self._listen())
        async with asyncio.timeout(BEGUN_WITHIN_SECONDS):
            await self._begun.wait()

    async def end(self) -> None:
        """Listen no longer."""
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)

    async def leaves_for(self, seconds: float) -> None:
        """Go away, and come back to where they were."""
        left = time.perf_counter()
        await self.end()
        await asyncio.sleep(seconds)
        await self.begin()
        self.away = (left, time.perf_counter())

    async def _listen(self) -> None:
        async with listening(self.desk.http, self._last_id) as events:
            async for event in events:
                self._hear(event)

    def _hear(self, event: LiveEvent) -> None:
        self._last_id = event.id or self._last_id
        self._begun.set()
        if event.name != "notice" or event.data["kind"] != "message_written":
            return
        if event.data["item_id"] in self.heard:
            self.again += 1
        else:
            self.heard[event.data["item_id"]] = time.perf_counter()


@dataclass(frozen=True)
class Written:
    """A message: to which team, when it was sent, and when the answer was there."""

    team: int
    sent: float
    answered: float


@dataclass(frozen=True)
class Heard:
    """What came of a run.

    Attributes:
        waits: seconds from the answer to the writer until each listener had heard, in order; of those who listened.
        missed: notices that were never heard; `again` those that were heard twice.
    """

    waits: Sequence[float]
    missed: int
    again: int

    def percentile(self, percent: int) -> float:
        """So many of a hundred heard within this many seconds."""
        return self.waits[min(len(self.waits) * percent // 100, len(self.waits) - 1)] if self.waits else 0.0


def heard(ears: Sequence[Ear], written: Mapping[str, Written]) -> Heard:
    """What these listeners heard of what was written to their teams."""
    waits: list[float] = []
    missed = 0
    for ear in ears:
        for message_id, message in written.items():
            if message.team != ear.team:
                continue
            if message_id not in ear.heard:
                missed += 1
            elif ear.away is None or not ear.away[0] <= message.answered <= ear.away[1]:
                waits.append(ear.heard[message_id] - message.answered)
    return Heard(sorted(waits), missed, sum(ear.again for ear in ears))


def take_nothing(http: httpx.AsyncClient, many: int, stack: ExitStack) -> None:
    """Open streams of which nothing is ever read."""
    host, port = http.base_url.host, http.base_url.port
    assert port is not None, "the side listens on a port of its own"
    head = f"GET {STREAM} HTTP/1.1\r\nHost: {host}\r\nAuthorization: {http.headers['authorization']}\r\n\r\n"
    for _ in range(many):
        unread = stack.enter_context(socket.socket())
        unread.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        unread.connect((host, port))
        unread.sendall(head.encode())
