"""Give what must be done to a colleague."""

from typing import Final
from uuid import UUID

import asyncpg

from services.cases.coordination.actions.decisions import decide_about
from services.cases.duties.actions import find_duty, give_duty, lock_duty
from services.cases.duties.policy import AboutDuty
from services.cases.plans.actions.planned import give_action
from services.cases.tasks import events
from services.cases.tasks.actions.tasks import give_task
from services.cases.tasks.policy import DUTY_RULES, GIVE_MOVE, GIVE_REVIEW
from shared.contracts.cases.duties import DutyKind, GivenBecause
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Conflict

_MOVES: Final = frozenset({DutyKind.REFERRAL, DutyKind.QUESTION, DutyKind.ALTERNATIVE, DutyKind.START})


async def give(work: UnitOfWork, actor: Actor, duty_id: UUID, worker_id: UUID | None, because: GivenBecause) -> UUID:
    """Let a colleague do what the caller or their agency must do; why is kept with it.

    Args:
        worker_id: of the caller's agency; None for the agency to name somebody.

    Raises:
        NotFound: nothing that must be done and that the caller may see.
        NotAllowed: neither theirs, nor supervisor in the agency that must do it.
        Conflict: it is the lead's, a supervisor's, or the answer to an invitation; or meanwhile something else must be
            done.
    """
    duty = await find_duty(work, duty_id)
    kind = DutyKind(duty["kind"])
    if kind is DutyKind.TASK:
        await give_task(work, actor, duty["case_id"], duty_id, worker_id)
    elif kind is DutyKind.ACTION:
        await give_action(work, actor, duty["case_id"], duty_id, worker_id)
    elif kind in _MOVES:
        duty = await _name_who(work, actor, duty, GIVE_MOVE)
    elif kind is DutyKind.WARNING:
        duty = await _name_who(work, actor, duty, GIVE_REVIEW)
    else:
        raise Conflict(
            "This goes with the lead of the case, with the supervisors, or with the invitation.",
            detail_fr="Cela revient au référent de l'accompagnement ou aux responsables, ou se règle par l'invitation.",
        )
    await give_duty(work, duty_id, kind, worker_id, because)
    given = events.DutyGiven(
        duty_id=duty_id,
        kind=kind,
        municipality_id=duty["municipality_id"],
        case_id=duty["case_id"],
        person_id=duty["person_id"],
        agency_id=actor.agency_id,
        from_worker_id=duty["for_worker_id"],
        to_worker_id=worker_id,
        because=because,
    )
    await work.tell(given)
    return duty_id


async def read_given(work: UnitOfWork, duty_id: UUID) -> asyncpg.Record:
    """For whom it is now.

    Raises:
        NotFound: nothing that must be done and that the caller may see.
    """
    return await find_duty(work, duty_id)


async def _name_who(work: UnitOfWork, actor: Actor, found: asyncpg.Record, action: str) -> asyncpg.Record:
    """What must be done, as it is once nobody else gives it to somebody."""
    duty = await lock_duty(work, found["case_id"], found["id"])
    facts = AboutDuty(duty["for_agency_id"], duty["for_worker_id"])
    decide_about(work, DUTY_RULES, action, actor, facts, [duty["person_id"], *duty["also_about"]])
    return duty
