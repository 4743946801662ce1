"""A receiver that takes nothing is asked less, keeps no endless backlog, and takes nothing from anybody else."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.cases.webhooks.actions import delivering
from services.cases.webhooks.actions.looking_after import Description, set_up
from services.cases.webhooks.actions.looking_back import replay
from services.cases.webhooks.store import delivering as store
from shared.contracts.identity.vocabulary import AgencyId, Scope, SystemId
from shared.identifiers import new_id
from tests.cases.webhooks.stage import Stage
from tests.receiver import OK, Arrived, answer, receiving, rejecting

pytestmark = pytest.mark.anyio


async def test_who_rejects_everything_is_asked_less_and_reads_no_further_than_can_wait(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "MOST_WAITING", 3)
    monkeypatch.setattr(delivering, "PAGE_OF_THE_FAILING", 2)
    people = [await stage.somebody() for _ in range(6)]
    cases = [await stage.scene.case(one) for one in people]
    await stage.set_up("parcours.note.*")
    stage.receiver.answers = answer(401)
    notes = [str(await stage.note(cases[0], people[0]))]
    await stage.until(1)
    notes += [str(await stage.note(case, one)) for case, one in zip(cases[1:], people[1:], strict=True)]
    assert await stage.round() == 1, "all of it is asked less"
    for minute in range(1, 8):
        before, stage.later = len(stage.receiver.arrived), timedelta(minutes=minute)
        assert await stage.round() - before <= 4, "two that wait, and two that are new"
    assert len(await stage.waiting()) <= 4, "so many may wait, and what is read before they do"
    stage.receiver.answers, stage.later = OK, timedelta(hours=1)
    taken = len(stage.receiver.arrived) + len(notes)
    await stage.until(taken)
    assert (sorted(stage.told()[-len(notes) :]), await stage.waiting()) == (sorted(notes), [])


async def test_of_one_agency_only_so_many_are_served_at_a_time(stage: Stage) -> None:
    mine = {await stage.set_up() for _ in range(delivering.MOST_OF_AN_AGENCY + 2)}
    stranger = replace(stage.system, agency_id=AgencyId(new_id()), system_id=SystemId(new_id()), session_id=new_id())
    new = Description(stage.receiver.url, ["*"], frozenset({Scope.RECORD_READ}), "")
    async with stage.database.work(stranger) as work:
        theirs, _ = await set_up(work, stranger, new, has_own_networks=True)
    await stage.scene.case()
    found: dict[UUID, Any] = {}
    async with asyncio.timeout(20):
        while theirs not in found:
            found |= await _claimed(stage)
    found |= await _claimed(stage)
    served = mine & set(found)
    assert len(served) == delivering.MOST_OF_AN_AGENCY
    async with stage.database.work(delivering.TASK) as work:
        await store.release(work, found[next(iter(served))])
    assert len(mine & set(await _claimed(stage))) == 1


async def _claimed(stage: Stage) -> dict[UUID, Any]:
    async with stage.database.work(delivering.TASK) as work:
        return {one["id"]: one for one in await delivering.claim(work, 100)}


async def test_what_happens_to_others_has_nobody_looked_for_without_a_rest(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "REST", timedelta(hours=1))
    await stage.set_up("parcours.note.*")
    begins = await stage.place()
    case_id = await stage.scene.case()
    while await stage.place() == begins:
        await stage.round()
    note_id = await stage.note(case_id, stage.scene.person_id)
    assert await stage.claimed() == []
    stage.later = timedelta(hours=1)
    await stage.until(1)
    assert stage.told() == [str(note_id)]


async def test_who_changes_a_webhook_during_a_round_is_not_overruled_by_how_it_went(stage: Stage) -> None:
    await stage.set_up()
    async with receiving() as elsewhere:

        async def leads_there(_arrived: Arrived, writer: asyncio.StreamWriter) -> None:
            await stage.leads_to(elsewhere.url)
            writer.write(answer(503, "retry-after: 3600"))

        stage.receiver.behaves = leads_there
        await stage.scene.case()
        await stage.until(1)
        assert (await stage.hook())["failing_since"] is None
        stage.later = timedelta(minutes=1)
        await stage.round()
        assert [one.id for one in elsewhere.arrived] == [one.id for one in stage.receiver.arrived]


async def test_a_replay_that_is_asked_for_during_a_round_begins_where_it_was_to(stage: Stage) -> None:
    await stage.set_up("parcours.note.*")
    case_id = await stage.scene.case()
    for _ in range(2):
        await stage.note(case_id, stage.scene.person_id)
    await stage.until(2)
    begins = await stage.place()

    async def replays(_arrived: Arrived, writer: asyncio.StreamWriter) -> None:
        stage.receiver.behaves = None
        async with stage.database.work(stage.system) as work:
            await replay(work, stage.system, stage.hook_id, 0, None, None)
        writer.write(OK)

    stage.receiver.behaves = replays
    await stage.note(case_id, stage.scene.person_id)
    await stage.until(5)
    first, second, third, *again = [one.id for one in stage.receiver.arrived]
    assert again == [first, second]
    assert await stage.place() > begins
    assert third not in again


async def test_a_replay_forgets_no_attempt_that_was_made(stage: Stage) -> None:
    other = await stage.somebody()
    case_id, elsewhere = await stage.scene.case(), await stage.scene.case(other)
    await stage.set_up("parcours.note.*")
    stage.receiver.behaves = rejecting(stage.scene.person_id)
    await stage.note(case_id, stage.scene.person_id)
    await stage.note(elsewhere, other)
    await stage.until_it_waits(1)
    await stage.until(2)
    (before,) = await stage.waiting()
    async with stage.database.work(stage.system) as work:
        await replay(work, stage.system, stage.hook_id, 0, None, None)
    await stage.until(3)
    (after,) = await stage.waiting()
    assert after["attempts"] >= before["attempts"] >= 1
    assert after["first_at"] == before["first_at"]


async def test_a_webhook_whose_round_fails_by_a_mistake_of_ours_stops_no_other(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = await stage.set_up()
    await stage.set_up()
    serves = delivering.serve

    async def fails(*said: Any) -> None:
        if said[-1]["id"] == broken:
            raise KeyError
        await serves(*said)

    monkeypatch.setattr(delivering, "serve", fails)
    async with stage.replica():
        case_id = await stage.scene.case()
        await stage.receiver.has(1)
        await stage.note(case_id, stage.scene.person_id)
        await stage.receiver.has(2)
