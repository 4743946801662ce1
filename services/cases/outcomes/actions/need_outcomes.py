"""Say what became of needs."""

from uuid import UUID

import asyncpg

from services.cases.access.actions import standing_to
from services.cases.coordination.actions.decisions import decide_about, not_found
from services.cases.coordination.policy.cases import AboutPeople
from services.cases.items.actions import everybody, item_lines, tell_each
from services.cases.notes.actions.needs import find_need, read_need
from services.cases.outcomes import events
from services.cases.outcomes.policy import PEOPLE_RULES, SAY_NEED_OUTCOME
from services.cases.outcomes.store import need_outcomes as store
from services.cases.timeline.actions import add_lines
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.cases.outcomes import NeedOutcome
from shared.contracts.cases.plans import Voice
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id


async def say_need_outcome(
    work: UnitOfWork, actor: Actor, case_id: UUID, need_id: UUID, outcome: NeedOutcome, said_by: Voice
) -> UUID:
    """Write down what became of a need, in somebody's word; whether the case is open or closed.

    Raises:
        NotFound: no such need in this case that the caller may see.
        NotAllowed: no ground to contribute about each person.
    """
    need = await find_need(work, case_id, need_id)
    if need is None:
        raise not_found(work, "say-need-outcome")
    people = everybody(need)
    standings = tuple([await standing_to(work, person_id) for person_id in people])
    facts = AboutPeople(standings, Category(need["category"]))
    decide_about(work, PEOPLE_RULES, SAY_NEED_OUTCOME, actor, facts, people)
    outcome_id = new_id()
    about = {name: need[name] for name in ("municipality_id", "person_id", "category", "sensitivity")}
    await store.keep(work, {"id": outcome_id, "need_id": need_id, **about, "outcome": outcome, "said_by": said_by})
    await add_lines(work, *item_lines(actor, need, LineKind.NEED_OUTCOME_SAID, state=outcome))
    await tell_each(
        work,
        people,
        lambda one: events.NeedOutcomeSaid(
            case_id=case_id, person_id=one, need_id=need_id, outcome_id=outcome_id, outcome=outcome, said_by=said_by
        ),
    )
    return outcome_id


async def read_need_outcome(work: UnitOfWork, case_id: UUID, need_id: UUID, outcome_id: UUID) -> asyncpg.Record:
    """One word that was just said; the look is logged.

    Raises:
        NotFound: none on a need of this case that the caller may see.
    """
    row = await store.read(work, case_id, need_id, outcome_id)
    if row is None:
        raise not_found(work, "say-need-outcome")
    return row


async def list_need_outcomes(
    work: UnitOfWork, case_id: UUID, need_id: UUID, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """What was said of a need, in its order; one more than `limit` when there is a next page.

    Raises:
        NotFound: no such need in this case that the caller may see.
    """
    rows = await store.list_some(work, case_id, need_id, after, limit)
    if not rows:
        await read_need(work, case_id, need_id, "list-need-outcomes")
    return rows
