"""An agency's system asks for a token."""

import json
from base64 import urlsafe_b64decode

import httpx
import pytest

from shared.contracts.identity.vocabulary import Purpose, Role, Scope, Sector
from tests.identity.worlds import World, asked_token

pytestmark = pytest.mark.anyio


async def test_a_system_gets_a_token_that_every_service_accepts(identity: httpx.AsyncClient, world: World) -> None:
    system, secret = await world.system()
    answer = await asked_token(identity, system, secret)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    token = answer.json()
    assert (token["token_type"], token["expires_in"]) == ("Bearer", 600)
    assert token["scope"] == "record:read referrals:write"

    actor = await world.app.state.service.verifier.actor(token["access_token"])
    assert actor.system_id == system.id
    assert actor.worker_id is None
    assert actor.agency_id == world.agency.id
    assert actor.sector is Sector.SOCIAL
    assert actor.municipalities == (world.municipality_id,)
    assert actor.roles == {Role.SYSTEM}
    assert actor.scopes == {Scope.RECORD_READ, Scope.REFERRALS_WRITE}
    assert actor.purpose is Purpose.CARE_COORDINATION
    assert actor.session_id == system.session_id


async def test_a_token_has_exactly_the_agreed_claims(identity: httpx.AsyncClient, world: World) -> None:
    system, secret = await world.system()
    token = (await asked_token(identity, system, secret)).json()["access_token"]
    header, claims = (json.loads(urlsafe_b64decode(part + "==")) for part in token.split(".")[:2])
    assert header.keys() == {"alg", "typ", "kid"}
    assert (header["alg"], header["typ"]) == ("ES256", "at+jwt")
    assert claims.keys() == {
        "iss", "aud", "sub", "kind", "agency", "sector", "municipalities", "roles", "scope", "purpose", "purposes",
        "jti", "sid", "iat", "nbf", "exp", "client_id",
    }  # fmt: skip
    assert claims["exp"] - claims["iat"] == 600


async def test_a_narrower_scope_is_granted_and_a_wider_one_refused(identity: httpx.AsyncClient, world: World) -> None:
    system, secret = await world.system()
    narrow = await asked_token(identity, system, secret, scope="record:read")
    assert narrow.json()["scope"] == "record:read"
    wide = await asked_token(identity, system, secret, scope="record:read audit:read")
    assert (wide.status_code, wide.json()["error"]) == (400, "invalid_scope")


async def test_a_wrong_secret_and_an_unknown_client_get_the_same_answer(
    identity: httpx.AsyncClient, world: World
) -> None:
    system, _ = await world.system()
    wrong = await asked_token(identity, system, "wrong")
    unknown = await identity.post(
        "/oauth/token",
        data={"grant_type": "client_credentials"},
        auth=("019aa7a0-0000-7000-8000-000000000000", "wrong"),
    )
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert wrong.json()["error"] == "invalid_client"
    assert wrong.headers["www-authenticate"] == unknown.headers["www-authenticate"] == 'Basic realm="parcours"'


@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/introspect", "/oauth/revoke"])
@pytest.mark.parametrize("said", ["", "!", "eA", "eA==", "w6k6w6k=", "/w==", "é", "\U0001f648"])
async def test_credentials_that_are_none_are_refused(identity: httpx.AsyncClient, path: str, said: str) -> None:
    form = {"grant_type": "client_credentials", "token": "x"}
    answer = await identity.post(path, data=form, headers={b"authorization": f"Basic {said}".encode()})
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
