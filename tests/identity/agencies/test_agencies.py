"""Municipalities and agencies over HTTP."""

import httpx
import pytest

from shared.contracts.identity.vocabulary import Role
from tests.identity.worlds import World

pytestmark = pytest.mark.anyio


async def test_whoever_is_signed_in_opens_any_agency(identity: httpx.AsyncClient, world: World) -> None:
    clinic = await world.another_agency()
    answer = await identity.get(f"/v1/agencies/{clinic.id}", headers=await world.signed_in(await world.worker()))
    assert answer.status_code == 200, answer.text
    assert answer.headers["etag"] == '"1"'
    assert answer.json() == {
        "id": str(clinic.id),
        "name": "Clinique du Port",
        "sector": "health",
        "kind": "public",
        "municipalities": [str(world.municipality_id)],
        "active": True,
    }


async def test_nobody_opens_an_agency_without_signing_in(identity: httpx.AsyncClient, world: World) -> None:
    assert (await identity.get(f"/v1/agencies/{world.agency.id}")).status_code == 401


async def test_several_agencies_are_asked_for_by_their_ids(identity: httpx.AsyncClient, world: World) -> None:
    clinic = await world.another_agency()
    headers = await world.signed_in(await world.worker())
    invented = "019aa7a0-0000-7000-8000-000000000000"
    answer = await identity.get(f"/v1/agencies?ids={clinic.id},{world.agency.id},{invented}", headers=headers)
    assert [one["id"] for one in answer.json()["items"]] == [str(clinic.id), str(world.agency.id)]


async def test_an_administrator_renames_their_own_agency_and_nobody_elses(
    identity: httpx.AsyncClient, world: World
) -> None:
    clinic = await world.another_agency()
    headers = await world.signed_in(await world.worker(Role.ADMINISTRATOR)) | {"If-Match": '"1"'}
    renamed = await identity.patch(f"/v1/agencies/{world.agency.id}", headers=headers, json={"name": "CCAS"})
    assert (renamed.status_code, renamed.json()["name"], renamed.headers["etag"]) == (200, "CCAS", '"2"')
    again = await identity.patch(f"/v1/agencies/{world.agency.id}", headers=headers, json={"name": "Other"})
    assert again.status_code == 412
    foreign = await identity.patch(f"/v1/agencies/{clinic.id}", headers=headers, json={"name": "Ours now"})
    assert foreign.status_code == 403
    assert foreign.json()["reasons"] == ["The caller acts for this agency"]
