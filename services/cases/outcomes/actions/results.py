"""What a case has come to, as far as somebody may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from services.cases.coordination.actions.cases import read_case
from services.cases.notes.actions.needs import list_needs
from services.cases.outcomes.actions.observations import list_observations
from services.cases.outcomes.actions.still_open import everything
from services.cases.outcomes.domain.observations import totals
from services.cases.outcomes.store import closures, need_outcomes
from services.cases.plans.actions.goals import list_goals
from services.cases.plans.actions.reviewing import Scores, read_scores
from shared.contracts.cases.outcomes import Effect, Measure, NeedOutcome
from shared.contracts.cases.plans import Voice
from shared.database.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class NeedResult:
    """A need, and what became of it in the last word of each side."""

    need: asyncpg.Record
    by_worker: NeedOutcome | None
    by_person: NeedOutcome | None


@dataclass(frozen=True, kw_only=True)
class Results:
    """What a case has come to.

    Attributes:
        observed: how much of each service was used and avoided together.
        closure: the latest ending.
    """

    scores: Scores
    goals: Sequence[asyncpg.Record]
    needs: Sequence[NeedResult]
    observations: Sequence[asyncpg.Record]
    observed: Mapping[tuple[Measure, Effect], int]
    closure: asyncpg.Record | None


async def read_results(work: UnitOfWork, case_id: UUID) -> Results:
    """Goals with how far they were reached, needs with what became of them, and what was used or avoided; as far as
    the caller may see each. The looks are logged.

    Raises:
        NotFound: no such case that the caller may see.
    """
    await read_case(work, case_id)
    observations = await everything(lambda after, limit: list_observations(work, case_id, after, limit))
    ended = await closures.list_some(work, case_id, None, 1)
    return Results(
        scores=await read_scores(work, case_id),
        goals=await everything(lambda after, limit: list_goals(work, case_id, after, limit)),
        needs=await _needs(work, case_id),
        observations=observations,
        observed=totals((Measure(one["measure"]), Effect(one["effect"]), one["amount"]) for one in observations),
        closure=ended[0] if ended else None,
    )


async def _needs(work: UnitOfWork, case_id: UUID) -> list[NeedResult]:
    said = {
        (row["need_id"], row["said_by"] == Voice.WORKER): NeedOutcome(row["outcome"])
        for row in await need_outcomes.latest(work, case_id)
    }
    needs = await everything(lambda after, limit: list_needs(work, case_id, after, limit))
    return [NeedResult(need, said.get((need["id"], True)), said.get((need["id"], False))) for need in needs]
