"""Cases are opened on a ground, changed by their lead, and seen by those who may."""

from typing import Any
from uuid import UUID

import pytest

from services.cases.coordination.actions.cases import change_case, close_case, list_cases, reopen_case
from services.cases.coordination.domain.case import Risk
from services.cases.notes.actions.notes import list_notes
from shared.contracts.cases.coordination import CaseState, ClosingReason, ReopeningReason
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.identifiers import new_id
from shared.refusals import Conflict, NotAllowed, NotFound, Stale
from tests.cases.coordination.scenes import Scene


async def changes(scene: Scene, by: Actor, case_id: UUID, version: int, **values: Any) -> None:
    async with scene.work(by) as work:
        await change_case(work, by, case_id, version, values)


async def closes(scene: Scene, by: Actor, case_id: UUID) -> None:
    async with scene.work(by) as work:
        await close_case(work, by, case_id, ClosingReason.GOALS_REACHED)


async def lists(scene: Scene, who: Actor, person_id: UUID | None = None) -> list[UUID]:
    async with scene.work(who) as work:
        rows = await list_cases(work, person_id=person_id, state=None, category=None, after=None, limit=100)
    return [row["id"] for row in rows]


async def test_who_knows_a_person_opens_a_case_and_leads_it(scene: Scene) -> None:
    case = await scene.sees_case(scene.lead, await scene.case(risk=Risk.HIGH))
    assert case["state"] == CaseState.OPEN
    assert case["title"] == "Return home"
    assert (case["lead_agency_id"], case["lead_worker_id"]) == (scene.lead.agency_id, scene.lead.worker_id)
    assert [one["person_id"] for one in case["persons"]] == [str(scene.person_id)]
    assert case["persons"][0]["grounds"] == [f"authorship:{scene.person_id}"]


async def test_an_invented_person_and_one_of_others_are_the_same_to_who_opens_a_case(scene: Scene) -> None:
    for person_id in (new_id(), scene.person_id):
        with pytest.raises(NotFound):
            await scene.case(person_id, by=scene.nurse)


async def test_a_case_for_a_household_needs_a_ground_for_each(scene: Scene) -> None:
    unknown = await scene.known(scene.nurse)
    with pytest.raises(NotFound):
        await scene.case(scene.person_id, unknown)


async def test_an_invented_case_and_one_of_others_are_the_same(scene: Scene) -> None:
    case_id = await scene.case()
    for sought in (new_id(), case_id):
        with pytest.raises(NotFound):
            await scene.sees_case(scene.nurse, sought)
        with pytest.raises(NotFound):
            async with scene.work(scene.nurse) as work:
                await list_notes(work, sought, None, 10)
        with pytest.raises(NotFound):
            await changes(scene, scene.nurse, sought, 1, risk=Risk.LOW)


async def test_a_consent_for_its_category_shows_a_case_and_another_does_not(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser, categories=frozenset(Category))
    social = await scene.case(category=Category.SOCIAL)
    justice = await scene.case(category=Category.JUSTICE)
    await scene.said(scene.adviser, Category.SOCIAL)
    assert await lists(scene, scene.adviser, scene.person_id) == [social]
    with pytest.raises(NotFound):
        await scene.sees_case(scene.adviser, justice)


async def test_title_and_summary_are_for_those_who_may_see_everybody_in_the_case(scene: Scene) -> None:
    partner = await scene.known(scene.lead)
    case_id = await scene.case(scene.person_id, partner)
    await scene.agreement(scene.lead, scene.adviser)
    await scene.said(scene.adviser, Category.SOCIAL)
    seen = await scene.sees_case(scene.adviser, case_id)
    assert seen["title"] is None
    await changes(scene, scene.lead, case_id, 1, title="At home", summary="Since Monday")
    assert dict(await scene.sees_case(scene.adviser, case_id)) == dict(seen), "neither by its time nor by its version"
    await changes(scene, scene.lead, case_id, 2, title="Return home", risk=Risk.HIGH)
    later = await scene.sees_case(scene.adviser, case_id)
    assert (later["version"], later["risk"]) == (2, Risk.HIGH.rank)
    assert later["changed_at"] > seen["changed_at"]
    assert [one["person_id"] for one in seen["persons"]] == [str(scene.person_id)]
    await scene.said(scene.adviser, Category.SOCIAL, person_id=partner)
    seen = await scene.sees_case(scene.adviser, case_id)
    assert seen["title"] == "Return home"
    assert len(seen["persons"]) == 2


async def test_a_change_asks_for_the_version_that_was_read(scene: Scene) -> None:
    case_id = await scene.case()
    await changes(scene, scene.lead, case_id, 1, title=None, risk=Risk.HIGH)
    seen = await scene.sees_case(scene.lead, case_id)
    assert (seen["title"], seen["risk"], seen["version"]) == (None, Risk.HIGH.rank, 2)
    with pytest.raises(Stale):
        await changes(scene, scene.lead, case_id, 1, title="Too late")


async def test_what_is_left_out_of_a_change_stays(scene: Scene) -> None:
    case_id = await scene.case()
    await changes(scene, scene.lead, case_id, 1, risk=Risk.LOW)
    assert (await scene.sees_case(scene.lead, case_id))["title"] == "Return home"


async def test_a_change_to_what_it_says_already_makes_no_version(scene: Scene) -> None:
    case_id = await scene.case()
    await changes(scene, scene.lead, case_id, 1, title="Return home")
    assert (await scene.sees_case(scene.lead, case_id))["version"] == 1


async def test_a_colleague_reads_and_a_supervisor_stands_in(scene: Scene) -> None:
    case_id = await scene.case()
    colleague = scene.colleague(scene.lead)
    assert (await scene.sees_case(colleague, case_id))["title"] == "Return home"
    with pytest.raises(NotAllowed) as refused:
        await changes(scene, colleague, case_id, 1, risk=Risk.LOW)
    assert refused.value.extensions["reasons"]
    await changes(scene, scene.colleague(scene.lead, Role.SUPERVISOR), case_id, 1, risk=Risk.LOW)


async def test_a_case_is_closed_once_and_reopened_with_its_reason(scene: Scene) -> None:
    case_id = await scene.case()
    await closes(scene, scene.lead, case_id)
    closed = await scene.sees_case(scene.lead, case_id)
    assert (closed["state"], closed["closing_reason"]) == (CaseState.CLOSED, ClosingReason.GOALS_REACHED)
    with pytest.raises(Conflict) as refused:
        await closes(scene, scene.lead, case_id)
    assert refused.value.extensions["state"] is CaseState.CLOSED
    with pytest.raises(Conflict):
        await changes(scene, scene.lead, case_id, closed["version"], risk=Risk.LOW)
    async with scene.work(scene.lead) as work:
        await reopen_case(work, scene.lead, case_id, ReopeningReason.NEED_RETURNED)
    reopened = await scene.sees_case(scene.lead, case_id)
    assert (reopened["state"], reopened["closed_at"], reopened["closing_reason"]) == (CaseState.OPEN, None, None)


async def test_what_a_case_said_before_is_kept(scene: Scene, cases_owner: Database) -> None:
    case_id = await scene.case()
    await changes(scene, scene.lead, case_id, 1, title="At her daughter's")
    await closes(scene, scene.lead, case_id)
    kept = await cases_owner.pool.fetch(
        "SELECT version, content FROM earlier_version WHERE item_id = $1 ORDER BY version", case_id
    )
    assert [(row["version"], row["content"]["title"], row["content"]["state"]) for row in kept] == [
        (1, "Return home", "open"),
        (2, "At her daughter's", "open"),
    ]


async def test_lists_are_newest_first_and_continue_where_they_stopped(scene: Scene) -> None:
    opened = [await scene.case() for _ in range(3)]
    async with scene.work(scene.lead) as work:
        first = await list_cases(work, person_id=None, state=None, category=None, after=None, limit=2)
        rest = await list_cases(work, person_id=None, state=None, category=None, after=first[1]["id"], limit=2)
    assert [row["id"] for row in first] == opened[::-1]
    assert [row["id"] for row in rest] == opened[:1]
