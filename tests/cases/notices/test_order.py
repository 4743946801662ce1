"""One order for everybody: nothing becomes visible behind what was seen before."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from services.cases.notices.actions.making import make_notices
from services.cases.notices.subscriptions import NOTICES
from shared.contracts.identity.actor import TaskActor
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.messaging.events import Told
from tests.cases.notices.noticing import Noticing

LAST = Statement("SELECT last FROM notice_order")
GOES_WRONG = Statement("UPDATE notice_order SET last = last + :microseconds")


def second_record(scene: Noticing) -> Told:
    """Something of which everybody of the lead's agency hears."""
    data = {"person_id": str(scene.person_id), "coordinator_agency_id": str(scene.lead.agency_id)}
    kind = "parcours.person.perhaps_known_elsewhere.v1"
    return Told(new_id(), kind, scene.person_id, scene.database.clock(), data)


@asynccontextmanager
async def replica(scene: Noticing) -> AsyncIterator[UnitOfWork]:
    async with scene.database.work(TaskActor(NOTICES.name)) as work:
        yield work


async def test_a_notice_that_commits_late_stands_behind_no_reader(scene: Noticing) -> None:
    first, second = second_record(scene), second_record(scene)

    async def faster() -> None:
        async with replica(scene) as work:
            await make_notices(work, second)

    async with replica(scene) as slower:
        await make_notices(slower, first)
        overtaking = asyncio.create_task(faster())
        finished, _ = await asyncio.wait([overtaking], timeout=0.3)
        assert not finished, "the second waits until the first can be seen"
        before = await scene.page(scene.lead)
        [heard] = await scene.live(scene.lead)
    await overtaking
    [then] = await scene.live(scene.lead, after=heard.place)
    after = await scene.page(scene.lead)
    assert before.rows == []
    assert [row["at"] for row in after.rows] == [second.at, first.at]
    assert all(row["place"] > before.position for row in after.rows)
    assert heard.rows == []
    assert [row["at"] for row in then.rows] == [first.at, second.at], "in this order, and none is missed"


async def test_a_clock_that_goes_back_turns_no_order_round(scene: Noticing) -> None:
    async with replica(scene) as work:
        await make_notices(work, second_record(scene))
    async with scene.owner.work(TaskActor("tests")) as work:
        await work.run(GOES_WRONG, microseconds=timedelta(minutes=1) // timedelta(microseconds=1))
        ahead = await work.value(LAST)
    async with replica(scene) as work:
        await make_notices(work, second_record(scene))
    newest, older = (await scene.page(scene.lead)).rows
    assert older["place"] < ahead < newest["place"]


async def test_an_event_that_is_heard_again_after_a_rollback_is_told_once(scene: Noticing) -> None:
    told = second_record(scene)
    for _ in range(2):
        async with replica(scene) as work:
            await make_notices(work, told)
    assert len((await scene.page(scene.lead)).rows) == 1
