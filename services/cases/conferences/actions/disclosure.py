"""See, before and while one meets, who of those who come may see what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from services.cases.access.actions import grounds_on
from services.cases.access.policy import Grounds
from services.cases.conferences.actions.agenda import read_agenda
from services.cases.conferences.actions.conferences import read_conference
from services.cases.conferences.actions.participants import list_participants
from services.cases.conferences.domain.disclosure import Seat, Told, told_to
from services.cases.conferences.domain.matters import as_item
from services.cases.items.actions import everybody
from shared.contracts.cases.conferences import AnswerState
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork

MOST_SEATS: Final = 200
"""Of how many participants it is said at once."""
_NOTHING: Final = Grounds((), (), are_all=False)
"""Of somebody on whom the caller's last ground has just ended."""
_COMING: Final = frozenset({AnswerState.INVITED, AnswerState.ACCEPTED})


@dataclass(frozen=True)
class ToldTo:
    """Whether one who comes sees a matter: with a ground for each whom it is about."""

    participant: asyncpg.Record
    people: Sequence[Told]

    @property
    def sees(self) -> bool:
        return all(one.because is None for one in self.people)


@dataclass(frozen=True)
class Disclosed:
    """A matter, and who sees it.

    Attributes:
        is_complete: False where the caller may know of their own agency's grounds only, and so of its own people.
    """

    matter: asyncpg.Record
    told: Sequence[ToldTo]
    is_complete: bool


@dataclass(frozen=True)
class Disclosure:
    """Who may see what of an agenda.

    Attributes:
        at: when: at the start of the conference, or now where it has begun.
    """

    at: datetime
    matters: Sequence[Disclosed]


async def see_disclosure(
    work: UnitOfWork, actor: Actor, conference_id: UUID, after: UUID | None, limit: int
) -> Disclosure:
    """Who of those who come may see what is talked about, as access decides it, for the purpose of the request; of what
    the caller may see of the agenda, and of the grounds that they may know. One matter more than `limit` if there is.

    Raises:
        NotFound: no conference in which the caller takes part.
    """
    conference = await read_conference(work, conference_id)
    matters = await read_agenda(work, conference_id, after, limit, "see-disclosure")
    seats = await list_participants(work, conference_id, None, MOST_SEATS)
    coming = [one for one in seats if AnswerState(one["state"]) in _COMING]
    known = await grounds_on(work, actor, {person_id for row in matters for person_id in everybody(row)})
    at = max(work.now, conference["starts_at"])
    return Disclosure(at, [_disclosed(row, coming, actor, known, at) for row in matters])


def _disclosed(
    matter: asyncpg.Record,
    coming: Sequence[asyncpg.Record],
    actor: Actor,
    known: Mapping[UUID, Grounds],
    at: datetime,
) -> Disclosed:
    is_complete = all(known.get(person_id, _NOTHING).are_all for person_id in everybody(matter))
    seats = [one for one in coming if is_complete or one["agency_id"] == actor.agency_id]
    return Disclosed(matter, [_told(matter, one, actor, known, at) for one in seats], is_complete)


def _told(
    matter: asyncpg.Record, participant: asyncpg.Record, actor: Actor, known: Mapping[UUID, Grounds], at: datetime
) -> ToldTo:
    seat = Seat(participant["agency_id"], participant["worker_id"])
    told = [
        told_to(seat, actor, as_item(dict(matter), person_id), known.get(person_id, _NOTHING), at)
        for person_id in everybody(matter)
    ]
    return ToldTo(participant, told)
