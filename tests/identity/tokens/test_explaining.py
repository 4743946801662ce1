"""Giving tokens back, and asking what one is worth."""

import httpx
import pytest
from fastapi import FastAPI

from services.identity.systems.domain import System
from tests.identity.visits import PUBLIC_URL, Visit
from tests.identity.worlds import World, asked_token

pytestmark = pytest.mark.anyio


async def tokens_of(visit: Visit, world: World) -> dict[str, str]:
    worker = await world.worker()
    await world.has_password(worker)
    tokens: dict[str, str] = (await visit.redeem(await visit.code_for(worker))).json()
    return tokens


async def introspect(identity: httpx.AsyncClient, by: tuple[System, str], token: str) -> dict[str, object]:
    answer = await identity.post("/oauth/introspect", data={"token": token}, auth=(str(by[0].id), by[1]))
    assert answer.status_code == 200, answer.text
    told: dict[str, object] = answer.json()
    return told


async def accepts(identity: httpx.AsyncClient, token: str) -> bool:
    answer = await identity.get("/v1/me", headers={"Authorization": f"Bearer {token}"})
    return answer.status_code == 200


async def test_a_system_learns_what_its_own_token_and_a_colleagues_is_worth(
    identity: httpx.AsyncClient, world: World
) -> None:
    system, secret = await world.system()
    token = (await asked_token(identity, system, secret)).json()["access_token"]
    told = await introspect(identity, (system, secret), token)
    assert told["active"] is True
    assert (told["sub"], told["client_id"], told["iss"]) == (str(system.id), str(system.id), PUBLIC_URL)
    assert told["scope"] == "record:read referrals:write"
    assert await introspect(identity, await world.system(), token) == told


async def test_for_another_agency_a_token_is_as_if_it_were_none(identity: httpx.AsyncClient, world: World) -> None:
    system, secret = await world.system()
    token = (await asked_token(identity, system, secret)).json()["access_token"]
    foreign = await world.system(agency=await world.another_agency())
    assert await introspect(identity, foreign, token) == {"active": False}
    assert await introspect(identity, foreign, "nonsense") == {"active": False}


async def test_a_refresh_token_given_back_ends_the_whole_sign_in(
    identity: httpx.AsyncClient, identity_app: FastAPI, world: World
) -> None:
    visit = Visit(identity_app, await world.front_end())
    tokens = await tokens_of(visit, world)
    own = {"client_id": str(visit.front_end.id)}
    assert await accepts(identity, tokens["access_token"])
    for _ in range(2):
        answer = await identity.post("/oauth/revoke", data={"token": tokens["refresh_token"], **own})
        assert (answer.status_code, answer.json()) == (200, {})
    assert not await accepts(identity, tokens["access_token"])
    assert (await visit.refresh(tokens["refresh_token"])).status_code == 400
    ended = (await identity.get("/.well-known/ended-sessions.json")).json()["ended"]
    assert len(ended) == len(set(ended)) >= 1


async def test_an_access_token_given_back_ends_alone(
    identity: httpx.AsyncClient, identity_app: FastAPI, world: World
) -> None:
    visit = Visit(identity_app, await world.front_end())
    tokens = await tokens_of(visit, world)
    own = {"client_id": str(visit.front_end.id)}
    assert (await identity.post("/oauth/revoke", data={"token": tokens["access_token"], **own})).status_code == 200
    assert not await accepts(identity, tokens["access_token"])
    renewed = await visit.refresh(tokens["refresh_token"])
    assert await accepts(identity, renewed.json()["access_token"])


async def test_nobody_gives_back_another_clients_token(
    identity: httpx.AsyncClient, identity_app: FastAPI, world: World
) -> None:
    visit = Visit(identity_app, await world.front_end())
    tokens = await tokens_of(visit, world)
    other = {"client_id": str((await world.front_end()).id)}
    for token in (tokens["access_token"], tokens["refresh_token"]):
        answer = await identity.post("/oauth/revoke", data={"token": token, **other})
        assert (answer.status_code, answer.json()["error"]) == (400, "unauthorized_client")
    assert await accepts(identity, tokens["access_token"])
    assert (await visit.refresh(tokens["refresh_token"])).status_code == 200


async def test_a_token_nobody_knows_is_given_back_without_complaint(identity: httpx.AsyncClient, world: World) -> None:
    system, secret = await world.system()
    answer = await identity.post("/oauth/revoke", data={"token": "nonsense"}, auth=(str(system.id), secret))
    assert (answer.status_code, answer.json()) == (200, {})


async def test_a_front_end_without_credentials_introspects_nothing(identity: httpx.AsyncClient, world: World) -> None:
    front_end = await world.front_end()
    answer = await identity.post("/oauth/introspect", data={"token": "x", "client_id": str(front_end.id)})
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_a_refresh_token_is_worth_something_to_its_client_until_it_is_used(
    identity: httpx.AsyncClient, identity_app: FastAPI, world: World
) -> None:
    visit = Visit(identity_app, await world.front_end())
    tokens = await tokens_of(visit, world)
    assert await introspect(identity, await world.system(), tokens["refresh_token"]) == {"active": False}


async def test_discovery_names_addresses_that_answer(identity: httpx.AsyncClient) -> None:
    openid = (await identity.get("/.well-known/openid-configuration")).json()
    oauth = (await identity.get("/.well-known/oauth-authorization-server")).json()
    assert openid == oauth
    assert openid["issuer"] == PUBLIC_URL
    assert openid["code_challenge_methods_supported"] == ["S256"]
    assert openid["authorization_response_iss_parameter_supported"] is True
    for name in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "revocation_endpoint"):
        assert (await identity.get(openid[name])).status_code != 404, name


@pytest.mark.parametrize(
    ("body", "content_type", "error"),
    [
        ("grant_type=password", "application/x-www-form-urlencoded", "unsupported_grant_type"),
        ("scope=record:read", "application/x-www-form-urlencoded", "invalid_request"),
        ("grant_type=client_credentials&grant_type=x", "application/x-www-form-urlencoded", "invalid_request"),
        ("grant_type=%ff", "application/x-www-form-urlencoded", "invalid_request"),
        ("grant_type=%00", "application/x-www-form-urlencoded", "invalid_request"),
        ("grant_type=\u00e9", "application/x-www-form-urlencoded", "invalid_request"),
        ('{"grant_type": "client_credentials"}', "application/json", "invalid_request"),
        ("grant_type=authorization_code", "application/x-www-form-urlencoded", "invalid_request"),
        ("grant_type=refresh_token", "application/x-www-form-urlencoded", "invalid_request"),
        ("grant_type=client_credentials", "application/x-www-form-urlencoded", "invalid_client"),
    ],
)
async def test_what_is_wrong_with_a_token_request_is_said_in_the_words_of_oauth(
    identity: httpx.AsyncClient, body: str, content_type: str, error: str
) -> None:
    answer = await identity.post("/oauth/token", content=body.encode(), headers={"Content-Type": content_type})
    assert answer.json()["error"] == error
    assert answer.status_code == (401 if error == "invalid_client" else 400)
    assert answer.headers["content-type"] == "application/json"
    page = await identity.get(answer.json()["error_uri"])
    assert page.status_code == 200
    assert len(page.text) > 40
