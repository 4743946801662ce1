"""Which agencies hold something about somebody, and what they do with it, as far as the person is told."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import asyncpg

from services.cases.accounts.domain import Speaker
from services.cases.accounts.predicate import logging_their_look, themselves, told_to_them, travelled_told_to_them
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_IN_FORCE: Final = f"""g.person_id = :person_id AND g.ended_at IS NULL AND g.valid_from <= :now
    AND (g.valid_until IS NULL OR g.valid_until > :now) AND {told_to_them("g")}"""
_HOLDING = Statement(f"""
    WITH holding AS (
        SELECT g.agency_id, true AS wrote FROM access_grant g
        WHERE g.person_id = :person_id AND g.ground_kind = 'authorship' AND {told_to_them("g")}
        UNION ALL
        SELECT d.to_agency_id, false FROM referral_disclosure d
        WHERE d.person_id = :person_id AND {travelled_told_to_them("d")}),
    shown AS MATERIALIZED (
        SELECT agency_id, bool_or(wrote) AS wrote, NOT bool_and(wrote) AS received FROM holding
        WHERE CAST(:after AS uuid) IS NULL OR agency_id > :after
        GROUP BY agency_id ORDER BY agency_id LIMIT :limit),
    logged AS ({logging_their_look("CAST('{}' AS text[])")})
    SELECT * FROM shown ORDER BY agency_id
""")
_AGREEMENTS = Statement(f"""
    SELECT holder.id AS agency_id, a.title, a.purposes, a.categories, a.legal_basis, a.special_category_basis,
           a.article, a.retention, a.onward_sharing, a.contact
    FROM unnest(CAST(:agencies AS uuid[])) AS holder (id)
    JOIN agreement_party p ON p.agency_id = holder.id JOIN agreement a ON a.id = p.agreement_id
    WHERE EXISTS (SELECT FROM access_grant g WHERE g.agreement_id = a.id AND {_IN_FORCE}
                  AND (g.agency_id = holder.id OR g.sources IS NULL OR holder.id = ANY (g.sources)))
    ORDER BY holder.id, a.id
""")
_LAWS = Statement(f"""
    SELECT DISTINCT g.agency_id, article_told_to_them(g.ground_id) AS article FROM access_grant g
    WHERE g.ground_kind = 'mandate' AND g.agency_id = ANY (CAST(:agencies AS uuid[])) AND {_IN_FORCE}
      AND article_told_to_them(g.ground_id) IS NOT NULL
    ORDER BY 1, 2
""")
_DECLARED = Statement("""
    SELECT e.agency_id, e.kind, e.content FROM governance_entry e
    WHERE e.agency_id = ANY (CAST(:agencies AS uuid[])) AND e.municipality_id = :municipality_id
      AND e.ended_at IS NULL
    ORDER BY e.agency_id, e.id
""")


async def holding(work: UnitOfWork, speaker: Speaker, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Agencies that wrote something about the person, or received something with a referral, in the order of their
    ids; the look is logged.
    """
    return await work.rows(_HOLDING, after=after, limit=limit, **themselves(work, speaker, "read-own-register"))


async def agreements_about(work: UnitOfWork, speaker: Speaker, agencies: Sequence[UUID]) -> list[asyncpg.Record]:
    """On which agreements what these agencies hold, or read, about the person flows now."""
    return await work.rows(_AGREEMENTS, agencies=agencies, **themselves(work, speaker, "read-own-register"))


async def laws_about(work: UnitOfWork, speaker: Speaker, agencies: Sequence[UUID]) -> list[asyncpg.Record]:
    """By which articles of law these agencies may see something, of which the person is told."""
    return await work.rows(_LAWS, agencies=agencies, **themselves(work, speaker, "read-own-register"))


async def declared_by(work: UnitOfWork, speaker: Speaker, agencies: Sequence[UUID]) -> list[asyncpg.Record]:
    """What these agencies declare where the person's record lies; it names nobody."""
    return await work.rows(_DECLARED, agencies=agencies, municipality_id=speaker.municipality_id)
