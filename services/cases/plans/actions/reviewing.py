"""Look at a plan again, and read what it has come to."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg

from services.cases.coordination.actions.cases import (
    about,
    case_lines,
    change_case,
    load_for_change,
    people_of,
    people_shown,
)
from services.cases.coordination.actions.decisions import decide_about, not_found
from services.cases.coordination.domain.case import must_be_open
from services.cases.items.actions import tell_each
from services.cases.plans import events
from services.cases.plans.actions.lines import keep_lines
from services.cases.plans.domain.attainment import Attainment, Scored, t_score
from services.cases.plans.policy import CASE_RULES, REVIEW
from services.cases.plans.store import progress
from services.cases.plans.store import versions as store
from services.cases.timeline.actions import add_lines
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.cases.coordination import CaseState
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id


@dataclass(frozen=True, kw_only=True)
class NewReview:
    """What is written down of one.

    Attributes:
        next_review_on: when the plan is looked at again; the case's review date follows.
    """

    held_on: date
    next_review_on: date | None
    summary: str | None


@dataclass(frozen=True, slots=True)
class Scores:
    """The T-scores of the goals that somebody may see: at the beginning, and in the last word of each side.

    Each over those goals of which it is known.
    """

    at_first: float | None
    by_worker: float | None
    by_person: float | None


async def review_plan(work: UnitOfWork, actor: Actor, case_id: UUID, command: NewReview) -> UUID:
    """Write down that the plan was looked at, and what has changed since the review before.

    Raises:
        NotFound: no such case that the caller may see.
        NotAllowed: the caller neither leads it nor stands in for the lead.
        Conflict: the case is closed.
    """
    case = await load_for_change(work, case_id)
    decide_about(work, CASE_RULES, REVIEW, actor, about(case), people_shown(case))
    must_be_open(CaseState(case["state"]))
    before = await store.latest_review(work, case_id)
    review_id = new_id()
    values = {
        "id": review_id,
        "case_id": case_id,
        "municipality_id": case["municipality_id"],
        "held_on": command.held_on,
        "next_review_on": command.next_review_on,
        "summary": command.summary,
    }
    await store.keep_review(work, values)
    await keep_lines(work, case_id, review_id, before["id"] if before else None)
    await change_case(work, actor, case_id, case["version"], {"next_review_on": command.next_review_on})
    people = await people_of(work, case_id)
    await add_lines(work, *case_lines(actor, case, people, LineKind.PLAN_REVIEWED, item_id=review_id))
    await tell_each(
        work,
        [one.person_id for one in people],
        lambda one: events.PlanReviewed(case_id=case_id, person_id=one, review_id=review_id),
    )
    return review_id


async def find_review(work: UnitOfWork, case_id: UUID, review_id: UUID) -> asyncpg.Record:
    """One review of the plan of a case that the caller may see, for what comes next; nothing of it is shown.

    Raises:
        NotFound: none.
    """
    review = await store.find_review(work, case_id, review_id)
    if review is None:
        raise not_found(work, "read-plan-review")
    return review


async def read_review(
    work: UnitOfWork, case_id: UUID, review_id: UUID, operation: str = "read-plan-review"
) -> asyncpg.Record:
    """One review of the plan of a case that the caller may see; the look is logged.

    Raises:
        NotFound: none.
    """
    review = await store.read_review(work, case_id, review_id, operation)
    if review is None:
        raise not_found(work, operation)
    return review


async def latest_review(work: UnitOfWork, case_id: UUID) -> asyncpg.Record | None:
    """The latest review of the plan of a case that the caller may see; whoever shows it logs the look."""
    return await store.latest_review(work, case_id)


async def list_reviews(work: UnitOfWork, case_id: UUID, before: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Reviews of the plan of a case that the caller may see, newest first; one more than `limit` if there is."""
    return await store.reviews(work, case_id, before, limit + 1)


async def read_scores(work: UnitOfWork, case_id: UUID) -> Scores:
    """How far the goals of a case were reached together, of those that the caller may see.

    The look is logged: at these goals, and at the outline of the case.
    """
    goals = await progress.scored(work, case_id)

    def score(said: str) -> float | None:
        return t_score([Scored(Attainment(one[said]), one["weight"]) for one in goals if one[said] is not None])

    return Scores(score("baseline"), score("by_worker"), score("by_person"))
