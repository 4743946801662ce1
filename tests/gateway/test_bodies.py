"""A body is taken up to the limit, whatever it announces."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.gateway.worlds import World

pytestmark = pytest.mark.anyio
LIMIT = 1_000_000


async def in_parts(length: int) -> AsyncIterator[bytes]:
    for start in range(0, length, 50_000):
        yield b"x" * min(50_000, length - start)


async def test_a_body_of_just_a_megabyte_is_taken(world: World) -> None:
    announced = await world.http.post("/v1/persons/echo", content=b"x" * LIMIT)
    streamed = await world.http.post("/v1/persons/echo", content=in_parts(LIMIT))

    assert announced.json()["body"]["length"] == LIMIT
    assert streamed.json()["body"]["length"] == LIMIT


async def test_a_body_that_announces_more_is_refused_unread(world: World) -> None:
    before = world.cases.asked
    head = f"POST /v1/persons/echo HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {world.keys.token()}\r\n"

    answer = await world.raw(f"{head}Content-Length: {LIMIT + 1}\r\nExpect: 100-continue\r\n\r\n".encode())

    assert answer.startswith(b"HTTP/1.1 413 "), "no 100 Continue before it"
    assert b"application/problem+json" in answer
    assert b"connection: close" in answer
    assert world.cases.asked == before


async def test_a_body_that_grows_over_the_limit_is_refused(world: World) -> None:
    answer = await world.http.post("/v1/persons/echo", content=in_parts(LIMIT + 1))

    assert answer.status_code == 413
    assert answer.json()["type"] == "/problems/too-large"
    assert (await world.http.get("/v1/persons/echo")).status_code == 200


async def test_a_service_that_has_begun_to_answer_half_a_body_is_cut(world: World) -> None:
    with pytest.raises(httpx.HTTPError):
        await world.http.post("/v1/persons/both-ways", content=in_parts(3 * LIMIT))

    assert (await world.http.get("/v1/persons/echo")).status_code == 200


async def test_a_caller_who_waits_for_a_go_ahead_gets_it(world: World) -> None:
    head = f"POST /v1/persons/echo HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {world.keys.token()}\r\n"

    framing = "Content-Length: 2\r\nExpect: 100-continue\r\nConnection: close"
    answer = await world.raw(f"{head}{framing}\r\n\r\n{{}}".encode())

    assert answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n")
    assert b'"expect"' not in answer


UPLOADS = (
    "/v1/cases/c1/documents",
    "/v1/cases/c1/documents/d1/versions",
    "/v1/my/threads/t1/messages/m1/documents",
)


@pytest.mark.parametrize("path", UPLOADS)
async def test_a_document_may_be_longer_and_is_passed_on_as_it_comes(world: World, path: str) -> None:
    part = path.rpartition("/")[2]
    world.cases.acts[part] = world.cases.do_echo

    streamed = await world.http.post(path, content=in_parts(25 * LIMIT))
    announced = await world.http.post(path, content=b"x" * 25 * LIMIT)
    too_long = await world.http.post(path, content=in_parts(25 * LIMIT + 1))
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {world.keys.token()}\r\n"
    said_too_long = await world.raw(f"{head}Content-Length: {25 * LIMIT + 1}\r\n\r\n".encode())

    assert streamed.json()["body"]["length"] == announced.json()["body"]["length"] == 25 * LIMIT
    assert streamed.json()["body"]["parts"] > 20, "never held whole"
    assert too_long.status_code == 413
    assert said_too_long.startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", UPLOADS[0]),
        ("PATCH", "/v1/cases/c1/documents/d1"),
        ("POST", "/v1/cases/c1/documents/d1/echo"),
        ("POST", "/v1/cases/documents/echo"),
        ("POST", "/v1/cases/c1/documents/d1/versions/echo"),
    ],
)
async def test_no_other_body_may_be_longer(world: World, method: str, path: str) -> None:
    answer = await world.http.request(method, path, content=in_parts(LIMIT + 1))

    assert answer.status_code == 413
