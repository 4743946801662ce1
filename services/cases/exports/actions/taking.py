"""Hand a copy over: to the person, or by a worker to whoever has no account."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.accounts.actions import who_may
from services.cases.exports.domain.export import must_be_there, shown_categories
from services.cases.exports.policy import EXPORT_RULES, HAND_OVER, OWN_RULES, TAKE_OWN, AboutExport
from services.cases.exports.store import reading as store
from services.cases.rights.actions import must_still_ask
from shared.contracts.identity.actor import Actor, PersonActor
from shared.database.access_log import Look, log_if_denied, log_looks
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import decide
from shared.refusals import NotFound

Open = Callable[[UnitOfWork], Awaitable[asyncpg.Record]]
"""How somebody opens a copy: it is decided anew each time."""


async def open_to_hand_over(
    work: UnitOfWork, actor: Actor, person_id: UUID, request_id: UUID, operation: str
) -> asyncpg.Record:
    """A copy that a worker may hand over; the look is logged, with all parts of the record of which it may hold
    something.

    Raises:
        NotFound: no such request that the caller may see, or none on which a copy was granted.
        NotAllowed: not a privacy officer of that agency, or the one who took the request down.
        Conflict: it is being made, or it is gone; or who asked for the person may not do so any more.
    """
    log_if_denied(work, Look(operation, person_id=person_id))
    found = await store.of_a_worker(work, person_id, request_id)
    if found is None:
        raise NotFound
    work.lies_in(person_id, found["municipality_id"])
    decide(EXPORT_RULES, HAND_OVER, actor, AboutExport(found["agency_id"], found["worker_id"]))
    await must_still_ask(work, request_id, found["relationship_id"])
    return await _opened(work, found, operation, f"rights_request:{request_id}")


async def open_own(work: UnitOfWork, caller: PersonActor, request_id: UUID, operation: str) -> asyncpg.Record:
    """The person's own copy; the look is logged.

    Raises:
        SpeaksForNobody: the account has ended, or what it rested on has.
        NotAllowed: somebody who represents the person.
        NotFound: no such request of theirs, or none on which a copy was granted.
        Conflict: it is being made, or it is gone.
    """
    who = await who_may(work, caller, OWN_RULES, TAKE_OWN, operation)
    found = await store.own(work, who, request_id)
    if found is None:
        raise NotFound
    return await _opened(work, found, operation, who.ground)


async def part_of(work: UnitOfWork, export_id: UUID, number: int) -> dict[str, Any]:
    """One part of a copy that was opened before.

    Raises:
        NotFound: it is gone meanwhile, or it is no longer the caller's to take.
    """
    found = await store.part(work, export_id, number)
    if found is None:
        raise NotFound
    return found


async def volume_of(work: UnitOfWork, export: asyncpg.Record, number: int) -> list[dict[str, Any]]:
    """The parts of one volume.

    Raises:
        NotFound: there is no such volume.
    """
    if number > export["volumes"]:
        raise NotFound
    return await store.volume(work, export["id"], number)


async def _opened(work: UnitOfWork, found: asyncpg.Record, operation: str, ground: str) -> asyncpg.Record:
    must_be_there(found["made_at"], found["deleted_at"], found["kept_until"], work.now)
    shown = shown_categories(found["left_out"])
    look = Look(
        operation,
        person_id=found["person_id"],
        municipality_id=found["municipality_id"],
        categories=shown,
        grounds=[ground],
    )
    await log_looks(work, [look])
    return found
