"""What somebody was to do who no longer works for an agency: nobody's, until a supervisor names somebody."""

from datetime import UTC, datetime, timedelta

import pytest

from services.cases.access.actions import issue_grants
from services.cases.coordination.subscriptions import REVOKED_WORKERS
from services.cases.emergencies.domain import what_it_opens
from services.cases.plans.actions.goals import list_goal_versions, read_goal
from services.cases.plans.actions.planned import change_action, list_action_versions, read_action
from services.cases.plans.domain.goals import OwnerKind
from services.cases.tasks.actions.tasks import list_task_versions, read_task
from services.cases.tasks.domain.listing import Whose
from shared.contracts.cases.plans import GoalState
from shared.contracts.identity.actor import Actor, TaskActor
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.identifiers import new_id
from shared.messaging.events import Told
from shared.refusals import Stale
from tests.cases.tasks.scenes import TOMORROW, TaskScene, of_worker


async def is_revoked(scene: TaskScene, who: Actor, at: datetime | None = None) -> None:
    told = {"worker_id": str(who.subject), "agency_id": str(who.agency_id)}
    async with scene.database.work(TaskActor(REVOKED_WORKERS.name)) as work:
        await REVOKED_WORKERS.handle(
            work, Told(new_id(), "parcours.worker.revoked.v1", who.subject, at or datetime.now(UTC), told)
        )


async def named(scene: TaskScene, who: Actor) -> dict[str, str | None]:
    """What the agency must do, and who of it, as somebody of it sees."""
    return {row["id"]: row["worker_id"] for row in await scene.rows(who, Whose.AGENCY)}


async def test_what_they_were_to_do_is_found_by_their_supervisor_who_gives_it_to_somebody(scene: TaskScene) -> None:
    case_id = await scene.case()
    leaving, staying = scene.colleague(scene.lead), scene.colleague(scene.lead)
    supervisor = scene.colleague(scene.lead, Role.SUPERVISOR)
    theirs = await scene.task(scene.lead, case_id, of=leaving)
    others = await scene.task(scene.lead, case_id, of=staying)
    planned = await scene.plans(scene.lead, case_id)
    given = await scene.task(scene.lead, case_id, by_name=False)
    await scene.gives(supervisor, given, leaving)
    await is_revoked(scene, leaving)
    assert await named(scene, supervisor) == {
        str(theirs): None,
        str(given): None,
        str(others): str(staying.subject),
        str(planned): str(scene.lead.subject),
    }
    await scene.gives(supervisor, theirs, staying)
    assert (await named(scene, supervisor))[str(theirs)] == str(staying.subject)
    assert await scene.listed(leaving, Whose.ME) == []


async def test_what_is_corrected_or_moved_later_stays_nobodys_and_says_so_itself(scene: TaskScene) -> None:
    case_id = await scene.case()
    leaving, supervisor = scene.colleague(scene.lead), scene.colleague(scene.lead, Role.SUPERVISOR)
    task_id = await scene.task(scene.lead, case_id, of=leaving)
    action_id = await scene.plans(scene.lead, case_id, owner=of_worker(leaving))
    await is_revoked(scene, leaving)
    async with scene.work(scene.lead) as work:
        task, action = await read_task(work, case_id, task_id), await read_action(work, case_id, action_id)
        versions = [
            *await list_task_versions(work, case_id, task_id, None, 10),
            *await list_action_versions(work, case_id, action_id, None, 10),
        ]
    assert (task["owner_agency_id"], task["owner_id"], task["version"]) == (scene.lead.agency_id, None, 2)
    assert (action["owner_kind"], action["owner_agency_id"], action["owner_id"], action["version"]) == (
        OwnerKind.AGENCY,
        scene.lead.agency_id,
        None,
        2,
    )
    assert [(one["item_id"], one["version"]) for one in versions] == [(task_id, 1), (action_id, 1)]
    assert versions[0]["content"]["owner_id"] == str(leaving.subject)
    assert versions[1]["content"]["owner_kind"] == OwnerKind.WORKER
    with pytest.raises(Stale):
        await scene.changes_task(scene.lead, case_id, task_id, 1, due_on=TOMORROW)
    await scene.changes_task(scene.lead, case_id, task_id, 2, due_on=TOMORROW)
    async with scene.work(scene.lead) as work:
        await change_action(work, scene.lead, case_id, action_id, 2, {"title": "Go along twice"})
    assert await named(scene, supervisor) == {str(task_id): None, str(action_id): None}


async def test_goals_that_were_theirs_are_their_agencys_and_what_is_over_stays_as_it_was(scene: TaskScene) -> None:
    case_id = await scene.case()
    leaving, staying = scene.colleague(scene.lead), scene.colleague(scene.lead)
    theirs = await scene.goal(scene.lead, case_id, scene.person_id, owner=of_worker(leaving))
    over = await scene.goal(scene.lead, case_id, scene.person_id, owner=of_worker(leaving))
    await scene.changes_goal(scene.lead, case_id, over, 1, state=GoalState.CANCELLED)
    others = await scene.goal(scene.lead, case_id, scene.person_id, owner=of_worker(staying))
    await is_revoked(scene, leaving)
    async with scene.work(scene.lead) as work:
        goals = {one: await read_goal(work, case_id, one) for one in (theirs, over, others)}
        [earlier] = await list_goal_versions(work, case_id, theirs, None, 10)
    owners = {one: (row["owner_kind"], row["owner_agency_id"], row["owner_id"]) for one, row in goals.items()}
    ours = scene.lead.agency_id
    assert owners == {
        theirs: (OwnerKind.AGENCY, ours, None),
        over: (OwnerKind.WORKER, ours, leaving.subject),
        others: (OwnerKind.WORKER, ours, staying.subject),
    }
    assert (goals[theirs]["version"], earlier["version"]) == (2, 1)
    assert earlier["content"]["owner_kind"] == OwnerKind.WORKER


async def test_what_they_were_given_after_it_in_a_new_membership_stays(scene: TaskScene) -> None:
    at = datetime.now(UTC) - timedelta(minutes=1)
    task_id = await scene.task(scene.lead, await scene.case(), of=scene.colleague(scene.lead))
    [worker_id] = (await named(scene, scene.lead)).values()
    assert worker_id is not None
    await is_revoked(scene, scene.lead, at)
    assert await named(scene, scene.lead) == {str(task_id): worker_id}


async def test_a_right_that_names_them_ends_and_those_of_others_stay(scene: TaskScene, cases_owner: Database) -> None:
    await scene.case()
    leaving, staying = scene.colleague(scene.nurse), scene.colleague(scene.nurse)
    where, lasts = scene.world.municipality_id, timedelta(hours=3)
    async with cases_owner.work(TaskActor("test")) as work:
        await issue_grants(
            work,
            [what_it_opens(who, scene.person_id, where, new_id(), work.now, lasts) for who in (leaving, staying)],
        )
    await is_revoked(scene, leaving)
    live = await cases_owner.pool.fetch(
        "SELECT worker_id FROM access_grant WHERE person_id = $1 AND ground_kind = 'emergency' AND ended_at IS NULL",
        scene.person_id,
    )
    assert [row["worker_id"] for row in live] == [staying.subject]


async def test_no_other_background_work_takes_anything_from_them(scene: TaskScene) -> None:
    task_id = await scene.task(scene.lead, await scene.case())
    told = {"worker_id": str(scene.lead.subject), "agency_id": str(scene.lead.agency_id)}
    event = Told(new_id(), "parcours.worker.revoked.v1", scene.lead.subject, datetime.now(UTC), told)
    async with scene.database.work(TaskActor("relay")) as work:
        await REVOKED_WORKERS.handle(work, event)
    assert await named(scene, scene.lead) == {str(task_id): str(scene.lead.subject)}
