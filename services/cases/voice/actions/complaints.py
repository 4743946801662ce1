"""Take down complaints, take them up and answer them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.coordination.actions.cases import read_case
from services.cases.coordination.actions.decisions import decide_about, not_found
from services.cases.duties.actions import complaint_waits
from services.cases.people.actions.hiding import must_hide_places
from services.cases.territories.actions import today_in
from services.cases.timeline.domain.kinds import LineKind
from services.cases.voice import events
from services.cases.voice.actions.saying import Said, add_said_line, may_say, take_note
from services.cases.voice.domain.words import Outcome, answer_due_on, must_follow
from services.cases.voice.policy import ACKNOWLEDGE, AGENCY_RULES, ANSWER, COMPLAIN, LIST, AboutAgency
from services.cases.voice.store import complaints as store
from shared.contracts.cases.vocabulary import Sensitivity
from shared.contracts.cases.voice import ComplaintState
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import decide


@dataclass(frozen=True, kw_only=True)
class NewComplaint(Said):
    """What is needed to take one down.

    Attributes:
        answer_due_on: an earlier day than the rule gives, where one was promised; local date.
    """

    text: str
    answer_due_on: date | None


async def record_complaint(work: UnitOfWork, actor: Actor, case_id: UUID, command: NewComplaint) -> UUID:
    """Take down what somebody complains about; the supervisors of the agency that it is about are told.

    Raises:
        NotFound, NotAllowed, Invalid: as `may_say` says.
        Invalid: as `answer_due_on` says.
        NamesProtectedPlace: it says where somebody hides.
    """
    kept = await may_say(work, actor, COMPLAIN, case_id, command)
    await must_hide_places(work, [kept["person_id"]], command.sensitivity, [command.text])
    due_on = answer_due_on(command.answer_due_on, await today_in(work, kept["municipality_id"]))
    complaint = kept | {"text": command.text, "answer_due_on": due_on, "state": ComplaintState.RECORDED}
    await store.keep(work, complaint)
    await take_note(work, actor, kept, LineKind.COMPLAINT_RECORDED)
    await complaint_waits(work, kept["id"])
    await work.tell(events.ComplaintRecorded(**_about(complaint), state=ComplaintState.RECORDED))
    complaint_id: UUID = kept["id"]
    return complaint_id


async def acknowledge_complaint(work: UnitOfWork, actor: Actor, case_id: UUID, complaint_id: UUID) -> UUID:
    """Take a complaint up.

    Raises:
        NotFound: none in this case that the caller may hear.
        NotAllowed: not a supervisor of the agency that it is about.
        Conflict: it was taken up before; carries the present state.
    """
    complaint = await _load(work, actor, case_id, complaint_id, ACKNOWLEDGE, ComplaintState.ACKNOWLEDGED)
    await store.move(work, complaint_id, ComplaintState.ACKNOWLEDGED)
    await work.tell(events.ComplaintAcknowledged(**_about(complaint), state=ComplaintState.ACKNOWLEDGED))
    return complaint_id


async def answer_complaint(
    work: UnitOfWork, actor: Actor, case_id: UUID, complaint_id: UUID, outcome: Outcome, answer: str
) -> UUID:
    """Answer a complaint, once.

    Raises:
        NotFound, NotAllowed: as for taking it up.
        Conflict: it was answered before, or the answer says where somebody hides.
    """
    complaint = await _load(work, actor, case_id, complaint_id, ANSWER, ComplaintState.ANSWERED)
    await must_hide_places(work, [complaint["person_id"]], Sensitivity(complaint["sensitivity"]), [answer])
    await store.move(work, complaint_id, ComplaintState.ANSWERED, outcome, answer)
    await complaint_waits(work, complaint_id)
    await add_said_line(work, actor, complaint, LineKind.COMPLAINT_ANSWERED)
    await work.tell(events.ComplaintAnswered(**_about(complaint), state=ComplaintState.ANSWERED))
    return complaint_id


async def read_complaint(work: UnitOfWork, case_id: UUID, complaint_id: UUID, operation: str) -> asyncpg.Record:
    """One complaint; the look is logged.

    Raises:
        NotFound: none in this case that the caller may hear.
    """
    row = await store.read(work, case_id, complaint_id, operation)
    if row is None:
        raise not_found(work, operation)
    return row


async def list_complaints(work: UnitOfWork, case_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Complaints in a case that the caller may hear, in their order; one more than `limit` if there is.

    Raises:
        NotFound: neither the case nor a complaint in it is the caller's to see.
    """
    rows = await store.list_some(work, case_id, after, limit)
    if not rows:
        await read_case(work, case_id)
    return rows


async def list_unanswered(
    work: UnitOfWork, actor: Actor, after: tuple[date, UUID] | None, limit: int
) -> list[asyncpg.Record]:
    """Complaints about the caller's agency that wait for an answer, what is due first; one more than `limit`.

    Raises:
        NotAllowed: not a supervisor.
    """
    decide(AGENCY_RULES, LIST, actor, AboutAgency(actor.agency_id))
    return await store.list_unanswered(work, after, limit)


async def _load(
    work: UnitOfWork, actor: Actor, case_id: UUID, complaint_id: UUID, action: str, wanted: ComplaintState
) -> asyncpg.Record:
    complaint = await store.lock(work, case_id, complaint_id)
    if complaint is None:
        raise not_found(work, action.replace(" ", "-"))
    about = AboutAgency(complaint["about_agency_id"])
    decide_about(work, AGENCY_RULES, action, actor, about, [complaint["person_id"]])
    work.lies_in(complaint["person_id"], complaint["municipality_id"])
    must_follow(wanted, ComplaintState(complaint["state"]))
    return complaint


def _about(complaint: Mapping[str, Any] | asyncpg.Record) -> dict[str, UUID]:
    return {
        "case_id": complaint["case_id"],
        "person_id": complaint["person_id"],
        "complaint_id": complaint["id"],
        "agency_id": complaint["about_agency_id"],
    }
