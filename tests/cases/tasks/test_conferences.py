"""A conference waits for whom it asks, on the day on which it takes place."""

import asyncio
from datetime import timedelta

import pytest

from services.cases.conferences.actions.conferences import cancel_conference, change_conference
from services.cases.conferences.actions.participants import decline, withdraw_invitation
from services.cases.tasks.domain.listing import Whose
from shared.contracts.cases.conferences import AbsenceReason, CancellingReason
from shared.contracts.identity.vocabulary import Role
from shared.refusals import Conflict
from tests.cases.conferences.meetings import NEXT_YEAR
from tests.cases.tasks.scenes import TaskScene


async def test_it_waits_for_whoever_convenes_and_whoever_is_asked(scene: TaskScene) -> None:
    await scene.case()
    conference_id = await scene.convenes(scene.lead, NEXT_YEAR)
    by_name = await scene.invites(conference_id, scene.adviser)
    of_the_agency = await scene.invites(conference_id, scene.nurse, by_name=False)
    for who, of in ((scene.lead, Whose.ME), (scene.adviser, Whose.ME), (scene.nurse, Whose.AGENCY)):
        [row] = [row for row in await scene.rows(who, of) if row["kind"] == "conference"]
        assert (row["due_on"], row["persons"], row["case_id"]) == (NEXT_YEAR.date().isoformat(), [], None)
        assert row["opens_at"] == f"/v1/conferences/{conference_id}"
    assert await scene.listed(scene.colleague(scene.adviser), Whose.AGENCY) == []
    assert await scene.listed(scene.colleague(scene.adviser, Role.SUPERVISOR), Whose.AGENCY) == [by_name]
    assert await scene.listed(scene.nurse) == []
    await scene.accepts(scene.nurse, conference_id, of_the_agency)
    assert await scene.listed(scene.nurse) == [of_the_agency]
    with pytest.raises(Conflict):
        await scene.gives(scene.adviser, by_name, scene.colleague(scene.adviser))


async def test_it_follows_when_it_takes_place_and_who_comes(scene: TaskScene) -> None:
    conference_id = await scene.convenes(scene.lead, NEXT_YEAR)
    comes = await scene.comes(conference_id, scene.adviser)
    withdrawn = await scene.invites(conference_id, scene.nurse)
    later = NEXT_YEAR + timedelta(days=1)
    async with scene.work(scene.lead) as work:
        changes = {"starts_at": later, "ends_at": later + timedelta(hours=1)}
        await change_conference(work, scene.lead, conference_id, 1, changes)
    [row] = await scene.rows(scene.adviser)
    assert (row["id"], row["due_on"]) == (str(comes), later.date().isoformat())
    async with scene.work(scene.adviser) as work:
        await decline(work, scene.adviser, conference_id, comes, AbsenceReason.OTHER)
    assert await scene.listed(scene.adviser) == []
    assert await scene.listed(scene.nurse) == [withdrawn]
    async with scene.work(scene.lead) as work:
        await withdraw_invitation(work, scene.lead, conference_id, withdrawn)
    assert await scene.listed(scene.nurse) == []
    assert len(await scene.listed(scene.lead)) == 1
    async with scene.work(scene.lead) as work:
        await cancel_conference(work, scene.lead, conference_id, CancellingReason.NO_LONGER_NEEDED)
    assert await scene.listed(scene.lead) == []


async def test_whoever_answers_at_once_is_heard_each(scene: TaskScene) -> None:
    """What waits is made anew with each answer: one after the other, whoever they are."""
    conference_id = await scene.convenes(scene.lead, NEXT_YEAR)
    guests = [scene.world.worker() for _ in range(8)]
    asked = [await scene.invites(conference_id, who) for who in guests]
    taken_back = asked.pop()

    async def withdraws() -> None:
        async with scene.work(scene.lead) as work:
            await withdraw_invitation(work, scene.lead, conference_id, taken_back)

    answers = (scene.accepts(who, conference_id, one) for who, one in zip(guests, asked, strict=False))
    await asyncio.gather(*answers, withdraws())
    assert [await scene.listed(who) for who in guests] == [[one] for one in asked] + [[]]
