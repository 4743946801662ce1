"""Record, confirm, reject and end mandates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.actions import end_grants, issue_grants, standing_to
from services.cases.mandates import events, store
from services.cases.mandates.domain import LONGEST_TERM, MandateState, OverridingGround
from services.cases.mandates.policy import CONFIRM, END, RECORD, REJECT, RULES, SEE_PROPOSED, AboutMandate
from services.cases.timeline.actions import add_record_line
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.cases.vocabulary import Category, GroundKind, Operation
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Purpose
from shared.database.access_log import Look, log_if_denied
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide
from shared.refusals import Conflict, Invalid, NotAllowed, NotFound


@dataclass(frozen=True, kw_only=True)
class NewMandate:
    """What is needed to record one."""

    article: str
    ground: str
    categories: Sequence[Category]
    operations: Sequence[Operation]
    purposes: Sequence[Purpose]
    overrides_refusal_because: OverridingGround | None
    valid_from: datetime | None
    valid_until: datetime
    review_at: datetime


async def record_mandate(work: UnitOfWork, actor: Actor, person_id: UUID, command: NewMandate) -> UUID:
    """Record a legal ground for the worker's own agency. It gives nothing until a second worker has confirmed it.

    Raises:
        NotFound: no such person in the agency's municipalities, or this worker does not record mandates: the same,
            since the caller may not know of the person yet.
        Invalid: it would end in the past, or after more than the longest term.
    """
    log_if_denied(work, Look("record-mandate", person_id=person_id))
    municipality_id = await store.municipality_of(work, person_id)
    if municipality_id is None:
        raise NotFound
    try:
        decide(RULES, RECORD, actor, AboutMandate(municipality_id, actor.agency_id))
    except NotAllowed as refusal:
        raise NotFound from refusal
    if not work.now < command.valid_until <= work.now + LONGEST_TERM:
        raise Invalid.field(
            "#/valid_until",
            "term",
            f"A mandate ends within {LONGEST_TERM.days} days from now.",
            f"Un mandat prend fin dans les {LONGEST_TERM.days} jours à venir.",
        )
    work.lies_in(person_id, municipality_id)
    mandate_id = new_id()
    about = {"id": mandate_id, "person_id": person_id, "municipality_id": municipality_id}
    await store.keep(work, about | _values(work, actor, command))
    await work.tell(events.MandateRecorded(person_id=person_id, mandate_id=mandate_id))
    return mandate_id


async def confirm_mandate(work: UnitOfWork, actor: Actor, person_id: UUID, mandate_id: UUID) -> UUID:
    """Confirm what another worker recorded; its grant is in force with the answer.

    Raises:
        NotFound: no such mandate that the caller may see.
        NotAllowed: not a privacy officer of the mandated agency, or the worker who recorded it.
        Conflict: it does not wait for a decision; carries the present state.
    """
    row = await _decided(work, actor, person_id, mandate_id, CONFIRM, MandateState.CONFIRMED)
    await issue_grants(work, [store.mandate_from(row, actor.sector).grant(work.now)])
    await _add_line(work, actor, row, LineKind.MANDATE_CONFIRMED, MandateState.CONFIRMED)
    await work.tell(events.MandateConfirmed(person_id=person_id, mandate_id=mandate_id))
    return mandate_id


async def reject_mandate(work: UnitOfWork, actor: Actor, person_id: UUID, mandate_id: UUID) -> UUID:
    """Reject what another worker recorded: it never gives anything.

    Raises:
        NotFound, NotAllowed, Conflict: as for confirming.
    """
    await _decided(work, actor, person_id, mandate_id, REJECT, MandateState.REJECTED)
    await work.tell(events.MandateRejected(person_id=person_id, mandate_id=mandate_id))
    return mandate_id


async def end_mandate(work: UnitOfWork, actor: Actor, person_id: UUID, mandate_id: UUID) -> UUID:
    """End a confirmed mandate before its time; its grant ends with the answer.

    Raises:
        NotFound: no such mandate that the caller may see.
        NotAllowed: not of the worker's agency, or not theirs to end.
        Conflict: it is not in force; carries the present state.
    """
    row = await open_mandate(work, person_id, mandate_id)
    log_if_denied(work, Look("end-mandate", person_id=person_id))
    decide(RULES, END, actor, AboutMandate(row["municipality_id"], row["agency_id"]))
    if not await store.end(work, mandate_id):
        raise await _conflict(work, person_id, mandate_id)
    await end_grants(work, GroundKind.MANDATE, mandate_id)
    await _add_line(work, actor, row, LineKind.MANDATE_ENDED, MandateState.ENDED)
    await work.tell(events.MandateEnded(person_id=person_id, mandate_id=mandate_id))
    return mandate_id


async def open_mandate(work: UnitOfWork, person_id: UUID, mandate_id: UUID) -> asyncpg.Record:
    """One mandate on a person.

    Raises:
        NotFound: none that the caller may see; logged as denied.
    """
    row = await store.open_one(work, mandate_id)
    if row is None or row["person_id"] != person_id:
        log_if_denied(work, Look("open-mandate", person_id=person_id))
        raise NotFound
    return row


async def list_mandates(work: UnitOfWork, person_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Mandates on a person; one more than `limit` when there is a next page.

    Raises:
        NotFound: no ground for this person, or no such person.
    """
    await standing_to(work, person_id)
    return await store.list_some(work, person_id, after, limit + 1)


async def list_proposed(work: UnitOfWork, actor: Actor, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """What waits for a decision in the caller's agency; one more than `limit` when there is a next page.

    Raises:
        NotAllowed: neither supervisor nor privacy officer.
    """
    decide(RULES, SEE_PROPOSED, actor, AboutMandate(actor.municipality_id, actor.agency_id))
    return await store.list_proposed(work, after, limit + 1)


async def _decided(
    work: UnitOfWork, actor: Actor, person_id: UUID, mandate_id: UUID, action: str, state: MandateState
) -> asyncpg.Record:
    """The mandate about which the second worker has now decided; of several at once the first."""
    row = await open_mandate(work, person_id, mandate_id)
    log_if_denied(work, Look("decide-on-mandate", person_id=person_id))
    decide(RULES, action, actor, AboutMandate(row["municipality_id"], row["agency_id"], row["worker_id"]))
    if not await store.decide(work, mandate_id, state, actor.subject):
        raise await _conflict(work, person_id, mandate_id)
    return row


async def _conflict(work: UnitOfWork, person_id: UUID, mandate_id: UUID) -> Conflict:
    """As it is now: somebody else may have been first."""
    present = await open_mandate(work, person_id, mandate_id)
    return Conflict(
        "The mandate is in another state.", detail_fr="Le mandat est dans un autre état.", state=present["state"]
    )


async def _add_line(work: UnitOfWork, actor: Actor, row: asyncpg.Record, kind: LineKind, state: MandateState) -> None:
    await add_record_line(work, actor, kind, row["person_id"], row["municipality_id"], item_id=row["id"], state=state)


def _values(work: UnitOfWork, actor: Actor, command: NewMandate) -> dict[str, Any]:
    return {
        "agency_id": actor.agency_id,
        "worker_id": actor.subject,
        "article": command.article,
        "ground": command.ground,
        "categories": sorted(set(command.categories)),
        "operations": sorted(set(command.operations)),
        "purposes": sorted(set(command.purposes)),
        "overrides_refusal_because": command.overrides_refusal_because,
        "valid_from": command.valid_from or work.now,
        "valid_until": command.valid_until,
        "review_at": command.review_at,
        "recorded_at": work.now,
        "state": MandateState.PROPOSED,
        "decided_at": None,
        "decided_by": None,
        "ended_at": None,
    }
