"""Close a case with what it has come to, and reopen it."""

from collections.abc import Mapping
from uuid import UUID

import asyncpg

from services.cases.conversations.actions.threads import close_thread
from services.cases.coordination.actions import cases
from services.cases.coordination.actions.cases import about, load_for_change, people_shown
from services.cases.coordination.actions.decisions import decide_about
from services.cases.coordination.domain.case import must_be_open
from services.cases.coordination.policy.cases import CASE_RULES, CLOSE
from services.cases.outcomes import events
from services.cases.outcomes.actions.still_open import StillOpen, still_open
from services.cases.outcomes.domain.closing import Ending
from services.cases.outcomes.store import closures as store
from services.cases.plans.actions.planned import change_action
from services.cases.tasks.actions.tasks import change_task
from services.cases.territories.actions import day_in, today_in
from shared.contracts.cases.coordination import CaseState, ReopeningReason
from shared.contracts.cases.duties import TaskState
from shared.contracts.cases.outcomes import Becomes, ReferralBecomes
from shared.contracts.cases.plans import ActionState
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id


async def close_case(work: UnitOfWork, actor: Actor, case_id: UUID, ending: Ending) -> UUID:
    """Close a case: all that is to end ends with it, or nothing does. What rested on its team ends with the answer.

    Raises:
        NotFound: no such case that the caller may see.
        NotAllowed: the caller neither leads it nor stands in for the lead, or may not end an action, task or thread.
        Conflict: it is closed.
        ReferralsOpen: nothing is said of a referral that is open.
        Invalid: the ending does not fit together.
    """
    case = await load_for_change(work, case_id)
    decide_about(work, CASE_RULES, CLOSE, actor, about(case), people_shown(case))
    must_be_open(CaseState(case["state"]))
    territory = case["municipality_id"]
    opened_on = await day_in(work, territory, case["opened_at"])
    retention_from = ending.check(opened_on, await today_in(work, territory))
    still = await still_open(work, case_id)
    becomes = ending.settle(
        [row["referral_id"] for row in still.open_referrals], (row["referral_id"] for row in still.referrals)
    )
    await _end(work, actor, case_id, ending, still)
    values = {
        "id": new_id(),
        "case_id": case_id,
        "municipality_id": case["municipality_id"],
        "reason": ending.reason,
        "outcome": ending.outcome,
        "actions": ending.actions,
        "tasks": ending.tasks,
        "threads": ending.threads,
        "handed_over_to": ending.handed_over_to,
        "retention_from": retention_from,
    }
    await store.keep(work, values, still.open_referrals, becomes)
    await _tell_of_referrals(work, case_id, still, becomes)
    return await cases.close_case(work, actor, case_id, ending.reason)


async def reopen_case(work: UnitOfWork, actor: Actor, case_id: UUID, reason: ReopeningReason) -> UUID:
    """Reopen a case with the team that it had. How it ended stays beside how it goes on.

    Raises:
        NotFound, NotAllowed: as for closing it.
        Conflict: it is open.
    """
    await cases.reopen_case(work, actor, case_id, reason)
    await store.reopen(work, case_id, reason)
    return case_id


async def list_closures(work: UnitOfWork, case_id: UUID, before: UUID | None, limit: int) -> list[asyncpg.Record]:
    """How a case ended, each time, the latest first; one more than `limit` when there is a next page.

    Raises:
        NotFound: no such case that the caller may see.
    """
    await cases.read_case(work, case_id)
    return await store.list_some(work, case_id, before, limit + 1)


async def read_still_open(work: UnitOfWork, case_id: UUID) -> StillOpen:
    """What closing a case asks about, as `still_open` says.

    Raises:
        NotFound: no such case that the caller may see.
    """
    await cases.read_case(work, case_id)
    return await still_open(work, case_id)


async def _end(work: UnitOfWork, actor: Actor, case_id: UUID, ending: Ending, still: StillOpen) -> None:
    if ending.actions is Becomes.ENDS:
        for row in still.actions:
            await change_action(work, actor, case_id, row["id"], row["version"], {"state": ActionState.NOT_DONE})
    if ending.tasks is Becomes.ENDS:
        for row in still.tasks:
            await change_task(work, actor, case_id, row["id"], row["version"], {"state": TaskState.DROPPED})
    if ending.threads is Becomes.ENDS:
        for thread_id in still.threads:
            await close_thread(work, actor, thread_id)


async def _tell_of_referrals(
    work: UnitOfWork, case_id: UUID, still: StillOpen, becomes: Mapping[UUID, ReferralBecomes]
) -> None:
    await work.tell(
        *(
            events.ReferralOutlived(
                case_id=case_id,
                person_id=row["person_id"],
                referral_id=row["referral_id"],
                sender_agency_id=row["sender_agency_id"],
                becomes=becomes[row["referral_id"]],
            )
            for row in still.open_referrals
        )
    )
