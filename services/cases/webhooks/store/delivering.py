"""Whose turn it is, what waits for them, and how a round went.

A process claims a webhook for a while, and no transaction stays open while somebody else's server is waited for: an
open one would hold the feed of everybody back. Who is killed loses the claim by the clock, and what they had not yet
written down is done again by the next one, under the same ids.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.webhooks.domain.attempts import Health
from services.cases.webhooks.domain.lanes import Attempt, Delivery, Left
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id

_FREE: Final = """
    w.paused_because IS NULL AND w.silent_since IS NULL AND w.next_at <= :now
    AND (w.claimed_until IS NULL OR w.claimed_until <= :now)
"""
_CLAIM = Statement(f"""
    WITH due AS MATERIALIZED (
        SELECT w.id, row_number() OVER (PARTITION BY w.agency_id ORDER BY w.next_at, w.id)
            + (SELECT count(*) FROM webhook s WHERE s.agency_id = w.agency_id AND s.claimed_until > :now) AS of_agency
        FROM webhook w
        WHERE {_FREE} AND (w.replay_place IS NOT NULL OR w.place <= (SELECT feed_reaches()) OR EXISTS (
              SELECT FROM webhook_waiting d
              WHERE d.webhook_id = w.id AND d.dead_at IS NULL AND d.next_at <= :now))),
    mine AS (
        SELECT w.id FROM webhook w JOIN due ON due.id = w.id
        WHERE due.of_agency <= :many_of_agency AND {_FREE}
        ORDER BY w.next_at LIMIT :many FOR UPDATE OF w SKIP LOCKED)
    UPDATE webhook w SET claim = gen_random_uuid(), claimed_until = :until FROM mine WHERE w.id = mine.id
    RETURNING w.id, w.agency_id, w.system_id, w.municipality_id, w.municipalities, w.sector, w.scopes, w.purpose,
        w.session_id, w.url, w.types, w.place, w.replay_place, w.replay_until, w.failed_rounds, w.failing_since,
        w.next_at, w.claim, w.version
""")
_RELEASE = Statement("UPDATE webhook SET claim = NULL, claimed_until = NULL WHERE id = :id AND claim = :claim")
_WAITING = Statement("""
    SELECT event_id, person_id, position, attempts, first_at FROM webhook_waiting
    WHERE webhook_id = :id AND dead_at IS NULL AND next_at <= :now ORDER BY position LIMIT :many
""")
_BLOCKED = Statement("""
    SELECT person_id, max(next_at) AS next_at FROM webhook_waiting
    WHERE webhook_id = :id AND dead_at IS NULL AND next_at > :now AND person_id = ANY (CAST(:people AS uuid[]))
    GROUP BY person_id
""")
_WAIT_AT_LEAST = Statement("""
    SELECT count(*) >= :many FROM (
        SELECT FROM webhook_waiting WHERE webhook_id = :id AND dead_at IS NULL LIMIT :many) waiting
""")
_SAVE = Statement("""
    UPDATE webhook SET place = :place, replay_place = CAST(:replay_place AS bigint),
        replay_until = CASE WHEN CAST(:replay_place AS bigint) IS NOT NULL THEN replay_until END,
        failed_rounds = :failed_rounds, failing_since = :failing_since, next_at = :next_at,
        claim = NULL, claimed_until = NULL, paused_because = CAST(:pause AS text),
        paused_at = CASE WHEN CAST(:pause AS text) IS NOT NULL THEN CAST(:now AS timestamptz) END,
        version = CASE WHEN CAST(:pause AS text) IS NOT NULL THEN version + 1 ELSE version END
    WHERE id = :id AND claim = :claim AND version = :version RETURNING true
""")
_MOVE_ON = Statement("""
    UPDATE webhook SET place = :place, claim = NULL, claimed_until = NULL WHERE id = :id AND claim = :claim
    RETURNING true
""")
_DONE = Statement("DELETE FROM webhook_waiting WHERE webhook_id = :id AND event_id = ANY (CAST(:events AS uuid[]))")
_KEEP = Statement("""
    INSERT INTO webhook_waiting (webhook_id, event_id, agency_id, system_id, municipality_id, person_id, position,
        attempts, first_at, next_at, dead_at)
    VALUES (:id, :event_id, :agency_id, :system_id, :municipality_id, :person_id, :position,
        :attempts, :first_at, :next_at, :dead_at)
    ON CONFLICT (webhook_id, event_id) DO UPDATE SET
        attempts = CASE WHEN webhook_waiting.dead_at IS NULL THEN greatest(webhook_waiting.attempts, EXCLUDED.attempts)
                        ELSE EXCLUDED.attempts END,
        first_at = CASE WHEN webhook_waiting.dead_at IS NULL THEN coalesce(webhook_waiting.first_at, EXCLUDED.first_at)
                        ELSE EXCLUDED.first_at END,
        next_at = EXCLUDED.next_at, dead_at = EXCLUDED.dead_at
""")
_ALIGN = Statement("""
    UPDATE webhook_waiting SET next_at = :next_at
    WHERE webhook_id = :id AND person_id IS NOT DISTINCT FROM CAST(:person_id AS uuid) AND dead_at IS NULL
""")
_LOG = Statement("""
    INSERT INTO webhook_attempt (id, webhook_id, agency_id, system_id, municipality_id, event_id, at, number, outcome,
        status, milliseconds)
    VALUES (:attempt_id, :id, :agency_id, :system_id, :municipality_id, :event_id, :at, :number, :outcome, :status,
        :milliseconds)
""")
_OF_WEBHOOK: Final = ("id", "agency_id", "system_id", "municipality_id")


async def claim(work: UnitOfWork, until: datetime, many: int, many_of_agency: int) -> list[asyncpg.Record]:
    """Webhooks for which there is something to do, ours alone until this time. Those of others are passed over.

    Args:
        many_of_agency: so many of one agency at the same time, those included that others have claimed.
    """
    return await work.rows(_CLAIM, now=work.now, until=until, many=many, many_of_agency=many_of_agency)


async def release(work: UnitOfWork, webhook: asyncpg.Record) -> None:
    """Somebody else may claim it at once."""
    await work.run(_RELEASE, id=webhook["id"], claim=webhook["claim"])


async def waiting(work: UnitOfWork, webhook_id: UUID, many: int) -> Sequence[Delivery]:
    """What is to be tried again now, oldest first."""
    rows = await work.rows(_WAITING, id=webhook_id, now=work.now, many=many)
    return [Delivery(**row, waits=True) for row in rows]


async def blocked(work: UnitOfWork, webhook_id: UUID, people: Iterable[UUID]) -> Mapping[UUID, datetime]:
    """About whom of these something waits that is not to be tried yet, and until when: the rest waits behind it."""
    rows = await work.rows(_BLOCKED, id=webhook_id, now=work.now, people=list(people))
    return {row["person_id"]: row["next_at"] for row in rows}


async def wait_at_least(work: UnitOfWork, webhook_id: UUID, many: int) -> bool:
    """Whether so many deliveries wait, to be tried now or later."""
    return bool(await work.value(_WAIT_AT_LEAST, id=webhook_id, many=many))


async def save(work: UnitOfWork, webhook: asyncpg.Record, place: int, replay_place: int | None, health: Health) -> bool:
    """How far it was read, and how it stands with its receiver; nothing where the claim is somebody else's by now, or
    where it was changed meanwhile.
    """
    named = {name: webhook[name] for name in ("id", "claim", "version")}
    said = {"place": place, "replay_place": replay_place, **asdict(health)}
    return bool(await work.value(_SAVE, **named, **said, now=work.now))


async def move_on(work: UnitOfWork, webhook: asyncpg.Record, place: int) -> bool:
    """How far it was read, of one that was changed meanwhile; how it stands is what was said then."""
    return bool(await work.value(_MOVE_ON, id=webhook["id"], claim=webhook["claim"], place=place))


async def settle(
    work: UnitOfWork, webhook: asyncpg.Record, done: Iterable[UUID], left: Sequence[Left], attempts: Iterable[Attempt]
) -> None:
    """What arrived, or is not theirs to know any more, waits no more; what is left waits; what was tried is logged."""
    about = {name: webhook[name] for name in _OF_WEBHOOK}
    await work.run(_DONE, id=webhook["id"], events=list(done))
    await work.run_many(_KEEP, [about | _kept(one) for one in left])
    waits = {one.delivery.person_id: one.next_at for one in left if one.dead_at is None}
    aligned = [{"id": webhook["id"], "person_id": person, "next_at": next_at} for person, next_at in waits.items()]
    await work.run_many(_ALIGN, aligned)
    await work.run_many(_LOG, [about | _logged(one) for one in attempts])


def _kept(left: Left) -> dict[str, Any]:
    one = left.delivery
    return {
        "event_id": one.event_id,
        "person_id": one.person_id,
        "position": one.position,
        "attempts": left.attempts,
        "first_at": left.first_at,
        "next_at": left.next_at,
        "dead_at": left.dead_at,
    }


def _logged(attempt: Attempt) -> dict[str, Any]:
    return {
        "attempt_id": new_id(),
        "event_id": attempt.delivery.event_id,
        "at": attempt.at,
        "number": attempt.delivery.attempts + 1,
        "outcome": attempt.outcome,
        "status": attempt.status,
        "milliseconds": attempt.milliseconds,
    }
