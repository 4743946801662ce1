"""Say how many places are free."""

from services.referrals.directory.domain.listing import Capacity
from services.referrals.directory.events import CapacityStated
from services.referrals.directory.policy import RULES, STATE_CAPACITY, AboutListing
from services.referrals.directory.store import listings, said_here
from shared.contracts.identity.actor import Actor
from shared.contracts.referrals.directory import ListingId
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import decide
from shared.refusals import NotFound


async def state_capacity(work: UnitOfWork, actor: Actor, listing_id: ListingId, capacity: Capacity) -> None:
    """Say how many places a listing has, how many are free and how long people wait: now, whatever was said before.

    Raises:
        NotFound: no such listing.
        NotAllowed: the caller's agency does not offer it.
    """
    opened = await listings.open_one(work, listing_id)
    if opened is None:
        raise NotFound
    listing = opened.listing
    decide(RULES, STATE_CAPACITY, actor, AboutListing(listing.origin.publisher, listing.agency_id))
    await said_here.state_capacity(work, listing_id, capacity)
    await work.tell(
        CapacityStated(
            listing_id=listing_id,
            publisher_id=listing.origin.publisher,
            free_places=capacity.free_places,
            waiting_days=capacity.waiting_days,
            waiting_people=capacity.waiting_people,
        )
    )
