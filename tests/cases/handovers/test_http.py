"""Hand-overs as they are asked over HTTP, and their second lock."""

from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.cases.doors import Doors
from tests.cases.worlds import World

_UNLOCKED = Statement("SELECT count(*) FROM handover WHERE case_id = :case_id")


async def test_a_case_is_handed_over_received_and_read_on(doors: Doors, served_cases: Database) -> None:
    await doors.share("identity", "social", "housing")
    case = await doors.case()
    path = f"/v1/cases/{case['id']}"
    taker = await doors.joins(case["id"], doors.adviser)
    body = {"giver_id": case["lead"]["member_id"], "taker_id": taker, "note": "The landlord waits for a call."}
    twice = [await doors.lead.post(f"{path}/handovers", body, Idempotency_Key="one") for _ in range(2)]
    offered = twice[0].json()
    assert [one.json() for one in twice] == [offered] * 2
    assert twice[0].headers["Location"] == f"{path}/handovers/{offered['id']}"
    note = (await doors.adviser.get(f"{path}/notes/{offered['note_id']}")).json()
    assert note["text"] == "The landlord waits for a call."
    where = f"{path}/handovers/{offered['id']}"
    assert (await doors.lead.post(f"{where}/receipt", {})).status_code == 403
    received = [await doors.adviser.post(f"{where}/receipt", {}, Idempotency_Key="two") for _ in range(2)]
    assert [(one.status_code, one.json()["state"]) for one in received] == [(200, "received")] * 2
    led = (await doors.adviser.get(path)).json()["lead"]
    assert (led["member_id"], led["worker_id"]) == (taker, str(doors.adviser.worker.id))
    tails = [one for one in (await doors.adviser.get(f"{path}/team")).json()["items"] if one["seat"] == "tail"]
    assert [one["worker_id"] for one in tails] == [str(doors.lead.worker.id)]
    [listed] = (await doors.lead.get(f"{path}/handovers")).json()["items"]
    assert listed == (await doors.lead.get(where)).json()

    world = World(doors.municipality.municipality_id)
    stranger = world.worker(Role.SUPERVISOR)
    for agency_id, many in ((doors.adviser.agency.id, 1), (stranger.agency_id, 0)):
        async with served_cases.work(world.worker(agency=agency_id)) as work:
            assert await work.value(_UNLOCKED, case_id=case["id"]) == many


async def test_what_is_foreign_and_what_is_invented_are_answered_alike(doors: Doors) -> None:
    case = await doors.case()
    body = {"giver_id": case["lead"]["member_id"], "taker_id": str(new_id()), "note": "Over to you"}
    for method, path in (("GET", "handovers"), ("POST", "handovers"), ("GET", f"handovers/{new_id()}")):
        sent = body if method == "POST" else None
        foreign = await doors.adviser.ask(method, f"/v1/cases/{case['id']}/{path}", sent)
        invented = await doors.adviser.ask(method, f"/v1/cases/{new_id()}/{path}", sent)
        assert (foreign.status_code, foreign.content) == (404, invented.content)
    refused = await doors.lead.post(f"/v1/cases/{case['id']}/handovers", body | {"note": ""})
    assert [one["pointer"] for one in refused.json()["errors"]] == ["#/note"]
