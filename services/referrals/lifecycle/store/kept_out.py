"""Whom a conflict of interest keeps from what they would see of a person, as cases told it."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from services.referrals.schema import metadata
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

kept_out = sa.Table(
    "kept_out",
    metadata,
    sa.Column("conflict_id", sa.Uuid, primary_key=True, comment="The conflict of interest, in cases."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="To whom they are close; personal data (pseudonym)."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="Worker who is kept out, whichever agency they act for."),
    sa.Column("declared_at", sa.DateTime(timezone=True), comment="UTC; empty where only its end was heard of yet."),
    sa.Column("lifted_at", sa.DateTime(timezone=True), comment="UTC; empty while it keeps them out."),
    sa.Index("ix_kept_out_worker", "worker_id", postgresql_where=sa.text("lifted_at IS NULL")),
    comment="Conflicts of interest of workers, as cases told them.",
)

_HEAR = Statement("""
    INSERT INTO kept_out AS k (conflict_id, municipality_id, person_id, worker_id, declared_at, lifted_at)
    VALUES (:conflict_id, :municipality_id, :person_id, :worker_id, :declared_at, :lifted_at)
    ON CONFLICT (conflict_id) DO UPDATE SET declared_at = coalesce(k.declared_at, EXCLUDED.declared_at),
        lifted_at = coalesce(k.lifted_at, EXCLUDED.lifted_at)
""")


async def hear(
    work: UnitOfWork,
    conflict_id: UUID,
    municipality_id: UUID,
    person_id: UUID,
    worker_id: UUID,
    *,
    declared_at: datetime | None = None,
    lifted_at: datetime | None = None,
) -> None:
    """Keep what was told of a conflict of interest, in whatever order it is heard."""
    await work.run(
        _HEAR,
        conflict_id=conflict_id,
        municipality_id=municipality_id,
        person_id=person_id,
        worker_id=worker_id,
        declared_at=declared_at,
        lifted_at=lifted_at,
    )
