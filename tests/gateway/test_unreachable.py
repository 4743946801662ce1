"""A service that is not there is a 503 with a time to come back, never a hang."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from gateway.app import create_gateway
from gateway.carriage.in_process import InProcess
from gateway.carriage.remote import Remote
from gateway.server import server_config
from gateway.settings import Settings
from tests.gateway.worlds import PUBLIC_URL, IdentityEcho, Keys, served

pytestmark = pytest.mark.anyio

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def in_front_of(cases: Remote, **settings: Any) -> AsyncIterator[httpx.AsyncClient]:
    """A caller of a gateway whose `cases` is this."""
    keys = Keys()
    chosen = Settings(public_url=PUBLIC_URL, **{"answer_timeout_seconds": 2.0, **settings})
    identity = InProcess(IdentityEcho(keys))
    gateway = create_gateway(chosen, {"identity": identity, "cases": cases, "referrals": identity})
    async with (
        served(server_config(gateway, chosen)) as (port,),
        httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}",
            headers={"Authorization": f"Bearer {keys.token()}"},
            trust_env=False,
        ) as http,
    ):
        yield http


@asynccontextmanager
async def strange_service(handle: Handler, **carried: Any) -> AsyncIterator[Remote]:
    """A service that speaks in its own way."""

    async def handled(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await handle(reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(handled, "127.0.0.1", 0)
    async with server:
        yield Remote(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", **carried)


def assert_unreachable(answer: httpx.Response) -> None:
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"] == "1"
    assert answer.json()["type"] == "/problems/service-unreachable"


async def test_nobody_listens() -> None:
    async with in_front_of(Remote("http://127.0.0.1:1")) as http:
        assert_unreachable(await http.get("/v1/persons/echo"))
        assert_unreachable(await http.post("/v1/persons/echo", content=b"x" * 500_000))


async def test_connecting_takes_too_long() -> None:
    # The queue of a listening socket that nobody accepts from fills up; then a connection is neither made nor refused.
    async with full_service() as url, in_front_of(Remote(url, connect_timeout_seconds=0.2)) as http:
        started = time.monotonic()
        assert_unreachable(await http.get("/v1/persons/echo"))
        assert time.monotonic() - started < 1


@asynccontextmanager
async def full_service() -> AsyncIterator[str]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        port = listening.getsockname()[1]
        waiting = []
        for _ in range(4):
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
            waiting.append(one)
        yield f"http://127.0.0.1:{port}"
        for one in waiting:
            one.close()


async def test_the_service_closes_without_a_word() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        del writer
        await reader.readuntil(b"\r\n\r\n")

    async with strange_service(silent) as cases, in_front_of(cases) as http:
        assert_unreachable(await http.get("/v1/persons/echo"))
        assert_unreachable(await http.post("/v1/persons/echo", content=b"{}"))


@pytest.mark.parametrize(
    "said",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n",
    ],
)
async def test_the_service_speaks_something_else(said: bytes) -> None:
    async def babbling(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(said)
        await writer.drain()
        await reader.read()

    async with strange_service(babbling) as cases, in_front_of(cases) as http:
        assert_unreachable(await http.get("/v1/persons/echo"))


async def test_interim_answers_are_not_the_answer() -> None:
    async def patient(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Type: text/plain\r\n\r\nreal")
        await writer.drain()

    async with strange_service(patient) as cases, in_front_of(cases) as http:
        answer = await http.get("/v1/persons/echo")
        assert (answer.status_code, answer.text) == (200, "real")
        assert "link" not in answer.headers


async def test_an_answer_that_ends_with_the_connection_is_whole() -> None:
    async def old(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.0 200 OK\r\n\r\nuntil the end")
        await writer.drain()

    async with strange_service(old) as cases, in_front_of(cases) as http:
        assert (await http.get("/v1/persons/echo")).text == "until the end"
        assert (await http.get("/v1/persons/echo")).text == "until the end"


async def test_an_answer_shorter_than_announced_is_not_taken_for_whole() -> None:
    async def short(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nnot a hundred")
        await writer.drain()

    async with strange_service(short) as cases, in_front_of(cases) as http:
        with pytest.raises(httpx.RemoteProtocolError):
            await http.get("/v1/persons/echo")


async def test_a_second_answer_is_never_given_to_the_next_caller() -> None:
    another = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecond"

    async def two_at_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            if line == b"\r\n":
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirst" + another)
                await writer.drain()

    async with strange_service(two_at_once) as cases, in_front_of(cases) as http:
        for _ in range(5):
            assert (await http.get("/v1/persons/echo")).text == "first"


async def test_a_read_into_a_connection_that_was_just_closed_is_asked_again() -> None:
    connections = 0

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        await writer.drain()
        await reader.readuntil(b"\r\n\r\n")  # takes the next request, and closes instead of answering

    async with strange_service(once) as cases, in_front_of(cases) as http:
        assert (await http.get("/v1/persons/echo")).text == "ok"
        assert (await http.get("/v1/persons/echo")).text == "ok"
        assert connections == 2
        assert_unreachable(await http.post("/v1/persons/echo", content=b"{}"))
        assert connections == 2, "a change is never sent twice by us"


async def test_a_connection_that_the_service_gives_up_is_not_used_again() -> None:
    async def last_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
        await writer.drain()
        await reader.read()  # open for a while, and deaf

    async with strange_service(last_answer) as cases, in_front_of(cases) as http:
        for _ in range(3):
            assert (await http.post("/v1/persons/echo", content=b"{}")).text == "ok"


async def test_more_requests_than_connections_wait_their_turn() -> None:
    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            if line == b"\r\n":
                await asyncio.sleep(0.02)
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    async with strange_service(slow, connect_timeout_seconds=0.5, most=2) as cases, in_front_of(cases) as http:
        answers = await asyncio.gather(*(http.get("/v1/persons/echo") for _ in range(20)))
        assert [answer.status_code for answer in answers] == [200] * 20
        many = await asyncio.gather(*(http.get("/v1/persons/echo") for _ in range(100)))
        assert {answer.status_code for answer in many} == {200, 503}
        assert (await http.get("/v1/persons/echo")).status_code == 200


async def test_a_service_that_goes_away_during_an_upload_is_not_the_callers_fault() -> None:
    async def takes_a_part(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        del writer
        await reader.readuntil(b"\r\n\r\n")

    async def endless() -> AsyncIterator[bytes]:
        yield b"first"
        await asyncio.sleep(1)
        yield b"second"

    async with strange_service(takes_a_part) as cases, in_front_of(cases) as http:
        assert_unreachable(await http.post("/v1/persons/echo", content=endless()))
