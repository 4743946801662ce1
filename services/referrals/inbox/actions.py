"""All that a row of an inbox or outbox shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.referrals.disclosure.actions import disclosed_of, note_list
from services.referrals.disclosure.domain import shown
from services.referrals.lifecycle.actions.listing import (
    Before,
    matching_referrals,
    overdue_referrals,
    received_referrals,
    sent_referrals,
)
from services.referrals.lifecycle.actions.reading import shown_flags, sight_of, view_of
from services.referrals.lifecycle.actions.waiting import waiting_referrals
from services.referrals.lifecycle.domain.referral import Referral, Wanted
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.referrals.vocabulary import State
from shared.database.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class Row:
    """One referral in a list.

    Attributes:
        identity: who the person is, as far as it travelled and may be seen now.
        flags: what always travels, as far as it is seen.
    """

    referral: Referral
    identity: Any
    flags: Mapping[str, Any] | None


@dataclass(frozen=True)
class Listed:
    """Rows of one page, and whether more follow."""

    rows: Sequence[Row]
    has_more: bool


async def inbox(
    work: UnitOfWork, actor: Actor, states: Sequence[State], before: Before, limit: int, *, is_certain: bool
) -> Listed:
    """What was sent to the caller's agency; each row is a look at a person, and logged."""
    found = await received_referrals(work, states, before, limit + 1)
    return await _listed(work, actor, found, limit, "list received referrals", is_certain=is_certain)


async def outbox(
    work: UnitOfWork, actor: Actor, states: Sequence[State], before: Before, limit: int, *, is_certain: bool
) -> Listed:
    """What the caller's agency drafted or sent; each row is a look at a person, and logged."""
    found = await sent_referrals(work, states, before, limit + 1)
    return await _listed(work, actor, found, limit, "list sent referrals", is_certain=is_certain)


async def overdue(
    work: UnitOfWork, actor: Actor, after: Before, limit: int, *, by_us: bool, is_certain: bool
) -> Listed:
    """Where the caller's agency owes what was due, or another one does; each row is a look at a person, and logged."""
    found = await overdue_referrals(work, after, limit + 1, by_us=by_us)
    return await _listed(work, actor, found, limit, "list overdue referrals", is_certain=is_certain)


async def waiting_list(
    work: UnitOfWork, actor: Actor, listing_id: UUID, after: Before, limit: int, *, is_certain: bool
) -> Listed:
    """Who waits for a listing of the caller's agency, in order; each row is a look at a person, and logged."""
    found = await waiting_referrals(work, listing_id, after, limit + 1)
    return await _listed(work, actor, found, limit, "list who waits", is_certain=is_certain)


async def matching(
    work: UnitOfWork,
    actor: Actor,
    states: Sequence[State],
    by: Wanted,
    before: Before,
    limit: int,
    *,
    is_certain: bool,
) -> Listed:
    """What the caller's agency drafted, sent or received and fits; each row is a look at a person, and logged."""
    found = await matching_referrals(work, states, by, before, limit + 1)
    return await _listed(work, actor, found, limit, "search referrals", is_certain=is_certain)


async def _listed(
    work: UnitOfWork, actor: Actor, found: Sequence[Referral], limit: int, operation: str, *, is_certain: bool
) -> Listed:
    here = found[:limit]
    if not here:
        return Listed([], has_more=False)
    identities = await disclosed_of(work, [one.id for one in here], Category.IDENTITY)
    rows, sights = [], []
    for referral in here:
        view = view_of(work, actor, referral, is_certain=is_certain)
        seen = shown(identities.get(referral.id, ()), view)
        flags = await shown_flags(work, referral, view)
        rows.append(Row(referral=referral, identity=seen.content(Category.IDENTITY), flags=flags))
        sights.append(sight_of(referral, seen))
    await note_list(work, operation, sights)
    return Listed(rows, has_more=len(found) > limit)
