"""Who may see one's record, and who looked."""

from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from services.cases.accounts.domain import Speaker
from services.cases.accounts.predicate import look_told_to_them, themselves, told_to_them
from services.cases.own.store.records import LOGGED
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_GRANTS: Final = Statement(f"""
    WITH looked AS ({LOGGED})
    SELECT g.id, g.agency_id, g.ground_kind, g.categories, g.operations, g.valid_from, g.valid_until
    FROM access_grant g
    WHERE g.person_id = :person_id AND g.ended_at IS NULL AND g.valid_from <= :now
      AND (g.valid_until IS NULL OR g.valid_until > :now)
      AND {told_to_them("g")}
      AND (CAST(:after_from AS timestamptz) IS NULL OR (g.valid_from, g.id) > (:after_from, CAST(:after_id AS uuid)))
    ORDER BY g.valid_from, g.id LIMIT :limit
""")
_LOOKS: Final = Statement(f"""
    WITH looked AS ({LOGGED})
    SELECT l.at, l.id, l.agency_id, l.act, l.categories, l.purpose,
           CAST(:ground AS text) = ANY (l.grounds) AS by_themselves
    FROM access_log l
    WHERE l.person_id = :person_id AND l.subject_id <> :account_id AND l.at < :look_at
      AND {look_told_to_them("l")}
      AND (CAST(:after_at AS timestamptz) IS NULL OR (l.at, l.id) < (:after_at, CAST(:after_id AS uuid)))
    ORDER BY l.at DESC, l.id DESC LIMIT :limit
""")


def _about(work: UnitOfWork, speaker: Speaker, operation: str) -> dict[str, object]:
    return {"shown_categories": [], **themselves(work, speaker, operation)}


async def grants_about(
    work: UnitOfWork, speaker: Speaker, after: tuple[datetime, UUID] | None, limit: int
) -> list[asyncpg.Record]:
    """What is in force now, oldest first; neither police and justice, nor what protects somebody by law."""
    after_from, after_id = after or (None, None)
    named = {"after_from": after_from, "after_id": after_id, "limit": limit}
    return await work.rows(_GRANTS, **named, **_about(work, speaker, "read-own-grants"))


async def looks_at_them(
    work: UnitOfWork, speaker: Speaker, after: tuple[datetime, UUID] | None, limit: int
) -> list[asyncpg.Record]:
    """Who looked before now, latest first; withheld looks are not there.

    An agency that never had a ground is withheld too: only a grant says here in which sector it works, and it may be
    the police. So is one whose grounds are all mandates that are kept from the person, as long as they are.
    """
    after_at, after_id = after or (None, None)
    return await work.rows(
        _LOOKS,
        after_at=after_at,
        after_id=after_id,
        limit=limit,
        **_about(work, speaker, "read-own-access-log"),
    )
