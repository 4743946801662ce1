"""What people say of the help themselves, and what was answered to them, with the log line of each look."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.accounts.domain import Speaker
from services.cases.accounts.predicate import WITHHELD, logging_their_look, named_to_them, shown_to_them, themselves
from services.cases.territories.predicate import today_in
from services.cases.voice.store import said
from services.cases.voice.store import tables as _tables  # noqa: F401 - its tables belong to the schema
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_CASE = Statement(f"""
    SELECT cp.category, cp.municipality_id FROM case_person cp
    WHERE cp.case_id = :case_id AND cp.person_id = :person_id AND cp.left_at IS NULL AND cp.category NOT IN ({WITHHELD})
      AND EXISTS (SELECT FROM team_member m WHERE m.case_id = cp.case_id AND m.agency_id = :agency_id)
      AND EXISTS (SELECT FROM access_grant g
                  WHERE g.person_id = :person_id AND g.agency_id = :agency_id AND g.ended_at IS NULL
                    AND g.valid_from <= :now AND (g.valid_until IS NULL OR g.valid_until > :now))
""")
"""Whom the agency's supervisors would hear: it works or worked on the case, and has some ground for the person."""
_LOGGED: Final = logging_their_look("(SELECT coalesce(array_agg(DISTINCT s.category), '{}') FROM shown s)")
_THEIRS: Final = f"""w.spoken_by = 'person' AND {shown_to_them("w")}"""


def _shown(table: str, content: str, which: str, end: str = "") -> Statement:
    return Statement(f"""
        WITH shown AS MATERIALIZED (
            SELECT w.id, w.case_id, w.category, w.addressed_to, w.said_at, w.account_id IS NOT NULL AS by_own_hand,
                   {named_to_them("w.about_agency_id")} AS agency_id, {content}
            FROM {table} w WHERE {_THEIRS} AND {which} {end}),
        logged AS ({_LOGGED})
        SELECT * FROM shown ORDER BY id DESC""")


_AFTER: Final = "(CAST(:after AS uuid) IS NULL OR w.id < :after)"
_A_PAGE: Final = "ORDER BY w.id DESC LIMIT CAST(:many AS integer) + 1"
_RATED: Final = "w.aspect, w.score, w.began_on, w.ended_on, w.comment"
_COMPLAINED: Final = f"""w.text, w.answer_due_on, w.state, w.acknowledged_at, w.answered_at, w.outcome, w.answer,
    {today_in("w.municipality_id")} AS today"""
_RATINGS = _shown("rating", _RATED, _AFTER, _A_PAGE)
_RATING = _shown("rating", _RATED, "w.id = :id")
_COMPLAINTS = _shown("complaint", _COMPLAINED, _AFTER, _A_PAGE)
_COMPLAINT = _shown("complaint", _COMPLAINED, "w.id = :id")
_KEEP_RATING = Statement(said.keep("rating", ("aspect", "score", "began_on", "ended_on", "comment", "account_id")))
_KEEP_COMPLAINT = Statement(said.keep("complaint", ("text", "answer_due_on", "state", "account_id")))


async def case_with(work: UnitOfWork, speaker: Speaker, case_id: UUID, agency_id: UUID) -> asyncpg.Record | None:
    """A case of theirs on which an agency works or worked that may know them; None where there is none."""
    mine = themselves(work, speaker, "say-own-word")
    return await work.row(_CASE, case_id=case_id, agency_id=agency_id, **mine)


async def keep_rating(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep how they found it."""
    await work.run(_KEEP_RATING, **values)


async def keep_complaint(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep what they complain about."""
    await work.run(_KEEP_COMPLAINT, **values)


async def list_ratings(work: UnitOfWork, speaker: Speaker, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """What they said of the help, latest first; one more than `limit` if there is."""
    return await work.rows(_RATINGS, after=after, many=limit, **themselves(work, speaker, "list-own-ratings"))


async def read_rating(work: UnitOfWork, speaker: Speaker, rating_id: UUID) -> asyncpg.Record | None:
    """One of these."""
    return await work.row(_RATING, id=rating_id, **themselves(work, speaker, "give-own-rating"))


async def list_complaints(work: UnitOfWork, speaker: Speaker, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """What they complained about, with what was answered, latest first; one more than `limit` if there is."""
    return await work.rows(_COMPLAINTS, after=after, many=limit, **themselves(work, speaker, "list-own-complaints"))


async def read_complaint(
    work: UnitOfWork, speaker: Speaker, complaint_id: UUID, operation: str
) -> asyncpg.Record | None:
    """One of these."""
    return await work.row(_COMPLAINT, id=complaint_id, **themselves(work, speaker, operation))
