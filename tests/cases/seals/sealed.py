"""A sealed note, and to whom it is opened."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import AgencyId, MunicipalityId, Purpose, Role, Scope, WorkerId
from shared.identifiers import new_id
from tests.cases.doors import Desk, Doors

SECRET = "What the brother did"


class Scene:
    """A sealed note of the lead of a case, a colleague who is named, and one who is not."""

    def __init__(self, doors: Doors, person: str, case_id: str, note: dict[str, Any]) -> None:
        self.doors, self.person, self.case_id, self.note = doors, person, case_id, note
        self.writer = doors.lead

    @property
    def notes(self) -> str:
        return f"/v1/cases/{self.case_id}/notes"

    @property
    def path(self) -> str:
        return f"{self.notes}/{self.note['id']}"

    @property
    def grants(self) -> str:
        return f"/v1/sealed-items/{self.note['id']}/seal-grants"

    async def opened_to(self, whom: Desk, by: Desk | None = None, **more: Any) -> dict[str, Any]:
        given: dict[str, Any] = await (by or self.writer).made(self.grants, named(whom, **more))
        return given

    async def reclassified(self, sensitivity: str) -> httpx.Response:
        etag = (await self.writer.get(self.path)).headers["etag"]
        kind = "application/merge-patch+json"
        return await self.writer.ask("PATCH", self.path, {"sensitivity": sensitivity}, if_match=etag, content_type=kind)

    async def everything(self, who: Desk) -> str:
        """All that somebody is shown around the note, without what says when and by which request."""
        told = []
        for path in (
            self.notes,
            self.path,
            f"{self.path}/versions",
            f"/v1/persons/{self.person}/timeline",
            f"/v1/persons/{self.person}/record",
            f"/v1/cases/{self.case_id}",
            f"/v1/sealed-items/{self.note['id']}",
            self.grants,
        ):
            answer = await who.get(path)
            told.append((answer.status_code, answer.headers.get("etag"), answer.text))
        return json.dumps(told)


def named(whom: Desk, **more: Any) -> dict[str, Any]:
    body = {"agency_id": str(whom.agency.id), "worker_id": str(whom.worker.id), "reason": "Takes over while I am away"}
    return body | {"valid_until": (datetime.now(UTC) + timedelta(days=30)).isoformat()} | more


def actor_at(desk: Desk) -> Actor:
    return Actor(
        agency_id=AgencyId(desk.agency.id),
        sector=desk.agency.sector,
        municipalities=(MunicipalityId(new_id()),),
        roles=frozenset({Role.CASEWORKER}),
        scopes=frozenset(Scope),
        purpose=Purpose.CARE_COORDINATION,
        purposes=frozenset(Purpose),
        worker_id=WorkerId(desk.worker.id),
    )
