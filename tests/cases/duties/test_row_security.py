"""The second lock: a statement that forgets the predicate still shows nothing of people without a ground."""

from typing import Any

import asyncpg
import pytest

from shared.contracts.identity.actor import Actor
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.cases.tasks.scenes import TODAY, TaskScene, of_worker

FORGETFUL = Statement("SELECT count(*) FROM duty")
FORGETFUL_OF_TEAM = Statement("SELECT count(*) FROM duty_listing")
CHANGING = Statement("UPDATE duty SET for_worker_id = NULL")
ENDING = Statement("DELETE FROM duty")
FOLLOWING = Statement("SELECT duties_follow(:case_id)")
FORGED = Statement("""
    INSERT INTO duty (id, kind, shown_as, case_id, municipality_id, person_id, also_about, category, sensitivity,
        agency_id, worker_id, parties, for_agency_id, since, day, place)
    VALUES (:id, 'action', 'item', :case_id, :id, :person_id, '{}', 'social', 'ordinary', :agency_id, :agency_id, '{}',
        :agency_id, now(), '2026-03-02', 1)
""")


async def asked(scene: TaskScene, who: Actor, statement: Statement, **values: Any) -> int:
    async with scene.work(who) as work:
        counted: int = await work.value(statement, **values)
    return counted


async def changed(scene: TaskScene, who: Actor, statement: Statement, **values: Any) -> int:
    async with scene.work(who) as work:
        return await work.run(statement, **values)


async def test_an_agency_sees_and_changes_what_arises_from_its_own_people_and_cases(scene: TaskScene) -> None:
    case_id = await scene.case(next_review_on=TODAY)
    await scene.plans(scene.lead, case_id)
    assert await asked(scene, scene.lead, FORGETFUL) == 2
    assert await asked(scene, scene.lead, FORGETFUL_OF_TEAM) == 2
    assert await changed(scene, scene.lead, CHANGING) == 2


async def test_an_agency_without_a_ground_sees_changes_and_ends_nothing_though_it_must_do_it(scene: TaskScene) -> None:
    case_id = await scene.case(next_review_on=TODAY)
    await scene.plans(scene.lead, case_id, owner=of_worker(scene.nurse))
    await scene.known(scene.nurse)
    assert await asked(scene, scene.nurse, FORGETFUL) == 0
    assert await asked(scene, scene.nurse, FORGETFUL_OF_TEAM) == 0
    assert await changed(scene, scene.nurse, CHANGING) == 0
    assert await changed(scene, scene.nurse, ENDING) == 0


async def test_whoever_lets_it_follow_it_follows_what_is_true(scene: TaskScene) -> None:
    case_id = await scene.case(next_review_on=TODAY)
    before = await scene.rows(scene.lead)
    assert await changed(scene, scene.lead, CHANGING) == 1
    assert await scene.rows(scene.lead) == []
    await asked(scene, scene.nurse, FOLLOWING, case_id=case_id)
    assert await scene.rows(scene.lead) == before
    assert await asked(scene, scene.nurse, FORGETFUL) == 0


@pytest.mark.parametrize("of_a_person", [True, False])
async def test_nobody_makes_work_about_people_without_a_ground(scene: TaskScene, of_a_person: bool) -> None:
    case_id = await scene.case()
    forged = {
        "id": new_id(),
        "case_id": case_id,
        "person_id": scene.person_id if of_a_person else None,
        "agency_id": scene.nurse.agency_id,
    }
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await changed(scene, scene.nurse, FORGED, **forged)
