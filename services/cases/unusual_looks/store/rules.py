"""Rules about looks, each version of them, in the database. They are about nobody."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.unusual_looks.store import tables as _tables  # noqa: F401 - they belong to the schema
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_COLUMNS = """
    id, rule_id, version, municipality_id, kind, at_least, within_hours, from_hour, until_hour, weekends, agency_id,
    worker_id, written_at, ended_at
"""
_MINE = "municipality_id = ANY (CAST(:municipalities AS uuid[]))"
_KEEP = Statement(f"""
    INSERT INTO unusual_look_rule ({_COLUMNS})
    VALUES (:id, :rule_id, :version, :municipality_id, :kind, :at_least, :within_hours, :from_hour, :until_hour,
        :weekends, :agency_id, :worker_id, :now, NULL)
""")
_END = Statement("UPDATE unusual_look_rule SET ended_at = :now WHERE id = :id AND ended_at IS NULL")
_VERSIONS = Statement(f"SELECT {_COLUMNS} FROM unusual_look_rule WHERE rule_id = :rule_id AND {_MINE} ORDER BY version")
_LIST = Statement(f"""
    SELECT {_COLUMNS} FROM unusual_look_rule
    WHERE {_MINE} AND ended_at IS NULL AND (CAST(:after AS uuid) IS NULL OR rule_id > :after)
    ORDER BY rule_id LIMIT :limit
""")
_HOW_MANY = Statement("""
    SELECT count(*) FROM unusual_look_rule WHERE municipality_id = :municipality_id AND ended_at IS NULL
""")
_IN_FORCE = Statement(f"SELECT {_COLUMNS} FROM unusual_look_rule WHERE {_MINE} AND ended_at IS NULL ORDER BY rule_id")
_COUNTS = Statement("SELECT version, outcome, many FROM unusual_look_counts(:rule_id)")


async def keep(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep a version that is in force from now on."""
    await work.run(_KEEP, **values, now=work.now)


async def end(work: UnitOfWork, version_id: UUID) -> bool:
    """Take a version out of force; False when it was."""
    return bool(await work.run(_END, id=version_id, now=work.now))


async def versions(work: UnitOfWork, rule_id: UUID, municipalities: Sequence[UUID]) -> list[asyncpg.Record]:
    """All versions of a rule of these municipalities, oldest first."""
    return await work.rows(_VERSIONS, rule_id=rule_id, municipalities=list(municipalities))


async def list_some(
    work: UnitOfWork, municipalities: Sequence[UUID], after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """Rules in force in these municipalities, each in its present version."""
    return await work.rows(_LIST, municipalities=list(municipalities), after=after, limit=limit)


async def how_many(work: UnitOfWork, municipality_id: UUID) -> int:
    """How many rules a municipality has in force."""
    count: int = await work.value(_HOW_MANY, municipality_id=municipality_id)
    return count


async def in_force(work: UnitOfWork, municipalities: Sequence[UUID]) -> list[asyncpg.Record]:
    """All rules in force in these municipalities. Background work."""
    return await work.rows(_IN_FORCE, municipalities=list(municipalities))


async def counts(work: UnitOfWork, rule_id: UUID) -> list[asyncpg.Record]:
    """How often each version noticed something, by what was decided; a function of the schema's owner counts what no
    single agency sees, for privacy officers.
    """
    return await work.rows(_COUNTS, rule_id=rule_id)
