"""Copies as they are taken. What is shown of them is logged by the actions."""

from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.access.predicate import reader
from services.cases.accounts.domain import Speaker
from services.cases.exports.domain.export import GRANTED
from services.cases.rights.domain import COPIED
from services.cases.rights.predicate import may_see_request
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_SHOWN: Final = """
    r.id AS request_id, r.person_id, r.municipality_id, r.agency_id, r.worker_id, r.kind, r.relationship_id, r.left_out,
    r.received_on, r.closed_at, e.id, e.made_at, e.kept_until, e.deleted_at, e.parts, e.volumes, e.items,
    ARRAY(SELECT m.month FROM archived_month m WHERE m.log = 'access_log' AND m.at <= e.made_at ORDER BY m.month)
        AS archived
"""
_GRANTED: Final = f"""r.state = 'answered' AND r.kind IN ({", ".join(f"'{one}'" for one in sorted(COPIED))})
    AND r.outcome IN ({", ".join(f"'{one}'" for one in GRANTED)})"""
_OF_A_WORKER: Final = Statement(f"""
    SELECT {_SHOWN} FROM rights_request r LEFT JOIN rights_export e ON e.request_id = r.id
    WHERE r.id = :id AND r.person_id = :person_id AND {_GRANTED} AND {may_see_request("r")}
""")
_OWN: Final = Statement(f"""
    SELECT {_SHOWN} FROM rights_request r LEFT JOIN rights_export e ON e.request_id = r.id
    WHERE r.id = :id AND r.person_id = :person_id AND r.relationship_id IS NULL AND {_GRANTED}
""")
_PART: Final = Statement("""
    SELECT p.section, p.items FROM rights_export_part p JOIN rights_export e ON e.id = p.export_id
    WHERE p.export_id = :export_id AND p.number = :number AND e.deleted_at IS NULL AND e.kept_until > :now
""")
_VOLUME: Final = Statement("""
    SELECT p.section, p.items FROM rights_export_part p JOIN rights_export e ON e.id = p.export_id
    WHERE p.export_id = :export_id AND p.volume = :volume AND e.deleted_at IS NULL AND e.kept_until > :now
    ORDER BY p.number
""")


async def of_a_worker(work: UnitOfWork, person_id: UUID, request_id: UUID) -> asyncpg.Record | None:
    """A granted request that the reader may see, with its copy where there is one."""
    return await work.row(_OF_A_WORKER, id=request_id, person_id=person_id, **reader(work))


async def own(work: UnitOfWork, speaker: Speaker, request_id: UUID) -> asyncpg.Record | None:
    """A granted request of the person's own, with its copy where there is one."""
    return await work.row(_OWN, id=request_id, person_id=speaker.person_id)


async def part(work: UnitOfWork, export_id: UUID, number: int) -> dict[str, Any] | None:
    """One part of a copy, which row security shows to whoever may take it; None once it is gone."""
    return await work.opened_row(_PART, export_id=export_id, number=number, now=work.now)


async def volume(work: UnitOfWork, export_id: UUID, number: int) -> list[dict[str, Any]]:
    """The parts that are printed together, likewise."""
    return await work.opened_rows(_VOLUME, export_id=export_id, volume=number, now=work.now)
