"""A worker who no longer works for an agency is on no team for it; what they led falls to the agency."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from services.cases.access.actions import standing_to
from services.cases.coordination.actions.cases import list_leaderless
from services.cases.coordination.actions.lead import change_lead
from services.cases.coordination.actions.team import list_team
from services.cases.coordination.store.team import end_seats_of
from services.cases.coordination.subscriptions import REVOKED_WORKERS
from services.cases.timeline.actions import read_timeline
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor, TaskActor
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.identifiers import new_id
from shared.messaging.events import Told
from shared.refusals import NotAllowed, NotFound
from tests.cases.coordination.scenes import Scene
from tests.cases.people.readers import Log


async def revoked(scene: Scene, who: Actor, agency_id: UUID | None = None, at: datetime | None = None) -> None:
    """Cases hears of it."""
    data = {"worker_id": str(who.subject), "agency_id": str(agency_id or who.agency_id)}
    told = Told(new_id(), "parcours.worker.revoked.v1", who.subject, at or datetime.now(UTC), data)
    async with scene.database.work(TaskActor(REVOKED_WORKERS.name)) as work:
        await REVOKED_WORKERS.handle(work, told)


async def working(scene: Scene, case_id: UUID) -> set[UUID | None]:
    """Workers on the team now."""
    async with scene.work(scene.lead) as work:
        return {one["worker_id"] for one in await list_team(work, case_id, None, 50) if one["ends_at"] is None}


async def test_they_leave_every_team_and_what_rested_on_it_ends(scene: Scene, cases_owner: Database) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    colleague = scene.colleague(scene.adviser)
    cases = [await scene.case(), await scene.case()]
    for case_id in cases:
        await scene.joins(case_id, scene.adviser)
        await scene.joins(case_id, colleague)
    await revoked(scene, scene.adviser)
    for case_id in cases:
        assert await working(scene, case_id) == {scene.lead.subject, colleague.subject}
        assert (await scene.sees_case(colleague, case_id))["title"] == "Return home"
    async with scene.work(scene.adviser) as work:
        with pytest.raises(NotFound):
            await standing_to(work, scene.person_id)
    left = [one for one in await Log(cases_owner).told(scene.person_id) if one[0] == "parcours.case.member_left.v1"]
    assert {(data["case_id"], data["worker_id"]) for _, data in left} == {
        (str(case_id), str(scene.adviser.subject)) for case_id in cases
    }
    async with scene.work(scene.lead) as work:
        lines = [one for one in await read_timeline(work, scene.person_id, None, 50) if one["kind"] == "member_left"]
    assert {(one["case_id"], one["by_id"]) for one in lines} == {(case_id, None) for case_id in cases}


async def test_a_seat_for_another_agency_stays(scene: Scene) -> None:
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    await revoked(scene, scene.adviser, agency_id=scene.nurse.agency_id)
    assert await working(scene, case_id) == {scene.lead.subject, scene.adviser.subject}


async def test_a_seat_that_was_given_after_the_revocation_stays(scene: Scene) -> None:
    at = datetime.now(UTC)
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    await revoked(scene, scene.adviser, at=at)
    assert await working(scene, case_id) == {scene.lead.subject, scene.adviser.subject}


async def test_what_they_led_falls_to_their_agency_whose_supervisors_are_told(
    scene: Scene, cases_owner: Database
) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    await scene.writes(scene.adviser, case_id, "By the adviser", category=Category.HOUSING)
    await revoked(scene, scene.lead)
    supervisor, colleague = scene.colleague(scene.lead, Role.SUPERVISOR), scene.colleague(scene.lead)
    case = await scene.sees_case(colleague, case_id)
    assert (case["lead_agency_id"], case["lead_worker_id"], case["lead_seat"]) == (
        scene.lead.agency_id,
        None,
        "vacant",
    )
    assert await scene.texts(colleague, case_id) == []
    told = [data for kind, data in await Log(cases_owner).told(scene.person_id) if kind.endswith("lead_fell_vacant.v1")]
    assert [(one["case_id"], one["agency_id"], one["worker_id"]) for one in told] == [
        (str(case_id), str(scene.lead.agency_id), None)
    ]
    async with scene.work(supervisor) as work:
        lines = [one["kind"] for one in await read_timeline(work, scene.person_id, None, 3)]
        assert [row["id"] for row in await list_leaderless(work, None, 10)] == [case_id]
    assert set(lines[:2]) == {"member_left", "lead_vacant"}


async def test_until_a_supervisor_names_somebody_nobody_acts_as_lead(scene: Scene) -> None:
    case_id = await scene.case()
    await revoked(scene, scene.lead)
    supervisor, colleague = scene.colleague(scene.lead, Role.SUPERVISOR), scene.colleague(scene.lead)
    for nobody in (scene.lead, colleague):
        with pytest.raises(NotAllowed):
            await scene.joins(case_id, colleague, by=nobody)
    member_id = await scene.joins(case_id, colleague, by=supervisor)
    async with scene.work(supervisor) as work:
        await change_lead(work, supervisor, case_id, member_id)
        assert await list_leaderless(work, None, 10) == []
    case = await scene.sees_case(colleague, case_id)
    assert (case["lead_id"], case["lead_worker_id"], case["lead_seat"]) == (member_id, colleague.subject, "member")
    await scene.joins(case_id, scene.adviser, by=colleague)


async def test_who_reads_a_case_and_not_for_the_agency_that_leads_it_finds_no_case_without_a_lead(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    await revoked(scene, scene.lead)
    await scene.sees_case(scene.adviser, case_id)
    async with scene.work(scene.adviser) as work:
        assert await list_leaderless(work, None, 10) == []


async def test_hearing_it_twice_changes_nothing(scene: Scene, cases_owner: Database) -> None:
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    for _ in range(2):
        await revoked(scene, scene.adviser)
    told = [kind for kind, _ in await Log(cases_owner).told(scene.person_id)]
    assert told.count("parcours.case.member_left.v1") == 1


async def test_nobody_else_ends_seats_like_this(scene: Scene) -> None:
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    for who in (scene.lead, scene.nurse, TaskActor("relay")):
        async with scene.database.work(who) as work:
            assert await end_seats_of(work, scene.adviser.subject, scene.adviser.agency_id, new_id()) == []
    assert await working(scene, case_id) == {scene.lead.subject, scene.adviser.subject}
