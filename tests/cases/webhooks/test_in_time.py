"""Nothing is sent with the rights of a moment that is over: an old decision, or a sign-in that has ended."""

import asyncio
import time
from datetime import timedelta
from typing import Any

import pytest

from services.cases.webhooks.actions import delivering, sending
from services.cases.webhooks.actions.looking_after import (
    ENDED_KEPT,
    Description,
    change,
    end_sign_in,
    pause,
    resume,
    set_up,
)
from services.cases.webhooks.actions.looking_back import list_attempts, tidy_webhooks
from shared.clients.outgoing import Outgoing
from shared.contracts.identity.actor import TaskActor
from shared.contracts.identity.vocabulary import Scope
from shared.database.statements import Statement
from shared.refusals import Unauthenticated
from shared.web.access_tokens import Revocations
from tests.cases.webhooks.stage import OWN, Stage

pytestmark = pytest.mark.anyio

KEPT = Statement("SELECT count(*) FROM ended_sign_in WHERE session_id = CAST(:session_id AS uuid)")


async def test_what_was_decided_before_a_receiver_could_be_reached_is_decided_on_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name leads somewhere as late as its owner likes."""
    other = await stage.somebody()
    case_id, elsewhere = await stage.scene.case(), await stage.scene.case(other)
    await stage.set_up("parcours.note.*", url=f"http://hooks.example.org:{stage.receiver.port}/hook")
    sealed, left_open = await stage.note(case_id, stage.scene.person_id), await stage.note(elsewhere, other)
    takes = [0.4]

    def looked_up(_host: str, _port: int) -> list[str]:
        time.sleep(takes[0])
        return ["127.0.0.1"]

    monkeypatch.setattr("shared.clients.outgoing._look_up", looked_up)
    patient = stage.outgoing = Outgoing(OWN, answers_within_seconds=15)
    with monkeypatch.context() as impatient:
        impatient.setattr(sending, "WRITTEN_WITHIN_SECONDS", 0.3)
        await stage.until_it_waits(2)
    assert (stage.receiver.arrived, set(await _outcomes(stage))) == ([], {"timed_out"})
    await stage.seals(case_id, sealed)
    takes[0], stage.later = 0.0, timedelta(minutes=1)
    await stage.until(1)
    assert (stage.told(), await stage.waiting()) == ([str(left_open)], [])
    await patient.aclose()


async def _outcomes(stage: Stage) -> list[str]:
    async with stage.database.work(stage.system) as work:
        found = await list_attempts(work, stage.system, stage.hook_id, None, None, 10)
    return [one["outcome"] for one in found]


async def test_the_time_between_decision_and_sending_counts(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    await stage.set_up()
    await stage.scene.case()
    reads = delivering._read

    async def slowly(*said: Any) -> delivering.Round:
        found = await reads(*said)
        await asyncio.sleep(0.1)
        return found

    with monkeypatch.context() as slow:
        slow.setattr(delivering, "_read", slowly)
        slow.setattr(sending, "BEGUN_WITHIN_SECONDS", 0.05)
        await stage.until_it_waits(1, attempts=0)
    assert stage.receiver.arrived == []
    await stage.until(1)


async def ends(stage: Stage, until: timedelta = timedelta(minutes=10)) -> None:
    """Everybody hears that the system's sign-in has ended."""
    async with stage.database.work(TaskActor("ended_sign_ins")) as work:
        assert stage.system.session_id is not None
        await end_sign_in(work, stage.system.session_id, work.now + until)


async def test_a_sign_in_that_ends_while_a_webhook_is_set_up_tells_nothing(stage: Stage) -> None:
    new = Description(stage.receiver.url, ["*"], frozenset({Scope.RECORD_READ}), "")
    async with stage.database.work(stage.system) as work:
        stage.hook_id, _ = await set_up(work, stage.system, new, has_own_networks=True)
        ending = asyncio.create_task(ends(stage))
        await asyncio.wait({ending}, timeout=0.3)
    await ending
    assert (await stage.hook())["silent_since"] is not None


async def test_with_a_sign_in_that_has_ended_nothing_is_set_up_changed_or_resumed(stage: Stage) -> None:
    await stage.set_up()
    async with stage.database.work(stage.system) as work:
        await pause(work, stage.system, stage.hook_id)
    version = (await stage.hook())["version"]
    await ends(stage)
    with pytest.raises(Unauthenticated):
        await stage.set_up()
    with pytest.raises(Unauthenticated):
        async with stage.database.work(stage.system) as work:
            await change(work, stage.system, stage.hook_id, version, {}, has_own_networks=True)
    with pytest.raises(Unauthenticated):
        async with stage.database.work(stage.system) as work:
            await resume(work, stage.system, stage.hook_id)


async def test_an_ended_sign_in_is_remembered_for_as_long_as_anything_can_be_under_way_with_it(stage: Stage) -> None:
    await ends(stage, timedelta(minutes=10))
    for later, kept in ((timedelta(minutes=9) + ENDED_KEPT, 1), (timedelta(minutes=10) + ENDED_KEPT, 0)):
        stage.later = later
        async with stage.database.work(TaskActor("housekeeping")) as work:
            await tidy_webhooks(work)
            assert await work.value(KEPT, session_id=stage.system.session_id) == kept


async def test_a_webhook_falls_silent_though_nothing_happens_and_the_bus_is_away(stage: Stage) -> None:
    await stage.set_up()
    async with stage.replica():
        stage.revocations.replace(frozenset({str(stage.system.session_id)}))
        async with asyncio.timeout(20):
            while (await stage.hook())["silent_since"] is None:  # noqa: ASYNC110 - a row sets no event
                await asyncio.sleep(0.02)


async def test_while_nobody_says_who_has_signed_out_nothing_is_sent(stage: Stage) -> None:
    await stage.set_up()
    await stage.scene.case()
    async with stage.replica(hears=False):
        await asyncio.sleep(0.4)
        assert stage.receiver.arrived == []
        stage.revocations.replace(frozenset())
        await stage.receiver.has(1)


def test_what_was_heard_of_revocations_grows_old(monkeypatch: pytest.MonkeyPatch) -> None:
    revocations, now = Revocations(), [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    assert not revocations.are_known(within_seconds=1e9)
    revocations.replace(frozenset())
    now[0] += 5
    assert (revocations.are_known(within_seconds=5), revocations.are_known(within_seconds=4.9)) == (True, False)
