"""Referrals and the directory, read and searched as FHIR R4."""

from typing import Any

import pytest

from services.referrals.fhir.domain.words import REQUEST_STATUS, TASK_STATUS
from services.referrals.lifecycle.domain.table import ENDS
from shared.clients.carriage import Answer
from shared.contracts.identity.vocabulary import Role
from shared.contracts.referrals.vocabulary import Move, State
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.referrals.worlds import Caller, Town

LOGGED = Statement("SELECT act, person_id FROM access_log WHERE decision_id = CAST(:decision AS uuid)")

CODES = {
    **dict.fromkeys(("draft", "requested", "accepted", "on-hold", "in-progress"), False),
    **dict.fromkeys(("completed", "failed", "rejected", "cancelled", "entered-in-error"), True),
}


def resources(answer: Answer) -> list[dict[str, Any]]:
    assert answer.status == 200, answer.body
    return [one["resource"] for one in answer.json().get("entry", ())]


def issue(answer: Answer) -> dict[str, Any]:
    told = answer.json()
    assert (told["resourceType"], answer.headers["content-type"]) == ("OperationOutcome", "application/fhir+json")
    first: dict[str, Any] = told["issue"][0]
    return first


def test_each_state_has_a_status_that_ends_when_it_ends() -> None:
    assert {state: CODES[TASK_STATUS[state]] for state in State} == {state: state in ENDS for state in State}
    assert set(REQUEST_STATUS) == set(State)


async def test_a_referral_is_a_request_and_a_task(town: Town) -> None:
    referral_id = await town.sent(urgency="urgent")
    asked = (await town.sender.get(f"/fhir/ServiceRequest/{referral_id}")).json()
    answer = await town.sender.get(f"/fhir/Task/{referral_id}")
    task = answer.json()

    assert (asked["status"], task["status"], asked["priority"]) == ("active", "requested", "asap")
    assert asked["subject"]["reference"] == task["for"]["reference"] == f"Patient/{town.person.id}"
    assert task["focus"]["reference"] == f"ServiceRequest/{referral_id}"
    assert {"reference": f"HealthcareService/{town.listing_id}"}.items() <= asked["performer"][1].items()
    assert asked["note"] == [{"text": "Quiet, afraid of dogs."}]
    assert answer.headers["etag"] == f'W/"{task["meta"]["versionId"]}"'
    assert answer.headers["last-modified"].endswith("GMT")
    assert answer.headers["decision-id"]


async def test_whoever_received_it_acknowledges_by_opening_and_drives_on(town: Town) -> None:
    referral_id = await town.sent()
    task = (await town.receiver.get(f"/fhir/Task/{referral_id}")).json()
    assert task["businessStatus"]["coding"][0] == {
        "system": "urn:parcours:referral-state",
        "code": "received",
        "display": "Received",
    }
    for move, status in ((Move.ACCEPT, "accepted"), (Move.START, "in-progress"), (Move.COMPLETE, "completed")):
        await town.make(town.receiver, referral_id, move)
        task = (await town.receiver.get(f"/fhir/Task/{referral_id}")).json()
        assert task["status"] == status
    assert task["executionPeriod"]["start"] == "2025-01-01T10:00:00.000Z"
    assert [one["valueCodeableConcept"]["coding"][0]["code"] for one in task["output"]] == [
        "need_met",
        "document",
        "confirmed",
    ]


async def test_a_refusal_is_an_outcome_and_the_same_for_foreign_and_invented(town: Town) -> None:
    referral_id = await town.sent()
    foreign = await town.stranger.get(f"/fhir/Task/{referral_id}")
    invented = await town.stranger.get(f"/fhir/Task/{new_id()}")

    assert (foreign.status, foreign.json()) == (404, invented.json())
    assert issue(foreign)["code"] == "not-found"
    assert issue(foreign)["details"]["coding"] == [{"system": "urn:parcours:problem", "code": "not-found"}]
    french = await town.stranger.get(f"/fhir/Task/{referral_id}", {"accept-language": "fr"})
    assert issue(french)["details"]["text"] == "Introuvable"


@pytest.mark.parametrize(
    ("path", "headers", "status", "code"),
    [
        ("/fhir/Task", {"accept": "application/fhir+xml"}, 406, "not-supported"),
        ("/fhir/Task?_format=xml", {}, 406, "not-supported"),
        ("/fhir/Task", {"accept": "application/fhir+json; fhirVersion=5.0"}, 406, "not-supported"),
        ("/fhir/Task?modified=2026", {}, 422, "not-supported"),
        ("/fhir/Task?_lastUpdated=2026", {}, 422, "value"),
        ("/fhir/Task?owner=Patient/1", {}, 422, "value"),
        ("/fhir/Task?status=draft&status=requested", {}, 422, "not-supported"),
        (
            "/fhir/Task?_id=" + ",".join(f"0198c0de-0000-7000-8000-{number:012x}" for number in range(51)),
            {},
            422,
            "value",
        ),
        ("/fhir/HealthcareService?_id=0198c0de-0000-7000-8000-000000000e01&name=rooms", {}, 422, "not-supported"),
        ("/fhir/Observation", {}, 404, "not-found"),
        ("/fhir/Task", {"authorization": "Bearer nothing"}, 401, "login"),
    ],
)
async def test_what_is_not_served_is_said(
    town: Town, path: str, headers: dict[str, str], status: int, code: str
) -> None:
    answer = await town.sender.get(path, headers)
    assert (answer.status, issue(answer)["code"]) == (status, code)


async def test_what_is_asked_for_as_json_is_answered(town: Town) -> None:
    for accepted in ("*/*", "application/json", "application/fhir+json; fhirVersion=4.0", "text/html, */*;q=0.1"):
        assert (await town.sender.get("/fhir/Task", {"accept": accepted})).status == 200


async def test_a_search_finds_by_what_it_is_asked(town: Town) -> None:
    draft = (await town.draft())["id"]
    sent = [
        await town.sent(need={"category": "housing", "term": term}) for term in ("homelessness", "inadequate-housing")
    ]
    await town.make(town.receiver, sent[0], Move.ACKNOWLEDGE)
    await town.make(town.receiver, sent[0], Move.ACCEPT)
    receiver, patient = town.receiver.actor.agency_id, town.person.id

    async def found(caller: Caller, query: str) -> set[str]:
        return {one["id"] for one in resources(await caller.get(f"/fhir/{query}"))}

    assert await found(town.sender, "Task") == {draft, *sent}
    assert await found(town.receiver, "Task") == set(sent)
    assert await found(town.stranger, "Task") == set()
    assert await found(town.receiver, "Task?status=accepted,rejected") == {sent[0]}
    assert await found(town.receiver, f"Task?patient=Patient/{patient}&status=requested") == {sent[1]}
    assert await found(town.sender, f"Task?owner=Organization/{receiver}&_id={sent[0]},{new_id()}") == {sent[0]}
    assert await found(town.sender, f"Task?requester={receiver}") == set()
    assert await found(town.sender, f"Task?focus=ServiceRequest/{sent[1]}") == {sent[1]}
    assert await found(town.sender, f"Task?focus={sent[1]}&_id={sent[0]},{sent[1]}") == {sent[1]}
    assert await found(town.sender, f"Task?focus={sent[1]}&_id={sent[0]}") == set()
    assert await found(town.sender, f"ServiceRequest?performer=HealthcareService/{town.listing_id}&status=draft") == {
        draft
    }
    assert await found(town.sender, "Task?_lastUpdated=ge2100-01-01T00:00:00Z") == set()
    assert await found(town.sender, "Task?_lastUpdated=ge2020-01-01T00:00:00Z") == {draft, *sent}


async def test_pages_follow_each_other_by_their_links(town: Town) -> None:
    sent = [await town.sent(need={"category": "housing", "term": term}) for term in "abc"]
    seen: list[str] = []
    path: str | None = "/fhir/Task?_count=2&status=requested"
    while path:
        answer = await town.receiver.get(path)
        seen += [one["id"] for one in resources(answer)]
        links = {one["relation"]: one["url"] for one in answer.json()["link"]}
        path = links["next"].removeprefix("http://parcours.example") if "next" in links else None
    assert seen == [*reversed(sent)]


async def test_who_does_not_read_referrals_finds_none(town: Town) -> None:
    await town.sent()
    administrator = town.colleague_of(town.sender, Role.ADMINISTRATOR)
    assert resources(await administrator.get("/fhir/Task")) == []


async def test_each_task_that_is_found_is_in_the_access_log(town: Town, referrals_owner: Database) -> None:
    await town.sent()
    answer = await town.receiver.get("/fhir/Task")
    logged = await referrals_owner.row(LOGGED, decision=answer.headers["decision-id"])
    assert logged is not None
    assert (logged["act"], logged["person_id"]) == ("search_hit", town.person.id)


async def test_the_directory_is_read_as_fhir(town: Town) -> None:
    listing = (await town.sender.get(f"/fhir/HealthcareService/{town.listing_id}")).json()
    assert (listing["name"], listing["active"]) == ("Rooms for now", True)
    named = resources(await town.sender.get("/fhir/HealthcareService?name=rooms"))
    assert "HealthcareService" in {one["resourceType"] for one in named}
    by_id = resources(await town.sender.get(f"/fhir/HealthcareService?_id={town.listing_id},x"))
    assert by_id == [listing]
    receiver = (await town.sender.get(f"/fhir/Organization/{town.receiver.actor.agency_id}")).json()
    assert receiver == {
        "resourceType": "Organization",
        "id": str(town.receiver.actor.agency_id),
        "active": True,
        "name": "Agency",
    }
    for nothing in (
        f"Organization/{new_id()}",
        f"Location/{town.listing_id}-7",
        "Location/x",
        f"HealthcareService/{new_id()}",
    ):
        assert (await town.sender.get(f"/fhir/{nothing}")).status == 404
