"""Which consents give other grants when an agreement, a team or a birth date changes, and who is on a team."""

from datetime import datetime
from uuid import UUID

import asyncpg

from services.cases.consents.domain import Consent, Recipient
from services.cases.consents.store.reading import ENDS, consent_from
from shared.contracts.identity.vocabulary import Sector
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_WAITING_FOR = Statement(f"""
    SELECT c.id, c.person_id, c.municipality_id, c.is_refusal, c.coordination, c.agencies, c.sectors, c.categories,
           c.purposes, c.valid_from, {ENDS} AS valid_until, c.case_id, c.agency_id
    FROM consent c JOIN agreement a ON a.id = :agreement_id AND a.municipality_id = c.municipality_id
    WHERE NOT c.is_refusal AND c.withdrawn_at IS NULL AND c.awaits IS NULL AND ({ENDS} IS NULL OR {ENDS} > :now)
      AND EXISTS (SELECT FROM agreement_party p WHERE p.agreement_id = a.id AND p.receives
                  AND (p.agency_id = ANY (c.agencies) OR p.sector = ANY (c.sectors)))
    ORDER BY c.id FOR SHARE OF c
""")
_TO_TEAM = Statement("SELECT * FROM consents_to_team(:case_id, :now)")
_TEAM = Statement("SELECT * FROM team_consented_to(:case_id, :person_id, :now)")
_GIVEN_FOR = Statement("""
    SELECT c.* FROM consent c
    WHERE c.person_id = :person_id AND c.given_by = 'representative' AND NOT c.is_refusal
      AND c.withdrawn_at IS NULL AND c.lapsed_at IS NULL AND c.awaits IS NULL
    ORDER BY c.id FOR NO KEY UPDATE
""")
_TEAMS_FOR = Statement("""
    SELECT DISTINCT c.case_id FROM consent c
    WHERE c.person_id = :person_id AND c.given_by = 'representative' AND c.case_id IS NOT NULL
      AND c.withdrawn_at IS NULL AND c.lapsed_at IS NULL AND c.awaits IS NULL
    ORDER BY c.case_id
""")
_BIND = Statement("UPDATE consent SET majority_at = :majority_at WHERE id = :id")
_LAPSE = Statement("""
    WITH due AS MATERIALIZED (
        SELECT c.id FROM consent c
        WHERE c.majority_at <= :now AND c.lapsed_at IS NULL ORDER BY c.majority_at, c.id
        LIMIT :many FOR NO KEY UPDATE SKIP LOCKED)
    UPDATE consent c SET lapsed_at = :now FROM due WHERE c.id = due.id
    RETURNING c.id, c.person_id, c.municipality_id, c.agencies, c.worker_id,
        coalesce(c.agency_id, answering_agency(c.person_id)) AS agency_id,
        c.withdrawn_at IS NULL AND (c.valid_until IS NULL OR c.valid_until > c.majority_at) AS ends_so
""")


async def waiting_for(work: UnitOfWork, agreement_id: UUID) -> list[Consent]:
    """Consents that name a receiving party of an agreement, held against withdrawal; for background work."""
    return [consent_from(row) for row in await work.rows(_WAITING_FOR, agreement_id=agreement_id, now=work.now)]


async def to_team(work: UnitOfWork, case_id: UUID) -> list[Consent]:
    """Consents to the team of a case, held against withdrawal.

    A function of the schema's owner tells them to that team: whoever changes it need not be among those who see them.
    """
    return [consent_from(row) for row in await work.rows(_TO_TEAM, case_id=case_id, now=work.now)]


async def team(work: UnitOfWork, case_id: UUID, person_id: UUID, leaving: UUID | None = None) -> list[Recipient]:
    """Who works on an open case about a person, or will; nothing changes that until this unit is done. Nobody when the
    case is closed, or not about them any more.

    Args:
        leaving: a membership that ends with this unit.
    """
    rows = await work.rows(_TEAM, case_id=case_id, person_id=person_id, now=work.now)
    return [
        Recipient(
            agency_id=row["agency_id"],
            sector=Sector(row["sector"]),
            worker_id=row["worker_id"],
            starts_at=row["starts_at"],
            ends_at=row["ends_at"],
        )
        for row in rows
        if row["member_id"] != leaving
    ]


async def teams_for(work: UnitOfWork, person_id: UUID) -> list[UUID]:
    """Cases to whose teams representatives agreed for a person; for background work."""
    return [row["case_id"] for row in await work.rows(_TEAMS_FOR, person_id=person_id)]


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
