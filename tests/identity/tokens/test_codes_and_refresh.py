"""Codes and refresh tokens: for whom they were made, once, in time."""

from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from services.identity.agencies.policy import INSTALLATION
from services.identity.workers.actions.managing import change_membership, revoke_worker
from shared.contracts.identity.vocabulary import Role
from tests.identity.visits import Visit
from tests.identity.worlds import World

pytestmark = pytest.mark.anyio


@pytest.fixture
async def visit(identity_app: FastAPI, world: World) -> Visit:
    return Visit(identity_app, await world.front_end())


async def is_accepted(visit: Visit, access_token: str) -> bool:
    answer = await visit.browser.get("/v1/me", headers={"Authorization": f"Bearer {access_token}"})
    assert answer.status_code in {200, 401}, answer.text
    return answer.status_code == 200


def refused(answer: httpx.Response, error: str = "invalid_grant") -> bool:
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    return answer.status_code == 400 and answer.json()["error"] == error


async def test_a_code_needs_the_proof_the_address_and_the_front_end_it_was_made_for(visit: Visit, world: World) -> None:
    worker = await world.worker()
    await world.has_password(worker)
    code = await visit.code_for(worker)
    other = await world.front_end()
    assert refused(await visit.redeem(code, code_verifier="x" * 43))
    assert refused(await visit.redeem(code, redirect_uri="https://desk.example.org/signed-in?desk=2"))
    assert refused(await visit.redeem(code, client_id=str(other.id)))
    assert refused(await visit.redeem("invented"))
    assert (await visit.redeem(code)).status_code == 200


async def test_a_code_that_is_used_again_ends_the_sign_in(visit: Visit, world: World) -> None:
    worker = await world.worker()
    await world.has_password(worker)
    code = await visit.code_for(worker)
    tokens = (await visit.redeem(code)).json()
    assert await is_accepted(visit, tokens["access_token"])
    assert refused(await visit.redeem(code))
    assert not await is_accepted(visit, tokens["access_token"])
    assert refused(await visit.refresh(tokens["refresh_token"]))


async def test_a_code_is_good_for_a_minute(visit: Visit, world: World) -> None:
    worker = await world.worker()
    await world.has_password(worker)
    code = await visit.code_for(worker)
    database = world.database
    right_time = database.clock
    try:
        database.clock = lambda: right_time() + timedelta(seconds=61)
        assert refused(await visit.redeem(code))
    finally:
        database.clock = right_time


async def test_a_refresh_token_works_once_and_its_reuse_ends_the_whole_sign_in(visit: Visit, world: World) -> None:
    worker = await world.worker()
    await world.has_password(worker)
    first = (await visit.redeem(await visit.code_for(worker))).json()
    second = (await visit.refresh(first["refresh_token"])).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert await is_accepted(visit, second["access_token"])
    assert refused(await visit.refresh(first["refresh_token"]))
    assert not await is_accepted(visit, second["access_token"])
    assert not await is_accepted(visit, first["access_token"])
    assert refused(await visit.refresh(second["refresh_token"]))


async def test_a_refresh_may_ask_for_less_and_not_for_more(visit: Visit, world: World) -> None:
    worker = await world.worker(Role.SUPERVISOR)
    await world.has_password(worker)
    first = (await visit.redeem(await visit.code_for(worker))).json()
    assert refused(await visit.refresh(first["refresh_token"], scope="directory:write"), "invalid_scope")
    less = await visit.refresh(first["refresh_token"], scope="record:read")
    assert less.json()["scope"] == "record:read"


async def test_another_front_end_cannot_refresh(visit: Visit, world: World) -> None:
    worker = await world.worker()
    await world.has_password(worker)
    first = (await visit.redeem(await visit.code_for(worker))).json()
    other = await world.front_end()
    assert refused(await visit.refresh(first["refresh_token"], client_id=str(other.id)))
    assert (await visit.refresh(first["refresh_token"])).status_code == 200


async def test_a_worker_who_gets_another_role_holds_it_after_the_next_refresh(visit: Visit, world: World) -> None:
    worker = await world.worker()
    await world.has_password(worker)
    first = (await visit.redeem(await visit.code_for(worker))).json()
    async with world.database.work(INSTALLATION) as work:
        await change_membership(
            work,
            agency_id=world.agency.id,
            worker_id=worker.id,
            version=1,
            roles=[Role.CASEWORKER, Role.SUPERVISOR],
        )
    second = (await visit.refresh(first["refresh_token"])).json()
    actor = await world.app.state.service.verifier.actor(second["access_token"])
    assert actor.roles == {Role.CASEWORKER, Role.SUPERVISOR}


async def test_a_revoked_worker_cannot_refresh(visit: Visit, world: World) -> None:
    worker = await world.worker()
    await world.has_password(worker)
    first = (await visit.redeem(await visit.code_for(worker))).json()
    async with world.database.work(INSTALLATION) as work:
        await revoke_worker(work, agency_id=world.agency.id, worker_id=worker.id)
    assert refused(await visit.refresh(first["refresh_token"]))


async def test_the_id_token_says_who_signed_in_when_and_how(visit: Visit, world: World) -> None:
    worker = await world.worker()
    await world.has_password(worker)
    tokens = (await visit.redeem(await visit.code_for(worker))).json()
    keys = (await visit.browser.get("/.well-known/jwks.json")).json()["keys"]
    from services.identity.keys.domain.signatures import verified_claims

    claims = verified_claims(tokens["id_token"], keys)
    assert claims is not None
    assert claims["sub"] == str(worker.id)
    assert claims["aud"] == str(visit.front_end.id)
    assert (claims["nonce"], claims["amr"]) == ("a nonce", ["pwd"])
    assert 0 <= claims["iat"] - claims["auth_time"] < 30
    assert not await is_accepted(visit, tokens["id_token"])


async def test_userinfo_and_me_tell_the_worker_who_they_are(visit: Visit, world: World) -> None:
    worker = await world.worker()
    await world.has_password(worker)
    tokens = (await visit.redeem(await visit.code_for(worker))).json()
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    info = (await visit.browser.get("/oauth/userinfo", headers=bearer)).json()
    assert (info["sub"], info["name"]) == (str(worker.id), worker.display_name)
    me = (await visit.browser.get("/v1/me", headers=bearer)).json()
    assert (me["kind"], me["login"], me["agency"]["name"]) == ("worker", worker.login, "Service social")
    assert me["agencies"] == [me["agency"]]


async def test_userinfo_needs_the_scope_openid(identity_app: FastAPI, world: World) -> None:
    worker = await world.worker()
    await world.has_password(worker)
    visit = Visit(identity_app, await world.front_end(), changed={"scope": "record:read"})
    tokens = (await visit.redeem(await visit.code_for(worker))).json()
    assert "id_token" not in tokens
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert (await visit.browser.get("/oauth/userinfo", headers=bearer)).status_code == 403


async def test_a_token_lasts_no_longer_than_the_membership(visit: Visit, world: World) -> None:
    worker = await world.worker()
    await world.has_password(worker)
    first = (await visit.redeem(await visit.code_for(worker))).json()
    async with world.database.work(INSTALLATION) as work:
        await change_membership(
            work,
            agency_id=world.agency.id,
            worker_id=worker.id,
            version=1,
            valid_until=work.now + timedelta(seconds=100),
        )
    second = (await visit.refresh(first["refresh_token"])).json()
    assert 90 < second["expires_in"] <= 100
