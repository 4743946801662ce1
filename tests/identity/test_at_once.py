"""What happens when two try the same thing in the same moment."""

import asyncio
import time

import pytest
from fastapi import FastAPI

from services.identity.agencies.policy import INSTALLATION
from services.identity.keys.domain.signatures import new_private_key, signing_key
from services.identity.systems.actions import register_system
from services.identity.systems.domain import Authentication, GrantType
from services.identity.tokens.domain.credentials import ASSERTION_TYPE
from shared.contracts.identity.vocabulary import Role, Scope
from shared.identifiers import new_id
from tests.identity.visits import PUBLIC_URL, Visit
from tests.identity.worlds import World

pytestmark = pytest.mark.anyio


async def test_a_code_redeemed_ten_times_at_once_opens_once_and_then_nothing(
    identity_app: FastAPI, world: World
) -> None:
    worker = await world.worker()
    await world.has_password(worker)
    visit = Visit(identity_app, await world.front_end())
    code = await visit.code_for(worker)
    answers = await asyncio.gather(*(visit.redeem(code) for _ in range(10)))
    opened = [one.json() for one in answers if one.status_code == 200]
    assert len(opened) == 1
    assert {one.json()["error"] for one in answers if one.status_code != 200} == {"invalid_grant"}
    assert (await visit.refresh(opened[0]["refresh_token"])).status_code == 400, "the reuse ended the sign-in"


async def test_a_refresh_token_used_ten_times_at_once_works_once(identity_app: FastAPI, world: World) -> None:
    worker = await world.worker()
    await world.has_password(worker)
    visit = Visit(identity_app, await world.front_end())
    first = (await visit.redeem(await visit.code_for(worker))).json()
    answers = await asyncio.gather(*(visit.refresh(first["refresh_token"]) for _ in range(10)))
    assert sorted(one.status_code for one in answers) == [200] + [400] * 9


async def test_an_assertion_shown_ten_times_at_once_counts_once(identity_app: FastAPI, world: World) -> None:
    key = signing_key(new_private_key())
    async with world.database.work(INSTALLATION) as work:
        system, _ = await register_system(
            work,
            agency_id=world.agency.id,
            name="Hospital record",
            authentication=Authentication.PRIVATE_KEY_JWT,
            grants=[GrantType.CLIENT_CREDENTIALS],
            scopes=[Scope.RECORD_READ],
            keys=[key.public],
        )
    me = str(system.id)
    claims = {"iss": me, "sub": me, "aud": PUBLIC_URL, "jti": new_id().hex, "exp": int(time.time()) + 60}
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": key.signed(claims, "JWT"),
    }
    browser = Visit(identity_app, system).browser
    answers = await asyncio.gather(*(browser.post("/oauth/token", data=form) for _ in range(10)))
    assert sorted(one.status_code for one in answers) == [200] + [401] * 9


async def test_twelve_guesses_at_once_are_twelve_guesses(identity_app: FastAPI, world: World) -> None:
    front_end = await world.front_end()
    login = f"nobody.{new_id().hex}"

    async def guess() -> int:
        visit = Visit(identity_app, front_end)
        return (await visit.submit(await visit.open(), login=login, password="not the password")).status_code

    assert sorted(await asyncio.gather(*(guess() for _ in range(12)))) == [400] * 5 + [429] * 7


async def test_two_administrators_who_revoke_each_other_at_once_leave_one(identity_app: FastAPI, world: World) -> None:
    admins = [await world.worker(Role.ADMINISTRATOR) for _ in range(2)]
    headers = [await world.signed_in(admin) for admin in admins]
    browser = Visit(identity_app, await world.front_end()).browser
    answers = await asyncio.gather(
        *(
            browser.post(f"/v1/workers/{other.id}/revocation", headers=own)
            for own, other in zip(headers, reversed(admins), strict=True)
        )
    )
    assert sorted(one.status_code for one in answers) == [200, 409]
