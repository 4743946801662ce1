"""What happens is brought to receivers: signed, in order, decided on when it is sent, and as often as it takes."""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from standardwebhooks import Webhook

from services.cases.webhooks.actions import delivering
from services.cases.webhooks.actions.looking_after import pause, resume, rotate_secret
from services.cases.webhooks.actions.looking_back import list_attempts, list_dead_letters, redrive, replay, send_test
from services.cases.webhooks.domain.attempts import GIVES_UP_AFTER
from shared.contracts.identity.vocabulary import Scope
from shared.database.engine import Database
from shared.database.statements import Statement
from tests.cases.webhooks.stage import Stage
from tests.receiver import OK, Arrived, answer, receiving, rejecting

pytestmark = pytest.mark.anyio

LOOKS = Statement("""
    SELECT subject_id, act FROM access_log WHERE operation = 'deliver-webhook' AND person_id = :person_id
""")
TOLD = Statement("SELECT data FROM journal WHERE type = 'parcours.webhook.paused.v1' AND about = :id")


async def test_what_happens_arrives_signed_and_says_ids_alone(stage: Stage, cases_owner: Database) -> None:
    await stage.set_up()
    case_id = await stage.scene.case()
    note_id = await stage.note(case_id, stage.scene.person_id)
    await stage.until(2)
    opened, written = stage.receiver.arrived
    assert (opened.event["type"], written.event["type"]) == ("parcours.case.opened.v1", "parcours.note.added.v1")
    for one in (opened, written):
        assert Webhook(stage.secret).verify(one.body, dict(one.headers)) == one.event
        assert one.id == one.event["id"]
        assert one.headers["content-type"].startswith("application/cloudevents+json")
    assert stage.told() == [None, str(note_id)]
    assert not any(word in str(one.event) for one in (opened, written) for word in ("car", "Return"))
    async with cases_owner.work(stage.system) as work:
        looks = await work.rows(LOOKS, person_id=stage.scene.person_id)
    assert {(one["subject_id"], one["act"]) for one in looks} == {(stage.system.system_id, "search_hit")}


async def test_it_tells_of_its_types_alone_and_no_more_than_its_scopes(stage: Stage) -> None:
    await stage.set_up("parcours.note.*")
    case_id = await stage.scene.case()
    await stage.note(case_id, stage.scene.person_id)
    await stage.until(1)
    assert [one.event["type"] for one in stage.receiver.arrived] == ["parcours.note.added.v1"]
    await stage.set_up(scopes=frozenset({Scope.REFERRALS_READ}))
    begins = await stage.place()
    await stage.note(case_id, stage.scene.person_id)
    while await stage.place() == begins:
        await stage.round()
    assert len(stage.receiver.arrived) == 1


async def test_what_is_about_one_person_waits_behind_what_was_rejected_and_nothing_else_does(stage: Stage) -> None:
    other = await stage.somebody()
    case_id, elsewhere = await stage.scene.case(), await stage.scene.case(other)
    await stage.set_up("parcours.note.*")
    stage.receiver.behaves = rejecting(stage.scene.person_id)
    first, second = [str(await stage.note(case_id, stage.scene.person_id)) for _ in range(2)]
    of_other = str(await stage.note(elsewhere, other))
    await stage.until(2)
    assert sorted(stage.told()) == sorted([first, of_other])
    third = str(await stage.note(case_id, stage.scene.person_id))
    also = str(await stage.note(elsewhere, other))
    await stage.until(3)
    assert stage.told()[2:] == [also]
    assert await stage.round() == 3, "it is not time to try again"
    stage.receiver.behaves, stage.later = None, timedelta(seconds=10)
    await stage.until(6)
    assert stage.told()[3:] == [first, second, third]
    rejected = next(one for one in stage.receiver.arrived if one.event["data"]["item_id"] == first)
    assert stage.receiver.arrived[3].id == rejected.id


async def test_what_was_sealed_before_it_is_tried_again_is_not_told(stage: Stage) -> None:
    await stage.set_up("parcours.note.*")
    case_id = await stage.scene.case()
    stage.receiver.answers = answer(500)
    note_id = await stage.note(case_id, stage.scene.person_id)
    await stage.until(1)
    await stage.seals(case_id, note_id)
    stage.receiver.answers, stage.later = OK, timedelta(minutes=1)
    await stage.round()
    assert len(stage.receiver.arrived) == 1
    assert await stage.waiting() == []
    async with stage.database.work(stage.system) as work:
        assert len(await list_attempts(work, stage.system, stage.hook_id, None, None, 10)) == 1


async def test_a_system_whose_sign_in_has_ended_is_told_nothing(stage: Stage) -> None:
    await stage.set_up()
    stage.revocations.replace(frozenset({str(stage.system.session_id)}))
    await stage.scene.case()
    while (await stage.hook())["silent_since"] is None:
        await stage.round()
    assert stage.receiver.arrived == []
    assert await stage.claimed() == []


async def test_who_pauses_or_changes_it_is_heard_before_anything_is_sent(stage: Stage) -> None:
    await stage.set_up()
    await stage.scene.case()
    while not (claimed := await stage.claimed()):
        pass
    async with stage.database.work(stage.system) as work:
        await pause(work, stage.system, stage.hook_id)
    await delivering.serve(stage.database, stage.outgoing, stage.revocations, claimed[0])
    assert stage.receiver.arrived == []
    async with stage.database.work(stage.system) as work:
        await resume(work, stage.system, stage.hook_id)
    await stage.until(1)


async def test_who_is_killed_loses_nothing_and_what_comes_twice_is_known_by_its_id(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.set_up()
    await stage.scene.case()

    async def killed(*_said: Any) -> None:
        raise asyncpg.ConnectionDoesNotExistError

    with monkeypatch.context() as patched:
        patched.setattr(delivering, "_write_down", killed)
        with pytest.raises(asyncpg.ConnectionDoesNotExistError):
            await stage.until(2)
    assert await stage.round() == 1, "somebody may still be at it"
    stage.later = delivering.CLAIMED_FOR
    await stage.until(2)
    first, again = stage.receiver.arrived
    assert first.id == again.id


async def test_a_receiver_is_served_by_one_replica_at_a_time(stage: Stage) -> None:
    await stage.set_up()
    await stage.scene.case()
    found: list[asyncpg.Record] = []
    for _ in range(10):
        found += [one for many in await asyncio.gather(*(stage.claimed() for _ in range(4))) for one in many]
    assert len(found) == 1


async def test_who_takes_nothing_is_paused_after_three_days_and_misses_nothing(
    stage: Stage, cases_owner: Database
) -> None:
    async with receiving() as away:
        url = away.url
    await stage.set_up(url=url)
    case_id = await stage.scene.case()
    while (await stage.hook())["failing_since"] is None:
        await stage.round()
    for _ in range(40):
        stage.later += timedelta(hours=8)
        await stage.note(case_id, stage.scene.person_id)
        await stage.round()
        if (await stage.hook())["paused_because"]:
            break
    assert (await stage.hook())["paused_because"] == "failing"
    assert GIVES_UP_AFTER <= stage.later <= GIVES_UP_AFTER + timedelta(hours=16)
    async with cases_owner.work(stage.system) as work:
        assert [row["data"]["because"] for row in await work.rows(TOLD, id=stage.hook_id)] == ["failing"]
    happened = 1 + stage.later // timedelta(hours=8)
    await stage.leads_to(stage.receiver.url)
    async with stage.database.work(stage.system) as work:
        await resume(work, stage.system, stage.hook_id)
    await stage.until(happened)
    assert len({one.id for one in stage.receiver.arrived}) == happened


async def test_who_answers_that_it_is_gone_is_asked_no_more(stage: Stage) -> None:
    await stage.set_up()
    stage.receiver.answers = answer(410)
    await stage.scene.case()
    await stage.until(1)
    assert (await stage.hook())["paused_because"] == "gone"


async def test_what_is_rejected_for_three_days_is_kept_and_redriven(stage: Stage) -> None:
    other = await stage.somebody()
    case_id, elsewhere = await stage.scene.case(), await stage.scene.case(other)
    await stage.set_up("parcours.note.*")
    stage.receiver.behaves = rejecting(stage.scene.person_id)
    rejected = str(await stage.note(case_id, stage.scene.person_id))
    await stage.until(1)
    event_id = stage.receiver.arrived[0].id
    for _ in range(12):
        stage.later += timedelta(hours=7)
        before = len(stage.receiver.arrived)
        await stage.note(elsewhere, other)
        await stage.until(before + 1)
    async with stage.database.work(stage.system) as work:
        (dead,) = await list_dead_letters(work, stage.system, stage.hook_id, None, 10)
    assert (str(dead["event_id"]), (await stage.hook())["paused_because"]) == (event_id, None)
    stage.receiver.behaves = None
    stage.receiver.arrived.clear()
    async with stage.database.work(stage.system) as work:
        await redrive(work, stage.system, stage.hook_id, None)
    await stage.until(1)
    assert (stage.told(), stage.receiver.arrived[0].id) == ([rejected], event_id)


async def test_a_replay_brings_what_may_be_told_now_in_order_under_the_same_ids(stage: Stage) -> None:
    case_id = await stage.scene.case()
    await stage.set_up("parcours.note.*")
    notes = [await stage.note(case_id, stage.scene.person_id) for _ in range(3)]
    await stage.until(3)
    ids = [one.id for one in stage.receiver.arrived]
    await stage.seals(case_id, notes[1])
    for after, since in ((0, None), (None, stage.database.clock() - timedelta(hours=1))):
        stage.receiver.arrived.clear()
        async with stage.database.work(stage.system) as work:
            await replay(work, stage.system, stage.hook_id, after, since, None)
        await stage.until(2)
        assert [one.id for one in stage.receiver.arrived] == [ids[0], ids[2]]
        assert (await stage.hook())["replay_place"] is None
    last = await stage.note(case_id, stage.scene.person_id)
    await stage.until(3)
    assert stage.told()[-1] == str(last)


async def test_while_a_secret_is_replaced_both_verify(stage: Stage) -> None:
    await stage.set_up()
    async with stage.database.work(stage.system) as work:
        second = await rotate_secret(work, stage.system, stage.hook_id, timedelta(hours=1))
        event_id = await send_test(work, stage.system, stage.hook_id)
    await stage.until(1)
    (test,) = stage.receiver.arrived
    assert (test.event["type"], test.id) == ("parcours.webhook.tested.v1", str(event_id))
    for secret in (stage.secret, second):
        assert Webhook(secret).verify(test.body, dict(test.headers))


async def test_a_receiver_that_never_answers_keeps_no_other_one_waiting(stage: Stage) -> None:
    async def hangs(_arrived: Arrived, _writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(60)

    async with receiving() as hanging:
        hanging.behaves = hangs
        await stage.set_up(url=hanging.url)
        await stage.set_up()
        async with stage.replica():
            case_id = await stage.scene.case()
            await hanging.has(1)
            for many in range(2, 5):
                await stage.note(case_id, stage.scene.person_id)
                await stage.receiver.has(many)
    assert len(hanging.arrived) == 1
