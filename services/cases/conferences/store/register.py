"""What was shared in conferences, in the database: written by background work, read by those who may know it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.predicate import OVERSEES, SERVES, may_read_about_all, reader
from services.cases.conferences.predicate import takes_part
from services.cases.conferences.store import tables as _tables  # noqa: F401 - its tables belong to the schema
from services.cases.items.predicate import seen_as_said
from services.cases.items.store.looks import read_page
from shared.contracts.cases.conferences import Attendance, MatterState
from shared.database.access_log import look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id

_BEGAN = Statement("""
    SELECT starts_at FROM conference WHERE id = :id AND cancelled_because IS NULL AND starts_at <= :now
    FOR NO KEY UPDATE
""")
_OF_MATTER = Statement("SELECT conference_id FROM agenda_item WHERE id = :id")
_THERE = Statement(f"""
    SELECT id, agency_id, worker_id FROM conference_participant
    WHERE conference_id = :conference_id AND attendance = '{Attendance.ATTENDED}'
""")
_MATTERS = Statement(f"""
    SELECT id, municipality_id, person_id, also_about, category, sensitivity, agency_id, worker_id, changed_at
    FROM agenda_item WHERE conference_id = :conference_id AND state = '{MatterState.ON_AGENDA}'
      AND (CAST(:id AS uuid) IS NULL OR id = :id)
""")
_KEEP = Statement("""
    INSERT INTO conference_share (id, municipality_id, conference_id, agenda_item_id, person_id, participant_id,
        to_agency_id, to_worker_id, category, sensitivity, grounds, told_at)
    VALUES (:id, :municipality_id, :conference_id, :agenda_item_id, :person_id, :participant_id,
        :to_agency_id, :to_worker_id, :category, :sensitivity, :grounds, :told_at)
    ON CONFLICT DO NOTHING
""")
_FORGET = Statement(f"""
    DELETE FROM conference_share s
    WHERE s.conference_id = :conference_id AND NOT EXISTS (
        SELECT FROM conference_participant p
        WHERE p.id = s.participant_id AND p.worker_id = s.to_worker_id AND p.attendance = '{Attendance.ATTENDED}')
""")
_THEIRS_TO_KNOW = f"""(s.to_agency_id = :reader_agency OR EXISTS (
    SELECT FROM access_grant g WHERE g.person_id = s.person_id AND {SERVES} AND {OVERSEES}))"""
_SHOWN = f"""
    SELECT s.id, where_.id AS conference_id, s.agenda_item_id, i.case_id, s.person_id, '{{}}'::uuid[] AS also_about,
           i.category, i.sensitivity, i.agency_id, i.worker_id,
           CASE WHEN where_.id IS NOT NULL THEN s.participant_id END AS participant_id,
           s.to_agency_id, s.to_worker_id, s.category AS category_then, s.grounds, s.told_at
    FROM conference_share s JOIN agenda_item i ON i.id = s.agenda_item_id
    LEFT JOIN LATERAL (SELECT c.id FROM conference c WHERE c.id = s.conference_id AND {takes_part("c")}) where_ ON true
    WHERE {_THEIRS_TO_KNOW} AND {may_read_about_all("i")} AND {seen_as_said("s", "i")}
      AND (CAST(:after AS uuid) IS NULL OR s.id > :after)"""
"""Of the matters that the reader sees: with their own agency; with everybody, where they oversee all grounds. Which
conference it was is for those who take part in it.
"""
_LIST = Statement(
    read_page(f"{_SHOWN} AND s.conference_id = :conference_id AND where_.id IS NOT NULL", "id", "agenda_item_id")
)
_ABOUT = Statement(read_page(f"{_SHOWN} AND s.person_id = :person_id", "id", "agenda_item_id"))


async def conference_of(work: UnitOfWork, agenda_item_id: UUID) -> UUID | None:
    """On whose agenda a matter is. Background work."""
    conference_id: UUID | None = await work.value(_OF_MATTER, id=agenda_item_id)
    return conference_id


async def began_at(work: UnitOfWork, conference_id: UUID) -> datetime | None:
    """When a conference began, which is then held until the transaction ends; None for one that has not, or is off.
    Background work.
    """
    starts_at: datetime | None = await work.value(_BEGAN, id=conference_id, now=work.now)
    return starts_at


async def those_there(work: UnitOfWork, conference_id: UUID) -> list[asyncpg.Record]:
    """Who attended, as those who convene say. Background work."""
    return await work.rows(_THERE, conference_id=conference_id)


async def matters_of(work: UnitOfWork, conference_id: UUID, agenda_item_id: UUID | None) -> list[asyncpg.Record]:
    """Everything on an agenda, or one matter of it. Background work."""
    return await work.rows(_MATTERS, conference_id=conference_id, id=agenda_item_id)


async def keep(work: UnitOfWork, shares: Sequence[dict[str, Any]]) -> None:
    """Keep what was shared; what is kept already stays as it was. Background work."""
    if shares:
        await work.run_many(_KEEP, [{"id": new_id(), **one} for one in shares])


async def forget_who_was_not_there(work: UnitOfWork, conference_id: UUID) -> None:
    """Delete what was kept of somebody of whom it was said by mistake that they were there. Background work."""
    await work.run(_FORGET, conference_id=conference_id)


async def list_about(work: UnitOfWork, person_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """What was shared about a person in conferences, as far as the reader may know; one more than `limit`. The look is
    logged.
    """
    named = {"person_id": person_id, "after": after, "many": limit}
    return await work.rows(_ABOUT, **named, **reader(work), **look_values(work, "read-shared-in-conferences"))


async def list_some(work: UnitOfWork, conference_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """What was shared in a conference, as far as the reader may know; one more than `limit`. The look is logged."""
    named = {"conference_id": conference_id, "after": after, "many": limit}
    return await work.rows(_LIST, **named, **reader(work), **look_values(work, "read-conference-register"))
