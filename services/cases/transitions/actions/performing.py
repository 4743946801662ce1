"""Say of each dated change, once, that its day has begun. What ends with it ended by the clock of the database."""

from typing import Final
from uuid import UUID

import asyncpg

from services.cases.duties.actions import is_settled
from services.cases.timeline.actions import add_lines
from services.cases.timeline.domain.kinds import LineKind
from services.cases.timeline.domain.lines import Line
from services.cases.transitions import events
from services.cases.transitions.actions.looking import TASK
from services.cases.transitions.domain.rules import TransitionKind
from services.cases.transitions.store import changing as store
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.database.engine import Database
from shared.database.unit_of_work import UnitOfWork

SLICE: Final = 100


async def perform_all_due(database: Database) -> None:
    """Say it of everything whose day has begun, a slice at a time."""
    while await perform_a_slice(database) == SLICE:
        pass


async def perform_a_slice(database: Database, many: int = SLICE) -> int:
    """Say it of some that no other replica has in hand; how many."""
    async with database.work(TASK) as work:
        begun = await store.done(work, many)
        for one in begun:
            await _tell(work, one)
    return len(begun)


async def _tell(work: UnitOfWork, one: asyncpg.Record) -> None:
    """Receipts that were not given are still to be given."""
    person_id: UUID = one["person_id"]
    work.lies_in(person_id, one["municipality_id"])
    await is_settled(work, one["id"])
    await add_lines(work, _line(one))
    await work.tell(events.TransitionDone(person_id=person_id, case_id=one["case_id"], transition_id=one["id"]))


_LINES: Final = {
    TransitionKind.OF_AGE: LineKind.TRANSITION_DONE,
    TransitionKind.ADULT_SERVICES: LineKind.TRANSITION_DONE,
    TransitionKind.MANDATE_ENDS: LineKind.MANDATE_EXPIRED,
    TransitionKind.CONSENT_ENDS: LineKind.CONSENT_EXPIRED,
}


def _line(one: asyncpg.Record) -> Line:
    """Of a birthday shown to whoever may see the birth date, else as every line about the mandate or consent."""
    kind = TransitionKind(one["kind"])
    return Line(
        person_id=one["person_id"],
        municipality_id=one["municipality_id"],
        kind=_LINES[kind],
        category=Category(one["category"]) if one["case_id"] else None,
        sensitivity=Sensitivity(one["sensitivity"]),
        agency_id=one["agency_id"],
        worker_id=one["worker_id"],
        by_agency_id=None,
        by_id=None,
        parties=frozenset() if one["case_id"] else frozenset({one["agency_id"]}),
        item_id=one["id"] if one["case_id"] else one["subject_id"],
        state=kind if one["case_id"] else "expired",
    )
