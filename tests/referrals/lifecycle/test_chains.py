"""One chain: whoever sent a referral sees how what followed stands, and nobody sees with whom but of their own."""

from typing import Any

import pytest

from shared.contracts.identity.vocabulary import Role
from shared.contracts.referrals.vocabulary import Move
from shared.identifiers import new_id
from tests.referrals.worlds import Caller, Town

pytestmark = pytest.mark.anyio


async def chain(caller: Caller, referral_id: str) -> dict[str, Any]:
    answer = await caller.get(f"/v1/referrals/{referral_id}/chain")
    assert answer.status == 200, answer.body
    told: dict[str, Any] = answer.json()
    return told


async def refers_on(town: Town, by: Caller, follows: str, to: Caller, *, send: bool = True) -> str:
    """Somebody who received a referral refers on."""
    town.person.known_to.add(by.actor.agency_id)
    request = town.request(listing_id=str(await town.open_listing(to)), follows_id=follows, need={"category": "health"})
    drafted = await by.post("/v1/referrals", request)
    assert drafted.status == 201, drafted.body
    referral_id: str = drafted.json()["id"]
    if send:
        await town.make(by, referral_id, Move.SEND)
    return referral_id


def states(told: dict[str, Any]) -> list[str]:
    return [one["state"] for one in told["referrals"]]


def ids(told: dict[str, Any]) -> list[str | None]:
    return [one["referral"] and one["referral"]["id"] for one in told["referrals"]]


async def test_the_first_sender_sees_how_it_goes_on_and_not_with_whom(town: Town) -> None:
    first = await town.brought_to([Move.ACCEPT, Move.START])
    second = await refers_on(town, town.receiver, first, town.stranger)
    third = await refers_on(town, town.stranger, second, town.somebody())
    told = await chain(town.sender, first)
    assert (states(told), ids(told)) == (["in_progress", "sent", "sent"], [first, None, None])
    assert told["state"] == "awaiting_answers"
    said = str(told["referrals"][1:])
    assert not any(str(one.actor.agency_id) in said for one in (town.receiver, town.stranger))
    assert ids(await chain(town.receiver, first)) == [first, second, None], "who refers on sees what they set off"
    assert ids(await chain(town.stranger, second)) == [second, third]
    for root in (second, third):
        assert (await town.sender.get(f"/v1/referrals/{root}/chain")).status == 404


async def test_a_draft_is_its_writers_own_and_shown_to_them_and_what_the_sender_does_elsewhere_is_no_receivers_business(
    town: Town,
) -> None:
    first = await town.sent()
    await town.make(town.receiver, first, Move.DECLINE)
    again = await refers_on(town, town.sender, first, town.stranger)
    unsent = await refers_on(town, town.receiver, first, town.stranger, send=False)
    assert ids(await chain(town.sender, first)) == [first, again]
    assert ids(await chain(town.receiver, first)) == [first, unsent]
    assert (await chain(town.sender, first))["state"] == "awaiting_answers"


async def test_who_may_not_open_it_is_not_told_of_its_chain(town: Town) -> None:
    first = await town.sent()
    invented = await town.sender.get(f"/v1/referrals/{new_id()}/chain")
    for somebody in (town.stranger, town.colleague_of(town.sender, Role.ADMINISTRATOR)):
        answer = await somebody.get(f"/v1/referrals/{first}/chain")
        assert (answer.status, answer.body) == (invented.status, invented.body)


async def test_one_follows_another_of_the_same_person_only(town: Town) -> None:
    first = await town.sent()
    town.person = town.somebody_in_need()
    answer = await town.sender.post("/v1/referrals", town.request(follows_id=first))
    assert (answer.status, answer.json()["errors"][0]["pointer"]) == (422, "#/follows_id")
