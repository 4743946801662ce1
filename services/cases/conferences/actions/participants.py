"""Ask others to come to a conference; say yes or no."""

from uuid import UUID

import asyncpg

from services.cases.conferences import events
from services.cases.conferences.actions.conferences import load_for_change, read_conference, read_to_come
from services.cases.conferences.domain.answers import AnswerMove, after
from services.cases.conferences.domain.conference import STAYS
from services.cases.conferences.policy import ACCEPT, ANSWER_RULES, DECLINE, INVITE, WITHDRAW, AboutAnswer
from services.cases.conferences.store import conferences as conference_store
from services.cases.conferences.store import participants as store
from services.cases.coordination.actions.decisions import not_found
from services.cases.coordination.actions.guests import guests_follow
from services.cases.duties.actions import conference_waits, hold_conference
from shared.contracts.cases.conferences import AbsenceReason, AnswerState
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide
from shared.refusals import Conflict


async def invite(work: UnitOfWork, actor: Actor, conference_id: UUID, agency_id: UUID, worker_id: UUID | None) -> UUID:
    """Ask an agency to come, or one of its workers. It opens nothing to them: what they see of the agenda rests on the
    grounds that they have.

    Args:
        worker_id: None for whoever of the agency takes it up.

    Raises:
        NotFound: no conference in which the caller takes part.
        NotAllowed: the caller neither convenes it nor supervises whoever does.
        Conflict: it is over or cancelled, or they are asked.
    """
    conference = await load_for_change(work, actor, conference_id, INVITE)
    participant_id = new_id()
    if not await store.keep(work, participant_id, conference, agency_id, worker_id, AnswerState.INVITED):
        raise Conflict("They are asked.", detail_fr="Une invitation leur a déjà été adressée.")
    await conference_store.name_agencies(work, conference_id)
    await conference_waits(work, conference_id)
    await work.tell(
        events.ParticipantInvited(
            conference_id=conference_id,
            municipality_id=conference["municipality_id"],
            participant_id=participant_id,
            agency_id=agency_id,
            worker_id=worker_id,
            state=AnswerState.INVITED,
        )
    )
    return participant_id


async def withdraw_invitation(work: UnitOfWork, actor: Actor, conference_id: UUID, participant_id: UUID) -> UUID:
    """No longer ask them: with the answer the conference is not there for them, nor what they read for it.

    Raises:
        NotFound, NotAllowed: as for inviting; or the conference asks nobody so.
        Conflict: the conference is over or cancelled, they are not asked, or they convene it.
    """
    conference = await load_for_change(work, actor, conference_id, WITHDRAW)
    await store.lock(work, participant_id)
    row = await read_participant(work, conference_id, participant_id)
    state = after(AnswerState(row["state"]), AnswerMove.WITHDRAW)
    if (row["agency_id"], row["worker_id"]) == (conference["agency_id"], conference["worker_id"]):
        raise Conflict("They convene it.", detail_fr="Cette personne convoque la réunion.")
    await store.answer(work, participant_id, state, worker_id=row["worker_id"])
    await conference_store.name_agencies(work, conference_id)
    await conference_waits(work, conference_id)
    await guests_follow(work, conference_id, STAYS)
    await work.tell(events.ParticipantWithdrawn(**_told(row, row["worker_id"]), state=state))
    return participant_id


async def accept(work: UnitOfWork, actor: Actor, conference_id: UUID, participant_id: UUID) -> UUID:
    """Come. Whoever of an agency takes up what names nobody is who comes.

    Raises:
        NotFound: the conference does not ask the caller or their agency.
        NotAllowed: it is not theirs to answer.
        Conflict: the conference is over or cancelled, the answer is given, or they come by another invitation.
    """
    row = await _to_answer(work, actor, conference_id, participant_id, ACCEPT)
    state = after(AnswerState(row["state"]), AnswerMove.ACCEPT)
    comes = row["worker_id"] or actor.subject
    if await store.is_named_beside(work, conference_id, row["agency_id"], comes, participant_id):
        raise Conflict("They are asked by name, too.", detail_fr="Cette personne est aussi invitée nommément.")
    await store.answer(work, participant_id, state, worker_id=comes, sector=actor.sector)
    await conference_waits(work, conference_id)
    await work.tell(events.ParticipantAccepted(**_told(row, comes), state=state))
    return participant_id


async def decline(
    work: UnitOfWork, actor: Actor, conference_id: UUID, participant_id: UUID, reason: AbsenceReason
) -> UUID:
    """Not come, for a coded reason; what they read for it ends with the answer.

    Raises:
        NotFound, NotAllowed: as for accepting.
        Conflict: the conference is over or cancelled, or the answer is given.
    """
    row = await _to_answer(work, actor, conference_id, participant_id, DECLINE)
    state = after(AnswerState(row["state"]), AnswerMove.DECLINE)
    await store.answer(work, participant_id, state, worker_id=row["worker_id"], reason=reason)
    await conference_waits(work, conference_id)
    await guests_follow(work, conference_id, STAYS)
    await work.tell(events.ParticipantDeclined(**_told(row, row["worker_id"]), state=state, reason=reason))
    return participant_id


async def read_participant(work: UnitOfWork, conference_id: UUID, participant_id: UUID) -> asyncpg.Record:
    """One of those who are asked to a conference in which the caller takes part.

    Raises:
        NotFound: none.
    """
    row = await store.open_one(work, conference_id, participant_id)
    if row is None:
        raise not_found(work, "read-conference")
    return row


async def list_participants(
    work: UnitOfWork, conference_id: UUID, after_id: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """Whom a conference asks or asked, in the order of asking; one more than `limit` if there is.

    Raises:
        NotFound: no conference in which the caller takes part.
    """
    await read_conference(work, conference_id)
    return await store.list_some(work, conference_id, after_id, limit + 1)


async def _to_answer(
    work: UnitOfWork, actor: Actor, conference_id: UUID, participant_id: UUID, action: str
) -> asyncpg.Record:
    await hold_conference(work, conference_id)
    await read_to_come(work, conference_id)
    await store.lock(work, participant_id)
    row = await read_participant(work, conference_id, participant_id)
    decide(ANSWER_RULES, action, actor, AboutAnswer(row["agency_id"], row["worker_id"]))
    return row


def _told(row: asyncpg.Record, worker_id: UUID | None) -> dict[str, UUID]:
    return {
        "conference_id": row["conference_id"],
        "municipality_id": row["municipality_id"],
        "participant_id": row["id"],
        "agency_id": row["agency_id"],
        "worker_id": worker_id,
    }
