"""One decision opens several doors, or none: packages of referrals."""

from typing import Any

import pytest

from services.referrals.lifecycle.domain.packages import as_a_whole
from shared.clients.carriage import Answer
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.vocabulary import Role
from shared.contracts.referrals.vocabulary import Move, PackageState, State
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.referrals.worlds import Caller, Town

PATH = "/v1/referral-packages"
TOLD = Statement("SELECT type FROM journal WHERE person_id = :person_id AND type LIKE '%sent.v1'")


@pytest.mark.parametrize(
    ("states", "whole"),
    [
        ({State.SENT, State.IN_PROGRESS}, PackageState.AWAITING_ANSWERS),
        ({State.ALTERNATIVE_OFFERED, State.COMPLETED}, PackageState.AWAITING_ANSWERS),
        ({State.WAITLISTED, State.DECLINED}, PackageState.UNDER_WAY),
        ({State.COMPLETED, State.REDIRECTED, State.ENTERED_IN_ERROR}, PackageState.COMPLETED),
        ({State.COMPLETED, State.DECLINED}, PackageState.PARTLY_COMPLETED),
        ({State.EXPIRED, State.DECLINED}, PackageState.WITHOUT_RESULT),
        ({State.ENTERED_IN_ERROR}, PackageState.WITHOUT_RESULT),
    ],
)
def test_the_whole_follows_from_its_parts(states: set[State], whole: PackageState) -> None:
    assert as_a_whole(states) is whole


async def drafts(town: Town, *categories: str) -> list[str]:
    return [(await town.draft(need={"category": one}))["id"] for one in categories]


async def together(caller: Caller, ids: list[str], **more: Any) -> Answer:
    return await caller.post(PATH, {"referral_ids": ids, **more})


async def sent_events(owner: Database, town: Town) -> list[str]:
    async with owner.work(town.sender.actor) as work:
        return sorted(row["type"].split(".")[1] for row in await work.rows(TOLD, person_id=town.person.id))


@pytest.mark.anyio
async def test_all_are_sent_and_stand_as_one(town: Town, referrals_owner: Database) -> None:
    ids = await drafts(town, "housing", "finance", "health")
    answer = await together(town.sender, ids)
    assert answer.status == 201, answer.body
    package = answer.json()
    assert (package["state"], {one["state"] for one in package["referrals"]}) == ("awaiting_answers", {"sent"})
    assert {one["id"] for one in package["referrals"]} == set(ids)
    assert await sent_events(referrals_owner, town) == ["referral"] * 3 + ["referral_package"]
    for referral_id in ids:
        await town.make(town.receiver, referral_id, Move.ACCEPT)
    assert (await town.sender.get(answer.headers["location"])).json()["state_label"] == "Under way"


@pytest.mark.anyio
async def test_when_one_cannot_be_sent_none_is_and_it_is_said_which(town: Town, referrals_owner: Database) -> None:
    ids = await drafts(town, "housing", "finance")
    barred = (await town.draft(categories=[Category.HEALTH], need={"category": "health"}))["id"]
    answer = await town.sender.post(PATH, {"referral_ids": [*ids, barred]}, {"accept-language": "fr"})
    problem = answer.json()
    assert (answer.status, problem["type"]) == (409, "/problems/package-not-sent")
    refused = [(one["referral_id"], one["code"], one["title"]) for one in problem["refused"]]
    assert refused == [(barred, "no-ground", "Aucun fondement pour transmettre des informations")]
    assert [(await town.sender.read(one))["state"] for one in (*ids, barred)] == ["draft"] * 3
    assert await sent_events(referrals_owner, town) == []


@pytest.mark.anyio
async def test_no_receiver_and_nobody_else_learns_what_was_sent_together(town: Town) -> None:
    ids = await drafts(town, "housing", "finance")
    package = (await together(town.sender, ids)).json()
    assert (await town.sender.read(ids[0]))["package_id"] == package["id"]
    assert "package_id" not in await town.receiver.read(ids[0])
    unknown = await town.sender.get(f"{PATH}/{new_id()}")
    for somebody in (town.receiver, town.stranger, town.colleague_of(town.sender, Role.ADMINISTRATOR)):
        answer = await somebody.get(f"{PATH}/{package['id']}")
        assert (
            (answer.status, answer.json()["type"])
            == (unknown.status, unknown.json()["type"])
            == (404, "/problems/not-found")
        )


@pytest.mark.anyio
async def test_what_is_no_package_is_pointed_at(town: Town) -> None:
    mine, other = await drafts(town, "housing", "finance")
    town.person = town.somebody_in_need()
    [of_another] = await drafts(town, "housing")
    for ids, pointer in (
        ([mine, mine], "#/referral_ids"),
        ([mine], "#/referral_ids"),
        ([mine, str(new_id())], "#/referral_ids/1"),
        ([mine, of_another], "#/referral_ids"),
    ):
        answer = await together(town.sender, ids)
        assert (answer.status, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    await town.make(town.sender, other, Move.SEND)
    assert (await together(town.sender, [mine, other])).json()["refused"][0]["code"] == "move-not-possible"


@pytest.mark.anyio
async def test_a_retry_sends_once_and_who_takes_an_alternative_stays_in_the_package(town: Town) -> None:
    ids, key = await drafts(town, "housing", "finance"), {"idempotency-key": "job-centre"}
    first, again = [await town.sender.post(PATH, {"referral_ids": ids}, key) for _ in range(2)]
    assert (first.status, again.status, first.json()["id"]) == (201, 201, again.json()["id"])
    elsewhere = await town.open_listing()
    await town.make(town.receiver, ids[0], Move.OFFER_ALTERNATIVE, listing_id=str(elsewhere))
    taken = await town.make(town.sender, ids[0], Move.TAKE_ALTERNATIVE)
    package = (await town.sender.get(f"{PATH}/{first.json()['id']}")).json()
    assert {one["id"] for one in package["referrals"]} == {*ids, taken["progress"]["redirected_to_id"]}
    assert package["state"] == "awaiting_answers"
    following, [other] = taken["progress"]["redirected_to_id"], await drafts(town, "social")
    refused = (await together(town.sender, [following, other])).json()["refused"]
    assert [(one["referral_id"], one["code"]) for one in refused] == [(following, "in-another-package")]
    assert (await town.make(town.sender, following, Move.SEND))["package_id"] == first.json()["id"]
