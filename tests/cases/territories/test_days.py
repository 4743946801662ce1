"""Which day it is where somebody lives decides what is due, what is late, and when a month began."""

from contextlib import nullcontext
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from services.cases.duties.actions import tell_a_slice
from services.cases.people.actions.register_person import refuse_birth_in_the_future
from services.cases.people.domain.parts import Identity
from services.cases.rights.actions import NewRequest, extend_request, record_request
from services.cases.rights.store import list_about
from services.cases.territories.actions import day_in, today_in
from services.cases.territories.predicate import day_in as day_in_sql
from services.cases.voice.actions.counting import count_voices
from services.cases.voice.domain.counting import Quarter
from shared.contracts.cases.rights import Right
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.refusals import Conflict, Invalid
from tests.cases.grounds import MOMENT
from tests.cases.majority.growing_up import GrowingUp
from tests.cases.worlds import World

PARIS, LIMA = ZoneInfo("Europe/Paris"), ZoneInfo("America/Lima")
LATE_ON_THE_FIRST = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
IN_SUMMER = datetime(2026, 6, 30, 22, tzinfo=UTC)
DAY = Statement(f"SELECT {day_in_sql('CAST(:municipality_id AS uuid)', ':at')}")
TOLD = "SELECT count(*) FROM cases.journal WHERE type = 'parcours.task.fell_overdue.v1' AND data ->> 'duty_id' = $1"


@pytest.fixture
async def scene(cases_database: Database, cases_owner: Database, world: World) -> GrowingUp:
    scene = GrowingUp(cases_database, cases_owner, world)
    scene.at(LATE_ON_THE_FIRST)
    await scene.known(scene.lead, scene.person_id)
    return scene


async def test_it_is_the_day_of_the_municipality_and_of_utc_until_that_is_known(scene: GrowingUp) -> None:
    where = scene.world.municipality_id
    for zone, expected in ((None, 1), (PARIS, 2), (LIMA, 1)):
        if zone is not None:
            await scene.lies_in(zone)
        async with scene.work(scene.lead) as work:
            assert await today_in(work, where) == date(2026, 3, expected)
            for at in (LATE_ON_THE_FIRST, datetime(2026, 3, 29, 0, 59, tzinfo=UTC), IN_SUMMER):
                assert await day_in(work, where, at) == await work.value(DAY, municipality_id=where, at=at)


async def test_a_month_to_answer_begins_and_ends_with_days_of_the_municipality(scene: GrowingUp) -> None:
    await scene.lies_in(PARIS)
    officer = scene.colleague(scene.lead, Role.PRIVACY_OFFICER)
    new = NewRequest(right=Right.ACCESS, words="What do you keep?", received_on=None, relationship_id=None)
    async with scene.work(scene.lead) as work:
        request_id = await record_request(work, scene.lead, scene.person_id, new)
    midnight = datetime(2026, 4, 2, 22, tzinfo=UTC)
    for at, is_over in ((midnight - MOMENT, False), (midnight, True)):
        scene.at(at)
        async with scene.work(officer) as work:
            [row] = await list_about(work, scene.person_id, None, 1)
            assert (row["received_on"], row["due_on"]) == (date(2026, 3, 2), date(2026, 4, 2))
            assert (row["due_on"] < row["today"]) == is_over
    with pytest.raises(Conflict):
        async with scene.work(officer) as work:
            await extend_request(work, officer, scene.person_id, request_id, date(2026, 5, 2), "Archives")


async def test_what_is_overdue_is_told_when_its_day_is_over_there(scene: GrowingUp) -> None:
    await scene.lies_in(LIMA)
    new = NewRequest(right=Right.ACCESS, words="What do you keep?", received_on=None, relationship_id=None)
    async with scene.work(scene.lead) as work:
        request_id = await record_request(work, scene.lead, scene.person_id, new)
    for at, times in ((datetime(2026, 4, 2, 4, 59, tzinfo=UTC), 0), (datetime(2026, 4, 2, 5, tzinfo=UTC), 1)):
        scene.at(at)
        while await tell_a_slice(scene.database):
            pass
        assert await scene.owner.pool.fetchval(TOLD, str(request_id)) == times


def born(on: str) -> Identity:
    return Identity(
        family_name=None,
        given_name=None,
        preferred_name=None,
        previous_names=(),
        birth_date=on,
        birth_date_estimated=False,
    )


async def test_whoever_was_born_today_there_is_registered_and_nobody_born_tomorrow(scene: GrowingUp) -> None:
    where = scene.world.municipality_id
    await scene.lies_in(PARIS)
    async with scene.work(scene.lead) as work:
        await refuse_birth_in_the_future(work, where, born("2026-03-02"))
        with pytest.raises(Invalid):
            await refuse_birth_in_the_future(work, where, born("2026-03-03"))


async def test_a_quarter_is_over_with_its_last_day_there(scene: GrowingUp) -> None:
    await scene.lies_in(PARIS)
    supervisor = scene.colleague(scene.lead, Role.SUPERVISOR)
    midnight = datetime(2026, 3, 31, 22, tzinfo=UTC)
    for at, is_over in ((midnight - MOMENT, False), (midnight, True)):
        scene.at(at)
        async with scene.work(supervisor) as work:
            with nullcontext() if is_over else pytest.raises(Invalid):
                await count_voices(work, supervisor, Quarter.read("2026-Q1"))
