"""Look into the directory."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import asyncpg

from services.referrals.directory.domain.search import FoundListing, Search
from services.referrals.directory.policy import LOOK, RULES, AboutListing
from services.referrals.directory.store import history, listings
from services.referrals.directory.store import search as store
from shared.contracts.identity.actor import Actor
from shared.contracts.referrals.directory import ListingId
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import decide
from shared.refusals import NotFound


async def find_listings(
    work: UnitOfWork, actor: Actor, search: Search, after: Sequence[Any] | None, limit: int
) -> list[FoundListing]:
    """Listings that are offered now and meet all conditions; one more than `limit` when there is a next page."""
    decide(RULES, LOOK, actor, AboutListing())
    return await store.find(work, search, after, limit + 1)


async def open_listing(work: UnitOfWork, actor: Actor, listing_id: ListingId) -> FoundListing:
    """One listing, also one that is not offered any more: a live referral may still point to it.

    Raises:
        NotFound: no such listing.
    """
    decide(RULES, LOOK, actor, AboutListing())
    opened = await listings.open_one(work, listing_id)
    if opened is None:
        raise NotFound
    return opened


async def listing_versions(
    work: UnitOfWork, actor: Actor, listing_id: ListingId, moment: datetime | None
) -> list[asyncpg.Record]:
    """What a listing says and said before, the latest first; or what it said at a moment alone.

    Raises:
        NotFound: no such listing.
    """
    decide(RULES, LOOK, actor, AboutListing())
    found = await (history.latest(work, listing_id) if moment is None else history.at(work, listing_id, moment))
    if not found:
        raise NotFound
    return found
