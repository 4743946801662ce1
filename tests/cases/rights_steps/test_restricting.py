"""What is restricted from processing is stored and shown to nobody; but for a permitted use, and until it is lifted."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import pytest

from shared.clock import system_clock
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.cases.doors import Desk, Doors
from tests.cases.exports.asking import officer_of
from tests.cases.own.people import invited, with_a_case
from tests.cases.rights.test_http import actor_at

pytestmark = pytest.mark.anyio

GRANTED: Final = {"outcome": "granted", "reason": "It is contested."}
NOTES: Final = Statement("SELECT id FROM note WHERE person_id = :person_id ORDER BY id")
ALL: Final = ["identity", "contact", "social", "housing"]


def in_days(days: int) -> str:
    return (system_clock().date() + timedelta(days=days)).isoformat()


async def asked(doors: Doors, person: str, officer: Desk, right: str = "restriction", answer: Any = GRANTED) -> str:
    made = await doors.lead.made(f"/v1/persons/{person}/rights-requests", {"right": right, "words": "It is not true"})
    path = f"/v1/persons/{person}/rights-requests/{made['id']}"
    if answer is not None:
        assert (await officer.post(f"{path}/decision", answer)).status_code == 200
    return path


async def shown(desk: Desk, case: str) -> list[str]:
    return [one["text"] for one in (await desk.get(f"/v1/cases/{case}/notes")).json()["items"]]


async def rows(database: Database, desk: Desk, person: str) -> int:
    """How many notes row security alone shows."""
    async with database.work(actor_at(desk, Role.CASEWORKER)) as work:
        return len(await work.rows(NOTES, person_id=UUID(person)))


async def test_what_is_restricted_is_stored_and_shown_to_nobody_until_the_person_was_told(
    doors: Doors, served_cases: Database
) -> None:
    person, case = await with_a_case(doors)
    await doors.share(*ALL)
    await doors.joins(case, doors.adviser)
    officer, where = await officer_of(doors), f"/v1/cases/{case}/notes"
    for desk, category, text in (
        (doors.lead, "housing", "lead on housing"),
        (doors.lead, "social", "lead, contested"),
        (doors.lead, "social", "lead, other"),
        (doors.adviser, "housing", "adviser on housing"),
    ):
        await desk.made(where, {"category": category, "text": text})
    items = (await doors.lead.get(where)).json()["items"]
    contested = next(one["id"] for one in items if one["text"] == "lead, contested")
    theirs = next(one["id"] for one in items if one["text"] == "adviser on housing")
    assert await rows(served_cases, doors.lead, person) == 4
    path = await asked(doors, person, officer)
    body: dict[str, Any] = {"case": "gdpr_18_1_a", "categories": ["housing"], "review_on": in_days(90)}
    body["items"] = [{"kind": "note", "item_id": contested}]
    for wrong, pointer in (
        ({"categories": [], "items": []}, "#/categories"),
        ({"review_on": in_days(-1)}, "#/review_on"),
        ({"review_on": in_days(400)}, "#/review_on"),
        ({"items": [{"kind": "note", "item_id": theirs}]}, "#/items/0/item_id"),
        ({"case": "gdpr_21_1"}, "#/case"),
    ):
        refused = await officer.post(f"{path}/restrictions", {**body, **wrong}, Accept_Language="fr")
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)
    assert (await doors.lead.post(f"{path}/restrictions", body)).status_code == 403
    made = await officer.made(f"{path}/restrictions", body)
    for desk in (doors.lead, doors.adviser):
        assert await shown(desk, case) == ["lead, other", "adviser on housing"]
        assert (await desk.get(f"{where}/{contested}")).status_code == 404
        assert await rows(served_cases, desk, person) == 2, "the lock below"
    writing = await doors.lead.post(where, {"category": "housing", "text": "more"})
    assert writing.status_code == 403, "writing is processing"
    assert (await doors.adviser.post(where, {"category": "housing", "text": "ours"})).status_code == 201
    (listed,) = [
        one for one in (await officer.get("/v1/processing-restrictions")).json()["items"] if one["id"] == made["id"]
    ]
    assert (listed["categories"], listed["item_ids"], listed["is_review_due"]) == (["housing"], [contested], False)
    assert (await doors.lead.get("/v1/processing-restrictions")).json()["items"] == []
    (step,) = (await officer.get(f"{path}/steps")).json()["items"]
    assert (step["kind"], step["state"], step["done_at"]) == ("restriction", "in_force", None)

    there = f"/v1/processing-restrictions/{made['id']}"
    use = {"worker_id": str(doors.lead.worker.id), "purpose": "legal_claims", "reason": "The tribunal on Thursday"}
    assert (await doors.lead.post(f"{there}/uses", use)).status_code == 404
    await officer.made(f"{there}/uses", use)
    assert await shown(doors.lead, case) == [
        "lead on housing", "lead, contested", "lead, other", "adviser on housing", "ours",
    ]  # fmt: skip
    assert await rows(served_cases, doors.lead, person) == 5
    colleague = await doors.hires(doors.lead, Role.SUPERVISOR, Role.CASEWORKER)
    assert await shown(colleague, case) == ["lead, other"], "who is not named sees no more than before"
    before = await rows(served_cases, colleague, person)
    written = await doors.lead.made(where, {"category": "social", "text": "for the tribunal"})
    assert await rows(served_cases, colleague, person) == before + 1
    moved = await doors.lead.ask("PATCH", f"{where}/{written['id']}", {"category": "housing"}, If_Match='"1"')
    assert moved.status_code == 200, moved.text
    assert await rows(served_cases, colleague, person) == before, "what comes under a restriction is under its lock"

    early = await officer.post(f"{there}/lifting", {"told_on": in_days(3)})
    assert (early.status_code, early.json()["errors"][0]["pointer"]) == (422, "#/told_on")
    today = (await officer.get(f"{path}")).json()["received_on"]
    assert (await doors.lead.post(f"{there}/lifting", {"told_on": today})).status_code == 404
    assert (await officer.post(f"{there}/lifting", {"told_on": today})).status_code == 204
    again = await officer.post(f"{there}/lifting", {"told_on": today}, Accept_Language="fr")
    assert (again.status_code, again.json()["detail"]) == (409, "Elle a été levée.")
    assert "lead on housing" in await shown(colleague, case)
    assert (await officer.get(f"{path}/steps")).json()["items"][0]["state"] == "done"


async def test_a_permitted_use_is_of_one_person_and_one_restriction_and_travels_nowhere(
    doors: Doors, served_cases: Database
) -> None:
    officer = await officer_of(doors)
    sends = {"receiver_agency_id": str(doors.adviser.agency.id), "categories": ["housing"]}

    async def travelling(person: str) -> str:
        answer = await doors.lead.post(f"/v1/persons/{person}/disclosures", sends)
        assert answer.status_code == 200, answer.text
        return answer.text

    uses: list[str] = []
    cases: list[str] = []
    people: list[str] = []
    need = {"category": "housing", "term": "homelessness", "source": "person"}
    for text in ("of the first", "of the second"):
        person, case = await with_a_case(doors)
        await doors.share(*ALL)
        await doors.lead.made(f"/v1/cases/{case}/notes", {"category": "housing", "text": text})
        item = await doors.lead.made(f"/v1/cases/{case}/needs", {**need, "person_ids": [person]})
        consent = {"given_by": "person", "given_how": "oral", "language": "fr", "categories": ["housing"]}
        await doors.lead.made(f"/v1/persons/{person}/consents", {**consent, "agencies": [str(doors.adviser.agency.id)]})
        assert f'"made_of":{{"housing":["{item["id"]}"]}}' in await travelling(person)
        path = await asked(doors, person, officer)
        body = {"case": "gdpr_18_1_a", "categories": ["housing"], "review_on": in_days(90)}
        made = await officer.made(f"{path}/restrictions", body)
        uses.append(f"/v1/processing-restrictions/{made['id']}/uses")
        cases.append(case)
        people.append(person)
    use = {"worker_id": str(doors.lead.worker.id), "purpose": "legal_claims", "reason": "The tribunal on Thursday"}
    await officer.made(uses[0], use)
    assert [await shown(doors.lead, case) for case in cases] == [["of the first"], []]
    assert [await rows(served_cases, doors.lead, person) for person in people] == [1, 0], "the lock below"
    assert "homelessness" not in await travelling(people[0]), "the use is the worker's own"
    again = {"case": "gdpr_18_1_b", "categories": ["housing"], "review_on": in_days(30)}
    await officer.made(f"{await asked(doors, people[0], officer)}/restrictions", again)
    assert await shown(doors.lead, cases[0]) == [], "of the second restriction nothing was permitted"


async def found(doors: Doors, person: str) -> bool:
    answer = await doors.lead.post("/v1/persons/search", {"family_name": "Exemple", "given_name": "Alix"})
    assert answer.status_code == 200, answer.text
    return person in answer.text


async def test_two_restrictions_of_the_same_are_lifted_one_by_one_and_hold_for_grants_to_come(doors: Doors) -> None:
    person, case = await with_a_case(doors)
    officer = await officer_of(doors)
    await doors.lead.made(f"/v1/cases/{case}/notes", {"category": "social", "text": "contested"})
    path = await asked(doors, person, officer)
    body = {"case": "gdpr_18_1_b", "categories": ALL, "review_on": in_days(30)}
    first, second = [(await officer.made(f"{path}/restrictions", body))["id"] for _ in range(2)]
    await doors.share(*ALL)
    assert (await doors.lead.get(f"/v1/cases/{case}")).status_code == 404, "whoever opened it is restricted in all"
    assert "Exemple" not in (await doors.lead.get(f"/v1/persons/{person}")).text
    assert await found(doors, person) is False
    today = (await officer.get(path)).json()["received_on"]
    for restriction, seen in ((first, 404), (second, 200)):
        lifted = await officer.post(f"/v1/processing-restrictions/{restriction}/lifting", {"told_on": today})
        assert lifted.status_code == 204, lifted.text
        assert (await doors.lead.get(f"/v1/cases/{case}")).status_code == seen
        assert await found(doors, person) is (seen == 200)


async def test_while_an_objection_waits_what_it_concerns_is_restricted_and_its_person_reads_so(doors: Doors) -> None:
    person = await doors.registered()
    me, officer = await invited(doors, person), await officer_of(doors)
    path = await asked(doors, person, officer, "objection", None)
    body = {"case": "gdpr_18_1_d", "categories": ["health"], "review_on": in_days(30)}
    other_case = await officer.post(f"{path}/restrictions", {**body, "case": "gdpr_18_1_a"})
    assert (other_case.status_code, other_case.json()["state"]) == (409, "open")
    await officer.made(f"{path}/restrictions", body)
    (mine,) = (await me.reads(f"{path.removeprefix(f'/v1/persons/{person}')}/steps"))["items"]
    assert (mine["kind"], mine["state"]) == ("restriction", "in_force")
    assert (
        await officer.post(
            f"/v1/processing-restrictions/{new_id()}/uses",
            {"worker_id": str(officer.worker.id), "purpose": "consent", "reason": "as asked"},
        )
    ).status_code == 404
