"""A municipality whose rules look at a case, with a clock that the test turns."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from services.cases.alerts.actions.early_warnings import list_early_warnings
from services.cases.alerts.actions.noticing import TASK, facts_changed, notice_all_due
from services.cases.alerts.actions.occurrences import NewOccurrence, correct_occurrence, record_occurrence
from services.cases.alerts.actions.rules import Looking, write_rule
from services.cases.alerts.domain.early import RuleKind
from services.cases.alerts.domain.occurrences import OccurrenceState, OccurrenceTerm
from services.cases.timeline.subscriptions import REFERRAL_MOVES
from shared.clock import system_clock
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor, TaskActor
from shared.database.engine import Database
from shared.identifiers import new_id
from shared.messaging.events import Told
from shared.refusals import NotFound
from tests.cases.alerts.warned import Warned
from tests.cases.worlds import World


@dataclass
class TurnedClock:
    """A clock that stands until it is turned."""

    now: datetime = field(default_factory=system_clock)

    def __call__(self) -> datetime:
        return self.now

    def days_pass(self, days: int) -> None:
        self.now += timedelta(days=days)


class Noticing(Warned):
    """A scene in which rules look."""

    def __init__(self, database: Database, world: World, clock: TurnedClock) -> None:
        super().__init__(database, world)
        self.clock = clock

    async def rule(self, kind: RuleKind, days: int, at_least: int = 1) -> UUID:
        """Written by the lead's agency."""
        looking = Looking(at_least=at_least, days=days)
        async with self.work(self.lead) as work:
            return await write_rule(work, self.lead, self.world.municipality_id, kind, looking)

    async def records(
        self,
        who: Actor,
        case_id: UUID,
        term: OccurrenceTerm,
        *,
        days_ago: int = 0,
        category: Category = Category.SOCIAL,
        sensitivity: Sensitivity = Sensitivity.ORDINARY,
    ) -> UUID:
        """What happened."""
        command = NewOccurrence(
            person_ids=(),
            category=category,
            sensitivity=sensitivity,
            term=term,
            happened_on=self.today() - timedelta(days=days_ago),
        )
        async with self.work(who) as work:
            return await record_occurrence(work, who, case_id, command)

    async def is_missed(self, case_id: UUID, appointment_id: UUID, *, kept: bool = False, days_ago: int = 0) -> None:
        """Referrals tells that the person did not come to an appointment of a referral of the lead's agency, or did."""
        at = self.clock.now - timedelta(days=days_ago)
        data = {
            "appointment_id": str(appointment_id),
            "referral_id": str(new_id()),
            "person_id": str(self.person_id),
            "case_id": str(case_id),
            "sender_agency_id": str(self.lead.agency_id),
            "receiver_agency_id": str(self.nurse.agency_id),
            "category": Category.HEALTH.value,
            "state": "over",
            "starts_at": at.isoformat(),
            "by_agency_id": str(self.nurse.agency_id),
            "by_id": str(self.nurse.subject),
        }
        type_ = f"parcours.appointment.{'kept' if kept else 'missed'}.v1"
        async with self.database.work(TaskActor(REFERRAL_MOVES.name)) as work:
            await REFERRAL_MOVES.handle(work, Told(new_id(), type_, appointment_id, self.clock.now, data))

    async def takes_back(self, who: Actor, case_id: UUID, occurrence_id: UUID) -> None:
        """It did not happen."""
        changes = {"state": OccurrenceState.ENTERED_IN_ERROR}
        async with self.work(who) as work:
            await correct_occurrence(work, who, case_id, occurrence_id, 1, changes)

    async def look(self, person_id: UUID | None = None) -> None:
        """Rules look at the person, as after an event."""
        async with self.database.work(TASK) as work:
            await facts_changed(work, person_id or self.person_id)
        await notice_all_due(self.database)

    async def sees(self, who: Actor, case_id: UUID) -> list[dict[str, Any]]:
        """Early warnings of a case, as somebody sees them, oldest first."""
        try:
            async with self.work(who) as work:
                rows = await list_early_warnings(work, case_id, None, 100)
        except NotFound:
            return []
        return [dict(row) for row in rows][::-1]

    async def kinds(self, who: Actor, case_id: UUID) -> list[str]:
        return [row["kind"] for row in await self.sees(who, case_id)]

    def today(self) -> date:
        return self.clock.now.date()


@asynccontextmanager
async def noticing_scene(runtime_url: str) -> AsyncIterator[Noticing]:
    """A scene with a clock and connections of its own, and somebody whom the lead knows."""
    clock = TurnedClock()
    database = await Database.open(runtime_url, schema="cases", clock=clock, connections=6)
    scene = Noticing(database, World(), clock)
    await scene.known(scene.lead, scene.person_id)
    try:
        yield scene
    finally:
        await database.close()
