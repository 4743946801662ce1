"""An agency's administrator decides who works for it."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from services.identity.workers.domain import Worker
from shared.contracts.identity.vocabulary import Role
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.identity.visits import Visit
from tests.identity.worlds import World

pytestmark = pytest.mark.anyio

GOING = Statement("""
    SELECT type FROM journal
    WHERE about = :about AND type IN ('parcours.worker.revoked.v1', 'parcours.worker.left.v1') ORDER BY position
""")


async def administrator(world: World) -> dict[str, str]:
    return await world.signed_in(await world.worker(Role.ADMINISTRATOR))


def somebody(**changed: Any) -> dict[str, Any]:
    return {"display_name": "Paul Ferrand", "login": f"Paul.{new_id().hex}", "roles": ["caseworker"]} | changed


async def test_a_new_worker_works_for_the_agency(identity: httpx.AsyncClient, world: World) -> None:
    headers = await administrator(world)
    made = await identity.post(f"/v1/agencies/{world.agency.id}/workers", headers=headers, json=somebody())
    assert made.status_code == 201, made.text
    assert made.json()["login"].startswith("paul.")
    opened = await identity.get(made.headers["location"], headers=headers)
    assert (opened.json(), opened.headers["etag"]) == (made.json(), '"1"')
    listed = (await identity.get(f"/v1/agencies/{world.agency.id}/workers", headers=headers)).json()["items"]
    assert made.json() in listed


async def test_a_worker_is_made_once_however_often_the_request_is_sent(
    identity: httpx.AsyncClient, world: World
) -> None:
    headers = await administrator(world) | {"Idempotency-Key": new_id().hex}
    body = somebody()
    answers = [
        await identity.post(f"/v1/agencies/{world.agency.id}/workers", headers=headers, json=body) for _ in range(2)
    ]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()


async def test_a_sign_in_name_belongs_to_one_worker_whatever_its_letters_case(
    identity: httpx.AsyncClient, world: World
) -> None:
    headers = await administrator(world)
    body = somebody()
    path = f"/v1/agencies/{world.agency.id}/workers"
    assert (await identity.post(path, headers=headers, json=body)).status_code == 201
    second = await identity.post(path, headers=headers, json=body | {"login": body["login"].upper()})
    assert (second.status_code, second.json()["type"]) == (409, "/problems/login-taken")


async def test_a_worker_of_another_agency_is_added_by_id(identity: httpx.AsyncClient, world: World) -> None:
    worker = await world.worker(agency=await world.another_agency())
    headers = await administrator(world)
    path = f"/v1/agencies/{world.agency.id}/workers"
    body = {"worker_id": str(worker.id), "roles": ["intake"]}
    assert (await identity.post(path, headers=headers, json=body)).status_code == 201
    again = await identity.post(path, headers=headers, json=body)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/already-member")
    invented = await identity.post(path, headers=headers, json=body | {"worker_id": str(new_id())})
    assert invented.status_code == 404


async def test_names_of_workers_are_for_all_and_sign_in_names_for_administrators(
    identity: httpx.AsyncClient, world: World
) -> None:
    worker = await world.worker()
    clinic = await world.another_agency()
    stranger = await world.signed_in(await world.worker(agency=clinic), clinic)
    seen = await identity.get(f"/v1/workers/{worker.id}", headers=stranger)
    assert seen.json() == {
        "id": str(worker.id),
        "display_name": worker.display_name,
        "agencies": [str(world.agency.id)],
    }
    assert "etag" not in seen.headers
    colleague = await world.signed_in(await world.worker())
    path = f"/v1/agencies/{world.agency.id}/workers/{worker.id}"
    assert (await identity.get(path, headers=colleague)).json()["login"] is None
    assert (await identity.get(path, headers=await administrator(world))).json()["login"] == worker.login
    assert (await identity.get(path, headers=stranger)).status_code == 403


async def test_the_list_of_workers_is_for_colleagues_and_goes_on_page_by_page(
    identity: httpx.AsyncClient, world: World
) -> None:
    made = {str((await world.worker()).id) for _ in range(5)} | {str((await world.worker(Role.ANALYST)).id)}
    headers = await world.signed_in(await world.worker(Role.INTAKE))
    path = f"/v1/agencies/{world.agency.id}/workers"
    found: list[str] = []
    after = ""
    while True:
        page = (await identity.get(f"{path}?limit=2{after}", headers=headers)).json()
        found += [one["worker_id"] for one in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert len(found) == len(set(found)) == 7
    assert made < set(found)
    analysts = (await identity.get(f"{path}?role=analyst", headers=headers)).json()["items"]
    assert [one["roles"] for one in analysts] == [["analyst"]]
    clinic = await world.another_agency()
    assert (await identity.get(f"/v1/agencies/{clinic.id}/workers", headers=headers)).status_code == 403
    assert (await identity.get(f"/v1/agencies/{new_id()}/workers", headers=headers)).status_code == 404


async def test_whoever_loses_a_role_is_signed_out_at_once(
    identity: httpx.AsyncClient, identity_app: FastAPI, world: World
) -> None:
    worker = await world.worker(Role.CASEWORKER, Role.SUPERVISOR)
    await world.has_password(worker)
    visit = Visit(identity_app, await world.front_end())
    tokens = (await visit.redeem(await visit.code_for(worker))).json()
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert (await identity.get("/v1/me", headers=bearer)).status_code == 200
    changed = await identity.patch(
        f"/v1/agencies/{world.agency.id}/workers/{worker.id}",
        headers=await administrator(world) | {"If-Match": '"1"'},
        json={"roles": ["caseworker"]},
    )
    assert (changed.status_code, changed.json()["roles"]) == (200, ["caseworker"])
    assert (await identity.get("/v1/me", headers=bearer)).status_code == 401
    assert (await visit.refresh(tokens["refresh_token"])).status_code == 400


async def test_a_revoked_worker_is_out_at_once_in_this_agency_and_not_in_the_other(
    identity: httpx.AsyncClient, identity_app: FastAPI, world: World
) -> None:
    clinic = await world.another_agency()
    worker = await world.worker()
    await world.also_works_for(worker, clinic)
    await world.has_password(worker)
    front_end = await world.front_end()
    bearers = []
    for agency in (world.agency, clinic):
        visit = Visit(identity_app, front_end)
        page = await visit.browser.get((await visit.sign_in(worker)).headers["location"])
        chosen = await visit.submit(page, agency=str(agency.id))
        code = httpx.URL(chosen.headers["location"]).params["code"]
        tokens = (await visit.redeem(code)).json()
        bearers.append({"Authorization": f"Bearer {tokens['access_token']}"})
    revoked = await identity.post(f"/v1/workers/{worker.id}/revocation", headers=await administrator(world))
    assert (revoked.status_code, revoked.json()["current"]) == (200, False)
    assert [(await identity.get("/v1/me", headers=one)).status_code for one in bearers] == [401, 200]
    assert await told_of(world, worker, await administrator(world)) == ["parcours.worker.revoked.v1"]
    shown = await identity.get(f"/v1/workers/{worker.id}", headers=bearers[1])
    assert shown.json()["agencies"] == [str(clinic.id)]
    again = await identity.post(f"/v1/workers/{worker.id}/revocation", headers=await administrator(world))
    assert again.status_code == 409


async def told_of(world: World, worker: Worker, headers: dict[str, str]) -> list[str]:
    """What the journal says of somebody who goes."""
    actor = await world.app.state.service.verifier.actor(headers["Authorization"].removeprefix("Bearer "))
    async with world.database.work(actor) as work:
        return [row["type"] for row in await work.rows(GOING, about=worker.id)]


async def test_a_revocation_is_told_in_the_journal_without_a_name(identity: httpx.AsyncClient, world: World) -> None:
    worker = await world.worker()
    admin = await world.worker(Role.ADMINISTRATOR)
    headers = await world.signed_in(admin)
    await identity.post(f"/v1/workers/{worker.id}/revocation", headers=headers)
    actor = await world.app.state.service.verifier.actor(headers["Authorization"].removeprefix("Bearer "))
    assert await told_of(world, worker, headers) == ["parcours.worker.revoked.v1", "parcours.worker.left.v1"]
    told = Statement("SELECT type, data, actor_id FROM journal WHERE about = :about AND type LIKE '%revoked%'")
    async with world.database.work(actor) as work:
        rows = await work.rows(told, about=worker.id)
    assert [(row["type"], row["data"], row["actor_id"]) for row in rows] == [
        (
            "parcours.worker.revoked.v1",
            {"worker_id": str(worker.id), "agency_id": str(world.agency.id)},
            admin.id,
        )
    ]


async def test_an_agency_keeps_an_administrator(identity: httpx.AsyncClient, world: World) -> None:
    admin = await world.worker(Role.ADMINISTRATOR)
    headers = await world.signed_in(admin)
    path = f"/v1/agencies/{world.agency.id}/workers/{admin.id}"
    alone = await identity.post(f"/v1/workers/{admin.id}/revocation", headers=headers)
    assert (alone.status_code, alone.json()["type"]) == (409, "/problems/last-administrator")
    demoted = await identity.patch(path, headers=headers | {"If-Match": '"1"'}, json={"roles": ["caseworker"]})
    assert demoted.status_code == 409
    await world.worker(Role.ADMINISTRATOR)
    assert (await identity.post(f"/v1/workers/{admin.id}/revocation", headers=headers)).status_code == 200


async def test_another_agencys_workers_cannot_be_managed(identity: httpx.AsyncClient, world: World) -> None:
    clinic = await world.another_agency()
    theirs = await world.worker(agency=clinic)
    headers = await administrator(world)
    added = await identity.post(f"/v1/agencies/{clinic.id}/workers", headers=headers, json=somebody())
    assert added.status_code == 403
    changed = await identity.patch(
        f"/v1/agencies/{clinic.id}/workers/{theirs.id}", headers=headers | {"If-Match": '"1"'}, json={}
    )
    assert changed.status_code == 403
    assert (await identity.post(f"/v1/workers/{theirs.id}/revocation", headers=headers)).status_code == 404
    renamed = await identity.patch(
        f"/v1/workers/{theirs.id}", headers=headers | {"If-Match": '"1"'}, json={"display_name": "X"}
    )
    assert renamed.status_code == 404


async def test_a_name_is_corrected_by_its_bearer_or_their_administrator_and_by_no_colleague(
    identity: httpx.AsyncClient, world: World
) -> None:
    worker = await world.worker()
    path, body = f"/v1/workers/{worker.id}", {"display_name": "Nadia Meunier"}
    colleague = await world.signed_in(await world.worker()) | {"If-Match": '"1"'}
    assert (await identity.patch(path, headers=colleague, json=body)).status_code == 403
    own = await world.signed_in(worker)
    assert (await identity.patch(path, headers=own, json=body)).status_code == 428
    renamed = await identity.patch(path, headers=own | {"If-Match": '"1"'}, json=body)
    assert (renamed.status_code, renamed.json()["display_name"], renamed.headers["etag"]) == (
        200,
        "Nadia Meunier",
        '"2"',
    )
    admin = await administrator(world)
    assert (await identity.patch(path, headers=admin | {"If-Match": '"1"'}, json=body)).status_code == 412
    assert (await identity.patch(path, headers=admin | {"If-Match": '"2"'}, json=body)).status_code == 200


async def test_a_membership_ends_on_its_day_and_can_begin_again(identity: httpx.AsyncClient, world: World) -> None:
    headers = await administrator(world)
    now = world.database.clock()
    path = f"/v1/agencies/{world.agency.id}/workers"
    begun = {"valid_from": (now - timedelta(days=9)).isoformat(), "valid_until": (now - timedelta(days=2)).isoformat()}
    made = (await identity.post(path, headers=headers, json=somebody(**begun))).json()
    assert made["current"] is False
    ended = await identity.patch(
        f"{path}/{made['worker_id']}", headers=headers | {"If-Match": '"1"'}, json={"roles": ["analyst"]}
    )
    assert ended.status_code == 409
    again = await identity.post(path, headers=headers, json={"worker_id": made["worker_id"], "roles": ["intake"]})
    assert (again.status_code, again.json()["current"]) == (201, True)


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"roles": []}, "#/roles"),
        ({"roles": ["system"]}, "#/roles"),
        ({"roles": ["king"]}, "#/roles/0"),
        ({"login": "with space"}, "#/login"),
        ({"display_name": "  "}, "#/display_name"),
        ({"valid_from": "2026-01-05T08:00:00"}, "#/valid_from"),
        ({"valid_from": "2026-01-05T08:00:00Z", "valid_until": "2026-01-05T08:00:00Z"}, "#/valid_until"),
        ({"worker_id": str(new_id())}, "#"),
        ({"login": None}, "#"),
    ],
)
async def test_what_is_wrong_with_a_new_worker_is_pointed_at(
    identity: httpx.AsyncClient, world: World, changed: dict[str, Any], pointer: str
) -> None:
    answer = await identity.post(
        f"/v1/agencies/{world.agency.id}/workers", headers=await administrator(world), json=somebody(**changed)
    )
    assert answer.status_code == 422, answer.text
    assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]
