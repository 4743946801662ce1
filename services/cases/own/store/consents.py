"""What ends with something that was agreed to, and that it was taken back by whose word it is."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import asyncpg

from services.cases.access.predicate import not_refused
from services.cases.accounts.domain import WITHHELD_SECTORS, Speaker
from services.cases.accounts.predicate import logging_their_look, named_to_them, shown_to_them, themselves, told_to_them
from services.cases.own.store.sharing import THEIRS
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_SECTORS: Final = ", ".join(f"'{one}'" for one in WITHHELD_SECTORS)
_THEIRS: Final = f"c.id = :id AND {THEIRS}"
_FIND = Statement(f"""
    SELECT c.id, c.person_id, c.municipality_id, c.is_refusal, c.agencies, c.withdrawn_at, c.awaits,
           c.item_id, coalesce(c.agency_id, answering_agency(c.person_id)) AS agency_id
    FROM consent c WHERE {_THEIRS}
""")
_OPEN = Statement(f"""
    WITH shown AS MATERIALIZED (
        SELECT c.id, c.is_refusal, c.withdrawn_at, c.categories FROM consent c WHERE {_THEIRS}),
    logged AS ({logging_their_look("coalesce((SELECT s.categories FROM shown s), '{}')")})
    SELECT * FROM shown
""")
_GRANTS = Statement(f"""
    SELECT {named_to_them("g.agency_id")} AS agency_id, g.categories, ARRAY(
        SELECT of.category FROM unnest(g.categories) AS of (category)
        WHERE {not_refused("of.category")} AND NOT EXISTS (
            SELECT FROM access_grant h
            WHERE h.person_id = g.person_id AND h.agency_id = g.agency_id AND h.id <> g.id AND h.ended_at IS NULL
              AND (h.ground_kind <> 'consent' OR h.ground_id <> g.ground_id) AND 'read' = ANY (h.operations)
              AND of.category = ANY (h.categories) AND h.valid_from <= :now
              AND (h.valid_until IS NULL OR h.valid_until > :now) AND h.worker_id IS NULL AND h.level >= g.level
              AND g.purposes <@ h.purposes AND {told_to_them("h")}
              AND {not_refused("of.category", grant="h")})
        ORDER BY 1) AS loses
    FROM access_grant g
    WHERE g.ground_kind = 'consent' AND g.ground_id = :id AND g.person_id = :person_id AND g.ended_at IS NULL
      AND (g.valid_until IS NULL OR g.valid_until > :now) AND :is_the_person AND g.sector NOT IN ({_SECTORS})
    ORDER BY g.issued_at, g.id
""")
_REFERRALS = Statement(f"""
    SELECT r.referral_id, r.state, {named_to_them("r.receiver_agency_id")} AS agency_id
    FROM referrals_on_own_consent(:id) r
    WHERE :is_the_person AND r.state = ANY (CAST(:live AS text[])) ORDER BY r.referral_id
""")
_THEIR_ITEMS: Final = ("need", "goal", "planned_action", "thread", "message")
"""What is shown to people of their own record, as tables; row security knows which threads are with them."""
_ITEM = Statement(
    " UNION ALL ".join(
        f"""SELECT '{kind}' AS kind, i.category, i.agency_id FROM {kind} i
            WHERE i.id = :item_id AND {shown_to_them("i")}"""
        for kind in _THEIR_ITEMS
    )
)
_REFUSAL = Statement("""
    SELECT c.id, c.item_id, c.agencies, c.valid_from FROM consent c WHERE c.id = :id AND c.person_id = :person_id
""")
_WITHDRAW = Statement("""
    UPDATE consent SET withdrawn_at = :now, withdrawn_by = :account_id, withdrawn_how = 'authenticated'
    WHERE id = :id AND withdrawn_at IS NULL
""")


async def find(work: UnitOfWork, speaker: Speaker, consent_id: UUID) -> asyncpg.Record | None:
    """What they said, for its withdrawal; nothing of it is shown."""
    return await work.row(_FIND, id=consent_id, **themselves(work, speaker, "withdraw-own-consent"))


async def open_one(work: UnitOfWork, speaker: Speaker, consent_id: UUID) -> asyncpg.Record | None:
    """What they said, before they ask what ends with it."""
    return await work.row(_OPEN, id=consent_id, **themselves(work, speaker, "preview-own-withdrawal"))


async def grants_on(work: UnitOfWork, speaker: Speaker, consent_id: UUID) -> list[asyncpg.Record]:
    """Who sees what on it now, and what of that on nothing else; to the person alone, never the police."""
    return await work.rows(_GRANTS, id=consent_id, **themselves(work, speaker, "preview-own-withdrawal"))


async def referrals_on(
    work: UnitOfWork, speaker: Speaker, consent_id: UUID, live: Sequence[str]
) -> list[asyncpg.Record]:
    """Referrals that travelled on it and live; to the person alone."""
    mine = themselves(work, speaker, "preview-own-withdrawal")
    return await work.rows(_REFERRALS, id=consent_id, live=list(live), **mine)


async def item_of_theirs(work: UnitOfWork, speaker: Speaker, item_id: UUID) -> asyncpg.Record | None:
    """What something in their own record is, as far as it is shown to them."""
    return await work.row(_ITEM, item_id=item_id, **themselves(work, speaker, "refuse-own-item"))


async def refusal(work: UnitOfWork, speaker: Speaker, consent_id: UUID) -> asyncpg.Record | None:
    """What they refused, as it was kept."""
    return await work.row(_REFUSAL, id=consent_id, **themselves(work, speaker, "refuse-own-item"))


async def withdraw(work: UnitOfWork, speaker: Speaker, consent_id: UUID) -> bool:
    """Keep that they took it back; False when it was taken back before."""
    return bool(await work.run(_WITHDRAW, id=consent_id, **themselves(work, speaker, "withdraw-own-consent")))
