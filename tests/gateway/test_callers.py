"""Nothing without a valid access token reaches a service, except on public paths."""

import time

import httpx
import pytest

from tests.gateway.worlds import CarriageName, Keys, World, running_world

pytestmark = pytest.mark.anyio


async def ask(world: World, authorization: str | None, path: str = "/v1/persons/echo") -> httpx.Response:
    headers = {} if authorization is None else {"Authorization": authorization}
    async with httpx.AsyncClient(base_url=world.http.base_url, trust_env=False) as http:
        return await http.get(path, headers=headers)


async def test_a_valid_token_is_let_in_and_passed_on(world: World) -> None:
    token = world.keys.token()

    answer = await ask(world, f"bearer {token}")

    assert answer.status_code == 200
    assert ["authorization", f"bearer {token}"] in answer.json()["headers"]


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Basic dTpw", "Bearer x", "Bearer a.b.c", "ey"])
async def test_without_a_token_nothing_reaches_a_service(world: World, authorization: str | None) -> None:
    before = world.cases.asked

    answer = await ask(world, authorization)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="parcours"'
    assert answer.json()["type"] == "/problems/unauthenticated"
    assert world.cases.asked == before


async def test_a_token_of_another_time_place_or_key_reaches_no_service(world: World) -> None:
    before, now = world.cases.asked, int(time.time())
    tokens = [
        world.keys.token(exp=now - 60),
        world.keys.token(nbf=now + 600),
        world.keys.token(aud="https://elsewhere.example"),
        world.keys.token(iss="https://elsewhere.example"),
        world.keys.token(sector="none"),
        Keys().token(),
        world.keys.token()[:-4] + "AAAA",
        "x" * 20_000,
    ]

    answers = [await ask(world, f"Bearer {token}") for token in tokens]

    assert [answer.status_code for answer in answers] == [401] * len(tokens)
    assert world.cases.asked == before


async def test_what_only_the_service_can_judge_is_left_to_the_service(world: World) -> None:
    answer = await world.http.get("/v1/persons/echo", headers={"Purpose-Of-Use": "not-in-the-token"})

    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/oauth/token", "/.well-known/jwks.json", "/health/live", "/docs", "/"])
async def test_a_public_path_needs_no_token(world: World, path: str) -> None:
    assert (await ask(world, None, path)).status_code == 200
    assert (await ask(world, "Bearer expired.or.forged", path)).status_code == 200


async def test_without_keys_the_door_stays_closed_and_says_for_how_long(carriage: CarriageName) -> None:
    async with running_world(carriage) as world:
        identity = world.services["identity"]
        identity.acts["jwks.json"] = identity.do_crash
        answer = await world.http.get("/v1/persons/echo")

        assert answer.status_code == 503
        assert "retry-after" in answer.headers
        assert world.cases.asked == 0
