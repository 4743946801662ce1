"""What was shared in a conference with whom, on which ground: written down by itself, from who was there and what
access decides for them. Background work; nobody writes in it by hand.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.access.actions import grounds_then, standing_to
from services.cases.access.policy import Grounds
from services.cases.conferences.actions.conferences import read_conference
from services.cases.conferences.domain.disclosure import FOR_CARE, Seat, told_to
from services.cases.conferences.domain.matters import as_item
from services.cases.conferences.store import register as store
from services.cases.items.actions import everybody
from shared.contracts.identity.actor import TaskActor
from shared.database.unit_of_work import UnitOfWork

TASK: Final = TaskActor("conference_register")


async def record_shares(work: UnitOfWork, conference_id: UUID, agenda_item_id: UUID | None = None) -> None:
    """Write down what each who was there was told: the matters that they might see when the conference began, or when
    the matter was put on its agenda or classified anew meanwhile. Done again it adds what is new.

    Args:
        agenda_item_id: of this matter alone; None for all.
    """
    began_at = await store.began_at(work, conference_id)
    await store.forget_who_was_not_there(work, conference_id)
    there = await store.those_there(work, conference_id)
    if began_at is None or not there:
        return
    for matter in await store.matters_of(work, conference_id, agenda_item_id):
        at = max(began_at, matter["changed_at"])
        known = await grounds_then(work, everybody(matter), at)
        await store.keep(work, [{"conference_id": conference_id, **one} for one in _shares(matter, there, known, at)])


async def record_shares_of_matter(work: UnitOfWork, agenda_item_id: UUID) -> None:
    """As `record_shares`, when a matter came on the agenda or was classified anew."""
    conference_id = await store.conference_of(work, agenda_item_id)
    if conference_id is not None:
        await record_shares(work, conference_id, agenda_item_id)


async def read_register(work: UnitOfWork, conference_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """What was shared in a conference, of the matters that the caller sees: with their own agency, and with everybody
    where they coordinate for the person or answer for privacy; one more than `limit` if there is.

    Raises:
        NotFound: no conference in which the caller takes part.
    """
    await read_conference(work, conference_id)
    return await store.list_some(work, conference_id, after, limit)


async def shared_about(work: UnitOfWork, person_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """What was shared about a person in conferences: of the matters that the caller sees, with their own agency, and
    with everybody where they coordinate for the person or answer for privacy; one more than `limit` if there is.

    Raises:
        NotFound: no ground for this person, or no such person.
    """
    await standing_to(work, person_id)
    return await store.list_about(work, person_id, after, limit)


def _shares(
    matter: asyncpg.Record, there: Sequence[asyncpg.Record], known: Mapping[UUID, Grounds], at: datetime
) -> Iterator[dict[str, Any]]:
    """What others than who contributed a matter were told of it: only with a ground for each whom it is about."""
    for one in there:
        seat = Seat(one["agency_id"], one["worker_id"])
        told = [told_to(seat, FOR_CARE, as_item(dict(matter), who), known[who], at) for who in everybody(matter)]
        if one["agency_id"] == matter["agency_id"] or not all(each.grounds for each in told):
            continue
        for each in told:
            yield {
                "municipality_id": matter["municipality_id"],
                "agenda_item_id": matter["id"],
                "person_id": each.person_id,
                "participant_id": one["id"],
                "to_agency_id": one["agency_id"],
                "to_worker_id": one["worker_id"],
                "category": matter["category"],
                "sensitivity": matter["sensitivity"],
                "grounds": sorted({ground.ground for ground in each.grounds}),
                "told_at": at,
            }
