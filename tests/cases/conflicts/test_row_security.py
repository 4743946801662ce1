"""The second lock keeps them out too: a statement that forgets the predicate shows nothing of the person."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from services.cases.access.actions import grant_authorship, standing_to
from services.cases.conflicts.actions import declare_conflict
from services.cases.conflicts.domain import LiftingReason, Relation
from services.cases.conflicts.events import ConflictDeclared
from services.cases.conflicts.store import declare, lift
from services.cases.coordination.actions.cases import change_case, list_leaderless
from services.cases.coordination.actions.people import add_person
from services.cases.coordination.actions.team import end_membership, list_team
from services.cases.coordination.domain.case import HouseholdRole, Risk
from services.cases.coordination.events import PersonJoined
from services.cases.coordination.subscriptions import KEPT_OUT_WORKERS
from services.cases.schema import metadata
from shared.contracts.identity.actor import Actor, TaskActor
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from shared.messaging.events import Event, Told
from shared.refusals import NotFound
from tests.cases.coordination.scenes import Scene
from tests.cases.people.persons import identifier, identity, registered
from tests.cases.worlds import World

ABOUT_PEOPLE = sorted(
    name for name, table in ((one.name, one) for one in metadata.sorted_tables) if "person_id" in table.columns
)
# What is told and written to the log is nobody's to read; whose conflict it is may know that they declared it.
COUNTS = {
    table: Statement(f"SELECT count(*) FROM {table} WHERE person_id = :person_id")
    for table in ABOUT_PEOPLE
    if table not in {"journal", "outbox", "conflict_of_interest"}
}
CHANGES = {
    table: Statement(f"UPDATE {table} SET municipality_id = municipality_id WHERE person_id = :person_id")
    for table in ("person", "note", "need", "case_person", "timeline_entry")
}
FILLED = {"access_grant", "case_person", "earlier_version", "note", "need", "person", "person_name", "timeline_entry"}
IS_KEPT_OUT = Statement("SELECT bool_and(:worker = ANY (kept_out)) FROM access_grant WHERE person_id = :person_id")


@pytest.fixture
async def scene(cases_database: Database, world: World) -> Scene:
    scene = Scene(cases_database, world)
    scene.lead = world.worker(*Role)
    scene.person_id = await registered(cases_database, scene.lead, identity(), identifiers=[identifier(str(new_id()))])
    return scene


async def rows_seen(scene: Scene, who: Actor) -> dict[str, int]:
    async with scene.work(who) as work:
        seen = {table: await work.value(count, person_id=scene.person_id) for table, count in COUNTS.items()}
    return {table: count for table, count in seen.items() if count}


async def declares(scene: Scene, who: Actor) -> UUID:
    async with scene.work(who) as work:
        return await declare_conflict(work, who, scene.person_id, Relation.FAMILY)


async def hears(scene: Scene, event: type[Event], person_id: UUID) -> None:
    told = Told(new_id(), event.TYPE, person_id, datetime.now(UTC), {"person_id": str(person_id)})
    assert event.TYPE in KEPT_OUT_WORKERS.types
    async with scene.database.work(TaskActor(KEPT_OUT_WORKERS.name)) as work:
        await KEPT_OUT_WORKERS.handle(work, told)


async def test_a_forgotten_predicate_shows_and_changes_nothing_of_the_person(scene: Scene) -> None:
    case_id = await scene.case()
    await scene.writes(scene.lead, case_id, "A note")
    await scene.needs(scene.lead, case_id, "homelessness")
    async with scene.work(scene.lead) as work:
        await change_case(work, scene.lead, case_id, 1, {"risk": Risk.HIGH})
    assert (await rows_seen(scene, scene.lead)).keys() >= FILLED
    await declares(scene, scene.lead)
    assert await rows_seen(scene, scene.lead) == {}
    async with scene.work(scene.lead) as work:
        touched = {table: await work.run(change, person_id=scene.person_id) for table, change in CHANGES.items()}
    assert set(touched.values()) == {0}
    assert (await rows_seen(scene, scene.colleague(scene.lead, *Role))).keys() >= FILLED


async def test_a_grant_that_is_issued_meanwhile_keeps_them_out_too(scene: Scene, cases_owner: Database) -> None:
    other = scene.nurse
    async with scene.work(other) as writing:
        await grant_authorship(writing, scene.person_id, scene.world.municipality_id)
        declaring = asyncio.create_task(declares(scene, scene.lead))
        await asyncio.wait([declaring], timeout=0.3)
        assert not declaring.done()
    await declaring
    async with cases_owner.work(TaskActor("reads_everything")) as work:
        assert await work.value(IS_KEPT_OUT, worker=scene.lead.subject, person_id=scene.person_id)
    async with scene.work(scene.colleague(other)) as work:
        await standing_to(work, scene.person_id)


async def test_it_keeps_them_out_for_whatever_agency_they_act(scene: Scene) -> None:
    elsewhere = replace(scene.nurse, worker_id=scene.lead.worker_id)
    await scene.known(elsewhere, scene.person_id)
    async with scene.work(elsewhere) as work:
        await standing_to(work, scene.person_id)
    await declares(scene, scene.lead)
    with pytest.raises(NotFound):
        async with scene.work(elsewhere) as work:
            await standing_to(work, scene.person_id)
    assert await rows_seen(scene, elsewhere) == {}
    async with scene.work(scene.nurse) as work:
        await standing_to(work, scene.person_id)


async def test_nobody_declares_or_lifts_beside_the_actions(scene: Scene) -> None:
    stranger, conflict_id = scene.nurse, await declares(scene, scene.lead)
    async with scene.work(stranger) as work:
        await declare(work, new_id(), scene.person_id, scene.world.municipality_id, Relation.FRIEND)
    await scene.known(stranger, scene.person_id)
    async with scene.work(stranger) as work:
        await standing_to(work, scene.person_id)
    for nobody in (stranger, scene.colleague(scene.lead), scene.lead):
        async with scene.work(nobody) as work:
            assert not await lift(work, conflict_id, LiftingReason.RELATION_ENDED)


async def test_they_leave_the_teams_about_the_person_and_their_agency_names_another_lead(scene: Scene) -> None:
    colleague = scene.colleague(scene.lead, *Role)
    led, joined = await scene.case(), await scene.case(by=colleague)
    elsewhere = await scene.case(await scene.known(scene.lead))
    await scene.joins(joined, scene.lead, by=colleague)
    await declares(scene, scene.lead)
    await hears(scene, ConflictDeclared, scene.person_id)
    async with scene.work(colleague) as work:
        assert [row["id"] for row in await list_leaderless(work, None, 10)] == [led]
        present = [one["worker_id"] for one in await list_team(work, joined, None, 10) if one["ends_at"] is None]
    assert present == [colleague.subject]
    assert (await scene.sees_case(scene.lead, elsewhere))["lead_worker_id"] == scene.lead.subject


async def test_they_leave_the_team_of_a_case_that_is_about_the_person_only_later(scene: Scene) -> None:
    other, colleague = await scene.known(scene.lead), scene.colleague(scene.lead, *Role)
    case_id = await scene.case(other)
    await declares(scene, scene.lead)
    async with scene.work(colleague) as work:
        await add_person(work, colleague, case_id, scene.person_id, HouseholdRole.CHILD)
    await hears(scene, PersonJoined, scene.person_id)
    case = await scene.sees_case(scene.lead, case_id)
    assert [one["person_id"] for one in case["persons"]] == [str(other)]
    assert (case["title"], case["lead_seat"]) == (None, "vacant")


async def test_a_team_that_changes_in_the_hands_of_somebody_kept_out_changes_for_everybody(scene: Scene) -> None:
    """What ends with a membership ends for the person too whom the supervisor who ends it must not know."""
    await scene.agreement(scene.lead, scene.adviser)
    other = await scene.known(scene.lead)
    case_id = await scene.case(scene.person_id, other)
    member_id = await scene.joins(case_id, scene.adviser)
    supervisor = scene.colleague(scene.lead, Role.SUPERVISOR)
    await declares(scene, supervisor)
    async with scene.work(supervisor) as work:
        await end_membership(work, supervisor, case_id, member_id)
    for person_id in (scene.person_id, other):
        with pytest.raises(NotFound):
            async with scene.work(scene.adviser) as work:
                await standing_to(work, person_id)
