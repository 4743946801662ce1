"""Somebody around whom something changes on a known day, at times that a test chooses, on the real database."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from services.cases.mandates.actions.deciding import confirm_mandate
from services.cases.mandates.actions.recording import NewMandate, record_mandate
from services.cases.people.domain.coming_of_age import of_age_at
from services.cases.transitions.actions.looking import look_at_all_due
from services.cases.transitions.actions.performing import perform_all_due
from services.cases.transitions.actions.planning import begin_all_plans
from services.cases.transitions.actions.reading import Shown, list_transitions, read_transition
from services.cases.transitions.actions.rules import write_rule
from services.cases.transitions.domain.rules import Terms, Told, TransitionKind
from services.cases.transitions.subscriptions import CHANGED_DATES
from shared.contracts.cases.vocabulary import Category, Operation
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Purpose, Role
from tests.cases.majority.growing_up import GrowingUp

PARIS = ZoneInfo("Europe/Paris")
BORN = "2011-06-30"
INSTANT = timedelta(microseconds=1)
MONTH = timedelta(days=31)
OF_AGE = of_age_at(BORN, PARIS)

_DUE = """
    SELECT (SELECT count(*) FROM cases.transition_watch WHERE person_id = $1 AND due_at <= $2)
         + (SELECT count(*) FROM cases.transition
            WHERE person_id = $1 AND state = 'open' AND (changes_at <= $2 OR plan = 'awaited'))
"""


class Turning(GrowingUp):
    """A child with a case in Paris, and rules of the municipality."""

    case_id: UUID

    async def begins(self, birth_date: str | None = BORN, zone: ZoneInfo = PARIS, *team: Actor) -> None:
        """The lead registers somebody and opens their case; these join it."""
        await self.lies_in(zone)
        await self.child(birth_date)
        self.case_id = await self.case()
        for one in team:
            await self.joins(self.case_id, one)

    async def rule(self, kind: TransitionKind = TransitionKind.OF_AGE, months_before: int = 6, **more: Any) -> UUID:
        """Written by the lead, who administers."""
        terms: dict[str, Any] = {
            "at_age": None,
            "template_id": None,
            "receipts_from": [],
            "leaving": [],
            "tells": Told.LEAD,
        }
        async with self.work(self.lead) as work:
            said = Terms(months_before=months_before, **terms | more)
            return await write_rule(work, self.lead, self.world.municipality_id, kind, said)

    async def mandated(self, to: Actor, until: datetime, *categories: Category) -> UUID:
        """A legal ground of an agency, which a second worker confirmed."""
        recorder, officer = self.colleague(to, Role.SUPERVISOR), self.colleague(to, Role.PRIVACY_OFFICER)
        command = NewMandate(
            article="Child Protection Act § 3",
            ground="placed in care",
            categories=categories or (Category.SOCIAL,),
            operations=(Operation.READ, Operation.CONTRIBUTE),
            purposes=(Purpose.CARE_COORDINATION,),
            overrides_refusal_because=None,
            valid_from=None,
            valid_until=until,
            review_at=until,
        )
        async with self.work(recorder) as work:
            mandate_id = await record_mandate(work, recorder, self.person_id, command)
        async with self.work(officer) as work:
            return await confirm_mandate(work, officer, self.person_id, mandate_id)

    async def days_come(self, at: datetime | None = None) -> None:
        """What was told since is heard, and a replica does all that is to be done, perhaps at another time."""
        if at is not None:
            self.at(at)
        await self.is_heard(CHANGED_DATES)
        async with asyncio.timeout(10):
            await self._does_all()
            while await self.owner.pool.fetchval(_DUE, self.person_id, self.database.clock()):
                await asyncio.sleep(0.02)  # another replica has it in hand
                await self._does_all()

    async def _does_all(self) -> None:
        await perform_all_due(self.database)
        await look_at_all_due(self.database)
        await begin_all_plans(self.database)

    async def changes(self, who: Actor | None = None) -> Sequence[dict[str, Any]]:
        """What somebody sees coming, or gone."""
        async with self.work(who or self.lead) as work:
            return [dict(row) for row in await list_transitions(work, self.person_id, None, 50)]

    async def opens(self, who: Actor, transition_id: UUID) -> Shown:
        """One, as somebody sees it."""
        async with self.work(who) as work:
            return await read_transition(work, who, self.person_id, transition_id)

    async def told_of(self, past_tense: str) -> list[UUID]:
        """Of which changes this was told, as often as it was."""
        rows = await self.owner.pool.fetch(
            "SELECT data ->> 'transition_id' AS id FROM cases.journal WHERE type = $1 AND data ->> 'person_id' = $2",
            f"parcours.transition.{past_tense}.v1",
            str(self.person_id),
        )
        return [UUID(row["id"]) for row in rows]
