"""A panel meets every month, and whoever may see a case may put it before the next one with a reason."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from services.cases.conferences.actions.agenda import NewMatter
from services.cases.conferences.actions.conferences import cancel_conference, list_conferences
from services.cases.conferences.actions.series import (
    NewSeries,
    begin_series,
    change_series,
    end_series,
    escalate,
    list_series,
    next_start,
    read_series,
)
from services.cases.conferences.domain.matters import Asked
from services.cases.conferences.domain.series import EscalationReason, Week, Weekday
from services.cases.conferences.store import series as store
from shared.contracts.cases.conferences import CancellingReason
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import Conflict, NotAllowed, NotFound, Stale
from tests.cases.conferences.meetings import Meetings
from tests.cases.worlds import World

PARIS = ZoneInfo("Europe/Paris")
COUNT = Statement("SELECT count(*) FROM conference_series")
FORGED = Statement("""
    SELECT * FROM come_to_next_panel(:id, 1, :fresh, :at, :ends, ARRAY[:fresh, :fresh]::uuid[], 'social', :now)
""")


class Panel(Meetings):
    """A scene with a panel that the lead convenes."""

    async def begins(self, who: Actor) -> UUID:
        command = NewSeries(
            municipality_id=self.world.municipality_id,
            time_zone="Europe/Paris",
            title="Difficult cases",
            week=Week.SECOND,
            weekday=Weekday.THURSDAY,
            begins_at=time(14),
            lasts=timedelta(hours=2),
            place="Town hall",
            link=None,
        )
        async with self.work(who) as work:
            return await begin_series(work, who, command)

    async def escalates(
        self, who: Actor, case_id: UUID, series_id: UUID, category: Category, at: datetime | None = None
    ) -> UUID:
        command = NewMatter(
            person_ids=(),
            category=category,
            sensitivity=Sensitivity.ORDINARY,
            topic="What now?",
            asked=Asked.PERSON,
            not_asked_because=None,
        )
        async with self.work(who) as work:
            work.now = at or work.now
            return await escalate(work, who, case_id, series_id, command, EscalationReason.NOBODY_TAKES_IT_ON)

    async def changes_series(self, who: Actor, series_id: UUID, version: int, **changes: Any) -> None:
        async with self.work(who) as work:
            await change_series(work, who, series_id, version, changes)

    async def panels(self, who: Actor) -> list[dict[str, Any]]:
        """Those in which somebody takes part, the next last."""
        async with self.work(who) as work:
            return [dict(row) for row in await list_conferences(work, None, 100)]


@pytest.fixture
async def scene(cases_database: Database, world: World) -> Panel:
    scene = Panel(cases_database, world)
    await scene.known(scene.lead, scene.person_id)
    return scene


@pytest.fixture
async def series_id(scene: Panel) -> UUID:
    """Of the nurse, who knows nobody here."""
    return await scene.begins(scene.nurse)


@pytest.fixture
async def case_id(scene: Panel) -> UUID:
    """With the adviser on its team: social matters and housing flow between them."""
    return await scene.team(scene.adviser)


async def test_its_first_conference_is_planned_with_it_and_its_next_date_known_in_the_town(
    scene: Panel, series_id: UUID
) -> None:
    [first] = await scene.panels(scene.nurse)
    for who in (scene.nurse, scene.adviser):
        async with scene.work(who) as work:
            [row] = await list_series(work, who, None, 10)
            assert (row["id"], next_start(row, work.now)) == (series_id, first["starts_at"])
    assert await scene.panels(scene.adviser) == []
    away = World().worker(Role.CASEWORKER)
    async with scene.work(away) as work:
        assert (await list_series(work, away, None, 10), await work.value(COUNT)) == ([], 0)
        with pytest.raises(NotFound):
            await read_series(work, away, series_id)


async def test_whoever_puts_a_case_before_it_comes_and_others_see_what_they_may_anyway(
    scene: Panel, series_id: UUID, case_id: UUID
) -> None:
    matter = await scene.escalates(scene.adviser, case_id, series_id, Category.HOUSING)
    again = await scene.escalates(scene.adviser, case_id, series_id, Category.SOCIAL)
    [panel] = await scene.panels(scene.adviser)
    assert await scene.agenda(scene.adviser, panel["id"]) == [matter, again]
    assert await scene.agenda(scene.nurse, panel["id"]) == [], "whoever convenes it has no ground"
    [one, two] = await scene.matters(scene.lead, case_id)
    assert (one["escalated_because"], one["conference_id"]) == (EscalationReason.NOBODY_TAKES_IT_ON, None)
    assert two["starts_at"] == panel["starts_at"], "the team learns when, and not before whom"


async def test_reading_is_enough_and_without_a_ground_there_is_no_case(
    scene: Panel, series_id: UUID, case_id: UUID
) -> None:
    await scene.said(None, Category.HEALTH)
    with pytest.raises(NotFound):
        await scene.escalates(scene.nurse, case_id, series_id, Category.HEALTH)
    with pytest.raises(NotAllowed):
        await scene.escalates(scene.adviser, case_id, series_id, Category.JUSTICE)
    await scene.agreement(scene.lead, scene.nurse)
    conference_id = await scene.convenes(scene.lead)
    await scene.comes(conference_id, scene.nurse)
    await scene.puts(scene.lead, case_id, conference_id, category=Category.HOUSING)
    await scene.lets_in(scene.nurse, conference_id, case_id)
    matter = await scene.escalates(scene.nurse, case_id, series_id, Category.HOUSING)
    [_, panel] = sorted(await scene.panels(scene.nurse), key=lambda one: one["id"] != conference_id)
    assert await scene.agenda(scene.nurse, panel["id"]) == [matter]


async def test_the_next_one_is_planned_when_the_last_is_over_or_off(
    scene: Panel, series_id: UUID, case_id: UUID
) -> None:
    [first] = await scene.panels(scene.nurse)
    await scene.escalates(scene.adviser, case_id, series_id, Category.HOUSING)
    await scene.escalates(scene.adviser, case_id, series_id, Category.HOUSING, at=first["ends_at"])
    second, _first = await scene.panels(scene.adviser)
    assert timedelta(days=27) < second["starts_at"] - first["starts_at"] < timedelta(days=36)
    async with scene.work(scene.nurse) as work:
        await cancel_conference(work, scene.nurse, second["id"], CancellingReason.OTHER)
    await scene.escalates(scene.adviser, case_id, series_id, Category.HOUSING, at=first["ends_at"])
    third, *earlier = [one["starts_at"] for one in await scene.panels(scene.adviser)]
    assert earlier == [second["starts_at"], first["starts_at"]]
    assert timedelta(days=27) < third - second["starts_at"] < timedelta(days=36), "what is off is not convened again"
    assert len(await scene.panels(scene.nurse)) == 3, "whoever convenes comes to each"


async def test_a_panel_that_is_off_is_not_convened_again_by_whoever_asks_the_database(
    scene: Panel, series_id: UUID
) -> None:
    [first] = await scene.panels(scene.nurse)
    async with scene.work(scene.nurse) as work:
        await cancel_conference(work, scene.nurse, first["id"], CancellingReason.OTHER)
    async with scene.work(scene.adviser) as work:
        row = await read_series(work, scene.adviser, series_id)
        assert next_start(row, work.now) > first["starts_at"] + timedelta(days=27)
        times = {"at": first["starts_at"], "ends": first["ends_at"], "now": work.now}
        assert await work.rows(FORGED, id=series_id, fresh=new_id(), **times) == []


async def test_whoever_convenes_changes_it_and_what_is_planned_takes_place_as_it_is(
    scene: Panel, series_id: UUID, case_id: UUID
) -> None:
    [first] = await scene.panels(scene.nurse)
    with pytest.raises(NotAllowed):
        await scene.changes_series(scene.adviser, series_id, 1, weekday=Weekday.MONDAY)
    with pytest.raises(NotFound):
        await scene.changes_series(World().worker(Role.SUPERVISOR), series_id, 1, weekday=Weekday.MONDAY)
    await scene.changes_series(scene.nurse, series_id, 1, weekday=Weekday.MONDAY, lasts=timedelta(hours=1))
    with pytest.raises(Stale):
        await scene.changes_series(scene.nurse, series_id, 1, place="Library")
    await scene.changes_series(scene.colleague(scene.nurse, Role.SUPERVISOR), series_id, 2, place="Library")
    assert [one["starts_at"] for one in await scene.panels(scene.nurse)] == [first["starts_at"]]
    await scene.escalates(scene.adviser, case_id, series_id, Category.HOUSING, at=first["ends_at"])
    [second] = await scene.panels(scene.adviser)
    assert (second["starts_at"].astimezone(PARIS).weekday(), second["place"]) == (0, "Library")
    assert second["ends_at"] - second["starts_at"] == timedelta(hours=1)
    async with scene.work(scene.nurse) as work:
        await end_series(work, scene.nurse, series_id)
    with pytest.raises(Conflict):
        await scene.changes_series(scene.nurse, series_id, 4, place=None)


async def test_what_was_read_before_a_change_plans_no_panel(
    scene: Panel, series_id: UUID, case_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody changes the series, or ends it, between its reading and the planning."""
    read = store.open_one

    async def overtaken(work: UnitOfWork, one: UUID, municipalities: Sequence[UUID]) -> Any:
        row = await read(work, one, municipalities)
        if work.actor == scene.adviser:
            await scene.changes_series(scene.nurse, series_id, 1, weekday=Weekday.MONDAY)
        return row

    monkeypatch.setattr(store, "open_one", overtaken)
    with pytest.raises(Conflict):
        await scene.escalates(scene.adviser, case_id, series_id, Category.HOUSING)
    assert await scene.panels(scene.adviser) == []


async def test_whoever_convenes_ends_it(scene: Panel, series_id: UUID, case_id: UUID) -> None:
    for who, refusal in ((scene.adviser, NotAllowed), (scene.nurse, None), (scene.nurse, Conflict)):
        async with scene.work(who) as work:
            if refusal is None:
                await end_series(work, who, series_id)
                continue
            with pytest.raises(refusal):
                await end_series(work, who, series_id)
    with pytest.raises(Conflict):
        await scene.escalates(scene.adviser, case_id, series_id, Category.HOUSING)
    assert [one["state"] for one in await scene.panels(scene.nurse)] == ["planned"]


async def test_the_lock_lets_nobody_convene_at_another_time_or_elsewhere(scene: Panel, series_id: UUID) -> None:
    [first] = await scene.panels(scene.nurse)
    times = {"at": first["starts_at"], "ends": first["ends_at"]}
    away = World().worker(Role.CASEWORKER)
    for who, other in ((away, {}), (scene.adviser, {"ends": times["ends"] + timedelta(hours=1)})):
        async with scene.work(who) as work:
            assert await work.rows(FORGED, id=series_id, fresh=new_id(), now=work.now, **times | other) == []
