"""What comes before a request is bounded, and what is no request is refused as everything else is."""

import asyncio

import pytest

from gateway import public_protocol
from tests.gateway.worlds import World

pytestmark = pytest.mark.anyio


async def test_what_is_no_request_gets_a_problem_document(world: World) -> None:
    answer = await world.raw(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")

    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"content-type: application/problem+json" in head
    assert b"x-content-type-options: nosniff" in head
    assert b'"type":"/problems/malformed"' in body
    assert f"content-length: {len(body)}".encode() in head


async def test_headers_without_end_are_refused(world: World) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", world.port)
    writer.write(b"GET /health/live HTTP/1.1\r\nHost: x\r\nX-Endless: ")
    for sent in range(0, public_protocol.LARGEST_HEAD_BYTES, 4096):
        assert not reader.at_eof(), f"refused after {sent} bytes"
        writer.write(b"x" * 4096)
        await writer.drain()
    async with asyncio.timeout(3):
        answer = await reader.read(65536)
    writer.close()

    assert answer.startswith(b"HTTP/1.1 431 ")
    assert b'"type":"/problems/head-too-large"' in answer


async def test_a_large_body_in_one_piece_with_its_headers_is_no_large_head(world: World) -> None:
    answer = await world.http.post("/v1/persons/echo", content=b"x" * 200_000)

    assert answer.json()["body"]["length"] == 200_000


async def test_headers_that_do_not_come_are_not_waited_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_protocol, "HEAD_TIMEOUT_SECONDS", 0.2)

    begun = await world.raw(b"GET /health/live HTTP/1.1\r\nHo")
    assert begun.startswith(b"HTTP/1.1 408 ")

    async with asyncio.timeout(3):
        reader, writer = await asyncio.open_connection("127.0.0.1", world.port)
        assert await reader.read() == b"", "nothing was asked, so nothing is answered"
        writer.close()


async def test_a_later_request_must_come_in_time_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_protocol, "HEAD_TIMEOUT_SECONDS", 0.2)

    answer = await world.raw(b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\nGET /health")

    first, _, second = answer.partition(b'{"status":"ok"}')
    assert first.startswith(b"HTTP/1.1 200 ")
    assert second.startswith(b"HTTP/1.1 408 ")


async def test_a_request_that_is_being_answered_is_not_late(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_protocol, "HEAD_TIMEOUT_SECONDS", 0.1)
    world.cases.may_go_on.clear()

    async with world.http.stream("GET", "/v1/persons/parts") as answer:
        await asyncio.sleep(0.3)
        world.cases.may_go_on.set()
        assert await answer.aread() == b"first,second"


async def test_trailers_are_no_headers(world: World) -> None:
    answer = await world.raw(_in_chunks(world) + b"5\r\nhello\r\n0\r\nPurpose-Of-Use: safeguarding\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b'"length":5' in answer
    assert b"safeguarding" not in answer


@pytest.mark.parametrize(
    ("endless", "piece"),
    [(b"0\r\nX-Endless: ", b"x" * 4400), (b"0\r\n", b"X-Many: x\r\n" * 400), (b"5;", b"x" * 4400)],
    ids=["one trailer", "trailers", "the extensions of a chunk"],
)
async def test_what_comes_beside_a_body_ends_too(world: World, endless: bytes, piece: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", world.port)
    writer.write(_in_chunks(world) + endless)
    try:
        async with asyncio.timeout(3):
            for _ in range(0, public_protocol.LARGEST_HEAD_BYTES + len(piece), len(piece)):
                await asyncio.sleep(0.001)  # what is read in one piece with the head is not counted
                writer.write(piece)
            answer = await reader.read(65536)
    finally:
        writer.close()

    assert answer.startswith(b"HTTP/1.1 431 ")


async def test_no_refusal_is_put_into_an_answer(world: World) -> None:
    world.cases.may_go_on.clear()
    reader, writer = await asyncio.open_connection("127.0.0.1", world.port)
    writer.write(_head(world, "GET /v1/persons/parts"))
    try:
        async with asyncio.timeout(3):
            begun = await reader.readuntil(b"first,")
            writer.write(b"this is no request\r\n\r\n")
            rest = await reader.read()
    finally:
        writer.close()
        world.cases.may_go_on.set()

    assert begun.startswith(b"HTTP/1.1 200 ")
    assert b"HTTP/1.1" not in rest


def _head(world: World, line: str, *headers: str) -> bytes:
    signed_in = f"Authorization: {world.http.headers['Authorization']}"
    return "\r\n".join([f"{line} HTTP/1.1", "Host: x", signed_in, *headers, "", ""]).encode()


def _in_chunks(world: World) -> bytes:
    return _head(world, "POST /v1/persons/echo", "Transfer-Encoding: chunked")
