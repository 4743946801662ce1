"""What the life of a referral asks the directory."""

from services.referrals.directory.domain.listing import ListingForReferral
from services.referrals.directory.store import listings
from shared.contracts.referrals.directory import ListingId
from shared.database.engine import Database
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import NotFound


async def listing_for_referral(asked: UnitOfWork | Database, listing_id: ListingId) -> ListingForReferral:
    """The listing that a referral goes to, also one that has vanished since.

    Raises:
        NotFound: no such listing.
    """
    listing = await listings.open_for_referral(asked, listing_id)
    if listing is None:
        raise NotFound("There is no such listing.", detail_fr="Cette offre n'existe pas.")
    return listing
