"""Declare a conflict of interest, find those of an agency, lift one."""

from uuid import UUID

import asyncpg

from services.cases.access.actions import standing_to
from services.cases.conflicts import events, store
from services.cases.conflicts.domain import LiftingReason, Relation
from services.cases.conflicts.policy import DECLARE, LIFT, RULES, SEE_OF_THE_AGENCY, AboutConflict
from services.cases.coordination.actions.decisions import not_found
from services.cases.timeline.actions import add_record_line
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide, permits
from shared.refusals import Conflict


async def declare_conflict(work: UnitOfWork, actor: Actor, person_id: UUID, relation: Relation) -> UUID:
    """Say that one is close to a person. With the answer their record is not there any more for this worker.

    Raises:
        NotFound: no ground for this person, or no such person, or declared before: the same.
        NotAllowed: an agency's system.
    """
    stands = await standing_to(work, person_id)
    decide(RULES, DECLARE, actor, AboutConflict(actor.agency_id, actor.subject))
    conflict_id = new_id()
    await add_record_line(
        work,
        actor,
        LineKind.CONFLICT_DECLARED,
        person_id,
        stands.municipality_id,
        item_id=conflict_id,
        state="declared",
    )
    await store.declare(work, conflict_id, person_id, stands.municipality_id, relation)
    await work.tell(
        events.ConflictDeclared(
            person_id=person_id,
            municipality_id=stands.municipality_id,
            conflict_id=conflict_id,
            agency_id=actor.agency_id,
            worker_id=actor.subject,
        )
    )
    return conflict_id


async def lift_conflict(work: UnitOfWork, actor: Actor, conflict_id: UUID, reason: LiftingReason) -> UUID:
    """Let a worker see again what their grounds show.

    Raises:
        NotFound: no such conflict that the caller may see.
        NotAllowed: not a supervisor of the agency, or the worker who is kept out.
        Conflict: it was lifted before.
    """
    row = await read_conflict(work, actor, conflict_id)
    decide(RULES, LIFT, actor, AboutConflict(row["agency_id"], row["worker_id"]))
    if not await store.lift(work, conflict_id, reason):
        raise Conflict("This was lifted before.", detail_fr="Déjà levé.", state="lifted")
    await add_record_line(
        work,
        actor,
        LineKind.CONFLICT_LIFTED,
        row["person_id"],
        row["municipality_id"],
        item_id=conflict_id,
        state="lifted",
    )
    await work.tell(
        events.ConflictLifted(
            person_id=row["person_id"],
            municipality_id=row["municipality_id"],
            conflict_id=conflict_id,
            agency_id=row["agency_id"],
            worker_id=row["worker_id"],
        )
    )
    return conflict_id


async def read_conflict(work: UnitOfWork, actor: Actor, conflict_id: UUID) -> asyncpg.Record:
    """One conflict.

    Raises:
        NotFound: none that the caller may see.
    """
    row = await store.open_one(work, conflict_id, supervises=_sees_all(actor))
    if row is None:
        raise not_found(work, "read-conflict")
    return row


async def list_conflicts(
    work: UnitOfWork, actor: Actor, *, lifted: bool, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """The caller's own, and for a supervisor those of the agency; one more than `limit` when there is a next page.

    Args:
        lifted: those that keep nobody out any more too.
    """
    return await store.list_some(work, supervises=_sees_all(actor), lifted=lifted, after=after, limit=limit + 1)


def _sees_all(actor: Actor) -> bool:
    return permits(RULES, SEE_OF_THE_AGENCY, actor, AboutConflict(actor.agency_id, actor.subject))
