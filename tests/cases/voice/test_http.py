"""What people say, over HTTP."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from shared.contracts.identity.vocabulary import Role
from shared.identifiers import new_id
from tests.cases.doors import Doors


def today() -> date:
    """The day in the municipality."""
    return datetime.now(ZoneInfo("Europe/Paris")).date()


def rated(about: str, **more: Any) -> dict[str, Any]:
    period = {"began_on": (today() - timedelta(days=9)).isoformat(), "ended_on": today().isoformat()}
    said = {"about_agency_id": about, "spoken_by": "person", "aspect": "being_heard", "score": 4}
    return {**said, **period, **more}


def complained(about: str, **more: Any) -> dict[str, Any]:
    return {"about_agency_id": about, "spoken_by": "person", "text": "Nobody rang back", **more}


async def test_a_rating_is_taken_down_once_and_read(doors: Doors) -> None:
    where = f"/v1/cases/{(await doors.case())['id']}/ratings"
    body, key = rated(str(doors.lead.agency.id)), new_id().hex
    made = [await doors.lead.post(where, body, Idempotency_Key=key) for _ in range(2)]
    assert (made[0].status_code, made[0].json()) == (201, made[1].json())
    read = (await doors.lead.get(made[0].headers["Location"])).json()
    assert (read["score"], read["category"], read["addressed_to"]) == (4, "social", "team")
    assert (await doors.lead.get(where)).json() == {"items": [read], "next": None}
    for more, pointer in (
        ({"score": 6}, "#/score"),
        ({"spoken_by": "worker"}, "#/spoken_by"),
        ({"sensitivity": "sealed"}, "#/sensitivity"),
        ({"about_agency_id": str(new_id())}, "#/about_agency_id"),
        ({"ended_on": (today() + timedelta(days=1)).isoformat()}, "#/ended_on"),
        ({"person_id": str(new_id())}, "#/person_id"),
    ):
        refused = await doors.lead.post(where, body | more)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_a_complaint_to_supervisors_is_answered_by_one(doors: Doors) -> None:
    case = await doors.case()
    where = f"/v1/cases/{case['id']}/complaints"
    body = complained(str(doors.lead.agency.id), addressed_to="supervisors")
    taken = await doors.lead.post(where, body)
    path = taken.headers["Location"]
    assert (taken.status_code, path) == (201, f"{where}/{taken.json()['id']}")
    assert (await doors.lead.get(where)).json()["items"] == []
    answers = [await doors.lead.get(one) for one in (path, f"{where}/{new_id()}")]
    assert (answers[0].status_code, answers[0].content) == (404, answers[1].content)
    assert (await doors.lead.get("/v1/complaints")).status_code == 403
    supervisor = await doors.hires(doors.lead, Role.SUPERVISOR)
    await doors.lead.made(where, complained(str(doors.lead.agency.id), answer_due_on=_in(3)))
    first = (await supervisor.get("/v1/complaints?limit=1")).json()
    second = (await supervisor.get(f"/v1/complaints?limit=1&after={first['next']}")).json()
    assert [one["answer_due_on"] for one in (*first["items"], *second["items"])] == [_in(3), _in(30)]
    taken_up = await supervisor.post(f"{path}/acknowledgement", {})
    assert (taken_up.status_code, taken_up.json()["state"]) == (200, "acknowledged")
    answer = {"outcome": "partly_upheld", "answer": "We ring on Mondays"}
    answered = await supervisor.post(f"{path}/answer", answer)
    assert (answered.json()["state"], answered.json()["is_overdue"]) == ("answered", False)
    late = await supervisor.post(f"{path}/answer", answer, Accept_Language="fr")
    assert (late.status_code, late.json()["detail"]) == (409, "Cela a déjà été pris en charge.")
    assert len((await supervisor.get("/v1/complaints")).json()["items"]) == 1


async def test_numbers_are_for_supervisors_and_for_quarters_that_are_over(doors: Doors) -> None:
    supervisor = await doors.hires(doors.lead, Role.SUPERVISOR)
    counted = await supervisor.get("/v1/voice-counts?quarter=2024-Q4")
    assert (counted.status_code, counted.json()["complaints"]["people"]) == (200, None)
    assert {one["aspect"] for one in counted.json()["ratings"]} == {"help_received", "being_heard"}
    for quarter, pointer in ((f"{today().year}-Q4", "#/query/quarter"), ("2024-Q5", "#/query/quarter")):
        refused = await supervisor.get(f"/v1/voice-counts?quarter={quarter}")
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)
    assert (await doors.lead.get("/v1/voice-counts?quarter=2024-Q4")).status_code == 403


def _in(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()
