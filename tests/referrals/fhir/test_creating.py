"""A referral is made by FHIR: all of it or nothing, once however often it is asked for."""

import json
from copy import deepcopy
from typing import Any

import pytest

from services.referrals.fhir.api.creating import A_NEW_REQUEST, A_NEW_TASK, A_TRANSACTION
from shared.clients.carriage import Answer
from shared.contracts.cases.vocabulary import Category
from shared.identifiers import new_id
from tests.referrals.worlds import Caller, Town

FHIR = {"content-type": "application/fhir+json"}


def a_request(town: Town, **other: Any) -> dict[str, Any]:
    named = {
        "subject": {"reference": f"Patient/{town.person.id}"},
        "performer": [{"reference": f"HealthcareService/{town.listing_id}"}],
    }
    return {**deepcopy(A_NEW_REQUEST), **named, "note": [{"text": "Afraid of dogs."}], **other}


def a_transaction(town: Town, *more: Any, status: str = "requested", **other: Any) -> dict[str, Any]:
    bundle = deepcopy(A_TRANSACTION)
    bundle["entry"][0]["resource"] = a_request(town, **other)
    bundle["entry"][1]["resource"]["status"] = status
    bundle["entry"] += more
    return bundle


async def sent(caller: Caller, path: str, body: Any, **headers: str) -> Answer:
    return await caller.ask("POST", f"/fhir{path}", body, {**FHIR, **headers})


def wrong(answer: Answer) -> list[str]:
    assert answer.status == 422, answer.body
    return [one["expression"][0] for one in answer.json()["issue"] if "expression" in one]


async def how_many(town: Town) -> int:
    return len((await town.sender.get(f"/fhir/Task?patient={town.person.id}")).json().get("entry", ()))


async def test_a_transaction_drafts_and_sends(town: Town) -> None:
    answer = await sent(town.sender, "", a_transaction(town))
    assert answer.status == 200, answer.body
    made = [one["response"] for one in answer.json()["entry"]]
    kind, referral_id, _, version = made[1]["location"].split("/")
    assert (kind, made[0]["status"], made[1]["etag"]) == ("Task", "201 Created", f'W/"{version}"')
    referral = await town.receiver.read(referral_id)
    assert (referral["state"], referral["need"]["category"], referral["note"]) == (
        "received",
        "housing",
        "Afraid of dogs.",
    )
    own = await town.sender.read(referral_id)
    assert set(own["categories"]) == {"identity", "contact", "housing"}
    assert {one["category"] for one in own["disclosure"]["shown"]} == {"identity", "housing"}


async def test_the_same_key_refers_once(town: Town) -> None:
    key, bundle = {"idempotency-key": str(new_id())}, a_transaction(town)
    first, again = [await sent(town.sender, "", bundle, **key) for _ in range(2)]
    assert first.json() == again.json()
    assert await how_many(town) == 1
    other = await sent(town.sender, "", a_transaction(town, priority="asap"), **key)
    assert other.json()["issue"][0]["details"]["coding"][0]["code"] == "idempotency-key-reused"


async def test_where_nothing_may_travel_nothing_is_drafted(town: Town) -> None:
    refused = await sent(
        town.sender, "", a_transaction(town, extension=[{"url": "urn:parcours:travels", "valueCode": "health"}])
    )
    assert (refused.status, refused.json()["issue"][0]["details"]["coding"][0]["code"]) == (409, "no-ground")
    assert await how_many(town) == 0


async def test_a_request_is_drafted_and_a_task_sends_it(town: Town) -> None:
    drafted = await sent(town.sender, "/ServiceRequest", a_request(town))
    assert drafted.status == 201, drafted.body
    asked = drafted.json()
    assert asked["status"] == "draft"
    assert drafted.headers["location"] == f"/fhir/ServiceRequest/{asked['id']}/_history/{asked['meta']['versionId']}"
    task = {**A_NEW_TASK, "focus": {"reference": f"ServiceRequest/{asked['id']}"}}
    left = await sent(town.sender, "/Task", {**task, "status": "draft"})
    assert (left.status, left.json()["status"]) == (201, "draft")
    assert (await town.receiver.get(f"/fhir/Task/{asked['id']}")).status == 404
    asked_for = await sent(town.sender, "/Task", task)
    assert (asked_for.status, asked_for.json()["status"]) == (201, "requested")
    assert (await sent(town.sender, "/Task", task)).status == 409


async def test_gravitys_codes_say_the_need_and_what_follows_is_kept(town: Town) -> None:
    system = "http://hl7.org/fhir/us/sdoh-clinicalcare/CodeSystem/SDOHCC-CodeSystemTemporaryCodes"
    category = [{"coding": [{"system": system, "code": "homelessness"}]}]
    first = (await sent(town.sender, "/ServiceRequest", a_request(town, category=category))).json()
    replaces = [{"reference": f"ServiceRequest/{first['id']}"}]
    body = a_request(town, category=category, replaces=replaces, priority="asap")
    second = (await sent(town.sender, "/ServiceRequest", body)).json()
    own = await town.sender.read(second["id"])
    assert (own["need"], own["urgency"], own["follows_id"]) == (
        {"category": Category.HOUSING, "term": "homelessness"},
        "urgent",
        first["id"],
    )
    assert second["category"][0] == category[0]


async def test_a_new_person_is_registered_first(town: Town) -> None:
    patient = {"fullUrl": "urn:uuid:1", "resource": {"resourceType": "Patient"}}
    refused = await sent(town.sender, "", a_transaction(town, patient))
    assert wrong(refused) == ["entry[2]"]
    assert "POST /v1/persons" in refused.json()["issue"][0]["diagnostics"]
    for new in ("#1", "urn:uuid:1"):
        inside = a_request(town, subject={"reference": new}, contained=[{"resourceType": "Patient", "id": "1"}])
        refused = await sent(town.sender, "/ServiceRequest", inside, **{"accept-language": "fr"})
        assert wrong(refused) == ["subject"]
        assert "enregistrez par POST /v1/persons" in refused.json()["issue"][0]["diagnostics"]


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status"),
    [
        ("POST", "/Patient", b"{}", FHIR, 404),
        ("PUT", "/ServiceRequest/0198c0de-0000-7000-8000-000000000e01", b"{}", FHIR, 405),
        ("DELETE", "/Task/0198c0de-0000-7000-8000-000000000e01", b"", {}, 405),
        ("POST", "/ServiceRequest", b"{", FHIR, 422),
        ("POST", "/ServiceRequest", b"<a/>", {"content-type": "application/fhir+xml"}, 422),
        ("POST", "/Task", b"[]", {"content-type": "application/fhir+json; fhirVersion=5.0"}, 415),
        ("GET", "/Task/x", b"", {}, 422),
    ],
)
async def test_every_refusal_is_an_outcome(
    town: Town, method: str, path: str, body: bytes, headers: dict[str, str], status: int
) -> None:
    answer = await town.sender.ask(method, f"/fhir{path}", None, headers, raw=body)
    assert (answer.status, answer.json()["resourceType"]) == (status, "OperationOutcome")
    assert answer.json()["issue"][0]["severity"] == "error"


@pytest.mark.parametrize(
    ("other", "place"),
    [
        ({"subject": {"reference": "Patient/pat-53234"}}, "subject"),
        ({"performer": [{"reference": f"Organization/{new_id()}"}]}, "performer"),
        ({"performer": [{"reference": f"HealthcareService/{new_id()}"}]}, "performer"),
        ({"category": []}, "category"),
        ({"category": [{"coding": [{"system": "urn:parcours:category", "code": "x"}]}]}, "category"),
        ({"priority": "whenever"}, "priority"),
        ({"replaces": [{"reference": f"ServiceRequest/{new_id()}"}]}, "replaces"),
        ({"extension": [{"url": "urn:parcours:travels", "valueCode": "x"}]}, "extension"),
        ({"resourceType": "Task"}, "resourceType"),
    ],
)
async def test_what_is_wrong_is_pointed_at_in_the_words_of_fhir(town: Town, other: dict[str, Any], place: str) -> None:
    assert wrong(await sent(town.sender, "/ServiceRequest", a_request(town, **other))) == [place]
    if place != "resourceType":
        assert wrong(await sent(town.sender, "", a_transaction(town, **other))) == [f"entry[0].resource.{place}"]


async def test_foreign_people_and_requests_are_as_invented_ones(town: Town) -> None:
    stranger = town.stranger
    answers = [
        await sent(stranger, "/ServiceRequest", a_request(town, subject={"reference": f"Patient/{one}"}))
        for one in (town.person.id, new_id())
    ]
    assert [one.status for one in answers] == [404, 404]
    assert answers[0].json() == answers[1].json()
    draft = (await town.draft())["id"]
    tasks = [
        await sent(stranger, "/Task", {**A_NEW_TASK, "focus": {"reference": f"ServiceRequest/{one}"}})
        for one in (draft, new_id())
    ]
    assert wrong(tasks[0]) == wrong(tasks[1]) == ["focus"]


async def test_what_is_no_transaction_of_both_is_refused(town: Town) -> None:
    alone = a_transaction(town)
    del alone["entry"][1]
    assert wrong(await sent(town.sender, "", alone)) == ["entry"]
    assert wrong(await sent(town.sender, "", {"resourceType": "Bundle", "type": "batch"})) == ["type"]
    elsewhere = a_transaction(town)
    elsewhere["entry"][1]["resource"]["focus"] = {"reference": "urn:uuid:other"}
    assert wrong(await sent(town.sender, "", elsewhere)) == ["entry[1].resource.focus"]
    conditional = a_transaction(town)
    conditional["entry"][0]["request"]["ifNoneExist"] = "identifier=1"
    assert wrong(await sent(town.sender, "", conditional)) == ["entry[0].request.ifNoneExist"]
    ended = a_transaction(town, status="completed")
    assert wrong(await sent(town.sender, "", ended)) == ["entry[1].resource.status"]
    assert (await sent(town.sender, "/Task", A_NEW_TASK, **{"if-none-exist": "x"})).status == 422
    broken = await town.sender.ask("POST", "/fhir", None, FHIR, raw=json.dumps([1]).encode())
    assert (broken.status, broken.json()["resourceType"]) == (422, "OperationOutcome")
    assert await how_many(town) == 0
