"""A child for whom representatives agree to something, at times that a test chooses, on the real database."""

import asyncio
from copy import copy
from dataclasses import replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from services.cases.consents.actions.recording import NewConsent, record_consent
from services.cases.consents.subscriptions import CONSENTS_UNDER_A_NEW_AGREEMENT
from services.cases.majority.actions import perform_all_due
from services.cases.majority.subscriptions import COMING_OF_AGE
from services.cases.people.actions.correct_person import Correction, correct_person
from services.cases.people.actions.write_items import add_item
from services.cases.people.domain.parts import Power, RelationshipKind
from services.cases.territories.subscriptions import MUNICIPALITY_CLOCKS
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor, TaskActor
from shared.contracts.identity.vocabulary import Purpose
from shared.database.engine import Database
from shared.identifiers import new_id
from shared.messaging.events import Told
from tests.cases.notices.noticing import Noticing
from tests.cases.people.persons import identity, registered, tie

_DUE = "SELECT count(*) FROM cases.consent WHERE person_id = $1 AND lapsed_at IS NULL AND majority_at <= $2"


class GrowingUp(Noticing):
    """A scene whose clock is set by the test."""

    def at(self, moment: datetime) -> None:
        """It is now this time for everything but the database's own clock."""
        self.database = at(self.database, moment)

    async def lies_in(self, zone: ZoneInfo) -> None:
        """Identity tells in which time zone the municipality is."""
        data = {"municipality_id": str(self.world.municipality_id), "time_zone": zone.key}
        told = Told(new_id(), MUNICIPALITY_CLOCKS.types[0], self.world.municipality_id, self.database.clock(), data)
        async with self.database.work(TaskActor(MUNICIPALITY_CLOCKS.name)) as work:
            await MUNICIPALITY_CLOCKS.handle(work, told)

    async def child(self, birth_date: str | None) -> None:
        """The lead's agency registers somebody born then."""
        self.person_id = await registered(self.database, self.lead, identity(birth_date=birth_date))

    async def was_born(self, birth_date: str | None) -> None:
        """Somebody corrects the birth date."""
        async with self.work(self.lead) as work:
            correction = Correction(identity=lambda _: identity(birth_date=birth_date), communication=None)
            await correct_person(work, self.lead, self.person_id, lambda _: True, correction)

    async def agreed(
        self, to: Actor, by: str, *categories: Category, until: datetime | None = None, refusal: bool = False
    ) -> UUID:
        """The lead records that the person, or a representative, agreed to share with an agency, or refused."""
        command = NewConsent(
            is_refusal=refusal,
            agencies=(to.agency_id,),
            sectors=(),
            categories=categories or (Category.SOCIAL,),
            purposes=(Purpose.CARE_COORDINATION,),
            valid_from=None,
            valid_until=until,
            circumstances={
                "given_by": by,
                "representative_id": await self.guardian() if by == "representative" else None,
                "given_how": "oral",
                "language": "fr",
                "evidence": None,
            },
        )
        async with self.work(self.lead) as work:
            return await record_consent(work, self.lead, self.person_id, command)

    async def guardian(self) -> UUID:
        """Somebody who may consent for the person, as the lead's agency recorded; as whom they are."""
        guardian = replace(tie(name="La tutrice", kind=RelationshipKind.GUARDIAN), powers=(Power.CONSENT,))
        async with self.work(self.lead) as work:
            return await add_item(work, self.lead, self.person_id, guardian)

    async def comes_into_force(self) -> None:
        """Consents that waited for an agreement are given their grants."""
        await self.is_heard(CONSENTS_UNDER_A_NEW_AGREEMENT)

    async def is_prepared(self) -> None:
        """What was told since the last time is heard."""
        await self.is_heard(COMING_OF_AGE)

    async def ends(self) -> dict[UUID, datetime | None]:
        """When each grant in force on the person ends, by its ground."""
        rows = await self.owner.pool.fetch(
            "SELECT ground_id, valid_until FROM cases.access_grant WHERE person_id = $1 AND ended_at IS NULL",
            self.person_id,
        )
        return {row["ground_id"]: row["valid_until"] for row in rows}

    async def told(self) -> list[UUID]:
        """Of which grounds it was told that they ended."""
        rows = await self.owner.pool.fetch(
            "SELECT data ->> 'ground_id' AS ground FROM cases.journal WHERE type = $1 AND data ->> 'person_id' = $2",
            "parcours.grant.ended.v1",
            str(self.person_id),
        )
        return [UUID(row["ground"]) for row in rows]

    async def all_performed(self) -> None:
        """Everything that is due about the person has been performed, by whichever replica: what another has in hand
        would be skipped.
        """
        async with asyncio.timeout(10):
            await perform_all_due(self.database)
            while await self.owner.pool.fetchval(_DUE, self.person_id, self.database.clock()):
                await asyncio.sleep(0.02)
                await perform_all_due(self.database)


def at(database: Database, moment: datetime) -> Database:
    """The same database at another time."""
    moved = copy(database)
    moved.clock = lambda: moment
    return moved
