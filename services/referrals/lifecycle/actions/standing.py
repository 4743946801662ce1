"""How a caller stands to a referral: which party they act for, and what they may do now."""

from collections.abc import Sequence
from uuid import UUID

from services.referrals.disclosure.actions import note_look
from services.referrals.disclosure.domain import Sight
from services.referrals.lifecycle import events
from services.referrals.lifecycle.domain.moving import MoveNotPossible, allowed, steps_of
from services.referrals.lifecycle.domain.referral import MoveMade, Mover, Referral
from services.referrals.lifecycle.domain.table import Step
from services.referrals.lifecycle.policy import MAY, RULES
from services.referrals.lifecycle.store import queries
from shared.contracts.cases.vocabulary import Act
from shared.contracts.identity.actor import Actor
from shared.contracts.referrals.vocabulary import Move, Party
from shared.database.access_log import Look, log_if_denied
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import Rule, decide
from shared.refusals import NotAllowed, NotFound


async def load(work: UnitOfWork, referral_id: UUID) -> Referral:
    """A referral that the caller may see.

    Raises:
        NotFound: no such referral, or not one this caller may see.
    """
    return _found(work, await queries.open_one(work, referral_id))


async def load_for_change(work: UnitOfWork, referral_id: UUID) -> Referral:
    """The same, locked until this unit ends.

    Raises:
        NotFound: no such referral, or not one this caller may see.
    """
    return _found(work, await queries.open_for_change(work, referral_id))


def _found(work: UnitOfWork, referral: Referral | None) -> Referral:
    if referral is None:
        log_if_denied(work, Look("referral"))
        raise NotFound
    return referral


def permit(
    work: UnitOfWork, actor: Actor, action: str, referral: Referral, rules: Sequence[Rule[Referral]] = RULES
) -> None:
    """Let a rule decide; a no is logged, and told to cases.

    Args:
        rules: of another area about referrals.

    Raises:
        NotAllowed: the caller may see the referral and may not do this; with what is missing.
    """
    try:
        decide(rules, action, actor, referral)
    except NotAllowed:
        sight = Sight(referral.id, referral.person_id, referral.municipality_id)
        work.if_refused(lambda afterwards: note_look(afterwards, action, sight, act=Act.DENIED))
        raise


def parties_of(actor: Actor, referral: Referral) -> tuple[Party, ...]:
    """For whom the caller acts; for both where an agency refers to itself."""
    sides = ((Party.SENDER, referral.sender_agency_id), (Party.RECEIVER, referral.receiver_agency_id))
    return tuple(party for party, agency_id in sides if agency_id == actor.agency_id)


def mover_of(work: UnitOfWork, actor: Actor, referral: Referral, move: Move) -> Mover:
    """Who makes this move.

    Raises:
        NotAllowed: the caller may see the referral and may not do this; with what is missing.
    """
    permit(work, actor, MAY[move], referral)
    able = [party for party in parties_of(actor, referral) if steps_of(move, party)]
    now = [party for party in able if any(step.move is move for step in allowed(referral, party, work.now))]
    party = (now or able)[0]
    return Mover(party=party, agency_id=actor.agency_id, id=actor.subject, is_worker=actor.worker_id is not None)


def possible(work: UnitOfWork, actor: Actor, referral: Referral) -> Sequence[Step]:
    """Every move that this caller can make now, in the order of the table."""
    return [
        step
        for party in parties_of(actor, referral)
        for step in allowed(referral, party, work.now)
        if _permits(actor, referral, step.move) and not _waits_for_somebody_else(actor, referral, step.move)
    ]


def present(work: UnitOfWork, actor: Actor, referral: Referral, refusal: MoveNotPossible) -> MoveNotPossible:
    """The same refusal with what this caller may know: the present state, their moves, and who of their own agency."""
    told: dict[str, object] = {
        "state": referral.state.value,
        "moved_at": referral.moved_at,
        "moves": [step.move.value for step in possible(work, actor, referral)],
    }
    if referral.moved_by_agency_id == actor.agency_id:
        told["moved_by_id"] = referral.moved_by_id
    return MoveNotPossible(refusal.detail, detail_fr=refusal.detail_fr, **told)


def event_of(kind: type[events.ReferralEvent], referral: Referral, by: Mover) -> events.ReferralEvent:
    """What is told about this referral."""
    return kind(
        referral_id=referral.id,
        person_id=referral.person_id,
        case_id=referral.request.case_id,
        sender_agency_id=referral.sender_agency_id,
        receiver_agency_id=referral.receiver_agency_id,
        listing_id=referral.request.listing_id,
        category=referral.request.category,
        state=referral.state,
        moved_at=referral.moved_at,
        by_agency_id=by.agency_id,
        by_id=by.id,
        responsible_id=referral.progress.responsible_id,
        due_at=referral.clock.due_at if referral.clock else None,
    )


async def save(work: UnitOfWork, referral: Referral, made: MoveMade) -> None:
    """Keep a move and tell it."""
    await queries.save(work, referral, made, event_of(events.OF_MOVE[made.move], referral, made.by))


def _permits(actor: Actor, referral: Referral, move: Move) -> bool:
    try:
        decide(RULES, MAY[move], actor, referral)
    except NotAllowed:
        return False
    return True


def _waits_for_somebody_else(actor: Actor, referral: Referral, move: Move) -> bool:
    proposed = referral.error_proposed
    return move is Move.MARK_IN_ERROR and proposed is not None and proposed.by == actor.subject
