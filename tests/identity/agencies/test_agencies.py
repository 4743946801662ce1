"""Municipalities and agencies over HTTP."""

import httpx
import pytest
from fastapi import FastAPI

from services.identity.agencies.actions import register_agency
from services.identity.agencies.policy import INSTALLATION
from shared.contracts.identity.vocabulary import AgencyKind, Role, Sector
from shared.refusals import Invalid
from tests.identity.worlds import World, new_world

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
    in_french = await identity.patch(
        f"/v1/agencies/{clinic.id}", headers=headers | {"Accept-Language": "fr"}, json={"name": "La nôtre"}
    )
    assert in_french.json() == {
        "type": "/problems/not-allowed",
        "title": "Non autorisé",
        "status": 403,
        "detail": "Vous ne pouvez pas modifier un organisme.",
        "reasons": ["L'auteur de la demande agit pour cet organisme"],
    }


async def test_lists_go_on_page_by_page_by_sector_and_place(identity: httpx.AsyncClient, world: World) -> None:
    made = [await world.another_agency(f"Clinique {number}") for number in (3, 1, 2)]
    headers = await world.signed_in(await world.worker())
    path = f"/v1/agencies?municipality={world.municipality_id}"
    names: list[str] = []
    after = ""
    while True:
        page = (await identity.get(f"{path}&limit=2{after}", headers=headers)).json()
        names += [one["name"] for one in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert names == ["Clinique 1", "Clinique 2", "Clinique 3", "Service social"]
    of_health = (await identity.get(f"{path}&sector=health", headers=headers)).json()["items"]
    assert {one["id"] for one in of_health} == {str(one.id) for one in made}


async def test_a_municipality_is_opened_and_listed(identity: httpx.AsyncClient, world: World) -> None:
    headers = await world.signed_in(await world.worker())
    opened = await identity.get(f"/v1/municipalities/{world.municipality_id}", headers=headers)
    assert opened.json() == {
        "id": str(world.municipality_id),
        "name": "Valmont",
        "country": "FR",
        "code": "",
        "time_zone": "Europe/Paris",
    }
    assert (await identity.get(f"/v1/municipalities/{world.agency.id}", headers=headers)).status_code == 404
    page = (await identity.get("/v1/municipalities?limit=1", headers=headers)).json()
    assert len(page["items"]) == 1


@pytest.mark.parametrize(
    ("path", "pointer"),
    [
        ("/v1/agencies?ids=nonsense", "#/query/ids"),
        ("/v1/agencies?after=nonsense", "#/query/after"),
        ("/v1/agencies?limit=0", "#/query/limit"),
        ("/v1/agencies?sector=magic", "#/query/sector"),
        ("/v1/agencies/nonsense", "#/path/agency_id"),
        ("/v1/municipalities?after=WzFd", "#/query/after"),
    ],
)
async def test_what_is_wrong_with_a_question_is_pointed_at(
    identity: httpx.AsyncClient, world: World, path: str, pointer: str
) -> None:
    answer = await identity.get(path, headers=await world.signed_in(await world.worker()))
    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]


async def test_an_agency_works_in_municipalities_that_exist(world: World) -> None:
    for municipalities in ([], [world.agency.id], [world.municipality_id, world.agency.id]):
        with pytest.raises(Invalid):
            async with world.database.work(INSTALLATION) as work:
                await register_agency(
                    work,
                    name="Nowhere",
                    sector=Sector.HOUSING,
                    kind=AgencyKind.PRIVATE,
                    municipalities=municipalities,
                )


async def test_a_national_agency_works_in_several_municipalities_its_seat_first(
    identity: httpx.AsyncClient, identity_app: FastAPI, world: World
) -> None:
    elsewhere = await new_world(identity_app)
    async with world.database.work(INSTALLATION) as work:
        agency = await register_agency(
            work,
            name="Agence nationale",
            sector=Sector.EMPLOYMENT,
            kind=AgencyKind.PUBLIC,
            municipalities=[elsewhere.municipality_id, world.municipality_id, elsewhere.municipality_id],
        )
    worker = await world.worker(agency=agency)
    me = (await identity.get("/v1/me", headers=await world.signed_in(worker, agency))).json()
    assert me["municipalities"] == [str(elsewhere.municipality_id), str(world.municipality_id)]
