"""A case that is about to end, on the real database."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from services.cases.outcomes.actions.closing import close_case, list_closures, read_still_open, reopen_case
from services.cases.outcomes.actions.need_outcomes import say_need_outcome
from services.cases.outcomes.actions.observations import NewObservation, record_observation
from services.cases.outcomes.actions.results import Results, read_results
from services.cases.outcomes.actions.still_open import StillOpen
from services.cases.outcomes.domain.closing import Ending
from services.cases.outcomes.domain.observations import Observed, Source
from services.cases.timeline.actions import ReferralMove, add_move
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.cases.coordination import ClosingReason, ReopeningReason
from shared.contracts.cases.outcomes import CaseOutcome, Effect, Measure, NeedOutcome
from shared.contracts.cases.plans import Voice
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor, TaskActor
from shared.identifiers import new_id
from tests.cases.tasks.scenes import TaskScene


class EndingScene(TaskScene):
    """The scene of plans, tasks and conversations, with what became of it all."""

    async def refers(
        self,
        case_id: UUID,
        *states: str,
        by: Actor | None = None,
        category: Category = Category.HOUSING,
        person_id: UUID | None = None,
    ) -> UUID:
        """A referral that an agency sent to the nurse's, as far as cases was told of it."""
        by, referral_id = by or self.lead, new_id()
        for state in ("sent", *states):
            move = ReferralMove(
                referral_id=referral_id,
                person_id=person_id or self.person_id,
                case_id=case_id,
                sender_agency_id=by.agency_id,
                receiver_agency_id=self.nurse.agency_id,
                kind=LineKind(f"referral_{state}"),
                category=category,
                state=state,
                moved_at=datetime.now(UTC),
                by_agency_id=by.agency_id,
                by_id=by.subject,
            )
            async with self.database.work(TaskActor("referral_moves")) as work:
                await add_move(work, new_id(), move)
        return referral_id

    async def closes(self, who: Actor, case_id: UUID, **more: Any) -> None:
        said: dict[str, Any] = {"reason": ClosingReason.GOALS_REACHED, "outcome": CaseOutcome.REACHED, **more}
        async with self.work(who) as work:
            await close_case(work, who, case_id, Ending(**said))

    async def reopens(self, who: Actor, case_id: UUID) -> None:
        async with self.work(who) as work:
            await reopen_case(work, who, case_id, ReopeningReason.NEED_RETURNED)

    async def closures(self, who: Actor, case_id: UUID) -> list[dict[str, Any]]:
        """How it ended, as somebody sees it.

        Raises:
            NotFound: they do not see the case.
        """
        async with self.work(who) as work:
            return [dict(row) for row in await list_closures(work, case_id, None, 50)]

    async def still_open(self, who: Actor, case_id: UUID) -> StillOpen:
        """What somebody sees that is not settled.

        Raises:
            NotFound: they do not see the case.
        """
        async with self.work(who) as work:
            return await read_still_open(work, case_id)

    async def results(self, who: Actor, case_id: UUID) -> Results:
        """What it has come to, as somebody sees it.

        Raises:
            NotFound: they do not see the case.
        """
        async with self.work(who) as work:
            return await read_results(work, case_id)

    async def became(
        self, who: Actor, case_id: UUID, need_id: UUID, outcome: NeedOutcome, said_by: Voice = Voice.WORKER
    ) -> UUID:
        async with self.work(who) as work:
            return await say_need_outcome(work, who, case_id, need_id, outcome, said_by)

    async def observes(
        self,
        who: Actor,
        case_id: UUID,
        *person_ids: UUID,
        amount: int = 3,
        effect: Effect = Effect.USED,
        category: Category = Category.HEALTH,
        sensitivity: Sensitivity = Sensitivity.ORDINARY,
        **more: Any,
    ) -> UUID:
        """Hospital days of January, unless said otherwise."""
        said: dict[str, Any] = {
            "measure": Measure.HOSPITAL_DAYS,
            "basis": None,
            "began_on": date(2026, 1, 1),
            "ended_on": date(2026, 1, 31),
            "source": Source.HOSPITAL_RECORD,
            **more,
        }
        command = NewObservation(
            person_ids=person_ids,
            category=category,
            sensitivity=sensitivity,
            observed=Observed(amount=amount, effect=effect, **said),
        )
        async with self.work(who) as work:
            return await record_observation(work, who, case_id, command)
