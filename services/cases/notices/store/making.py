"""Keep notices of what happened: who is concerned is asked of the database, in the statement that keeps them.

They have one order for everybody: a place, taken under a lock that is held until they can be seen. A place is a moment
(so its gaps say nothing of what is hidden), and never less than one that was taken before, whatever the clock does.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from services.cases.notices.domain.hearing import Happened
from services.cases.notices.domain.hears import Hears, Seat
from services.cases.notices.store import tables as _tables  # noqa: F401 - its tables belong to the schema
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import moment

CHANNEL: Final = "cases_notices"
"""On which the database says, with the commit, for whom there is something new: `agency` or `agency/worker`."""

_BY = Statement("SELECT agency_id, actor_id FROM journal WHERE at = :at AND id = :id")
_MAKE = Statement(f"""
    WITH what AS MATERIALIZED (
        SELECT * FROM subject_of_notice(:about, :subject_id, :person_id, CAST(:sender_agency_id AS uuid))),
    concerned AS (
        SELECT DISTINCT c.agency_id, c.worker_id
        FROM (
            SELECT * FROM unnest(CAST(:agencies AS uuid[]), CAST(:workers AS uuid[]))
            UNION ALL SELECT * FROM concerned_by_notice(:who, :about, :subject_id, :case_id, :thread_id, :at)
            UNION ALL SELECT h.agency_id, h.worker_id FROM referral_hand h
            WHERE h.referral_id = :subject_id AND h.agency_id = ANY (CAST(:sides AS uuid[]))
        ) AS c (agency_id, worker_id)
        WHERE c.worker_id IS NULL OR c.worker_id IS DISTINCT FROM CAST(:by_id AS uuid)),
    told AS MATERIALIZED (
        SELECT what.*, c.agency_id AS for_agency_id, c.worker_id AS for_worker_id, row_number() OVER () AS n
        FROM concerned c CROSS JOIN what),
    places AS (
        UPDATE notice_order
        SET last = greatest(last, CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint))
                   + (SELECT count(*) FROM told)
        WHERE EXISTS (SELECT FROM told) RETURNING last),
    kept AS (
        INSERT INTO notice (id, place, at, kind, about, for_agency_id, for_worker_id, for_role, municipality_id,
            person_id, also_about, category, sensitivity, agency_id, worker_id, case_id, thread_id, item_id,
            by_agency_id, by_id, urgent)
        SELECT CAST(overlay(CAST(gen_random_uuid() AS text) PLACING :moment FROM 1 FOR 15) AS uuid),
               places.last + 1 - told.n, :at, :kind, :about, told.for_agency_id, told.for_worker_id, :role,
               told.municipality_id, told.person_id, told.also_about, told.category, told.sensitivity, told.agency_id,
               told.worker_id, :case_id, :thread_id, :item_id, :by_agency_id, :by_id, told.urgent
        FROM told CROSS JOIN places
        ON CONFLICT DO NOTHING)
    SELECT pg_notify('{CHANNEL}', concat_ws('/', told.for_agency_id, told.for_worker_id)) FROM told
""")
_REMEMBER = Statement("""
    INSERT INTO referral_hand (referral_id, agency_id, worker_id, since)
    VALUES (:referral_id, :agency_id, :worker_id, :since)
    ON CONFLICT (referral_id, agency_id) DO UPDATE
    SET worker_id = coalesce(EXCLUDED.worker_id, referral_hand.worker_id), since = EXCLUDED.since
""")
_TAKE_FROM_HAND = Statement("""
    UPDATE referral_hand SET worker_id = NULL
    WHERE agency_id = :agency_id AND worker_id = :worker_id AND since <= :at
""")
_FORGET = Statement("DELETE FROM notice WHERE place <= :until")
_FORGET_HANDS = Statement("DELETE FROM referral_hand WHERE since <= :until")


async def by_whom(work: UnitOfWork, event_id: UUID, at: datetime) -> Seat | None:
    """Who told an event of this service; None for background work, and for an event of another service."""
    row = await work.row(_BY, id=event_id, at=at)
    return None if row is None or row["agency_id"] is None else (row["agency_id"], row["actor_id"])


async def make(work: UnitOfWork, hears: Hears, what: Happened, at: datetime, by: Seat | None) -> None:
    """Keep a notice for each whom this concerns; who is told of it already is not told again."""
    by_agency_id, by_id = by or (None, None)
    await work.rows(
        _MAKE,
        who=hears.who,
        kind=hears.kind,
        about=hears.about,
        role=hears.role,
        subject_id=what.subject_id,
        item_id=what.item_id,
        person_id=what.person_id,
        case_id=what.case_id,
        thread_id=what.thread_id,
        sender_agency_id=what.sender_agency_id,
        agencies=[agency_id for agency_id, _ in what.seats],
        workers=[worker_id for _, worker_id in what.seats],
        sides=list(what.sides),
        at=at,
        by_agency_id=by_agency_id,
        by_id=by_id,
        moment=moment(),
    )


async def remember_hand(
    work: UnitOfWork, referral_id: UUID, agency_id: UUID, worker_id: UUID | None, since: datetime
) -> None:
    """Keep who in an agency has a referral in hand; None where nobody is known who has it now."""
    await work.run(_REMEMBER, referral_id=referral_id, agency_id=agency_id, worker_id=worker_id, since=since)


async def take_from_hand(work: UnitOfWork, agency_id: UUID, worker_id: UUID, at: datetime) -> None:
    """Whoever acts for the agency no more has none of its referrals in hand; everybody there hears of them."""
    await work.run(_TAKE_FROM_HAND, agency_id=agency_id, worker_id=worker_id, at=at)


async def forget(work: UnitOfWork, *, notices_until: datetime, hands_until: datetime) -> None:
    """Delete what is older. Background work."""
    await work.run(_FORGET, until=int(notices_until.timestamp() * 1_000_000))
    await work.run(_FORGET_HANDS, until=hands_until)
