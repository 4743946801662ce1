"""Threads that people begin themselves: who receives them, and how many there are already."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.access.predicate import not_refused
from services.cases.accounts.domain import WITHHELD_SECTORS, Speaker
from services.cases.accounts.predicate import is_their_word, themselves
from services.cases.conversations.store.threads import THREADS
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_OPERATION: Final = "begin-own-thread"
_SECTORS: Final = ", ".join(f"'{one}'" for one in WITHHELD_SECTORS)
_RECEIVER = Statement("SELECT * FROM receiver_in_case(:case_id, CAST(:agency_id AS uuid), :now)")
_IS_REFUSED = Statement(f"""
    SELECT :is_the_person AND g.sector NOT IN ({_SECTORS}) AND NOT {not_refused("CAST(:category AS text)")}
    FROM (SELECT CAST(:person_id AS uuid) AS person_id, CAST(:agency_id AS uuid) AS agency_id,
                 CAST(:sector AS text) AS sector, false AS overrides_refusal) g
""")
"""To whoever represents somebody, and of an agency that is withheld, it would tell who leads the case."""
_EARLIEST = Statement(f"""
    SELECT t.written_at FROM thread t
    WHERE t.person_id = :person_id AND {is_their_word("t")} AND t.written_at > CAST(:since AS timestamptz)
    ORDER BY t.written_at DESC OFFSET :few LIMIT 1
""")


async def receiver(work: UnitOfWork, speaker: Speaker, case_id: UUID, agency_id: UUID | None) -> asyncpg.Record | None:
    """Who receives what they write about an open case of theirs: an agency of its team of which they are told, or who
    leads it, whoever that is; None where there is no such case or agency.
    """
    return await work.row(_RECEIVER, case_id=case_id, agency_id=agency_id, **themselves(work, speaker, _OPERATION))


async def is_refused(work: UnitOfWork, speaker: Speaker, to: asyncpg.Record, category: str) -> bool:
    """Whether the person refused to share the category with the receiver, so that nobody there would read it."""
    named = {"agency_id": to["agency_id"], "sector": to["sector"], "category": category}
    return bool(await work.value(_IS_REFUSED, **{**themselves(work, speaker, _OPERATION), **named}))


async def begun_since(work: UnitOfWork, speaker: Speaker, since: datetime, few: int) -> datetime | None:
    """When they began the thread that stands before the `few` latest; None when they began no more than these."""
    earliest: datetime | None = await work.value(
        _EARLIEST, since=since, few=few, **themselves(work, speaker, _OPERATION)
    )
    return earliest


async def keep(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep what they began, held by the agency to which they write."""
    await work.run(
        THREADS.keep,
        **values,
        also_about=[],
        worker_id=None,
        version=1,
        written_at=work.now,
        changed_at=work.now,
        changed_by_agency_id=values["agency_id"],
        changed_by_id=None,
    )
