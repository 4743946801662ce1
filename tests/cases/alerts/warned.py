"""A case in which somebody warns others, on the real database."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import orjson

from services.cases.alerts.actions.warnings import NewWarning, correct_warning, record_warning, review_warning
from services.cases.alerts.domain.warning_terms import NotToldBecause, Precaution, WarningKind
from services.cases.alerts.domain.warnings import Review, Telling
from services.cases.record.actions.open_record import open_record
from shared.clock import system_clock
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from tests.cases.coordination.scenes import Scene

NOT_TOLD = Telling(on=None, not_because=NotToldBecause.DANGER_TO_WORKERS)


def today() -> date:
    return system_clock().date()


class Warned(Scene):
    """A scene in which people warn each other."""

    async def warns(
        self,
        who: Actor,
        case_id: UUID,
        *person_ids: UUID,
        kind: WarningKind = WarningKind.INFECTION,
        category: Category = Category.HEALTH,
        sensitivity: Sensitivity = Sensitivity.ORDINARY,
        precautions: tuple[Precaution, ...] = (Precaution.PROTECTIVE_EQUIPMENT,),
        review_on: date | None = None,
        telling: Telling | None = None,
    ) -> UUID:
        """A warning about health, of which the person was told, unless said otherwise."""
        command = NewWarning(
            person_ids=person_ids,
            category=category,
            sensitivity=sensitivity,
            kind=kind,
            precautions=precautions,
            text="Scabies in the whole flat",
            review_on=review_on or today() + timedelta(days=90),
            telling=telling or Telling(on=today(), not_because=None),
        )
        async with self.work(who) as work:
            return await record_warning(work, who, case_id, command)

    async def reviews(self, who: Actor, case_id: UUID, warning_id: UUID, version: int, review: Review) -> None:
        async with self.work(who) as work:
            await review_warning(work, who, case_id, warning_id, version, review)

    async def corrects(self, who: Actor, case_id: UUID, warning_id: UUID, version: int, **values: Any) -> None:
        async with self.work(who) as work:
            await correct_warning(work, who, case_id, warning_id, version, values)

    async def record(self, who: Actor) -> dict[str, Any]:
        """The record as somebody sees it."""
        async with self.work(who) as work:
            found: dict[str, Any] = orjson.loads(await open_record(work, self.person_id))
            return found

    async def is_warned(self, who: Actor) -> tuple[list[str], list[str]]:
        """Of what the record warns somebody, and what it tells them to do."""
        found = await self.record(who)
        return [one["kind"] for one in found["warnings"]], found["precautions"]
