"""From which age people consent themselves, as municipalities say. It is about nobody."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import asyncpg
import sqlalchemy as sa

from services.cases.consents.domain import ConsentAge
from services.cases.schema import metadata
from shared.contracts.cases.vocabulary import Category
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Conflict

_UTC = sa.DateTime(timezone=True)
consent_age = sa.Table(
    "consent_age",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant."),
    sa.Column("category", sa.Text, comment="Of which category; empty for all of which nothing else is said."),
    sa.Column("age", sa.SmallInteger, nullable=False, comment="Years from which they have a say."),
    sa.Column("alone_from", sa.SmallInteger, nullable=False, comment="Years from which nobody else has."),
    sa.Column("article", sa.Text, nullable=False, comment="The article of law."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that wrote it."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="Worker who wrote it."),
    sa.Column("written_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("ended_at", _UTC, comment="When something else was said, UTC."),
    sa.Index(
        "uq_consent_age_present",
        "municipality_id",
        "category",
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
        postgresql_nulls_not_distinct=True,
    ),
    comment="From which age people consent themselves.",
)

_END = Statement("""
    UPDATE consent_age SET ended_at = :now
    WHERE municipality_id = :municipality_id AND category IS NOT DISTINCT FROM CAST(:category AS text)
      AND ended_at IS NULL
""")
_KEEP = Statement(
    sa.insert(consent_age).values({column.name: sa.bindparam(column.name) for column in consent_age.columns})
)
_PRESENT = Statement("""
    SELECT category, age, alone_from FROM consent_age WHERE municipality_id = :municipality_id AND ended_at IS NULL
""")
_LIST = Statement("""
    SELECT id, municipality_id, category, age, alone_from, article, written_at FROM consent_age
    WHERE municipality_id = ANY (CAST(:municipalities AS uuid[])) AND ended_at IS NULL
    ORDER BY municipality_id, category NULLS FIRST
""")


async def say(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep an age, in place of what was said before.

    Raises:
        Conflict: somebody else says it in this moment.
    """
    about = {"municipality_id": values["municipality_id"], "category": values["category"]}
    await work.run(_END, **about, now=work.now)
    try:
        await work.run(_KEEP, **values)
    except asyncpg.UniqueViolationError:
        raise Conflict("Somebody else has just said it.", detail_fr="Quelqu'un d'autre vient de le dire.") from None


async def present(work: UnitOfWork, municipality_id: UUID) -> dict[Category | None, ConsentAge]:
    """The ages of a municipality by category; under None that of all others."""
    rows = await work.rows(_PRESENT, municipality_id=municipality_id)
    return {row["category"] and Category(row["category"]): ConsentAge(row["age"], row["alone_from"]) for row in rows}


async def list_all(work: UnitOfWork, municipalities: Sequence[UUID]) -> list[asyncpg.Record]:
    """What is said in these municipalities: at most one for each category."""
    return await work.rows(_LIST, municipalities=list(municipalities))
