"""Whose feed it is: nobody imports for others, takes their listings, or continues their runs."""

import asyncio

import pytest

from services.referrals.directory.store import imports
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.identifiers import new_id
from shared.refusals import Invalid, NotAllowed, NotFound
from tests.cases.worlds import World
from tests.referrals.directory.feeds import bring, listed, outcomes, service

pytestmark = pytest.mark.anyio


@pytest.fixture
def publisher() -> Actor:
    return World().worker(Role.ADMINISTRATOR)


async def test_a_feed_can_neither_take_nor_change_the_listing_of_another(
    referrals_database: Database, publisher: Actor
) -> None:
    theirs, squatter = service(name="Theirs"), World().worker(Role.ADMINISTRATOR)
    await bring(referrals_database, publisher, theirs)
    import_id = await bring(referrals_database, squatter, theirs | {"name": "Squatted"})
    async with referrals_database.work(squatter) as work:
        kept = await imports.open_one(work, import_id, squatter.agency_id)
    assert kept is not None
    assert kept["rows"][0]["listing_id"] != theirs["id"]
    assert (await listed(referrals_database, publisher, theirs["id"])).details.name == "Theirs"
    again = await bring(referrals_database, squatter, theirs | {"name": "Squatted"})
    assert await outcomes(referrals_database, squatter, again) == ["unchanged"]


async def test_two_feeds_that_bring_the_same_ids_at_once_both_get_their_listings(
    referrals_database: Database, publisher: Actor
) -> None:
    other, received = World().worker(Role.ADMINISTRATOR), [service(), service()]
    first, second = await asyncio.gather(
        bring(referrals_database, publisher, received), bring(referrals_database, other, received)
    )
    assert await outcomes(referrals_database, publisher, first) == ["created", "created"]
    assert await outcomes(referrals_database, other, second) == ["created", "created"]


@pytest.mark.parametrize("role", set(Role) - {Role.ADMINISTRATOR, Role.SYSTEM})
async def test_only_administrators_and_systems_import(referrals_database: Database, role: Role) -> None:
    actor = World().worker(role)
    with pytest.raises(NotAllowed):
        await bring(referrals_database, actor, service())


async def test_nothing_is_listed_for_municipalities_where_the_agency_does_not_operate(
    referrals_database: Database, publisher: Actor
) -> None:
    with pytest.raises(Invalid):
        await bring(referrals_database, publisher, service(), settings={"municipality_ids": [new_id()]})


async def test_the_run_of_another_agency_or_feed_cannot_be_continued(
    referrals_database: Database, publisher: Actor
) -> None:
    run = await bring(referrals_database, publisher, service())
    with pytest.raises(NotFound):
        await bring(referrals_database, World().worker(Role.ADMINISTRATOR), service(), continues=run)
    with pytest.raises(NotFound):
        await bring(referrals_database, publisher, service(), settings={"name": "other"}, continues=run)
