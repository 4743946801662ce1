"""A birthday changes exactly what was listed before, once, in any time zone, whatever the replicas."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from services.cases.access.actions import standing_to
from services.cases.people.domain.coming_of_age import of_age_at
from services.cases.transitions.actions.looking import look_at_one
from services.cases.transitions.actions.performing import perform_a_slice
from services.cases.transitions.domain.rules import TransitionKind
from services.cases.transitions.subscriptions import CHANGED_DATES
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.refusals import NotFound
from tests.cases.majority.test_majority import BORN_AND_WHERE
from tests.cases.transitions.turning import INSTANT, MONTH, Turning


async def in_force(scene: Turning, at: datetime) -> dict[tuple[str, UUID], int]:
    """How many grants each agency has then on each kind of ground, as the database has them now."""
    rows = await scene.owner.pool.fetch(
        """SELECT ground_kind, agency_id, count(*) FROM cases.access_grant
           WHERE person_id = $1 AND ended_at IS NULL AND valid_from <= $2 AND (valid_until IS NULL OR valid_until > $2)
           GROUP BY 1, 2""",
        scene.person_id,
        at,
    )
    return {(row[0], row[1]): row[2] for row in rows}


async def knows(scene: Turning, who: Actor) -> bool:
    async with scene.work(who) as work:
        try:
            await standing_to(work, scene.person_id)
        except NotFound:
            return False
    return True


@pytest.mark.parametrize(("birth_date", "where"), BORN_AND_WHERE)
async def test_a_birthday_changes_exactly_the_listed_grants_once(scene: Turning, birth_date: str, where: str) -> None:
    zone, day = ZoneInfo(where), of_age_at(birth_date, ZoneInfo(where))
    await scene.agreement(scene.lead, scene.adviser, scene.nurse)
    await scene.rule()
    await scene.rule(TransitionKind.ADULT_SERVICES, at_age=18, leaving=[scene.nurse.agency_id])
    await scene.begins(birth_date, zone, scene.nurse, scene.adviser)
    theirs = await scene.agreed(scene.adviser, "person", Category.HOUSING)
    for_the_child = await scene.agreed(scene.nurse, "representative")
    await scene.is_prepared()
    scene.at(day - 5 * MONTH)
    await scene.is_heard(CHANGED_DATES)
    await asyncio.gather(*(look_at_one(scene.database) for _ in range(3)))
    await scene.days_come()

    listed = {
        grant["id"]: (grant["ground_kind"], grant["agency_id"])
        for change in await scene.changes()
        for grant in (await scene.opens(scene.lead, change["id"])).grants
        if grant["ends"]
    }
    assert sorted(listed.values()) == sorted([("consent", scene.nurse.agency_id), ("team", scene.nurse.agency_id)])
    before, after = await in_force(scene, day - INSTANT), await in_force(scene, day)
    assert {one for one in before if before[one] != after.get(one, 0)} == set(listed.values())
    assert {one for one in after if after[one] > before.get(one, 0)} == set(), "nothing begins by a rule"
    assert ("consent", scene.adviser.agency_id) in after
    assert theirs != for_the_child

    scene.at(day - INSTANT)
    await asyncio.gather(*(perform_a_slice(scene.database, 1) for _ in range(3)))
    assert (await scene.told_of("done"), await knows(scene, scene.nurse)) == ([], True)
    scene.at(day)
    assert not await knows(scene, scene.nurse), "before anything runs"
    assert await knows(scene, scene.adviser)
    await asyncio.gather(*(perform_a_slice(scene.database, 1) for _ in range(6)))
    await scene.days_come()
    assert sorted(await scene.told_of("done")) == sorted(one["id"] for one in await scene.changes())
    assert {one["state"] for one in await scene.changes()} == {"done"}
    ended = [
        grant["id"]
        for change in await scene.changes()
        for grant in (await scene.opens(scene.lead, change["id"])).grants
        if grant["ends"]
    ]
    assert set(ended) == set(listed), "it shows the same when it is over"


async def team(scene: Turning) -> dict[UUID, datetime | None]:
    """When each agency's place on the team ends."""
    rows = await scene.owner.pool.fetch(
        "SELECT agency_id, ends_at FROM cases.team_member WHERE case_id = $1", scene.case_id
    )
    return {row["agency_id"]: row["ends_at"] for row in rows}


async def test_places_end_as_before_when_the_day_is_another_or_does_not_come(scene: Turning) -> None:
    await scene.agreement(scene.lead, scene.adviser, scene.nurse)
    leaving = [scene.nurse.agency_id, scene.adviser.agency_id, scene.lead.agency_id]
    await scene.rule(TransitionKind.ADULT_SERVICES, at_age=21, leaving=leaving, months_before=36)
    await scene.begins("2006-03-01", ZoneInfo("Europe/Paris"), scene.nurse)
    planned = scene.database.clock() + timedelta(days=90)
    await scene.joins(scene.case_id, scene.adviser, ends_at=planned)
    await scene.days_come()
    day = of_age_at("2006-03-01", ZoneInfo("Europe/Paris"), 21)
    ends = {scene.lead.agency_id: None, scene.nurse.agency_id: day, scene.adviser.agency_id: planned}
    assert await team(scene) == ends, "the lead stays, and nobody stays longer than was planned"
    await scene.was_born("2006-05-01")
    await scene.days_come()
    later = of_age_at("2006-05-01", ZoneInfo("Europe/Paris"), 21)
    assert await team(scene) == {**ends, scene.nurse.agency_id: later}
    await scene.was_born(None)
    await scene.days_come()
    assert await team(scene) == {**ends, scene.nurse.agency_id: None}


async def test_in_a_case_about_several_people_nobody_leaves_with_the_day_of_one(scene: Turning) -> None:
    await scene.agreement(scene.lead, scene.nurse)
    await scene.rule(TransitionKind.ADULT_SERVICES, at_age=18, leaving=[scene.nurse.agency_id], months_before=36)
    await scene.lies_in(ZoneInfo("Europe/Paris"))
    await scene.child("2010-06-30")
    younger, scene.person_id = scene.person_id, scene.person_id
    await scene.child("2009-06-30")
    scene.case_id = await scene.case(scene.person_id, younger)
    await scene.joins(scene.case_id, scene.nurse)
    await scene.days_come()
    assert [one["kind"] for one in await scene.changes()] == ["adult_services"]
    assert (await team(scene))[scene.nurse.agency_id] is None
