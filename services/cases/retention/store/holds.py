"""What is held back from deletion, in the database.

Whoever deletes takes a turn with whoever holds (`items.store.holding`): so either the hold is seen by who would delete,
or there is nothing to hold any more.
"""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.access.predicate import ITEMS_OF_ANY_KIND, may_follow, may_read_about_all, reader
from services.cases.items.store.holding import keep_from_deletion
from services.cases.retention.store import tables as _tables  # noqa: F401 - they belong to the schema
from shared.contracts.cases.retention import HeldWhat
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_SHOWN: Final = """h.id, h.held, h.held_id, h.person_id, h.agency_id, h.worker_id, h.held_at, h.until, h.released_at,
    h.released_by, CASE WHEN h.agency_id = :reader_agency THEN h.reason END AS reason"""
"""Why another agency holds it is that agency's business."""
_IS_OF_THE_PERSON: Final[Mapping[HeldWhat, Statement]] = {
    HeldWhat.CASE: Statement(f"""
        SELECT true FROM case_person p
        WHERE p.case_id = :held_id AND p.person_id = :person_id AND {may_follow("p")} LIMIT 1
    """),
    HeldWhat.ITEM: Statement(f"""
        SELECT true FROM (SELECT * FROM ({ITEMS_OF_ANY_KIND}) i WHERE i.id = :held_id OFFSET 0) i
        WHERE CAST(:person_id AS uuid) = ANY (i.person_id || i.also_about) AND i.sensitivity <> 'sealed'
          AND {may_read_about_all("i")}
    """),
}
_KEEP: Final = Statement("""
    INSERT INTO legal_hold (id, held, held_id, person_id, municipality_id, agency_id, worker_id, reason, held_at, until)
    VALUES (:id, :held, :held_id, :person_id, :municipality_id, :reader_agency, :reader, :reason, :now, :until)
""")
_SEEN: Final = f"""(h.held = 'person'
    OR h.held = 'case' AND EXISTS (
        SELECT FROM case_person p WHERE p.case_id = h.held_id AND p.person_id = h.person_id AND {may_follow("p")})
    OR h.agency_id = :reader_agency)"""
"""That something in particular is held tells that it is there: an item to the agency that holds alone. What is sealed
is held with its person or case, so that no hold tells of it.
"""
_OPEN: Final = Statement(f"""
    SELECT {_SHOWN} FROM legal_hold h WHERE h.person_id = :person_id AND h.id = :id AND {_SEEN}
""")
_LIST: Final = Statement(f"""
    SELECT {_SHOWN} FROM legal_hold h
    WHERE h.person_id = :person_id AND {_SEEN} AND (CAST(:after AS uuid) IS NULL OR h.id > :after)
    ORDER BY h.id LIMIT :limit
""")
_RELEASE: Final = Statement("""
    UPDATE legal_hold SET released_at = :now, released_by = :reader WHERE id = :id AND released_at IS NULL
""")


async def is_there(work: UnitOfWork, held: HeldWhat, held_id: UUID, person_id: UUID) -> bool:
    """From here on nothing of it is deleted; whether the reader sees it, about this person."""
    await keep_from_deletion(work, [held_id])
    if held is HeldWhat.PERSON:
        return True
    named = {"held_id": held_id, "person_id": person_id}
    return await work.value(_IS_OF_THE_PERSON[held], **named, **reader(work)) is not None


async def keep(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep a new hold."""
    await work.run(_KEEP, **values, **reader(work))


async def open_one(work: UnitOfWork, person_id: UUID, hold_id: UUID) -> asyncpg.Record | None:
    """One hold on what is kept about a person of whom the reader may know."""
    return await work.row(_OPEN, person_id=person_id, id=hold_id, **reader(work))


async def list_some(work: UnitOfWork, person_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """The holds on what is kept about a person of whom the reader may know, in the order of their making."""
    return await work.rows(_LIST, person_id=person_id, after=after, limit=limit, **reader(work))


async def release(work: UnitOfWork, hold_id: UUID) -> bool:
    """Keep that it was let go; False when it was before."""
    return bool(await work.run(_RELEASE, id=hold_id, **reader(work)))
