"""A request and its answer travel unharmed, whichever way a service is reached."""

import asyncio
import hashlib
import socket
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.gateway.echo import LARGE_PART_BYTES, LARGE_PARTS
from tests.gateway.worlds import CarriageName, World, running_world

pytestmark = pytest.mark.anyio


async def in_parts(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part
        await asyncio.sleep(0)


async def until(happened: list[str], what: str) -> None:
    async with asyncio.timeout(3):
        while what not in happened:  # noqa: ASYNC110 - the service is a stranger that sets no event for us
            await asyncio.sleep(0.01)


async def test_a_body_arrives_as_it_was_sent(world: World) -> None:
    body = bytes(range(256)) * 3000

    said = (await world.http.post("/v1/persons/echo", content=body)).json()

    assert said["body"]["length"] == len(body)
    assert said["body"]["sha256"] == hashlib.sha256(body).hexdigest()


async def test_a_body_of_unknown_length_arrives_as_it_was_sent(world: World) -> None:
    parts = [bytes([number]) * 1000 for number in range(100)]

    said = (await world.http.post("/v1/persons/echo", content=in_parts(*parts))).json()

    assert said["body"]["sha256"] == hashlib.sha256(b"".join(parts)).hexdigest()


async def test_an_empty_body_of_unknown_length_arrives(world: World) -> None:
    said = (await world.http.post("/v1/persons/echo", content=in_parts())).json()

    assert said["body"]["length"] == 0


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
async def test_each_method_reaches_the_service(world: World, method: str) -> None:
    said = (await world.http.request(method, "/v1/persons/echo")).json()

    assert said["method"] == method


async def test_head_is_answered_as_get_without_the_body(world: World) -> None:
    got = await world.http.get("/v1/persons/echo", headers={"X-Request-Id": "the-same-length"})
    headed = await world.http.head("/v1/persons/echo", headers={"X-Request-Id": "the-same-length"})

    assert headed.status_code == 200
    assert headed.content == b""
    assert headed.headers["content-length"] == got.headers["content-length"]
    assert (await world.http.get("/v1/persons/echo")).json()["method"] == "GET", "the connection is still in step"


async def test_the_answer_comes_part_by_part(world: World) -> None:
    world.cases.may_go_on.clear()
    async with asyncio.timeout(3), world.http.stream("GET", "/v1/persons/parts") as answer:
        parts = answer.aiter_raw()
        assert await anext(parts) == b"first,"
        world.cases.may_go_on.set()
        assert await anext(parts) == b"second"


async def test_a_large_answer_arrives_whole(world: World) -> None:
    answer = await world.http.get("/v1/persons/large")

    assert len(answer.content) == LARGE_PARTS * LARGE_PART_BYTES
    assert answer.content[-1] == LARGE_PARTS - 1


async def test_a_service_does_not_run_ahead_of_a_caller_who_does_not_read(world: World) -> None:
    name = f"slow-{world.carriage}".replace(" ", "-")
    with socket.socket() as unread:
        unread.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        unread.connect(("127.0.0.1", world.port))
        unread.sendall(
            f"GET /v1/persons/large?id={name} HTTP/1.1\r\nHost: x\r\n"
            f"Authorization: Bearer {world.keys.token()}\r\n\r\n".encode()
        )
        await asyncio.sleep(0.5)
        assert 0 < len(world.cases.seen[name]) < LARGE_PARTS, "the answer is larger than all buffers on the way"


async def test_question_and_answer_can_flow_at_the_same_time(world: World) -> None:
    head = f"POST /v1/persons/both-ways HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {world.keys.token()}\r\n"
    reader, writer = await asyncio.open_connection("127.0.0.1", world.port)
    async with asyncio.timeout(3):
        writer.write(head.encode() + b"Transfer-Encoding: chunked\r\n\r\n3\r\none\r\n")
        assert (await reader.readuntil(b"one\r\n")).startswith(b"HTTP/1.1 200 OK\r\n")
        writer.write(b"3\r\ntwo\r\n0\r\n\r\n")
        assert await reader.readuntil(b"0\r\n\r\n") == b"3\r\ntwo\r\n0\r\n\r\n"
    writer.close()
    await writer.wait_closed()


async def test_an_answer_before_the_end_of_the_body_comes_through(world: World) -> None:
    answer = await world.http.post("/v1/persons/early", content=b"x" * 900_000)

    assert answer.status_code == 409
    assert (await world.http.get("/v1/persons/echo")).status_code == 200


async def test_the_service_hears_when_a_waiting_caller_goes_away(world: World) -> None:
    name = f"gone-{world.carriage}".replace(" ", "-")
    with pytest.raises(httpx.ReadTimeout):
        await world.http.post(f"/v1/persons/wait?id={name}", content=b"{}", timeout=0.2)

    await until(world.cases.seen[name], "caller gone")


async def test_the_service_hears_when_a_caller_leaves_in_the_middle_of_an_answer(world: World) -> None:
    name = f"left-{world.carriage}".replace(" ", "-")
    async with world.http.stream("GET", f"/v1/persons/live?id={name}") as answer:
        assert await anext(answer.aiter_raw()) == b"one"

    await until(world.cases.seen[name], "caller gone")


async def test_many_requests_at_once_get_their_own_answers(world: World) -> None:
    answers = await asyncio.gather(*(world.http.post(f"/v1/persons/echo?id={number}") for number in range(200)))

    assert [answer.json()["query"] for answer in answers] == [f"id={number}" for number in range(200)]


async def test_a_crash_before_the_answer_is_our_fault(world: World) -> None:
    answer = await world.http.get("/v1/persons/crash")

    assert answer.status_code == 500
    assert "a crash" not in answer.text


async def test_an_answer_that_breaks_off_is_not_taken_for_a_whole_one(world: World) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        await world.http.get("/v1/persons/break")

    assert (await world.http.get("/v1/persons/echo")).status_code == 200


async def test_a_service_that_never_answers_gives_503(carriage: CarriageName) -> None:
    async with running_world(carriage, answer_timeout_seconds=0.3) as world:
        answer = await world.http.post("/v1/persons/hang", content=b"{}")

        assert answer.status_code == 503
        assert answer.headers["content-type"] == "application/problem+json"
        assert int(answer.headers["retry-after"]) >= 1
        assert (await world.http.get("/v1/persons/echo")).status_code == 200


async def test_an_answer_that_stalls_is_cut(carriage: CarriageName) -> None:
    async with running_world(carriage, idle_timeout_seconds=0.3) as world:
        with pytest.raises(httpx.RemoteProtocolError):
            await world.http.get("/v1/persons/stall")


async def test_an_answer_may_take_longer_than_the_time_to_its_beginning(carriage: CarriageName) -> None:
    async with (
        running_world(carriage, answer_timeout_seconds=0.3, idle_timeout_seconds=5) as world,
        world.http.stream("GET", "/v1/persons/parts") as answer,
    ):
        await asyncio.sleep(0.5)
        world.cases.may_go_on.set()
        assert await answer.aread() == b"first,second"


async def test_a_service_may_go_on_working_after_its_answer(carriage: CarriageName) -> None:
    async with running_world(carriage, answer_timeout_seconds=0.2, idle_timeout_seconds=0.2) as world:
        assert (await world.http.get("/v1/persons/afterwards?id=me")).status_code == 200

        await until(world.cases.seen["me"], "finished")


async def test_a_body_that_does_not_arrive_in_time_is_refused(carriage: CarriageName) -> None:
    async with running_world(carriage, body_timeout_seconds=0.3) as world:
        head = f"POST /v1/persons/echo HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {world.keys.token()}\r\n"
        answer = await world.raw(head.encode() + b"Content-Length: 100\r\n\r\nhalf")

        assert answer.startswith(b"HTTP/1.1 408 ")
        assert b"connection: close" in answer


async def test_a_slow_body_does_not_use_up_the_time_of_the_service(carriage: CarriageName) -> None:
    async def slowly() -> AsyncIterator[bytes]:
        for _ in range(5):
            yield b"part"
            await asyncio.sleep(0.1)

    async with running_world(carriage, answer_timeout_seconds=0.3, body_timeout_seconds=5) as world:
        assert (await world.http.post("/v1/persons/echo", content=slowly())).json()["body"]["length"] == 20

        answer = await world.http.post("/v1/persons/hang", content=slowly())
        assert answer.status_code == 503, "the service has its own time when the body is there"
