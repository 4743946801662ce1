"""Feeds come in, twice if need be, and what they drop stays as history."""

from typing import Any
from uuid import UUID

import pytest

from services.referrals.directory.actions.import_feed import NothingInTheFeed
from services.referrals.directory.actions.listing_for_referral import listing_for_referral
from services.referrals.directory.store import imports, listings
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.contracts.referrals.directory import ListingId
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from shared.refusals import Conflict
from tests.cases.worlds import World
from tests.referrals.directory.feeds import bring, full_service, listed, outcomes, service
from tests.referrals.directory.published import example

pytestmark = pytest.mark.anyio
VERSIONS = Statement("SELECT version, document FROM listing_version WHERE listing_id = :id ORDER BY version")
TOLD = Statement("SELECT type, data FROM journal WHERE agency_id = :agency_id ORDER BY position")

ALL_LETTERS = "".join(map(chr, range(300, 30_000)))
TERM = {"id": str(new_id()), "name": "need", "description": "need"}


@pytest.fixture
def publisher() -> Actor:
    return World().worker(Role.ADMINISTRATOR)


async def history(database: Database, actor: Actor, listing_id: str) -> list[tuple[int, str]]:
    async with database.work(actor) as work:
        rows = await work.rows(VERSIONS, id=UUID(listing_id))
    return [(row["version"], row["document"]["name"]) for row in rows]


async def test_a_service_is_listed_under_its_own_id_with_its_document_unchanged(
    referrals_database: Database, publisher: Actor
) -> None:
    received = full_service(x_unknown={"kept": [None, 1.5]})
    assert await outcomes(referrals_database, publisher, await bring(referrals_database, publisher, received)) == [
        "created"
    ]
    listing = await listed(referrals_database, publisher, received["id"])
    assert listing.details.name == "Community Counselling"
    assert listing.municipality_ids == publisher.municipalities
    assert (listing.agency_id, listing.takes_referrals) == (None, False)
    async with referrals_database.work(publisher) as work:
        document = await listings.document_of(work, listing.id)
    assert document == {name: member for name, member in received.items() if name != "organization"}


async def test_the_same_document_twice_changes_nothing(referrals_database: Database, publisher: Actor) -> None:
    received = full_service()
    await bring(referrals_database, publisher, received)
    again = await bring(referrals_database, publisher, received)
    assert await outcomes(referrals_database, publisher, again) == ["unchanged"]
    assert (await listed(referrals_database, publisher, received["id"])).version == 1
    assert await history(referrals_database, publisher, received["id"]) == []


async def test_a_change_is_a_new_version_and_the_old_one_stays_readable(
    referrals_database: Database, publisher: Actor
) -> None:
    received = service(name="Before")
    await bring(referrals_database, publisher, received)
    again = await bring(referrals_database, publisher, received | {"name": "After"})
    assert await outcomes(referrals_database, publisher, again) == ["updated"]
    listing = await listed(referrals_database, publisher, received["id"])
    assert (listing.details.name, listing.version) == ("After", 2)
    assert await history(referrals_database, publisher, received["id"]) == [(1, "Before")]


async def test_one_bad_entry_is_rejected_with_a_pointer_and_the_others_are_listed(
    referrals_database: Database, publisher: Actor
) -> None:
    good, bad = service(), service(status="open", phones=[{"id": str(new_id())}])
    import_id = await bring(referrals_database, publisher, {"contents": [bad, good, bad, good]})
    async with referrals_database.work(publisher) as work:
        kept = await imports.open_one(work, import_id, publisher.agency_id)
    assert kept is not None
    by_pointer = {row["pointer"]: row for row in kept["rows"]}
    assert by_pointer["/contents/1"]["outcome"] == "created"
    assert {error["pointer"]: error["code"] for error in by_pointer["/contents/0"]["errors"]} == {
        "/contents/0/status": "enum",
        "/contents/0/phones/0/number": "missing",
    }
    assert [error["code"] for error in by_pointer["/contents/3"]["errors"]] == ["duplicate"]
    assert "open" not in str(by_pointer["/contents/0"]["errors"])


async def test_what_a_complete_feed_drops_vanishes_and_comes_back_when_it_does(
    referrals_database: Database, publisher: Actor
) -> None:
    stays, goes = service(), service(name="Goes")
    await bring(referrals_database, publisher, [stays, goes])
    await bring(referrals_database, publisher, [stays], completes_run=True)
    vanished = await listed(referrals_database, publisher, goes["id"])
    assert vanished.vanished_at is not None
    assert not vanished.is_offered
    assert (await listed(referrals_database, publisher, stays["id"])).vanished_at is None
    back = await bring(referrals_database, publisher, [stays, goes], completes_run=True)
    assert await outcomes(referrals_database, publisher, back) == ["unchanged", "updated"]
    assert (await listed(referrals_database, publisher, goes["id"])).is_offered
    assert await history(referrals_database, publisher, goes["id"]) == [(1, "Goes"), (2, "Goes")]


async def test_a_run_of_several_documents_drops_only_what_none_of_them_had(
    referrals_database: Database, publisher: Actor
) -> None:
    first, second, goes = service(), service(), service()
    await bring(referrals_database, publisher, [first, second, goes])
    run = await bring(referrals_database, publisher, [first])
    last = await bring(referrals_database, publisher, [second], continues=run, completes_run=True)
    gone = {
        one["id"]
        for one in (first, second, goes)
        if not (await listed(referrals_database, publisher, one["id"])).is_offered
    }
    assert gone == {goes["id"]}
    with pytest.raises(Conflict):
        await bring(referrals_database, publisher, [goes], continues=last)


async def test_a_listing_whose_new_version_is_rejected_does_not_vanish(
    referrals_database: Database, publisher: Actor
) -> None:
    good, spoiled = service(), service()
    await bring(referrals_database, publisher, [good, spoiled])
    await bring(referrals_database, publisher, [good, spoiled | {"status": "open"}], completes_run=True)
    assert (await listed(referrals_database, publisher, spoiled["id"])).is_offered


async def test_an_empty_feed_cannot_empty_the_directory(referrals_database: Database, publisher: Actor) -> None:
    received = service()
    await bring(referrals_database, publisher, received)
    with pytest.raises(NothingInTheFeed):
        await bring(referrals_database, publisher, {"contents": []}, completes_run=True)
    assert (await listed(referrals_database, publisher, received["id"])).is_offered


async def test_the_entry_of_a_list_changes_what_it_tells_and_keeps_what_it_does_not_tell(
    referrals_database: Database, publisher: Actor
) -> None:
    full = full_service()
    await bring(referrals_database, publisher, full)
    entry = example("service_list")["contents"][0] | {"id": full["id"], "name": "Renamed"}
    entry["organization"]["id"] = full["organization"]["id"]
    await bring(referrals_database, publisher, {"contents": [entry]})
    listing = await listed(referrals_database, publisher, full["id"])
    assert listing.details.name == "Renamed"
    assert listing.details.phones != ()


async def test_what_was_said_here_outlives_the_next_import(referrals_database: Database, publisher: Actor) -> None:
    received = service(organization={"id": str(new_id()), "name": "We", "description": "We"})
    own = {"own_organizations": frozenset({UUID(received["organization"]["id"])}), "takes_referrals": True}
    await bring(referrals_database, publisher, received, settings=own)
    async with referrals_database.work(publisher) as work:
        assert (await listing_for_referral(work, ListingId(UUID(received["id"])))).takes_referrals
    await bring(
        referrals_database, publisher, received | {"name": "New name"}, settings=own | {"takes_referrals": False}
    )
    listing = await listed(referrals_database, publisher, received["id"])
    assert (listing.agency_id, listing.takes_referrals) == (publisher.agency_id, True)


@pytest.mark.parametrize(
    "change",
    [{"status": "temporarily closed"}, {"organization": {"id": str(new_id()), "name": "x", "description": ""}}],
)
async def test_a_listing_that_is_closed_or_of_somebody_else_takes_no_referrals(
    referrals_database: Database, publisher: Actor, change: dict[str, Any]
) -> None:
    received = service(organization={"id": str(new_id()), "name": "We", "description": "We"})
    own = {"own_organizations": frozenset({UUID(received["organization"]["id"])}), "takes_referrals": True}
    await bring(referrals_database, publisher, received, settings=own)
    await bring(referrals_database, publisher, received | change, settings=own)
    async with referrals_database.work(publisher) as work:
        assert not (await listing_for_referral(work, ListingId(UUID(received["id"])))).takes_referrals


@pytest.mark.parametrize(
    "members",
    [
        {"name": "é" * 100_000},
        {"name": "x" * 100_000},
        {"description": "word " * 100_000},
        {
            "attributes": [
                {"id": str(new_id()), "taxonomy_term": TERM | {"code": "".join(map(chr, range(300, 30_000)))}}
            ]
        },
        {"minimum_age": 1e300, "maximum_age": -(2**62), "last_modified": "0001-01-01T00:00:00Z"},
        {"x_unknown": [2**62, 1e-300, "\u2028"]},
    ],
)
async def test_what_is_valid_can_be_listed_however_long_or_odd(
    referrals_database: Database, publisher: Actor, members: dict[str, Any]
) -> None:
    received = service(**members)
    imported = await bring(referrals_database, publisher, received)
    assert await outcomes(referrals_database, publisher, imported) == ["created"]
    async with referrals_database.work(publisher) as work:
        assert await listings.document_of(work, ListingId(UUID(received["id"]))) == received
    again = await bring(referrals_database, publisher, received)
    assert await outcomes(referrals_database, publisher, again) == ["unchanged"]


async def test_categories_follow_the_codes_that_the_publisher_maps(
    referrals_database: Database, publisher: Actor
) -> None:
    received = full_service()
    await bring(referrals_database, publisher, received, settings={"categories": {"code": Category.HEALTH}})
    assert (await listed(referrals_database, publisher, received["id"])).details.categories == (Category.HEALTH,)


async def test_an_import_and_what_vanished_are_told_without_any_words_of_the_feed(
    referrals_database: Database, publisher: Actor
) -> None:
    await bring(referrals_database, publisher, [service(name="Secretive name"), goes := service()])
    await bring(referrals_database, publisher, [service(), service(status="open")], completes_run=True)
    async with referrals_database.work(publisher) as work:
        told = [(row["type"], row["data"]) for row in await work.rows(TOLD, agency_id=publisher.agency_id)]
    assert [kind.split(".")[2] for kind, _ in told] == ["imported", "vanished", "vanished", "imported"]
    assert goes["id"] in {data.get("listing_id") for _, data in told}
    assert {name: told[3][1][name] for name in ("created", "rejected", "vanished")} == {
        "created": 1,
        "rejected": 1,
        "vanished": 2,
    }
    assert "Secretive" not in str(told)
