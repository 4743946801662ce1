"""An administrator manages the agency's systems."""

from typing import Any

import httpx
import pytest

from shared.contracts.identity.vocabulary import Role
from shared.identifiers import new_id
from tests.identity.worlds import World

pytestmark = pytest.mark.anyio

NEW: dict[str, Any] = {
    "name": "Hospital record",
    "authentication": "client_secret_basic",
    "grants": ["client_credentials"],
    "scopes": ["record:read"],
}


async def administrator(world: World) -> dict[str, str]:
    return await world.signed_in(await world.worker(Role.ADMINISTRATOR))


async def token_status(identity: httpx.AsyncClient, client_id: str, secret: str) -> int:
    answer = await identity.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=(client_id, secret))
    return answer.status_code


async def test_a_registered_system_gets_a_token_with_the_secret_that_is_shown_once(
    identity: httpx.AsyncClient, world: World
) -> None:
    headers = await administrator(world)
    made = await identity.post("/v1/clients", headers=headers, json=NEW)
    assert made.status_code == 201, made.text
    client = made.json()
    assert await token_status(identity, client["id"], client["client_secret"]) == 200
    opened = await identity.get(f"/v1/clients/{client['id']}", headers=headers)
    assert opened.json() == {**client, "client_secret": None}
    assert [one["id"] for one in (await identity.get("/v1/clients", headers=headers)).json()["items"]] == [client["id"]]


async def test_a_repeated_registration_makes_one_system_and_shows_no_secret_again(
    identity: httpx.AsyncClient, world: World
) -> None:
    headers = await administrator(world) | {"Idempotency-Key": new_id().hex}
    first = await identity.post("/v1/clients", headers=headers, json=NEW)
    second = await identity.post("/v1/clients", headers=headers, json=NEW)
    assert (first.status_code, second.status_code) == (201, 201), first.text
    assert second.json() == {**first.json(), "client_secret": None}


async def test_after_a_rotation_both_secrets_open_until_the_earlier_one_is_dropped(
    identity: httpx.AsyncClient, world: World
) -> None:
    headers = await administrator(world)
    client = (await identity.post("/v1/clients", headers=headers, json=NEW)).json()
    rotated = await identity.post(f"/v1/clients/{client['id']}/secret", headers=headers, json={})
    assert rotated.status_code == 200, rotated.text
    assert await token_status(identity, client["id"], client["client_secret"]) == 200
    assert await token_status(identity, client["id"], rotated.json()["client_secret"]) == 200
    await identity.post(f"/v1/clients/{client['id']}/secret", headers=headers, json={"keep_previous_seconds": 0})
    assert await token_status(identity, client["id"], client["client_secret"]) == 401
    assert await token_status(identity, client["id"], rotated.json()["client_secret"]) == 401


async def test_a_revoked_system_gets_no_token_and_those_it_has_end_at_once(
    identity: httpx.AsyncClient, world: World
) -> None:
    headers = await administrator(world)
    client = (await identity.post("/v1/clients", headers=headers, json=NEW)).json()
    auth = (client["id"], client["client_secret"])
    token = await identity.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=auth)
    its_headers = {"Authorization": f"Bearer {token.json()['access_token']}"}
    assert (await identity.get("/v1/agencies", headers=its_headers)).status_code == 200
    revoked = await identity.post(f"/v1/clients/{client['id']}/revocation", headers=headers)
    assert (revoked.status_code, revoked.json()["active"]) == (200, False)
    assert await token_status(identity, *auth) == 401
    assert (await identity.get("/v1/agencies", headers=its_headers)).status_code == 401


async def test_a_system_that_may_do_less_than_before_loses_its_tokens_and_gets_new_ones(
    identity: httpx.AsyncClient, world: World
) -> None:
    headers = await administrator(world)
    client = (
        await identity.post("/v1/clients", headers=headers, json=NEW | {"scopes": ["record:read", "directory:read"]})
    ).json()
    auth = (client["id"], client["client_secret"])
    wide = await identity.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=auth)
    changed = await identity.patch(
        f"/v1/clients/{client['id']}", headers=headers | {"If-Match": '"1"'}, json={"scopes": ["directory:read"]}
    )
    assert (changed.status_code, changed.json()["scopes"]) == (200, ["directory:read"])
    narrow = await identity.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=auth)
    assert narrow.json()["scope"] == "directory:read"
    for token, status in ((wide, 401), (narrow, 200)):
        bearer = {"Authorization": f"Bearer {token.json()['access_token']}"}
        assert (await identity.get("/v1/agencies", headers=bearer)).status_code == status


async def test_another_agencys_system_is_as_if_it_were_not_there(identity: httpx.AsyncClient, world: World) -> None:
    clinic = await world.another_agency()
    theirs, _ = await world.system(agency=clinic)
    headers = await administrator(world)
    foreign = await identity.get(f"/v1/clients/{theirs.id}", headers=headers)
    invented = await identity.get(f"/v1/clients/{new_id()}", headers=headers)
    assert foreign.status_code == invented.status_code == 404
    assert foreign.json() == invented.json()
    assert (await identity.post(f"/v1/clients/{theirs.id}/revocation", headers=headers)).status_code == 404


async def test_only_administrators_manage_systems(identity: httpx.AsyncClient, world: World) -> None:
    headers = await world.signed_in(await world.worker(Role.SUPERVISOR))
    assert (await identity.post("/v1/clients", headers=headers, json=NEW)).status_code == 403
    assert (await identity.get("/v1/clients", headers=headers)).status_code == 403


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"grants": ["refresh_token"]}, "#/grants"),
        ({"grants": ["client_credentials", "refresh_token"]}, "#/grants"),
        ({"authentication": "none"}, "#/authentication"),
        ({"scopes": ["identity:admin"]}, "#/scopes"),
        ({"redirect_uris": ["https://front.example/cb"]}, "#/redirect_uris"),
        ({"grants": ["authorization_code"], "redirect_uris": ["http://front.example/cb"]}, "#/redirect_uris/0"),
        ({"grants": ["authorization_code"], "redirect_uris": ["javascript:alert(1)"]}, "#/redirect_uris/0"),
        ({"authentication": "private_key_jwt"}, "#/keys"),
        ({"authentication": "private_key_jwt", "keys": [{"kty": "EC", "kid": "1"}]}, "#/keys/0"),
        ({"name": "\x00"}, "#/name"),
        ({"unknown": 1}, "#/unknown"),
    ],
)
async def test_a_registration_that_does_not_fit_together_points_at_the_field(
    identity: httpx.AsyncClient, world: World, change: dict[str, Any], pointer: str
) -> None:
    answer = await identity.post("/v1/clients", headers=await administrator(world), json=NEW | change)
    assert answer.status_code == 422, answer.text
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
