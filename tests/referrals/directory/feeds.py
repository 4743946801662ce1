"""Feeds for tests: HSDS services as some publisher might send them."""

from typing import Any
from uuid import UUID

from services.referrals.directory.actions.find_listings import open_listing
from services.referrals.directory.actions.import_feed import FeedDocument, import_feed
from services.referrals.directory.domain.feeds import read_feed
from services.referrals.directory.domain.imports import FeedSettings
from services.referrals.directory.domain.listing import ServiceListing
from services.referrals.directory.store import imports
from shared.contracts.identity.actor import Actor
from shared.contracts.referrals.directory import ListingId
from shared.database.engine import Database
from shared.identifiers import new_id
from tests.referrals.directory.published import example


def service(**members: Any) -> dict[str, Any]:
    """A small service with an id of its own."""
    return {"id": str(new_id()), "name": "Debt advice", "status": "active"} | members


def full_service(**members: Any) -> dict[str, Any]:
    """The published example, with ids of its own for the service and who offers it."""
    document: dict[str, Any] = example("service_full") | {"id": str(new_id())} | members
    document["organization"]["id"] = str(new_id())
    return document


def document_of(actor: Actor, received: Any, **how: Any) -> FeedDocument:
    """An import of this document for this publisher."""
    settings = {"name": "city", "municipality_ids": actor.municipalities} | how.pop("settings", {})
    return FeedDocument(settings=FeedSettings(**settings), feed=read_feed(received), **how)


async def bring(database: Database, actor: Actor, received: Any, **how: Any) -> UUID:
    """Import a document; the import's id."""
    async with database.work(actor) as work:
        return await import_feed(work, actor, document_of(actor, received, **how))


async def outcomes(database: Database, actor: Actor, import_id: UUID) -> list[str]:
    """What became of each entry."""
    async with database.work(actor) as work:
        kept = await imports.open_one(work, import_id, actor.agency_id)
    assert kept is not None
    return [row["outcome"] for row in kept["rows"]]


async def listed(database: Database, actor: Actor, listing_id: str) -> ServiceListing:
    async with database.work(actor) as work:
        return (await open_listing(work, actor, ListingId(UUID(listing_id)))).listing
