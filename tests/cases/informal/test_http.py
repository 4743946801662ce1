"""Informal members as they are asked over HTTP."""

from shared.identifiers import new_id
from tests.cases.doors import Doors


async def test_a_neighbour_is_added_quoted_corrected_and_gone(doors: Doors) -> None:
    case = await doors.case()
    path = f"/v1/cases/{case['id']}"
    body = {"name": "The neighbour", "bond": "neighbour"}
    twice = [await doors.lead.post(f"{path}/informal-members", body, Idempotency_Key="one") for _ in range(2)]
    member = twice[0].json()
    assert [one.json() for one in twice] == [member] * 2
    where = twice[0].headers["Location"]
    assert (member["category"], member["version"], twice[0].headers["ETag"]) == ("household", 1, '"1"')
    note = {"category": "health", "text": "Hardly eats", "said_by": member["id"]}
    written = await doors.lead.made(f"{path}/notes", note)
    assert (written["said_by"], written["worker_id"]) == (member["id"], str(doors.lead.worker.id))
    gone = await doors.lead.ask("PATCH", where, {"ended_on": "2020-01-01"}, If_Match='"1"')
    assert (gone.status_code, gone.json()["ended_on"]) == (200, "2020-01-01")
    assert (await doors.lead.ask("PATCH", where, {"name": "Else"}, If_Match='"1"')).status_code == 412
    refused = await doors.lead.post(f"{path}/notes", note)
    assert [one["pointer"] for one in refused.json()["errors"]] == ["#/said_by"]
    assert len((await doors.lead.get(f"{where}/versions")).json()["items"]) == 1
    assert [one["id"] for one in (await doors.lead.get(f"{path}/informal-members")).json()["items"]] == [member["id"]]


async def test_what_is_foreign_and_what_is_invented_are_answered_alike(doors: Doors) -> None:
    case = await doors.case()
    made = await doors.lead.made(f"/v1/cases/{case['id']}/informal-members", {"name": "Somebody", "bond": "friend"})
    for tail in ("", f"/{made['id']}", f"/{made['id']}/versions"):
        foreign = await doors.adviser.get(f"/v1/cases/{case['id']}/informal-members{tail}")
        invented = await doors.adviser.get(f"/v1/cases/{new_id()}/informal-members{tail}")
        assert (foreign.status_code, foreign.content) == (404, invented.content)
    both = {"bond": "friend", "name": "Somebody", "helper_id": str(doors.person_id)}
    refused = await doors.lead.post(f"/v1/cases/{case['id']}/informal-members", both)
    assert [one["pointer"] for one in refused.json()["errors"]] == ["#/name"]
