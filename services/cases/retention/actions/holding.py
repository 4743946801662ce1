"""Hold what is kept about somebody back from every deletion, and let it go."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from services.cases.access.actions import standing_to
from services.cases.coordination.actions.decisions import decide_about, not_found
from services.cases.retention import events
from services.cases.retention.domain import must_be_held, must_be_to_come
from services.cases.retention.policy import HOLD, HOLD_RULES, RELEASE, SEE_HOLDS, AboutHold
from services.cases.retention.store import holds as store
from shared.contracts.cases.retention import HeldWhat
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import Invalid


@dataclass(frozen=True, kw_only=True)
class NewHold:
    """What is needed to hold something.

    Attributes:
        held_id: of the case or item; None for all that is kept about the person.
        until: None where nobody knows yet.
    """

    held: HeldWhat
    held_id: UUID | None
    reason: str
    until: datetime | None


async def hold(work: UnitOfWork, actor: Actor, person_id: UUID, command: NewHold) -> UUID:
    """Keep it whatever any rule says, until it is let go.

    Raises:
        NotFound: no ground for this person, or no such person.
        NotAllowed: the caller is no privacy officer.
        Invalid: it would be over already; or there is no such case or item of this person that the caller may see.
    """
    stands = await standing_to(work, person_id)
    decide_about(work, HOLD_RULES, HOLD, actor, AboutHold(actor.agency_id), [person_id])
    must_be_to_come(command.until, work.now)
    held_id = command.held_id or person_id
    if not await store.is_there(work, command.held, held_id, person_id):
        raise Invalid.field(
            "#/held_id",
            "unknown",
            "There is no such case or item of this person that you may hold.",
            "Vous ne pouvez retenir aucun accompagnement ni élément de cet identifiant pour cette personne.",
        )
    hold_id = new_id()
    about = {"id": hold_id, "person_id": person_id, "municipality_id": stands.municipality_id}
    said = {"held": command.held, "held_id": held_id, "reason": command.reason, "until": command.until}
    await store.keep(work, {**about, **said})
    await work.tell(
        events.LegalHoldPlaced(
            person_id=person_id,
            municipality_id=stands.municipality_id,
            hold_id=hold_id,
            agency_id=actor.agency_id,
            held=command.held,
        )
    )
    return hold_id


async def release(work: UnitOfWork, actor: Actor, person_id: UUID, hold_id: UUID) -> UUID:
    """Let it be deleted again when it is due, unless something else holds it.

    Raises:
        NotFound: no ground for this person, or no such hold.
        NotAllowed: the caller is no privacy officer of the agency that holds.
        Conflict: it was let go before.
    """
    stands = await standing_to(work, person_id)
    row = await _open(work, actor, person_id, hold_id, "release-legal-hold")
    decide_about(work, HOLD_RULES, RELEASE, actor, AboutHold(row["agency_id"]), [person_id])
    must_be_held(is_released=not await store.release(work, hold_id))
    await work.tell(
        events.LegalHoldReleased(
            person_id=person_id,
            municipality_id=stands.municipality_id,
            hold_id=hold_id,
            agency_id=row["agency_id"],
            held=HeldWhat(row["held"]),
        )
    )
    return hold_id


async def read_hold(work: UnitOfWork, actor: Actor, person_id: UUID, hold_id: UUID) -> asyncpg.Record:
    """One hold; its reason only to the agency that holds.

    Raises:
        NotFound: no ground for this person, or no such hold.
        NotAllowed: the caller is no privacy officer.
    """
    await standing_to(work, person_id)
    return await _open(work, actor, person_id, hold_id, "read-legal-hold")


async def list_holds(
    work: UnitOfWork, actor: Actor, person_id: UUID, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """What is and was held of what is kept about a person; one more than `limit` if there is.

    Raises:
        NotFound: no ground for this person, or no such person.
        NotAllowed: the caller is no privacy officer.
    """
    await standing_to(work, person_id)
    decide_about(work, HOLD_RULES, SEE_HOLDS, actor, AboutHold(actor.agency_id), [person_id])
    return await store.list_some(work, person_id, after, limit + 1)


async def _open(work: UnitOfWork, actor: Actor, person_id: UUID, hold_id: UUID, operation: str) -> asyncpg.Record:
    decide_about(work, HOLD_RULES, SEE_HOLDS, actor, AboutHold(actor.agency_id), [person_id])
    row = await store.open_one(work, person_id, hold_id)
    if row is None:
        raise not_found(work, operation)
    return row
