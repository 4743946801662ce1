"""Accounts of people: invited without a name, taken into use once, signed in with two factors, ended for good."""

import asyncio
from uuid import UUID

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from deploy.embedded.databases import ServiceDatabase
from services.identity.accounts.actions import (
    activate_account,
    end_account,
    forget_lapsed_accounts,
    prepared_account,
    standing_of_account,
)
from services.identity.keys.domain.signatures import claims_of
from services.identity.sign_in.actions.signing_in import SIGN_IN
from services.identity.sign_in.api.activation import COOKIE
from services.identity.sign_in.domain.throttle import FREE_FOR_AN_ACCOUNT
from services.identity.systems.domain import digest_of
from services.identity.workers.store import LoginTaken
from shared.contracts.identity.actor import TaskActor
from shared.contracts.identity.vocabulary import Role
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from tests.identity.accounts import (
    PEOPLE_SCOPES,
    Holder,
    code_for,
    gives_code,
    gives_password,
    opened,
    takes_into_use,
    tokens_for,
)
from tests.identity.visits import Visit, told
from tests.identity.worlds import World

pytestmark = pytest.mark.anyio

WAITS = Statement("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid)))")


@pytest.fixture
async def visit(identity_app: FastAPI, world: World) -> Visit:
    return Visit(identity_app, await world.front_end(), changed={"scope": PEOPLE_SCOPES})


@pytest.fixture
async def holder(visit: Visit, world: World, identity: httpx.AsyncClient) -> Holder:
    return await takes_into_use(visit, await opened(world, identity))


async def test_a_person_signs_in_with_two_factors_and_is_nobody_but_an_account(visit: Visit, holder: Holder) -> None:
    tokens = await tokens_for(visit, holder)
    claims = claims_of(tokens["access_token"])
    assert (claims["sub"], claims["kind"], claims["scope"]) == (holder.account_id, "person", PEOPLE_SCOPES)
    assert not claims.keys() & {"agency", "roles", "municipalities", "sector", "purpose", "person"}
    assert claims_of(tokens["id_token"])["amr"] == ["pwd", "otp"]

    again = (await visit.refresh(tokens["refresh_token"])).json()
    assert claims_of(again["access_token"])["sid"] == claims["sid"]
    reused = await visit.refresh(tokens["refresh_token"])
    assert reused.json()["error"] == "invalid_grant"
    assert (await visit.refresh(again["refresh_token"])).status_code == 400, "using one twice ends the sign-in"


async def test_scopes_of_workers_are_not_to_be_had_with_an_account(
    identity_app: FastAPI, world: World, holder: Holder
) -> None:
    visit = Visit(identity_app, await world.front_end(), changed={"scope": "record:read audit:read"})
    page = await visit.browser.get((await gives_password(visit, holder)).headers["location"])
    assert told(await visit.submit(page, digits=holder.digits()))["error"] == "invalid_scope"


async def test_a_code_works_once_and_the_table_does_not_hold_it(
    visit: Visit, world: World, identity: httpx.AsyncClient, databases: dict[str, ServiceDatabase]
) -> None:
    made = await opened(world, identity)
    assert "not right" in (await gives_code(visit, "AAAA-AAAA-AAAA-AAAA")).text
    assert (await gives_code(visit, made["code"].lower().replace("-", " "))).status_code == 303
    connection = await asyncpg.connect(databases["identity"].owner_url)
    kept = await connection.fetchrow("SELECT * FROM identity.account_invitations WHERE account_id = $1", made["id"])
    await connection.close()
    assert kept is not None
    assert made["code"].replace("-", "").encode() not in bytes(kept["digest"])
    await takes_into_use(visit, made)
    assert "not right" in (await gives_code(visit, made["code"])).text


async def test_another_browser_does_not_see_the_key(
    visit: Visit, world: World, identity: httpx.AsyncClient, identity_app: FastAPI
) -> None:
    assert (await gives_code(visit, (await opened(world, identity))["code"])).status_code == 303
    elsewhere = Visit(identity_app, visit.front_end)
    answer = await elsewhere.browser.get("/oauth/account/second-factor")
    assert "otpauth:" not in answer.text
    assert "otpauth:" in (await visit.browser.get("/oauth/account/second-factor")).text


async def test_an_invitation_that_nobody_took_up_is_gone_with_its_account(
    visit: Visit, world: World, identity: httpx.AsyncClient, databases: dict[str, ServiceDatabase]
) -> None:
    made = await opened(world, identity)
    connection = await asyncpg.connect(databases["identity"].owner_url)
    await connection.execute(
        "UPDATE identity.account_invitations SET expires_at = now() - interval '1 minute' WHERE account_id = $1",
        made["id"],
    )
    assert "too old" in (await gives_code(visit, made["code"])).text
    async with world.database.work(TaskActor("housekeeping")) as work:
        await forget_lapsed_accounts(work)
    left = await connection.fetchval("SELECT count(*) FROM identity.accounts WHERE id = $1", made["id"])
    told = "SELECT count(*) FROM identity.journal WHERE type = 'parcours.account.lapsed.v1' AND about = $1"
    assert await connection.fetchval(told, UUID(made["id"])) == 1
    await connection.close()
    assert left == 0


async def test_the_same_digits_do_not_work_twice(visit: Visit, holder: Holder, identity_app: FastAPI) -> None:
    await code_for(visit, holder)
    again = Visit(identity_app, visit.front_end, changed={"scope": PEOPLE_SCOPES})
    page = await again.browser.get((await gives_password(again, holder)).headers["location"])
    assert "not the right digits" in (await again.submit(page, digits=holder.shown_last())).text


async def test_digits_cannot_be_guessed(visit: Visit, holder: Holder) -> None:
    page = await visit.browser.get((await gives_password(visit, holder)).headers["location"])
    for _ in range(FREE_FOR_AN_ACCOUNT):
        assert (await visit.submit(page, digits="000000")).status_code == 400
    waits = await visit.submit(page, digits=holder.digits())
    assert (waits.status_code, "retry-after" in waits.headers) == (429, True)


async def test_nobody_can_tell_an_account_from_none(visit: Visit, holder: Holder) -> None:
    wrong = await gives_password(visit, holder, "another calm password")
    nobody = await gives_password(visit, Holder("", "p-aaaa-2222"), "another calm password")
    assert (wrong.status_code, nobody.status_code) == (400, 400)
    assert wrong.text.count("is not right") == nobody.text.count("is not right") == 1


async def test_an_ended_account_opens_nothing_from_that_moment(
    visit: Visit, holder: Holder, identity: httpx.AsyncClient, world: World
) -> None:
    tokens = await tokens_for(visit, holder)
    async with world.database.work(TaskActor("ended_accounts")) as work:
        await end_account(work, UUID(holder.account_id))
    assert (await visit.refresh(tokens["refresh_token"])).status_code == 400
    assert (await gives_password(visit, holder)).status_code == 400
    ended = (await identity.get("/.well-known/ended-sessions.json")).json()["ended"]
    assert claims_of(tokens["access_token"])["sid"] in ended


async def test_an_account_that_ends_while_it_is_taken_into_use_has_ended(
    visit: Visit, world: World, identity: httpx.AsyncClient
) -> None:
    made = await opened(world, identity)
    assert (await gives_code(visit, made["code"])).status_code == 303
    (cookie,) = [value for name, value in visit.browser.cookies.items() if name.endswith(COOKIE)]
    async with world.database.work(SIGN_IN) as work:
        prepared = await prepared_account(work, digest_of(cookie))
        assert prepared is not None
        ending = asyncio.create_task(ended_by_an_event(world, UUID(made["id"])))
        await somebody_waits(work)
        await activate_account(work, prepared, 1)
    await ending
    async with world.database.work(TaskActor("tokens")) as work:
        assert await standing_of_account(work, UUID(made["id"])) is None


async def ended_by_an_event(world: World, account_id: UUID) -> None:
    async with world.database.work(TaskActor("ended_accounts")) as work:
        await end_account(work, account_id)


async def somebody_waits(work: UnitOfWork) -> None:
    """Until another transaction waits for what this one holds."""
    async with asyncio.timeout(5):
        while True:
            if await work.value(WAITS):
                return
            await asyncio.sleep(0.01)


async def test_only_front_ends_for_everybody_take_people(identity_app: FastAPI, world: World, holder: Holder) -> None:
    of_an_agency = Visit(identity_app, await world.front_end(open_to_all=False), changed={"scope": PEOPLE_SCOPES})
    assert (await gives_password(of_an_agency, holder)).status_code == 403


async def test_whoever_does_not_work_with_people_opens_no_account(world: World, identity: httpx.AsyncClient) -> None:
    for roles in ((Role.ADMINISTRATOR,), (Role.PRIVACY_OFFICER,)):
        headers = await world.signed_in(await world.worker(*roles))
        assert (await identity.post("/v1/accounts", headers=headers)).status_code == 403


async def test_no_worker_can_be_called_like_an_account(world: World, identity: httpx.AsyncClient) -> None:
    headers = await world.signed_in(await world.worker(Role.ADMINISTRATOR))
    body = {"display_name": "Nadia", "login": "P-K7QF-2M5X", "roles": ["caseworker"]}
    answer = await identity.post(f"/v1/agencies/{world.agency.id}/workers", json=body, headers=headers)
    assert answer.json()["type"].endswith(LoginTaken.code)
