"""The catalogue of legal grounds in the database. It is about nobody."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.cases.legal_grounds.domain import Confirmer, LegalGround, LegalTerms, OverridingGround
from services.cases.schema import metadata
from shared.contracts.cases.vocabulary import Category, Level, Operation
from shared.contracts.identity.vocabulary import Purpose
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_UTC = sa.DateTime(timezone=True)
legal_ground = sa.Table(
    "legal_ground",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7, of this version."),
    sa.Column("legal_ground_id", sa.Uuid, nullable=False, comment="The entry."),
    sa.Column("version", sa.Integer, nullable=False, comment="Counts its versions."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant."),
    sa.Column("name", sa.Text, nullable=False, comment="As people call it."),
    sa.Column("article", sa.Text, nullable=False, comment="The article of law."),
    sa.Column("categories", ARRAY(sa.Text), nullable=False, comment="What a mandate on it covers at most."),
    sa.Column("operations", ARRAY(sa.Text), nullable=False, comment="What it lets an agency do at most."),
    sa.Column("purposes", ARRAY(sa.Text), nullable=False, comment="For which purposes of use at most."),
    sa.Column("level", sa.SmallInteger, nullable=False, comment="1 know-of, 2 summary, 3 full."),
    sa.Column("longest_days", sa.SmallInteger, nullable=False, comment="How long a mandate on it lasts at most, days."),
    sa.Column("review_days", sa.SmallInteger, nullable=False, comment="Within how many days it is looked at again."),
    sa.Column("confirmed_by", sa.Text, nullable=False, comment="Who confirms a mandate: privacy_officer, supervisor."),
    sa.Column("overrides_refusal_because", sa.Text, comment="Why it overrides a refusal; empty where it does not."),
    sa.Column("ends_unless_reviewed", sa.Boolean, nullable=False, comment="A mandate nobody looked at again ends."),
    sa.Column("may_be_withheld", sa.Boolean, nullable=False, comment="A mandate may be kept from the person."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that wrote it."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="Worker who wrote it."),
    sa.Column("written_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("accepted_at", _UTC, comment="When a second worker confirmed it, UTC; empty while it waits."),
    sa.Column("accepted_by", sa.Uuid, comment="The second worker."),
    sa.Column("ended_at", _UTC, comment="When another version took its place or it was retired, UTC."),
    sa.CheckConstraint("accepted_by <> worker_id", name="second_person"),
    sa.CheckConstraint("(accepted_at IS NULL) = (accepted_by IS NULL)", name="is_accepted_by_somebody"),
    sa.UniqueConstraint("legal_ground_id", "version", name="uq_legal_ground_version"),
    sa.Index("ix_legal_ground_municipality", "municipality_id", "legal_ground_id"),
    comment="Laws that let agencies know without consent: each version of each entry.",
)

_COLUMNS: Final = """
    l.id, l.legal_ground_id, l.version, l.municipality_id, l.name, l.article, l.categories, l.operations, l.purposes,
    l.level, l.longest_days, l.review_days, l.confirmed_by, l.overrides_refusal_because, l.ends_unless_reviewed,
    l.may_be_withheld, l.agency_id, l.worker_id, l.written_at, l.accepted_at, l.ended_at,
    CASE WHEN l.ended_at IS NOT NULL THEN 'ended' WHEN l.accepted_at IS NULL THEN 'proposed'
         ELSE 'in_force' END AS state
"""
_MINE: Final = "l.municipality_id = ANY (CAST(:municipalities AS uuid[]))"
_IN_FORCE: Final = "l.accepted_at IS NOT NULL AND l.ended_at IS NULL"
_KEEP = Statement(
    sa.insert(legal_ground).values({column.name: sa.bindparam(column.name) for column in legal_ground.columns})
)
_VERSIONS = Statement(
    f"SELECT {_COLUMNS} FROM legal_ground l WHERE l.legal_ground_id = :id AND {_MINE} ORDER BY version"
)
_LOCK = Statement("SELECT pg_advisory_xact_lock(hashtextextended(CAST(:id AS text), 0))")
_LIST = Statement(f"""
    SELECT {_COLUMNS} FROM legal_ground l
    WHERE {_MINE} AND l.ended_at IS NULL AND (CAST(:after AS uuid) IS NULL OR l.id > :after)
    ORDER BY l.id LIMIT :limit
""")
_ACCEPT = Statement("""
    UPDATE legal_ground SET accepted_at = :now, accepted_by = :by
    WHERE id = :id AND accepted_at IS NULL AND ended_at IS NULL
""")
_END_OTHERS = Statement("""
    UPDATE legal_ground SET ended_at = :now
    WHERE legal_ground_id = :legal_ground_id AND ended_at IS NULL AND id IS DISTINCT FROM CAST(:but AS uuid)
""")
_PRESENT = Statement(f"""
    SELECT {_COLUMNS} FROM legal_ground l
    WHERE l.legal_ground_id = :id AND l.municipality_id = :municipality_id AND {_IN_FORCE}
""")
_HAS_ANY = Statement(
    f"SELECT EXISTS (SELECT FROM legal_ground l WHERE l.municipality_id = :municipality_id AND {_IN_FORCE})"
)


async def keep(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep a version that waits for a second worker."""
    await work.run(_KEEP, **values)


async def lock(work: UnitOfWork, legal_ground_id: UUID) -> None:
    """Make simultaneous changes of an entry wait for each other."""
    await work.run(_LOCK, id=str(legal_ground_id))


async def versions(work: UnitOfWork, legal_ground_id: UUID, municipalities: Sequence[UUID]) -> list[asyncpg.Record]:
    """All versions of an entry of these municipalities, oldest first."""
    return await work.rows(_VERSIONS, id=legal_ground_id, municipalities=list(municipalities))


async def list_some(
    work: UnitOfWork, municipalities: Sequence[UUID], after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """Versions in force, and those that wait, in these municipalities, in the order of writing."""
    return await work.rows(_LIST, municipalities=list(municipalities), after=after, limit=limit)


async def accept(work: UnitOfWork, version_id: UUID, by: UUID) -> bool:
    """Keep that a second worker confirmed a version; False when it does not wait."""
    return bool(await work.run(_ACCEPT, id=version_id, by=by, now=work.now))


async def end_others(work: UnitOfWork, legal_ground_id: UUID, but: UUID | None = None) -> int:
    """End the versions of an entry that have not ended, but for one; how many."""
    return await work.run(_END_OTHERS, legal_ground_id=legal_ground_id, but=but, now=work.now)


async def present(work: UnitOfWork, legal_ground_id: UUID, municipality_id: UUID) -> LegalGround | None:
    """The version of an entry that is in force in a municipality."""
    row = await work.row(_PRESENT, id=legal_ground_id, municipality_id=municipality_id)
    return None if row is None else _ground(row)


async def has_any(work: UnitOfWork, municipality_id: UUID) -> bool:
    """Whether a municipality keeps a catalogue."""
    return bool(await work.value(_HAS_ANY, municipality_id=municipality_id))


def _ground(row: asyncpg.Record) -> LegalGround:
    because = row["overrides_refusal_because"]
    return LegalGround(
        id=row["id"],
        municipality_id=row["municipality_id"],
        terms=LegalTerms(
            name=row["name"],
            article=row["article"],
            categories=frozenset(Category(one) for one in row["categories"]),
            operations=frozenset(Operation(one) for one in row["operations"]),
            purposes=frozenset(Purpose(one) for one in row["purposes"]),
            level=Level(row["level"]),
            longest_days=row["longest_days"],
            review_days=row["review_days"],
            confirmed_by=Confirmer(row["confirmed_by"]),
            overrides_refusal_because=because and OverridingGround(because),
            ends_unless_reviewed=row["ends_unless_reviewed"],
            may_be_withheld=row["may_be_withheld"],
        ),
    )
