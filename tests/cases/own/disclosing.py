"""Somebody of whom something is disclosed, in each way that there is."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from services.cases.conferences.subscriptions import CONFERENCE_REGISTER
from services.cases.consents.subscriptions import REFERRAL_GROUNDS
from shared.contracts.cases.vocabulary import GroundKind
from shared.contracts.identity.actor import TaskActor
from shared.contracts.identity.vocabulary import Role, Sector
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from shared.messaging.events import Told
from shared.messaging.subscriptions import Subscription
from tests.cases.conferences.meetings import NEXT_YEAR
from tests.cases.doors import Desk, Doors
from tests.cases.own.people import with_a_case

BEGIN: Final = Statement("UPDATE conference SET starts_at = now() - interval '1 minute' WHERE id = :id")
CONSENT: Final = (GroundKind.CONSENT, new_id())


class Disclosing:
    """Somebody of whom something is disclosed, in each way that there is."""

    def __init__(self, doors: Doors, database: Database, owner: Database) -> None:
        self.doors, self.database, self.owner = doors, database, owner

    async def begins(self) -> "Disclosing":
        self.person, self.case = await with_a_case(self.doors)
        await self.doors.share("identity", "social", "housing", "safeguarding")
        await self.doors.joins(self.case, self.doors.adviser)
        return self

    async def hears(self, subscription: Subscription, about: UUID, data: Mapping[str, Any]) -> None:
        told = Told(new_id(), subscription.types[0], about, datetime.now(UTC), data)
        async with self.database.work(TaskActor(subscription.name)) as work:
            await subscription.handle(work, told)

    async def travels(self, to: UUID, *categories: str, **more: Any) -> None:
        """Something travels from the lead with a referral, as referrals tell it."""
        referral = new_id()
        kind, ground = more.pop("ground", CONSENT)
        said = {
            "referral_id": str(referral),
            "person_id": self.person,
            "municipality_id": str(self.doors.municipality.municipality_id),
            "sender_agency_id": str(self.doors.lead.agency.id),
            "receiver_agency_id": str(to),
            "receiver_sector": "housing",
            "purpose": "care-coordination",
            "ground_ids": [str(ground)],
            "ground_kinds": [kind],
            "categories": categories,
            "travelled_at": (datetime.now(UTC) - timedelta(seconds=1)).isoformat(),
        }
        await self.hears(REFERRAL_GROUNDS, referral, {**said, **more})

    async def meet(self, *matters: Mapping[str, Any]) -> list[str]:
        """The adviser is told of these matters in a conference; the paths of them."""
        when = {"starts_at": NEXT_YEAR.isoformat(), "ends_at": (NEXT_YEAR + timedelta(hours=1)).isoformat()}
        lead, adviser = self.doors.lead, self.doors.adviser
        conference = (await lead.made("/v1/conferences", when))["id"]
        where = f"/v1/conferences/{conference}/participants"
        names = {"agency_id": str(adviser.agency.id), "worker_id": str(adviser.worker.id)}
        seat = (await lead.made(where, names))["id"]
        assert (await adviser.post(f"{where}/{seat}/acceptance", None)).status_code == 200
        items = f"/v1/cases/{self.case}/agenda-items"
        body = {"conference_id": conference, "topic": "Where in May?", "asked": "person"}
        put = [f"{items}/{(await lead.made(items, {**body, **one}))['id']}" for one in matters]
        async with self.owner.work(TaskActor("clock")) as work:
            await work.run(BEGIN, id=UUID(conference))
        assert (await lead.post(f"{where}/{seat}/attendance", {"attendance": "attended"})).status_code == 200
        await self.hears(CONFERENCE_REGISTER, UUID(conference), {"conference_id": conference})
        return put

    async def opens(self, name: str, sector: Sector, reason: str, **headers: str) -> Desk:
        """Somebody of a new agency looks at the record in an emergency."""
        desk = await self.doors.agency(name, sector, Role.CASEWORKER)
        why = {"reason": reason, "words": "Nobody answers"}
        opened = await desk.post(f"/v1/persons/{self.person}/emergency-access", why, **headers)
        assert opened.status_code == 201, opened.text
        assert (await desk.get(f"/v1/persons/{self.person}/record", **headers)).status_code == 200
        return desk
