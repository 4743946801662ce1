"""What comes by itself: a version's day, the end, the warnings before it. Background work of any replica.

Grants carry the end of their agreement, so that the clock of the database ends them at midnight whether any process
runs or not. What is done after midnight is to keep it, and to say so, once.
"""

from typing import Final
from uuid import UUID

import asyncpg

from services.cases.access.events import GrantEnded
from services.cases.agreements import events
from services.cases.agreements.actions.signing import come_into_force
from services.cases.agreements.domain.ending import WARNINGS, warning_due
from services.cases.agreements.store import agreements as agreements_store
from services.cases.agreements.store import clock as store
from shared.contracts.cases.vocabulary import GroundKind
from shared.contracts.identity.actor import TaskActor
from shared.database.engine import Database
from shared.database.unit_of_work import UnitOfWork

TASK: Final = TaskActor("agreements")
LOOK_EVERY_SECONDS: Final = 10.0


async def perform_all_due(database: Database) -> None:
    """Do everything that is due, an agreement at a time."""
    while await perform_one(database):
        pass


async def perform_one(database: Database) -> bool:
    """Do one thing that is due and that no other replica has in hand; whether there was one."""
    async with database.work(TASK) as work:
        due = await store.take_due(work, WARNINGS)
        if due is not None:
            await _perform(work, due)
    return due is not None


async def tell_what_was_cut(work: UnitOfWork, agreement_id: UUID) -> None:
    """Say of each ground on which a narrower version, or a party that left, ended or narrowed something that it did."""
    for cut in await store.take_untold(work, agreement_id):
        work.lies_in(cut["person_id"], cut["municipality_id"])
        kind = GroundKind(cut["ground_kind"])
        await work.tell(GrantEnded(person_id=cut["person_id"], ground_kind=kind, ground_id=cut["ground_id"]))


async def _perform(work: UnitOfWork, due: asyncpg.Record) -> None:
    """A version that goes on where the one before ends comes first."""
    agreement_id, municipality_id, until = due["id"], due["municipality_id"], due["valid_until"]
    about = {"agreement_id": agreement_id, "municipality_id": municipality_id}
    if due["number"] is not None:
        came = await come_into_force(work, agreement_id, municipality_id, due["number"])
        assert came, "everybody has signed it, and its day has come"
    elif until <= work.now:
        ended = await agreements_store.end(work, agreement_id, "expired")
        assert ended, "it is locked, in force and over"
        await work.tell(events.AgreementEnded(**about))
    else:
        days = warning_due(until, due["warned_days"], work.now)
        assert days is not None, "the database found that there is one"
        await store.warned(work, agreement_id, days)
        await work.tell(events.AgreementNearsItsEnd(**about, days=days))
