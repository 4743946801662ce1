"""Moves that disclose something: what cases said just now is kept with the referral, or nothing moves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from services.referrals.deadlines.domain.territory import Territory
from services.referrals.directory.actions.listing_for_referral import listing_for_referral
from services.referrals.directory.domain.intake import Declared
from services.referrals.directory.domain.listing import ListingForReferral
from services.referrals.disclosure.actions import Between, disclose
from services.referrals.lifecycle import events
from services.referrals.lifecycle.actions.drafting import Receiver, first_version
from services.referrals.lifecycle.actions.intake import check_intake
from services.referrals.lifecycle.actions.standing import event_of, load_for_change, mover_of, present, save
from services.referrals.lifecycle.domain.moving import MoveNotPossible, NoGround, moved
from services.referrals.lifecycle.domain.referral import Particulars, Progress, Referral
from services.referrals.lifecycle.store import queries
from services.referrals.lifecycle.store.flags import with_flags
from shared.contracts.cases.disclosure import Disclosure
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.agency import AgencyFacts
from shared.contracts.referrals.vocabulary import Move, Party, State
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Conflict

NOTHING: Final = Declared()
WARNED: Final = Declared(despite_warnings=True)
"""Of whoever cannot say more: what a listing's rules refuse stays refused."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What cases answered before this unit opened.

    Attributes:
        version: of the referral for which it was asked.
        at: when, by this service's clock.
    """

    version: int
    answer: Disclosure
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """The alternative as it was looked up before this unit opened."""

    receiver: Receiver
    agency: AgencyFacts
    territory: Territory
    asked: Asked


class ListingClosed(Conflict):
    """The listing takes no referrals at present, or has passed to another agency. Pick another one in the draft."""

    code = "listing-closed"
    title = "This listing takes no referrals"
    title_fr = "Cette offre ne prend pas d'orientations"


class SimilarReferral(Conflict):
    """Your agency has a live referral for the same need of the same person to the same listing: `similar` names it.

    Send again with `despite_similar` when you mean it.
    """

    code = "similar-referral"
    title = "There is a similar referral already"
    title_fr = "Une orientation semblable existe déjà"


class ChangedMeanwhile(Conflict):
    """Somebody changed the referral at the same moment. Look at it again, then ask again."""

    code = "changed-meanwhile"
    title = "Changed at the same moment"
    title_fr = "Modifiée au même moment"


def needs_an_answer(referral: Referral, actor: Actor) -> bool:
    """Whether this caller's next sending or resumption discloses something, so that cases has to be asked first."""
    is_held = referral.state is State.ON_HOLD and referral.held_by is Party.GROUND
    return referral.sender_agency_id == actor.agency_id and (referral.state is State.DRAFT or is_held)


async def send_referral(
    work: UnitOfWork,
    actor: Actor,
    referral_id: UUID,
    asked: Asked | None,
    *,
    despite_similar: bool,
    declared: Declared = NOTHING,
) -> Referral:
    """Send a draft, with what may travel.

    Raises:
        NotFound: no such referral, or not one this caller may see.
        NotAllowed: the caller may see it and may not send it.
        MoveNotPossible: it is no draft.
        ListingClosed, NotTaken, IntakeWarning, SimilarReferral, ChangedMeanwhile: see there.
        NoGround: nothing of what was picked may travel.
    """
    return await _disclosing(
        work, actor, referral_id, Move.SEND, asked, despite_similar=despite_similar, declared=declared
    )


async def resume_referral(
    work: UnitOfWork, actor: Actor, referral_id: UUID, asked: Asked | None, note: str = ""
) -> Referral:
    """Go on after a hold: the receiver after its own, the sender after the end of a ground and with a new one.

    Raises:
        NotFound, NotAllowed, MoveNotPossible, ChangedMeanwhile: as for sending.
        NoGround: nothing may travel yet.
    """
    return await _disclosing(work, actor, referral_id, Move.RESUME, asked, note=note)


async def _disclosing(
    work: UnitOfWork,
    actor: Actor,
    referral_id: UUID,
    move: Move,
    asked: Asked | None,
    *,
    note: str = "",
    despite_similar: bool = True,
    declared: Declared = NOTHING,
) -> Referral:
    referral = await load_for_change(work, referral_id)
    by = mover_of(work, actor, referral, move)
    answer = _answer_for(referral, asked)
    flags = answer.flags if answer else None
    flagged = await with_flags(work, referral, flags) if flags else referral
    listing = await listing_for_referral(work, referral.request.listing_id) if move is Move.SEND else None
    if listing is not None:
        flagged = replace(flagged, request=replace(flagged.request, service_level=listing.service_level))
    told = Particulars(note=note, has_ground=bool(answer and answer.grounds))
    try:
        changed, made = moved(flagged, move, by, told, work.now)
    except MoveNotPossible as refusal:
        raise present(work, actor, referral, refusal) from refusal
    except NoGround as refusal:
        if asked is None or answer is None:
            raise ChangedMeanwhile from refusal
        withheld = [one.model_dump(mode="json") for one in answer.withheld]
        raise NoGround(refusal.detail, detail_fr=refusal.detail_fr, withheld=withheld) from refusal
    if listing is not None:
        _check_listing(listing, referral)
        check_intake(work, listing, referral, answer, declared)
        await _check_similar(work, referral, despite_similar=despite_similar)
    if answer is not None and asked is not None:
        await disclose(work, _between(changed), answer, asked.at)
    await save(work, changed, made)
    return changed


def _answer_for(referral: Referral, asked: Asked | None) -> Disclosure | None:
    """What cases said about this version of the referral, no more than its sender picked."""
    if asked is None or asked.version != referral.version:
        return None
    picked = frozenset(referral.request.categories)
    return asked.answer.model_copy(
        update={"grounds": tuple(one for one in asked.answer.grounds if one.category in picked)}
    )


def _check_listing(listing: ListingForReferral, referral: Referral) -> None:
    if not listing.takes_referrals or listing.agency_id != referral.receiver_agency_id:
        raise ListingClosed


async def _check_similar(work: UnitOfWork, referral: Referral, *, despite_similar: bool) -> None:
    similar: Sequence[Mapping[str, Any]] = [] if despite_similar else await queries.similar_to(work, referral)
    if similar:
        raise SimilarReferral(similar=similar)


def _between(referral: Referral) -> Between:
    return Between(
        referral_id=referral.id,
        municipality_id=referral.municipality_id,
        person_id=referral.person_id,
        sender_agency_id=referral.sender_agency_id,
        receiver_agency_id=referral.receiver_agency_id,
        receiver_sector=referral.request.receiver_sector,
    )


async def take_alternative(work: UnitOfWork, actor: Actor, referral_id: UUID, elsewhere: Elsewhere | None) -> Referral:
    """Take the listing that was offered instead: this referral ends, and a draft for the same need follows it.

    Raises:
        NotFound, NotAllowed, MoveNotPossible, ChangedMeanwhile: as for sending.
    """
    referral = await load_for_change(work, referral_id)
    by = mover_of(work, actor, referral, Move.TAKE_ALTERNATIVE)
    try:
        moved(referral, Move.TAKE_ALTERNATIVE, by, Particulars(), work.now)
    except MoveNotPossible as refusal:
        raise present(work, actor, referral, refusal) from refusal
    if elsewhere is None or elsewhere.asked.version != referral.version:
        raise ChangedMeanwhile
    request = replace(
        referral.request, follows_id=referral.id, **elsewhere.receiver.changes(elsewhere.agency, elsewhere.territory)
    )
    alone, first = first_version(work, actor, request, elsewhere.asked.answer, referral.sender_name)
    following = replace(alone, package_id=referral.package_id)
    said = Progress(redirected_to_id=following.id)
    changed, made = moved(referral, Move.TAKE_ALTERNATIVE, by, Particulars(said=said), work.now)
    await queries.add(work, following, first, event_of(events.ReferralDrafted, following, first.by))
    await save(work, changed, made)
    return changed
