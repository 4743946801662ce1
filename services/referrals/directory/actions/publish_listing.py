"""List, change and count the places of a service of one's own agency, for agencies without a feed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from services.referrals.directory.domain.listing import (
    ListedOrganization,
    ListingDetails,
    Origin,
    ServiceListing,
)
from services.referrals.directory.domain.writing import document_of, own_organization_document
from services.referrals.directory.events import ListingChanged, ListingPublished
from services.referrals.directory.policy import CHANGE, PUBLISH, RULES, AboutListing
from services.referrals.directory.store import listings, organizations
from services.referrals.directory.store.listings import Publication
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.agency import AgencyFacts
from shared.contracts.identity.vocabulary import MunicipalityId
from shared.contracts.referrals.directory import ListingId, OrganizationId
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide
from shared.refusals import Conflict, Invalid, NotFound, Stale


class SaidByItsFeed(Conflict):
    """What this listing says comes from a feed: change it there. Here you decide who it is meant for, and whether it
    takes referrals.
    """

    code = "said-by-its-feed"
    title = "This comes from a feed"
    title_fr = "Cette information provient d'un flux"


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What an agency says it offers, and to whom.

    Attributes:
        details: `last_modified` is ours to set.
    """

    details: ListingDetails
    municipality_ids: Sequence[MunicipalityId]
    takes_referrals: bool


async def publish_listing(work: UnitOfWork, actor: Actor, offer: Offer, agency: AgencyFacts) -> ListingId:
    """List a service of the caller's agency.

    Raises:
        NotAllowed: the caller does not administer the agency.
        Invalid: meant for a municipality in which the agency does not operate.
    """
    decide(RULES, PUBLISH, actor, AboutListing())
    _must_operate_in(actor, offer.municipality_ids)
    assured_on = offer.details.assured_on or work.now.date()
    listing = ServiceListing(
        id=ListingId(new_id()),
        origin=Origin(actor.agency_id),
        agency_id=actor.agency_id,
        municipality_ids=tuple(offer.municipality_ids),
        takes_referrals=offer.takes_referrals,
        details=replace(offer.details, assured_on=assured_on, last_modified=_to_milliseconds(work.now)),
        organization_id=await _own_organization(work, actor, agency),
    )
    await _save(work, actor, listing, agency.name)
    await work.tell(ListingPublished(listing_id=listing.id, publisher_id=actor.agency_id))
    return listing.id


async def change_listing(
    work: UnitOfWork, actor: Actor, listing_id: ListingId, version: int, offer: Offer
) -> ListingId:
    """Change what a listing of the caller's agency says; what it said before stays as history.

    Args:
        version: the one that the caller read.

    Raises:
        NotFound: no such listing.
        NotAllowed: the caller's agency does not publish it, or the caller does not administer that agency.
        Stale: somebody changed it since.
        SaidByItsFeed: the listing has a feed, and the change is of what the feed says.
        Invalid: meant for a municipality in which the agency does not operate.
    """
    _, organization_name = await _theirs(work, actor, listing_id)
    listing = await listings.lock_one(work, listing_id)
    if listing is None or listing.version != version:
        raise Stale
    if added := [one for one in offer.municipality_ids if one not in listing.municipality_ids]:
        _must_operate_in(actor, added)
    details = replace(offer.details, last_modified=listing.details.last_modified)
    if details != listing.details and listing.has_a_feed:
        raise SaidByItsFeed
    changed = replace(
        listing,
        details=details,
        municipality_ids=tuple(offer.municipality_ids),
        takes_referrals=offer.takes_referrals,
    )
    if changed == listing:
        return listing_id
    if details != listing.details:
        changed = replace(changed, details=replace(details, last_modified=_to_milliseconds(work.now)))
    await _save(work, actor, replace(changed, version=listing.version + 1), organization_name)
    await work.tell(ListingChanged(listing_id=listing_id, publisher_id=listing.origin.publisher))
    return listing_id


async def open_to_change(work: UnitOfWork, actor: Actor, listing_id: ListingId) -> ServiceListing:
    """The listing, if the caller may change it.

    Raises:
        NotFound: no such listing.
        NotAllowed: the caller's agency does not publish it, or the caller does not administer that agency.
    """
    listing, _ = await _theirs(work, actor, listing_id)
    return listing


async def _theirs(work: UnitOfWork, actor: Actor, listing_id: ListingId) -> tuple[ServiceListing, str]:
    opened = await listings.open_one(work, listing_id)
    if opened is None:
        raise NotFound
    listing = opened.listing
    decide(RULES, CHANGE, actor, AboutListing(listing.origin.publisher, listing.agency_id))
    return listing, opened.organization_name


async def _save(work: UnitOfWork, actor: Actor, listing: ServiceListing, organization_name: str) -> None:
    document = (
        await listings.document_of(work, listing.id) if listing.has_a_feed else document_of(listing.id, listing.details)
    )
    await listings.save_all(work, [Publication(listing, document, organization_name)], by=actor.subject)


async def _own_organization(work: UnitOfWork, actor: Actor, agency: AgencyFacts) -> OrganizationId:
    """The entry of the caller's agency among the organizations, with its present name."""
    known = await organizations.own_of(work, actor.agency_id)
    if known and known.name == agency.name:
        return known.id
    organization_id = known.id if known else OrganizationId(new_id())
    document = own_organization_document(organization_id, agency.name)
    await organizations.save_all(work, [ListedOrganization(organization_id, Origin(actor.agency_id), document)])
    return organization_id


def _must_operate_in(actor: Actor, municipality_ids: Sequence[MunicipalityId]) -> None:
    if not set(municipality_ids) <= set(actor.municipalities):
        raise Invalid.field(
            "#/municipality_ids",
            "elsewhere",
            "Your agency does not operate there.",
            "Votre organisme n'y intervient pas.",
        )


def _to_milliseconds(moment: datetime) -> datetime:
    """HSDS: last_modified "should have millisecond accuracy"."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
