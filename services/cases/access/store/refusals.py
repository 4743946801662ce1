"""What people refused, in the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.cases.access.domain import RefusedSharing
from services.cases.schema import metadata
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.vocabulary import Sector
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id

refused_sharing = sa.Table(
    "refused_sharing",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="Who refused; personal data (pseudonym)."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("consent_id", sa.Uuid, nullable=False, comment="The consent record in which it was said."),
    sa.Column("agency_id", sa.Uuid, comment="To which agency; empty for all (of the sector)."),
    sa.Column("sector", sa.Text, comment="To which sector; empty for all."),
    sa.Column("item_id", sa.Uuid, comment="One item, whatever its category; empty for the categories."),
    sa.Column("categories", ARRAY(sa.Text), nullable=False, comment="Which categories; none for one item."),
    sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
    sa.Column("valid_until", sa.DateTime(timezone=True), comment="UTC, exclusive; empty for open."),
    sa.Column("ended_at", sa.DateTime(timezone=True), comment="When the person took it back, UTC."),
    sa.Index("ix_refused_sharing_person", "person_id", postgresql_where=sa.text("ended_at IS NULL")),
    comment="What people refused, in the form the predicate reads.",
)

_REFUSE = Statement("""
    INSERT INTO refused_sharing
        (id, person_id, municipality_id, consent_id, agency_id, sector, item_id, categories, valid_from, valid_until)
    VALUES (:id, :person_id, :municipality_id, :consent_id, :agency_id, :sector, :item_id, :categories, :valid_from,
        :valid_until)
""")
_TAKE_BACK = Statement("UPDATE refused_sharing SET ended_at = :at WHERE consent_id = :consent_id AND ended_at IS NULL")


async def keep_refusals(
    work: UnitOfWork, consent_id: UUID, municipality_id: UUID, refused: Sequence[RefusedSharing]
) -> None:
    """Keep what the person refused in one consent record."""
    rows = [
        {
            "id": new_id(),
            "person_id": one.person_id,
            "municipality_id": municipality_id,
            "consent_id": consent_id,
            "agency_id": one.agency_id,
            "sector": one.sector,
            "item_id": one.item_id,
            "categories": sorted(one.categories),
            "valid_from": one.valid_from,
            "valid_until": one.valid_until,
        }
        for one in refused
    ]
    await work.run_many(_REFUSE, rows)


async def take_back_refusals(work: UnitOfWork, consent_id: UUID) -> None:
    """End the refusals of one consent record."""
    await work.run(_TAKE_BACK, at=work.now, consent_id=consent_id)


def refusal_from(row: dict[str, Any]) -> RefusedSharing:
    """A refusal as PostgreSQL's jsonb shows it."""
    return RefusedSharing(
        person_id=UUID(row["person_id"]),
        categories=frozenset(Category(one) for one in row["categories"]),
        agency_id=UUID(row["agency_id"]) if row["agency_id"] else None,
        sector=Sector(row["sector"]) if row["sector"] else None,
        item_id=UUID(row["item_id"]) if row["item_id"] else None,
        valid_from=datetime.fromisoformat(row["valid_from"]),
        valid_until=datetime.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
    )
