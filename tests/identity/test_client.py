"""What the other services ask identity, asked of the real one."""

import pytest
from fastapi import FastAPI

from shared.clients.carriage import InProcess
from shared.clients.identity import IdentityClient
from shared.contracts.identity.agency import AgencyFacts
from shared.contracts.identity.worker import WorkerFacts
from shared.identifiers import new_id
from shared.refusals import NotFound
from tests.identity.worlds import World

pytestmark = pytest.mark.anyio


async def test_an_agency_is_told_with_its_facts(identity_app: FastAPI, world: World) -> None:
    client = IdentityClient(InProcess(identity_app))
    headers = await world.signed_in(await world.worker())
    agency = world.agency
    assert await client.agency(agency.id, headers) == AgencyFacts(
        id=agency.id,
        name=agency.name,
        sector=agency.sector,
        kind=agency.kind,
        municipalities=agency.municipalities,
        active=True,
    )
    with pytest.raises(NotFound):
        await client.agency(new_id(), headers)


async def test_a_worker_is_told_by_id_with_the_agencies_they_work_for(identity_app: FastAPI, world: World) -> None:
    client = IdentityClient(InProcess(identity_app))
    clinic = await world.another_agency()
    nurse = await world.worker(agency=clinic)
    headers = await world.signed_in(await world.worker())
    assert await client.worker(nurse.id, headers) == WorkerFacts(nurse.id, nurse.display_name, (clinic.id,))
    with pytest.raises(NotFound):
        await client.worker(new_id(), headers)


async def test_the_list_of_who_has_ended_is_known(identity_app: FastAPI) -> None:
    client = IdentityClient(InProcess(identity_app))
    assert isinstance(await client.ended_sessions(), frozenset)
    assert len(await client.signing_keys()) >= 2
