"""Plans to begin with: who writes them, and what they bring."""

from datetime import date
from uuid import UUID

import pytest

from services.cases.plans.actions.templates import (
    list_applications,
    list_templates,
    read_application,
    read_template,
    retire_template,
)
from services.cases.plans.domain.attainment import Attainment
from services.cases.plans.domain.goals import OwnerKind
from services.cases.plans.domain.templates import LABELS, TargetGroup, days_after, goal_from
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from shared.refusals import Conflict, Invalid, NotAllowed, NotFound
from tests.cases.plans.scenes import PlanScene, action_of_template, goal_of_template
from tests.cases.worlds import World

FORGETFUL = Statement("SELECT (SELECT count(*) FROM plan_template) + (SELECT count(*) FROM plan_application)")
LOOKS = Statement("""
    SELECT person_id, categories FROM access_log
    WHERE subject_id = :subject AND operation = 'list-applied-templates' AND act = 'opened'
""")


async def applied(scene: PlanScene, who: Actor, case_id: UUID) -> list[UUID]:
    async with scene.work(who) as work:
        return [row["id"] for row in await list_applications(work, case_id, None, 10)]


def test_there_is_a_label_for_each_group_in_both_languages() -> None:
    assert LABELS.keys() == set(TargetGroup)
    assert len({label for pair in LABELS.values() for label in pair}) == 2 * len(TargetGroup)


def test_days_are_counted_from_the_beginning_also_over_a_leap_day() -> None:
    assert days_after(date(2028, 2, 20), 10) == date(2028, 3, 1)
    assert days_after(date(2028, 2, 20), 0) == date(2028, 2, 20)
    assert days_after(date(2028, 2, 20), None) is None


def test_a_goal_is_read_as_it_was_written() -> None:
    read = goal_from(goal_of_template("finance", action_of_template("carer", due_in_days=None)))
    assert (read.category, read.scale[Attainment.EXPECTED], read.weight) == (Category.FINANCE, "EXPECTED", 2)
    assert [(one.owner, one.due_in_days) for one in read.actions] == [(OwnerKind.CARER, None)]


async def test_templates_are_written_by_those_who_answer_for_the_work_of_others(scene: PlanScene) -> None:
    supervisor = scene.colleague(scene.adviser, Role.SUPERVISOR)
    for who in (scene.lead, supervisor):
        template_id = await scene.template(who)
        async with scene.work(scene.nurse) as work:
            assert (await read_template(work, scene.nurse, template_id))["agency_id"] == who.agency_id
    with pytest.raises(NotAllowed):
        await scene.template(scene.colleague(scene.lead, Role.CASEWORKER))
    with pytest.raises(NotAllowed):
        await scene.template(scene.lead, municipality_id=new_id())


async def test_templates_are_those_of_the_municipality(scene: PlanScene) -> None:
    template_id = await scene.template(scene.lead)
    elsewhere = World().worker(Role.ADMINISTRATOR)
    async with scene.work(elsewhere) as work:
        assert await list_templates(work, elsewhere, None, None, 10) == []
        assert await work.value(FORGETFUL) == 0
        with pytest.raises(NotFound):
            await read_template(work, elsewhere, template_id)
    async with scene.work(scene.nurse) as work:
        for group, found in ((None, [template_id]), (TargetGroup.DEBT, [template_id]), (TargetGroup.FAMILY, [])):
            assert [row["id"] for row in await list_templates(work, scene.nurse, group, None, 10)] == found


async def test_a_retired_template_begins_no_plan_and_is_still_read(scene: PlanScene) -> None:
    template_id = await scene.template(scene.lead)
    case_id = await scene.case()
    for who in (scene.adviser, scene.colleague(scene.lead)):
        with pytest.raises(NotAllowed):
            async with scene.work(who) as work:
                await retire_template(work, who, template_id)
    async with scene.work(scene.lead) as work:
        await retire_template(work, scene.lead, template_id)
    with pytest.raises(Conflict):
        async with scene.work(scene.lead) as work:
            await retire_template(work, scene.lead, template_id)
    async with scene.work(scene.nurse) as work:
        assert await list_templates(work, scene.nurse, None, None, 10) == []
        assert (await read_template(work, scene.nurse, template_id))["retired_at"] is not None
    for unknown in (template_id, new_id()):
        with pytest.raises(Invalid) as refused:
            await scene.applies(scene.lead, case_id, unknown)
        assert refused.value.errors[0].pointer == "#/template_id"


async def test_a_template_brings_its_goals_and_actions_with_their_owners_and_dates(scene: PlanScene) -> None:
    owners = ("worker", "agency", "person", "carer")
    template_id = await scene.template(
        scene.lead,
        goal_of_template("social", *map(action_of_template, owners)),
        goal_of_template("finance", owner="agency"),
    )
    case_id = await scene.case()
    application_id = await scene.applies(scene.lead, case_id, template_id)
    first, second = await scene.goals(scene.lead, case_id)
    assert (first["state"], first["own_words"], first["weight"]) == ("proposed", None, 2)
    assert (first["owner_id"], first["target_on"]) == (scene.person_id, date(2028, 5, 20))
    assert (second["category"], second["owner_agency_id"]) == ("finance", scene.lead.agency_id)
    planned = await scene.actions(scene.lead, case_id)
    assert {one["goal_id"] for one in planned} == {first["id"]}
    assert {one["due_on"] for one in planned} == {date(2028, 3, 5)}
    assert [(one["owner_kind"], one["owner_agency_id"], one["owner_id"]) for one in planned] == [
        ("worker", scene.lead.agency_id, scene.lead.subject),
        ("agency", scene.lead.agency_id, None),
        ("person", None, scene.person_id),
        ("carer", None, None),
    ]
    async with scene.work(scene.lead) as work:
        found = await read_application(work, case_id, application_id)
    assert found["goal_ids"] == [first["id"], second["id"]]
    assert found["action_ids"] == [one["id"] for one in planned]


async def test_a_template_is_applied_whole_or_not_at_all(scene: PlanScene) -> None:
    template_id = await scene.template(scene.lead, goal_of_template("social"), goal_of_template("health"))
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    with pytest.raises(NotAllowed):
        await scene.applies(scene.adviser, case_id, template_id)
    assert await scene.goals(scene.lead, case_id) == []


async def test_in_a_household_the_first_person_named_owns_what_is_theirs(scene: PlanScene) -> None:
    partner = await scene.known(scene.lead)
    case_id = await scene.case(scene.person_id, partner)
    template_id = await scene.template(scene.lead)
    with pytest.raises(Invalid) as refused:
        await scene.applies(scene.lead, case_id, template_id)
    assert refused.value.errors[0].pointer == "#/person_ids"
    await scene.applies(scene.lead, case_id, template_id, partner, scene.person_id)
    (found,) = await scene.goals(scene.lead, case_id)
    assert (found["owner_id"], found["also_about"]) == (partner, [scene.person_id])


async def test_which_template_was_applied_is_told_to_whoever_may_see_everything_it_brought(
    scene: PlanScene, cases_owner: Database
) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    open_one = await scene.applies(
        scene.lead, case_id, await scene.template(scene.lead, goal_of_template(), goal_of_template("housing"))
    )
    mixed = await scene.applies(
        scene.lead, case_id, await scene.template(scene.lead, goal_of_template(), goal_of_template("health"))
    )
    acting = goal_of_template("social", action_of_template("worker", "health"))
    hidden = await scene.applies(scene.lead, case_id, await scene.template(scene.lead, acting))
    assert await applied(scene, scene.lead, case_id) == [open_one, mixed, hidden]
    assert await applied(scene, scene.adviser, case_id) == [open_one]
    for application_id in (mixed, hidden):
        with pytest.raises(NotFound):
            async with scene.work(scene.adviser) as work:
                await read_application(work, case_id, application_id)
    with pytest.raises(NotFound):
        await applied(scene, scene.nurse, case_id)
    async with cases_owner.work(scene.adviser) as work:
        looks = await work.rows(LOOKS, subject=scene.adviser.subject)
    assert [(row["person_id"], row["categories"]) for row in looks] == [(scene.person_id, ["housing", "social"])]
