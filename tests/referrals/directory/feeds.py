"""Feeds for tests: HSDS services as some publisher might send them."""

from typing import Any
from uuid import UUID

from services.referrals.directory.actions.import_feed import FeedDocument
from services.referrals.directory.domain.feeds import read_feed
from services.referrals.directory.domain.imports import FeedSettings
from shared.contracts.identity.actor import Actor
from shared.identifiers import new_id
from tests.referrals.directory.published import example

ORGANIZATION_ID = UUID("d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610")


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
