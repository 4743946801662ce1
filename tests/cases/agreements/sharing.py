"""Two agencies that share under an agreement, and a third that may come in, on the real database."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.actions import standing_to
from services.cases.agreements.actions.reading import open_agreement
from services.cases.agreements.actions.signing import sign_version
from services.cases.agreements.actions.writing import NewAgreement, write_version
from services.cases.agreements.domain.agreement import Party
from services.cases.consents.subscriptions import CONSENTS_UNDER_A_NEW_AGREEMENT
from services.cases.coordination.subscriptions import TEAMS_UNDER_A_NEW_AGREEMENT
from shared.clock import system_clock
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor, TaskActor
from shared.contracts.identity.vocabulary import Purpose
from shared.identifiers import new_id
from shared.messaging.events import Told
from shared.refusals import NotFound
from tests.cases.coordination.scenes import SHARED, Scene

CAME_INTO_FORCE = CONSENTS_UNDER_A_NEW_AGREEMENT.types[0]
TERMS: dict[str, Any] = {
    "legal_basis": "e",
    "special_category_basis": "h",
    "article": "Social Welfare Act § 12",
    "retention": "two years",
    "contact": "privacy office",
}


class Sharing(Scene):
    """The lead, the adviser and the nurse administer their agencies too."""

    def saying(
        self,
        *parties: Actor,
        categories: Iterable[Category] = SHARED,
        starts: datetime | None = None,
        until: datetime | None = None,
        last_day: date | None = None,
    ) -> NewAgreement:
        """What a version shall say."""
        return NewAgreement(
            municipality_id=self.world.municipality_id,
            title="Working together",
            parties=tuple(Party(one.agency_id, one.sector, gives=True, receives=True) for one in parties),
            categories=frozenset(categories),
            purposes=frozenset({Purpose.CARE_COORDINATION}),
            valid_from=starts or system_clock() - timedelta(days=1),
            valid_until=until,
            last_day=last_day,
            terms=TERMS,
        )

    async def row(self, agreement_id: UUID, reader: Actor | None = None) -> asyncpg.Record:
        async with self.work(reader or self.lead) as work:
            return await open_agreement(work, reader or self.lead, agreement_id)

    async def written(self, agreement_id: UUID, by: Actor, terms: NewAgreement) -> int:
        """The number of another version that somebody wrote."""
        expected = (await self.row(agreement_id))["version"]
        async with self.work(by) as work:
            await write_version(work, by, agreement_id, terms, expected)
        number: int = (await self.row(agreement_id))["latest_version"]
        return number

    async def signed(self, agreement_id: UUID, number: int, *by: Actor) -> None:
        for one in by:
            async with self.work(one) as work:
                await sign_version(work, one, agreement_id, number)

    async def heard(self, agreement_id: UUID) -> None:
        """Consents and teams heard that it came into force."""
        told = Told(new_id(), CAME_INTO_FORCE, agreement_id, self.database.clock(), {"agreement_id": str(agreement_id)})
        for one in (CONSENTS_UNDER_A_NEW_AGREEMENT, TEAMS_UNDER_A_NEW_AGREEMENT):
            async with self.database.work(TaskActor(one.name)) as work:
                await one.handle(work, told)

    async def sees(self, who: Actor) -> frozenset[Category]:
        """Which categories of the person somebody may read."""
        async with self.work(who) as work:
            try:
                return frozenset((await standing_to(work, self.person_id)).readable_categories())
            except NotFound:
                return frozenset()

    def without_role(self, actor: Actor) -> Actor:
        """The same worker, who does not answer for the agency."""
        return replace(actor, roles=frozenset())
