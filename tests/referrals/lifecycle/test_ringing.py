"""The clock in the database: each ring once, whichever replica, whoever dies."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from deploy.embedded.databases import ServiceDatabase
from services.referrals.lifecycle.actions.ringing import ring_all_due, ring_one
from services.referrals.lifecycle.domain.patience import again_after
from services.referrals.lifecycle.store import queries
from shared.contracts.identity.vocabulary import Role
from shared.contracts.referrals.vocabulary import Move
from shared.database.engine import Database
from shared.database.statements import Statement
from tests.referrals.worlds import MovableClock, Town

pytestmark = pytest.mark.anyio

HORIZON = timedelta(days=60)
RINGS = Statement("""
    SELECT type, data FROM journal WHERE about = :referral_id
      AND type IN ('parcours.referral.reminded.v1', 'parcours.referral.escalated.v1', 'parcours.referral.expired.v1')
    ORDER BY position
""")


MOVE_TO = Statement("UPDATE referral SET time_zone = :time_zone WHERE id = :referral_id")


def test_what_keeps_failing_is_tried_less_and_less_often_and_every_day_at_least() -> None:
    waits = [again_after(failures) for failures in range(1, 40)]
    assert waits[:4] == [timedelta(minutes=one) for one in (1, 2, 4, 8)]
    assert (sorted(waits), waits[-1]) == (waits, timedelta(days=1))


@pytest.fixture
async def replicas(databases: Mapping[str, ServiceDatabase], clock: MovableClock) -> AsyncIterator[list[Database]]:
    opened = [
        await Database.open(databases["referrals"].runtime_url, schema="referrals", clock=clock, connections=4)
        for _ in range(2)
    ]
    clock.ahead = HORIZON
    await ring_all_due(opened[0])  # what other tests left behind rings no more until then
    clock.ahead = timedelta()
    yield opened
    for one in opened:
        await one.close()


async def rings(owner: Database, town: Town, referral_id: str) -> list[tuple[str, Mapping[str, Any]]]:
    async with owner.work(town.sender.actor) as work:
        found = await work.rows(RINGS, referral_id=UUID(referral_id))
    return [(row["type"].split(".")[2], row["data"]) for row in found]


async def test_who_owes_the_answer_is_reminded_their_supervisors_told_and_then_it_expires(
    town: Town, replicas: list[Database], clock: MovableClock, referrals_owner: Database
) -> None:
    referral_id = await town.brought_to([Move.ACKNOWLEDGE])
    told = []
    for days in range(0, 40, 1):
        clock.ahead = timedelta(days=days)
        await ring_all_due(replicas[days % 2])
        told.append([kind for kind, _ in await rings(referrals_owner, town, referral_id)])
    assert told[0] == []
    assert told[-1] == ["reminded", "escalated", "expired"]
    [(_, reminded), *_] = await rings(referrals_owner, town, referral_id)
    assert reminded["agency_id"] == str(town.receiver.actor.agency_id)
    assert (reminded["clock"], reminded["state"], reminded["rang"]) == ("answer", "received", 1)
    clock.ahead = timedelta()
    opened = await town.sender.read(referral_id)
    assert (opened["state"], opened["clock"], opened["next_action_by"]) == ("expired", None, None)
    line = opened["history"][-1]
    assert (line["move"], line["by"], line["reason"], line["agency_id"]) == ("expire", "clock", "clock_ran_out", None)


async def test_whoever_acts_in_time_is_left_alone(
    town: Town, replicas: list[Database], clock: MovableClock, referrals_owner: Database
) -> None:
    referral_id = await town.sent()
    before = (await town.sender.read(referral_id))["clock"]["due_at"]
    await town.make(town.receiver, referral_id, Move.ACCEPT)
    after = (await town.sender.read(referral_id))["clock"]
    assert after["due_at"] > before
    clock.ahead = timedelta(days=10)
    await ring_all_due(replicas[0])
    assert await rings(referrals_owner, town, referral_id) == []


async def test_many_replicas_ring_each_clock_once(
    town: Town, replicas: list[Database], clock: MovableClock, referrals_owner: Database
) -> None:
    sent = [await town.sent(need={"category": "social", "term": str(number)}) for number in range(6)]
    clock.ahead = timedelta(days=9)
    await asyncio.gather(*(ring_all_due(one) for one in replicas * 3))
    for referral_id in sent:
        assert [kind for kind, _ in await rings(referrals_owner, town, referral_id)] == ["escalated"]


async def test_a_replica_that_dies_in_the_middle_has_done_nothing_and_another_one_does_it(
    town: Town,
    replicas: list[Database],
    clock: MovableClock,
    referrals_owner: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    referral_id = await town.sent()
    clock.ahead = timedelta(days=9)
    dying, living = replicas
    told = asyncio.Event()
    keep = queries.save_and_tell

    async def keep_and_hang(*told_what: Any) -> None:
        await keep(*told_what)
        told.set()
        await asyncio.Event().wait()

    with monkeypatch.context() as patched:
        patched.setattr(queries, "save_and_tell", keep_and_hang)
        ring = asyncio.create_task(ring_one(dying))
        await told.wait()
    assert not await ring_one(living), "it is in hand, and nobody waits for it"
    dying.pool.terminate()
    ring.cancel()
    await asyncio.gather(ring, return_exceptions=True)
    async with asyncio.timeout(10):
        while not await ring_one(living):  # noqa: ASYNC110 - the server learns of the death by itself
            await asyncio.sleep(0.05)
    assert [kind for kind, _ in await rings(referrals_owner, town, referral_id)] == ["escalated"]


async def test_one_that_cannot_ring_keeps_no_other_one_waiting_and_comes_again(
    town: Town,
    replicas: list[Database],
    clock: MovableClock,
    referrals_owner: Database,
    capsys: pytest.CaptureFixture[str],
) -> None:
    broken, whole = [await town.sent(need={"category": "social", "term": term}) for term in ("broken", "whole")]
    await set_time_zone(referrals_owner, town, broken, "Nowhere/Atlantis")
    clock.ahead = timedelta(days=9)
    await ring_all_due(replicas[0])
    assert [len(await rings(referrals_owner, town, one)) for one in (broken, whole)] == [0, 1]
    assert broken in capsys.readouterr().out, "whoever mends it is told which"
    await set_time_zone(referrals_owner, town, broken, "Europe/Paris")
    assert not await ring_one(replicas[1]), "it is left alone for a minute"
    clock.ahead += timedelta(minutes=2)
    await ring_all_due(replicas[1])
    assert [kind for kind, _ in await rings(referrals_owner, town, broken)] == ["escalated"]


async def set_time_zone(owner: Database, town: Town, referral_id: str, time_zone: str) -> None:
    async with owner.work(town.sender.actor) as work:
        assert await work.run(MOVE_TO, referral_id=UUID(referral_id), time_zone=time_zone) == 1


async def test_an_accepted_one_that_does_not_start_is_told_to_supervisors_until_it_does(
    town: Town, replicas: list[Database], clock: MovableClock, referrals_owner: Database
) -> None:
    referral_id = await town.brought_to([Move.ACCEPT])
    for days in range(0, 60, 2):
        clock.ahead = timedelta(days=days)
        await ring_all_due(replicas[0])
    kinds = [kind for kind, _ in await rings(referrals_owner, town, referral_id)]
    assert kinds[:2] == ["reminded", "escalated"]
    assert kinds.count("escalated") >= 3
    assert "expired" not in kinds
    clock.ahead = timedelta()
    assert (await town.receiver.read(referral_id))["state"] == "accepted"


async def test_looking_again_winds_the_clock_anew_and_not_beyond_the_promise(town: Town, clock: MovableClock) -> None:
    referral_id = await town.brought_to([Move.ACCEPT, Move.START])
    usual = (await town.receiver.read(referral_id))["clock"]["due_at"]
    soon = (clock() + timedelta(days=3)).date()
    reviewed = await town.make(town.receiver, referral_id, Move.REVIEW, review_on=str(soon))
    assert reviewed["clock"]["due_at"][:10] == str(soon)
    assert reviewed["state"] == "in_progress"
    far = await town.make(town.receiver, referral_id, Move.REVIEW, review_on="2099-01-01")
    assert far["clock"]["due_at"] == usual
    past = await town.receiver.move(referral_id, "review", {"review_on": "2020-01-01"})
    assert (past.status, past.json()["errors"][0]["pointer"]) == (422, "#/review_on")
    assert (await town.sender.move(referral_id, "review", {"review_on": str(soon)})).status == 403


async def test_what_the_listing_promises_and_when_its_agency_is_closed_counts_from_the_next_sending(
    town: Town, clock: MovableClock
) -> None:
    supervisor = town.colleague_of(town.receiver, Role.SUPERVISOR)
    pace = {"routine_days": 1, "soon_days": 1, "urgent_hours": 1}
    level = dict.fromkeys(("acknowledge", "answer", "start", "review"), pace)
    usual = (await town.sender.read(await town.sent()))["clock"]["due_at"]
    answer = await supervisor.ask("PUT", f"/v1/services/{town.listing_id}/service-level", level)
    assert (answer.status, answer.json()["service_level"]["answer"]) == (200, pace)
    hurried = (await town.sender.read(await town.sent(need={"category": "social"})))["clock"]["due_at"]
    assert hurried < usual
    today = clock().date()
    closed = {"starts_on": str(today), "ends_on": str(today + timedelta(days=20))}
    assert (await supervisor.post("/v1/closures", closed)).status == 201
    later = (await town.sender.read(await town.sent(need={"category": "health"})))["clock"]["due_at"]
    assert later[:10] > str(today + timedelta(days=20))
