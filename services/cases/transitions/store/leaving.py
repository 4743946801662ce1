"""Whose places on a team end with a day, and when they were to end before."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from services.cases.transitions.store import tables as _tables  # noqa: F401 - they belong to the schema
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_LEAVING = Statement("""
    SELECT unnest(r.leaving) FROM transition t JOIN transition_rule r ON r.id = t.rule_version_id WHERE t.id = :id
""")
_KEEP = Statement("""
    INSERT INTO transition_seat (transition_id, member_id, municipality_id, ends_before)
    SELECT t.id, CAST(:member_id AS uuid), t.municipality_id, CAST(:ends_before AS timestamptz)
    FROM transition t WHERE t.id = :id
    ON CONFLICT (transition_id, member_id) DO NOTHING
""")
_FORGET = Statement("DELETE FROM transition_seat WHERE transition_id = :id RETURNING member_id, ends_before")


async def leaving(work: UnitOfWork, transition_id: UUID) -> list[UUID]:
    """The agencies whose places end with it."""
    return [row[0] for row in await work.rows(_LEAVING, id=transition_id)]


async def keep(work: UnitOfWork, transition_id: UUID, before: Mapping[UUID, datetime | None]) -> None:
    """Keep when places that end with it were to end before."""
    rows = [{"id": transition_id, "member_id": one, "ends_before": end} for one, end in before.items()]
    await work.run_many(_KEEP, rows)


async def forget(work: UnitOfWork, transition_id: UUID) -> dict[UUID, datetime | None]:
    """When they were to end before, which is not kept any longer."""
    return {row["member_id"]: row["ends_before"] for row in await work.rows(_FORGET, id=transition_id)}
