"""Consents in the database."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.cases.access.predicate import OVERSEES, SERVES, not_kept_out_of, reader
from services.cases.consents.domain import Consent
from services.cases.schema import metadata
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.vocabulary import Purpose, Sector
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

consent = sa.Table(
    "consent",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="Who spoke, or for whom; personal data (pseudonym)."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("is_refusal", sa.Boolean, nullable=False, comment="The person refused; the rest says what."),
    sa.Column("coordination", sa.Boolean, nullable=False, comment="The agencies it names may also coordinate."),
    sa.Column("agencies", ARRAY(sa.Uuid), nullable=False, comment="Recipients by agency."),
    sa.Column("sectors", ARRAY(sa.Text), nullable=False, comment="Recipients by sector."),
    sa.Column("categories", ARRAY(sa.Text), nullable=False, comment="What is shared or refused."),
    sa.Column("purposes", ARRAY(sa.Text), nullable=False, comment="For which purposes of use."),
    sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
    sa.Column("valid_until", sa.DateTime(timezone=True), comment="UTC, exclusive; empty until withdrawn."),
    sa.Column("given_by", sa.Text, nullable=False, comment="person or representative."),
    sa.Column("representative_id", sa.Uuid, comment="The relationship under which a representative spoke."),
    sa.Column("given_how", sa.Text, nullable=False, comment="written, oral or electronic."),
    sa.Column("language", sa.Text, nullable=False, comment="BCP 47: in which language it was explained."),
    sa.Column("evidence", sa.Text, comment="Where the signed form or the recording is kept; may be personal data."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that recorded it."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="Worker or system that recorded it."),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
    sa.Column("withdrawn_at", sa.DateTime(timezone=True), comment="When it was taken back, UTC."),
    sa.Column("withdrawn_by", sa.Uuid, comment="Worker or system that recorded the withdrawal."),
    sa.Column("majority_at", sa.DateTime(timezone=True), comment="When a child for whom it was given is of age, UTC."),
    sa.Column("lapsed_at", sa.DateTime(timezone=True), comment="When it was told that it ended with childhood, UTC."),
    sa.Index("ix_consent_person", "person_id", "id"),
    sa.Index("ix_consent_majority", "majority_at", postgresql_where=sa.text("lapsed_at IS NULL")),
    comment="What people agreed to, refused and withdrew.",
)

_SEEN = f"""
    consent c CROSS JOIN LATERAL (
        SELECT bool_or({OVERSEES} OR g.agency_id = c.agency_id) AS whole,
               bool_or(g.agency_id = ANY (c.agencies) OR g.sector = ANY (c.sectors)) AS named,
               coalesce(array_agg(DISTINCT g.sector), '{{}}') AS sectors
        FROM access_grant g WHERE g.person_id = c.person_id AND {SERVES}) AS seen
"""
"""A consent, and how the reader sees it: whole, as one of those it names, or (nulls) without any ground."""

_SHOWN = f"""(
    seen.whole OR seen.named OR c.withdrawn_by = :reader AND {not_kept_out_of("c.person_id")}
    OR seen.whole IS NOT NULL AND c.is_refusal AND c.agencies = '{{}}' AND c.sectors = '{{}}')"""
"""A refusal to everybody stops everybody. Who recorded a withdrawal sees that it was, even if it was their ground."""

_ENDS = "least(c.valid_until, c.majority_at)"
"""What a representative agreed to for a child ends when the child is of age; `least` passes over what is not set."""

_COLUMNS = f"""
    c.id, c.person_id, c.municipality_id, c.is_refusal, c.coordination, c.categories, c.purposes, c.valid_from,
    {_ENDS} AS valid_until, c.given_by, c.representative_id, c.given_how, c.language, c.agency_id, c.recorded_at,
    c.withdrawn_at,
    CASE WHEN seen.whole THEN c.evidence END AS evidence,
    CASE WHEN seen.whole THEN c.agencies
         ELSE ARRAY(SELECT one FROM unnest(c.agencies) AS one WHERE one = :reader_agency) END AS agencies,
    CASE WHEN seen.whole THEN c.sectors
         ELSE ARRAY(SELECT one FROM unnest(c.sectors) AS one WHERE one = ANY (seen.sectors)) END AS sectors,
    CASE WHEN c.withdrawn_at IS NOT NULL THEN 'withdrawn' WHEN {_ENDS} <= :now THEN 'expired'
         WHEN c.is_refusal THEN 'refused' ELSE 'active' END AS state
"""
_KEEP = Statement(sa.insert(consent).values({column.name: sa.bindparam(column.name) for column in consent.columns}))
_OPEN = Statement(f"SELECT {_COLUMNS} FROM {_SEEN} WHERE c.id = :id AND {_SHOWN}")
_LIST = Statement(f"""
    SELECT {_COLUMNS} FROM {_SEEN}
    WHERE c.person_id = :person_id AND {_SHOWN} AND (CAST(:after AS uuid) IS NULL OR c.id > :after)
    ORDER BY c.id LIMIT :limit
""")
_KNOWN_WHOLE = Statement(f"""
    SELECT c.id FROM {_SEEN} WHERE c.person_id = :person_id AND NOT c.is_refusal AND seen.whole
""")
_AGREED_TO = Statement(f"""
    SELECT DISTINCT unnest(c.categories) FROM {_SEEN}
    WHERE c.person_id = :person_id AND seen.whole AND NOT c.is_refusal AND c.withdrawn_at IS NULL
      AND :agency_id = ANY (c.agencies) AND c.valid_from <= :now AND ({_ENDS} IS NULL OR {_ENDS} > :now)
""")
_WITHDRAW = Statement("""
    UPDATE consent SET withdrawn_at = :at, withdrawn_by = :by WHERE id = :id AND withdrawn_at IS NULL
""")
_WAITING_FOR = Statement(f"""
    SELECT c.id, c.person_id, c.municipality_id, c.is_refusal, c.coordination, c.agencies, c.sectors, c.categories,
           c.purposes, c.valid_from, {_ENDS} AS valid_until
    FROM consent c JOIN agreement a ON a.id = :agreement_id AND a.municipality_id = c.municipality_id
    WHERE NOT c.is_refusal AND c.withdrawn_at IS NULL AND ({_ENDS} IS NULL OR {_ENDS} > :now)
      AND EXISTS (SELECT FROM agreement_party p WHERE p.agreement_id = a.id AND p.receives
                  AND (p.agency_id = ANY (c.agencies) OR p.sector = ANY (c.sectors)))
""")
_GIVEN_FOR = Statement("""
    SELECT c.* FROM consent c
    WHERE c.person_id = :person_id AND c.given_by = 'representative' AND NOT c.is_refusal
      AND c.withdrawn_at IS NULL AND c.lapsed_at IS NULL
    ORDER BY c.id FOR NO KEY UPDATE
""")
_BIND = Statement("UPDATE consent SET majority_at = :majority_at WHERE id = :id")
_LAPSE = Statement("""
    WITH due AS MATERIALIZED (
        SELECT c.id FROM consent c
        WHERE c.majority_at <= :now AND c.lapsed_at IS NULL ORDER BY c.majority_at, c.id
        LIMIT :many FOR NO KEY UPDATE SKIP LOCKED)
    UPDATE consent c SET lapsed_at = :now FROM due WHERE c.id = due.id
    RETURNING c.id, c.person_id, c.municipality_id, c.agencies, c.agency_id, c.worker_id,
        c.withdrawn_at IS NULL AND (c.valid_until IS NULL OR c.valid_until > c.majority_at) AS ends_so
""")


async def keep(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep a new consent or refusal."""
    await work.run(_KEEP, **values)


async def open_one(work: UnitOfWork, consent_id: UUID) -> asyncpg.Record | None:
    """One consent that the reader may see, as far as they may see it."""
    return await work.row(_OPEN, id=consent_id, **reader(work))


async def list_some(work: UnitOfWork, person_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Those consents of one person that the reader may see, as far as they may, in the order of their recording."""
    return await work.rows(_LIST, person_id=person_id, after=after, limit=limit, **reader(work))


async def known_whole(work: UnitOfWork, person_id: UUID) -> frozenset[UUID]:
    """Consents of a person of which the reader sees whom they name: all of them."""
    rows = await work.rows(_KNOWN_WHOLE, person_id=person_id, **reader(work))
    return frozenset(row["id"] for row in rows)


async def agreed_to(work: UnitOfWork, person_id: UUID, agency_id: UUID) -> frozenset[Category]:
    """What the person agreed to share with an agency by name, whether or not an agreement covers it; as far as the
    reader may see who is named.
    """
    rows = await work.rows(_AGREED_TO, person_id=person_id, agency_id=agency_id, **reader(work))
    return frozenset(Category(row[0]) for row in rows)


async def withdraw(work: UnitOfWork, consent_id: UUID, by: UUID) -> bool:
    """Keep a withdrawal; False when it was withdrawn before."""
    return bool(await work.run(_WITHDRAW, id=consent_id, at=work.now, by=by))


async def waiting_for(work: UnitOfWork, agreement_id: UUID) -> list[Consent]:
    """Consents that name a receiving party of an agreement; for background work."""
    return [consent_from(row) for row in await work.rows(_WAITING_FOR, agreement_id=agreement_id, now=work.now)]


async def given_for(work: UnitOfWork, person_id: UUID) -> list[asyncpg.Record]:
    """What representatives agreed to for a person and nobody took back, locked; for background work."""
    return await work.rows(_GIVEN_FOR, person_id=person_id)


async def bind(work: UnitOfWork, consent_id: UUID, majority_at: datetime | None) -> None:
    """Keep when the child is of age; None for what was agreed to for an adult, or where nobody knows."""
    await work.run(_BIND, id=consent_id, majority_at=majority_at)


async def lapse(work: UnitOfWork, many: int) -> list[asyncpg.Record]:
    """Keep that some have ended with childhood, which no other replica has in hand; `ends_so` is false of those that
    had ended before. For background work.
    """
    return await work.rows(_LAPSE, now=work.now, many=many)


def consent_from(row: asyncpg.Record) -> Consent:
    """A row as the domain sees it."""
    return Consent(
        id=row["id"],
        person_id=row["person_id"],
        municipality_id=row["municipality_id"],
        is_refusal=row["is_refusal"],
        agencies=frozenset(row["agencies"]),
        sectors=frozenset(Sector(one) for one in row["sectors"]),
        categories=frozenset(Category(one) for one in row["categories"]),
        purposes=frozenset(Purpose(one) for one in row["purposes"]),
        valid_from=row["valid_from"],
        valid_until=row["valid_until"],
        coordination=row["coordination"],
    )
