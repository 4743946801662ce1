"""One reading for all who listen in an agency: each is shown their own, each look is logged, no lock is passed by."""

import asyncio
from uuid import UUID

import pytest

from services.cases.notices.actions.delivering import TASK, deliver_notices
from services.cases.notices.domain.notice import NoticeKind
from services.cases.notices.predicate import of_each
from shared.contracts.identity.actor import Actor, TaskActor
from shared.contracts.identity.vocabulary import AgencyId, Role
from shared.database.statements import Statement
from shared.identifiers import new_id
from shared.live import Listener, Listeners
from shared.web.service import stop
from tests.cases.notices.noticing import Noticing

LOOKS = Statement("""
    SELECT subject_id, agency_id, person_id, decision_id, roles, purpose, grounds, categories FROM access_log
    WHERE operation = 'listen-to-notices' AND agency_id = :agency_id
""")
SEEN = Statement("SELECT count(*) FROM notice WHERE municipality_id = :municipality_id")


@pytest.fixture
async def told(scene: Noticing) -> Actor:
    """A colleague of the adviser; both were told of a referral and of nothing else, and the adviser of a message."""
    case_id = await scene.team(scene.adviser)
    await scene.starts(scene.lead, case_id)
    await scene.moves("sent", new_id(), scene.lead, scene.adviser, scene.lead)
    await scene.is_heard()
    return scene.colleague(scene.adviser, Role.INTAKE)


async def test_each_is_shown_their_own_and_each_look_is_logged(scene: Noticing, told: Actor) -> None:
    adviser, colleague = await scene.live(scene.adviser, told)
    kinds = [row["kind"] for row in adviser.rows]
    assert sorted(kinds) == [NoticeKind.MESSAGE_WRITTEN, NoticeKind.REFERRAL_SENT, NoticeKind.TEAM_INVITED]
    assert [row["kind"] for row in colleague.rows] == [NoticeKind.REFERRAL_SENT]
    async with scene.owner.work(told) as work:
        looks = {row["subject_id"]: row for row in await work.rows(LOOKS, agency_id=told.agency_id)}
    assert looks.keys() == {scene.adviser.subject, told.subject}
    assert {row["person_id"] for row in looks.values()} == {scene.person_id}
    assert {row["decision_id"] for row in looks.values()} == {
        adviser.rows[0]["decision_id"],
        colleague.rows[0]["decision_id"],
    }
    assert looks[told.subject]["roles"] == [Role.INTAKE]
    assert [ground.split(":")[0] for ground in looks[told.subject]["grounds"]] == ["referral"]
    assert [ground.split(":")[0] for ground in looks[scene.adviser.subject]["grounds"]] == ["referral", "team"]


async def test_what_is_more_than_a_round_takes_comes_with_the_next(scene: Noticing, told: Actor) -> None:
    [first] = await scene.live(scene.adviser, most=2)
    assert (len(first.rows), first.is_all, first.place) == (2, False, first.rows[-1]["place"])
    [second] = await scene.live(scene.adviser, after=first.place, most=2)
    assert (len(second.rows), second.is_all) == (1, True)
    [nothing] = await scene.live(scene.adviser, after=second.place)
    assert (nothing.rows, nothing.is_all) == ([], True)
    assert told.agency_id == scene.adviser.agency_id


async def test_who_begins_now_or_ahead_of_time_begins_with_what_comes_next(scene: Noticing, told: Actor) -> None:
    for after in (None, 2**62):
        [begun] = await scene.live(told, after=after)
        assert begun.rows == []
        await scene.moves("sent", new_id(), scene.lead, scene.adviser, scene.lead)
        [then] = await scene.live(told, after=begun.place)
        assert len(then.rows) == 1


async def test_the_task_sees_the_notices_of_the_agency_it_works_for_and_no_other(scene: Noticing, told: Actor) -> None:
    await scene.starts(scene.adviser, await scene.case())
    seen: dict[UUID | None, int] = {}
    for agency_id in (None, told.agency_id, scene.nurse.agency_id):
        async with scene.database.work(TaskActor(TASK, agency_id and AgencyId(agency_id))) as work:
            seen[agency_id] = await work.value(SEEN, municipality_id=scene.world.municipality_id)
    assert seen == {None: 0, told.agency_id: 3, scene.nurse.agency_id: 0}


async def test_a_database_that_does_not_answer_is_asked_again_and_nothing_is_lost(
    scene: Noticing, told: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.cases.notices.actions.delivering.AGAIN_SECONDS", 0.01)
    tries = 0
    really = scene.database.work

    def fails_twice(actor: Actor | TaskActor) -> object:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise TimeoutError
        return really(actor)

    listeners, listener = Listeners("tests"), Listener(told, "a token", place=0)
    listeners.join(listener)
    monkeypatch.setattr(scene.database, "work", fails_twice)
    delivering = asyncio.create_task(deliver_notices(scene.database, listeners))
    batch = await listener.news(5)
    await stop([delivering])
    assert batch is not None
    assert (tries, [row["kind"] for row in batch.rows]) == (3, [NoticeKind.REFERRAL_SENT])


def test_a_listener_stands_in_the_place_of_every_parameter_of_the_reader() -> None:
    sql = ":reader :reader_agency :reader_roles :purpose :now :purposes :many"
    assert of_each("l", sql) == "l.reader l.reader_agency l.reader_roles l.purpose l.now :purposes :many"
