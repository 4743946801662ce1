"""Say who attended, write down what was said of each matter, and stand by it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.conferences import events
from services.cases.conferences.actions.agenda import begun_conference_of
from services.cases.conferences.actions.conferences import read_conference
from services.cases.conferences.actions.participants import read_participant
from services.cases.conferences.domain.conference import ConferenceState, must_have_begun
from services.cases.conferences.policy import (
    CONFERENCE_RULES,
    CORRECT_MINUTES,
    ITEM_RULES,
    PEOPLE_RULES,
    RECORD_ATTENDANCE,
    SIGN_MINUTES,
    SIGNING_RULES,
    WRITE_MINUTES,
    AboutConference,
    AboutSigning,
)
from services.cases.conferences.store import minutes as store
from services.cases.conferences.store import participants as participants_store
from services.cases.conferences.store.minutes import MINUTES
from services.cases.coordination.actions.decisions import decide_about, not_found
from services.cases.coordination.actions.writing import may_write
from services.cases.items.actions import (
    NewItem,
    Opened,
    change_item,
    keep_item,
    list_items,
    list_versions,
    load_for_change,
    read_item,
    tell_each,
)
from services.cases.items.policy import AboutItem
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.cases.conferences import AnswerState, Attendance
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import decide
from shared.refusals import Conflict


@dataclass(frozen=True, kw_only=True)
class NewMinutes(NewItem):
    """What is needed to write some.

    Attributes:
        agenda_item_id: of which matter of the same case.
    """

    agenda_item_id: UUID
    text: str


async def record_attendance(
    work: UnitOfWork, actor: Actor, conference_id: UUID, participant_id: UUID, attendance: Attendance
) -> UUID:
    """Say whether somebody was there; said anew it is corrected.

    Raises:
        NotFound: no conference in which the caller takes part, or it asks nobody so.
        NotAllowed: the caller neither convenes it nor supervises whoever does.
        Conflict: it has not begun or is cancelled; or nobody of the agency is named.
    """
    conference = await read_conference(work, conference_id)
    facts = AboutConference(conference["agency_id"], conference["worker_id"])
    decide(CONFERENCE_RULES, RECORD_ATTENDANCE, actor, facts)
    must_have_begun(ConferenceState(conference["state"]), conference["starts_at"], work.now)
    row = await read_participant(work, conference_id, participant_id)
    state = AnswerState(row["state"])
    if row["worker_id"] is None or state is AnswerState.WITHDRAWN:
        raise Conflict("Nobody is named.", detail_fr="Aucune personne n'est désignée.", state=state)
    await participants_store.keep_attendance(work, participant_id, attendance)
    await work.tell(
        events.AttendanceRecorded(
            conference_id=conference_id,
            municipality_id=row["municipality_id"],
            participant_id=participant_id,
            agency_id=row["agency_id"],
            worker_id=row["worker_id"],
            state=state,
            attendance=attendance,
        )
    )
    return participant_id


async def write_minutes(work: UnitOfWork, actor: Actor, case_id: UUID, command: NewMinutes) -> UUID:
    """Write down what was said of a matter, in a category of its own: what was said may be more closed than the topic.

    Raises:
        NotFound: no such matter that the caller may see, or they take no part in its conference.
        NotFound, NotAllowed, Invalid, Conflict: as `may_write` says.
        Conflict: the conference has not begun, or is cancelled.
    """
    await begun_conference_of(work, case_id, command.agenda_item_id, "write-minutes")
    people, category = command.person_ids, command.category
    standings = await may_write(work, actor, WRITE_MINUTES, case_id, people, category, PEOPLE_RULES)
    content = {"agenda_item_id": command.agenda_item_id, "text": command.text}
    kind = LineKind.MINUTES_WRITTEN
    minutes_id = await keep_item(work, actor, MINUTES, case_id, standings, command, content, kind)
    about = [one.person_id for one in standings]
    await tell_each(
        work, about, lambda one: events.MinutesWritten(case_id=case_id, person_id=one, minutes_id=minutes_id)
    )
    return minutes_id


async def correct_minutes(
    work: UnitOfWork, actor: Actor, case_id: UUID, minutes_id: UUID, version: int, changes: Mapping[str, Any]
) -> UUID:
    """Correct what was written; the earlier version is kept, and the new one is signed anew.

    Raises:
        NotFound: no such minutes in this case that the caller may see.
        NotAllowed: the caller neither wrote them nor supervises in the agency that did.
        Stale: somebody changed them since.
    """
    minutes = await load_for_change(work, MINUTES, case_id, minutes_id, version)
    decide_about(work, ITEM_RULES, CORRECT_MINUTES, actor, _written(minutes), minutes.people)
    wanted = {**minutes.content, **changes}
    if minutes.changed_by(wanted):
        await change_item(work, actor, MINUTES, minutes, wanted)
        await tell_each(
            work,
            minutes.people,
            lambda one: events.MinutesCorrected(case_id=case_id, person_id=one, minutes_id=minutes_id),
        )
    return minutes_id


async def sign_minutes(work: UnitOfWork, actor: Actor, case_id: UUID, minutes_id: UUID, version: int) -> UUID:
    """Stand by what the minutes say in this version, as somebody who was there.

    Raises:
        NotFound: no such minutes in this case that the caller may see, or not of a matter that they may see.
        NotAllowed: the caller was not there.
        Stale: there is a later version.
        Conflict: the caller signed it.
    """
    minutes = await load_for_change(work, MINUTES, case_id, minutes_id, version)
    if minutes.row["agenda_item_id"] is None:
        raise not_found(work, "sign-minutes")
    conference_id = await begun_conference_of(work, case_id, minutes.row["agenda_item_id"], "sign-minutes")
    attended = await participants_store.has_attended(work, conference_id)
    decide_about(work, SIGNING_RULES, SIGN_MINUTES, actor, AboutSigning(attended), minutes.people)
    if not await store.sign(work, minutes_id, version, minutes.row["municipality_id"]):
        raise Conflict("You signed it.", detail_fr="Vous l'avez déjà signé.")
    await tell_each(
        work, minutes.people, lambda one: events.MinutesSigned(case_id=case_id, person_id=one, minutes_id=minutes_id)
    )
    return minutes_id


async def read_minutes(work: UnitOfWork, case_id: UUID, minutes_id: UUID, operation: str) -> asyncpg.Record:
    """What was said of one matter, with who signed this version; the look is logged.

    Raises:
        NotFound: none in this case that the caller may see.
    """
    return await read_item(work, MINUTES, case_id, minutes_id, operation)


async def list_minutes(work: UnitOfWork, case_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """What was said of a case in conferences, as `items.list_items` says."""
    return await list_items(work, MINUTES, case_id, after, limit)


async def list_minutes_of(
    work: UnitOfWork, matters: Sequence[UUID], limit: int, operation: str
) -> list[asyncpg.Record]:
    """What was said of these matters, as far as the caller may see it; one more than `limit` if there is."""
    return await store.list_of_matters(work, matters, limit, operation)


async def list_minutes_versions(
    work: UnitOfWork, case_id: UUID, minutes_id: UUID, after: int | None, limit: int
) -> list[asyncpg.Record]:
    """What was written before, as `items.list_versions` says."""
    return await list_versions(work, MINUTES, case_id, minutes_id, after, limit)


def _written(minutes: Opened) -> AboutItem:
    return AboutItem(minutes.row["agency_id"], minutes.row["worker_id"])
