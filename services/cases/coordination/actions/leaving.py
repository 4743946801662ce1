"""Let those who no longer work for an agency leave its teams."""

from datetime import datetime
from uuid import UUID

import asyncpg

from services.cases.coordination import events
from services.cases.coordination.store import team as store
from services.cases.timeline.actions import add_lines
from services.cases.timeline.domain import Line, LineKind
from shared.contracts.cases.vocabulary import Category
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import lowest_id_at


async def leave_teams(work: UnitOfWork, worker_id: UUID, agency_id: UUID, revoked_at: datetime) -> None:
    """A worker was revoked: they are on no team for this agency any more. Background work.

    A case that they lead keeps them as its lead until a supervisor names another: a case always has one, and a
    revoked lead can do nothing with it.

    Args:
        revoked_at: what they were given after it, in a new membership, stays.
    """
    left = await store.end_seats_of(work, worker_id, agency_id, lowest_id_at(revoked_at))
    for row in left:
        work.lies_in(row["person_id"], row["municipality_id"])
    await add_lines(work, *(_line(row, agency_id) for row in left))
    await work.tell(
        *(
            events.MemberLeft(
                case_id=row["case_id"],
                person_id=row["person_id"],
                member_id=row["member_id"],
                agency_id=agency_id,
                worker_id=worker_id,
            )
            for row in left
        )
    )


def _line(row: asyncpg.Record, agency_id: UUID) -> Line:
    return Line(
        person_id=row["person_id"],
        municipality_id=row["municipality_id"],
        kind=LineKind.MEMBER_LEFT,
        category=Category(row["category"]),
        agency_id=agency_id,
        worker_id=None,
        by_agency_id=None,
        by_id=None,
        parties=frozenset(row["agencies"]),
        case_id=row["case_id"],
        item_id=row["member_id"],
    )
