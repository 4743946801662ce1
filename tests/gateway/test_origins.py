"""Front ends at other origins: those that were named, without cookies, and nobody else."""

from collections.abc import AsyncIterator

import pytest
from pydantic import ValidationError

from gateway.settings import Settings
from tests.gateway.worlds import CarriageName, World, running_world

DESK = "https://desk.example.org"
TABLET = "http://localhost:5173"
PREFLIGHT = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "authorization,if-match"}


@pytest.fixture
async def open_world(carriage: CarriageName) -> AsyncIterator[World]:
    async with running_world(carriage, origins=(DESK, TABLET)) as running:
        yield running


@pytest.mark.parametrize("origin", [DESK, TABLET])
async def test_a_preflight_is_answered_at_the_door(open_world: World, origin: str) -> None:
    answer = await open_world.http.options("/v1/persons/1", headers={"Origin": origin, **PREFLIGHT})
    assert (answer.status_code, answer.content, open_world.asked) == (204, b"", 0)
    assert answer.headers["access-control-allow-origin"] == origin
    assert "PATCH" in answer.headers["access-control-allow-methods"].split(", ")
    allowed = answer.headers["access-control-allow-headers"].split(", ")
    assert {"authorization", "content-type", "if-match", "idempotency-key", "purpose-of-use"} <= set(allowed)
    assert int(answer.headers["access-control-max-age"]) > 0
    assert "origin" in answer.headers["vary"].lower()
    assert "access-control-allow-credentials" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-request-id"]


async def test_an_answer_may_be_read_by_the_front_end_with_what_it_needs_of_the_headers(open_world: World) -> None:
    for path, status in (("/v1/persons/1", 200), ("/nowhere", 404)):
        answer = await open_world.http.get(path, headers={"Origin": DESK})
        assert answer.status_code == status
        assert answer.headers["access-control-allow-origin"] == DESK
        exposed = set(answer.headers["access-control-expose-headers"].split(", "))
        assert {"etag", "location", "link", "decision-id", "x-request-id", "retry-after", "ratelimit"} <= exposed
        assert "origin" in answer.headers["vary"].lower()
        assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example.org", "null", DESK + ".evil.example", DESK.upper(), DESK + ":8443", "http" + DESK[5:], ""],
)
async def test_no_other_origin_is_let_in(open_world: World, origin: str) -> None:
    asked = await open_world.http.get("/v1/persons/1", headers={"Origin": origin})
    preflight = await open_world.http.options("/v1/persons/1", headers={"Origin": origin, **PREFLIGHT})
    for answer in (asked, preflight):
        assert not [name for name in answer.headers if name.startswith("access-control-")]
        assert "origin" in answer.headers["vary"].lower(), "a cache must not hand it to another origin"
    assert asked.status_code == 200


async def test_two_origins_are_none(open_world: World) -> None:
    answer = await open_world.http.get("/v1/persons/1", headers=[("Origin", DESK), ("Origin", TABLET)])
    assert "access-control-allow-origin" not in answer.headers


async def test_options_without_a_wish_is_no_preflight(open_world: World) -> None:
    answer = await open_world.http.options("/v1/persons/1", headers={"Origin": DESK})
    assert answer.status_code != 204
    assert answer.headers["access-control-allow-origin"] == DESK


async def test_without_named_origins_nothing_is_said_of_them(world: World) -> None:
    asked = await world.http.get("/v1/persons/1", headers={"Origin": DESK})
    preflight = await world.http.options("/v1/persons/1", headers={"Origin": DESK, **PREFLIGHT})
    for answer in (asked, preflight):
        assert not [name for name in answer.headers if name.startswith("access-control-")]
        assert "origin" not in answer.headers.get("vary", "").lower()
    assert preflight.status_code != 204


def test_origins_come_from_the_environment_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARCOURS_GATEWAY_ORIGINS", f"{DESK}, {TABLET}")
    assert Settings().origins == (DESK, TABLET)
    monkeypatch.setenv("PARCOURS_GATEWAY_ORIGINS", "")
    assert Settings().origins == ()


@pytest.mark.parametrize(
    "wrong",
    ["*", "null", "desk.example.org", DESK + "/", DESK + "/app", "https://*.example.org", "https://Desk.example.org",
     "https://desk.example.org:443", "http://localhost:80", "ftp://desk.example.org", "https://a@desk.example.org"],
)  # fmt: skip
def test_an_origin_is_written_as_a_browser_writes_it(wrong: str) -> None:
    with pytest.raises(ValidationError, match="origin"):
        Settings(origins=(wrong,))
