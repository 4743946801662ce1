"""An agency closes: nobody acts for it any more, and its name stays."""

import httpx
import pytest
from fastapi import FastAPI

from services.identity.agencies.policy import INSTALLATION
from services.identity.sessions.api import hear_at_once
from services.identity.tokens.actions.closing import close_agency
from shared.contracts.identity.vocabulary import Role
from shared.refusals import NotAllowed, NotFound
from tests.identity.visits import Visit
from tests.identity.worlds import World, asked_token

pytestmark = pytest.mark.anyio


async def test_when_an_agency_closes_its_workers_and_systems_are_out_and_its_name_stays(
    identity: httpx.AsyncClient, identity_app: FastAPI, world: World
) -> None:
    clinic = await world.another_agency()
    reader = await world.signed_in(await world.worker())
    nurse = await world.worker(agency=clinic)
    await world.has_password(nurse)
    visit = Visit(identity_app, await world.front_end())
    tokens = (await visit.redeem(await visit.code_for(nurse))).json()
    system, secret = await world.system(agency=clinic)
    held = [tokens["access_token"], (await asked_token(identity, system, secret)).json()["access_token"]]

    async with world.database.work(INSTALLATION) as work:
        await close_agency(work, clinic.id)
    await hear_at_once(identity_app.state.service)

    for token in held:
        answer = await identity.get("/v1/me", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401
    assert (await visit.refresh(tokens["refresh_token"])).status_code == 400
    assert (await asked_token(identity, system, secret)).status_code == 401
    assert (await Visit(identity_app, visit.front_end).sign_in(nurse)).status_code == 403
    shown = (await identity.get(f"/v1/agencies/{clinic.id}", headers=reader)).json()
    assert (shown["name"], shown["active"]) == (clinic.name, False)


async def test_no_caller_closes_an_agency_not_even_its_administrator(world: World) -> None:
    admin = await world.signed_in(await world.worker(Role.ADMINISTRATOR))
    actor = await world.app.state.service.verifier.actor(admin["Authorization"].removeprefix("Bearer "))
    with pytest.raises(NotAllowed):
        async with world.database.work(actor) as work:
            await close_agency(work, world.agency.id)
    with pytest.raises(NotFound):
        async with world.database.work(INSTALLATION) as work:
            await close_agency(work, world.municipality_id)
