"""A referral is driven by changing its Task: each change is a move of ours, or its refusal."""

from typing import Any

import pytest

from services.referrals.fhir.domain.words import MOVE_BY_STATUS, TASK_STATUS, asked_move
from shared.clients.carriage import Answer
from shared.contracts.referrals.vocabulary import Move, State
from shared.identifiers import new_id
from tests.referrals.worlds import ON_THE_WAY, Caller, Town

FHIR = {"content-type": "application/fhir+json"}
PATCH = {"content-type": "application/json-patch+json"}


def coded(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": f"urn:parcours:{system}", "code": code}]}


def because(reason: str) -> dict[str, Any]:
    return {"statusReason": coded("referral-reason", reason)}


def business(state: State) -> dict[str, Any]:
    return {"businessStatus": coded("referral-state", state)}


FOUND = [
    {"type": coded("task-output", name), "valueCodeableConcept": coded(f"referral-{name}", code)}
    for name, code in (("outcome", "need_met"), ("evidence", "document"), ("confirmation", "confirmed"))
]
REVIEWED = {"restriction": {"period": {"end": "2030-01-01"}}}
CONTACTED = {"executionPeriod": {"start": "2025-01-01T10:00:00Z"}}
NOTED = {"note": [{"text": "Which floor?"}]}
ASK = {"status": "on-hold", **business(State.INFORMATION_REQUESTED), **NOTED}
A_MOVE: list[tuple[tuple[Move, ...], str, dict[str, Any], State]] = [
    (ON_THE_WAY[:1], "receiver", {"status": "accepted"}, State.ACCEPTED),
    (ON_THE_WAY[:2], "receiver", {"status": "in-progress", **CONTACTED}, State.IN_PROGRESS),
    (ON_THE_WAY[:3], "receiver", {"status": "completed", "output": FOUND}, State.COMPLETED),
    (ON_THE_WAY[:1], "receiver", {"status": "rejected", **because("no_capacity")}, State.DECLINED),
    (ON_THE_WAY[:2], "receiver", {"status": "failed", **because("no_show")}, State.STOPPED),
    (ON_THE_WAY[:1], "receiver", ASK, State.INFORMATION_REQUESTED),
    (ON_THE_WAY[:1], "receiver", {"status": "on-hold", **business(State.WAITLISTED)}, State.WAITLISTED),
    (ON_THE_WAY[:3], "receiver", {"status": "on-hold", **because("person_unavailable"), **REVIEWED}, State.ON_HOLD),
    ((*ON_THE_WAY[:3], Move.PAUSE), "receiver", {"status": "in-progress"}, State.IN_PROGRESS),
    ((*ON_THE_WAY[:1], Move.ASK), "sender", {"status": "requested", **NOTED}, State.RECEIVED),
    (ON_THE_WAY, "sender", {"status": "in-progress", **because("ended_too_early")}, State.IN_PROGRESS),
    (ON_THE_WAY[:2], "sender", {"status": "cancelled", **because("person_wish")}, State.WITHDRAWN),
]


async def task_of(caller: Caller, referral_id: str) -> dict[str, Any]:
    answer = await caller.get(f"/fhir/Task/{referral_id}")
    assert answer.status == 200, answer.body
    task: dict[str, Any] = answer.json()
    return task


async def put(caller: Caller, task: dict[str, Any], **headers: str) -> Answer:
    return await caller.ask("PUT", f"/fhir/Task/{task['id']}", task, {**FHIR, **headers})


async def patched(caller: Caller, referral_id: str, version: Any, *operations: dict[str, Any]) -> Answer:
    headers = PATCH | ({"if-match": f'W/"{version}"'} if version else {})
    return await caller.ask("PATCH", f"/fhir/Task/{referral_id}", list(operations), headers)


def problem(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.json()["issue"][0]["details"]["coding"][0]["code"]


def test_every_status_but_draft_is_reached_by_a_move() -> None:
    assert MOVE_BY_STATUS.keys() - {"received"} == set(TASK_STATUS.values()) - {"draft"}
    for state in State:
        assert asked_move(state, TASK_STATUS[state], state) is None


@pytest.mark.parametrize(
    ("before", "by", "changes", "state"), A_MOVE, ids=lambda one: one if isinstance(one, str) else ""
)
async def test_a_changed_task_is_a_move(
    town: Town, before: tuple[Move, ...], by: str, changes: dict[str, Any], state: State
) -> None:
    referral_id = await town.brought_to(before)
    caller: Caller = getattr(town, by)
    answer = await put(caller, {**await task_of(caller, referral_id), **changes})
    assert answer.status == 200, answer.body
    shown = answer.json()
    assert (shown["status"], (await caller.read(referral_id))["state"]) == (TASK_STATUS[state], state)
    assert answer.headers["etag"] == f'W/"{shown["meta"]["versionId"]}"'
    if "note" in changes:
        assert shown["note"][-1]["text"] == "Which floor?"


async def test_a_draft_is_sent_and_acknowledged_by_its_task(town: Town) -> None:
    referral_id = (await town.draft())["id"]
    sent = await put(town.sender, {**await task_of(town.sender, referral_id), "status": "requested"})
    assert sent.json()["businessStatus"]["coding"][0]["code"] == "sent"
    system = town.system_of(town.receiver)
    (found,) = (await system.get(f"/fhir/Task?_id={referral_id}")).json()["entry"]
    version = found["resource"]["meta"]["versionId"]
    received = await patched(system, referral_id, version, {"op": "replace", "path": "/status", "value": "received"})
    assert received.status == 200, received.body
    assert received.json()["businessStatus"]["coding"][0]["code"] == "received"
    assert (await put(system, {**received.json(), "status": "accepted"})).status == 422, "a system says who answers"
    team = [{"url": "urn:parcours:responsible-team", "valueString": "North"}]
    assert (await put(system, {**received.json(), "status": "accepted", "extension": team})).status == 200
    assert (await town.receiver.read(referral_id))["progress"]["responsible_team"] == "North"


async def test_a_patch_makes_the_same_move(town: Town) -> None:
    referral_id = await town.brought_to(ON_THE_WAY[:3])
    version = (await task_of(town.receiver, referral_id))["meta"]["versionId"]
    operations = [{"op": "add", "path": "/output/-", "value": one} for one in FOUND]
    done = {"op": "replace", "path": "/status", "value": "completed"}
    assert problem(await patched(town.receiver, referral_id, version, done)) == (422, "invalid")
    assert problem(await patched(town.receiver, referral_id, None, done, *operations)) == (428, "precondition-required")
    answer = await patched(town.receiver, referral_id, version, done, *operations)
    assert (answer.status, answer.json()["status"]) == (200, "completed")
    assert problem(await patched(town.receiver, referral_id, version, done)) == (412, "stale")


async def test_of_two_who_change_the_same_version_one_is_told_so(town: Town) -> None:
    referral_id = await town.brought_to(ON_THE_WAY[:1])
    task = await task_of(town.receiver, referral_id)
    assert (await put(town.receiver, {**task, "status": "accepted"})).status == 200
    assert problem(await put(town.receiver, {**task, "status": "rejected", **because("no_capacity")})) == (412, "stale")
    without = {name: value for name, value in task.items() if name != "meta"}
    assert problem(await put(town.receiver, {**without, "status": "accepted"})) == (428, "precondition-required")


async def test_the_same_key_moves_once(town: Town) -> None:
    referral_id = await town.brought_to(ON_THE_WAY[:1])
    task = {**await task_of(town.receiver, referral_id), "status": "accepted"}
    key = {"idempotency-key": str(new_id())}
    first, again = [await put(town.receiver, task, **key) for _ in range(2)]
    assert (first.status, first.json()) == (200, again.json())


async def test_a_move_that_is_not_possible_says_which_are(town: Town) -> None:
    referral_id = await town.brought_to(ON_THE_WAY[:1])
    refused = await put(
        town.receiver, {**await task_of(town.receiver, referral_id), "status": "completed", "output": FOUND}
    )
    assert problem(refused) == (409, "move-not-possible")
    told = {one["details"]["coding"][0]["code"]: one["details"]["text"] for one in refused.json()["issue"][1:]}
    assert told["state"] == "received"
    assert "accept" in told["moves"].split(", ")
    by_the_other = await put(town.sender, {**await task_of(town.sender, referral_id), "status": "accepted"})
    assert problem(by_the_other) == (403, "not-allowed")


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"status": "rejected"}, "statusReason"),
        ({"status": "rejected", **because("no_show")}, "statusReason"),
        ({"status": "ready"}, "status"),
        ({"status": "accepted", "owner": {"reference": f"Practitioner/{new_id()}"}}, "owner"),
        ({"status": "on-hold", **business(State.INFORMATION_REQUESTED)}, "note"),
        ({"status": "accepted", "focus": {"reference": f"ServiceRequest/{new_id()}"}}, "id"),
    ],
)
async def test_what_is_missing_is_pointed_at(town: Town, changes: dict[str, Any], place: str) -> None:
    referral_id = await town.brought_to(ON_THE_WAY[:1])
    refused = await put(town.receiver, {**await task_of(town.receiver, referral_id), **changes})
    assert (refused.status, refused.json()["issue"][0].get("expression")) == (422, [place])


async def test_a_hold_needs_a_day_of_its_own_and_help_a_contact_in_the_past(town: Town) -> None:
    referral_id = await town.brought_to(ON_THE_WAY[:2])
    task = await task_of(town.receiver, referral_id)
    for start in (None, "yesterday", "2100-01-01T10:00:00Z"):
        refused = await put(town.receiver, {**task, "status": "in-progress", "executionPeriod": {"start": start}})
        assert refused.json()["issue"][0]["expression"] == ["executionPeriod.start"]
    await town.make(town.receiver, referral_id, Move.START)
    task = await task_of(town.receiver, referral_id)
    held = await put(town.receiver, {**task, "status": "on-hold", **because("person_unavailable")})
    assert held.json()["issue"][0]["expression"] == ["restriction.period.end"]


async def test_a_task_that_says_nothing_new_changes_nothing(town: Town) -> None:
    referral_id = await town.brought_to(ON_THE_WAY[:1])
    task = await task_of(town.receiver, referral_id)
    assert (await put(town.receiver, task)).json() == task
    french = (await town.receiver.get(f"/fhir/Task/{referral_id}", {"accept-language": "fr"})).json()
    assert french["businessStatus"] != task["businessStatus"]
    assert french["meta"] == task["meta"], "a version is the same in every language"


async def test_foreign_and_invented_tasks_are_the_same_to_whoever_changes_them(town: Town) -> None:
    referral_id = await town.sent()
    invented = str(new_id())
    answers = []
    for one in (referral_id, invented):
        body = {"resourceType": "Task", "id": one, "status": "accepted", "meta": {"versionId": "1"}}
        answers += [await put(town.stranger, body), await patched(town.stranger, one, 1)]
    assert {one.status for one in answers} == {404}
    assert answers[0].json() == answers[2].json()
