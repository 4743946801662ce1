"""Loading, saving and telling, in as few round trips as there are decisions."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.referrals.lifecycle.domain.patience import Doing
from services.referrals.lifecycle.domain.referral import MoveMade, Referral
from services.referrals.lifecycle.domain.table import LIVE
from services.referrals.lifecycle.predicate import MAY_READ, reader
from services.referrals.lifecycle.store.places import PLACE
from services.referrals.lifecycle.store.rows import move_values, referral_from, referral_values
from services.referrals.lifecycle.store.set_aside import not_set_aside
from services.referrals.lifecycle.store.tables import referral as referral_table
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.messaging.events import Event
from shared.messaging.journal import TELLING

_COLUMNS: Final = tuple(one.name for one in referral_table.c if one.name != "known_to")  # a trigger keeps that one
_NEVER_CHANGED: Final = frozenset({"id", "municipality_id", "person_id", "sender_agency_id", "drafted_at"})
_CHANGED: Final = tuple(name for name in _COLUMNS if name not in _NEVER_CHANGED)
_LIVE_WORDS: Final = ", ".join(f"'{state}'" for state in sorted(LIVE))

_INSERT: Final = f"INSERT INTO referral ({', '.join(_COLUMNS)}) VALUES ({', '.join(f':{name}' for name in _COLUMNS)})"
_UPDATE: Final = f"UPDATE referral SET {', '.join(f'{name} = :{name}' for name in _CHANGED)} WHERE id = :id"
_STEP: Final = """
    INSERT INTO move (id, referral_id, municipality_id, person_id, version, move, party, origin, state, at, agency_id,
                      by_id, note, said)
    VALUES (:move_id, :id, :municipality_id, :person_id, :version, :move, :party, :origin, :state, :moved_at,
            :by_agency_id, :by_id, :move_note, :said)
"""
_SIMILAR: Final = f"""
    SELECT coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'state', r.state, 'drafted_at', r.drafted_at)), '[]')
           AS similar
    FROM referral r
    WHERE r.person_id = :person_id AND r.sender_agency_id = :sender_agency_id AND r.listing_id = :listing_id
      AND r.category = :category AND r.term IS NOT DISTINCT FROM :term AND r.state IN ({_LIVE_WORDS}) AND r.id <> :id
"""

_ADD = Statement(f"WITH made AS ({_INSERT}), step AS ({_STEP}), {TELLING} {_SIMILAR}")
_SAVE = Statement(f"WITH saved AS ({_UPDATE}), step AS ({_STEP}), {TELLING} SELECT FROM entry")
_SAVE_AND_TELL = Statement(f"WITH saved AS ({_UPDATE}), {TELLING} SELECT FROM entry")
_FIND_SIMILAR = Statement(_SIMILAR)
_OPEN = Statement(f"SELECT r.*, {PLACE} FROM referral r WHERE r.id = :id AND {MAY_READ}")
_CLOSED: Final = """ARRAY(
    SELECT daterange(c.starts_on, c.ends_on, '[]') FROM closure c
    WHERE c.agency_id = r.receiver_agency_id AND c.ends_on >= CAST(r.moved_at AS date) - 1
      AND (r.state <> 'sent' OR c.said_at <= r.clock_started_at)) AS closed"""
"""When the receiver is closed: whoever moves a referral winds its clock. What waits to be opened counts what was known
when it was sent: nobody wins time by a closure that they say later.
"""
_OPEN_FOR_CHANGE = Statement(
    f"SELECT r.*, {_CLOSED}, {PLACE} FROM referral r WHERE r.id = :id AND {MAY_READ} FOR UPDATE OF r"
)
_OPEN_FOR_TASK = Statement(f"SELECT r.*, {_CLOSED} FROM referral r WHERE r.id = :id FOR UPDATE OF r")
_TAKE_RINGING = Statement(f"""
    SELECT r.id FROM referral r WHERE r.rings_at <= :now AND {not_set_aside(Doing.RINGING, "r.id")}
    ORDER BY r.rings_at LIMIT 1 FOR UPDATE OF r SKIP LOCKED
""")
_HISTORY = Statement("SELECT * FROM move WHERE referral_id = :id ORDER BY version")


async def open_one(work: UnitOfWork, referral_id: UUID) -> Referral | None:
    """A referral that the reader may see."""
    return _found(work, await work.row(_OPEN, id=referral_id, **reader(work)))


async def open_for_change(work: UnitOfWork, referral_id: UUID) -> Referral | None:
    """The same, locked: whoever comes second waits, and sees what the first one did."""
    return _found(work, await work.row(_OPEN_FOR_CHANGE, id=referral_id, **reader(work)))


async def open_for_task(work: UnitOfWork, referral_id: UUID) -> Referral | None:
    """The same for background work, which reads by row policies of its own."""
    return _found(work, await work.row(_OPEN_FOR_TASK, id=referral_id))


async def take_ringing(work: UnitOfWork) -> UUID | None:
    """One whose clock rings now and that nobody else has in hand, locked until the transaction ends."""
    found: UUID | None = await work.value(_TAKE_RINGING, now=work.now)
    return found


def _found(work: UnitOfWork, row: asyncpg.Record | None) -> Referral | None:
    if row is None:
        return None
    work.lies_in(row["person_id"], row["municipality_id"])
    return referral_from(row)


async def add(work: UnitOfWork, referral: Referral, made: MoveMade, event: Event) -> Sequence[dict[str, str]]:
    """Keep a new referral with its first move, tell it, and find similar ones of the same agency: one round trip."""
    work.lies_in(referral.person_id, referral.municipality_id)
    row = await work.change_and_tell(_ADD, event, **referral_values(referral), **move_values(made))
    assert row is not None, "an aggregate always has a row"
    similar: Sequence[dict[str, str]] = row["similar"]
    return similar


async def save(work: UnitOfWork, referral: Referral, made: MoveMade, event: Event) -> None:
    """Keep a referral after a move, with the move, and tell it: one round trip."""
    await work.change_and_tell(_SAVE, event, **referral_values(referral), **move_values(made))


async def save_and_tell(work: UnitOfWork, referral: Referral, event: Event) -> None:
    """Keep a change that is no move, and tell it."""
    await work.change_and_tell(_SAVE_AND_TELL, event, **referral_values(referral))


async def similar_to(work: UnitOfWork, referral: Referral) -> Sequence[dict[str, str]]:
    """Live referrals of the same agency for the same need of the same person to the same listing."""
    similar: Sequence[dict[str, str]] = await work.value(_FIND_SIMILAR, **referral_values(referral))
    return similar


async def history(work: UnitOfWork, referral_id: UUID) -> list[dict[str, Any]]:
    """The moves of a referral, oldest first."""
    return [dict(row) for row in await work.rows(_HISTORY, id=referral_id)]
