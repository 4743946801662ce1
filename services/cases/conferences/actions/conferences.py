"""Convene conferences, change when and where, and cancel them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.conferences import events
from services.cases.conferences.domain.conference import STAYS, ConferenceState, must_be_a_time, must_be_planned
from services.cases.conferences.policy import (
    CANCEL_CONFERENCE,
    CHANGE_CONFERENCE,
    CONFERENCE_RULES,
    CONVENE,
    CONVENING_RULES,
    AboutConference,
    AboutConvening,
)
from services.cases.conferences.store import conferences as store
from services.cases.conferences.store import participants as participants_store
from services.cases.coordination.actions.decisions import not_found
from services.cases.coordination.actions.guests import guests_follow
from services.cases.duties.actions import conference_waits
from shared.contracts.cases.conferences import AnswerState, CancellingReason
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide
from shared.refusals import Stale


@dataclass(frozen=True, kw_only=True)
class NewConference:
    """What is needed to convene one.

    Attributes:
        municipality_id: in which it takes place.
        time_zone: of that municipality.
    """

    municipality_id: UUID
    time_zone: str
    starts_at: datetime
    ends_at: datetime
    place: str | None
    link: str | None


async def convene(work: UnitOfWork, actor: Actor, command: NewConference) -> UUID:
    """Begin a conference to which others are then invited; whoever convenes it comes.

    Raises:
        NotAllowed: the caller meets nobody, or their agency does not operate in the municipality.
        Invalid: the time is past, too far, or too long.
    """
    decide(CONVENING_RULES, CONVENE, actor, AboutConvening(command.municipality_id))
    must_be_a_time(command.starts_at, command.ends_at, work.now)
    conference_id = new_id()
    await store.keep(work, {"id": conference_id, **vars(command)})
    kept = await read_conference(work, conference_id)
    comes = (actor.agency_id, actor.subject, AnswerState.ACCEPTED, actor.sector)
    await participants_store.keep(work, new_id(), kept, *comes)
    await conference_waits(work, conference_id)
    await work.tell(
        events.ConferenceConvened(
            conference_id=conference_id,
            municipality_id=command.municipality_id,
            starts_at=command.starts_at,
            ends_at=command.ends_at,
        )
    )
    return conference_id


async def change_conference(
    work: UnitOfWork, actor: Actor, conference_id: UUID, version: int, changes: Mapping[str, Any]
) -> UUID:
    """Have it at another time or place. Where it ends sooner, so does what guests read; where later, it is given anew.

    Args:
        changes: by field; what is left out stays.

    Raises:
        NotFound: no conference in which the caller takes part.
        NotAllowed: the caller neither convenes it nor supervises whoever does.
        Stale: somebody changed it since.
        Conflict: it is over or cancelled.
        Invalid: the time is past, too far, or too long.
    """
    row = await load_for_change(work, actor, conference_id, CHANGE_CONFERENCE)
    if row["version"] != version:
        raise Stale
    present = {name: row[name] for name in ("starts_at", "ends_at", "place", "link")}
    wanted = {**present, **changes}
    if wanted == present:
        return conference_id
    if (wanted["starts_at"], wanted["ends_at"]) != (row["starts_at"], row["ends_at"]):
        must_be_a_time(wanted["starts_at"], wanted["ends_at"], work.now)
    await store.change(work, conference_id, wanted)
    await conference_waits(work, conference_id)
    await guests_follow(work, conference_id, STAYS)
    await work.tell(
        events.ConferenceChanged(
            conference_id=conference_id,
            municipality_id=row["municipality_id"],
            starts_at=wanted["starts_at"],
            ends_at=wanted["ends_at"],
        )
    )
    return conference_id


async def cancel_conference(work: UnitOfWork, actor: Actor, conference_id: UUID, reason: CancellingReason) -> UUID:
    """Not come together; what was on the agenda says so by itself.

    Raises:
        NotFound, NotAllowed: as for changing it.
        Conflict: it is over or cancelled.
    """
    row = await load_for_change(work, actor, conference_id, CANCEL_CONFERENCE)
    await store.cancel(work, conference_id, reason)
    await conference_waits(work, conference_id)
    await guests_follow(work, conference_id, STAYS)
    await work.tell(
        events.ConferenceCancelled(conference_id=conference_id, municipality_id=row["municipality_id"], reason=reason)
    )
    return conference_id


async def read_conference(work: UnitOfWork, conference_id: UUID) -> asyncpg.Record:
    """One conference in which the caller takes part. It says nothing of anybody.

    Raises:
        NotFound: none.
    """
    row = await store.open_one(work, conference_id)
    if row is None:
        raise not_found(work, "read-conference")
    return row


async def list_conferences(work: UnitOfWork, after: tuple[datetime, UUID] | None, limit: int) -> list[asyncpg.Record]:
    """Conferences in which the caller takes part, the latest first; one more than `limit` if there is."""
    return await store.list_some(work, after, limit + 1)


async def load_for_change(work: UnitOfWork, actor: Actor, conference_id: UUID, action: str) -> asyncpg.Record:
    """A conference that is to come, locked until the transaction ends, for those who convene it.

    Raises:
        NotFound: no conference in which the caller takes part.
        NotAllowed: the caller neither convenes it nor supervises whoever does.
        Conflict: it is over or cancelled.
    """
    await store.lock(work, conference_id)
    row = await read_conference(work, conference_id)
    decide(CONFERENCE_RULES, action, actor, AboutConference(row["agency_id"], row["worker_id"]))
    must_be_planned(ConferenceState(row["state"]))
    return row


async def read_to_come(work: UnitOfWork, conference_id: UUID) -> asyncpg.Record:
    """A conference in which the caller takes part, and which is to come.

    Raises:
        NotFound: none.
        Conflict: it is over or cancelled.
    """
    row = await read_conference(work, conference_id)
    must_be_planned(ConferenceState(row["state"]))
    return row
