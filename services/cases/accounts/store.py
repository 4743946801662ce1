"""Whose each account is."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import asyncpg
import sqlalchemy as sa

from services.cases.schema import metadata
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

account_link = sa.Table(
    "account_link",
    metadata,
    sa.Column("account_id", sa.Uuid, primary_key=True, comment="The account, as identity names it."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="For whom it speaks; personal data (pseudonym)."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("relationship_id", sa.Uuid, comment="By which somebody represents them; empty for the person."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency whose worker invited them."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="Worker who handed the code over."),
    sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
    sa.Column("ended_at", sa.DateTime(timezone=True), comment="From when it speaks for nobody, UTC."),
    sa.Index(
        "uq_account_link_live",
        "person_id",
        "relationship_id",
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
    sa.Index("ix_account_link_person", "person_id", "account_id"),
    comment="For whom accounts of people speak. What a representative may do is asked of the relationship each time.",
)

_LINK = Statement("""
    INSERT INTO account_link (account_id, person_id, municipality_id, relationship_id, agency_id, worker_id, opened_at)
    VALUES (:account_id, :person_id, :municipality_id, :relationship_id, :agency_id, :worker_id, :at)
    ON CONFLICT DO NOTHING
""")
_END_EARLIER = Statement("""
    UPDATE account_link SET ended_at = :at
    WHERE person_id = :person_id AND relationship_id IS NOT DISTINCT FROM CAST(:relationship_id AS uuid)
      AND ended_at IS NULL
    RETURNING account_id
""")
_END = Statement("""
    UPDATE account_link SET ended_at = :at
    WHERE account_id = :account_id AND person_id = :person_id AND ended_at IS NULL
""")
_END_LAPSED = Statement("""
    UPDATE account_link SET ended_at = :at WHERE account_id = :account_id AND ended_at IS NULL
    RETURNING person_id, municipality_id, agency_id, worker_id
""")
_LIST = Statement("""
    SELECT account_id, relationship_id, agency_id, worker_id, opened_at, ended_at FROM account_link
    WHERE person_id = :person_id AND (CAST(:after AS uuid) IS NULL OR account_id > :after)
    ORDER BY account_id LIMIT :limit
""")
_IN_USE = Statement("""
    SELECT EXISTS (
        SELECT FROM account_link
        WHERE person_id = :person_id AND relationship_id IS NOT DISTINCT FROM CAST(:relationship_id AS uuid)
          AND ended_at IS NULL)
""")
_SPEAKS = Statement("SELECT * FROM spoken_for()")
_HOLD = Statement("""
    SELECT account_id FROM account_link WHERE account_id = :account_id AND ended_at IS NULL FOR NO KEY UPDATE
""")


async def link(work: UnitOfWork, values: Mapping[str, Any]) -> bool:
    """Say whose a new account is; False when somebody else has just invited the same."""
    return await work.run(_LINK, at=work.now, **values) > 0


async def end_earlier(work: UnitOfWork, person_id: UUID, relationship_id: UUID | None) -> list[UUID]:
    """End the account that the same person or representative had; its id, if any."""
    rows = await work.rows(_END_EARLIER, person_id=person_id, relationship_id=relationship_id, at=work.now)
    return [row["account_id"] for row in rows]


async def end(work: UnitOfWork, person_id: UUID, account_id: UUID) -> bool:
    """Whether it was in use until now."""
    return await work.run(_END, person_id=person_id, account_id=account_id, at=work.now) > 0


async def end_lapsed(work: UnitOfWork, account_id: UUID) -> asyncpg.Record | None:
    """Whose it was, if it was in use until now. For background work."""
    return await work.row(_END_LAPSED, account_id=account_id, at=work.now)


async def list_some(work: UnitOfWork, person_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Accounts about a person, ended ones among them, in the order of opening."""
    return await work.rows(_LIST, person_id=person_id, after=after, limit=limit)


async def is_in_use(work: UnitOfWork, person_id: UUID, relationship_id: UUID | None) -> bool:
    """Whether the person, or this representative of theirs, has an account."""
    return bool(await work.value(_IN_USE, person_id=person_id, relationship_id=relationship_id))


async def spoken_for(work: UnitOfWork) -> asyncpg.Record | None:
    """For whom the caller's account speaks, and the relationship by which, as it stands now."""
    return await work.row(_SPEAKS)


async def hold(work: UnitOfWork, account_id: UUID) -> bool:
    """Lock an account until the transaction ends; False when it has ended meanwhile."""
    return await work.row(_HOLD, account_id=account_id) is not None
