"""Start threads, change, close and reopen them, and list them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.actions import standing_to
from services.cases.access.domain import Standing
from services.cases.accounts.actions import can_be_written_to
from services.cases.conversations import events
from services.cases.conversations.actions.messages import NewMessage, add_message
from services.cases.conversations.actions.reading import audience_of, decide_on_thread, load_for_change, told_of
from services.cases.conversations.domain import WORKERS_ALONE, Audience, ThreadMove, after
from services.cases.conversations.policy import CHANGE_THREAD, CLOSE_THREAD, PEOPLE_RULES, REOPEN_THREAD, START_THREAD
from services.cases.conversations.store import threads as store
from services.cases.conversations.store.threads import THREADS
from services.cases.coordination.actions.cases import read_case
from services.cases.coordination.actions.decisions import not_found
from services.cases.coordination.actions.writing import may_write
from services.cases.coordination.domain.case import must_be_open
from services.cases.coordination.policy.cases import AboutPeople
from services.cases.items.actions import NewItem, Opened, change_item, is_gone, keep_item, tell_each, versions_of
from services.cases.timeline.actions import person_of_referral
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.cases.conversations import ThreadState
from shared.contracts.cases.coordination import CaseState
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import decide
from shared.refusals import Invalid


@dataclass(frozen=True, kw_only=True)
class NewThread:
    """What is needed to start one.

    Attributes:
        case_id, referral_id: one of both.
        person_ids: about whom; empty for the one person of a referral, or of a case that has only one.
        first: the message that it begins with.
        audience: who takes part beside workers.
    """

    case_id: UUID | None
    referral_id: UUID | None
    person_ids: Sequence[UUID]
    category: Category
    sensitivity: Sensitivity
    subject: str
    first: NewMessage
    audience: Audience = WORKERS_ALONE


async def start_thread(work: UnitOfWork, actor: Actor, command: NewThread) -> UUID:
    """Start a thread with its first message.

    Raises:
        NotFound: no such case or referral, or none that the caller may see or write about.
        NotAllowed: no ground to contribute in the category about each person.
        Invalid: about nobody, or about somebody whom the case or referral is not about; or it would be withheld from
            whom it is with, or they do not sign in.
        Conflict: the case is closed.
    """
    standings = await _standings(work, actor, command)
    await _must_reach(work, command.audience, standings)
    command.audience.must_be_shown(command.category, command.sensitivity)
    about = NewItem(person_ids=(), category=command.category, sensitivity=command.sensitivity)
    thread: dict[str, Any] = {
        "case_id": command.case_id,
        "referral_id": command.referral_id,
        "category": command.category,
        "sensitivity": command.sensitivity,
        "subject": command.subject,
        "state": ThreadState.OPEN,
        "last_place": 0,
        "account_id": None,
        "relationship_id": None,
        "with_person": command.audience.person,
        "with_relationship_ids": sorted(command.audience.relationship_ids),
    }
    kind = LineKind.THREAD_STARTED
    thread["id"] = await keep_item(work, actor, THREADS, command.case_id, standings, about, thread, kind)
    people = [one.person_id for one in standings]
    await tell_each(work, people, lambda one: events.ThreadStarted(**told_of(thread, one)))
    await add_message(work, actor, thread, standings, command.first)
    thread_id: UUID = thread["id"]
    return thread_id


async def change_thread(
    work: UnitOfWork, actor: Actor, thread_id: UUID, version: int, changes: Mapping[str, Any]
) -> UUID:
    """Change subject, category or sensitivity; the earlier version is kept, and messages keep their own category.

    Raises:
        NotFound: no such thread that the caller may see.
        NotAllowed: the caller neither started it nor supervises in the agency that did, or a person did.
        Stale: somebody changed it since.
        Invalid: it would be withheld from whom it is with.
    """
    thread = await load_for_change(work, thread_id)
    decide_on_thread(work, CHANGE_THREAD, actor, thread)
    thread.must_be_version(version)
    wanted = {**thread.content, **changes}
    audience_of(thread.row).must_be_shown(Category(wanted["category"]), Sensitivity(wanted["sensitivity"]))
    if thread.changed_by(wanted):
        await change_item(work, actor, THREADS, thread, wanted)
        await _tell(work, events.ThreadChanged, thread)
    return thread_id


async def close_thread(work: UnitOfWork, actor: Actor, thread_id: UUID) -> UUID:
    """Say that it is settled.

    Raises:
        NotFound: no such thread that the caller may see.
        NotAllowed: the caller neither started it, nor stands in for who did, nor leads its case; nor is it a person's
            who wrote to their agency.
        Conflict: it is closed.
    """
    thread = await load_for_change(work, thread_id)
    decide_on_thread(work, CLOSE_THREAD, actor, thread)
    state = after(ThreadState(thread.row["state"]), ThreadMove.CLOSE)
    await change_item(work, actor, THREADS, thread, {**thread.content, "state": state})
    await _tell(work, events.ThreadClosed, thread)
    return thread_id


async def reopen_thread(work: UnitOfWork, actor: Actor, thread_id: UUID) -> UUID:
    """Say that it is not settled after all.

    Raises:
        NotFound, NotAllowed: as for closing it.
        Conflict: it is open, or its case is closed.
    """
    thread = await load_for_change(work, thread_id)
    decide_on_thread(work, REOPEN_THREAD, actor, thread)
    state = after(ThreadState(thread.row["state"]), ThreadMove.REOPEN)
    if thread.row["case_state"] is not None:
        must_be_open(CaseState(thread.row["case_state"]))
    await change_item(work, actor, THREADS, thread, {**thread.content, "state": state})
    await _tell(work, events.ThreadReopened, thread)
    return thread_id


async def read_thread(work: UnitOfWork, thread_id: UUID, operation: str) -> asyncpg.Record:
    """One thread, with what the caller has not read of it yet; the look is logged.

    Raises:
        NotFound: none that the caller may see.
    """
    row = await store.open_one(work, thread_id, operation)
    if row is None:
        raise await is_gone(work, thread_id, operation)
    return row


async def list_threads(
    work: UnitOfWork,
    *,
    case_id: UUID | None,
    referral_id: UUID | None,
    state: ThreadState | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[asyncpg.Record]:
    """Threads of a case or referral that the caller may see, first where somebody wrote last; one more than `limit`
    when there is a next page.

    Raises:
        Invalid: neither a case nor a referral is named, or both are.
        NotFound: the referral is not the caller's to see, or neither the case nor any thread on it.
    """
    if (case_id is None) == (referral_id is None):
        raise Invalid.field(
            "#/query/case_id", "one_of", "Name a case or a referral.", "Indiquez un accompagnement ou une orientation."
        )
    if referral_id is not None:
        await _person_of_referral(work, referral_id)
    rows = await store.list_some(work, case_id=case_id, referral_id=referral_id, state=state, after=after, limit=limit)
    if not rows and case_id is not None:
        await read_case(work, case_id)
    return rows


async def list_earlier_threads(
    work: UnitOfWork, thread_id: UUID, after: int | None, limit: int
) -> list[asyncpg.Record]:
    """What a thread was called and how it was classified before, oldest first; one more than `limit` if there is.

    Raises:
        NotFound: no such thread that the caller may see.
    """
    await read_thread(work, thread_id, "list-thread-versions")
    return await versions_of(work, thread_id, after, limit, "list-thread-versions")


async def _standings(work: UnitOfWork, actor: Actor, command: NewThread) -> Sequence[Standing]:
    if command.case_id is not None:
        return await may_write(
            work, actor, START_THREAD, command.case_id, command.person_ids, command.category, PEOPLE_RULES
        )
    assert command.referral_id is not None, "the door asks for one of both"
    person_id = await _person_of_referral(work, command.referral_id)
    if set(command.person_ids) - {person_id}:
        raise Invalid.field(
            "#/person_ids",
            "not_in_referral",
            "The referral is about somebody else.",
            "L'orientation concerne une autre personne.",
        )
    standing = await standing_to(work, person_id)
    decide(PEOPLE_RULES, START_THREAD, actor, AboutPeople((standing,), command.category))
    return (standing,)


async def _must_reach(work: UnitOfWork, audience: Audience, standings: Sequence[Standing]) -> None:
    if audience.is_nobody:
        return
    if len(standings) > 1:
        raise Invalid.field(
            "#/person_ids",
            "about_one",
            "A thread in which people take part is about one person.",
            "Un fil auquel participent les personnes ne concerne qu'une seule personne.",
        )
    person_id = standings[0].person_id
    if audience.person and not await can_be_written_to(work, person_id, None):
        raise _does_not_sign_in("#/with_person")
    for relationship_id in audience.relationship_ids:
        if not await can_be_written_to(work, person_id, relationship_id):
            raise _does_not_sign_in("#/with_relationship_ids")


def _does_not_sign_in(pointer: str) -> Invalid:
    return Invalid.field(
        pointer,
        "no_account",
        "They do not sign in with an account of their own, or are no representative of whom you know.",
        "Cette personne n'a pas de compte, ou vous ne la connaissez pas comme représentante.",
    )


async def _person_of_referral(work: UnitOfWork, referral_id: UUID) -> UUID:
    person_id = await person_of_referral(work, referral_id)
    if person_id is None:
        raise not_found(work, "read-referral")
    return person_id


async def _tell(
    work: UnitOfWork,
    event: type[events.ThreadChanged | events.ThreadClosed | events.ThreadReopened],
    thread: Opened,
) -> None:
    await tell_each(work, thread.people, lambda one: event(**told_of(thread.row, one)))
