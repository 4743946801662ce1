"""Minutes as the person sees them whom they are about, and what they say to them, with the log line of each look."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.accounts.domain import Speaker
from services.cases.accounts.predicate import logging_their_look, shown_to_them, themselves
from services.cases.conferences.domain.matters import Asked
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_LOGGED: Final = logging_their_look("(SELECT coalesce(array_agg(DISTINCT s.category), '{}') FROM shown s)")
_ANSWERS: Final = """(
    SELECT coalesce(jsonb_agg(jsonb_build_object('version', a.version, 'answer', a.answer, 'words', a.words,
        'answered_at', a.answered_at) ORDER BY a.id), '[]')
    FROM minutes_answer a WHERE a.minutes_id = i.id AND a.person_id = :person_id
      AND a.category = i.category AND a.sensitivity = i.sensitivity) AS answers"""
_MINUTES: Final = f"""
    SELECT i.id, i.case_id, i.category, i.text, i.written_at, i.changed_at, i.version, m.topic, {_ANSWERS}
    FROM conference_minutes i JOIN agenda_item m ON m.id = i.agenda_item_id
    WHERE :is_the_person AND {shown_to_them("i")} AND {shown_to_them("m")}
      AND m.asked IN ('{Asked.PERSON}', '{Asked.BOTH}')"""
_LIST: Final = Statement(f"""
    WITH shown AS MATERIALIZED (
        {_MINUTES} AND (CAST(:after AS uuid) IS NULL OR i.id < :after) ORDER BY i.id DESC LIMIT :limit),
    logged AS ({_LOGGED})
    SELECT * FROM shown ORDER BY id DESC
""")
_READ: Final = Statement(f"""
    WITH shown AS MATERIALIZED ({_MINUTES} AND i.id = :id), logged AS ({_LOGGED}) SELECT * FROM shown
""")
_ANSWER: Final = Statement(f"""
    INSERT INTO minutes_answer (id, minutes_id, version, person_id, municipality_id, category, sensitivity, agency_id,
        account_id, answer, words, answered_at, session_id, decision_id)
    SELECT :answer_id, i.id, i.version, i.person_id, i.municipality_id, i.category, i.sensitivity, i.agency_id,
           :account_id, :answer, CAST(:words AS text), :now, :session_id, :decision_id
    FROM conference_minutes i WHERE i.id = :id AND i.version = :version AND {shown_to_them("i")}
""")


async def list_some(work: UnitOfWork, speaker: Speaker, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """What was said of the person in conferences to which they were asked, latest first."""
    return await work.rows(_LIST, after=after, limit=limit, **themselves(work, speaker, "list-own-minutes"))


async def read(work: UnitOfWork, speaker: Speaker, minutes_id: UUID, operation: str) -> asyncpg.Record | None:
    """One of them, in its present version."""
    return await work.row(_READ, id=minutes_id, **themselves(work, speaker, operation))


async def answer(work: UnitOfWork, speaker: Speaker, said: Mapping[str, Any]) -> bool:
    """Keep what they say to a version; False where there is a later one."""
    mine = themselves(work, speaker, "answer-own-minutes")
    return bool(await work.run(_ANSWER, **mine, **said, decision_id=work.decision_id))
