"""Invitations to teams as they are asked over HTTP."""

from tests.cases.doors import Doors


async def test_an_agency_is_invited_and_accepts_once_however_often_it_says_so(doors: Doors) -> None:
    await doors.share("identity", "social", "housing")
    path = f"/v1/cases/{(await doors.case())['id']}"
    asked = {"agency_id": str(doors.adviser.agency.id), "capacity": "housing_adviser"}
    twice = [await doors.lead.post(f"{path}/invitations", asked, Idempotency_Key="one") for _ in range(2)]
    invitation = twice[0].json()
    assert [one.json() for one in twice] == [invitation] * 2
    assert twice[0].headers["Location"] == f"{path}/invitations/{invitation['id']}"
    assert (await doors.lead.post(f"{path}/invitations", asked)).status_code == 409
    waiting = (await doors.adviser.get("/v1/team-invitations")).json()["items"]
    assert waiting == [invitation]
    assert (await doors.adviser.get(f"/v1/team-invitations/{invitation['id']}")).json() == invitation

    where = f"/v1/team-invitations/{invitation['id']}/acceptance"
    accepted = [await doors.adviser.post(where, {}, Idempotency_Key="two") for _ in range(2)]
    assert [(one.status_code, one.json()["state"]) for one in accepted] == [(200, "accepted")] * 2
    team = (await doors.adviser.get(f"{path}/team")).json()["items"]
    assert [one["id"] for one in team][1:] == [accepted[0].json()["member_id"]]
    assert (await doors.adviser.get("/v1/team-invitations")).json()["items"] == []
    [shown] = (await doors.lead.get(f"{path}/invitations")).json()["items"]
    assert (shown["state"], shown["answered_at"] is not None) == ("accepted", True)
    assert (await doors.adviser.get(f"{path}/invitations")).status_code == 403


async def test_an_agency_declines_for_a_reason_of_the_list(doors: Doors) -> None:
    path = f"/v1/cases/{(await doors.case())['id']}"
    asked = {"agency_id": str(doors.adviser.agency.id), "capacity": "housing_adviser"}
    invitation = await doors.lead.made(f"{path}/invitations", asked)
    where = f"/v1/team-invitations/{invitation['id']}/decline"
    assert (await doors.adviser.post(where, {"reason": "we know them too well"})).status_code == 422
    declined = (await doors.adviser.post(where, {"reason": "not_our_task"})).json()
    assert (declined["state"], declined["reason"]) == ("declined", "not_our_task")
    assert (await doors.adviser.post(where, {"reason": "not_our_task"})).status_code == 409
    withdrawn = await doors.lead.post(f"{path}/invitations/{invitation['id']}/withdrawal", {})
    assert (withdrawn.status_code, withdrawn.json()["state"]) == (409, "declined")
