"""Let those who can no longer work on cases leave their teams: what they led falls to their agency."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from services.cases.coordination import events
from services.cases.coordination.store import team as store
from services.cases.duties.actions import duties_follow, release_revoked
from services.cases.timeline.actions import add_lines
from services.cases.timeline.domain.kinds import LineKind
from services.cases.timeline.domain.lines import Line
from shared.contracts.cases.vocabulary import Category
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import lowest_id_at


async def leave_teams(work: UnitOfWork, worker_id: UUID, agency_id: UUID, revoked_at: datetime) -> None:
    """A worker was revoked: they are on no team for this agency any more, and what they were to do falls to it.
    Background work.

    Args:
        revoked_at: what they were given after it, in a new membership, stays.
    """
    await _say_so(work, await store.end_seats_of(work, worker_id, agency_id, lowest_id_at(revoked_at)))
    await release_revoked(work, worker_id, agency_id, revoked_at)


async def leave_teams_about(work: UnitOfWork, person_id: UUID) -> None:
    """Workers with a conflict of interest are on no team of a case about this person any more, whichever agency they
    work for there. Background work: they see nothing of the person from the declaration on.
    """
    await _say_so(work, await store.end_seats_of_kept_out(work, person_id))


async def _say_so(work: UnitOfWork, left: Sequence[asyncpg.Record]) -> None:
    """Lines, events and lists: a seat was left, and a lead's is vacant now."""
    for case_id in sorted({row["case_id"] for row in left}):
        await duties_follow(work, case_id)
    for row in left:
        work.lies_in(row["person_id"], row["municipality_id"])
        await add_lines(work, _line(row, LineKind.MEMBER_LEFT, row["member_id"]))
        await work.tell(
            events.MemberLeft(
                case_id=row["case_id"],
                person_id=row["person_id"],
                member_id=row["member_id"],
                agency_id=row["agency_id"],
                worker_id=row["worker_id"],
            )
        )
        if row["vacant_id"] is not None:
            await add_lines(work, _line(row, LineKind.LEAD_VACANT, row["vacant_id"]))
            await work.tell(
                events.LeadFellVacant(
                    case_id=row["case_id"],
                    person_id=row["person_id"],
                    member_id=row["vacant_id"],
                    agency_id=row["agency_id"],
                    worker_id=None,
                )
            )


def _line(row: asyncpg.Record, kind: LineKind, member_id: UUID) -> Line:
    return Line(
        person_id=row["person_id"],
        municipality_id=row["municipality_id"],
        kind=kind,
        category=Category(row["category"]),
        agency_id=row["agency_id"],
        worker_id=None,
        by_agency_id=None,
        by_id=None,
        parties=frozenset(row["agencies"]),
        case_id=row["case_id"],
        item_id=member_id,
    )
