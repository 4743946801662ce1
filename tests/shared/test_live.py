"""Who listens live: woken by agency and worker, given one batch at a time, held to a number of streams."""

import asyncio
from uuid import UUID

import pytest

from shared.contracts.identity.actor import Actor
from shared.live import Batch, EndedBecause, Listener, Listeners, TooManyStreams
from tests.cases.worlds import World

WORLD = World()
EMPTY = Batch((), 7)


def listener(actor: Actor | None = None) -> Listener:
    return Listener(actor or WORLD.worker(), "a token", place=None, is_woken=False)


def joined(listeners: Listeners, actor: Actor | None = None) -> Listener:
    one = listener(actor)
    listeners.join(one)
    return one


async def waiting(one: Listener, patience_seconds: float = 5) -> "asyncio.Task[Batch | None]":
    task = asyncio.create_task(one.news(patience_seconds))
    await asyncio.sleep(0)
    return task


async def test_those_are_woken_whom_it_concerns() -> None:
    listeners = Listeners("tests")
    first, colleague, stranger = WORLD.worker(), WORLD.worker(), WORLD.worker()
    colleague = WORLD.worker(agency=first.agency_id)
    ears = {actor.subject: joined(listeners, actor) for actor in (first, colleague, stranger)}

    def woken() -> set[UUID]:
        found = {subject for subject, one in ears.items() if one.is_woken}
        for one in ears.values():
            one.is_woken = False
        return found

    listeners.wake(f"{first.agency_id}/{first.subject}")
    assert woken() == {first.subject}
    listeners.wake(str(first.agency_id))
    assert woken() == {first.subject, colleague.subject}
    listeners.wake("")
    assert woken() == set(ears)
    listeners.wake(f"{WORLD.worker().agency_id}/{first.subject}")
    assert woken() == set()


async def test_only_who_waits_and_has_nothing_left_is_read_for() -> None:
    listeners = Listeners("tests")
    one = joined(listeners)
    listeners.wake("")
    assert listeners.ready() == {}, "busy with sending"
    waits = await waiting(one)
    assert listeners.ready() == {one.seat[0]: [one]}
    assert listeners.ready() == {}, "not woken again"
    one.give(EMPTY, is_all=True)
    listeners.wake("")
    assert listeners.ready() == {}, "what was given is not sent yet"
    assert await waits is EMPTY
    assert (one.place, one.is_woken) == (7, True)


async def test_who_was_given_only_a_part_stays_woken_and_stirs_when_they_have_sent_it() -> None:
    listeners = Listeners("tests")
    one = joined(listeners)
    first = await waiting(one)
    one.give(EMPTY, is_all=False)
    assert await first is EMPTY
    stirred = asyncio.create_task(listeners.stirred())
    await asyncio.sleep(0)
    assert not stirred.done()
    again = await waiting(one)
    await stirred
    assert listeners.ready() == {one.seat[0]: [one]}
    again.cancel()


async def test_what_is_given_in_the_moment_of_impatience_is_not_lost() -> None:
    one = joined(Listeners("tests"))
    assert await one.news(0.01) is None
    one.give(EMPTY, is_all=True)
    assert await one.news(0.01) is EMPTY
    assert await one.news(0.01) is None


async def test_a_stream_that_is_to_end_is_not_read_for() -> None:
    listeners = Listeners("tests")
    one = joined(listeners)
    waits = await waiting(one)
    one.end(EndedBecause.SIGN_IN)
    listeners.wake("")
    assert listeners.ready() == {}
    assert await waits is None
    assert one.ended is EndedBecause.SIGN_IN


async def test_one_worker_and_all_together_have_so_many_streams_and_no_more() -> None:
    listeners = Listeners("tests", most=3, most_each=2)
    worker = WORLD.worker()
    first, _ = joined(listeners, worker), joined(listeners, worker)
    with pytest.raises(TooManyStreams):
        joined(listeners, worker)
    joined(listeners)
    with pytest.raises(TooManyStreams):
        joined(listeners)
    listeners.leave(first)
    listeners.leave(first)
    joined(listeners, worker)
    assert len(list(listeners)) == 3


async def test_who_has_gone_leaves_nothing_behind() -> None:
    listeners = Listeners("tests")
    ears = [joined(listeners) for _ in range(3)]
    for one in ears:
        listeners.leave(one)
    assert list(listeners) == []
    assert listeners._of == {}
