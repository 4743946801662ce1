"""What a record holds of somebody, read as FHIR: what `/v1` shows the same reader, and no more."""

from dataclasses import dataclass
from typing import Any

import pytest

from shared.contracts.identity.actor import TaskActor
from shared.contracts.identity.vocabulary import Role, Sector
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.fhir.people import id_of_both
from shared.identifiers import new_id
from tests.cases.doors import Desk, Doors
from tests.cases.plans.test_http import goal

KINDS = ("RelatedPerson", "Consent", "Condition", "Goal")
AGREED = {"categories": ["identity", "social"], "given_by": "person", "given_how": "oral", "language": "fr"}
DENIED = Statement("SELECT operation FROM access_log WHERE person_id = CAST(:person_id AS uuid) AND act = 'denied'")


@dataclass
class Record:
    """Somebody of whom the lead's agency knows everything and the adviser's nothing yet."""

    doors: Doors
    person_id: str
    case_id: str
    made: dict[str, Any]

    async def found(self, desk: Desk, kind: str) -> list[dict[str, Any]]:
        answer = await desk.get(f"/fhir/{kind}?patient=Patient/{self.person_id}")
        assert answer.status_code == 200, answer.text
        return [one["resource"] for one in answer.json().get("entry", ())]


@pytest.fixture
async def record(doors: Doors) -> Record:
    lead, person_id = doors.lead, await doors.registered()
    case = await lead.made("/v1/cases", {"persons": [{"person_id": person_id}], "category": "social"})
    tie = {"kind": "carer", "other": {"name": "Dominique Exemple"}, "valid_from": "2025-01-01"}
    need = await lead.made(
        f"/v1/cases/{case['id']}/needs", {"category": "social", "term": "food-insecurity", "source": "person"}
    )
    made = {
        "Condition": need,
        "RelatedPerson": await lead.made(f"/v1/persons/{person_id}/relationships", tie),
        "Goal": await lead.made(f"/v1/cases/{case['id']}/goals", goal(need_ids=[need["id"]], target_on="2027-01-01")),
        "Consent": await lead.made(
            f"/v1/persons/{person_id}/consents", {**AGREED, "agencies": [str(doors.adviser.agency.id)]}
        ),
    }
    return Record(doors, person_id, case["id"], made)


async def test_each_is_found_by_its_person_and_opened_by_its_id(record: Record) -> None:
    for kind in KINDS:
        (found,) = await record.found(record.doors.lead, kind)
        by = record.person_id if kind in {"RelatedPerson", "Consent"} else record.case_id
        assert found["id"] == (by + record.made[kind]["id"]).replace("-", "")
        opened = await record.doors.lead.get(f"/fhir/{kind}/{found['id']}")
        assert (opened.status_code, opened.json()) == (200, found)
        assert opened.headers["etag"] == f'W/"{found["meta"]["versionId"]}"'
        assert opened.headers["decision-id"]


async def test_each_says_what_our_own_words_say(record: Record) -> None:
    lead, adviser = record.doors.lead, record.doors.adviser
    ((tie,), (said,), (need,), (wanted,)) = [await record.found(lead, kind) for kind in KINDS]
    patient = f"Patient/{record.person_id}"
    assert (tie["name"], tie["period"]["start"]) == ([{"text": "Dominique Exemple"}], "2025-01-01")
    assert tie["relationship"][0]["coding"][-1]["code"] == "carer"
    assert (said["status"], said["provision"]["type"], said["patient"]["reference"]) == ("active", "permit", patient)
    assert said["provision"]["actor"][0]["reference"]["reference"] == f"Organization/{adviser.agency.id}"
    assert [one["code"] for one in said["provision"]["class"]] == AGREED["categories"]
    assert (need["code"]["coding"][0]["code"], need["code"]["coding"][0]["system"][-14:]) == (
        "food-insecurity",
        "TemporaryCodes",
    )
    assert need["clinicalStatus"]["coding"][0]["code"] == "active"
    assert need["recorder"]["reference"] == f"PractitionerRole/{id_of_both(lead.worker.id, lead.agency.id)}"
    assert (wanted["lifecycleStatus"], wanted["description"]["text"]) == ("proposed", "Leaves the flat weekly")
    assert wanted["addresses"][0]["reference"] == f"Condition/{need['id']}"
    assert wanted["target"] == [{"dueDate": "2027-01-01"}]
    french = (await lead.get(f"/fhir/Condition/{need['id']}", accept_language="fr")).json()
    assert (french["code"]["coding"][0]["display"], french["meta"]) == ("Alimentation", need["meta"])


async def test_a_refusal_is_in_force_and_denies_and_a_withdrawal_ends_it(record: Record) -> None:
    lead = record.doors.lead
    path = f"/v1/persons/{record.person_id}/consents"
    refused = await lead.made(path, {**AGREED, "is_refusal": True, "agencies": [str(lead.agency.id)]})
    assert (await lead.post(f"{path}/{record.made['Consent']['id']}/withdrawal", {})).status_code == 200
    by_id = {one["id"]: one for one in await record.found(lead, "Consent")}
    denies = by_id[(record.person_id + refused["id"]).replace("-", "")]
    ended = by_id[(record.person_id + record.made["Consent"]["id"]).replace("-", "")]
    assert (denies["status"], denies["provision"]["type"]) == ("active", "deny")
    assert (ended["status"], ended["extension"][0]["valueCode"]) == ("inactive", "withdrawn")


async def test_foreign_and_invented_are_the_same_and_the_attempt_is_logged(
    record: Record, served_owner: Database
) -> None:
    stranger = await record.doors.agency("Clinic", Sector.HEALTH)
    for kind in KINDS:
        assert await record.found(stranger, kind) == []
        ids = (await record.found(record.doors.lead, kind))[0]["id"], id_of_both(new_id(), new_id())
        foreign, invented = [await stranger.get(f"/fhir/{kind}/{one}") for one in ids]
        assert (foreign.status_code, foreign.json()) == (404, invented.json())
        statuses = [(await stranger.get(f"/fhir/{kind}{rest}")).status_code for rest in ("/x", "?patient=x", "")]
        assert statuses == [404, 422, 422]
    async with served_owner.work(TaskActor("reads_everything")) as work:
        denied = [row[0] for row in await work.rows(DENIED, person_id=record.person_id)]
    assert sorted(denied) == ["list-consents", "list-relationship", "list-relationship", "open-consent"]


async def test_a_privacy_officer_finds_who_looked(record: Record) -> None:
    lead = record.doors.lead
    officer = await record.doors.hires(lead, Role.PRIVACY_OFFICER)
    query = f"/fhir/AuditEvent?patient={record.person_id}&_count=2"
    bundle = (await officer.get(query)).json()
    looks = (await officer.get(f"/v1/persons/{record.person_id}/access-log")).json()["items"]
    shown = [one["resource"] for one in bundle["entry"]]
    assert len(shown) == 2
    ours = {(one["operation"], one["subject_id"]) for one in looks}
    assert {(one["subtype"][0]["code"], one["agent"][0]["who"]["identifier"]["value"]) for one in shown} <= ours
    assert [one["relation"] for one in bundle["link"]] == ["self", "next"]
    assert (await lead.get(query)).status_code == 403
    stranger = await record.doors.agency("Clinic", Sector.HEALTH, Role.PRIVACY_OFFICER)
    foreign, invented = [
        await stranger.get(f"/fhir/AuditEvent?patient={one}") for one in (record.person_id, str(new_id()))
    ]
    assert (foreign.status_code, foreign.json()) == (404, invented.json())
