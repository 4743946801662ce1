"""To whom sealed items are open, in the database: in the form that the predicate reads."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg
import sqlalchemy as sa

from services.cases.access.domain import SealGrant
from services.cases.schema import metadata
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_UTC: Final = sa.DateTime(timezone=True)

seal_grant = sa.Table(
    "seal_grant",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column("item_id", sa.Uuid, nullable=False, comment="What is opened."),
    sa.Column("item_kind", sa.Text, nullable=False, comment="Its table."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="About whom first; personal data (pseudonym)."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("writer_id", sa.Uuid, comment="Worker who wrote the item; empty where a person did."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency for which the named worker reads it."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="The named worker."),
    sa.Column("reason", sa.Text, nullable=False, comment="Why, in words; personal data."),
    sa.Column("valid_from", _UTC, nullable=False, comment="UTC."),
    sa.Column("valid_until", _UTC, nullable=False, comment="UTC, exclusive."),
    sa.Column("given_by_agency_id", sa.Uuid, nullable=False, comment="Agency of who opened it."),
    sa.Column("given_by_id", sa.Uuid, nullable=False, comment="Worker who opened it."),
    sa.Column("ended_at", _UTC, comment="When it was taken back before its time, UTC."),
    sa.Index("ix_seal_grant_worker", "worker_id", "agency_id", postgresql_where=sa.text("ended_at IS NULL")),
    sa.Index("ix_seal_grant_item", "item_id", "id"),
    sa.Index(
        "uq_seal_grant_live",
        "item_id",
        "agency_id",
        "worker_id",
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
    comment="Sealed items that are open to named workers. Only the end of one is ever changed.",
)

_ON = Statement("""
    SELECT s.item_id, s.agency_id, s.worker_id, s.valid_from, s.valid_until FROM seal_grant s
    WHERE s.person_id = ANY (CAST(:people AS uuid[])) AND s.valid_from <= :at
      AND (s.ended_at IS NULL OR s.ended_at > :at)
""")
_END = Statement("UPDATE seal_grant SET ended_at = :at WHERE item_id = :item_id AND ended_at IS NULL")


async def on(work: UnitOfWork, people: Sequence[UUID], at: datetime) -> list[SealGrant]:
    """To whomever items about these people were open then, as far as whoever asks may know."""
    return [_seal_grant(row) for row in await work.rows(_ON, people=list(people), at=at)]


async def end(work: UnitOfWork, item_id: UUID) -> None:
    """End whatever is open of an item."""
    await work.run(_END, item_id=item_id, at=work.now)


def _seal_grant(row: asyncpg.Record) -> SealGrant:
    values: dict[str, Any] = dict(row)
    return SealGrant(**values)


def seal_grant_from(row: dict[str, Any]) -> SealGrant:
    """One as PostgreSQL's jsonb shows it."""
    return SealGrant(
        item_id=UUID(row["item_id"]),
        agency_id=UUID(row["agency_id"]),
        worker_id=UUID(row["worker_id"]),
        valid_from=datetime.fromisoformat(row["valid_from"]),
        valid_until=datetime.fromisoformat(row["valid_until"]),
    )
