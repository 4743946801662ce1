"""Grants in the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace as replace_in
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.cases.access.domain import Grant, RefusedSharing, SealGrant
from services.cases.access.predicate import SERVES, reader
from services.cases.access.store.refusals import refusal_from
from services.cases.access.store.seals import seal_grant_from
from services.cases.schema import metadata
from shared.contracts.cases.vocabulary import Category, GroundKind, Level, Operation
from shared.contracts.identity.vocabulary import Purpose, Sector
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id

access_grant = sa.Table(
    "access_grant",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="About whom; personal data (pseudonym)."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Who may."),
    sa.Column("sector", sa.Text, nullable=False, comment="That agency's sector when the grant was issued."),
    sa.Column("worker_id", sa.Uuid, comment="Only this worker; empty for everybody of the agency."),
    sa.Column("categories", ARRAY(sa.Text), nullable=False, comment="Of which categories."),
    sa.Column("level", sa.SmallInteger, nullable=False, comment="1 know-of, 2 summary, 3 full."),
    sa.Column("operations", ARRAY(sa.Text), nullable=False, comment="read, contribute, coordinate, refer."),
    sa.Column("purposes", ARRAY(sa.Text), nullable=False, comment="For which purposes of use."),
    sa.Column("sources", ARRAY(sa.Uuid), comment="Contributions of which agencies; empty for all."),
    sa.Column("shows_sensitive", sa.Boolean, nullable=False, comment="Whether sensitive items are included."),
    sa.Column("overrides_refusal", sa.Boolean, nullable=False, comment="Mandate whose article overrides refusal."),
    sa.Column("ground_kind", sa.Text, nullable=False, comment="consent, team, mandate, authorship or emergency."),
    sa.Column("ground_id", sa.Uuid, nullable=False, comment="Consent, case, mandate, person or emergency it rests on."),
    sa.Column("agreement_id", sa.Uuid, comment="The agreement it fits; empty for mandate and authorship."),
    sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
    sa.Column("valid_until", sa.DateTime(timezone=True), comment="UTC, exclusive; empty for open."),
    sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
    sa.Column("ended_at", sa.DateTime(timezone=True), comment="When its ground ended before its time, UTC."),
    sa.Column("kept_out", ARRAY(sa.Uuid), comment="Workers with a conflict of interest; empty for nobody."),
    sa.Column("known_to", ARRAY(sa.Uuid), comment="Of a restricted person the workers who may know; else empty."),
    sa.Column("held_back", ARRAY(sa.Text), comment="Marks of what is stored and not processed; empty for nothing."),
    sa.Index(
        "uq_access_grant_live",
        "ground_kind",
        "ground_id",
        "person_id",
        "agency_id",
        "worker_id",
        "agreement_id",
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
        postgresql_nulls_not_distinct=True,
    ),
    sa.Index("ix_access_grant_person", "person_id", "agency_id"),
    sa.Index("ix_access_grant_agency", "agency_id", "person_id", postgresql_where=sa.text("ended_at IS NULL")),
    sa.Index("ix_access_grant_agreement", "agreement_id", postgresql_where=sa.text("ended_at IS NULL")),
    comment="Every effective right, issued and ended by its ground.",
)
_ISSUE = Statement("""
    INSERT INTO access_grant (id, person_id, municipality_id, agency_id, sector, worker_id, categories, level,
        operations, purposes, sources, shows_sensitive, overrides_refusal, ground_kind, ground_id, agreement_id,
        valid_from, valid_until, issued_at)
    VALUES (:id, :person_id, :municipality_id, :agency_id, :sector, :worker_id, :categories, :level,
        :operations, :purposes, :sources, :shows_sensitive, :overrides_refusal, :ground_kind, :ground_id,
        :agreement_id, :valid_from, :valid_until, :issued_at)
    ON CONFLICT DO NOTHING
""")
_END = Statement("""
    UPDATE access_grant SET ended_at = :at
    WHERE ground_kind = :ground_kind AND ground_id = :ground_id AND ended_at IS NULL
      AND (CAST(:agency_id AS uuid) IS NULL OR agency_id = :agency_id)
      AND (CAST(:worker_id AS uuid) IS NULL OR worker_id = :worker_id)
""")
_OF_GROUND = Statement("""
    SELECT * FROM access_grant WHERE ground_kind = :ground_kind AND ground_id = :ground_id AND ended_at IS NULL
""")
# Before the first row is changed: who declares a conflict of interest holds the person and waits for rows.
_END_SOME = Statement("""
    WITH held AS MATERIALIZED (
        SELECT lock_conflicts_with(person_id, false) FROM unnest(CAST(:people AS uuid[])) AS of (person_id))
    UPDATE access_grant SET ended_at = :at
    WHERE id = ANY (CAST(:ids AS uuid[])) AND (SELECT count(*) FROM held) IS NOT NULL
""")
_SERVING_OR_HELD = Statement(f"""
    SELECT g.*, {SERVES} AS serves, g.agency_id = :holder AS held,
        CASE WHEN g.held_back IS NOT NULL
             THEN held_back_from(g.person_id, g.held_back, :reader, :reader_agency, :now) END AS held_from_reader, (
        SELECT coalesce(jsonb_agg(to_jsonb(r)), '[]') FROM refused_sharing r
        WHERE r.person_id = :person_id AND r.ended_at IS NULL) AS refused, (
        SELECT coalesce(jsonb_agg(to_jsonb(s)), '[]') FROM seal_grant s
        WHERE s.worker_id = :reader AND s.agency_id = :reader_agency AND s.ended_at IS NULL) AS seals
    FROM access_grant g
    WHERE g.person_id = :person_id
      AND ({SERVES} OR g.agency_id = CAST(:holder AS uuid) AND g.ended_at IS NULL
           AND g.valid_from <= :now AND (g.valid_until IS NULL OR g.valid_until > :now))
    ORDER BY g.issued_at, g.id
""")
_MUNICIPALITY = Statement("""
    SELECT municipality_id FROM access_grant WHERE person_id = :person_id ORDER BY issued_at DESC LIMIT 1
""")
_COORDINATED = Statement("""
    SELECT DISTINCT g.person_id FROM access_grant g
    WHERE g.person_id = ANY (CAST(:people AS uuid[])) AND g.agency_id = :agency_id AND 'coordinate' = ANY (g.operations)
      AND (g.ground_kind = 'authorship' OR g.ground_kind = 'team' AND g.ground_id = :case_id)
      AND g.ended_at IS NULL AND g.valid_from <= :now AND (g.valid_until IS NULL OR g.valid_until > :now)
""")
_KEEPS_OUT = Statement("SELECT keeps_out(:worker_id, :people)")
_IS_UNKNOWN = Statement("""
    SELECT EXISTS (SELECT FROM restricted_access r
                   WHERE r.person_id = :person_id AND r.state = 'in_force' AND :worker_id <> ALL (r.known_to))
""")
_ABOUT = Statement("""
    SELECT id, agency_id, worker_id, categories, level, operations, purposes, ground_kind, ground_id, agreement_id,
           valid_from, valid_until
    FROM access_grant WHERE person_id = :person_id AND ended_at IS NULL
      AND (valid_until IS NULL OR valid_until > coalesce(CAST(:at AS timestamptz), :now))
      AND (CAST(:at AS timestamptz) IS NULL OR valid_from <= :at)
      AND (CAST(:agency_id AS uuid) IS NULL OR agency_id = :agency_id)
    ORDER BY issued_at, id
""")


async def issue(work: UnitOfWork, grants: Sequence[Grant]) -> None:
    """Keep grants. One that is in force already on the same ground stays as it is."""
    if grants:
        await work.run_many(_ISSUE, [_values(grant) | {"issued_at": work.now} for grant in grants])


async def replace(work: UnitOfWork, ground_kind: GroundKind, ground_id: UUID, wanted: Sequence[Grant]) -> None:
    """End the grants of a ground that are not among these, keep those that are, issue the rest."""
    present = {
        row["id"]: grant_from(row) for row in await work.rows(_OF_GROUND, ground_kind=ground_kind, ground_id=ground_id)
    }
    unwanted = {grant_id: grant.person_id for grant_id, grant in present.items() if grant not in wanted}
    if unwanted:
        await work.run(_END_SOME, ids=list(unwanted), people=sorted(set(unwanted.values())), at=work.now)
    await issue(work, [grant for grant in wanted if grant not in present.values()])


async def end(
    work: UnitOfWork,
    ground_kind: GroundKind,
    ground_id: UUID,
    *,
    agency_id: UUID | None = None,
    worker_id: UUID | None = None,
) -> int:
    """End the grants of a ground, or of one agency or worker in it; how many."""
    return await work.run(
        _END, at=work.now, ground_kind=ground_kind, ground_id=ground_id, agency_id=agency_id, worker_id=worker_id
    )


@dataclass(frozen=True)
class Serving:
    """What decides on one person for the actor.

    Attributes:
        refused, seals: empty where no grant serves.
        held: another agency's grants in force.
    """

    grants: list[Grant]
    refused: list[RefusedSharing]
    seals: list[SealGrant]
    held: list[Grant]


async def grants_serving(work: UnitOfWork, person_id: UUID, holder: UUID | None = None) -> Serving:
    """The actor's grants on a person that serve now, the person's refusals, which sealed items are open to the actor,
    and another agency's grants in force.
    """
    rows = await work.rows(_SERVING_OR_HELD, person_id=person_id, holder=holder, **reader(work))
    serving = [
        replace_in(grant_from(row), held_back=frozenset(row["held_from_reader"] or ())) for row in rows if row["serves"]
    ]
    return Serving(
        serving,
        [refusal_from(one) for one in rows[0]["refused"]] if serving else [],
        [seal_grant_from(one) for one in rows[0]["seals"]] if serving else [],
        [grant_from(row) for row in rows if row["held"]],
    )


async def coordinated_by(work: UnitOfWork, agency_id: UUID, case_id: UUID, people: Sequence[UUID]) -> frozenset[UUID]:
    """Of these people those for whom an agency coordinates, because it began their record or as lead of a case."""
    rows = await work.rows(_COORDINATED, agency_id=agency_id, case_id=case_id, people=list(people), now=work.now)
    return frozenset(row["person_id"] for row in rows)


async def keeps_out(work: UnitOfWork, worker_id: UUID, people: Sequence[UUID]) -> bool:
    """Whether a worker declared a conflict of interest with one of these people; a function of the owner answers."""
    return bool(await work.value(_KEEPS_OUT, worker_id=worker_id, people=list(people)))


async def is_unknown_to(work: UnitOfWork, worker_id: UUID, person_id: UUID) -> bool:
    """Whether somebody is restricted, and a worker is not named; as far as the reader may know of it."""
    return bool(await work.value(_IS_UNKNOWN, worker_id=worker_id, person_id=person_id))


async def municipality_of(work: UnitOfWork, person_id: UUID) -> UUID | None:
    """The tenant of a person, as the latest grant says."""
    found: UUID | None = await work.value(_MUNICIPALITY, person_id=person_id)
    return found


async def grants_about(
    work: UnitOfWork, person_id: UUID, agency_id: UUID | None, at: datetime | None
) -> list[asyncpg.Record]:
    """Grants in force on a person, at some later moment if one is named: one agency's, or everybody's."""
    return await work.rows(_ABOUT, person_id=person_id, agency_id=agency_id, at=at, now=work.now)


def _values(grant: Grant) -> dict[str, Any]:
    return {
        "id": new_id(),
        "person_id": grant.person_id,
        "municipality_id": grant.municipality_id,
        "agency_id": grant.agency_id,
        "sector": grant.sector,
        "worker_id": grant.worker_id,
        "categories": sorted(grant.categories),
        "level": grant.level,
        "operations": sorted(grant.operations),
        "purposes": sorted(grant.purposes),
        "sources": None if grant.sources is None else sorted(grant.sources),
        "shows_sensitive": grant.shows_sensitive,
        "overrides_refusal": grant.overrides_refusal,
        "ground_kind": grant.ground_kind,
        "ground_id": grant.ground_id,
        "agreement_id": grant.agreement_id,
        "valid_from": grant.valid_from,
        "valid_until": grant.valid_until,
    }


def grant_from(row: asyncpg.Record) -> Grant:
    """A row of `access_grant`."""
    return Grant(
        person_id=row["person_id"],
        municipality_id=row["municipality_id"],
        agency_id=row["agency_id"],
        sector=Sector(row["sector"]),
        worker_id=row["worker_id"],
        categories=frozenset(Category(one) for one in row["categories"]),
        level=Level(row["level"]),
        operations=frozenset(Operation(one) for one in row["operations"]),
        purposes=frozenset(Purpose(one) for one in row["purposes"]),
        sources=None if row["sources"] is None else frozenset(row["sources"]),
        shows_sensitive=row["shows_sensitive"],
        overrides_refusal=row["overrides_refusal"],
        ground_kind=GroundKind(row["ground_kind"]),
        ground_id=row["ground_id"],
        agreement_id=row["agreement_id"],
        valid_from=row["valid_from"],
        valid_until=row["valid_until"],
        kept_out=frozenset(row["kept_out"] or ()),
        known_to=None if row["known_to"] is None else frozenset(row["known_to"]),
        held_back=frozenset(row["held_back"] or ()),
    )
