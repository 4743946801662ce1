"""Confirm, reject, look again at, release and end mandates."""

from datetime import datetime
from uuid import UUID

import asyncpg

from services.cases.access.actions import end_grants, issue_grants, replace_grants
from services.cases.legal_grounds.domain import Confirmer
from services.cases.mandates import events, store
from services.cases.mandates.actions.reading import open_mandate
from services.cases.mandates.domain import MandateState
from services.cases.mandates.policy import CONFIRM, END, REJECT, RELEASE, REVIEW, RULES, AboutMandate
from services.cases.timeline.actions import add_record_line
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.cases.vocabulary import GroundKind
from shared.contracts.identity.actor import Actor
from shared.database.access_log import Look, log_if_denied
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import decide
from shared.refusals import Conflict, Invalid


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


async def review_mandate(
    work: UnitOfWork,
    actor: Actor,
    person_id: UUID,
    mandate_id: UUID,
    review_at: datetime,
    withheld_until: datetime | None,
) -> UUID:
    """Look at a mandate again: it goes on, and is looked at next on another day.

    Raises:
        NotFound: no such mandate that the caller may see.
        NotAllowed: not of the worker's agency, the worker who recorded it, or not theirs to look at.
        Invalid: the next day is over or later than its end, or it would be withheld for longer than until then.
        Conflict: it is not in force; carries the present state.
    """
    row = await open_mandate(work, person_id, mandate_id)
    log_if_denied(work, Look("review-mandate", person_id=person_id))
    decide(RULES, REVIEW, actor, _facts(row))
    if not work.now < review_at <= row["valid_until"] or (withheld_until is not None and withheld_until > review_at):
        raise Invalid.field(
            "#/review_at",
            "term",
            "It is looked at again before it ends, and kept from the person no longer than until then.",
            "Il est réexaminé avant son terme, et tu à la personne jusque-là au plus.",
        )
    if not await store.review(work, mandate_id, review_at, withheld_until, actor.subject):
        raise await _conflict(work, person_id, mandate_id)
    present = await open_mandate(work, person_id, mandate_id)
    grant = store.mandate_from(present, actor.sector).grant(present["decided_at"])
    await replace_grants(work, GroundKind.MANDATE, mandate_id, [grant])
    await _add_line(work, actor, row, LineKind.MANDATE_REVIEWED, MandateState.CONFIRMED)
    await work.tell(events.MandateReviewed(person_id=person_id, mandate_id=mandate_id))
    return mandate_id


async def release_mandate(work: UnitOfWork, actor: Actor, person_id: UUID, mandate_id: UUID) -> UUID:
    """Let the person see a mandate that was kept from them.

    Raises:
        NotFound: no such mandate that the caller may see.
        NotAllowed: not a privacy officer of the mandated agency.
        Conflict: it is not kept from them.
    """
    row = await open_mandate(work, person_id, mandate_id)
    log_if_denied(work, Look("release-mandate", person_id=person_id))
    decide(RULES, RELEASE, actor, _facts(row))
    if not await store.release(work, mandate_id):
        raise Conflict("The person may see it.", detail_fr="La personne peut le voir.", state=row["state"])
    return mandate_id


async def _decided(
    work: UnitOfWork, actor: Actor, person_id: UUID, mandate_id: UUID, action: str, state: MandateState
) -> asyncpg.Record:
    """The mandate about which the second worker has now decided; of several at once the first."""
    row = await open_mandate(work, person_id, mandate_id)
    log_if_denied(work, Look("decide-on-mandate", person_id=person_id))
    decide(RULES, action, actor, _facts(row))
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


def _facts(row: asyncpg.Record) -> AboutMandate:
    return AboutMandate(row["municipality_id"], row["agency_id"], row["worker_id"], Confirmer(row["confirmed_by"]))
