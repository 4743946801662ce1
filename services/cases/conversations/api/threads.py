"""`/v1/threads`, `/closure`, `/reopening`, `/read`."""

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Body, Query, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from services.cases.conversations.actions import messages as message_actions
from services.cases.conversations.actions import threads as actions
from services.cases.conversations.api.bodies import Said
from services.cases.conversations.domain import UNREAD_AT_MOST, Audience
from services.cases.items.api import (
    CHANGES,
    CORRECTS,
    OPENS,
    Correction,
    EarlierVersion,
    NewItemBody,
    Reader,
    Writer,
    earlier_page,
    with_people,
)
from shared.contracts.cases.conversations import ThreadState
from shared.contracts.cases.plans import Voice
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import WrongValue
from shared.web.caller import Work
from shared.web.documented import ACTS, READS
from shared.web.entity_tags import IfMatch, entity_tag, expected_version
from shared.web.idempotency import OneTime
from shared.web.merge_patch import MERGE_PATCH
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/threads", tags=["conversations"])

_THREAD: Final[JsonDict] = {
    "id": "0198c0de-0000-7000-8000-0000000000f1",
    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
    "referral_id": None,
    "person_ids": ["0198c0de-0000-7000-8000-000000000f01"],
    "category": "housing",
    "sensitivity": "ordinary",
    "subject": "Who talks to the landlord?",
    "state": "open",
    "with_person": False,
    "with_representatives": False,
    "with_relationship_ids": [],
    "started_by": "worker",
    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
    "written_at": "2026-03-02T09:14:00+00:00",
    "changed_at": "2026-03-02T09:14:00+00:00",
    "last_message_at": "2026-03-02T11:02:00+00:00",
    "unread": 2,
    "urgent": True,
    "version": 1,
}


class NewThread(NewItemBody):
    """A thread to be started, with its first message."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
                    "category": "housing",
                    "subject": "Who talks to the landlord?",
                    "message": {"text": "He waits until May. Could somebody call him before?", "urgent": True},
                }
            ]
        }
    )

    case_id: UUID | None = Field(None, description="The case, or else the referral, that it is about.")
    referral_id: UUID | None = Field(None, description="A referral of which you see a line on the person's timeline.")
    category: Category = Field(description="What it is about; decides who takes part.")
    subject: str = Field(min_length=1, max_length=200)
    message: Said = Field(description="What it begins with.")
    with_person: bool = Field(False, description="The person takes part, with their account; it never changes.")
    with_relationship_ids: list[UUID] = Field(
        [], max_length=5, description="Who represents them and takes part, with an account; it never changes."
    )

    @model_validator(mode="after")
    def _is_about_one_thing(self) -> "NewThread":
        if (self.case_id is None) == (self.referral_id is None):
            raise WrongValue(
                "name a case or a referral, and not both",
                "indiquez un accompagnement ou une orientation, et pas les deux",
            )
        return self

    def command(self) -> actions.NewThread:
        """As the action takes it."""
        return actions.NewThread(
            case_id=self.case_id,
            referral_id=self.referral_id,
            person_ids=tuple(dict.fromkeys(self.person_ids)),
            category=self.category,
            sensitivity=self.sensitivity,
            subject=self.subject,
            first=self.message.command("#/message"),
            audience=Audience(self.with_person, frozenset(self.with_relationship_ids)),
        )


class ThreadChange(Correction):
    """What changes; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"subject": "Who talked to the landlord?"}]})

    subject: str | None = Field(None, min_length=1, max_length=200)


class ReadUpTo(BaseModel):
    """How far you have read."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"message_id": "0198c0de-0000-7000-8000-0000000000e1"}]}
    )

    message_id: UUID = Field(description="The last message that you read; those before it count as read too.")


class ThreadView(BaseModel):
    """A thread, as far as you may see it."""

    model_config = ConfigDict(json_schema_extra={"examples": [_THREAD]})

    id: UUID
    case_id: UUID | None
    referral_id: UUID | None = Field(description="For those who see the referral on the person's timeline; else null.")
    person_ids: list[UUID] = Field(description="About whom.")
    category: Category
    sensitivity: Sensitivity
    subject: str
    state: ThreadState
    with_person: bool = Field(description="The person reads and writes in it.")
    with_representatives: bool = Field(description="Somebody who represents them does.")
    with_relationship_ids: list[UUID] = Field(description="Who, as far as you may see the relationship.")
    started_by: Voice = Field(description="worker, person or representative.")
    agency_id: UUID = Field(description="Agency that started it, or to which the person wrote.")
    worker_id: UUID | None = Field(description="Worker or system that started it; null where the person did.")
    written_at: datetime = Field(description="When it was started.")
    changed_at: datetime = Field(description="When subject, category, sensitivity or state changed last.")
    last_message_at: datetime | None = Field(description="Of the messages that you may see; null when there is none.")
    unread: int = Field(
        description=f"Messages that you may see, did not write and have not read; {UNREAD_AT_MOST} means that or more."
    )
    urgent: bool = Field(description="One of these is urgent.")
    version: int


@router.post("", status_code=201, responses=ACTS, summary="Start a thread")
async def start_thread(body: NewThread, actor: Writer, work: Work, once: OneTime, response: Response) -> ThreadView:
    """Start a thread on a case or a referral, about people of whom you may contribute in its category. Nobody is added
    to it: whoever has a ground that shows its category takes part, for as long as the ground lives. The person, and who
    represents them, take part where it is said here and they have an account: it shows them what is not withheld from
    them, and everybody who may write in it sees that they read along.
    """
    thread_id = await once.run(work, lambda: actions.start_thread(work, actor, body.command()))
    response.headers["Location"] = f"/v1/threads/{thread_id}"
    return await _answer(work, thread_id, "start-thread", response)


@router.get("", responses=READS, summary="List the threads of a case or a referral")
async def list_threads(
    _actor: Reader,
    work: Work,
    case_id: Annotated[UUID | None, Query(description="Threads on this case; or else:")] = None,
    referral_id: Annotated[UUID | None, Query(description="Threads on this referral.")] = None,
    state: ThreadState | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[ThreadView]:
    """Threads that you may see, first where somebody wrote last. What a row says of messages counts those that you may
    see, and so does the order.
    """
    keys = keys_of(after, datetime, UUID)
    rows = await actions.list_threads(
        work,
        case_id=case_id,
        referral_id=referral_id,
        state=state,
        after=(keys[0], keys[1]) if keys else None,
        limit=limit,
    )
    shown, following = page(rows, limit, "active_at", "id")
    return Page(items=[_shown(row) for row in shown], next=following)


@router.get("/{thread_id}", responses=OPENS, summary="Read what a thread is about")
async def read_thread(thread_id: UUID, _actor: Reader, work: Work, response: Response) -> ThreadView:
    """One thread with its subject, and how much of it you have not read. A message does not change its `ETag`."""
    return await _answer(work, thread_id, "read-thread", response)


@router.patch("/{thread_id}", responses=CORRECTS, summary="Change a thread")
async def change_thread(
    thread_id: UUID,
    body: Annotated[ThreadChange, Body(media_type=MERGE_PATCH)],
    actor: Writer,
    work: Work,
    response: Response,
    if_match: IfMatch = None,
) -> ThreadView:
    """Change subject, category or sensitivity of what you started, or what your agency started if you supervise there.
    The earlier version is kept.
    """
    await actions.change_thread(work, actor, thread_id, expected_version(if_match), body.changes())
    return await _answer(work, thread_id, "change-thread", response)


@router.get("/{thread_id}/versions", responses=OPENS, summary="List earlier versions of a thread")
async def list_thread_versions(
    thread_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[EarlierVersion]:
    """Its earlier subjects, oldest first, each version as far as you may see it."""
    keys = keys_of(after, int)
    rows = await actions.list_earlier_threads(work, thread_id, keys[0] if keys else None, limit)
    return earlier_page(rows, limit)


@router.post("/{thread_id}/closure", responses=CHANGES, summary="Close a thread")
async def close_thread(thread_id: UUID, actor: Writer, work: Work, once: OneTime, response: Response) -> ThreadView:
    """Say that it is settled; for whoever started it, a supervisor there, and the lead of its case."""
    await once.run(work, lambda: actions.close_thread(work, actor, thread_id))
    return await _answer(work, thread_id, "close-thread", response)


@router.post("/{thread_id}/reopening", responses=CHANGES, summary="Reopen a thread")
async def reopen_thread(thread_id: UUID, actor: Writer, work: Work, once: OneTime, response: Response) -> ThreadView:
    """Say that it is not settled after all; for the same as may close it, while its case is open."""
    await once.run(work, lambda: actions.reopen_thread(work, actor, thread_id))
    return await _answer(work, thread_id, "reopen-thread", response)


@router.post("/{thread_id}/read", responses=CHANGES, summary="Say how far you have read")
async def mark_read(
    thread_id: UUID, body: ReadUpTo, _actor: Reader, work: Work, once: OneTime, response: Response
) -> ThreadView:
    """Mark the messages up to one as read, for you alone and seen by nobody else. What was read stays read."""
    await once.run(work, lambda: message_actions.mark_read(work, thread_id, body.message_id))
    return await _answer(work, thread_id, "mark-thread-read", response)


async def _answer(work: UnitOfWork, thread_id: UUID, operation: str, response: Response) -> ThreadView:
    row = await actions.read_thread(work, thread_id, operation)
    response.headers["ETag"] = entity_tag(row["version"])
    return _shown(row)


def _shown(row: asyncpg.Record) -> ThreadView:
    values: dict[str, Any] = with_people(row)
    return ThreadView.model_validate(values)
