"""Agreements in the database. They hold no personal data about those helped."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.cases.agreements.domain import Agreement, AgreementState, Party
from services.cases.schema import metadata
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.vocabulary import Purpose, Sector
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

agreement = sa.Table(
    "agreement",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant."),
    sa.Column("title", sa.Text, nullable=False, comment="As people call it."),
    sa.Column("state", sa.Text, nullable=False, comment="draft, in_force or ended."),
    sa.Column("categories", ARRAY(sa.Text), nullable=False, comment="What may be shared."),
    sa.Column("purposes", ARRAY(sa.Text), nullable=False, comment="For which purposes of use."),
    sa.Column("legal_basis", sa.Text, nullable=False, comment="GDPR Art. 6(1) letter."),
    sa.Column("special_category_basis", sa.Text, comment="GDPR Art. 9(2) letter; empty when none is shared."),
    sa.Column("article", sa.Text, nullable=False, comment="The national article."),
    sa.Column("retention", sa.Text, nullable=False, comment="How long receivers keep what they got."),
    sa.Column("onward_sharing", sa.Boolean, nullable=False, comment="Whether receivers may pass it on."),
    sa.Column("contact", sa.Text, nullable=False, comment="Function to ask about it; not a person's name."),
    sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
    sa.Column("valid_until", sa.DateTime(timezone=True), comment="UTC, exclusive; empty for open."),
    sa.Column("version", sa.Integer, nullable=False, comment="Counts changes; the ETag."),
    sa.Column("written_at", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
    sa.CheckConstraint("state IN ('draft', 'in_force', 'ended')", name="state"),
    sa.Index("ix_agreement_municipality", "municipality_id", "id"),
    comment="Information-sharing agreements between agencies.",
)
agreement_party = sa.Table(
    "agreement_party",
    metadata,
    sa.Column("agreement_id", sa.Uuid, sa.ForeignKey(agreement.c.id), primary_key=True, comment="Which agreement."),
    sa.Column("agency_id", sa.Uuid, primary_key=True, comment="Which agency."),
    sa.Column("sector", sa.Text, nullable=False, comment="The agency's sector when the agreement was written."),
    sa.Column("gives", sa.Boolean, nullable=False, comment="Whether its contributions are shared."),
    sa.Column("receives", sa.Boolean, nullable=False, comment="Whether it may see those of others."),
    sa.Column("signed_at", sa.DateTime(timezone=True), comment="When it signed, UTC."),
    sa.Column("signed_by", sa.Uuid, comment="Worker who signed for it."),
    sa.Index("ix_agreement_party_agency", "agency_id", "agreement_id"),
    comment="Who shares with whom in an agreement.",
)

_COLUMNS = """
    a.id, a.municipality_id, a.title, a.state, a.categories, a.purposes, a.legal_basis, a.special_category_basis,
    a.article, a.retention, a.onward_sharing, a.contact, a.valid_from, a.valid_until, a.version,
    (SELECT jsonb_agg(jsonb_build_object('agency_id', p.agency_id, 'sector', p.sector, 'gives', p.gives,
         'receives', p.receives, 'signed_at', p.signed_at) ORDER BY p.agency_id)
     FROM agreement_party p WHERE p.agreement_id = a.id) AS parties
"""
_WRITE = Statement(
    sa.insert(agreement).values({column.name: sa.bindparam(column.name) for column in agreement.columns})
)
_ADD_PARTY = Statement("""
    INSERT INTO agreement_party (agreement_id, agency_id, sector, gives, receives)
    VALUES (:agreement_id, :agency_id, :sector, :gives, :receives)
""")
_OPEN = Statement(f"SELECT {_COLUMNS} FROM agreement a WHERE a.id = :id AND a.municipality_id = ANY (:municipalities)")
_LOCK = Statement("SELECT FROM agreement WHERE id = :id FOR UPDATE")
_LIST = Statement(f"""
    SELECT {_COLUMNS} FROM agreement a
    WHERE a.municipality_id = ANY (:municipalities) AND (CAST(:after AS uuid) IS NULL OR a.id > :after)
    ORDER BY a.id LIMIT :limit
""")
_RECEIVING = Statement(f"""
    SELECT {_COLUMNS} FROM agreement a
    WHERE a.state = 'in_force' AND a.municipality_id = :municipality_id
      AND (a.valid_until IS NULL OR a.valid_until > :now)
      AND EXISTS (SELECT FROM agreement_party p WHERE p.agreement_id = a.id AND p.receives
                  AND (p.agency_id = ANY (CAST(:agencies AS uuid[])) OR p.sector = ANY (CAST(:sectors AS text[]))))
    ORDER BY a.id
""")
_RECEIVERS = Statement("SELECT agency_id FROM agreement_party WHERE agreement_id = :id AND receives ORDER BY agency_id")
_SIGN = Statement("""
    UPDATE agreement_party SET signed_at = :at, signed_by = :worker
    WHERE agreement_id = :id AND agency_id = :agency AND signed_at IS NULL
""")
_MOVE = Statement("UPDATE agreement SET state = :state, version = version + 1 WHERE id = :id")


async def write(work: UnitOfWork, values: Mapping[str, Any], parties: tuple[Party, ...]) -> None:
    """Keep a new agreement and its parties."""
    await work.run(_WRITE, **values)
    await work.run_many(
        _ADD_PARTY,
        [
            {
                "agreement_id": values["id"],
                "agency_id": party.agency_id,
                "sector": party.sector,
                "gives": party.gives,
                "receives": party.receives,
            }
            for party in parties
        ],
    )


async def open_one(work: UnitOfWork, agreement_id: UUID, municipalities: tuple[UUID, ...]) -> asyncpg.Record | None:
    """One agreement of these municipalities."""
    return await work.row(_OPEN, id=agreement_id, municipalities=list(municipalities))


async def lock(work: UnitOfWork, agreement_id: UUID) -> None:
    """Make simultaneous signatures wait for each other."""
    await work.run(_LOCK, id=agreement_id)


async def list_some(
    work: UnitOfWork, municipalities: tuple[UUID, ...], after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """Agreements of these municipalities in the order of their writing."""
    return await work.rows(_LIST, municipalities=list(municipalities), after=after, limit=limit)


async def receiving(
    work: UnitOfWork, municipality_id: UUID, agencies: list[UUID], sectors: list[Sector]
) -> list[Agreement]:
    """Agreements in force, or to be, in which one of these agencies or sectors receives."""
    rows = await work.rows(
        _RECEIVING, municipality_id=municipality_id, agencies=agencies, sectors=sectors, now=work.now
    )
    return [agreement_from(row) for row in rows]


async def receivers(work: UnitOfWork, agreement_id: UUID) -> list[UUID]:
    """The agencies that receive under an agreement."""
    return [row["agency_id"] for row in await work.rows(_RECEIVERS, id=agreement_id)]


async def sign(work: UnitOfWork, agreement_id: UUID, agency: UUID, worker: UUID) -> bool:
    """Keep a signature; False when the agency had signed before."""
    return bool(await work.run(_SIGN, id=agreement_id, agency=agency, worker=worker, at=work.now))


async def move(work: UnitOfWork, agreement_id: UUID, state: AgreementState) -> None:
    """Change the state."""
    await work.run(_MOVE, id=agreement_id, state=state)


def agreement_from(row: asyncpg.Record) -> Agreement:
    """A row as the domain sees it."""
    valid_from: datetime = row["valid_from"]
    return Agreement(
        id=row["id"],
        municipality_id=row["municipality_id"],
        state=AgreementState(row["state"]),
        parties=tuple(
            Party(UUID(one["agency_id"]), Sector(one["sector"]), one["gives"], one["receives"])
            for one in row["parties"] or ()
        ),
        categories=frozenset(Category(one) for one in row["categories"]),
        purposes=frozenset(Purpose(one) for one in row["purposes"]),
        valid_from=valid_from,
        valid_until=row["valid_until"],
    )
