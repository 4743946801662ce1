"""Which headers pass the door, in which direction, is one rule for every service."""

import re

import orjson
import pytest

from tests.gateway.worlds import CarriageName, World, running_world

pytestmark = pytest.mark.anyio


async def heard(world: World, **headers: str) -> dict[str, list[str]]:
    """The headers as the service gets them."""
    said = (
        await world.http.get("/v1/persons/echo", headers={k.replace("_", "-"): v for k, v in headers.items()})
    ).json()
    by_name: dict[str, list[str]] = {}
    for name, value in said["headers"]:
        by_name.setdefault(name, []).append(value)
    return by_name


async def test_what_the_service_needs_passes(world: World) -> None:
    sent = {
        "purpose-of-use": "care-coordination",
        "idempotency-key": "8e03978e-40d5-43dd-bc93-6894a57f9324",
        "if-match": '"7"',
        "accept-language": "fr, en;q=0.5",
        "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "tracestate": "a=b",
        "content-type": "application/merge-patch+json",
        "x-anything-else": "passes",
    }

    got = await heard(world, **sent)

    assert {name: got.get(name) for name in sent} == {name: [value] for name, value in sent.items()}
    assert got["authorization"][0].startswith("Bearer ey")


async def test_what_speaks_about_one_connection_only_does_not_pass(world: World) -> None:
    answer = await world.raw(
        _request(
            world,
            "Connection: close, X-Mine, Authorization",
            "X-Mine: dropped",
            "Keep-Alive: timeout=5",
            "TE: trailers",
            "Proxy-Authorization: Basic x",
            "Proxy-Connection: keep-alive",
            "X-Http-Method-Override: DELETE",
        )
    )

    names = {name for name, _ in _json(answer)["headers"]}
    dropped = {"x-mine", "keep-alive", "te", "proxy-authorization", "proxy-connection", "x-http-method-override"}
    assert not names & dropped
    assert "authorization" in names, "a caller cannot make us drop what the service decides on"


async def test_a_service_hears_the_public_address_whatever_the_caller_wrote(world: World) -> None:
    got = await heard(
        world,
        host="evil.example",
        x_forwarded_host="evil.example",
        x_forwarded_proto="https",
        x_forwarded_for="6.6.6.6",
        x_forwarded_port="1",
        x_forwarded_prefix="/evil",
        forwarded="for=6.6.6.6",
        x_real_ip="6.6.6.6",
    )

    assert got["host"] == ["parcours.example:8000"]
    assert got["x-forwarded-host"] == ["parcours.example:8000"]
    assert got["x-forwarded-proto"] == ["http"]
    assert got["x-forwarded-for"] == ["127.0.0.1"]
    assert not {"x-forwarded-port", "x-forwarded-prefix", "forwarded", "x-real-ip"} & set(got)


async def test_a_service_knows_the_address_of_the_caller(carriage: CarriageName) -> None:
    async with running_world(carriage, trusted_proxies=("127.0.0.0/8",)) as world:
        behind = {"X-Forwarded-For": "9.9.9.9, 203.0.113.7, 127.0.0.3"}
        said = (await world.http.get("/v1/persons/echo", headers=behind)).json()

        assert said["client"] == "203.0.113.7"


async def test_the_request_id_of_the_caller_is_kept(world: World) -> None:
    answer = await world.http.get("/v1/persons/echo", headers={"X-Request-Id": "a-callers-own.id"})

    assert answer.headers.get_list("x-request-id") == ["a-callers-own.id"]
    assert ["x-request-id", "a-callers-own.id"] in answer.json()["headers"]


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "with space inside", "<script>alert(1)</script>"])
async def test_a_request_without_a_sound_id_gets_one(world: World, given: str) -> None:
    answer = await world.http.get("/v1/persons/echo", headers={"X-Request-Id": given})

    assert re.fullmatch("[0-9a-f]{32}", answer.headers["x-request-id"])
    heard_ids = [value for name, value in answer.json()["headers"] if name == "x-request-id"]
    assert heard_ids == [answer.headers["x-request-id"]]


async def test_an_answer_of_data_is_not_kept_not_guessed_and_runs_nothing(world: World) -> None:
    answer = await world.http.get("/v1/persons/echo")

    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert "server" not in answer.headers
    assert len(answer.headers.get_list("date")) == 1


async def test_a_service_may_say_itself_how_its_answer_is_treated(world: World) -> None:
    own = [
        ["content-type", "text/html"],
        ["cache-control", "public, max-age=60"],
        ["content-security-policy", "default-src 'self'"],
        ["set-cookie", "a=1"],
        ["set-cookie", "b=2"],
        ["etag", '"7"'],
        ["link", '</v1/persons?after=x>; rel="next"'],
        ["decision-id", "0192"],
        ["server", "secret/1.0"],
        ["referrer-policy", "unsafe-url"],
        ["x-request-id", "somebody elses"],
    ]

    answer = await world.http.post("/v1/persons/headers", content=orjson.dumps(own))

    assert answer.headers.get_list("cache-control") == ["public, max-age=60"]
    assert answer.headers.get_list("content-security-policy") == ["default-src 'self'"]
    assert answer.headers.get_list("set-cookie") == ["a=1", "b=2"]
    assert answer.headers["etag"] == '"7"'
    assert answer.headers["link"] == own[6][1]
    assert answer.headers["decision-id"] == "0192"
    assert "secret" not in answer.headers.get("server", "")
    assert answer.headers.get_list("referrer-policy") == ["no-referrer"]
    assert answer.headers["x-request-id"] != "somebody elses"


async def test_a_page_gets_a_policy_of_its_own(world: World) -> None:
    answer = await world.http.post(
        "/v1/persons/headers", content=orjson.dumps([["content-type", "text/html; charset=utf-8"]])
    )

    assert answer.headers["content-security-policy"].startswith("default-src 'self'; ")


async def test_over_tls_a_browser_is_told_to_stay_there(carriage: CarriageName) -> None:
    async with running_world(carriage, public_url="https://parcours.example") as world:
        answer = await world.http.get("/health/live")

        assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize(
    "twice",
    [
        ("Host: one", "Host: other"),
        ("Authorization: Bearer other",),
        ("Content-Type: text/plain", "Content-Type: application/json"),
        ("Purpose-Of-Use: care-coordination", "Purpose-Of-Use: quality"),
        ("Idempotency-Key: 1", "Idempotency-Key: 2"),
    ],
)
async def test_a_header_that_stands_there_twice_is_refused(world: World, twice: tuple[str, ...]) -> None:
    before = world.asked

    answer = await world.raw(_request(world, *twice, "Connection: close"))

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert world.asked == before


@pytest.mark.parametrize(
    "framing",
    [
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 5, 5",
        "Content-Length: +5",
        "Content-Length : 5",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: identity, chunked, identity",
        "Transfer-Encoding:\x0bchunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
    ],
)
async def test_a_body_of_two_lengths_smuggles_nothing(world: World, framing: str) -> None:
    before = world.cases.asked
    smuggled = "0\r\n\r\nGET /v1/persons/smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
    head = (
        f"POST /v1/persons/echo HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {world.keys.token()}\r\n{framing}\r\n\r\n"
    )

    answer = await world.raw((head + smuggled).encode())

    assert answer.startswith(b"HTTP/1.1 400 "), answer
    assert answer.count(b"HTTP/1.1 ") == 1
    assert world.cases.asked == before


def _request(world: World, *lines: str) -> bytes:
    host = () if any(line.startswith("Host:") for line in lines) else ("Host: x",)
    own = (*host, f"Authorization: Bearer {world.keys.token()}", *lines)
    return ("GET /v1/persons/echo HTTP/1.1\r\n" + "\r\n".join(own) + "\r\n\r\n").encode()


def _json(answer: bytes) -> dict[str, list[list[str]]]:
    said: dict[str, list[list[str]]] = orjson.loads(answer.partition(b"\r\n\r\n")[2])
    return said
