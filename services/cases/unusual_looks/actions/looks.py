"""See what rules noticed, and say what it was."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import asyncpg

from services.cases.unusual_looks import events
from services.cases.unusual_looks.domain.names import surname_keys
from services.cases.unusual_looks.policy import COMPARE, DECIDE, SEE, UNUSUAL_LOOKS, AboutUnusualLook
from services.cases.unusual_looks.store import looks as store
from shared.contracts.cases.unusual_looks import Outcome
from shared.contracts.cases.vocabulary import Act
from shared.contracts.identity.actor import Actor
from shared.database.access_log import Look, log_if_denied, log_looks
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import decide
from shared.refusals import Conflict, NotFound

COMPARED_AT_ONCE: Final = 20
"""Workers: for each of them identity is asked."""


async def list_unusual_looks(
    work: UnitOfWork, actor: Actor, *, decided: bool | None, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """Those of workers of the caller's agency that the caller may see, oldest first; one more than `limit` when there
    is a next page. The page is logged.

    Raises:
        NotAllowed: neither privacy officer nor answering for the agency.
    """
    decide(UNUSUAL_LOOKS, SEE, actor, _of_some_officer_in(actor))
    rows = await store.list_some(work, decided=decided, after=after, limit=limit + 1)
    await log_looks(work, _looks("list-unusual-looks", Act.SEARCH_HIT, rows[:limit]))
    return rows


async def read_unusual_look(work: UnitOfWork, actor: Actor, unusual_look_id: UUID) -> asyncpg.Record:
    """One; the look is logged.

    Raises:
        NotAllowed: neither privacy officer nor answering for the agency.
        NotFound: none that the caller may see; logged as denied.
    """
    decide(UNUSUAL_LOOKS, SEE, actor, _of_some_officer_in(actor))
    row = await store.open_one(work, unusual_look_id)
    if row is None:
        log_if_denied(work, Look("read-unusual-look"))
        raise NotFound
    await log_looks(work, _looks("read-unusual-look", Act.OPENED, [row]))
    return row


async def decide_on_unusual_look(
    work: UnitOfWork, actor: Actor, unusual_look_id: UUID, outcome: Outcome, reason: str
) -> UUID:
    """Say what it was, and why. Nothing follows by itself.

    Raises:
        NotFound: none that the caller may see.
        NotAllowed: neither privacy officer nor answering for the agency, or the worker who looked.
        Conflict: it was decided before.
    """
    row = await read_unusual_look(work, actor, unusual_look_id)
    decide(UNUSUAL_LOOKS, DECIDE, actor, AboutUnusualLook(row["agency_id"], row["worker_id"], row["by_officer"]))
    if not await store.decide(work, unusual_look_id, outcome, reason):
        raise Conflict("This was decided before.", detail_fr="Décision déjà prise.", state=row["outcome"])
    told = {"municipality_id": row["municipality_id"], "agency_id": row["agency_id"], "outcome": outcome}
    await work.tell(events.UnusualLookDecided(unusual_look_id=unusual_look_id, **told))
    return unusual_look_id


async def workers_to_compare(work: UnitOfWork, actor: Actor) -> list[UUID]:
    """Workers of the caller's agency who opened records since names were last compared, some at a time.

    Raises:
        NotAllowed: not a privacy officer.
    """
    decide(UNUSUAL_LOOKS, COMPARE, actor, _of_some_officer_in(actor))
    return await store.to_compare(work, COMPARED_AT_ONCE)


async def compare_names(work: UnitOfWork, actor: Actor, names: Mapping[UUID, str]) -> UUID:
    """Notice which of the people whom workers opened may have the worker's surname. Names are compared and forgotten:
    cases keeps none of a worker.

    Args:
        names: by worker, as identity tells them; empty for whom it knows no more.

    Raises:
        NotAllowed: not a privacy officer.
    """
    decide(UNUSUAL_LOOKS, COMPARE, actor, _of_some_officer_in(actor))
    for worker_id, name in sorted(names.items()):
        noticed = await store.compare_names(work, worker_id, surname_keys(name))
        await work.tell(
            *(
                events.UnusualLookNoticed(
                    unusual_look_id=row["id"], municipality_id=row["municipality_id"], agency_id=actor.agency_id
                )
                for row in noticed
            )
        )
    return actor.agency_id


def _of_some_officer_in(actor: Actor) -> AboutUnusualLook:
    """Which of them the caller is shown, the statement says."""
    return AboutUnusualLook(actor.agency_id, actor.subject, by_officer=True)


def _looks(operation: str, act: Act, rows: Sequence[asyncpg.Record]) -> list[Look]:
    return [
        Look(operation, act, row["person_id"], row["municipality_id"]) for row in rows if row["person_id"] is not None
    ]
