"""Rules that notice early, each version of them, in the database. They are about nobody."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import asyncpg
import sqlalchemy as sa

from services.cases.items.store.columns import id_column
from services.cases.schema import metadata
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_UTC = sa.DateTime(timezone=True)

early_warning_rule = sa.Table(
    "early_warning_rule",
    metadata,
    id_column(),
    sa.Column("rule_id", sa.Uuid, nullable=False, comment="The rule, the same for all its versions."),
    sa.Column("version", sa.Integer, nullable=False, comment="Which version of it."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant, whose rule it is."),
    sa.Column("kind", sa.Text, nullable=False, comment="Coded: what it looks for."),
    sa.Column("at_least", sa.SmallInteger, nullable=False, comment="How many; 1 where it is not about how many."),
    sa.Column("days", sa.SmallInteger, nullable=False, comment="Within how many days, or for how many, or overdue by."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that wrote it."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="Worker or system that wrote it."),
    sa.Column("written_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("ended_at", _UTC, comment="From when another version or none is in force, UTC."),
    sa.Index("uq_early_warning_rule_version", "rule_id", "version", unique=True),
    sa.Index("uq_early_warning_rule_in_force", "rule_id", unique=True, postgresql_where=sa.text("ended_at IS NULL")),
    sa.Index("ix_early_warning_rule_municipality", "municipality_id", "rule_id"),
    comment="What a municipality looks for, so that somebody looks in time; a version never changes.",
)

_COLUMNS = "id, rule_id, version, municipality_id, kind, at_least, days, agency_id, worker_id, written_at, ended_at"
_MINE = "municipality_id = ANY (CAST(:municipalities AS uuid[]))"
_KEEP = Statement(f"""
    INSERT INTO early_warning_rule ({_COLUMNS})
    VALUES (:id, :rule_id, :version, :municipality_id, :kind, :at_least, :days, :agency_id, :worker_id, :now, NULL)
""")
_END = Statement("UPDATE early_warning_rule SET ended_at = :now WHERE id = :id AND ended_at IS NULL")
_VERSIONS = Statement(
    f"SELECT {_COLUMNS} FROM early_warning_rule WHERE rule_id = :rule_id AND {_MINE} ORDER BY version"
)
_LIST = Statement(f"""
    SELECT {_COLUMNS} FROM early_warning_rule
    WHERE {_MINE} AND ended_at IS NULL AND (CAST(:after AS uuid) IS NULL OR rule_id > :after)
    ORDER BY rule_id LIMIT :limit
""")
_HOW_MANY = Statement("""
    SELECT count(*) FROM early_warning_rule WHERE municipality_id = :municipality_id AND ended_at IS NULL
""")
_IN_FORCE = Statement(f"""
    SELECT {_COLUMNS} FROM early_warning_rule WHERE {_MINE} AND ended_at IS NULL ORDER BY rule_id
""")
_COUNTS = Statement("SELECT version, verdict, because, many FROM early_warning_counts(:rule_id)")


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
    """How often each version noticed something, by what was answered; a function of the schema's owner counts what no
    single agency sees, for supervisors.
    """
    return await work.rows(_COUNTS, rule_id=rule_id)
