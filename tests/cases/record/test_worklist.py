"""The work list: what is riskiest and due comes first, each row shows what its reader may see, each look is logged."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest

from services.cases.coordination.actions.cases import close_case, reopen_case
from services.cases.coordination.actions.team import end_membership
from services.cases.coordination.domain.case import Risk
from services.cases.notes.actions.needs import change_need
from services.cases.record.actions.list_work import list_work
from shared.contracts.cases.coordination import ClosingReason, NeedState, ReopeningReason
from shared.contracts.cases.duties import TaskState
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.database.engine import Database
from tests.cases.coordination.scenes import Scene
from tests.cases.people.persons import registered
from tests.cases.tasks.scenes import TODAY, TaskScene
from tests.cases.worlds import World


@pytest.fixture
async def scene(cases_database: Database, world: World) -> Scene:
    scene = Scene(cases_database, world)
    scene.person_id = await registered(cases_database, scene.lead)
    return scene


async def rows(scene: Scene, who: Actor, *, whole_agency: bool = False, page_of: int = 50) -> list[dict[str, Any]]:
    """All pages."""
    found: list[dict[str, Any]] = []
    after = None
    while True:
        async with scene.work(who) as work:
            listed = await list_work(work, whole_agency=whole_agency, after=after, limit=page_of)
        page = orjson.loads(listed.items)
        assert len(page) <= page_of
        found += page
        if listed.last is None:
            return found
        after = listed.last


async def listed(scene: Scene, who: Actor, *, whole_agency: bool = False, page_of: int = 50) -> list[UUID]:
    return [UUID(row["case_id"]) for row in await rows(scene, who, whole_agency=whole_agency, page_of=page_of)]


async def test_a_row_shows_all_that_a_worker_needs_to_choose(scene: Scene) -> None:
    case_id = await scene.case(risk=Risk.HIGH, next_review_on=date(2026, 4, 1))
    await scene.needs(scene.lead, case_id, "homelessness")
    [row] = await rows(scene, scene.lead)
    assert row.pop("changed_at")
    assert row.pop("last_activity_at")
    assert row == {
        "case_id": str(case_id),
        "category": "social",
        "risk": "high",
        "next_review_on": "2026-04-01",
        "title": "Return home",
        "capacity": "coordinator",
        "lead": {"agency_id": str(scene.lead.agency_id), "worker_id": str(scene.lead.worker_id)},
        "persons": [{"person_id": str(scene.person_id), "role": "focus", "display_name": "Alix Exemple"}],
        "open_needs": 1,
        "next_due": {"id": str(case_id), "kind": "review", "due_on": "2026-04-01"},
    }


async def test_what_is_due_next_is_the_first_that_its_reader_may_see(cases_database: Database, world: World) -> None:
    scene = TaskScene(cases_database, world)
    await scene.known(scene.lead, scene.person_id)
    await scene.agreement(scene.lead, scene.adviser, categories=frozenset({Category.SOCIAL}))
    case_id = await scene.case(next_review_on=TODAY + timedelta(days=3))
    await scene.joins(case_id, scene.adviser)
    await scene.task(scene.lead, case_id)
    hidden = await scene.plans(scene.lead, case_id, category=Category.HEALTH, due_on=TODAY)
    shown = await scene.task(scene.lead, case_id, due_on=TODAY + timedelta(days=1))
    for who, due in ((scene.lead, hidden), (scene.adviser, shown)):
        [row] = await rows(scene, who)
        assert row["next_due"]["id"] == str(due)
    await scene.changes_task(scene.lead, case_id, shown, 1, state=TaskState.DONE)
    [row] = await rows(scene, scene.adviser)
    assert row["next_due"] == {"id": str(case_id), "kind": "review", "due_on": "2026-03-05"}


async def test_the_riskiest_comes_first_then_what_is_due_then_what_changed_last(scene: Scene) -> None:
    quiet = await scene.case(risk=Risk.LOW)
    quieter_but_later = await scene.case(risk=Risk.LOW)
    due_later = await scene.case(risk=Risk.LOW, next_review_on=date(2026, 9, 1))
    due = await scene.case(risk=Risk.LOW, next_review_on=date(2026, 4, 1))
    risky = await scene.case(risk=Risk.HIGH)
    unknown = await scene.case(next_review_on=date(2026, 1, 1))
    order = [risky, due, due_later, quieter_but_later, quiet, unknown]
    assert await listed(scene, scene.lead) == order
    assert await listed(scene, scene.lead, page_of=2) == order


async def test_a_change_of_risk_moves_a_case_in_the_lists_of_the_whole_team(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    first, second = await scene.case(risk=Risk.MODERATE), await scene.case(risk=Risk.LOW)
    for case_id in (first, second):
        await scene.joins(case_id, scene.adviser)
    assert await listed(scene, scene.adviser) == [first, second]
    await scene.assesses(scene.lead, second, Risk.HIGH)
    assert await listed(scene, scene.adviser) == [second, first]
    assert await listed(scene, scene.lead) == [second, first]


async def test_the_list_has_the_seats_of_the_worker_and_those_of_everybody_each_case_once(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    other = await registered(scene.database, scene.lead)
    named, everybody = await scene.case(other, risk=Risk.HIGH), await scene.case()
    await scene.joins(named, scene.adviser)
    await scene.joins(everybody, scene.adviser, whole_agency=True)
    await scene.joins(everybody, scene.adviser)
    colleague = scene.colleague(scene.adviser)
    assert await listed(scene, scene.adviser) == [named, everybody]
    assert await listed(scene, scene.adviser, page_of=1) == [named, everybody]
    assert await listed(scene, colleague) == [everybody]
    assert await listed(scene, colleague, whole_agency=True) == [everybody]
    assert await listed(scene, scene.adviser, whole_agency=True, page_of=1) == [named, everybody]
    assert await listed(scene, scene.nurse, whole_agency=True) == []


async def test_a_closed_case_leaves_the_list_and_a_reopened_one_returns(scene: Scene) -> None:
    case_id = await scene.case()
    async with scene.work(scene.lead) as work:
        await close_case(work, scene.lead, case_id, ClosingReason.GOALS_REACHED)
    assert await listed(scene, scene.lead) == []
    async with scene.work(scene.lead) as work:
        await reopen_case(work, scene.lead, case_id, ReopeningReason.NEED_RETURNED)
    assert await listed(scene, scene.lead) == [case_id]


async def test_who_left_the_team_or_is_refused_no_longer_has_the_case_on_the_list(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser, scene.nurse)
    case_id = await scene.case()
    member_id = await scene.joins(case_id, scene.adviser)
    await scene.joins(case_id, scene.nurse)
    assert await listed(scene, scene.nurse) == [case_id]
    async with scene.work(scene.lead) as work:
        await end_membership(work, scene.lead, case_id, member_id)
    await scene.said(scene.nurse, Category.SOCIAL, refusal=True)
    assert await listed(scene, scene.adviser) == []
    assert await listed(scene, scene.nurse) == []


async def test_numbers_and_names_count_only_what_the_reader_may_see(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser, categories=frozenset({Category.SOCIAL, Category.HOUSING}))
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    met = await scene.needs(scene.lead, case_id, "homelessness")
    await scene.needs(scene.lead, case_id, "inadequate-housing")
    [before] = await rows(scene, scene.adviser)
    await scene.needs(scene.lead, case_id, "addiction", category=Category.HEALTH)
    await scene.needs(scene.lead, case_id, "utility-insecurity", sensitivity=Sensitivity.SEALED)
    await scene.writes(scene.lead, case_id, "Sealed", sensitivity=Sensitivity.SEALED)
    [after] = await rows(scene, scene.adviser)
    assert after == before
    assert (after["open_needs"], after["persons"][0]["display_name"]) == (2, None)
    async with scene.work(scene.lead) as work:
        await change_need(work, scene.lead, case_id, met, 1, {"state": NeedState.MET})
    [row] = await rows(scene, scene.adviser)
    assert row["open_needs"] == 1
    assert row["last_activity_at"] > before["last_activity_at"]
    [own] = await rows(scene, scene.lead)
    assert own["open_needs"] == 3


async def test_of_a_household_each_sees_the_people_they_may_know(scene: Scene) -> None:
    partner = await registered(scene.database, scene.lead)
    case_id = await scene.case(scene.person_id, partner)
    await scene.agreement(scene.lead, scene.adviser)
    await scene.joins(case_id, scene.adviser)
    await scene.said(scene.adviser, Category.SOCIAL, refusal=True, person_id=partner)
    [row] = await rows(scene, scene.adviser)
    assert [one["person_id"] for one in row["persons"]] == [str(scene.person_id)]
    assert row["title"] is None


async def test_each_person_listed_has_a_line_in_the_access_log(scene: Scene, cases_owner: Database) -> None:
    await scene.agreement(scene.lead, scene.adviser, categories=frozenset({Category.SOCIAL}))
    partner = await registered(scene.database, scene.lead)
    case_id = await scene.case(scene.person_id, partner)
    await scene.case(category=Category.HOUSING)
    await scene.joins(case_id, scene.adviser)
    for who, categories, ground in (
        (scene.lead, {"housing", "identity", "social"}, f"authorship:{scene.person_id}"),
        (scene.adviser, {"social"}, f"team:{case_id}"),
    ):
        async with scene.work(who) as work:
            await list_work(work, whole_agency=False, after=None, limit=50)
            decision_id = work.decision_id
        looks = await cases_owner.pool.fetch("SELECT * FROM access_log WHERE decision_id = $1", decision_id)
        assert {row["person_id"] for row in looks} == {scene.person_id, partner}
        assert len(looks) == 2
        assert all(row["id"].version == 7 for row in looks)
        [look] = [row for row in looks if row["person_id"] == scene.person_id]
        assert (set(look["categories"]), look["operation"]) == (categories, "read-worklist")
        assert ground in look["grounds"]
        assert None not in look["grounds"]


async def test_only_the_people_of_the_page_are_logged(scene: Scene, cases_owner: Database) -> None:
    other = await registered(scene.database, scene.lead)
    await scene.case(risk=Risk.HIGH)
    await scene.case(other, risk=Risk.LOW)
    async with scene.work(scene.lead) as work:
        await list_work(work, whole_agency=False, after=None, limit=1)
        decision_id = work.decision_id
    looks = await cases_owner.pool.fetch("SELECT person_id FROM access_log WHERE decision_id = $1", decision_id)
    assert [row["person_id"] for row in looks] == [scene.person_id]
