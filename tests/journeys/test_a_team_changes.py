"""Scene 6: somebody old at home, a neighbour, and a team that changes around them, in one process and in several."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import uuid4

import pytest

from deploy.demo.cast import agency, demo_id
from deploy.demo.desk import Desk, Refused, signed_in
from tests.journeys.conftest import Parcours

CAST = {
    "nadia": ("nadia.belkacem", "social-valmont"),
    "paul": ("paul.morel", "social-valmont"),
    "lucie": ("lucie.petit", "habitat"),
    "marc": ("marc.olivier", "habitat"),
    "ines": ("ines.costa", "clinique"),
    "lea": ("lea.martin", "social-valmont"),
}


@pytest.fixture
async def desks(parcours: Parcours) -> Mapping[str, Desk]:
    """Social work and housing, which share social matters and housing; and a clinic."""
    desks = {name: await parcours.desk(*where) for name, where in CAST.items()}
    signing = [desks["paul"], desks["marc"]]
    body = {
        "municipality_id": str(demo_id("valmont")),
        "title": "At home",
        "parties": [{"agency_id": str(agency(one.agency_key).id), "gives": True, "receives": True} for one in signing],
        "categories": ["identity", "social", "housing"],
        "purposes": ["care-coordination"],
        "legal_basis": "e",
        "article": "Fictional Act § 12",
        "retention": "two years",
        "contact": "privacy office",
        "valid_from": "2026-01-01T00:00:00Z",
    }
    written = await signing[0].post("/v1/agreements", body)
    for desk in signing:
        await desk.post(f"/v1/agreements/{written['id']}/signature")
    return desks


async def a_case(nadia: Desk) -> tuple[str, str]:
    """About somebody new; the addresses of person and case."""
    name = {"family_name": f"Parcours-{uuid4().hex[:8]}", "given_name": "Noa"}
    person = await nadia.post("/v1/persons", {"municipality_id": str(demo_id("valmont")), "identity": name})
    opened = await nadia.post("/v1/cases", {"persons": [{"person_id": person["id"]}], "category": "social"})
    return f"/v1/persons/{person['id']}", f"/v1/cases/{opened['id']}"


async def is_asked(nadia: Desk, case: str, desk: Desk) -> str:
    """The address of the invitation, as whoever is invited finds it."""
    body = {"agency_id": str(agency(desk.agency_key).id), "worker_id": str(desk.worker.id), "capacity": "other"}
    asked = await nadia.post(f"{case}/invitations", body)
    waiting = {one["id"]: one for one in (await desk.get("/v1/team-invitations", limit="100"))["items"]}
    assert "person" not in str(waiting[asked["id"]])
    return f"/v1/team-invitations/{asked['id']}"


async def answers(desk: Desk, path: str) -> int:
    try:
        await desk.get(path)
    except Refused as refusal:
        return refusal.status
    return 200


async def seats(desk: Desk, case: str) -> dict[str, Any]:
    """The latest seat of each worker."""
    return {str(one["worker_id"]): one for one in (await desk.get(f"{case}/team", limit="100"))["items"]}


async def is_leaderless(desk: Desk, case: str) -> None:
    """A supervisor finds that nobody leads a case, which follows by event."""
    async with asyncio.timeout(10):
        while True:
            found = (await desk.get("/v1/leaderless-cases", limit="100"))["items"]
            if case.rpartition("/")[2] in {one["id"] for one in found}:
                return
            await asyncio.sleep(0.05)


async def test_a_team_is_asked_hands_over_and_hears_the_neighbour(desks: Mapping[str, Desk]) -> None:
    nadia, lucie, ines = desks["nadia"], desks["lucie"], desks["ines"]
    _, case = await a_case(nadia)
    declined = await ines.post(f"{await is_asked(nadia, case, ines)}/decline", {"reason": "no_capacity"})
    assert declined["state"] == "declined"
    assert await answers(ines, case) == 404
    await lucie.post(f"{await is_asked(nadia, case, lucie)}/acceptance")
    neighbour = await nadia.post(
        f"{case}/informal-members", {"category": "housing", "name": "The neighbour below", "bond": "neighbour"}
    )
    said = {"category": "housing", "text": "Does not open the shutters any more.", "said_by": neighbour["id"]}
    note = await lucie.post(f"{case}/notes", said)
    assert (await nadia.get(f"{case}/notes/{note['id']}"))["said_by"] == neighbour["id"]

    team = await seats(nadia, case)
    over = {"giver_id": team[str(nadia.worker.id)]["id"], "taker_id": team[str(lucie.worker.id)]["id"]}
    offered = await nadia.post(f"{case}/handovers", {**over, "note": "The landlord waits for a call."})
    assert (await nadia.get(case))["lead"]["worker_id"] == str(nadia.worker.id), "it is hers until it was received"
    assert (await lucie.get(f"{case}/notes/{offered['note_id']}"))["text"] == "The landlord waits for a call."
    await lucie.post(f"{case}/handovers/{offered['id']}/receipt")
    assert (await nadia.get(case))["lead"]["worker_id"] == str(lucie.worker.id)
    former = (await seats(nadia, case))[str(nadia.worker.id)]
    assert (former["seat"], former["ends_at"] is not None) == ("tail", True)


async def test_who_is_close_to_somebody_is_kept_out_and_their_agency_names_another_lead(
    desks: Mapping[str, Desk],
) -> None:
    lea, paul = desks["lea"], desks["paul"]
    person, case = await a_case(lea)
    assert await answers(lea, f"{person}/record") == 200
    declared = await lea.post(f"{person}/conflicts-of-interest", {"relation": "neighbour"})
    assert [await answers(lea, path) for path in (f"{person}/record", case)] == [404, 404]
    await is_leaderless(paul, case)
    assert (await paul.get(case))["lead"]["is_vacant"]
    seat = await paul.post(f"{case}/team", {"worker_id": str(paul.worker.id), "capacity": "coordinator"})
    led = await paul.post(f"{case}/lead", {"member_id": seat["id"]})
    assert (led["lead"]["worker_id"], led["lead"]["is_vacant"]) == (str(paul.worker.id), False)

    await paul.post(f"/v1/conflicts-of-interest/{declared['id']}/lifting", {"reason": "declared_in_error"})
    assert await answers(lea, f"{person}/record") == 200


ASKS = ("/v1/me", "/v1/worklist", "/v1/inbox")
"""One of each service."""


@pytest.fixture
async def leaving(parcours: Parcours, desks: Mapping[str, Desk]) -> AsyncIterator[Desk]:
    """Somebody who will work for social services again afterwards, at the same desk."""
    lea, paul = desks["lea"], desks["paul"]
    yield lea
    body = {"worker_id": str(lea.worker.id), "roles": ["intake", "caseworker"]}
    await paul.post(f"/v1/agencies/{lea.agency.id}/workers", body)
    again = await signed_in(parcours.url, lea.worker, lea.agency_key, parcours.keys.password)
    lea.http.headers["Authorization"] = again.http.headers["Authorization"]
    await again.close()


async def is_refused_everywhere(desk: Desk, within_seconds: float) -> None:
    async with asyncio.timeout(within_seconds):
        while True:
            if {await answers(desk, path) for path in ASKS} == {401}:
                return
            await asyncio.sleep(0.02)


async def test_a_revoked_worker_is_refused_within_five_seconds_and_the_supervisor_finds_what_they_leave(
    desks: Mapping[str, Desk], leaving: Desk
) -> None:
    paul = desks["paul"]
    person, case = await a_case(leaving)
    owner = {"agency_id": str(leaving.agency.id), "worker_id": str(leaving.worker.id)}
    task = await leaving.post(f"{case}/tasks", {"category": "social", "title": "Ask for the papers", "owner": owner})
    assert [await answers(leaving, path) for path in (*ASKS, f"{person}/record")] == [200] * 4

    await paul.post(f"/v1/workers/{leaving.worker.id}/revocation")
    await is_refused_everywhere(leaving, within_seconds=5)
    await is_leaderless(paul, case)
    assert (await paul.get(case))["lead"]["is_vacant"]
    listed = (await paul.get("/v1/tasks", of="agency", limit="200"))["items"]
    assert [one["worker_id"] for one in listed if one["id"] == task["id"]] == [None]
    assert (await paul.get("/v1/tasks", of="agency", worker_id=str(leaving.worker.id)))["items"] == []

    seat = await paul.post(f"{case}/team", {"worker_id": str(paul.worker.id), "capacity": "coordinator"})
    await paul.post(f"{case}/lead", {"member_id": seat["id"]})
    given = {"worker_id": str(paul.worker.id), "because": "hand_over"}
    await paul.post(f"/v1/tasks/{task['id']}/reassignment", given)
    mine = {one["id"] for one in (await paul.get("/v1/tasks", limit="200"))["items"]}
    assert task["id"] in mine
