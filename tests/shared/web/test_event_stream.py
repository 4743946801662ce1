"""Server-sent events as they are written, and what becomes of a stream when its server goes down."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.responses import StreamingResponse

from shared.web.event_stream import COME_BACK_AFTER_MILLISECONDS, EventStream, beginning, event
from shared.web.serving import Protocol
from tests.gateway.worlds import served


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (event("notice", {"a": 1}, "7"), b'id: 7\nevent: notice\ndata: {"a":1}\n\n'),
        (event("end", {"because": "sign_in"}), b'event: end\ndata: {"because":"sign_in"}\n\n'),
        (event("", None, "7"), b"id: 7\n\n"),
        (event("notice", {"text": "two\nlines"}), b'event: notice\ndata: {"text":"two\\nlines"}\n\n'),
    ],
)
def test_an_event_is_written_on_lines_of_its_own(written: bytes, expected: bytes) -> None:
    assert written == expected


def test_a_stream_begins_with_when_to_come_back() -> None:
    assert beginning() == b"retry: %d\n\n" % COME_BACK_AFTER_MILLISECONDS


async def test_a_service_that_goes_down_does_not_wait_for_its_streams() -> None:
    app, let_go = FastAPI(), asyncio.Event()

    async def parts() -> AsyncIterator[bytes]:
        yield b": one\n\n"
        await asyncio.Event().wait()

    @app.get("/stream", response_class=StreamingResponse)
    async def stream() -> EventStream:
        return EventStream(parts(), let_go.set)

    config = uvicorn.Config(app, http=Protocol, log_config=None, timeout_graceful_shutdown=10)
    async with AsyncExitStack() as later:
        async with served(config) as [port]:
            http = await later.enter_async_context(httpx.AsyncClient(trust_env=False))
            answer = await later.enter_async_context(http.stream("GET", f"http://127.0.0.1:{port}/stream"))
            read = answer.aiter_raw()
            assert await anext(read) == b": one\n\n"
            closing = time.monotonic()
        assert time.monotonic() - closing < 5
        assert let_go.is_set()
        with pytest.raises(httpx.RemoteProtocolError):
            await anext(read)
