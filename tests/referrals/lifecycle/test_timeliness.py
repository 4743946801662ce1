"""How long people waited, as the directory shows it: counted of enough referrals, and of nobody in particular."""

from datetime import timedelta

import pytest

from services.referrals.directory.domain.timeliness import ENOUGH, Waits
from services.referrals.lifecycle.actions.timeliness import count_timeliness
from shared.contracts.referrals.vocabulary import Move
from shared.database.statements import Statement
from tests.referrals.worlds import MovableClock, Town

COUNTED = Statement("UPDATE listing_timeliness SET answer_median_days = 0")


def test_days_are_rounded_up_and_too_few_say_nothing() -> None:
    percentiles = [timedelta(days=2, hours=1), timedelta(days=9)]
    assert Waits.counted(ENOUGH, percentiles) == Waits(3, 9)
    assert Waits.counted(ENOUGH - 1, percentiles) is None
    assert Waits.counted(0, None) is None


@pytest.mark.anyio
async def test_half_and_nine_in_ten_are_shown_in_search_once_there_are_enough(town: Town, clock: MovableClock) -> None:
    waiting = [await town.sent(need={"category": "housing", "term": str(number)}) for number in range(ENOUGH)]
    for number, referral_id in enumerate(waiting):
        if number == ENOUGH - 1:
            await count_timeliness(town.running.database)
            assert (await town.sender.get(f"/v1/services/{town.listing_id}")).json()["timeliness"] is None
        clock.ahead = timedelta(days=1 + number, minutes=-5)
        move = Move.DECLINE if number % 2 else Move.ACCEPT
        if move is Move.DECLINE:
            await town.make(town.receiver, referral_id, Move.ACKNOWLEDGE)
        await town.make(town.receiver, referral_id, move)
    clock.ahead += timedelta(days=9)
    await count_timeliness(town.running.database)
    [found] = (await town.sender.get(f"/v1/services?agency_id={town.receiver.actor.agency_id}")).json()["items"]
    assert found["timeliness"]["answer"] == {"median_days": 3, "nine_in_ten_days": ENOUGH}
    assert found["timeliness"]["start"] is None, "none has started"
    assert found["timeliness"] == (await town.sender.get(f"/v1/services/{town.listing_id}")).json()["timeliness"]


@pytest.mark.anyio
async def test_a_year_later_nothing_is_said_any_more_and_nobody_writes_figures_of_their_own(
    town: Town, clock: MovableClock
) -> None:
    for number in range(ENOUGH):
        referral_id = await town.sent(need={"category": "housing", "term": str(number)})
        await town.make(town.receiver, referral_id, Move.ACCEPT)
        await town.make(town.receiver, referral_id, Move.START)
    await count_timeliness(town.running.database)
    path = f"/v1/services/{town.listing_id}"
    assert (await town.sender.get(path)).json()["timeliness"]["start"] == {"median_days": 1, "nine_in_ten_days": 1}
    async with town.running.database.work(town.receiver.actor) as work:
        assert await work.run(COUNTED) == 0
    clock.ahead = timedelta(days=366)
    await count_timeliness(town.running.database)
    assert (await town.sender.get(path)).json()["timeliness"] is None
