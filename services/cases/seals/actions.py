"""Open a sealed item to named workers, and close it again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from services.cases.seals import events, store
from services.cases.seals.domain import must_be_another, must_end_soon_enough, must_leave_theirs
from services.cases.seals.policy import CLOSE, OPEN, RULES, SEE, AboutSealed
from shared.contracts.identity.actor import Actor
from shared.database.access_log import Look, log_if_denied
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.phrases import Phrase
from shared.policy.grammar import decide
from shared.refusals import Conflict, NotFound


@dataclass(frozen=True, kw_only=True)
class Named:
    """To whom, why and until when.

    Attributes:
        agency_id: for which the worker reads it.
    """

    agency_id: UUID
    worker_id: UUID
    reason: str
    valid_until: datetime


async def read_sealed(work: UnitOfWork, item_id: UUID, operation: str = "read-sealed-item") -> asyncpg.Record:
    """A sealed item that the caller sees; the look is logged.

    Raises:
        NotFound: no such item, it is not sealed, or neither written by the caller nor open to them: the same.
    """
    row = await store.find(work, item_id, operation)
    if row is None:
        log_if_denied(work, Look(operation))
        raise NotFound
    for person_id in (row["person_id"], *row["also_about"]):
        work.lies_in(person_id, row["municipality_id"])
    return row


async def open_to(work: UnitOfWork, actor: Actor, item_id: UUID, named: Named) -> UUID:
    """Open a sealed item to a worker. What was given to the same worker before ends with it.

    Raises:
        NotFound: as `read_sealed`.
        NotAllowed: the caller sees it, and neither wrote it nor leads the case nor supervises where it was written.
        Invalid: the writer is named, or the caller themselves; the period is over, too long, or longer than it is open
            to the caller; it would end what the caller reads it by.
    """
    await store.wait_for_others(work, item_id)
    item = await _decided(work, actor, item_id, OPEN, "give-seal-grant")
    must_be_another(item["worker_id"], actor.subject, named.worker_id)
    must_end_soon_enough(work.now, named.valid_until, item["open_until"])
    ended = await store.end(work, item_id, named.agency_id, named.worker_id, named.valid_until)
    must_leave_theirs(actor.subject, [one["worker_id"] for one in ended])
    await _tell_ended(work, ended)
    seal_grant_id = new_id()
    values = {
        "id": seal_grant_id,
        "item_id": item_id,
        "item_kind": item["kind"],
        "person_id": item["person_id"],
        "municipality_id": item["municipality_id"],
        "writer_id": item["worker_id"],
        "agency_id": named.agency_id,
        "worker_id": named.worker_id,
        "reason": named.reason,
    }
    await store.give(work, values, named.valid_until)
    await work.tell(
        events.SealGrantGiven(
            person_id=item["person_id"],
            municipality_id=item["municipality_id"],
            item_id=item_id,
            seal_grant_id=seal_grant_id,
            agency_id=named.agency_id,
            worker_id=named.worker_id,
            valid_until=named.valid_until,
        )
    )
    return seal_grant_id


async def close_to(work: UnitOfWork, actor: Actor, item_id: UUID, seal_grant_id: UUID) -> None:
    """Take a grant back before its time, and what its worker gave in their turn.

    Raises:
        NotFound, NotAllowed: as for opening; or the item has no such grant.
        Conflict: it was ended, or is over.
    """
    await store.wait_for_others(work, item_id)
    await _decided(work, actor, item_id, CLOSE, "end-seal-grant")
    found = await _found(work, item_id, seal_grant_id)
    if found["ended_at"] is not None or found["valid_until"] <= work.now:
        raise Conflict("It is closed already.", detail_fr="L'accès est déjà fermé.", state="ended")
    await _tell_ended(work, await store.end(work, item_id, found["agency_id"], found["worker_id"], work.now))


async def read_one(work: UnitOfWork, actor: Actor, item_id: UUID, seal_grant_id: UUID) -> asyncpg.Record:
    """One grant on a sealed item.

    Raises:
        NotFound, NotAllowed: as for listing; or the item has no such grant.
    """
    await _decided(work, actor, item_id, SEE, "read-seal-grant")
    return await _found(work, item_id, seal_grant_id)


async def list_some(
    work: UnitOfWork, actor: Actor, item_id: UUID, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """To whom a sealed item is and was open; one more than `limit` when there is a next page.

    Raises:
        NotFound: as `read_sealed`.
        NotAllowed: the caller sees it, and may not open it to others.
    """
    await _decided(work, actor, item_id, SEE, "list-seal-grants")
    return await store.list_some(work, item_id, after, limit + 1)


async def close_to_revoked(work: UnitOfWork, worker_id: UUID, agency_id: UUID, revoked_at: datetime) -> None:
    """A worker was revoked: nothing sealed is open to them any more, nor to whom they gave it in their turn. To whom
    they opened what they wrote themselves it stays open, until its day. Background work.

    Args:
        revoked_at: what is given to them later stays.
    """
    await _tell_ended(work, await store.end_all_of(work, agency_id, worker_id, revoked_at))


async def _decided(work: UnitOfWork, actor: Actor, item_id: UUID, action: Phrase, operation: str) -> asyncpg.Record:
    item = await read_sealed(work, item_id, operation)
    decide(RULES, action, actor, AboutSealed(item["agency_id"], item["worker_id"], item["leads"]))
    return item


async def _found(work: UnitOfWork, item_id: UUID, seal_grant_id: UUID) -> asyncpg.Record:
    row = await store.open_one(work, item_id, seal_grant_id)
    if row is None:
        raise NotFound
    return row


async def _tell_ended(work: UnitOfWork, ended: Iterable[asyncpg.Record]) -> None:
    for one in ended:
        work.lies_in(one["person_id"], one["municipality_id"])
        await work.tell(
            events.SealGrantEnded(
                person_id=one["person_id"],
                municipality_id=one["municipality_id"],
                item_id=one["item_id"],
                seal_grant_id=one["id"],
                agency_id=one["agency_id"],
                worker_id=one["worker_id"],
            )
        )
