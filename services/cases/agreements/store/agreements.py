"""Agreements in the database, in the terms that are in force."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import sqlalchemy as sa

from services.cases.agreements.domain.agreement import Agreement, AgreementState, Party
from services.cases.agreements.store.tables import agreement
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.vocabulary import Purpose, Sector
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_COLUMNS = """
    a.id, a.municipality_id, a.title, a.state, a.categories, a.purposes, a.dpv_purposes, a.legal_basis,
    a.special_category_basis, a.article, a.retention, a.retention_months, a.onward_sharing, a.onward_conditions,
    a.contact, a.contacts, a.valid_from, a.valid_until, a.version, a.latest_version, a.version_in_force, a.ended_at,
    a.ended_because,
    (SELECT jsonb_agg(jsonb_build_object('agency_id', p.agency_id, 'sector', p.sector, 'gives', p.gives,
         'receives', p.receives, 'signed_at', s.at) ORDER BY p.agency_id)
     FROM agreement_party p
     LEFT JOIN agreement_signature s ON s.agreement_id = p.agreement_id AND s.agency_id = p.agency_id
        AND s.number = coalesce(a.version_in_force, a.latest_version) AND s.answer = 'signed'
     WHERE p.agreement_id = a.id) AS parties
"""
_WRITE = Statement(
    sa.insert(agreement).values({column.name: sa.bindparam(column.name) for column in agreement.columns})
)
_ADD_PARTY = Statement("""
    INSERT INTO agreement_party (agreement_id, agency_id, sector, gives, receives)
    VALUES (:agreement_id, :agency_id, :sector, :gives, :receives)
""")
_TAKE_AWAY_PARTIES = Statement("DELETE FROM agreement_party WHERE agreement_id = :id")
_OPEN = Statement(f"SELECT {_COLUMNS} FROM agreement a WHERE a.id = :id AND a.municipality_id = ANY (:municipalities)")
_LOCK = Statement("SELECT FROM agreement WHERE id = :id FOR UPDATE")
_LIST = Statement(f"""
    SELECT {_COLUMNS} FROM agreement a
    WHERE a.municipality_id = ANY (:municipalities) AND (CAST(:after AS uuid) IS NULL OR a.id > :after)
    ORDER BY a.id LIMIT :limit
""")
_HOLD = Statement("SELECT hold_agreements(:municipality_id)")
_RECEIVING = Statement(f"""
    SELECT {_COLUMNS} FROM agreement a
    WHERE a.state = 'in_force' AND a.municipality_id = :municipality_id
      AND (a.valid_until IS NULL OR a.valid_until > :now)
      AND EXISTS (SELECT FROM agreement_party p WHERE p.agreement_id = a.id AND p.receives
                  AND (p.agency_id = ANY (CAST(:agencies AS uuid[])) OR p.sector = ANY (CAST(:sectors AS text[]))))
    ORDER BY a.id
""")
_RECEIVERS = Statement("SELECT agency_id FROM agreement_party WHERE agreement_id = :id AND receives ORDER BY agency_id")
_COUNT_CHANGE = Statement("""
    UPDATE agreement SET version = version + 1, latest_version = greatest(latest_version, :number) WHERE id = :id
""")
_END = Statement("SELECT end_agreement(:id, :at, :because)")
_WITHDRAW = Statement("SELECT withdraw_from_agreement(:id, :at)")


async def write(work: UnitOfWork, values: Mapping[str, Any], parties: tuple[Party, ...]) -> None:
    """Keep a new agreement and its parties."""
    await work.run(_WRITE, **values)
    await _add_parties(work, values["id"], parties)


async def draft_again(work: UnitOfWork, agreement_id: UUID, parties: tuple[Party, ...]) -> None:
    """Of an agreement that was never in force: these are the parties that are meant now."""
    await work.run(_TAKE_AWAY_PARTIES, id=agreement_id)
    await _add_parties(work, agreement_id, parties)


async def open_one(work: UnitOfWork, agreement_id: UUID, municipalities: tuple[UUID, ...]) -> asyncpg.Record | None:
    """One agreement of these municipalities."""
    return await work.row(_OPEN, id=agreement_id, municipalities=list(municipalities))


async def lock(work: UnitOfWork, agreement_id: UUID) -> None:
    """Make whoever signs, changes or ends it, or lets something rest on it, wait for each other."""
    await work.run(_LOCK, id=agreement_id)


async def list_some(
    work: UnitOfWork, municipalities: tuple[UUID, ...], after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """Agreements of these municipalities in the order of their writing."""
    return await work.rows(_LIST, municipalities=list(municipalities), after=after, limit=limit)


async def receiving(
    work: UnitOfWork, municipality_id: UUID, agencies: list[UUID], sectors: list[Sector]
) -> list[Agreement]:
    """Agreements in force, or to be, in which one of these agencies or sectors receives; they stay as they are until
    the transaction ends, so that nothing comes to rest on terms that are gone.
    """
    await work.run(_HOLD, municipality_id=municipality_id)
    rows = await work.rows(
        _RECEIVING, municipality_id=municipality_id, agencies=agencies, sectors=sectors, now=work.now
    )
    return [agreement_from(row) for row in rows]


async def receivers(work: UnitOfWork, agreement_id: UUID) -> list[UUID]:
    """The agencies that receive under an agreement."""
    return [row["agency_id"] for row in await work.rows(_RECEIVERS, id=agreement_id)]


async def count_change(work: UnitOfWork, agreement_id: UUID, number: int) -> None:
    """Keep that something about it changed, and that there is a version of this number."""
    await work.run(_COUNT_CHANGE, id=agreement_id, number=number)


async def end(work: UnitOfWork, agreement_id: UUID, because: str) -> bool:
    """End it and all that rests on it; False when it had ended before, or is not the caller's to end."""
    return bool(await work.value(_END, id=agreement_id, at=work.now, because=because))


async def withdraw(work: UnitOfWork, agreement_id: UUID) -> str | None:
    """Take the acting agency out of it, with all that rests on that; as `withdraw_from_agreement` says."""
    state: str | None = await work.value(_WITHDRAW, id=agreement_id, at=work.now)
    return state


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


async def _add_parties(work: UnitOfWork, agreement_id: UUID, parties: tuple[Party, ...]) -> None:
    await work.run_many(
        _ADD_PARTY,
        [
            {
                "agreement_id": agreement_id,
                "agency_id": party.agency_id,
                "sector": party.sector,
                "gives": party.gives,
                "receives": party.receives,
            }
            for party in parties
        ],
    )
