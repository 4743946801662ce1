"""Cases over HTTP: workers of real agencies with real tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from services.cases.access.actions import grant_authorship
from services.identity.agencies.domain import Agency
from services.identity.workers.domain import Worker
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import AgencyId, MunicipalityId, Purpose, Role, Scope, Sector, WorkerId
from shared.database.engine import Database
from shared.identifiers import new_id
from tests.identity.worlds import World as Municipality


@dataclass
class Desk:
    """A worker who speaks HTTP for one agency."""

    http: httpx.AsyncClient
    worker: Worker
    agency: Agency
    headers: dict[str, str]

    async def ask(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.request(method, path, json=body, headers={**self.headers, **named})

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.ask("GET", path, **headers)

    async def post(self, path: str, body: Any, **headers: str) -> httpx.Response:
        return await self.ask("POST", path, body, **headers)

    async def made(self, path: str, body: Any) -> Any:
        answer = await self.post(path, body)
        assert answer.status_code == 201, answer.text
        return answer.json()


@dataclass
class Doors:
    """A municipality whose social agency knows a person; a housing agency beside it."""

    municipality: Municipality
    database: Database
    http: httpx.AsyncClient
    lead: Desk
    adviser: Desk
    person_id: UUID

    async def hires(self, desk: Desk, *roles: Role) -> Desk:
        """Another worker of the agency at that desk."""
        return await desk_of(self.municipality, self.http, desk.agency, *roles)

    async def agency(self, name: str, sector: Sector, *roles: Role) -> Desk:
        """A worker of a further agency."""
        return await desk_of(self.municipality, self.http, await self.municipality.another_agency(name, sector), *roles)

    async def registered(self) -> str:
        """The id of a person whom the lead registered over HTTP."""
        person = await self.lead.made("/v1/persons", {"identity": {"family_name": "Exemple", "given_name": "Alix"}})
        return str(person["id"])

    async def somebody(self) -> UUID:
        """A person whose record the lead's agency began."""
        person_id = new_id()
        actor = Actor(
            agency_id=AgencyId(self.lead.agency.id),
            sector=Sector.SOCIAL,
            municipalities=(MunicipalityId(self.municipality.municipality_id),),
            roles=frozenset({Role.CASEWORKER}),
            scopes=frozenset(Scope),
            purpose=Purpose.CARE_COORDINATION,
            purposes=frozenset(Purpose),
            worker_id=WorkerId(self.lead.worker.id),
        )
        async with self.database.work(actor) as work:
            await grant_authorship(work, person_id, self.municipality.municipality_id, begins_record=True)
        return person_id

    async def share(self, *categories: str, between: Sequence[Desk] = ()) -> None:
        """An agreement in force between these agencies, or the lead's and the adviser's."""
        parties = between or (self.lead, self.adviser)
        body = {
            "municipality_id": str(self.municipality.municipality_id),
            "title": "Working together",
            "parties": [{"agency_id": str(desk.agency.id), "gives": True, "receives": True} for desk in parties],
            "categories": list(categories),
            "purposes": ["care-coordination"],
            "legal_basis": "e",
            "special_category_basis": "h",
            "article": "Social Welfare Act § 12",
            "retention": "two years",
            "contact": "privacy office",
            "valid_from": "2026-01-01T00:00:00Z",
        }
        agreement = await parties[0].made("/v1/agreements", body)
        for desk in parties:
            answer = await desk.post(f"/v1/agreements/{agreement['id']}/signature", {})
            assert answer.status_code < 300, answer.text

    async def joins(self, case_id: str, desk: Desk, capacity: str = "housing_adviser") -> str:
        """The membership of a worker of another agency, who is invited and accepts."""
        body = {"agency_id": str(desk.agency.id), "worker_id": str(desk.worker.id), "capacity": capacity}
        invitation = await self.lead.made(f"/v1/cases/{case_id}/invitations", body)
        accepted = await desk.post(f"/v1/team-invitations/{invitation['id']}/acceptance", {})
        assert accepted.status_code == 200, accepted.text
        return str(accepted.json()["member_id"])

    async def gives_the_lead(self, case_id: str, taker_id: str, to: Desk) -> None:
        """The lead hands the case over to another member, who receives it."""
        case = (await self.lead.get(f"/v1/cases/{case_id}")).json()
        body = {
            "giver_id": case["lead"]["member_id"],
            "taker_id": taker_id,
            "note": "Over to you",
            "category": "housing",
        }
        offered = await self.lead.made(f"/v1/cases/{case_id}/handovers", body)
        received = await to.post(f"/v1/cases/{case_id}/handovers/{offered['id']}/receipt", {})
        assert received.status_code == 200, received.text

    async def case(self, **more: Any) -> dict[str, Any]:
        """Opened by the lead."""
        body = {"persons": [{"person_id": str(self.person_id)}], "category": "social", "title": "Return home", **more}
        opened: dict[str, Any] = await self.lead.made("/v1/cases", body)
        return opened


async def desk_of(municipality: Municipality, http: httpx.AsyncClient, agency: Agency, *roles: Role) -> Desk:
    worker = await municipality.worker(*(roles or (Role.CASEWORKER, Role.ADMINISTRATOR)), agency=agency)
    return Desk(http, worker, agency, await municipality.signed_in(worker, agency))


async def opened_doors(municipality: Municipality, database: Database, http: httpx.AsyncClient) -> Doors:
    lead = await desk_of(municipality, http, municipality.agency)
    adviser = await desk_of(municipality, http, await municipality.another_agency("Office HLM", Sector.HOUSING))
    doors = Doors(municipality, database, http, lead, adviser, new_id())
    doors.person_id = await doors.somebody()
    return doors
