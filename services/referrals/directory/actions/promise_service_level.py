"""Say how soon a listing acts."""

from services.referrals.deadlines.domain.service_level import ServiceLevel
from services.referrals.directory.events import ServiceLevelPromised
from services.referrals.directory.policy import PROMISE, RULES, AboutListing
from services.referrals.directory.store import listings, said_here
from shared.contracts.identity.actor import Actor
from shared.contracts.referrals.directory import ListingId
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import decide
from shared.refusals import NotFound


async def promise_service_level(work: UnitOfWork, actor: Actor, listing_id: ListingId, level: ServiceLevel) -> None:
    """Say how soon the agency acknowledges, answers, starts and looks again, for referrals that are sent from now on.

    Raises:
        NotFound: no such listing.
        NotAllowed: the caller's agency does not offer it.
    """
    opened = await listings.open_one(work, listing_id)
    if opened is None:
        raise NotFound
    listing = opened.listing
    decide(RULES, PROMISE, actor, AboutListing(listing.origin.publisher, listing.agency_id))
    await said_here.promise(work, listing_id, level, actor.subject)
    await work.tell(ServiceLevelPromised(listing_id=listing_id, publisher_id=listing.origin.publisher))
