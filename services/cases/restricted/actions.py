"""Propose that somebody is known to named workers only, decide it, lift it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import asyncpg

from services.cases.access.actions import standing_to
from services.cases.access.domain import Standing
from services.cases.restricted import events, store
from services.cases.restricted.domain import LONGEST_BEFORE_REVIEW, REASONS, Kind, Reason, State
from services.cases.restricted.policy import DECIDE, PROPOSE, RULES, SEE, AboutRestriction
from services.cases.territories.actions import today_in
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide, permits
from shared.refusals import Conflict, Invalid, NotFound


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What somebody proposes.

    Attributes:
        named: workers who may know, besides the two who decide; nobody where it lifts.
        asked_id: a privacy officer of the same agency who may not know of the person yet; None for whoever may decide.
        review_on: None where it lifts.
    """

    kind: Kind
    reason: Reason
    named: Sequence[UUID]
    asked_id: UUID | None
    review_on: date | None


async def propose(work: UnitOfWork, actor: Actor, person_id: UUID, proposal: Proposal) -> UUID:
    """Propose to restrict who may know of somebody, or to lift that. It changes nothing until another one decides.

    Raises:
        NotFound: no ground for this person, or no such person.
        NotAllowed: neither lead nor of the agency that coordinates.
        Invalid: a reason of the other kind, or a review in the past or after more than the longest time.
    """
    stands = await standing_to(work, person_id)
    decide(RULES, PROPOSE, actor, AboutRestriction(stands, await store.leads(work, person_id)))
    _refuse_what_does_not_fit(proposal, await today_in(work, stands.municipality_id))
    restriction_id = new_id()
    values = {
        "id": restriction_id,
        "person_id": person_id,
        "municipality_id": stands.municipality_id,
        "agency_id": actor.agency_id,
        "worker_id": actor.subject,
        "by_privacy_officer": Role.PRIVACY_OFFICER in actor.roles,
        "asked_id": proposal.asked_id,
        "kind": proposal.kind,
        "reason": proposal.reason,
        "named": sorted(set(proposal.named)),
        "review_on": proposal.review_on,
        "recorded_at": work.now,
    }
    await store.keep(work, values)
    return restriction_id


def _refuse_what_does_not_fit(proposal: Proposal, today: date) -> None:
    if proposal.reason not in REASONS[proposal.kind]:
        raise Invalid.field(
            "#/reason", "reason", "This is a reason for the opposite.", "Ce motif vaut pour la décision contraire."
        )
    if proposal.review_on is not None and not today < proposal.review_on <= today + LONGEST_BEFORE_REVIEW:
        raise Invalid.field(
            "#/review_on",
            "term",
            f"It is looked at again within {LONGEST_BEFORE_REVIEW.days} days from now.",
            f"Le réexamen a lieu dans les {LONGEST_BEFORE_REVIEW.days} jours à venir.",
        )


async def confirm(work: UnitOfWork, actor: Actor, person_id: UUID, restriction_id: UUID) -> UUID:
    """Decide as was proposed. With the answer the person is there for those named alone, or for everybody again.

    Raises:
        NotFound: no such proposal that the caller may see.
        NotAllowed: not the second pair of eyes.
        Conflict: it does not wait for a decision; carries the present state.
    """
    row = await _to_decide(work, actor, person_id, restriction_id)
    known_to = await store.decide(work, restriction_id)
    if known_to is None:
        raise _decided_before(row)
    about = {"person_id": person_id, "municipality_id": row["municipality_id"], "restriction_id": restriction_id}
    if row["kind"] == Kind.RESTRICT:
        await work.tell(events.PersonRestricted(known_to=tuple(known_to), **about))
    else:
        await work.tell(events.PersonUnrestricted(**about))
    return restriction_id


async def reject(work: UnitOfWork, actor: Actor, person_id: UUID, restriction_id: UUID) -> UUID:
    """Decide against it: everything stays as it was.

    Raises:
        NotFound, NotAllowed, Conflict: as for confirming.
    """
    row = await _to_decide(work, actor, person_id, restriction_id)
    if not await store.reject(work, restriction_id, actor.subject):
        raise _decided_before(row)
    return restriction_id


async def read_one(work: UnitOfWork, actor: Actor, person_id: UUID, restriction_id: UUID) -> asyncpg.Record:
    """One decision or proposal.

    Raises:
        NotFound: none that the caller may see.
    """
    row, facts = await _found(work, actor, person_id, restriction_id)
    if not permits(RULES, SEE, actor, facts):
        raise NotFound
    return row


async def list_of_person(
    work: UnitOfWork, actor: Actor, person_id: UUID, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """All that was decided and proposed about a person; one more than `limit` when there is a next page.

    Raises:
        NotFound: no ground for this person, or no such person.
        NotAllowed: neither lead nor of the agency that coordinates.
    """
    stands = await standing_to(work, person_id)
    decide(RULES, SEE, actor, AboutRestriction(stands, await store.leads(work, person_id)))
    return await store.list_some(work, person_id, after, limit + 1)


async def list_open(
    work: UnitOfWork, actor: Actor, review_before: date | None, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """What waits or is in force of all people of whom the caller may know and decide; one more than `limit`."""
    return await store.list_open(work, list(actor.municipalities), review_before, after, limit + 1)


async def forget_name(work: UnitOfWork, worker_id: UUID, revoked_at: datetime) -> None:
    """A worker was revoked: no restricted person is known to them any more. Background work.

    Args:
        revoked_at: what names them later stays.
    """
    for row in await store.forget_name(work, worker_id, revoked_at):
        work.lies_in(row["person_id"], row["municipality_id"])
        await work.tell(
            events.PersonRestricted(
                person_id=row["person_id"],
                municipality_id=row["municipality_id"],
                restriction_id=row["id"],
                known_to=tuple(row["known_to"]),
            )
        )


async def _to_decide(work: UnitOfWork, actor: Actor, person_id: UUID, restriction_id: UUID) -> asyncpg.Record:
    row, facts = await _found(work, actor, person_id, restriction_id)
    decide(RULES, DECIDE, actor, facts)
    if row["state"] != State.PROPOSED:
        raise _decided_before(row)
    return row


async def _found(
    work: UnitOfWork, actor: Actor, person_id: UUID, restriction_id: UUID
) -> tuple[asyncpg.Record, AboutRestriction]:
    """A row that the caller may know of: by a ground for the person, or because they were asked by name."""
    stands = await _standing_or_none(work, person_id)
    row = await store.open_one(work, person_id, restriction_id)
    if row is None or (stands is None and not _is_asked_or_has_decided(actor, row)):
        raise NotFound
    work.lies_in(person_id, row["municipality_id"])
    leads = await store.leads(work, person_id)
    return row, AboutRestriction(
        stands,
        leads,
        proposed_by=row["worker_id"],
        a_privacy_officer_proposed=row["by_privacy_officer"],
        proposed_for=row["agency_id"],
        asked=row["asked_id"],
    )


def _is_asked_or_has_decided(actor: Actor, row: asyncpg.Record) -> bool:
    is_asked: bool = row["asked_id"] == actor.subject and row["state"] == State.PROPOSED
    has_decided: bool = row["decided_by"] == actor.subject
    return is_asked or has_decided


async def _standing_or_none(work: UnitOfWork, person_id: UUID) -> Standing | None:
    try:
        return await standing_to(work, person_id)
    except NotFound:
        return None


def _decided_before(row: asyncpg.Record) -> Conflict:
    return Conflict(
        "This does not wait for a decision.",
        detail_fr="Aucune décision n'est attendue.",
        state=State.ENDED if row["state"] == State.PROPOSED else row["state"],
    )
