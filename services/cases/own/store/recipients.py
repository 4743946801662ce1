"""To whom something of one's record was disclosed, and on which ground: with referrals, in conferences, in copies, in
emergencies.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from services.cases.accounts.domain import Speaker
from services.cases.accounts.predicate import (
    kinds_of,
    logging_their_look,
    look_told_to_them,
    named_to_them,
    share_told_to_them,
    shown_to_them,
    themselves,
    told_to_them,
    travelled_told_to_them,
    without_withheld,
)
from services.cases.own.domain.recipients import Way
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork


def _looks(agency: str, ground: str, begins: str, ends: str) -> str:
    """When somebody of an agency first looked on a ground (`kind:id`), and at which parts in all."""
    return f"""(
        SELECT min(l.at) AS at, array_agg(DISTINCT of.category) AS categories
        FROM access_log l CROSS JOIN LATERAL unnest({without_withheld("l.categories")}) AS of (category)
        WHERE l.person_id = :person_id AND l.agency_id = {agency} AND l.act = 'opened' AND {ground} = ANY (l.grounds)
          AND l.at >= {begins} AND l.at <= {ends} AND {look_told_to_them("l")}) seen"""


_WITH_REFERRALS: Final = f"""
    SELECT '{Way.REFERRAL}' AS way, d.id, d.disclosed_at AS at, d.to_agency_id,
           {named_to_them("d.agency_id")} AS from_agency_id, {without_withheld("d.categories")} AS categories, d.grounds
    FROM referral_disclosure d WHERE d.person_id = :person_id AND {travelled_told_to_them("d")}"""
_IN_CONFERENCES: Final = f"""
    SELECT '{Way.CONFERENCE}', s.id, s.told_at, s.to_agency_id, {named_to_them("m.agency_id")}, ARRAY[s.category],
           s.grounds
    FROM conference_share s JOIN agenda_item m ON m.id = s.agenda_item_id
    WHERE s.person_id = :person_id AND {share_told_to_them("s")} AND {shown_to_them("m")}"""
_IN_EMERGENCIES: Final = f"""
    SELECT '{Way.EMERGENCY}', g.ground_id, seen.at, g.agency_id, NULL, seen.categories,
           ARRAY['emergency:' || g.ground_id]
    FROM access_grant g
    CROSS JOIN LATERAL {_looks("g.agency_id", "'emergency:' || g.ground_id", "g.valid_from", "g.valid_until")}
    WHERE g.person_id = :person_id AND g.ground_kind = 'emergency' AND {told_to_them("g")} AND seen.at IS NOT NULL"""
_AS_COPIES: Final = f"""
    SELECT '{Way.COPY}', r.id, seen.at, NULL, {named_to_them("r.agency_id")}, seen.categories, CAST('{{}}' AS text[])
    FROM copies_for_representatives() r
    CROSS JOIN LATERAL {_looks("r.agency_id", "'rights_request:' || r.id", "r.made_at", "r.kept_until")}
    WHERE seen.at IS NOT NULL"""
_RECIPIENTS: Final = Statement(f"""
    WITH disclosed AS (
        SELECT d.*, {kinds_of("d.grounds")} AS because
        FROM ({_WITH_REFERRALS} UNION ALL {_IN_CONFERENCES} UNION ALL {_IN_EMERGENCIES} UNION ALL {_AS_COPIES}) d),
    shown AS MATERIALIZED (
        SELECT * FROM disclosed
        WHERE at <= :now AND (CAST(:after_at AS timestamptz) IS NULL
            OR (at, id) < (:after_at, CAST(:after_id AS uuid)))
        ORDER BY at DESC, id DESC LIMIT :limit),
    logged AS ({logging_their_look("CAST('{}' AS text[])")})
    SELECT * FROM shown ORDER BY at DESC, id DESC
""")


async def disclosed_to(
    work: UnitOfWork, speaker: Speaker, after: tuple[datetime, UUID] | None, limit: int
) -> list[asyncpg.Record]:
    """What was disclosed to whom, latest first; what is withheld in the person's access log is not there."""
    after_at, after_id = after or (None, None)
    return await work.rows(
        _RECIPIENTS,
        after_at=after_at,
        after_id=after_id,
        limit=limit,
        **themselves(work, speaker, "read-own-recipients"),
    )
