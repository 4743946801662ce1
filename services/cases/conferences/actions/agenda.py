"""Say what of a case is to be talked about, and see what is, item by item."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.domain import Standing
from services.cases.conferences import events
from services.cases.conferences.actions.conferences import read_conference, read_to_come
from services.cases.conferences.domain.conference import STAYS, ConferenceState, must_be_planned, must_have_begun
from services.cases.conferences.domain.matters import (
    Asked,
    NotAskedBecause,
    must_be_on_the_agenda,
    must_say_who_is_asked,
)
from services.cases.conferences.domain.series import EscalationReason
from services.cases.conferences.policy import CHANGE_MATTER, ITEM_RULES, PEOPLE_RULES, PUT_ON_AGENDA, TAKE_OFF_AGENDA
from services.cases.conferences.store import agenda as store
from services.cases.conferences.store.agenda import MATTERS
from services.cases.coordination.actions.decisions import decide_about, not_found
from services.cases.coordination.actions.guests import guests_follow
from services.cases.coordination.actions.writing import may_write
from services.cases.items.actions import (
    NewItem,
    Opened,
    change_item,
    find_item,
    keep_item,
    list_items,
    list_versions,
    load_for_change,
    read_item,
    tell_each,
)
from services.cases.items.policy import AboutItem
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.cases.conferences import MatterState
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class NewMatter(NewItem):
    """What is needed to put something on an agenda.

    Attributes:
        not_asked_because: where nobody is asked.
    """

    topic: str
    asked: Asked
    not_asked_because: NotAskedBecause | None


async def put_on_agenda(work: UnitOfWork, actor: Actor, case_id: UUID, conference_id: UUID, command: NewMatter) -> UUID:
    """Have something of a case talked about in a conference. Those who come see it only where they might anyway.

    Raises:
        NotFound: no conference in which the caller takes part.
        NotFound, NotAllowed, Invalid, Conflict: as `may_write` says.
        Conflict: the conference is over or cancelled.
        Invalid: it does not say who is asked to come, or why nobody is.
    """
    await read_to_come(work, conference_id)
    people, category = command.person_ids, command.category
    standings = await may_write(work, actor, PUT_ON_AGENDA, case_id, people, category, PEOPLE_RULES)
    return await keep_matter(work, actor, case_id, standings, conference_id, command, None)


async def keep_matter(
    work: UnitOfWork,
    actor: Actor,
    case_id: UUID,
    standings: Sequence[Standing],
    conference_id: UUID,
    command: NewMatter,
    because: EscalationReason | None,
) -> UUID:
    """Put something on an agenda, of which it was decided that the caller may.

    Args:
        standings: what `may_write` gave.
        because: why it is put before a panel; None elsewhere.

    Raises:
        Invalid: it does not say who is asked to come, or why nobody is.
    """
    must_say_who_is_asked(command.asked, command.not_asked_because)
    content = {
        "conference_id": conference_id,
        "topic": command.topic,
        "asked": command.asked,
        "not_asked_because": command.not_asked_because,
        "state": MatterState.ON_AGENDA,
        "escalated_because": because,
    }
    item_id = await keep_item(work, actor, MATTERS, case_id, standings, command, content, LineKind.PUT_ON_AGENDA)
    about = [one.person_id for one in standings]
    await tell_each(work, about, _event(events.AgendaItemAdded, case_id, item_id, content))
    return item_id


async def change_matter(
    work: UnitOfWork, actor: Actor, case_id: UUID, item_id: UUID, version: int, changes: Mapping[str, Any]
) -> UUID:
    """Say otherwise what is to be talked about; the earlier version is kept.

    Raises:
        NotFound: nothing on an agenda of this case that the caller may see.
        NotAllowed: the caller neither wrote it nor supervises in the agency that did.
        Stale: somebody changed it since.
        Conflict: it was taken off, or the conference is over or cancelled.
        Invalid: it would no longer say who is asked to come, or why nobody is.
    """
    matter = await load_for_change(work, MATTERS, case_id, item_id, version)
    decide_about(work, ITEM_RULES, CHANGE_MATTER, actor, _written(matter), matter.people)
    must_be_on_the_agenda(MatterState(matter.content["state"]))
    must_be_planned(ConferenceState(matter.row["conference_state"]))
    wanted = {**matter.content, **changes}
    must_say_who_is_asked(Asked(wanted["asked"]), wanted["not_asked_because"])
    if matter.changed_by(wanted):
        await change_item(work, actor, MATTERS, matter, wanted)
        await tell_each(work, matter.people, _event(events.AgendaItemChanged, case_id, item_id, wanted))
    return item_id


async def take_off_agenda(work: UnitOfWork, actor: Actor, case_id: UUID, item_id: UUID) -> UUID:
    """Not talk about it after all; where nothing else of the case is on the agenda, its guests read no more.

    Raises:
        NotFound, NotAllowed: as for changing it.
        Conflict: it was taken off, or the conference is over or cancelled.
    """
    matter = await load_for_change(work, MATTERS, case_id, item_id, None)
    decide_about(work, ITEM_RULES, TAKE_OFF_AGENDA, actor, _written(matter), matter.people)
    must_be_on_the_agenda(MatterState(matter.content["state"]))
    must_be_planned(ConferenceState(matter.row["conference_state"]))
    wanted = {**matter.content, "state": MatterState.TAKEN_OFF}
    await change_item(work, actor, MATTERS, matter, wanted, LineKind.TAKEN_OFF_AGENDA)
    await guests_follow(work, matter.content["conference_id"], STAYS)
    await tell_each(work, matter.people, _event(events.AgendaItemTakenOff, case_id, item_id, wanted))
    return item_id


async def read_matter(work: UnitOfWork, case_id: UUID, item_id: UUID, operation: str) -> asyncpg.Record:
    """One matter of a case that is or was on an agenda; the look is logged.

    Raises:
        NotFound: none that the caller may see.
    """
    return await read_item(work, MATTERS, case_id, item_id, operation)


async def list_matters(work: UnitOfWork, case_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """What of a case is or was on agendas, as `items.list_items` says."""
    return await list_items(work, MATTERS, case_id, after, limit)


async def list_matter_versions(
    work: UnitOfWork, case_id: UUID, item_id: UUID, after: int | None, limit: int
) -> list[asyncpg.Record]:
    """What it said before, as `items.list_versions` says."""
    return await list_versions(work, MATTERS, case_id, item_id, after, limit)


async def read_agenda(
    work: UnitOfWork, conference_id: UUID, after: UUID | None, limit: int, operation: str = "read-agenda"
) -> list[asyncpg.Record]:
    """What the caller may see of the agenda of a conference, whatever else is on it; one more than `limit` if there is.

    Raises:
        NotFound: no conference in which the caller takes part.
    """
    await read_conference(work, conference_id)
    return await store.list_of_conference(work, conference_id, after, limit, operation)


async def begun_conference_of(work: UnitOfWork, case_id: UUID, item_id: UUID, operation: str) -> UUID:
    """The conference in which a matter is or was talked about; nothing of either is shown.

    Raises:
        NotFound: no such matter of this case that the caller may see, or they take no part in its conference.
        Conflict: it has not begun, or is cancelled.
    """
    matter = await find_item(work, MATTERS, case_id, item_id)
    if matter is None or matter["conference_id"] is None:
        raise not_found(work, operation)
    must_have_begun(ConferenceState(matter["conference_state"]), matter["starts_at"], work.now)
    conference_id: UUID = matter["conference_id"]
    return conference_id


def _written(matter: Opened) -> AboutItem:
    return AboutItem(matter.row["agency_id"], matter.row["worker_id"])


def _event(
    kind: type[events.AgendaItemAdded | events.AgendaItemChanged | events.AgendaItemTakenOff],
    case_id: UUID,
    item_id: UUID,
    content: Mapping[str, Any],
) -> Callable[[UUID], Event]:
    state = MatterState(content["state"])
    return lambda one: kind(case_id=case_id, person_id=one, agenda_item_id=item_id, state=state)
