"""Hand over what one does on a case; receive it, decline it, take the offer back."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from services.cases.coordination.actions.cases import case_lines, load_for_change, people_of, people_shown, read_case
from services.cases.coordination.actions.decisions import decide_about, not_found
from services.cases.coordination.actions.lead import pass_on
from services.cases.coordination.actions.team import present_member, read_member
from services.cases.coordination.domain.case import must_be_open
from services.cases.coordination.domain.team import Member, Seat
from services.cases.duties.actions import is_settled, must_be_done
from services.cases.duties.domain import Duty
from services.cases.handovers import events, store
from services.cases.handovers.domain import HandoverMove, HandoverState, after
from services.cases.handovers.policy import HAND_OVER, RECEIVE, RULES, AboutSeat
from services.cases.notes.actions.notes import NewNote, add_note
from services.cases.timeline.actions import add_lines
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.cases.coordination import CaseState, HandoverRefusal
from shared.contracts.cases.duties import DutyKind
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import Conflict


@dataclass(frozen=True, kw_only=True)
class NewHandover:
    """What is needed to hand over.

    Attributes:
        giver_id, taker_id: the memberships.
        person_ids: whom the note is about; everybody in the case whom the caller knows when empty.
        category: of the note; the case's when None.
        stays: whoever hands over goes on working on the case.
    """

    giver_id: UUID
    taker_id: UUID
    note: str
    person_ids: Sequence[UUID]
    category: Category | None
    sensitivity: Sensitivity
    stays: bool


async def hand_over(work: UnitOfWork, actor: Actor, case_id: UUID, command: NewHandover) -> UUID:
    """Offer another member what a member does on a case, with a note. Until they received it nothing changes.

    Raises:
        NotFound: no such case or member that the caller may see.
        NotAllowed: it is not theirs to hand over, or they may not write the note.
        Conflict: the case is closed, one of the two does not work on it, or it is being handed over.
    """
    case = await load_for_change(work, case_id)
    row = await read_member(work, case_id, command.giver_id)
    decide_about(work, RULES, HAND_OVER, actor, _seat(row), people_shown(case))
    must_be_open(CaseState(case["state"]))
    giver, taker = await _both(work, case_id, command.giver_id, command.taker_id)
    people = tuple(command.person_ids) or tuple(people_shown(case))
    category = command.category or Category(case["category"])
    note = NewNote(person_ids=people, category=category, sensitivity=command.sensitivity, text=command.note)
    handover_id = new_id()
    values = {
        "id": handover_id,
        "case_id": case_id,
        "municipality_id": case["municipality_id"],
        "giver_id": giver.id,
        "taker_id": taker.id,
        "note_id": await add_note(work, actor, case_id, note),
        "stays": command.stays,
    }
    if not await store.keep(work, values):
        raise Conflict("It is being handed over.", detail_fr="Un relais attend déjà une réponse.")
    await _receipt_is_due(work, actor, case, handover_id, giver, taker)
    await _tell(work, events.HandoverOffered, case_id, handover_id, taker)
    return handover_id


async def receive_handover(work: UnitOfWork, actor: Actor, case_id: UUID, handover_id: UUID) -> UUID:
    """Say that one has received it, with its note, and go on: with the lead, if it was the lead's.

    Raises:
        NotFound: no such hand-over in a case that the caller may see.
        NotAllowed: it is not for them.
        Conflict: it waits for no receipt any more, or they may not read its note.
    """
    case, row = await _loaded(work, case_id, handover_id)
    taker = await read_member(work, case_id, row["taker_id"])
    decide_about(work, RULES, RECEIVE, actor, _seat(taker), people_shown(case))
    state = after(HandoverState(row["state"]), HandoverMove.RECEIVE)
    if row["note_id"] is None:
        raise Conflict(
            "You may not read its note: ask for one that is shared with you.",
            detail_fr="Vous ne pouvez pas lire la note : demandez-en une qui vous soit accessible.",
        )
    two = await _both(work, case_id, row["giver_id"], row["taker_id"])
    await pass_on(work, actor, case, *two, stays=row["stays"])
    await store.answer(work, handover_id, state)
    await is_settled(work, handover_id)
    people = await people_of(work, case_id)
    await add_lines(work, *case_lines(actor, case, people, LineKind.HANDOVER_RECEIVED, item_id=handover_id))
    await _tell(work, events.HandoverReceived, case_id, handover_id, two[0])
    return handover_id


async def decline_handover(
    work: UnitOfWork, actor: Actor, case_id: UUID, handover_id: UUID, reason: HandoverRefusal
) -> UUID:
    """Not go on with it, for a coded reason.

    Raises:
        NotFound: no such hand-over in a case that the caller may see.
        NotAllowed: it is not for them.
        Conflict: it waits for no receipt any more.
    """
    case, row = await _loaded(work, case_id, handover_id)
    taker = await read_member(work, case_id, row["taker_id"])
    decide_about(work, RULES, RECEIVE, actor, _seat(taker), people_shown(case))
    await store.answer(work, handover_id, after(HandoverState(row["state"]), HandoverMove.DECLINE), reason)
    await is_settled(work, handover_id)
    giver = await read_member(work, case_id, row["giver_id"])
    for person in await people_of(work, case_id):
        await work.tell(
            events.HandoverDeclined(
                case_id=case_id,
                person_id=person.person_id,
                handover_id=handover_id,
                agency_id=giver["agency_id"],
                worker_id=giver["worker_id"],
                reason=reason,
            )
        )
    return handover_id


async def withdraw_handover(work: UnitOfWork, actor: Actor, case_id: UUID, handover_id: UUID) -> UUID:
    """Take the offer back; its note stays.

    Raises:
        NotFound: no such hand-over in a case that the caller may see.
        NotAllowed: it is not theirs.
        Conflict: it waits for no receipt any more.
    """
    case, row = await _loaded(work, case_id, handover_id)
    giver = await read_member(work, case_id, row["giver_id"])
    decide_about(work, RULES, HAND_OVER, actor, _seat(giver), people_shown(case))
    await store.answer(work, handover_id, after(HandoverState(row["state"]), HandoverMove.WITHDRAW))
    await is_settled(work, handover_id)
    _, taker = await _both(work, case_id, row["giver_id"], row["taker_id"])
    await _tell(work, events.HandoverWithdrawn, case_id, handover_id, taker)
    return handover_id


async def read_handover(work: UnitOfWork, case_id: UUID, handover_id: UUID) -> asyncpg.Record:
    """One hand-over, as far as the caller may see it.

    Raises:
        NotFound: none in a case that the caller may see.
    """
    row = await store.open_one(work, case_id, handover_id)
    if row is None:
        raise not_found(work, "read-handover")
    return row


async def list_handovers(
    work: UnitOfWork, case_id: UUID, after_id: UUID | None, limit: int
) -> tuple[asyncpg.Record, list[asyncpg.Record]]:
    """A case, and what was handed over in it; one more than `limit` when there is a next page.

    Raises:
        NotFound: no such case that the caller may see.
    """
    return await read_case(work, case_id), await store.list_some(work, case_id, after_id, limit + 1)


async def _loaded(work: UnitOfWork, case_id: UUID, handover_id: UUID) -> tuple[asyncpg.Record, asyncpg.Record]:
    """The case, locked, and the hand-over as it is then."""
    return await load_for_change(work, case_id), await read_handover(work, case_id, handover_id)


async def _both(work: UnitOfWork, case_id: UUID, giver_id: UUID, taker_id: UUID) -> tuple[Member, Member]:
    """Who hands over and who receives: two who are on the team."""
    giver, taker = await present_member(work, case_id, giver_id), await present_member(work, case_id, taker_id)
    if giver.id == taker.id or giver.only_reads or not taker.works_at(work.now):
        raise Conflict("They do not both work on the case.", detail_fr="Les deux ne font pas partie de l'équipe.")
    return giver, taker


def _seat(member: asyncpg.Record) -> AboutSeat:
    return AboutSeat(member["agency_id"], member["worker_id"], is_vacant=member["seat"] == Seat.VACANT)


async def _receipt_is_due(
    work: UnitOfWork, actor: Actor, case: asyncpg.Record, handover_id: UUID, giver: Member, taker: Member
) -> None:
    """Whoever is to go on must receive it, or decline, while both work on the case."""
    ends = [end for end in (giver.ends_at, taker.ends_at) if end is not None]
    duty = Duty(
        id=handover_id,
        kind=DutyKind.HANDOVER,
        case_id=case["id"],
        municipality_id=case["municipality_id"],
        category=Category(case["category"]),
        agency_id=actor.agency_id,
        worker_id=actor.subject,
        for_agency_id=taker.agency_id,
        for_worker_id=taker.worker_id,
        since=work.now,
        until=min(ends, default=None),
    )
    await must_be_done(work, duty)


async def _tell(
    work: UnitOfWork,
    kind: type[events.HandoverOffered | events.HandoverReceived | events.HandoverWithdrawn],
    case_id: UUID,
    handover_id: UUID,
    to: Member,
) -> None:
    for person in await people_of(work, case_id):
        await work.tell(
            kind(
                case_id=case_id,
                person_id=person.person_id,
                handover_id=handover_id,
                agency_id=to.agency_id,
                worker_id=to.worker_id,
            )
        )
