"""A team sees what agreements let flow to it, from the answer on, and no longer than it is the team."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from services.cases.access.actions import standing_to
from services.cases.agreements.actions.ending import end_agreement
from services.cases.coordination.actions.cases import close_case, reopen_case
from services.cases.coordination.actions.grants import renew_for_agreement
from services.cases.coordination.actions.team import end_membership, list_team
from shared.clock import system_clock
from shared.contracts.cases.coordination import ClosingReason, ReopeningReason
from shared.contracts.cases.vocabulary import Category, Operation, Sensitivity
from shared.contracts.identity.actor import Actor, TaskActor
from shared.contracts.identity.vocabulary import MunicipalityId, Role
from shared.database.engine import Database
from shared.refusals import Conflict, NotAllowed, NotFound
from tests.cases.coordination.scenes import Scene
from tests.cases.worlds import World


async def leaves(scene: Scene, case_id: UUID, member_id: UUID, by: Actor) -> None:
    async with scene.work(by) as work:
        await end_membership(work, by, case_id, member_id)


async def test_a_member_sees_the_case_and_what_the_team_wrote(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    await scene.writes(scene.lead, case_id, "Needs a lift", category=Category.HOUSING)
    await scene.writes(scene.lead, case_id, "Takes insulin", category=Category.HEALTH)
    await scene.joins(case_id, scene.adviser)
    assert (await scene.sees_case(scene.adviser, case_id))["title"] == "Return home"
    assert await scene.texts(scene.adviser, case_id) == ["Needs a lift"]


async def test_a_member_sees_the_case_even_where_the_agreement_leaves_its_category_out(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser, categories=frozenset({Category.HOUSING}))
    case_id = await scene.case(category=Category.JUSTICE)
    await scene.joins(case_id, scene.adviser)
    assert (await scene.sees_case(scene.adviser, case_id))["title"] == "Return home"


async def test_a_refusal_hides_the_case_from_a_member_too(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    await scene.said(scene.adviser, Category.SOCIAL, refusal=True)
    with pytest.raises(NotFound):
        await scene.sees_case(scene.adviser, case_id)


async def test_a_member_without_an_agreement_sees_nothing(scene: Scene) -> None:
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    with pytest.raises(NotFound):
        await scene.sees_case(scene.adviser, case_id)
    async with scene.work(scene.lead) as work:
        team = await list_team(work, case_id, None, 10)
    assert [(row["agency_id"], row["categories"]) for row in team] == [
        (scene.lead.agency_id, []),
        (scene.adviser.agency_id, []),
    ]


async def test_a_team_that_waited_for_an_agreement_shares_when_it_comes_into_force(scene: Scene) -> None:
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    agreement_id = await scene.agreement(scene.lead, scene.adviser)
    async with scene.database.work(TaskActor("teams_under_agreement")) as work:
        await renew_for_agreement(work, agreement_id)
    assert (await scene.sees_case(scene.adviser, case_id))["title"] == "Return home"


async def test_the_end_of_the_agreement_ends_what_the_team_sees(scene: Scene) -> None:
    agreement_id = await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    async with scene.work(scene.lead) as work:
        await end_agreement(work, scene.lead, agreement_id)
    with pytest.raises(NotFound):
        await scene.sees_case(scene.adviser, case_id)


async def test_a_membership_is_for_the_worker_named_or_for_the_whole_agency(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    await scene.agreement(scene.lead, scene.nurse)
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    with pytest.raises(NotFound):
        await scene.sees_case(scene.colleague(scene.adviser), case_id)
    await scene.joins(case_id, scene.nurse, whole_agency=True)
    await scene.sees_case(scene.colleague(scene.nurse), case_id)


async def test_the_end_of_a_membership_takes_effect_with_the_next_request(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    member_id = await scene.joins(case_id, scene.adviser)
    await leaves(scene, case_id, member_id, by=scene.lead)
    with pytest.raises(NotFound):
        await scene.sees_case(scene.adviser, case_id)
    with pytest.raises(Conflict):
        await leaves(scene, case_id, member_id, by=scene.lead)


async def test_who_leaves_keeps_what_their_agency_wrote(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    member_id = await scene.joins(case_id, scene.adviser)
    await scene.writes(scene.lead, case_id, "By the lead", category=Category.HOUSING)
    await scene.writes(scene.adviser, case_id, "By the adviser", category=Category.HOUSING)
    assert await scene.texts(scene.adviser, case_id) == ["By the lead", "By the adviser"]
    await leaves(scene, case_id, member_id, by=scene.adviser)
    assert await scene.texts(scene.adviser, case_id) == ["By the adviser"]
    with pytest.raises(NotFound):
        await scene.sees_case(scene.adviser, case_id)


async def test_what_somebody_wrote_stays_with_the_team_when_they_leave(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser, scene.nurse)
    case_id = await scene.case()
    await scene.joins(case_id, scene.nurse)
    member_id = await scene.joins(case_id, scene.adviser)
    await scene.writes(scene.adviser, case_id, "By the adviser", category=Category.HOUSING)
    assert await scene.texts(scene.nurse, case_id) == ["By the adviser"]
    await leaves(scene, case_id, member_id, by=scene.adviser)
    assert await scene.texts(scene.nurse, case_id) == ["By the adviser"]


async def test_a_membership_ends_by_itself_at_its_date_and_can_be_begun_again(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    end = system_clock() + timedelta(minutes=1)
    await scene.joins(case_id, scene.adviser, ends_at=end)
    await scene.sees_case(scene.adviser, case_id)
    with pytest.raises(NotFound):
        await scene.sees_case(scene.adviser, case_id, at=end)
    await scene.joins(case_id, scene.adviser, at=end)
    await scene.sees_case(scene.adviser, case_id, at=end)


async def test_a_membership_that_begins_later_shows_nothing_yet(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser, starts_at=system_clock() + timedelta(days=1))
    with pytest.raises(NotFound):
        await scene.sees_case(scene.adviser, case_id)


async def test_nobody_is_on_a_team_twice(scene: Scene) -> None:
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    with pytest.raises(Conflict):
        await scene.joins(case_id, scene.adviser)


async def test_a_team_shows_no_sensitive_items(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    for sensitivity in Sensitivity:
        await scene.writes(scene.lead, case_id, sensitivity.value, sensitivity=sensitivity)
    assert await scene.texts(scene.adviser, case_id) == ["ordinary"]
    assert await scene.texts(scene.lead, case_id) == ["ordinary", "sensitive", "sealed"]
    assert await scene.texts(scene.colleague(scene.lead), case_id) == ["ordinary", "sensitive"]


async def test_closing_a_case_ends_what_the_team_saw_and_reopening_begins_it_again(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    async with scene.work(scene.lead) as work:
        await close_case(work, scene.lead, case_id, ClosingReason.GOALS_REACHED)
    with pytest.raises(NotFound):
        await scene.sees_case(scene.adviser, case_id)
    with pytest.raises(Conflict):
        await scene.joins(case_id, scene.nurse)
    async with scene.work(scene.lead) as work:
        await reopen_case(work, scene.lead, case_id, ReopeningReason.CLOSED_IN_ERROR)
    await scene.sees_case(scene.adviser, case_id)


async def test_the_lead_passes_to_a_member_who_coordinates_from_then_on(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    member_id = await scene.joins(case_id, scene.adviser)
    with pytest.raises(NotAllowed):
        await scene.joins(case_id, scene.nurse, by=scene.adviser)
    await scene.gives_the_lead(case_id, member_id, scene.adviser)
    seen = await scene.sees_case(scene.lead, case_id)
    assert (seen["lead_agency_id"], seen["lead_worker_id"]) == (scene.adviser.agency_id, scene.adviser.worker_id)
    with pytest.raises(NotAllowed):
        await scene.joins(case_id, scene.nurse)
    await scene.joins(case_id, scene.nurse, by=scene.adviser)
    async with scene.work(scene.adviser) as work:
        stands = await standing_to(work, scene.person_id)
    assert stands.grounds_for(Operation.REFER, Category.HOUSING)


async def test_a_lead_of_another_agency_closes_the_case_and_can_still_reopen_it(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    member_id = await scene.joins(case_id, scene.adviser)
    await scene.gives_the_lead(case_id, member_id, scene.adviser)
    async with scene.work(scene.adviser) as work:
        await close_case(work, scene.adviser, case_id, ClosingReason.GOALS_REACHED)
    async with scene.work(scene.adviser) as work:
        await reopen_case(work, scene.adviser, case_id, ReopeningReason.NEED_RETURNED)
    await scene.sees_case(scene.lead, case_id)


async def test_the_lead_does_not_leave_before_somebody_else_leads(scene: Scene) -> None:
    case_id = await scene.case()
    async with scene.work(scene.lead) as work:
        [lead] = await list_team(work, case_id, None, 10)
    with pytest.raises(Conflict):
        await leaves(scene, case_id, lead["id"], by=scene.lead)


async def test_a_supervisor_of_the_members_agency_takes_their_worker_off_the_team(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    member_id = await scene.joins(case_id, scene.adviser)
    await scene.writes(scene.adviser, case_id, "Known by authorship", category=Category.HOUSING)
    await scene.joins(case_id, scene.adviser, whole_agency=True)
    with pytest.raises(NotAllowed):
        await leaves(scene, case_id, member_id, by=scene.colleague(scene.adviser))
    await leaves(scene, case_id, member_id, by=scene.colleague(scene.adviser, Role.SUPERVISOR))


async def test_what_ends_with_a_team_ends_for_people_whom_the_lead_no_longer_knows(
    scene: Scene, cases_owner: Database
) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    partner = await scene.known(scene.lead)
    case_id = await scene.case(scene.person_id, partner)
    await scene.joins(case_id, scene.adviser)
    await cases_owner.pool.execute(
        "UPDATE access_grant SET ended_at = now() WHERE person_id = $1 AND agency_id = $2",
        partner,
        scene.lead.agency_id,
    )
    async with scene.work(scene.lead) as work:
        await close_case(work, scene.lead, case_id, ClosingReason.GOALS_REACHED)
    for person_id in (scene.person_id, partner):
        with pytest.raises(NotFound):
            async with scene.work(scene.adviser) as work:
                await standing_to(work, person_id)


async def test_who_acts_in_one_municipality_changes_nothing_for_the_people_of_another(scene: Scene) -> None:
    """A household in two territories: the agreements of both count, whoever's words make the team's grants anew."""
    elsewhere = World()
    lead = replace(scene.lead, municipalities=(*scene.lead.municipalities, MunicipalityId(elsewhere.municipality_id)))
    nurse = replace(scene.nurse, municipalities=lead.municipalities)
    there = Scene(scene.database, elsewhere)
    await scene.agreement(lead, scene.adviser, nurse)
    await there.agreement(lead, nurse)
    other = await there.known(lead)
    case_id = await scene.case(scene.person_id, other)
    await scene.joins(case_id, nurse, by=lead)
    await scene.joins(case_id, scene.adviser, by=lead)
    await scene.writes(scene.adviser, case_id, "Here alone", scene.person_id, category=Category.HOUSING)
    for person_id in (scene.person_id, other):
        async with scene.work(nurse) as work:
            assert (await standing_to(work, person_id)).grounds_for(Operation.READ, Category.HOUSING)
