"""Disclose, show, take back; and note every look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from services.referrals.disclosure.domain import (
    AnnouncedRefusal,
    Continued,
    Disclosed,
    Hidden,
    Refusal,
    Restricted,
    Sight,
    Sought,
)
from services.referrals.disclosure.events import RecipientFound, ReferralLookedAt, ReferralsListed, ReferralTravelled
from services.referrals.disclosure.store import disclosures, looks
from shared.contracts.cases.disclosure import Disclosure
from shared.contracts.cases.rights import StepKind
from shared.contracts.cases.vocabulary import Act, Category
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Purpose, Sector
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import Conflict

CLOCKS_DIFFER_BY: Final = timedelta(seconds=5)
"""How far the clocks of two replicas may lie apart."""


class GroundJustEnded(Conflict):
    """A ground on which something was to travel ended a moment ago. Ask again: the answer will be without it."""

    code = "ground-just-ended"
    title = "A ground ended a moment ago"
    title_fr = "Un fondement vient de prendre fin"


@dataclass(frozen=True, kw_only=True)
class Between:
    """Whom a disclosure concerns."""

    referral_id: UUID
    municipality_id: UUID
    person_id: UUID
    sender_agency_id: UUID
    receiver_agency_id: UUID
    receiver_sector: Sector


async def disclose(work: UnitOfWork, between: Between, answer: Disclosure, asked_at: datetime) -> None:
    """Keep what travels with a referral, each category with its grounds, in place of an earlier snapshot.

    Args:
        asked_at: when cases was asked, before this unit opened; what ended since is not in its answer.

    Raises:
        GroundJustEnded: one of the grounds ended meanwhile.
    """
    assert isinstance(work.actor, Actor)
    held = sorted(
        {between.person_id}
        | {one.id for one in answer.grounds}
        | {one.agreement_id for one in answer.grounds if one.agreement_id}
    )
    if not await disclosures.try_to_hold(work, held):
        raise GroundJustEnded
    if await disclosures.ended_since(work, held, asked_at - CLOCKS_DIFFER_BY):
        raise GroundJustEnded
    await disclosures.take_back(work, between.referral_id, Hidden.REPLACED)
    about = {
        "referral_id": between.referral_id,
        "municipality_id": between.municipality_id,
        "person_id": between.person_id,
        "sender_agency_id": between.sender_agency_id,
        "receiver_agency_id": between.receiver_agency_id,
        "receiver_sector": between.receiver_sector,
        "purpose": work.actor.purpose,
        "taken_at": asked_at,
    }
    await disclosures.keep(work, about, _rows(answer))
    await work.tell(_travelled(between, answer, work.actor.purpose, work.now))


def _travelled(between: Between, answer: Disclosure, purpose: Purpose, at: datetime) -> ReferralTravelled:
    grounds = sorted({(one.id, one.kind) for one in answer.grounds})
    return ReferralTravelled(
        referral_id=between.referral_id,
        person_id=between.person_id,
        municipality_id=between.municipality_id,
        sender_agency_id=between.sender_agency_id,
        receiver_agency_id=between.receiver_agency_id,
        receiver_sector=between.receiver_sector,
        purpose=purpose,
        ground_ids=tuple(one for one, _kind in grounds),
        ground_kinds=tuple(kind for _one, kind in grounds),
        categories=tuple(sorted({one.category for one in answer.grounds})),
        travelled_at=at,
    )


def _rows(answer: Disclosure) -> Sequence[Mapping[str, Any]]:
    """One row a category and ground; what has no ground stays behind, whatever the answer holds."""
    return [
        {
            "id": new_id(),
            "category": ground.category,
            "ground_kind": ground.kind,
            "ground_id": ground.id,
            "agreement_id": ground.agreement_id,
            "overrides_refusal": ground.overrides_refusal,
            "valid_until": ground.valid_until,
            "content": answer.snapshot.get(ground.category) or {},
            "item_ids": answer.made_of.get(ground.category, ()),
        }
        for ground in answer.grounds
    ]


async def disclosed_with(work: UnitOfWork, referral_id: UUID) -> Sequence[Disclosed]:
    """All that travelled with a referral, latest snapshot first, also what was taken back."""
    found = await disclosures.of_referrals(work, [referral_id])
    return found.get(referral_id, ())


async def disclosed_of(
    work: UnitOfWork, referral_ids: Sequence[UUID], category: Category
) -> Mapping[UUID, Sequence[Disclosed]]:
    """One category of what travelled with each of these referrals."""
    return await disclosures.of_referrals(work, referral_ids, category)


async def take_back_all(work: UnitOfWork, referral_id: UUID) -> None:
    """Empty what travelled with a referral that should never have been."""
    await disclosures.take_back(work, referral_id, Hidden.ENTERED_IN_ERROR)


async def end_ground(work: UnitOfWork, ground_id: UUID, hidden: Hidden) -> Sequence[UUID]:
    """A consent, mandate or agreement ended, or a refusal that has not begun: empty at once what rests on it.

    Returns:
        The referrals that lost a category for which no other ground lives.
    """
    await disclosures.remember_end(work, ground_id)
    await disclosures.forget_announced(work, ground_id)
    return await disclosures.end(work, ground_id, hidden)


async def go_on(work: UnitOfWork, continued: Continued) -> None:
    """A consent was narrowed: what travelled on it and is still covered rests on what took its place from now on."""
    await disclosures.go_on(work, continued)


async def refuse(work: UnitOfWork, refusal: Refusal) -> Sequence[UUID]:
    """A person refused to share something: empty at once what of it travelled; a mandate may override a refusal.

    Returns:
        The referrals that lost a category for which no other ground lives.
    """
    await disclosures.remember_end(work, refusal.person_id)
    return await disclosures.refuse(work, refusal)


async def announce_refusal(work: UnitOfWork, announced: AnnouncedRefusal) -> None:
    """A person refuses to share something from some later moment on: from then on nobody sees it."""
    await disclosures.announce(work, announced)


async def restrict(work: UnitOfWork, restricted: Restricted) -> None:
    """Hide what travelled and is stored and not processed since; what is under way is asked anew."""
    await disclosures.remember_end(work, restricted.person_id)
    await disclosures.restrict(work, restricted)


async def lift_restriction(work: UnitOfWork, restriction_id: UUID) -> None:
    """It is processed again: show what travelled, as far as nothing else hides it."""
    await disclosures.lift(work, restriction_id)


async def find_recipients(work: UnitOfWork, sought: Sought) -> None:
    """Tell which referrals carried it, whether or not it is shown there now. What is under way is asked anew, and so
    carries what holds since. What was erased where it came from goes from each snapshot too, and nothing else does.
    """
    work.lies_in(sought.person_id, sought.municipality_id)
    await disclosures.remember_end(work, sought.person_id)
    for found in await disclosures.received(work, sought):
        event = RecipientFound(
            **found,
            person_id=sought.person_id,
            municipality_id=sought.municipality_id,
            step_id=sought.step_id,
            kind=sought.kind,
        )
        await work.tell(event)
    if sought.kind is StepKind.ERASURE:
        await disclosures.erase(work, sought.person_id, sought.item_ids)


async def note_look(work: UnitOfWork, operation: str, sight: Sight, *, act: Act = Act.OPENED) -> None:
    """Write who looked at a referral, or was denied it, into the access log, and tell cases."""
    actor = _looking(work)
    event = ReferralLookedAt(
        referral_id=sight.referral_id,
        person_id=sight.person_id,
        municipality_id=sight.municipality_id,
        looked_at=work.now,
        subject_id=actor.subject,
        agency_id=actor.agency_id,
        purpose=actor.purpose,
        decision_id=work.decision_id,
        act=act,
    )
    await looks.log_and_tell(work, actor, operation, act, [sight], event)


async def note_list(work: UnitOfWork, operation: str, sights: Sequence[Sight]) -> None:
    """The same for the rows of a list: a line for each, told together."""
    if not sights:
        return
    actor = _looking(work)
    event = ReferralsListed(
        referral_ids=tuple(sight.referral_id for sight in sights),
        person_ids=tuple(sight.person_id for sight in sights),
        municipality_ids=tuple(sight.municipality_id for sight in sights),
        looked_at=work.now,
        subject_id=actor.subject,
        agency_id=actor.agency_id,
        purpose=actor.purpose,
        decision_id=work.decision_id,
    )
    await looks.log_and_tell(work, actor, operation, Act.SEARCH_HIT, sights, event)


def _looking(work: UnitOfWork) -> Actor:
    assert isinstance(work.actor, Actor), "background work looks for nobody"
    return work.actor
