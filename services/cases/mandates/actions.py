"""Record and end mandates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.actions import end_grants, issue_grants, standing_to
from services.cases.mandates import events, store
from services.cases.mandates.domain import Mandate
from services.cases.mandates.policy import END, RECORD, RULES, AboutMandate
from services.cases.timeline.actions import add_record_line
from services.cases.timeline.domain import LineKind
from shared.contracts.cases.vocabulary import Category, GroundKind, Operation
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Purpose
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide
from shared.refusals import Conflict, NotAllowed, NotFound


@dataclass(frozen=True, kw_only=True)
class NewMandate:
    """What is needed to record one."""

    article: str
    ground: str
    categories: Sequence[Category]
    operations: Sequence[Operation]
    purposes: Sequence[Purpose]
    overrides_refusal: bool
    valid_from: datetime | None
    valid_until: datetime
    review_at: datetime


async def record_mandate(work: UnitOfWork, actor: Actor, person_id: UUID, command: NewMandate) -> UUID:
    """Record a legal ground for the worker's own agency; its grant is in force with the answer.

    Raises:
        NotFound: no such person in the agency's municipalities, or this worker does not record mandates: the same,
            since the caller may not know of the person yet.
    """
    municipality_id = await store.municipality_of(work, person_id)
    if municipality_id is None:
        raise NotFound
    try:
        decide(RULES, RECORD, actor, AboutMandate(municipality_id, actor.agency_id))
    except NotAllowed as refusal:
        raise NotFound from refusal
    recorded = Mandate(
        id=new_id(),
        person_id=person_id,
        municipality_id=municipality_id,
        agency_id=actor.agency_id,
        sector=actor.sector,
        categories=frozenset(command.categories),
        operations=frozenset(command.operations),
        purposes=frozenset(command.purposes),
        overrides_refusal=command.overrides_refusal,
        valid_from=command.valid_from or work.now,
        valid_until=command.valid_until,
    )
    await store.keep(work, _values(work, actor, recorded, command))
    await issue_grants(work, [recorded.grant()])
    await add_record_line(
        work,
        actor,
        LineKind.MANDATE_RECORDED,
        person_id,
        municipality_id,
        item_id=recorded.id,
        state="in_force",
    )
    await work.tell(events.MandateRecorded(person_id=person_id, mandate_id=recorded.id))
    return recorded.id


async def end_mandate(work: UnitOfWork, actor: Actor, person_id: UUID, mandate_id: UUID) -> UUID:
    """End a mandate before its time; its grant ends with the answer.

    Raises:
        NotFound: no such mandate that the caller may see.
        NotAllowed: not of the worker's agency, or not theirs to end.
        Conflict: it had ended.
    """
    row = await open_mandate(work, person_id, mandate_id)
    decide(RULES, END, actor, AboutMandate(row["municipality_id"], row["agency_id"]))
    await end_grants(work, GroundKind.MANDATE, mandate_id)
    if not await store.end(work, mandate_id):
        raise Conflict("This mandate had ended before.", state="ended")
    await add_record_line(
        work, actor, LineKind.MANDATE_ENDED, person_id, row["municipality_id"], item_id=mandate_id, state="ended"
    )
    await work.tell(events.MandateEnded(person_id=person_id, mandate_id=mandate_id))
    return mandate_id


async def open_mandate(work: UnitOfWork, person_id: UUID, mandate_id: UUID) -> asyncpg.Record:
    """One mandate on a person.

    Raises:
        NotFound: none that the caller may see.
    """
    row = await store.open_one(work, mandate_id)
    if row is None or row["person_id"] != person_id:
        raise NotFound
    return row


async def list_mandates(work: UnitOfWork, person_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Mandates on a person; one more than `limit` when there is a next page.

    Raises:
        NotFound: no ground for this person, or no such person.
    """
    await standing_to(work, person_id)
    return await store.list_some(work, person_id, after, limit + 1)


def _values(work: UnitOfWork, actor: Actor, recorded: Mandate, command: NewMandate) -> dict[str, Any]:
    return {
        "id": recorded.id,
        "person_id": recorded.person_id,
        "municipality_id": recorded.municipality_id,
        "agency_id": recorded.agency_id,
        "worker_id": actor.subject,
        "article": command.article,
        "ground": command.ground,
        "categories": sorted(recorded.categories),
        "operations": sorted(recorded.operations),
        "purposes": sorted(recorded.purposes),
        "overrides_refusal": recorded.overrides_refusal,
        "valid_from": recorded.valid_from,
        "valid_until": recorded.valid_until,
        "review_at": command.review_at,
        "recorded_at": work.now,
        "ended_at": None,
    }
