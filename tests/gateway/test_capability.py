"""The CapabilityStatement says what the real services serve, and nothing else."""

import pytest

from gateway.documents.capability import capability
from tests.gateway.test_real_services import merged_document
from tests.gateway.worlds import World

WITHOUT = {"accept-language": "fr", "authorization": "Bearer nothing"}
STATEMENT = capability(merged_document(), "http://parcours.example", "2026-11-22")
SERVED = {one["type"]: one for one in STATEMENT["rest"][0]["resource"]}


def test_it_names_each_type_that_is_served_with_what_can_be_done() -> None:
    assert SERVED.keys() == {
        "AuditEvent",
        "Condition",
        "Consent",
        "Goal",
        "HealthcareService",
        "Location",
        "Organization",
        "Patient",
        "Practitioner",
        "PractitionerRole",
        "RelatedPerson",
        "ServiceRequest",
        "Task",
    }
    for kind, one in SERVED.items():
        expected = {"search-type"} if kind == "AuditEvent" else {"read", "search-type"}
        assert expected <= {said["code"] for said in one["interaction"]}


def test_a_task_is_changed_and_nothing_else_is() -> None:
    changed = {
        kind for kind, one in SERVED.items() for said in one["interaction"] if said["code"] in {"update", "patch"}
    }
    assert changed == {"Task"}


def test_it_says_what_can_be_made_and_that_both_come_together() -> None:
    created = {kind for kind, one in SERVED.items() if {"code": "create"} in one["interaction"]}
    assert created == {"ServiceRequest", "Task"}
    assert STATEMENT["rest"][0]["interaction"] == [{"code": "transaction"}]


def test_it_names_each_search_parameter_once_with_its_type() -> None:
    parameters = {kind: [(said["name"], said["type"]) for said in one["searchParam"]] for kind, one in SERVED.items()}
    assert {("_id", "token"), ("name", "string"), ("birthdate", "date"), ("identifier", "token")} <= set(
        parameters["Patient"]
    )
    assert {("status", "token"), ("patient", "reference"), ("owner", "reference")} <= set(parameters["Task"])
    assert [name for names in parameters.values() for name, _ in names if name in {"after", "_count"}] == []
    assert all(len(names) == len(set(names)) for names in parameters.values())


def test_it_says_which_fhir_this_is_and_how_one_signs_in() -> None:
    assert (STATEMENT["fhirVersion"], STATEMENT["kind"]) == ("4.0.1", "instance")
    ends = STATEMENT["rest"][0]["security"]["extension"][0]["extension"]
    assert {one["valueUri"] for one in ends} == {
        "http://parcours.example/oauth/authorize",
        "http://parcours.example/oauth/token",
    }


@pytest.mark.anyio
async def test_what_the_door_refuses_is_an_outcome_too(world: World) -> None:
    for method in ("GET", "HEAD"):
        answer = await world.http.request(method, "/fhir/Task", headers=WITHOUT)
        assert (answer.status_code, answer.headers["content-type"]) == (401, "application/fhir+json")
    refused = (await world.http.get("/fhir/Task", headers=WITHOUT)).json()
    assert refused["issue"][0]["details"] == {
        "coding": [{"system": "urn:parcours:problem", "code": "unauthenticated"}],
        "text": "Connectez-vous d'abord",
    }
    assert (await world.http.get("/fhirx")).headers["content-type"] == "application/problem+json"


@pytest.mark.anyio
async def test_everybody_may_read_it(world: World) -> None:
    answer = await world.http.get("/fhir/metadata")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/fhir+json")
    assert answer.json()["implementation"]["url"].endswith("/fhir")
