"""Say whom a listing takes."""

from services.referrals.directory.domain.intake import IntakeRules
from services.referrals.directory.events import IntakeRulesPublished
from services.referrals.directory.policy import RULES, SAY_WHOM, AboutListing
from services.referrals.directory.store import listings, said_here
from shared.contracts.identity.actor import Actor
from shared.contracts.referrals.directory import ListingId
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import decide
from shared.refusals import NotFound


async def say_whom_it_takes(work: UnitOfWork, actor: Actor, listing_id: ListingId, rules: IntakeRules) -> None:
    """Say who is taken, for referrals that are sent from now on.

    Raises:
        NotFound: no such listing.
        NotAllowed: the caller's agency does not take its referrals, or the caller does not lead its work.
    """
    opened = await listings.open_one(work, listing_id)
    if opened is None:
        raise NotFound
    listing = opened.listing
    decide(RULES, SAY_WHOM, actor, AboutListing(listing.origin.publisher, listing.agency_id))
    await said_here.say_whom(work, listing_id, rules, actor.subject)
    await work.tell(IntakeRulesPublished(listing_id=listing_id, publisher_id=listing.origin.publisher))
