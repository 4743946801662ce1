"""Outcomes and endings as they are asked over HTTP."""

from typing import Any

import httpx

from shared.identifiers import new_id
from tests.cases.doors import Doors

OBSERVED = {
    "category": "health",
    "measure": "hospital_days",
    "effect": "avoided",
    "basis": "same_person_before",
    "amount": 11,
    "began_on": "2026-01-01",
    "ended_on": "2026-06-30",
    "source": "hospital_record",
}
ENDING = {"reason": "goals_reached", "outcome": "reached"}


def pointers(answer: httpx.Response) -> list[str]:
    return [one["pointer"] for one in answer.json()["errors"]]


async def test_a_case_is_closed_with_what_it_has_come_to_and_reopened(doors: Doors) -> None:
    path = f"/v1/cases/{(await doors.case())['id']}"
    assert (await doors.lead.get(f"{path}/closure")).json() == {
        "referrals": [],
        "actions": [],
        "tasks": [],
        "threads": [],
    }
    body = {**ENDING, "reason": "transferred", "handed_over_to": str(doors.adviser.agency.id)}
    closed = await doors.lead.post(f"{path}/closure", body)
    assert (closed.status_code, closed.json()["state"]) == (200, "closed")
    reopened = await doors.lead.post(f"{path}/reopening", {"reason": "closed_too_early"})
    assert (reopened.status_code, reopened.json()["state"]) == (200, "open")
    [closure] = (await doors.lead.get(f"{path}/closures")).json()["items"]
    assert (closure["outcome"], closure["handed_over_to"]) == ("reached", str(doors.adviser.agency.id))
    assert (closure["reopening_reason"], closure["referrals"]) == ("closed_too_early", [])


async def test_an_observation_is_recorded_corrected_and_counted(doors: Doors) -> None:
    path = f"/v1/cases/{(await doors.case())['id']}"
    made = await doors.lead.post(f"{path}/observations", OBSERVED)
    assert (made.status_code, made.headers["ETag"]) == (201, '"1"')
    where = made.headers["Location"]
    assert (await doors.lead.get(where)).json() == made.json()
    corrected = await doors.lead.ask("PATCH", where, {"amount": 12}, If_Match='"1"')
    assert (corrected.status_code, corrected.json()["amount"]) == (200, 12)
    assert (await doors.lead.ask("PATCH", where, {"amount": 13}, If_Match='"1"')).status_code == 412
    assert (await doors.lead.ask("PATCH", where, {"amount": 13})).status_code == 428
    [earlier] = (await doors.lead.get(f"{where}/versions")).json()["items"]
    assert earlier["content"]["amount"] == 11
    outcomes = (await doors.lead.get(f"{path}/outcomes")).json()
    assert outcomes["observed"] == [{"measure": "hospital_days", "effect": "avoided", "amount": 12}]


async def test_what_became_of_a_need_and_a_goal_stands_side_by_side(doors: Doors) -> None:
    path = f"/v1/cases/{(await doors.case())['id']}"
    need = await doors.lead.made(f"{path}/needs", {"term": "stress", "category": "social", "source": "person"})
    for outcome, said_by in (("met", "worker"), ("partly_met", "person")):
        await doors.lead.made(f"{path}/needs/{need['id']}/outcomes", {"outcome": outcome, "said_by": said_by})
    assert len((await doors.lead.get(f"{path}/needs/{need['id']}/outcomes")).json()["items"]) == 2
    goal = {
        "category": "social",
        "wording": "Leaves the flat weekly",
        "owner": {"kind": "person"},
        "horizon": "months",
        "baseline": -2,
        "scale": {name: name for name in ("much_less", "less", "expected", "more", "much_more")},
    }
    made = await doors.lead.made(f"{path}/goals", goal)
    await doors.lead.made(f"{path}/goals/{made['id']}/progress", {"level": 0, "said_by": "worker"})
    shown = await doors.lead.get(f"{path}/outcomes")
    outcomes = shown.json()
    assert outcomes["needs"] == [
        {"need_id": need["id"], "term": "stress", "by_worker": "met", "by_person": "partly_met"}
    ]
    [result] = outcomes["goals"]
    assert (result["at_first"], result["by_worker"], result["by_person"]) == (-2, 0, None)
    assert (outcomes["scores"]["at_first"], outcomes["scores"]["by_worker"]) == (30.0, 50.0)
    assert (await doors.lead.get(f"{path}/outcomes")).headers["ETag"] == shown.headers["ETag"]


async def test_the_same_key_acts_once(doors: Doors) -> None:
    path = f"/v1/cases/{(await doors.case())['id']}"
    need = await doors.lead.made(f"{path}/needs", {"term": "stress", "category": "social", "source": "person"})
    for where, body in (
        (f"{path}/observations", OBSERVED),
        (f"{path}/needs/{need['id']}/outcomes", {"outcome": "met", "said_by": "worker"}),
    ):
        key = new_id().hex
        answers = [await doors.lead.post(where, body, Idempotency_Key=key) for _ in range(2)]
        assert answers[0].json()["id"] == answers[1].json()["id"]
    key = new_id().hex
    answers = [await doors.lead.post(f"{path}/closure", ENDING, Idempotency_Key=key) for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 200]


async def test_bad_input_is_pointed_at(doors: Doors) -> None:
    path = f"/v1/cases/{(await doors.case())['id']}"
    named = {"referral_id": str(new_id()), "becomes": "continues"}
    refused: list[tuple[str, Any, str]] = [
        (f"{path}/closure", {"reason": "goals_reached"}, "#/outcome"),
        (f"{path}/closure", {**ENDING, "outcome": "not_applicable"}, "#/outcome"),
        (f"{path}/closure", {**ENDING, "reason": "transferred"}, "#/handed_over_to"),
        (f"{path}/closure", {**ENDING, "handed_over_to": str(new_id())}, "#/handed_over_to"),
        (f"{path}/closure", {**ENDING, "referrals": [named]}, "#/referrals"),
        (f"{path}/closure", {**ENDING, "referrals": [named, named]}, "#/referrals"),
        (f"{path}/closure", {**ENDING, "retention_from": "1999-01-01"}, "#/retention_from"),
        (f"{path}/observations", {**OBSERVED, "basis": None}, "#/basis"),
        (f"{path}/observations", {**OBSERVED, "amount": 182}, "#/amount"),
        (f"{path}/observations", {**OBSERVED, "amount": -1}, "#/amount"),
        (f"{path}/observations", {**OBSERVED, "ended_on": "2125-01-01"}, "#/ended_on"),
    ]
    for where, body, pointer in refused:
        answer = await doors.lead.post(where, body)
        assert (answer.status_code, pointers(answer)) == (422, [pointer]), answer.text
    assert (await doors.lead.get(path)).json()["state"] == "open"


async def test_foreign_and_invented_are_the_same_404(doors: Doors) -> None:
    case_id = (await doors.case())["id"]
    made = await doors.lead.made(f"/v1/cases/{case_id}/observations", OBSERVED)
    for path in ("/closure", "/closures", "/outcomes", "/observations", f"/observations/{made['id']}"):
        foreign = await doors.adviser.get(f"/v1/cases/{case_id}{path}")
        invented = await doors.adviser.get(f"/v1/cases/{new_id()}{path}")
        assert (foreign.status_code, foreign.content) == (404, invented.content)
