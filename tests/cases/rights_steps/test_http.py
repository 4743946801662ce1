"""Steps over HTTP: what proves a correction, who is told of it, and what the person says beside an item."""

from typing import Any, Final
from uuid import UUID

import asyncpg
import pytest

from services.cases.rights_steps.actions.notices import Recipient, tell_recipient
from shared.contracts.cases.rights import StepKind
from shared.contracts.identity.actor import TaskActor
from shared.contracts.identity.vocabulary import Role, Sector
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.cases.doors import Desk, Doors
from tests.cases.exports.asking import officer_of
from tests.cases.own.people import invited, with_a_case

pytestmark = pytest.mark.anyio

RECTIFY: Final = {"right": "rectification", "words": "I was never evicted"}
GRANTED: Final = {"outcome": "granted", "reason": "It is corrected."}
REFUSED: Final = {"outcome": "refused", "article": "gdpr_16", "reason": "It is what was said that day."}
STEPS: Final = Statement("SELECT id FROM rights_step")
FORGED: Final = Statement("UPDATE rights_step SET proof = '{}' WHERE id = :id")


async def decided(doors: Doors, person: str, officer: Desk, answer: Any) -> str:
    """The path of a rectification that a worker took down."""
    made = await doors.lead.made(f"/v1/persons/{person}/rights-requests", RECTIFY)
    path = f"/v1/persons/{person}/rights-requests/{made['id']}"
    answered = await officer.post(f"{path}/decision", answer)
    assert answered.status_code == 200, answered.text
    return path


async def told(doors: Doors, database: Database, person: str, step: str, to: Desk) -> UUID:
    """A referral of this person with which an agency had received it; referrals says so."""
    referral_id = new_id()
    found = Recipient(
        step_id=UUID(step),
        person_id=UUID(person),
        municipality_id=doors.municipality.municipality_id,
        referral_id=referral_id,
        sender_agency_id=new_id(),
        agency_id=to.agency.id,
        kind=StepKind.CORRECTION,
    )
    for _ in range(2):
        async with database.work(TaskActor("rights_recipients")) as work:
            await tell_recipient(work, found)
    return referral_id


async def test_a_correction_is_proved_by_both_versions_and_waits_for_each_who_received_it(
    doors: Doors, served_cases: Database
) -> None:
    person, case = await with_a_case(doors)
    officer, supervisor = await officer_of(doors), await doors.hires(doors.lead, Role.SUPERVISOR)
    need = await doors.lead.made(f"/v1/cases/{case}/needs", {"term": "housing-instability", "source": "person"})
    path = await decided(doors, person, officer, GRANTED)
    body = {"kind": "need", "item_id": need["id"], "old_version": 1}
    early = await officer.post(f"{path}/corrections", body)
    assert (early.status_code, early.json()["errors"][0]["pointer"]) == (422, "#/item_id"), "nothing was corrected yet"
    item = f"/v1/cases/{case}/needs/{need['id']}"
    patched = await doors.lead.ask("PATCH", item, {"detail": "Never evicted"}, If_Match='"1"')
    assert patched.status_code == 200, patched.text
    assert (await doors.lead.post(f"{path}/corrections", body)).status_code == 403, "they took it down"
    assert (await supervisor.post(f"{path}/corrections", body)).status_code == 404
    for wrong in ({"item_id": str(new_id())}, {"old_version": 2}, {"kind": "note"}):
        refused = await officer.post(f"{path}/corrections", {**body, **wrong}, Accept_Language="fr")
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "unknown"), wrong
    key = new_id().hex
    made = [await officer.post(f"{path}/corrections", body, Idempotency_Key=key) for _ in range(2)]
    assert (made[0].status_code, made[0].json()) == (201, made[1].json()), made[0].text
    (step,) = (await officer.get(f"{path}/steps")).json()["items"]
    assert (step["id"], step["state"], step["told"]) == (made[0].json()["id"], "done", 0)
    assert {name: step["proof"][name] for name in ("item_id", "old_version", "new_version", "category")} == {
        "item_id": need["id"],
        "old_version": 1,
        "new_version": 2,
        "category": need["category"],
    }
    (without,) = (await doors.lead.get(f"{path}/steps")).json()["items"]
    assert without == {**step, "proof": None}, "what proves it names items that they may not see"
    assert (await supervisor.get(f"{path}/steps")).status_code == 404

    await told(doors, served_cases, person, step["id"], doors.adviser)
    clinic = await doors.agency("Clinique", Sector.HEALTH, Role.CASEWORKER)
    await told(doors, served_cases, person, step["id"], clinic)
    (step,) = (await officer.get(f"{path}/steps")).json()["items"]
    assert (step["state"], step["told"], step["acknowledged"], step["done_at"]) == ("waiting", 2, 0, None)
    (notice,) = (await doors.adviser.get("/v1/rights-notices")).json()["items"]
    assert notice.keys() == {
        "id", "kind", "person_id", "referral_id", "told_at", "acknowledged_at", "answer", "article", "kept_until",
    }  # fmt: skip
    where = f"/v1/rights-notices/{notice['id']}"
    assert [(await desk.get(where)).status_code for desk in (doors.adviser, clinic, doors.lead)] == [200, 404, 404]
    assert (await clinic.post(f"{where}/acknowledgement", {})).status_code == 404
    assert (await doors.adviser.post(f"{where}/acknowledgement", {})).status_code == 200
    again = await doors.adviser.post(f"{where}/acknowledgement", {}, Accept_Language="fr")
    assert (again.status_code, again.json()["detail"]) == (409, "La réception a déjà été accusée.")
    assert (await officer.get(f"{path}/steps")).json()["items"][0]["state"] == "waiting"
    (other,) = (await clinic.get("/v1/rights-notices")).json()["items"]
    assert (await clinic.post(f"/v1/rights-notices/{other['id']}/acknowledgement", {})).status_code == 200
    (step,) = (await officer.get(f"{path}/steps")).json()["items"]
    assert (step["state"], step["acknowledged"]) == ("done", 2)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with served_cases.work(TaskActor("rights_recipients")) as work:
            await work.run(FORGED, id=UUID(step["id"]))


async def test_who_a_person_is_is_corrected_too_and_they_read_when_it_was_done(
    doors: Doors, served_cases: Database
) -> None:
    person = await doors.registered()
    me, officer = await invited(doors, person), await officer_of(doors)
    path = await decided(doors, person, officer, GRANTED)
    renamed = {"identity": {"family_name": "Exemple", "given_name": "Alex"}}
    tag = (await doors.lead.get(f"/v1/persons/{person}")).headers["ETag"]
    patched = await doors.lead.ask("PATCH", f"/v1/persons/{person}", renamed, If_Match=tag)
    assert patched.status_code == 200, patched.text
    made = await officer.made(f"{path}/corrections", {"kind": "identity", "item_id": person, "old_version": 1})
    await told(doors, served_cases, person, made["id"], doors.adviser)
    own = path.removeprefix(f"/v1/persons/{person}")
    (mine,) = (await me.reads(f"{own}/steps"))["items"]
    assert (mine["id"], mine["kind"]) == (made["id"], "correction")
    assert (mine["state"], mine["told"]) == ("done", 0), "with the adviser they do not work, as far as they are told"
    assert "proof" not in mine
    other = await invited(doors, await doors.registered())
    assert (await other.ask("GET", f"{own}/steps")).status_code == 404


async def test_what_the_person_says_to_a_refusal_stands_beside_the_item_for_its_readers(doors: Doors) -> None:
    person, case = await with_a_case(doors)
    officer = await officer_of(doors)
    note = await doors.lead.made(f"/v1/cases/{case}/notes", {"category": "social", "text": "She shouted."})
    sealed = {"category": "social", "text": "Her brother", "sensitivity": "sealed"}
    closed = await doors.lead.made(f"/v1/cases/{case}/notes", sealed)
    body = {"kind": "note", "item_id": note["id"], "words": "I spoke loudly because I hear badly."}
    granted = await decided(doors, person, officer, GRANTED)
    early = await officer.post(f"{granted}/statements", body)
    assert (early.status_code, early.json()["state"]) == (409, "answered"), "it was granted"
    path = await decided(doors, person, officer, REFUSED)
    assert (
        await officer.post(f"{path}/corrections", {"kind": "note", "item_id": note["id"], "old_version": 1})
    ).status_code == 409
    unknown = [
        await officer.post(f"{path}/statements", {**body, "item_id": one}) for one in (closed["id"], str(new_id()))
    ]
    assert [one.status_code for one in unknown] == [422, 422]
    assert unknown[0].content == unknown[1].content, "a sealed note is not there"
    no_kind = await officer.post(f"{path}/statements", {**body, "kind": "thread"})
    assert no_kind.json()["errors"][0]["pointer"] == "#/kind"
    made = await officer.made(f"{path}/statements", body)
    (step,) = (await officer.get(f"{path}/steps")).json()["items"]
    assert (step["id"], step["kind"], step["state"]) == (made["id"], "statement", "done")
    assert step["proof"] == {"kind": "note", "item_id": note["id"], "version": 1}
    read = (await doors.lead.get(f"/v1/cases/{case}/notes/{note['id']}")).json()
    assert read["statements"] == [body["words"]]
    (listed, other) = (await doors.lead.get(f"/v1/cases/{case}/notes")).json()["items"]
    assert (listed["statements"], other["statements"]) == ([body["words"]], [])
