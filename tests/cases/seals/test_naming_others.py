"""Whoever is named for something sealed, and may name others, gives no more than they have and for no longer."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

from services.cases.notes.actions.notes import correct_note
from shared.contracts.cases.vocabulary import Sensitivity
from shared.contracts.identity.vocabulary import Role
from tests.cases.doors import Desk
from tests.cases.seals.sealed import SECRET, Scene, actor_at, named


def in_days(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


async def refused_at(scene: Scene, by: Desk, whom: Desk, until: str) -> str:
    answer = await by.post(scene.grants, named(whom, valid_until=until))
    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    return f"{error['pointer']} {error['code']}"


async def test_whoever_is_named_prolongs_it_neither_for_themselves_nor_for_others(scene: Scene) -> None:
    supervisor = await scene.doors.hires(scene.writer, Role.SUPERVISOR)
    another = await scene.doors.hires(scene.writer, Role.SUPERVISOR)
    for_a_day = in_days(1)
    await scene.opened_to(supervisor, valid_until=for_a_day)
    assert await refused_at(scene, supervisor, supervisor, for_a_day) == "#/worker_id yourself"
    assert await refused_at(scene, supervisor, another, in_days(2)) == "#/valid_until longer_than_yours"
    await scene.opened_to(another, by=supervisor, valid_until=for_a_day)
    assert await refused_at(scene, another, supervisor, in_days(2)) == "#/valid_until longer_than_yours"
    sooner = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    assert await refused_at(scene, another, supervisor, sooner) == "#/worker_id gave_it_to_you"
    assert SECRET in (await another.get(scene.path)).text


async def test_what_they_gave_ends_with_theirs_however_far_it_went(scene: Scene) -> None:
    first, second = [await scene.doors.hires(scene.writer, Role.SUPERVISOR) for _ in range(2)]
    third, kept = [await scene.doors.hires(scene.writer) for _ in range(2)]
    until = in_days(3)
    await scene.opened_to(kept)
    given = await scene.opened_to(first, valid_until=until)
    await scene.opened_to(second, by=first, valid_until=until)
    await scene.opened_to(third, by=second, valid_until=until)
    assert SECRET in (await third.get(scene.path)).text
    ended = await first.ask("DELETE", f"{scene.grants}/{given['id']}")
    assert ended.status_code == 204, ended.text
    assert [SECRET in (await who.get(scene.path)).text for who in (first, second, third, kept)] == [False] * 3 + [True]
    shown = (await scene.writer.get(scene.grants)).json()["items"]
    assert [one["ended_at"] is None for one in shown] == [True, False, False, False]


async def test_what_takes_the_place_of_theirs_leaves_what_ends_no_later(scene: Scene) -> None:
    supervisor = await scene.doors.hires(scene.writer, Role.SUPERVISOR)
    sooner, later = [await scene.doors.hires(scene.writer) for _ in range(2)]
    await scene.opened_to(supervisor, valid_until=in_days(9))
    await scene.opened_to(sooner, by=supervisor, valid_until=in_days(2))
    await scene.opened_to(later, by=supervisor, valid_until=in_days(8))
    await scene.opened_to(supervisor, valid_until=in_days(5))
    assert [SECRET in (await who.get(scene.path)).text for who in (supervisor, sooner, later)] == [True, True, False]


async def test_what_is_unsealed_meanwhile_is_opened_to_nobody(scene: Scene) -> None:
    """Whoever opens it waits for whoever unseals it, and finds that there is nothing sealed."""
    colleague = await scene.doors.hires(scene.writer)
    writer, changes = actor_at(scene.writer), {"sensitivity": Sensitivity.ORDINARY}
    async with scene.doors.database.work(writer) as work:
        await correct_note(work, writer, UUID(scene.case_id), UUID(scene.note["id"]), 1, changes)
        opening = asyncio.create_task(scene.writer.post(scene.grants, named(colleague)))
        await asyncio.wait([opening], timeout=0.3)
    opened = await opening
    assert opened.status_code == 404, opened.text
    assert (await scene.reclassified("sealed")).status_code == 200
    assert (await colleague.get(scene.path)).status_code == 404
