"""A record opened in an emergency: at once, for some hours, told, looked at afterwards, and never what is sealed."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from shared.contracts.identity.actor import TaskActor
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.cases.doors import Desk, Doors
from tests.cases.restricted.scene import said

SAID = {"given_by": "person", "given_how": "oral", "language": "fr"}
WHY = {"reason": "danger_to_life", "words": "Found on the floor, cannot speak."}
ANYBODY = TaskActor("test")
_LATER = Statement("UPDATE access_grant SET valid_until = :until WHERE ground_id = :emergency_id")


@dataclass
class Night:
    """A person of whom the social agency knows; a nurse and a privacy officer of an agency that has no ground."""

    doors: Doors
    person: str
    case_id: str
    sealed: str
    nurse: Desk
    officer: Desk
    their_officer: Desk

    @property
    def opening(self) -> str:
        return f"/v1/persons/{self.person}/emergency-access"

    async def opened(self) -> dict[str, Any]:
        made: dict[str, Any] = await self.nurse.made(self.opening, WHY)
        return made

    async def reads(self, who: Desk) -> int:
        return (await who.get(f"/v1/persons/{self.person}/record")).status_code


@pytest.fixture
async def night(doors: Doors) -> Night:
    person = await doors.registered()
    case_id = (await doors.lead.made("/v1/cases", {"persons": [{"person_id": person}], "category": "social"}))["id"]
    note = {"category": "social", "text": "Only for me.", "sensitivity": "sealed"}
    sealed = (await doors.lead.made(f"/v1/cases/{case_id}/notes", note))["id"]
    await doors.lead.made(f"/v1/cases/{case_id}/notes", {"category": "social", "text": "Rang the bell."})
    their_officer = await doors.hires(doors.adviser, Role.PRIVACY_OFFICER)
    officer = await doors.hires(doors.lead, Role.PRIVACY_OFFICER)
    return Night(doors, person, case_id, sealed, doors.adviser, officer, their_officer)


async def test_it_opens_the_record_to_this_worker_alone_until_its_time_is_over(
    night: Night, served_owner: Database
) -> None:
    colleague = await night.doors.hires(night.nurse)
    assert await night.reads(night.nurse) == 404
    emergency = await night.opened()
    lasts = datetime.fromisoformat(emergency["valid_until"]) - datetime.fromisoformat(emergency["began_at"])
    assert lasts == timedelta(hours=3)
    assert (await night.reads(night.nurse), await night.reads(colleague)) == (200, 404)
    async with served_owner.work(ANYBODY) as work:
        await work.run(_LATER, until=work.now, emergency_id=emergency["id"])
    assert await night.reads(night.nurse) == 404


async def test_everything_but_what_is_sealed_is_read_and_nothing_written(night: Night) -> None:
    await night.opened()
    notes = (await night.nurse.get(f"/v1/cases/{night.case_id}/notes")).json()["items"]
    assert [one["text"] for one in notes] == ["Rang the bell."]
    assert (await night.nurse.get(f"/v1/cases/{night.case_id}/notes/{night.sealed}")).status_code == 404
    written = await night.nurse.post(f"/v1/cases/{night.case_id}/notes", {"category": "social", "text": "I was here."})
    assert written.status_code == 403
    refused = {"is_refusal": True, "categories": ["social"], **SAID}
    assert (await night.nurse.post(f"/v1/persons/{night.person}/consents", refused)).status_code == 403


async def test_what_the_person_refused_stays_refused(night: Night) -> None:
    refused = {"is_refusal": True, "categories": ["social"], **SAID}
    await night.doors.lead.made(f"/v1/persons/{night.person}/consents", refused)
    await night.opened()
    assert await night.reads(night.nurse) == 200
    assert (await night.nurse.get(f"/v1/cases/{night.case_id}/notes")).status_code == 404


async def test_a_restricted_person_and_an_invented_one_are_answered_alike(night: Night) -> None:
    restricted = f"/v1/persons/{night.person}/restricted-access"
    proposal = await night.doors.lead.made(
        restricted, {"kind": "restrict", "reason": "threat", "review_on": "2027-03-01"}
    )
    emergency = await night.opened()
    decided = await night.officer.post(f"{restricted}/{proposal['id']}/confirmation", {})
    assert decided.status_code == 200, decided.text
    assert await night.reads(night.nurse) == 404
    again = await night.nurse.post(night.opening, WHY)
    invented = await night.nurse.post(f"/v1/persons/{new_id()}/emergency-access", WHY)
    assert (said(again)[0], said(again)) == (404, said(invented))
    for who in (night.nurse, night.their_officer):
        assert (await who.get(f"/v1/emergency-access/{emergency['id']}")).status_code == 404
        assert (await who.get("/v1/emergency-access")).json()["items"] == []


async def test_the_lead_and_both_privacy_officers_are_told_at_once(night: Night) -> None:
    emergency = await night.opened()
    for who in (night.doors.lead, night.officer, night.their_officer):
        [notice] = await told(who)
        assert notice["item_id"] == emergency["id"]
    assert [one for one in (await night.nurse.get("/v1/notices")).json()["items"] if is_emergency(one)] == []


def is_emergency(notice: dict[str, Any]) -> bool:
    return bool(notice["kind"] == "emergency_access")


async def told(who: Desk) -> list[dict[str, Any]]:
    """The notices of emergencies, once there are any."""
    async with asyncio.timeout(5):
        while True:
            found = [one for one in (await who.get("/v1/notices")).json()["items"] if is_emergency(one)]
            if found:
                return found
            await asyncio.sleep(0.05)


async def test_it_waits_until_another_privacy_officer_has_found_what_it_was(night: Night) -> None:
    emergency = await night.opened()
    address = f"/v1/emergency-access/{emergency['id']}"
    assert (await night.nurse.post(f"{address}/review", {"outcome": "justified"})).status_code == 403
    stranger = await night.doors.hires(night.nurse)
    assert (await stranger.post(f"{address}/review", {"outcome": "justified"})).status_code == 404
    for outcome, waits in (("to_be_examined", 1), ("misuse", 0)):
        reviewed = await night.their_officer.post(f"{address}/review", {"outcome": outcome})
        assert (reviewed.status_code, reviewed.json()["outcome"]) == (200, outcome)
        for who in (night.officer, night.their_officer):
            assert len((await who.get("/v1/emergency-access?reviewed=false")).json()["items"]) == waits
    assert (await night.officer.post(f"{address}/review", {"outcome": "justified"})).status_code == 409
    counts = (await night.officer.get("/v1/emergency-access/counts?since=2026-01-01")).json()["items"]
    assert counts == [{"reason": "danger_to_life", "outcome": "misuse", "many": 1}]
    assert (await night.nurse.get("/v1/emergency-access/counts?since=2026-01-01")).status_code == 403


async def test_who_meets_nobody_opens_nothing(night: Night) -> None:
    assert (await night.their_officer.post(night.opening, WHY)).status_code == 403
    assert (await night.nurse.post(night.opening, {"reason": "other", "words": "Why"})).status_code == 422
