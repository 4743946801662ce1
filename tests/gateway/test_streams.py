"""Live streams at the door: as they come, beside everything else, and ended when nobody is there or the door closes."""

import asyncio
import time
from contextlib import AsyncExitStack

import httpx
import pytest

from tests.gateway.test_carriage import until
from tests.gateway.worlds import CarriageName, World, running_world

STREAM = "/v1/notices/stream"


async def test_streams_take_no_connection_from_questions() -> None:
    async with (
        running_world("over the network", connections_per_service=1, streams_per_service=2) as world,
        AsyncExitStack() as open_streams,
    ):
        streams = [await open_streams.enter_async_context(world.http.stream("GET", STREAM)) for _ in range(2)]
        parts = [answer.aiter_raw() for answer in streams]
        assert [await anext(one) for one in parts] == [b"one", b"one"]
        assert (await world.http.get("/v1/persons/echo")).status_code == 200
        one_too_many = await world.http.get(STREAM)
        assert (one_too_many.status_code, "retry-after" in one_too_many.headers) == (503, True)


async def test_the_head_of_a_stream_is_an_answer_and_no_stream(world: World) -> None:
    name = f"head-{world.carriage}".replace(" ", "-")
    async with asyncio.timeout(3):
        answer = await world.http.head(f"{STREAM}?id={name}")
        assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
        await until(world.cases.seen[name], "caller gone")
        assert (await world.http.get("/v1/persons/echo")).status_code == 200


async def test_a_door_that_closes_does_not_wait_for_streams(carriage: CarriageName) -> None:
    async with AsyncExitStack() as later:
        async with running_world(carriage) as world:
            other = httpx.AsyncClient(base_url=world.http.base_url, headers=world.http.headers, trust_env=False)
            await later.enter_async_context(other)
            answer = await later.enter_async_context(other.stream("GET", STREAM))
            parts = answer.aiter_raw()
            assert await anext(parts) == b"one"
            closing = time.monotonic()
        assert time.monotonic() - closing < 5
        with pytest.raises(httpx.RemoteProtocolError):
            await anext(parts)


async def test_a_browser_may_say_where_it_was() -> None:
    async with running_world("in one process", origins="https://desk.example.org") as world:
        asked = {"Origin": "https://desk.example.org", "Access-Control-Request-Method": "GET"}
        answer = await world.http.options(STREAM, headers=asked)
        assert "last-event-id" in answer.headers["access-control-allow-headers"]
