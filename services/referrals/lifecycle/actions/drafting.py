"""Writing a referral, before anybody else knows of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from services.referrals.deadlines.domain.territory import Territory
from services.referrals.directory.actions.listing_for_referral import listing_for_referral
from services.referrals.directory.domain.listing import ListingForReferral
from services.referrals.lifecycle import events
from services.referrals.lifecycle.actions.standing import event_of, load_for_change, permit
from services.referrals.lifecycle.domain.clocks import wound
from services.referrals.lifecycle.domain.referral import MoveMade, Mover, Particulars, Referral, Request
from services.referrals.lifecycle.policy import EDIT, MAY, RULES
from services.referrals.lifecycle.store import queries
from shared.contracts.cases.disclosure import Disclosure
from shared.contracts.cases.vocabulary import PersonId
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.agency import AgencyFacts
from shared.contracts.identity.vocabulary import AgencyId, MunicipalityId
from shared.contracts.referrals.directory import ListingId
from shared.contracts.referrals.vocabulary import Move, Party, ReferralId, State
from shared.database.access_log import Look, log_if_denied
from shared.database.engine import Database
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide
from shared.refusals import Conflict, Invalid, NotFound, Stale


@dataclass(frozen=True, kw_only=True)
class Receiver:
    """Where a referral goes: a listing, and the agency that takes its referrals."""

    listing: ListingForReferral
    agency_id: AgencyId

    def changes(self, agency: AgencyFacts, territory: Territory) -> dict[str, Any]:
        """The fields of a request that address it there."""
        return {
            "listing_id": self.listing.id,
            "listing_name": self.listing.name,
            "receiver_agency_id": self.agency_id,
            "receiver_name": agency.name,
            "receiver_sector": agency.sector,
            "territory": territory,
            "service_level": self.listing.service_level,
        }


@dataclass(frozen=True)
class Drafted:
    """A new draft, and live referrals of the same agency for the same need of the same person to the same listing."""

    referral: Referral
    similar: Sequence[Mapping[str, Any]]


class NotADraft(Conflict):
    """Only a draft can be edited; what was sent changes by its moves. `state` says where it stands."""

    code = "not-a-draft"
    title = "This is no draft any more"
    title_fr = "Ce n'est plus un brouillon"


async def receiver_of(asked: UnitOfWork | Database, listing_id: UUID) -> Receiver:
    """Who would receive a referral to this listing.

    Raises:
        Invalid: no such listing, or nobody takes referrals for it.
    """
    try:
        listing = await listing_for_referral(asked, ListingId(listing_id))
    except NotFound as unknown:
        raise Invalid.field(
            "#/listing_id", "unknown", "There is no such listing.", "Cette offre n'existe pas."
        ) from unknown
    if listing.agency_id is None or not listing.takes_referrals:
        raise Invalid.field(
            "#/listing_id",
            "takes_no_referrals",
            "This listing takes no referrals.",
            "Cette offre ne prend pas d'orientations.",
        )
    return Receiver(listing=listing, agency_id=listing.agency_id)


def first_version(
    work: UnitOfWork, actor: Actor, request: Request, answer: Disclosure, sender_name: str
) -> tuple[Referral, MoveMade]:
    """A draft by the caller's agency, for a person whom cases has just said they may refer.

    Raises:
        NotAllowed: the caller does not handle referrals.
    """
    referral = Referral(
        id=ReferralId(new_id()),
        municipality_id=MunicipalityId(answer.municipality_id),
        person_id=PersonId(answer.person_id),
        sender_agency_id=actor.agency_id,
        sender_name=sender_name,
        request=request,
        drafted_at=work.now,
        moved_at=work.now,
        moved_by_agency_id=actor.agency_id,
        moved_by_id=actor.subject,
    )
    log_if_denied(work, Look(MAY[Move.DRAFT], person_id=referral.person_id))
    decide(RULES, MAY[Move.DRAFT], actor, referral)
    by = Mover(party=Party.SENDER, agency_id=actor.agency_id, id=actor.subject, is_worker=actor.worker_id is not None)
    made = MoveMade(move=Move.DRAFT, by=by, origin=None, to=State.DRAFT, at=work.now, particulars=Particulars())
    return replace(referral, clock=wound(referral, Move.DRAFT, work.now)), made


async def draft_referral(
    work: UnitOfWork, actor: Actor, request: Request, answer: Disclosure, sender_name: str
) -> Drafted:
    """Write a draft.

    Raises:
        NotAllowed: the caller does not handle referrals.
        Invalid: it follows a referral that the caller does not see, or of somebody else.
    """
    earlier = None if request.follows_id is None else await queries.open_one(work, request.follows_id)
    if request.follows_id is not None and (earlier is None or earlier.person_id != answer.person_id):
        raise Invalid.field("#/follows_id", "unknown", "There is no such referral.", "Cette orientation n'existe pas.")
    referral, made = first_version(work, actor, request, answer, sender_name)
    similar = await queries.add(work, referral, made, event_of(events.ReferralDrafted, referral, made.by))
    return Drafted(referral, similar)


async def load_draft(work: UnitOfWork, actor: Actor, referral_id: UUID) -> Referral:
    """A draft that the caller may edit, locked.

    Raises:
        NotFound: no such referral, or not one this caller may see.
        NotAllowed: the caller may see it and may not edit it.
        NotADraft: it was sent or withdrawn.
    """
    referral = await load_for_change(work, referral_id)
    permit(work, actor, EDIT, referral)
    if referral.state is not State.DRAFT:
        raise NotADraft(state=referral.state.value)
    return referral


async def edit_draft(
    work: UnitOfWork, actor: Actor, referral_id: UUID, version: int, changes: Mapping[str, Any]
) -> Referral:
    """Change a draft.

    Args:
        changes: fields of `Request` with their new values.

    Raises:
        NotFound: no such referral, or not one this caller may see.
        NotAllowed: the caller may see it and may not edit it.
        NotADraft: it was sent or withdrawn.
        Stale: somebody changed it since.
    """
    referral = await load_draft(work, actor, referral_id)
    if referral.version != version:
        raise Stale
    edited = replace(referral, request=replace(referral.request, **changes), version=version + 1)
    by = Mover(party=Party.SENDER, agency_id=actor.agency_id, id=actor.subject)
    await queries.save_and_tell(work, edited, event_of(events.DraftEdited, edited, by))
    return edited
