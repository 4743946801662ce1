"""Many at once: one order explains every answer."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest

from services.cases.coordination.actions.cases import change_case, close_case
from services.cases.coordination.actions.grants import renew_for_agreement
from services.cases.coordination.actions.team import list_team
from services.cases.coordination.domain.case import Risk
from services.cases.notes.actions.needs import change_need
from shared.contracts.cases.coordination import ClosingReason, NeedState
from shared.contracts.identity.actor import TaskActor
from shared.database.engine import Database
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Conflict, NotFound, Refusal, Stale
from tests.cases.coordination.scenes import Scene

MANY = 12


async def at_once(scene: Scene, act: Callable[[UnitOfWork], Awaitable[object]]) -> list[type[Refusal] | None]:
    """The same act by many workers at the same time; how each was answered."""

    async def once() -> type[Refusal] | None:
        try:
            async with scene.work(scene.lead) as work:
                await act(work)
        except Refusal as refusal:
            return type(refusal)
        return None

    return list(await asyncio.gather(*(once() for _ in range(MANY))))


async def told(owner: Database, case_id: UUID, kind: str) -> int:
    count: int = await owner.pool.fetchval("SELECT count(*) FROM journal WHERE about = $1 AND type = $2", case_id, kind)
    return count


async def test_of_many_who_close_a_case_one_does(scene: Scene, cases_owner: Database) -> None:
    case_id = await scene.case()
    answers = await at_once(scene, lambda work: close_case(work, scene.lead, case_id, ClosingReason.MOVED))
    assert (answers.count(None), answers.count(Conflict)) == (1, MANY - 1)
    assert await told(cases_owner, case_id, "parcours.case.closed.v1") == 1


async def test_of_many_who_edit_one_version_one_does(scene: Scene) -> None:
    case_id = await scene.case()
    answers = await at_once(scene, lambda work: change_case(work, scene.lead, case_id, 1, {"risk": Risk.HIGH}))
    assert (answers.count(None), answers.count(Stale)) == (1, MANY - 1)
    need_id = await scene.needs(scene.lead, case_id, "homelessness")
    answers = await at_once(
        scene, lambda work: change_need(work, scene.lead, case_id, need_id, 1, {"state": NeedState.MET})
    )
    assert (answers.count(None), answers.count(Stale)) == (1, MANY - 1)


async def test_of_many_who_add_the_same_member_one_does(scene: Scene) -> None:
    case_id = await scene.case()

    async def joins() -> type[Refusal] | None:
        try:
            await scene.joins(case_id, scene.adviser)
        except Refusal as refusal:
            return type(refusal)
        return None

    answers = await asyncio.gather(*(joins() for _ in range(MANY)))
    assert (answers.count(None), answers.count(Conflict)) == (1, MANY - 1)
    async with scene.work(scene.lead) as work:
        assert len(await list_team(work, case_id, None, 100)) == 2


async def test_members_who_join_at_the_same_time_see_what_each_other_wrote(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser, scene.nurse)
    case_id = await scene.case()
    await asyncio.gather(scene.joins(case_id, scene.adviser), scene.joins(case_id, scene.nurse))
    await scene.writes(scene.adviser, case_id, "By the adviser")
    await scene.writes(scene.nurse, case_id, "By the nurse")
    for who in (scene.lead, scene.adviser, scene.nurse):
        assert await scene.texts(who, case_id) == ["By the adviser", "By the nurse"]


async def test_agencies_that_write_their_first_words_at_the_same_time_see_what_each_other_wrote(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser, scene.nurse)
    case_id = await scene.case()
    for who in (scene.adviser, scene.nurse):
        await scene.joins(case_id, who)
    await asyncio.gather(
        scene.writes(scene.adviser, case_id, "By the adviser"), scene.writes(scene.nurse, case_id, "By the nurse")
    )
    for who in (scene.lead, scene.adviser, scene.nurse):
        assert sorted(await scene.texts(who, case_id)) == ["By the adviser", "By the nurse"]


async def test_a_case_that_is_closed_meanwhile_shows_its_team_nothing_again(scene: Scene) -> None:
    """An agreement comes into force for the team while somebody closes the case: who is later asks how it is now."""
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    agreement_id = await scene.agreement(scene.lead, scene.adviser)

    async def renew() -> None:
        async with scene.database.work(TaskActor("teams_under_agreement")) as work:
            await renew_for_agreement(work, agreement_id)

    async with scene.work(scene.lead) as closing:
        await close_case(closing, scene.lead, case_id, ClosingReason.MOVED)
        renewing = asyncio.create_task(renew())
        await asyncio.wait([renewing], timeout=0.3)
    await renewing
    with pytest.raises(NotFound):
        await scene.sees_case(scene.adviser, case_id)
