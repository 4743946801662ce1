"""Whatever the door refuses is a problem document in the caller's language."""

import pytest

from gateway.app import create_gateway
from gateway.carriage.in_process import InProcess
from gateway.settings import Settings
from tests.gateway.echo import EchoService
from tests.gateway.worlds import World

pytestmark = pytest.mark.anyio


async def test_a_path_of_nobody_is_not_found(world: World) -> None:
    answer = await world.http.get("/v1/nothing", headers={"Accept-Language": "fr"})

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == "fr"
    assert answer.json() == {"type": "/problems/not-found", "title": "Introuvable", "status": 404}
    assert answer.headers["x-request-id"]
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PROPFIND", "LOCK", "SEARCH"])
async def test_a_method_that_is_not_known_here_is_refused_with_all_that_are(world: World, method: str) -> None:
    answer = await world.http.request(method, "/v1/persons/search")

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, PATCH, POST"
    assert answer.json()["type"] == "/problems/method-not-allowed"


async def test_the_allow_of_a_service_is_completed(world: World) -> None:
    answer = await world.http.get("/v1/persons/x/refuse-method")

    assert answer.status_code == 405
    assert answer.headers.get_list("allow") == ["DELETE, GET, HEAD, PUT"]


@pytest.mark.parametrize(
    "line",
    ["CONNECT evil.example:443", "CONNECT /v1/persons", "FOO /v1/persons/echo", "GET", "GET /v1/persons HTTP/9.9\r"],
)
async def test_what_is_no_request_reaches_nobody(world: World, line: str) -> None:
    await world.http.get("/openapi.json")  # what `Allow` is read from asks the services, once a minute
    await world.http.get("/v1/persons/echo")  # and whose token it is asks identity for its keys
    before = world.asked
    head = f"{line} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {world.keys.token()}\r\nConnection: close"

    answer = await world.raw(f"{head}\r\n\r\n".encode())

    assert answer[9:12] in {b"400", b"404", b"405"}, answer
    assert world.asked == before


async def test_a_websocket_is_not_opened(world: World) -> None:
    answer = await world.raw(
        f"GET /v1/persons/echo HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {world.keys.token()}\r\n"
        "Connection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
    )

    assert answer.startswith(b"HTTP/1.1 200 "), "an ordinary answer to an ordinary request"
    assert b'"upgrade"' not in answer


async def test_a_route_to_a_service_that_is_not_there_is_noticed_at_once() -> None:
    with pytest.raises(ValueError, match="no such service: referrals"):
        create_gateway(Settings(), {"identity": InProcess(EchoService("i")), "cases": InProcess(EchoService("c"))})
