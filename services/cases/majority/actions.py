"""Prepare and perform what changes when a child is of age. Background work of any replica.

The end is kept with the grants long before, so that the clock of the database ends them at midnight whether any process
runs or not. What is done after midnight is only to say so.
"""

from functools import partial
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from services.cases.access.events import GrantEnded
from services.cases.consents.actions.following import bind_to_majority, lapse_at_majority
from services.cases.majority import store
from services.cases.people.domain.coming_of_age import FIRST_ANYWHERE, of_age_at
from services.cases.timeline.actions import add_lines
from services.cases.timeline.domain.kinds import LineKind
from services.cases.timeline.domain.lines import Line
from shared.contracts.cases.vocabulary import GroundKind
from shared.contracts.identity.actor import TaskActor
from shared.database.engine import Database
from shared.database.unit_of_work import UnitOfWork

TASK: Final = TaskActor("coming_of_age")
LOOK_EVERY_SECONDS: Final = 10.0
SLICE: Final = 100


async def prepare_majority(work: UnitOfWork, person_id: UUID) -> None:
    """Let what representatives agreed to for somebody end when they are of age.

    Where no birth date is known nothing ends by itself: the consents stand until their own day, or until somebody takes
    them back. As soon as one is known, this is done again.
    """
    born = await store.born(work, person_id)
    if born is None or born["birth_date"] is None:
        await bind_to_majority(work, person_id, None)
        return
    zone = ZoneInfo(born["time_zone"]) if born["time_zone"] else FIRST_ANYWHERE
    await bind_to_majority(work, person_id, partial(of_age_at, born["birth_date"], zone))


async def perform_all_due(database: Database) -> None:
    """Say of everything that has ended with childhood that it did, a slice at a time."""
    while await perform_a_slice(database) == SLICE:
        pass


async def perform_a_slice(database: Database, many: int = SLICE) -> int:
    """Say it of some that no other replica has in hand, each once; how many."""
    async with database.work(TASK) as work:
        lapsed = await lapse_at_majority(work, many)
        for consent in lapsed:
            if consent["ends_so"]:
                await _tell(work, consent)
    return len(lapsed)


async def _tell(work: UnitOfWork, consent: asyncpg.Record) -> None:
    person_id: UUID = consent["person_id"]
    work.lies_in(person_id, consent["municipality_id"])
    line = Line(
        person_id=person_id,
        municipality_id=consent["municipality_id"],
        kind=LineKind.CONSENT_LAPSED,
        agency_id=consent["agency_id"],
        worker_id=consent["worker_id"],
        by_agency_id=None,
        by_id=None,
        parties=frozenset({*consent["agencies"], consent["agency_id"]}),
        item_id=consent["id"],
        state="expired",
    )
    await add_lines(work, line)
    await work.tell(GrantEnded(person_id=person_id, ground_kind=GroundKind.CONSENT, ground_id=consent["id"]))
