"""The second lock: the service's own role, with every predicate forgotten, changes nothing of another agency."""

from collections.abc import Mapping
from uuid import UUID

import asyncpg
import pytest

from services.referrals.directory.actions.import_feed import import_feed
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.cases.worlds import World
from tests.referrals.directory.feeds import document_of, full_service

pytestmark = pytest.mark.anyio

CHANGES: Mapping[str, str] = {
    "listing": "UPDATE listing SET takes_referrals = true WHERE id = :id",
    "its agency": "UPDATE listing SET agency_id = :agency_id WHERE id = :id",
    "its hours": "DELETE FROM listing_opening WHERE listing_id = :id AND number = 0",
    "its places": "DELETE FROM listing_place WHERE listing_id = :id",
    "its organization": """
        UPDATE listed_organization SET name = 'mine' WHERE id = (SELECT organization_id FROM listing WHERE id = :id)
    """,
}


@pytest.fixture
def publisher() -> Actor:
    return World().worker(Role.ADMINISTRATOR)


@pytest.fixture
def stranger() -> Actor:
    return World().worker(Role.ADMINISTRATOR)


@pytest.fixture
async def listing_id(referrals_database: Database, publisher: Actor) -> UUID:
    received = full_service()
    received["service_at_locations"][0]["location"] |= {"latitude": 50.6, "longitude": 3.0}
    received["schedules"] = [{"id": str(new_id()), "byday": "MO"}]
    async with referrals_database.work(publisher) as work:
        await import_feed(work, publisher, document_of(publisher, received))
    return UUID(received["id"])


@pytest.mark.parametrize("what", CHANGES)
async def test_nobody_changes_what_another_agency_lists(
    referrals_database: Database, publisher: Actor, stranger: Actor, listing_id: UUID, what: str
) -> None:
    touched = {}
    for actor in (stranger, publisher):
        async with referrals_database.work(actor) as work:
            values = {"id": listing_id, "agency_id": actor.agency_id}
            touched[actor.agency_id] = await work.run(Statement(CHANGES[what]), **values)
    assert touched == {stranger.agency_id: 0, publisher.agency_id: 1}


async def test_nobody_lists_for_another_agency(
    referrals_database: Database, publisher: Actor, stranger: Actor, listing_id: UUID
) -> None:
    copy = Statement("""
        INSERT INTO listing SELECT (jsonb_populate_record(
            l, jsonb_build_object('id', CAST(:id AS text), 'published_id', CAST(:id AS text)))).*
        FROM listing l WHERE l.id = :like
    """)
    values = {"id": str(new_id()), "like": listing_id}
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with referrals_database.work(stranger) as work:
            await work.run(copy, **values)
    async with referrals_database.work(publisher) as work:
        assert await work.run(copy, **values) == 1


@pytest.mark.usefixtures("listing_id")
async def test_nobody_sees_the_imports_of_another_agency(
    referrals_database: Database, publisher: Actor, stranger: Actor
) -> None:
    seen = {}
    for actor in (stranger, publisher):
        async with referrals_database.work(actor) as work:
            seen[actor.agency_id] = await work.value(Statement("SELECT count(*) FROM directory_import"))
    assert seen == {stranger.agency_id: 0, publisher.agency_id: 1}


@pytest.mark.parametrize("table", ["listing_version", "directory_import"])
async def test_history_cannot_be_rewritten(referrals_database: Database, publisher: Actor, table: str) -> None:
    for change in (f"DELETE FROM {table}", f"UPDATE {table} SET publisher_id = publisher_id"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with referrals_database.work(publisher) as work:
                await work.run(Statement(change))
