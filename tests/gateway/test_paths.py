"""A path that could be read in two ways reaches nobody; an ordinary one arrives as it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.paths import raw_path
from gateway.refusals import Malformed
from tests.gateway.worlds import World

HOSTILE = [
    "/v1/persons/../referrals/echo",
    "/v1/persons/..",
    "/v1/persons/./echo",
    "/v1/persons/%2e%2e/referrals/echo",
    "/v1/persons/.%2E/echo",
    "/v1/persons/%2E/echo",
    "/v1/persons%2f..%2freferrals/echo",
    "/v1/persons/%2Fecho",
    "/v1//persons/echo",
    "//v1/persons/echo",
    "/v1/persons//echo",
    "/v1/persons/\\..\\echo",
    "/v1/persons/%5c..%5cecho",
    "/v1/persons/%00/echo",
    "/v1/persons/echo%00",
    "/v1/persons/%0d%0aSet-Cookie:x/echo",
    "/v1/persons/%c0%ae%c0%ae/echo",
    "/v1/persons/%ff/echo",
    "/v1/persons/%zz/echo",
    "/v1/persons/%/echo",
    "/v1/persons/%c2%85/echo",
    "/..%2fv1/persons/echo",
]


@pytest.mark.anyio
@pytest.mark.parametrize("path", HOSTILE)
async def test_a_hostile_path_reaches_no_service(world: World, path: str) -> None:
    before = world.asked

    answer = await world.raw(_get(path, world))

    assert answer.startswith(b"HTTP/1.1 400 "), answer
    assert world.asked == before


@pytest.mark.anyio
@pytest.mark.parametrize(
    "path",
    [
        "/v1/persons/caf%C3%A9",
        "/v1/persons/a%20b",
        "/v1/persons/a+b;c=d,e",
        "/v1/persons/100%25",
        "/v1/persons/...",
        "/v1/persons/.hidden",
        "/v1/persons/a..b",
        "/v1/persons/",
        "/v1/%70ersons/echo",
    ],
)
async def test_an_unusual_path_arrives_as_it_was_written(world: World, path: str) -> None:
    answer = await world.raw(_get(path, world))

    assert answer.startswith(b"HTTP/1.1 200 "), answer
    assert f'"raw_path":"{path}"'.encode() in answer
    assert b'"service":"cases"' in answer


@pytest.mark.anyio
@pytest.mark.parametrize("query", ["a=1&a=2", "q=%2e%2e%2f%00//..", "", "?&=;", "next=//evil.example/../x"])
async def test_the_query_is_not_touched(world: World, query: str) -> None:
    said = (await world.http.get(f"/v1/persons/echo?{query}")).json()

    assert said["query"] == query


@pytest.mark.anyio
async def test_an_address_in_the_request_line_does_not_choose_the_service(world: World) -> None:
    answer = await world.raw(_get("http://169.254.169.254/v1/persons/echo", world))

    assert b'"service":"cases"' in answer
    assert b'"path":"/v1/persons/echo"' in answer


def _get(path: str, world: World) -> bytes:
    head = f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {world.keys.token()}\r\nConnection: close\r\n\r\n"
    return head.encode()


@given(st.text(alphabet="/.%25eEfF0c\\a\x00é~", max_size=12))
def test_what_is_let_in_means_the_same_before_and_after_decoding(written: str) -> None:
    from urllib.parse import unquote

    raw = ("/" + written).encode()
    decoded = unquote(raw.decode())
    try:
        raw_path({"raw_path": raw, "path": decoded})
    except Malformed:
        return
    assert decoded.count("/") == raw.count(b"/")
    assert not {"..", "."} & set(decoded.split("/"))
    assert "//" not in decoded
    assert "\\" not in decoded
    assert decoded.isprintable()
