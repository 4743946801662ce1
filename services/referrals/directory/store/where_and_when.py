"""Where listings are on the map, and when they are open: rows of their own, so that both can be searched."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from services.referrals.directory.domain.listing import ServiceListing
from services.referrals.directory.domain.opening_hours import hours_of
from services.referrals.directory.store import tables as _tables  # noqa: F401 - they belong to the schema
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_FORGET_PLACES = Statement("DELETE FROM listing_place WHERE listing_id = ANY (CAST(:ids AS uuid[]))")
_KEEP_PLACE = Statement("""
    INSERT INTO listing_place (listing_id, number, latitude, longitude)
    VALUES (:listing_id, :number, :latitude, :longitude)
""")
_FORGET_HOURS = Statement("DELETE FROM listing_opening WHERE listing_id = ANY (CAST(:ids AS uuid[]))")
_KEEP_HOURS = Statement("""
    INSERT INTO listing_opening (listing_id, number, day, opens_at, closes_at, valid_from, valid_to)
    VALUES (:listing_id, :number, :day, :opens_at, :closes_at, :valid_from, :valid_to)
""")


async def replace_all(work: UnitOfWork, listings: Sequence[ServiceListing], known: Sequence[UUID]) -> None:
    """Keep where and when, in place of what was kept of those that are known."""
    await forget_places(work, known)
    await work.run(_FORGET_HOURS, ids=list(known))
    await work.run_many(_KEEP_PLACE, [place for one in listings for place in _positions(one)])
    await work.run_many(_KEEP_HOURS, [hours for one in listings for hours in _hours(one)])


async def forget_places(work: UnitOfWork, ids: Sequence[UUID]) -> None:
    """Take listings off the map."""
    await work.run(_FORGET_PLACES, ids=list(ids))


def _positions(listing: ServiceListing) -> Iterator[dict[str, Any]]:
    """Where to find it on the map, while it is offered."""
    for number, place in enumerate(listing.details.places):
        if place.position and listing.is_offered:
            yield {
                "listing_id": listing.id,
                "number": number,
                "latitude": place.position.latitude,
                "longitude": place.position.longitude,
            }


def _hours(listing: ServiceListing) -> Iterator[dict[str, Any]]:
    for number, hours in enumerate(hours_of(listing.details.openings)):
        yield {"listing_id": listing.id, "number": number, **vars(hours)}
