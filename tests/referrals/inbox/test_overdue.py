"""What is overdue, for whoever owes it and for whoever waits."""

from datetime import timedelta

import pytest

from shared.contracts.identity.vocabulary import Role
from shared.contracts.referrals.vocabulary import Move
from shared.database.engine import Database
from shared.database.statements import Statement
from tests.referrals.worlds import Caller, MovableClock, Town

pytestmark = pytest.mark.anyio

LOOKS = Statement("SELECT person_id FROM access_log WHERE decision_id = :decision_id AND operation = :operation")


async def overdue(caller: Caller, owed_by: str = "us") -> list[str]:
    answer = await caller.get(f"/v1/overdue?owed_by={owed_by}")
    assert answer.status == 200, answer.body
    return [item["id"] for item in answer.json()["items"]]


async def test_whoever_owes_the_answer_finds_it_and_whoever_waits_finds_it_among_the_others(
    town: Town, clock: MovableClock
) -> None:
    unanswered = await town.sent()
    asked = await town.brought_to([Move.ACKNOWLEDGE, Move.ASK], need={"category": "social"})
    await town.brought_to([Move.ACCEPT, Move.START], need={"category": "health"})
    assert await overdue(town.receiver) == await overdue(town.sender) == []
    clock.ahead = timedelta(days=12)
    assert await overdue(town.receiver) == [unanswered]
    assert await overdue(town.sender) == [asked]
    assert await overdue(town.sender, "others") == [unanswered]
    assert await overdue(town.receiver, "others") == [asked]
    assert await overdue(town.stranger) == await overdue(town.stranger, "others") == []
    assert await overdue(town.colleague_of(town.receiver, Role.ADMINISTRATOR)) == []


async def test_a_draft_that_lies_about_is_overdue_for_its_writer_and_unknown_to_everybody_else(
    town: Town, clock: MovableClock
) -> None:
    draft = await town.draft()
    clock.ahead = timedelta(days=30)
    assert await overdue(town.sender) == [draft["id"]]
    for somebody in (town.receiver, town.stranger):
        assert await overdue(somebody) == await overdue(somebody, "others") == []


async def test_the_longest_overdue_comes_first_page_by_page_and_each_row_is_a_look(
    town: Town, clock: MovableClock, referrals_owner: Database
) -> None:
    sent = [await town.sent(need={"category": "housing", "term": str(number)}) for number in range(3)]
    await town.make(town.receiver, sent[0], Move.ACKNOWLEDGE)
    clock.ahead = timedelta(days=12)
    found, following = [], ""
    while following is not None:
        answer = await town.receiver.get(f"/v1/overdue?limit=2{following and f'&after={following}'}")
        page = answer.json()
        found += [(item["clock"]["due_at"], item["id"]) for item in page["items"]]
        following = page["next"]
        async with referrals_owner.work(town.receiver.actor) as work:
            looks = await work.rows(
                LOOKS, decision_id=answer.headers["decision-id"], operation="list overdue referrals"
            )
        assert len(looks) == len(page["items"])
    assert found == sorted(found)
    assert {one for _, one in found} == set(sent)
    assert found[-1][1] == sent[0], "what was acknowledged has more time"
