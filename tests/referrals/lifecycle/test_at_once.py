"""Two at once, twice the same: one order decides, and every retry is harmless."""

import asyncio
import random
from collections import Counter

import pytest

from shared.contracts.referrals.vocabulary import Move
from shared.database.engine import Database
from shared.database.statements import Statement
from tests.referrals.worlds import BODIES, Town

pytestmark = pytest.mark.anyio

TOLD = Statement("SELECT count(*) FROM journal WHERE about = :referral_id AND type = :type")
REFERRALS_OF = Statement("SELECT count(*) FROM referral WHERE person_id = :person_id")


async def times_told(owner: Database, town: Town, referral_id: str, type_: str) -> int:
    async with owner.work(town.sender.actor) as work:
        told: int = await work.value(TOLD, referral_id=referral_id, type=f"parcours.referral.{type_}.v1")
        return told


async def test_fifty_workers_accept_at_once_and_one_of_them_does(town: Town, referrals_owner: Database) -> None:
    referral_id = await town.brought_to([Move.ACKNOWLEDGE])
    noun, body = BODIES[Move.ACCEPT]
    colleagues = [town.colleague_of(town.receiver) for _ in range(50)]
    answers = await asyncio.gather(*(one.move(referral_id, noun, body) for one in colleagues))

    assert sorted(answer.status for answer in answers) == [200] + [409] * 49
    winner = next(one for one, answer in zip(colleagues, answers, strict=True) if answer.status == 200).actor.worker_id
    for answer in answers:
        if answer.status == 409:
            problem = answer.json()
            assert problem["type"] == "/problems/move-not-possible"
            assert (problem["state"], problem["moved_by_id"]) == ("accepted", str(winner))
            assert "accept" not in problem["moves"]
    assert await times_told(referrals_owner, town, referral_id, "accepted") == 1
    assert [line["move"] for line in (await town.sender.read(referral_id))["history"]].count("accept") == 1


async def test_withdrawn_or_accepted_first_both_sides_are_told_the_same(town: Town) -> None:
    for _ in range(10):
        referral_id = await town.brought_to([Move.ACKNOWLEDGE], need={"category": "social"})
        withdrawn, accepted = await asyncio.gather(
            town.sender.move(referral_id, *BODIES[Move.WITHDRAW]),
            town.receiver.move(referral_id, *BODIES[Move.ACCEPT]),
        )
        assert withdrawn.status == 200, "a sender may withdraw before and after"
        history = [line["move"] for line in (await town.receiver.read(referral_id))["history"]]
        if accepted.status == 200:
            assert history[-2:] == ["accept", "withdraw"]
        else:
            problem = accepted.json()
            assert (accepted.status, problem["state"]) == (409, "withdrawn")
            assert "moved_by_id" not in problem, "who it was is the other agency's own"
            assert history[-2:] == ["acknowledge", "withdraw"]


async def test_the_same_key_drafts_once(town: Town, referrals_owner: Database) -> None:
    key = {"idempotency-key": "a-double-click"}
    first, second = [await town.sender.post("/v1/referrals", town.request(), key) for _ in range(2)]
    assert (first.status, second.status) == (201, 201)
    assert first.json()["id"] == second.json()["id"]
    async with referrals_owner.work(town.sender.actor) as work:
        assert await work.value(REFERRALS_OF, person_id=town.person.id) == 1


async def test_the_same_key_with_another_body_is_refused(town: Town) -> None:
    key = {"idempotency-key": "reused"}
    await town.sender.post("/v1/referrals", town.request(), key)
    other = await town.sender.post("/v1/referrals", town.request(urgency="urgent"), key)
    assert (other.status, other.json()["type"]) == (422, "/problems/idempotency-key-reused")


async def test_a_retried_move_is_made_once_and_answered_as_things_stand_now(
    town: Town, referrals_owner: Database
) -> None:
    referral_id = await town.brought_to([Move.ACKNOWLEDGE])
    key = {"idempotency-key": "retry-after-timeout"}
    first = await town.receiver.move(referral_id, *BODIES[Move.ACCEPT], key)
    await town.make(town.receiver, referral_id, Move.START)
    again = await town.receiver.move(referral_id, *BODIES[Move.ACCEPT], key)
    assert (first.status, first.json()["state"]) == (200, "accepted")
    assert (again.status, again.json()["state"]) == (200, "in_progress")
    assert await times_told(referrals_owner, town, referral_id, "accepted") == 1


async def test_a_retried_sending_sends_once(town: Town, referrals_owner: Database) -> None:
    referral_id = (await town.draft())["id"]
    key = {"idempotency-key": "send-it"}
    answers = [await town.sender.move(referral_id, "sending", {}, key) for _ in range(2)]
    assert [answer.status for answer in answers] == [200, 200]
    assert await times_told(referrals_owner, town, referral_id, "sent") == 1


async def test_twenty_colleagues_open_it_at_once_and_it_is_acknowledged_once(
    town: Town, referrals_owner: Database
) -> None:
    referral_id = await town.sent()
    colleagues = [town.colleague_of(town.receiver) for _ in range(20)]
    opened = await asyncio.gather(*(one.read(referral_id) for one in colleagues))
    assert {one["state"] for one in opened} == {"received"}
    assert await times_told(referrals_owner, town, referral_id, "acknowledged") == 1
    history = [line["move"] for line in (await town.receiver.read(referral_id))["history"]]
    assert history == ["draft", "send", "acknowledge"]


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_many_callers_do_at_once_there_is_one_order_that_explains_every_answer(
    town: Town, seed: int
) -> None:
    """Each 200 is one line of the history, each line follows from the one before, and nothing else happened."""
    drawn = random.Random(seed)
    referral_id = await town.sent()
    moves = [move for move in BODIES if move not in {Move.TAKE_ALTERNATIVE, Move.OFFER_ALTERNATIVE}]
    callers = [town.colleague_of(side) for side in (town.sender, town.receiver) for _ in range(3)]
    acts = [(drawn.choice(callers), drawn.choice(moves)) for _ in range(60)]
    answers = await asyncio.gather(*(caller.move(referral_id, *BODIES[move]) for caller, move in acts))
    assert {answer.status for answer in answers} <= {200, 403, 409, 503}, "503 where it is busy, and nothing was done"

    made = [move for (_, move), answer in zip(acts, answers, strict=True) if answer.status == 200]
    assert made, "somebody was served"
    history = (await town.sender.read(referral_id))["history"]
    proposals = made.count(Move.MARK_IN_ERROR) - [line["move"] for line in history].count(Move.MARK_IN_ERROR)
    assert proposals in {0, 1}, "one says it was a mistake, a second one confirms"
    told = Counter(line["move"] for line in history[2:]) + Counter({Move.MARK_IN_ERROR: proposals})
    assert told == Counter(made)
    states = [line["to"] for line in history]
    assert [line["from"] for line in history] == [None, *states[:-1]]
    assert len({line["at"] for line in history}) == len(history)
