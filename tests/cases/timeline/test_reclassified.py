"""What is classified anew does not open its past: who sees an item since sees when it was written, not how it went."""

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import pytest

from services.cases.notes.actions.needs import change_need
from services.cases.notes.actions.notes import correct_note
from services.cases.record.actions.list_work import list_work
from services.cases.timeline.actions import read_timeline
from services.cases.timeline.domain.kinds import LineKind
from services.cases.timeline.domain.lines import BEGINNINGS, ShownAs, shown_as
from shared.contracts.cases.coordination import NeedState
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.database.engine import Database
from tests.cases.coordination.scenes import Scene
from tests.cases.worlds import World

RECORDED, CHANGED = LineKind.NEED_RECORDED, LineKind.NEED_CHANGED


@pytest.fixture
async def scene(cases_database: Database, world: World) -> Scene:
    """The adviser sits in cases, and sees housing."""
    scene = Scene(cases_database, world)
    await scene.known(scene.lead, scene.person_id)
    await scene.agreement(scene.lead, scene.adviser)
    return scene


async def shared_case(scene: Scene) -> UUID:
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    return case_id


async def about(scene: Scene, who: Actor, item_id: UUID) -> list[tuple[str, str | None]]:
    """The lines about an item that somebody sees, oldest first, with their states."""
    async with scene.work(who) as work:
        rows = await read_timeline(work, scene.person_id, None, 100)
    return [(row["kind"], row["state"]) for row in rows if row["item_id"] == item_id][::-1]


async def changes(scene: Scene, case_id: UUID, need_id: UUID, version: int, **values: Any) -> None:
    async with scene.work(scene.lead) as work:
        await change_need(work, scene.lead, case_id, need_id, version, values)


async def test_how_a_need_went_while_it_was_closed_stays_closed(scene: Scene) -> None:
    case_id = await shared_case(scene)
    need_id = await scene.needs(scene.lead, case_id, "addiction", category=Category.HEALTH)
    await changes(scene, case_id, need_id, 1, state=NeedState.BEING_MET)
    await changes(scene, case_id, need_id, 2, category=Category.HOUSING, term="homelessness")
    await changes(scene, case_id, need_id, 3, state=NeedState.MET)
    assert await about(scene, scene.adviser, need_id) == [(RECORDED, "open"), (CHANGED, "met")]
    assert await about(scene, scene.lead, need_id) == [(RECORDED, "open"), (CHANGED, "being_met"), (CHANGED, "met")]


async def test_what_becomes_more_closed_takes_its_lines_along_and_gives_them_back(scene: Scene) -> None:
    case_id = await shared_case(scene)
    need_id = await scene.needs(scene.lead, case_id, "homelessness")
    await changes(scene, case_id, need_id, 1, state=NeedState.BEING_MET)
    seen = await about(scene, scene.adviser, need_id)
    await changes(scene, case_id, need_id, 2, category=Category.HEALTH)
    assert await about(scene, scene.adviser, need_id) == []
    await changes(scene, case_id, need_id, 3, state=NeedState.MET)
    await changes(scene, case_id, need_id, 4, category=Category.HOUSING)
    assert await about(scene, scene.adviser, need_id) == seen == [(RECORDED, "open"), (CHANGED, "being_met")]


async def test_a_note_that_is_unsealed_stands_where_it_was_written(scene: Scene) -> None:
    case_id = await shared_case(scene)
    note_id = await scene.writes(
        scene.lead, case_id, "For me", category=Category.HOUSING, sensitivity=Sensitivity.SEALED
    )
    assert await about(scene, scene.adviser, note_id) == []
    async with scene.work(scene.lead) as work:
        await correct_note(work, scene.lead, case_id, note_id, 1, {"sensitivity": Sensitivity.ORDINARY})
    assert await about(scene, scene.adviser, note_id) == [(LineKind.NOTE_ADDED, None)]


async def test_the_work_list_does_not_tell_when_something_closed_was_moved(scene: Scene) -> None:
    case_id = await shared_case(scene)
    need_id = await scene.needs(scene.lead, case_id, "addiction", category=Category.HEALTH)
    await changes(scene, case_id, need_id, 1, state=NeedState.BEING_MET)
    await changes(scene, case_id, need_id, 2, category=Category.HOUSING)
    async with scene.work(scene.adviser) as work:
        [case] = orjson.loads((await list_work(work, whole_agency=False, after=None, limit=10)).items)
        [latest, _] = await read_timeline(work, scene.person_id, None, 1)
    assert latest["kind"] == RECORDED
    assert datetime.fromisoformat(case["last_activity_at"]) == latest["at"]


def test_lines_that_say_no_more_than_the_item_are_about_items() -> None:
    assert {shown_as(kind) for kind in BEGINNINGS} == {ShownAs.ITEM}
    assert not BEGINNINGS & {LineKind.NEED_CHANGED, LineKind.GOAL_CHANGED, LineKind.PROGRESS_MARKED}
