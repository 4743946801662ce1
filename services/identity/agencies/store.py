"""Municipalities and agencies in tables."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.identity.agencies.domain import Agency, Municipality
from services.identity.schema import metadata
from shared.contracts.identity.vocabulary import AgencyId, AgencyKind, MunicipalityId, Purpose, Sector
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

municipalities = sa.Table(
    "municipalities",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7; the tenant of every record."),
    sa.Column("name", sa.Text, nullable=False, comment="Official name."),
    sa.Column("country", sa.Text, nullable=False, comment="ISO 3166-1 alpha-2."),
    sa.Column("code", sa.Text, nullable=False, comment="Code in the national register (INSEE, AGS, …); may be empty."),
    sa.Column("time_zone", sa.Text, nullable=False, comment="IANA time zone of its offices."),
    sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False, comment="When it joined, UTC."),
    sa.Index("ix_municipalities_name", "name", "id"),
    comment="Public authorities, the tenants.",
)
agencies = sa.Table(
    "agencies",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column("name", sa.Text, nullable=False, comment="Name of the organisation."),
    sa.Column("sector", sa.Text, nullable=False, comment="What it works in: social, health, employment, …"),
    sa.Column("kind", sa.Text, nullable=False, comment="Whose it is: public, private, civil_society, user_led."),
    sa.Column("purposes", ARRAY(sa.Text), nullable=False, comment="Purposes for which it may use personal data."),
    sa.Column("active", sa.Boolean, nullable=False, comment="False once it has closed: nobody acts for it any more."),
    sa.Column("version", sa.Integer, nullable=False, comment="Counts changes; the ETag."),
    sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False, comment="When it joined, UTC."),
    sa.Index("ix_agencies_name", "name", "id"),
    comment="Organisations that work on records.",
)
territories = sa.Table(
    "territories",
    metadata,
    sa.Column("agency_id", sa.ForeignKey(agencies.c.id), primary_key=True, comment="Which agency."),
    sa.Column("municipality_id", sa.ForeignKey(municipalities.c.id), primary_key=True, comment="Works here."),
    sa.Column("position", sa.SmallInteger, nullable=False, comment="0 for the municipality it is seated in."),
    sa.Index("ix_territories_municipality", "municipality_id"),
    comment="In which municipalities an agency works.",
)

_ADD_MUNICIPALITY = Statement("""
    INSERT INTO municipalities (id, name, country, code, time_zone, registered_at)
    VALUES (:id, :name, :country, :code, :time_zone, :at)
""")
_MUNICIPALITY = "SELECT id, name, country, code, time_zone FROM municipalities"
_ONE_MUNICIPALITY = Statement(f"{_MUNICIPALITY} WHERE id = :id")
_MUNICIPALITIES = Statement(f"""
    {_MUNICIPALITY}
    WHERE CAST(:after_name AS text) IS NULL OR (name, id) > (:after_name, CAST(:after_id AS uuid))
    ORDER BY name, id LIMIT :most
""")
_KNOWN = Statement("SELECT count(*) FROM municipalities WHERE id = ANY(CAST(:ids AS uuid[]))")

_ADD_AGENCY = Statement("""
    INSERT INTO agencies (id, name, sector, kind, purposes, active, version, registered_at)
    VALUES (:id, :name, :sector, :kind, :purposes, :active, :version, :at)
""")
_ADD_TERRITORIES = Statement("""
    INSERT INTO territories (agency_id, municipality_id, position)
    SELECT :agency_id, municipality_id, position - 1
    FROM unnest(CAST(:municipalities AS uuid[])) WITH ORDINALITY AS listed (municipality_id, position)
""")
_AGENCY = """
    SELECT id, name, sector, kind, purposes, active, version,
           ARRAY(SELECT municipality_id FROM territories WHERE agency_id = agencies.id ORDER BY position)
           AS municipalities
    FROM agencies
"""
_ONE_AGENCY = Statement(f"{_AGENCY} WHERE id = :id")
_HOLD = Statement("""
    SELECT EXISTS (SELECT FROM agencies WHERE id = :id)
           AND pg_advisory_xact_lock(hashtextextended('parcours.agency.' || CAST(:id AS text), 0)) IS NOT NULL
""")
_THESE = Statement(f"{_AGENCY} WHERE id = ANY(CAST(:ids AS uuid[])) ORDER BY name, id")
_LIST = Statement(f"""
    {_AGENCY}
    WHERE (CAST(:sector AS text) IS NULL OR sector = :sector)
      AND (CAST(:municipality_id AS uuid) IS NULL
           OR EXISTS (SELECT FROM territories WHERE agency_id = agencies.id AND municipality_id = :municipality_id))
      AND (CAST(:after_name AS text) IS NULL OR (name, id) > (:after_name, CAST(:after_id AS uuid)))
    ORDER BY name, id LIMIT :most
""")
_SAVE_AGENCY = Statement("UPDATE agencies SET name = :name, active = :active, version = :version WHERE id = :id")

After = tuple[str, UUID] | None


async def add_municipality(work: UnitOfWork, municipality: Municipality) -> None:
    await work.run(
        _ADD_MUNICIPALITY,
        id=municipality.id,
        name=municipality.name,
        country=municipality.country,
        code=municipality.code,
        time_zone=municipality.time_zone,
        at=work.now,
    )


async def municipality(work: UnitOfWork, municipality_id: UUID) -> Municipality | None:
    row = await work.row(_ONE_MUNICIPALITY, id=municipality_id)
    return None if row is None else Municipality(**dict(row))


async def list_municipalities(work: UnitOfWork, *, after: After, most: int) -> list[Municipality]:
    """By name."""
    rows = await work.rows(_MUNICIPALITIES, **_place(after), most=most)
    return [Municipality(**dict(row)) for row in rows]


async def know_all(work: UnitOfWork, municipality_ids: Sequence[UUID]) -> bool:
    """Whether every one of these municipalities is registered."""
    known: int = await work.value(_KNOWN, ids=list(municipality_ids))
    return known == len(set(municipality_ids))


async def add_agency(work: UnitOfWork, agency: Agency) -> None:
    await work.run(
        _ADD_AGENCY,
        id=agency.id,
        name=agency.name,
        sector=agency.sector,
        kind=agency.kind,
        purposes=sorted(agency.purposes),
        active=agency.active,
        version=agency.version,
        at=work.now,
    )
    await work.run(_ADD_TERRITORIES, agency_id=agency.id, municipalities=list(agency.municipalities))


async def agency(work: UnitOfWork, agency_id: UUID) -> Agency | None:
    row = await work.row(_ONE_AGENCY, id=agency_id)
    return None if row is None else agency_from(row)


async def hold_agency(work: UnitOfWork, agency_id: UUID) -> bool:
    return bool(await work.value(_HOLD, id=agency_id))


async def these_agencies(work: UnitOfWork, agency_ids: Sequence[UUID]) -> list[Agency]:
    """Those of these ids that exist, by name."""
    return [agency_from(row) for row in await work.rows(_THESE, ids=list(agency_ids))]


async def list_agencies(
    work: UnitOfWork, *, sector: Sector | None, municipality_id: UUID | None, after: After, most: int
) -> list[Agency]:
    """By name."""
    rows = await work.rows(_LIST, sector=sector, municipality_id=municipality_id, **_place(after), most=most)
    return [agency_from(row) for row in rows]


async def save_agency(work: UnitOfWork, agency: Agency) -> None:
    await work.run(_SAVE_AGENCY, id=agency.id, name=agency.name, active=agency.active, version=agency.version)


def agency_from(row: asyncpg.Record) -> Agency:
    return Agency(
        id=AgencyId(row["id"]),
        name=row["name"],
        sector=Sector(row["sector"]),
        kind=AgencyKind(row["kind"]),
        municipalities=tuple(MunicipalityId(one) for one in row["municipalities"]),
        purposes=frozenset(Purpose(one) for one in row["purposes"]),
        active=row["active"],
        version=row["version"],
    )


def _place(after: After) -> dict[str, Any]:
    return {"after_name": after and after[0], "after_id": after and after[1]}
