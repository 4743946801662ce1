"""Listens live through the gateway, as a front end does."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import httpx

STREAM: Final = "/v1/notices/stream"
_PATIENCE: Final = httpx.Timeout(10, read=60)


@dataclass(frozen=True)
class LiveEvent:
    """One event. Without data it only says up to where one has listened."""

    name: str
    id: str | None
    data: Any


@asynccontextmanager
async def listening(
    http: httpx.AsyncClient, last_event_id: str | None = None, stream: str = STREAM
) -> AsyncIterator[AsyncIterator[LiveEvent]]:
    """The events from now on, or from the last one that one has; until the stream ends or the block does.

    Raises:
        httpx.HTTPStatusError: one may not listen, or not so often.
    """
    headers = {} if last_event_id is None else {"Last-Event-ID": last_event_id}
    async with http.stream("GET", stream, headers=headers, timeout=_PATIENCE) as answer:
        answer.raise_for_status()
        yield _events(answer)


async def _events(answer: httpx.Response) -> AsyncIterator[LiveEvent]:
    fields: dict[str, str] = {}
    async for line in answer.aiter_lines():
        if line:
            name, _, value = line.partition(": ")
            fields[name] = value
        elif fields.keys() & {"id", "data"}:
            data = json.loads(fields["data"]) if "data" in fields else None
            yield LiveEvent(fields.get("event", ""), fields.get("id"), data)
            fields = {}
        else:
            fields = {}
