"""A person with a record, of whom only three workers may know."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

from shared.contracts.identity.vocabulary import Role
from shared.identifiers import new_id
from tests.cases.doors import Desk, Doors

POWERFUL = (Role.INTAKE, Role.CASEWORKER, Role.SUPERVISOR, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR)
REVIEW = "2027-03-01"
_VARIES = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@dataclass
class Refuge:
    """An agency that began somebody's record: their lead, the privacy officer, and a colleague with every role."""

    doors: Doors
    person: str
    surname: str
    number: dict[str, str]
    case_id: str
    lead: Desk
    officer: Desk
    colleague: Desk

    @property
    def restrictions(self) -> str:
        return f"/v1/persons/{self.person}/restricted-access"

    async def proposed(self, *named: Desk, by: Desk | None = None, asked: Desk | None = None) -> str:
        """The address of a proposal to restrict."""
        body: dict[str, Any] = {"kind": "restrict", "reason": "threat", "review_on": REVIEW}
        body["named"] = [str(one.worker.id) for one in named]
        if asked:
            body["asked_id"] = str(asked.worker.id)
        made = await (by or self.lead).made(self.restrictions, body)
        return f"{self.restrictions}/{made['id']}"

    async def restricted(self, *named: Desk) -> None:
        """Two have decided it."""
        await self.decided(await self.proposed(*named))

    async def decided(self, proposal: str, by: Desk | None = None) -> dict[str, Any]:
        answer = await (by or self.officer).post(f"{proposal}/confirmation", {})
        assert answer.status_code == 200, answer.text
        decided: dict[str, Any] = answer.json()
        return decided

    async def lifted(self) -> None:
        made = await self.lead.made(self.restrictions, {"kind": "lift", "reason": "danger_over"})
        await self.decided(f"{self.restrictions}/{made['id']}")

    async def reads(self, who: Desk) -> int:
        return (await who.get(f"/v1/persons/{self.person}/record")).status_code


async def a_refuge(doors: Doors) -> Refuge:
    surname, number = f"Refuge{uuid4().hex[:8]}", {"system": "urn:example:number", "value": str(new_id())}
    body = {"identity": {"family_name": surname, "given_name": "Alix"}, "identifiers": [number]}
    person = (await doors.lead.made("/v1/persons", body))["id"]
    opened = {"persons": [{"person_id": person}], "category": "social", "title": "Return home"}
    case_id = (await doors.lead.made("/v1/cases", opened))["id"]
    await doors.lead.made(f"/v1/cases/{case_id}/notes", {"category": "social", "text": "Rang the bell."})
    officer = await doors.hires(doors.lead, Role.PRIVACY_OFFICER)
    colleague = await doors.hires(doors.lead, *POWERFUL)
    return Refuge(doors, person, surname, number, case_id, doors.lead, officer, colleague)


def said(answer: httpx.Response) -> tuple[int, str, list[tuple[str, str]]]:
    """An answer without what differs from request to request: ids."""
    headers = [
        (name, _VARIES.sub("…", value)) for name, value in sorted(answer.headers.items()) if name != "x-request-id"
    ]
    return answer.status_code, _VARIES.sub("…", answer.text), headers
