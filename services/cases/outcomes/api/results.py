"""`/v1/cases/{id}/outcomes`."""

from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from services.cases.items.api import Reader
from services.cases.outcomes.actions.results import Results, read_results
from services.cases.outcomes.api.closing import ClosureView, closure_shown
from services.cases.plans.api.plan import ScoresView
from services.cases.plans.domain.attainment import Attainment, is_disagreement
from shared.contracts.cases.outcomes import Effect, Measure, NeedOutcome
from shared.contracts.cases.plans import GoalState
from shared.web.caller import Work
from shared.web.documented import READS
from shared.web.entity_tags import content_tag

router = APIRouter(prefix="/v1/cases/{case_id}/outcomes", tags=["outcomes"])


class GoalResult(BaseModel):
    """How far a goal was reached, on its own scale."""

    goal_id: UUID
    state: GoalState
    weight: int
    at_first: Attainment | None
    by_worker: Attainment | None = Field(description="In a worker's last word.")
    by_person: Attainment | None = Field(description="In the last word of the person or a representative.")
    in_disagreement: bool


class NeedResult(BaseModel):
    """What became of a need."""

    need_id: UUID
    term: str
    by_worker: NeedOutcome | None = Field(description="In a worker's last word.")
    by_person: NeedOutcome | None = Field(description="In the last word of the person or a representative.")


class ObservedTotal(BaseModel):
    """How much of a service was used or avoided together, over the observations that you may see."""

    measure: Measure
    effect: Effect
    amount: int


class OutcomesView(BaseModel):
    """What a case has come to, as far as you may see it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
                    "scores": {"at_first": 30.0, "by_worker": 50.0, "by_person": 56.2},
                    "goals": [],
                    "needs": [
                        {
                            "need_id": "0198c0de-0000-7000-8000-0000000000e2",
                            "term": "social-connection",
                            "by_worker": "met",
                            "by_person": "partly_met",
                        }
                    ],
                    "observed": [{"measure": "hospital_days", "effect": "avoided", "amount": 11}],
                    "closure": None,
                }
            ]
        }
    )

    case_id: UUID
    scores: ScoresView
    goals: list[GoalResult]
    needs: list[NeedResult]
    observed: list[ObservedTotal]
    closure: ClosureView | None = Field(description="The latest.")


@router.get("", responses=READS, summary="Read what a case has come to")
async def read_outcomes(case_id: UUID, _actor: Reader, work: Work, response: Response) -> OutcomesView:
    """How far each goal was reached on its own scale and all of them together, what became of the needs, and what was
    used or avoided: comparable between agencies with different aims. Of each as far as you may see it.
    """
    shown = _shown(case_id, await read_results(work, case_id))
    response.headers["ETag"] = content_tag(shown.model_dump_json().encode())
    return shown


def _shown(case_id: UUID, results: Results) -> OutcomesView:
    scores = results.scores
    return OutcomesView(
        case_id=case_id,
        scores=ScoresView(at_first=scores.at_first, by_worker=scores.by_worker, by_person=scores.by_person),
        goals=[
            GoalResult(
                goal_id=row["id"],
                state=row["state"],
                weight=row["weight"],
                at_first=row["baseline"],
                by_worker=(by_worker := row["by_worker"] and row["by_worker"]["level"]),
                by_person=(by_person := row["by_person"] and row["by_person"]["level"]),
                in_disagreement=is_disagreement(by_worker, by_person),
            )
            for row in results.goals
        ],
        needs=[
            NeedResult(need_id=one.need["id"], term=one.need["term"], by_worker=one.by_worker, by_person=one.by_person)
            for one in results.needs
        ],
        observed=[
            ObservedTotal(measure=measure, effect=effect, amount=amount)
            for (measure, effect), amount in sorted(results.observed.items())
        ],
        closure=closure_shown(results.closure) if results.closure else None,
    )
