"""A complaint waits, by its day, for the supervisors of the agency that it is about, on nobody else's list."""

from uuid import UUID

import asyncpg
import pytest

from services.cases.conflicts.actions import declare_conflict
from services.cases.conflicts.domain import Relation
from services.cases.coordination.actions.cases import close_case
from services.cases.coordination.actions.team import end_membership
from services.cases.tasks.domain.listing import Whose
from services.cases.voice.predicate import may_hear, reader
from shared.contracts.cases.coordination import ClosingReason
from shared.contracts.cases.duties import DutyKind
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.refusals import Conflict, NotFound
from tests.cases.tasks.scenes import TaskScene
from tests.cases.voice.voices import SUPERVISORS, Voices, today
from tests.cases.worlds import World

WAITING = Statement("SELECT count(*) FROM duty WHERE kind = 'complaint'")
FORGED = Statement("""
    INSERT INTO duty (id, kind, shown_as, case_id, municipality_id, person_id, also_about, category, sensitivity,
        agency_id, worker_id, parties, for_agency_id, since, day, place)
    VALUES (gen_random_uuid(), 'complaint', 'complaint', :case_id, gen_random_uuid(), :person_id, '{}', 'social',
        'ordinary', :agency_id, :agency_id, '{}', gen_random_uuid(), now(), now(), 1)
""")

HELD_BACK = Statement("""
    UPDATE access_grant SET held_back = ARRAY[CAST(:mark AS text)] WHERE person_id = :person_id
""")
HEARD = Statement(f"SELECT w.id FROM complaint w WHERE {may_hear('w')}")


class Answering(Voices, TaskScene):
    """A scene in which complaints wait on lists."""

    member_id: UUID

    async def waits_for(self, who: Actor) -> list[str]:
        """Which lists of somebody hold a complaint."""
        return [of for of in Whose if await self.listed(who, of, DutyKind.COMPLAINT)]


async def heard_without_locks(scene: Answering, who: Actor) -> list[UUID]:
    async with scene.owner.work(who) as work:
        return [row["id"] for row in await work.rows(HEARD, **reader(work))]


@pytest.fixture
async def scene(cases_database: Database, cases_owner: Database, world: World) -> Answering:
    """A person in a case with a housing adviser; what is social flows to both agencies."""
    scene = Answering(cases_database, cases_owner, world)
    await scene.known(scene.lead, scene.person_id)
    await scene.agreement(scene.lead, scene.adviser)
    scene.case_id = await scene.case()
    scene.member_id = await scene.joins(scene.case_id, scene.adviser)
    return scene


async def test_it_waits_for_the_supervisors_of_the_agency_and_for_nobody_else(scene: Answering) -> None:
    supervisor = scene.colleague(scene.adviser, Role.SUPERVISOR)
    complaint_id = await scene.complains(scene.adviser, addressed_to=SUPERVISORS, category=Category.HEALTH)
    for of in (Whose.ME, Whose.AGENCY):
        [row] = [row for row in await scene.rows(supervisor, of) if row["kind"] == "complaint"]
        assert (row["id"], row["title"], row["worker_id"]) == (str(complaint_id), None, None)
        assert row["due_on"] > today().isoformat()
        assert row["opens_at"] == f"/v1/cases/{scene.case_id}/complaints/{complaint_id}"
        assert row["persons"] == [], "nothing of health flows to them"
    others = [scene.lead, scene.adviser, scene.colleague(scene.lead, Role.SUPERVISOR, Role.PRIVACY_OFFICER)]
    for who in others:
        assert await scene.waits_for(who) == []
        async with scene.work(who) as work:
            assert await work.value(WAITING) == 0, "the lock below the predicate"


async def test_one_that_is_restricted_from_processing_waits_for_nobody(scene: Answering) -> None:
    supervisor = scene.colleague(scene.adviser, Role.SUPERVISOR)
    complaint_id = await scene.complains(scene.adviser, addressed_to=SUPERVISORS, category=Category.HEALTH)
    assert await heard_without_locks(scene, supervisor) == [complaint_id]
    async with scene.owner.work(scene.lead) as work:
        mark = f"{scene.lead.agency_id}:{Category.HEALTH}"
        await work.run(HELD_BACK, mark=mark, person_id=scene.person_id)
    assert await scene.waits_for(supervisor) == []
    assert await heard_without_locks(scene, supervisor) == [], "by the predicate alone"


async def test_it_waits_until_it_is_answered_also_when_the_case_is_closed(scene: Answering) -> None:
    supervisor = scene.colleague(scene.adviser, Role.SUPERVISOR)
    await scene.known(scene.adviser, scene.person_id)
    complaint_id = await scene.complains(scene.adviser)
    async with scene.work(scene.lead) as work:
        await close_case(work, scene.lead, scene.case_id, ClosingReason.GOALS_REACHED)
    assert await scene.waits_for(supervisor) == [Whose.ME, Whose.AGENCY]
    with pytest.raises(Conflict):
        await scene.gives(supervisor, complaint_id, scene.adviser)
    await scene.answers(supervisor, complaint_id)
    assert await scene.waits_for(supervisor) == []


async def test_it_does_not_wait_for_whoever_may_not_hear_it(scene: Answering) -> None:
    supervisor = scene.colleague(scene.adviser, Role.SUPERVISOR)
    await scene.complains(scene.adviser)
    assert await scene.waits_for(supervisor) == [Whose.ME, Whose.AGENCY]
    friend = scene.colleague(scene.adviser, Role.SUPERVISOR)
    their_seat = await scene.joins(scene.case_id, friend)
    async with scene.work(friend) as work:
        await declare_conflict(work, friend, scene.person_id, Relation.FRIEND)
    assert await scene.waits_for(friend) == []
    async with scene.work(scene.lead) as work:
        await end_membership(work, scene.lead, scene.case_id, scene.member_id)
    assert await scene.waits_for(supervisor) == [Whose.ME, Whose.AGENCY], "a colleague is on the team"
    async with scene.work(scene.lead) as work:
        await end_membership(work, scene.lead, scene.case_id, their_seat)
    with pytest.raises(NotFound):
        await scene.shown(supervisor)
    assert await scene.waits_for(supervisor) == []


async def test_nobody_makes_a_complaint_wait_that_was_not_taken_down(scene: Answering) -> None:
    forged = {"case_id": scene.case_id, "person_id": scene.person_id, "agency_id": scene.lead.agency_id}
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with scene.work(scene.lead) as work:
            await work.run(FORGED, **forged)
