"""What agencies declare, in the database; and what follows from their agreements and mandates."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import asyncpg
import sqlalchemy as sa

from services.cases.accounts.predicate import told_to_them
from services.cases.governance.store.tables import governance_entry
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_KEEP = Statement(
    sa.insert(governance_entry).values({column.name: sa.bindparam(column.name) for column in governance_entry.columns})
)
_COLUMNS = "e.id, e.municipality_id, e.agency_id, e.kind, e.content, e.written_at, e.replaces_id, e.ended_at"
_SEEN = "(e.agency_id = :agency_id OR :agency_id = ANY (e.shared_with))"
_OPEN = Statement(f"SELECT {_COLUMNS} FROM governance_entry e WHERE e.id = :id AND {_SEEN}")
_LIST = Statement(f"""
    SELECT {_COLUMNS} FROM governance_entry e
    WHERE {_SEEN} AND (:ended OR e.ended_at IS NULL) AND (CAST(:after AS uuid) IS NULL OR e.id > :after)
    ORDER BY e.id LIMIT :limit
""")
_END = Statement("""
    UPDATE governance_entry SET ended_at = :at WHERE id = :id AND agency_id = :agency_id AND ended_at IS NULL
""")
_AGREEMENTS = Statement("""
    SELECT a.id, a.title, a.categories, a.purposes, a.dpv_purposes, a.legal_basis, a.special_category_basis, a.article,
           a.retention, a.retention_months, a.onward_sharing, a.onward_conditions, a.contact, a.contacts, a.valid_from,
           a.valid_until, a.version_in_force, us.gives, us.receives,
           ARRAY(SELECT p.agency_id FROM agreement_party p WHERE p.agreement_id = a.id AND p.receives
                 AND p.agency_id <> us.agency_id AND us.gives ORDER BY p.agency_id) AS recipients
    FROM agreement a JOIN agreement_party us ON us.agreement_id = a.id AND us.agency_id = :agency_id
    WHERE a.state = 'in_force' AND a.municipality_id = :municipality_id
      AND (a.valid_until IS NULL OR a.valid_until > :now)
    ORDER BY a.id
""")
_MANDATES = Statement("""
    SELECT m.article, array_agg(DISTINCT c.category ORDER BY c.category) AS categories,
           array_agg(DISTINCT p.purpose ORDER BY p.purpose) AS purposes
    FROM mandate m CROSS JOIN LATERAL unnest(m.categories) AS c (category)
    CROSS JOIN LATERAL unnest(m.purposes) AS p (purpose)
    WHERE m.agency_id = :agency_id AND m.municipality_id = :municipality_id AND m.state = 'confirmed'
      AND m.valid_until > :now
    GROUP BY m.article ORDER BY m.article
""")
_AGREEMENTS_NAMED = Statement("""
    SELECT a.id, a.title, a.purposes, a.categories, a.legal_basis, a.special_category_basis, a.article, a.retention,
           a.onward_sharing, a.contact
    FROM agreement a WHERE a.id = ANY (CAST(:ids AS uuid[])) ORDER BY a.id
""")
_ARTICLES_NAMED = Statement("""
    SELECT DISTINCT m.article FROM mandate m WHERE m.id = ANY (CAST(:ids AS uuid[])) ORDER BY m.article
""")


_TOLD = Statement(f"SELECT g.id FROM access_grant g WHERE g.id = ANY (CAST(:ids AS uuid[])) AND {told_to_them('g')}")


async def told(work: UnitOfWork, ids: Sequence[UUID]) -> frozenset[UUID]:
    """Those of these grants of which the person is told."""
    return frozenset(row["id"] for row in await work.rows(_TOLD, ids=ids, now=work.now))


async def keep(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep what was declared."""
    await work.run(_KEEP, **values)


async def open_one(work: UnitOfWork, entry_id: UUID, agency_id: UUID) -> asyncpg.Record | None:
    """One entry of an agency, or one that names it as joint controller."""
    return await work.row(_OPEN, id=entry_id, agency_id=agency_id)


async def list_some(
    work: UnitOfWork, agency_id: UUID, after: UUID | None, limit: int, *, ended: bool
) -> list[asyncpg.Record]:
    """Entries of an agency, and those that name it as joint controller, in the order of their writing."""
    return await work.rows(_LIST, agency_id=agency_id, after=after, limit=limit, ended=ended)


async def end(work: UnitOfWork, entry_id: UUID, agency_id: UUID) -> bool:
    """Keep that it does not hold any more; False when it had ended."""
    return bool(await work.run(_END, id=entry_id, agency_id=agency_id, at=work.now))


async def agreements_of(work: UnitOfWork, agency_id: UUID, municipality_id: UUID) -> list[asyncpg.Record]:
    """The agreements in force to which an agency is a party, with the agencies that receive what it gives."""
    return await work.rows(_AGREEMENTS, agency_id=agency_id, municipality_id=municipality_id, now=work.now)


async def articles_of(work: UnitOfWork, agency_id: UUID, municipality_id: UUID) -> list[asyncpg.Record]:
    """The articles of the mandates that an agency has in force, each once, without whom they are about."""
    return await work.rows(_MANDATES, agency_id=agency_id, municipality_id=municipality_id, now=work.now)


async def agreements_named(work: UnitOfWork, ids: Sequence[UUID]) -> list[asyncpg.Record]:
    """What these agreements say."""
    return await work.rows(_AGREEMENTS_NAMED, ids=list(ids))


async def articles_named(work: UnitOfWork, ids: Sequence[UUID]) -> list[str]:
    """The articles of these mandates, as far as the reader may see them."""
    return [row["article"] for row in await work.rows(_ARTICLES_NAMED, ids=list(ids))]
