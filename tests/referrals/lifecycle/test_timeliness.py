"""How long people waited, as the directory shows it: counted of enough referrals, and of nobody in particular."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.referrals.directory.domain.timeliness import ENOUGH, ENOUGH_FOR_NINE_IN_TEN, Waits
from services.referrals.lifecycle.actions.timeliness import count_timeliness
from shared.contracts.referrals.vocabulary import Move
from shared.database.engine import Database
from shared.database.statements import Statement
from tests.referrals.worlds import MovableClock, Town

COUNTED = Statement("UPDATE listing_timeliness SET answer_median_days = 0")
GIVE = Statement("UPDATE listing SET agency_id = :agency_id WHERE id = :listing_id")
BREAK = """
    CREATE FUNCTION referrals.fails() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken'; END $$;
    CREATE TRIGGER fails BEFORE INSERT ON referrals.listing_timeliness FOR EACH ROW
        WHEN (NEW.listing_id = '{listing_id}') EXECUTE FUNCTION referrals.fails()
"""
MEND = "DROP FUNCTION referrals.fails() CASCADE"


async def accepted(town: Town, many: int = ENOUGH) -> None:
    for number in range(many):
        referral_id = await town.sent(need={"category": "housing", "term": str(number)})
        await town.make(town.receiver, referral_id, Move.ACCEPT)


async def shown(town: Town, listing_id: UUID) -> Any:
    return (await town.sender.get(f"/v1/services/{listing_id}")).json()["timeliness"]


def test_days_are_rounded_up_and_too_few_say_nothing() -> None:
    percentiles = [timedelta(days=2, hours=1), timedelta(days=9)]
    assert Waits.counted(ENOUGH_FOR_NINE_IN_TEN, percentiles) == Waits(3, 9)
    assert Waits.counted(ENOUGH_FOR_NINE_IN_TEN - 1, percentiles) == Waits(3, None), "that would be the longest wait"
    assert Waits.counted(ENOUGH, percentiles) == Waits(3, None)
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
    assert found["timeliness"]["answer"] == {"median_days": 3, "nine_in_ten_days": None}
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
    assert (await town.sender.get(path)).json()["timeliness"]["start"] == {"median_days": 1, "nine_in_ten_days": None}
    async with town.running.database.work(town.receiver.actor) as work:
        assert await work.run(COUNTED) == 0
    clock.ahead = timedelta(days=366)
    await count_timeliness(town.running.database)
    assert (await town.sender.get(path)).json()["timeliness"] is None


@pytest.mark.anyio
async def test_of_a_listing_that_passed_to_another_agency_or_takes_nobody_any_more_nothing_is_said(
    town: Town, referrals_owner: Database
) -> None:
    await accepted(town)
    await count_timeliness(town.running.database)
    assert await shown(town, town.listing_id) is not None
    for agency_id in (town.stranger.actor.agency_id, town.receiver.actor.agency_id):
        async with referrals_owner.work(town.sender.actor) as work:
            await work.run(GIVE, agency_id=agency_id, listing_id=town.listing_id)
        is_theirs = agency_id == town.receiver.actor.agency_id
        assert (await shown(town, town.listing_id) is not None) == is_theirs, "what others did is not theirs, at once"
    await town.close_listing()
    assert await shown(town, town.listing_id) is None
    await count_timeliness(town.running.database)
    async with referrals_owner.work(town.sender.actor) as work:
        assert await work.run(COUNTED_OF, listing_id=town.listing_id) == 0, "and nothing of it is kept"


COUNTED_OF = Statement("UPDATE listing_timeliness SET answer_median_days = 0 WHERE listing_id = :listing_id")


@pytest.mark.anyio
async def test_an_agency_for_which_counting_fails_keeps_no_other_one_from_its_figures(
    town: Town, referrals_owner: Database
) -> None:
    broken = town.listing_id
    await accepted(town)
    town.receiver = town.stranger
    whole = town.listing_id = await town.open_listing()
    await accepted(town)
    await referrals_owner.pool.execute(BREAK.format(listing_id=broken))
    try:
        await count_timeliness(town.running.database)
    finally:
        await referrals_owner.pool.execute(MEND)
    assert (await shown(town, broken), (await shown(town, whole))["answer"]["median_days"]) == (None, 1)
    await count_timeliness(town.running.database)
    assert await shown(town, broken) is not None, "as it is counted again"
