"""A youth office whose mandates rest on entries of the municipality's catalogue."""

from datetime import timedelta
from typing import Any

from shared.clock import system_clock
from shared.contracts.identity.vocabulary import Role, Sector
from tests.cases.doors import Desk, Doors

TERMS: dict[str, Any] = {
    "name": "Child in danger",
    "article": "Child Protection Act § 8",
    "categories": ["identity", "health", "education"],
    "operations": ["read", "contribute"],
    "purposes": ["care-coordination"],
    "longest_days": 100,
    "review_days": 30,
    "may_be_withheld": True,
}


def in_days(days: float) -> str:
    return (system_clock() + timedelta(days=days)).isoformat()


class Town:
    """A youth office with a supervisor, two privacy officers and a caseworker; somebody of whom it knows nothing."""

    entry: str

    def __init__(self, doors: Doors, person: str, desks: tuple[Desk, Desk, Desk, Desk]) -> None:
        self.doors, self.person = doors, person
        self.supervisor, self.officer, self.second, self.caseworker = desks

    @property
    def municipality(self) -> str:
        return str(self.doors.municipality.municipality_id)

    @property
    def mandates(self) -> str:
        return f"/v1/persons/{self.person}/mandates"

    async def entered(self, **more: Any) -> str:
        body = {**TERMS, "municipality_id": self.municipality, **more}
        entry = (await self.supervisor.made("/v1/legal-grounds", body))["id"]
        answer = await self.officer.post(f"/v1/legal-grounds/{entry}/confirmation", {})
        assert answer.json()["versions"][-1]["state"] == "in_force", answer.text
        return str(entry)

    def body(self, **more: Any) -> dict[str, Any]:
        about = {"legal_ground_id": self.entry, "ground": "Report of the school"}
        return {**about, "valid_until": in_days(90), "review_at": in_days(20), **more}

    async def recorded(self, **more: Any) -> dict[str, Any]:
        made: dict[str, Any] = await self.supervisor.made(self.mandates, self.body(**more))
        return made

    async def confirmed(self, **more: Any) -> dict[str, Any]:
        made = await self.recorded(**more)
        answer = await self.officer.post(f"{self.mandates}/{made['id']}/confirmation", {})
        assert answer.status_code == 200, answer.text
        confirmed: dict[str, Any] = answer.json()
        return confirmed

    async def refused(self, **more: Any) -> list[str]:
        answer = await self.supervisor.post(self.mandates, self.body(**more))
        return [f"{one['pointer']} {one['code']}" for one in answer.json().get("errors", [])]

    async def grants(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = (await self.caseworker.get(f"/v1/persons/{self.person}/grants")).json()["items"]
        return items


async def town_in(doors: Doors) -> Town:
    """A town with an entry in force."""
    supervisor = await doors.agency("Youth office", Sector.SOCIAL, Role.SUPERVISOR)
    officers = [await doors.hires(supervisor, Role.PRIVACY_OFFICER) for _ in range(2)]
    desks = (supervisor, *officers, await doors.hires(supervisor))
    town = Town(doors, await doors.registered(), (desks[0], desks[1], desks[2], desks[3]))
    town.entry = await town.entered()
    return town
