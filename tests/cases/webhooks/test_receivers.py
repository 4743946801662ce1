"""Receivers that are slow, down, lying, redirecting, huge or have all of it sent again: nothing is lost, what comes
twice is known by its id, and a good one beside them notices nothing.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from standardwebhooks import Webhook

from services.cases.webhooks.actions import delivering
from services.cases.webhooks.actions.looking_back import replay
from shared.database.statements import Statement
from tests.cases.webhooks.stage import Stage
from tests.receiver import WITHIN_SECONDS, Arrived, Behaviour, Receiver, answer, receiving

pytestmark = pytest.mark.anyio

HAS_BEEN_READ = Statement("SELECT claim IS NULL AND NOT feed_goes_on(place) FROM webhook WHERE id = :id")
PEOPLE = 4
NOTES_EACH = 6
KEPT_NOTHING = ("lying", "silent", "redirecting")
LONGEST_AHEAD = timedelta(minutes=4)
"""A signature of a time that is further off is refused."""


async def lies(_arrived: Arrived, writer: asyncio.StreamWriter) -> None:
    """Says yes, and hangs up before it has said all of it."""
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nYes, of course")
    await writer.drain()
    writer.close()


async def floods(_arrived: Arrived, writer: asyncio.StreamWriter) -> None:
    """Says yes, and never stops."""
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b"x" * 65_536)
        await writer.drain()


async def hangs_up(_arrived: Arrived, writer: asyncio.StreamWriter) -> None:
    """Takes it, and says nothing."""
    writer.close()


def slow(until: asyncio.Event) -> Behaviour:
    """Answers nobody before that."""

    async def behave(_arrived: Arrived, writer: asyncio.StreamWriter) -> None:
        await until.wait()
        writer.write(answer(200))

    return behave


def redirecting(to: Receiver) -> Behaviour:
    """Sends everybody elsewhere."""

    async def behave(_arrived: Arrived, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(307, f"location: {to.url}"))

    return behave


@asynccontextmanager
async def bad_receivers(good: Receiver, is_mended: asyncio.Event) -> AsyncIterator[Mapping[str, Receiver]]:
    """One of each kind."""
    behaviours = {
        "slow": slow(is_mended),
        "lying": lies,
        "silent": hangs_up,
        "redirecting": redirecting(good),
        "huge": floods,
        "replaying": None,
    }
    async with AsyncExitStack() as stack:
        bad = {name: await stack.enter_async_context(receiving()) for name in behaviours}
        for name, behaviour in behaviours.items():
            bad[name].behaves = behaviour
        yield bad


async def test_nothing_is_lost_and_nobody_else_notices(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivering, "MOST_OF_AN_AGENCY", 20)  # here they are all of one
    people = [await stage.somebody() for _ in range(PEOPLE)]
    cases = [await stage.scene.case(one) for one in people]
    is_mended = asyncio.Event()
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        async with bad_receivers(stage.receiver, is_mended) as bad, stage.replica():
            secrets, hooks = {}, {}
            for name, receiver in {**bad, "down": Receiver(port), "good": stage.receiver}.items():
                hooks[name] = await stage.set_up("parcours.note.*", url=receiver.url)
                secrets[name] = stage.secret
            about = list(zip(cases, people, strict=True)) * NOTES_EACH
            written = [str(await stage.note(*one)) for one in about]
            good = await stage.receiver.has(len(written))
            assert len(good) == len(written), "each came once, and nobody was sent here by another"
            for receiver in bad.values():
                assert await receiver.has(1), "each was sent something that it did not take as it should"
            nobody.close()
            async with receiving(port) as down:
                is_mended.set()
                mend(bad)
                await has_everything_again(stage, hooks["replaying"], bad["replaying"], written)
                everybody = {**bad, "down": down, "good": stage.receiver}
                for name, receiver in everybody.items():
                    await brought(stage, receiver, written)
                    nothing_is_doubled(receiver, good, Webhook(secrets[name]))


def mend(bad: Mapping[str, Receiver]) -> None:
    """From now on they answer as they should; what some were sent until now they have not kept, whatever they said."""
    for name, receiver in bad.items():
        receiver.behaves = None
        if name in KEPT_NOTHING:
            receiver.arrived.clear()


async def has_everything_again(stage: Stage, hook_id: UUID, receiver: Receiver, written: Sequence[str]) -> None:
    """Once it is written down that all was sent: what is under way is no part of a replay."""
    async with asyncio.timeout(WITHIN_SECONDS):
        while not await has_been_read(stage, hook_id):  # noqa: ASYNC110 - a row sets no event
            await asyncio.sleep(0.02)
    async with stage.database.work(stage.system) as work:
        await replay(work, stage.system, hook_id, 0, None, None)
    await receiver.has(2 * len(written))


async def has_been_read(stage: Stage, hook_id: UUID) -> bool:
    async with stage.database.work(stage.system) as work:
        return bool(await work.value(HAS_BEEN_READ, id=hook_id))


async def brought(stage: Stage, receiver: Receiver, written: Sequence[str]) -> None:
    """In time everything arrives; the minutes in which nobody is asked pass in seconds."""
    async with asyncio.timeout(WITHIN_SECONDS):
        while {one.event["data"]["item_id"] for one in receiver.arrived} != set(written):
            stage.later = min(stage.later + timedelta(seconds=10), LONGEST_AHEAD)
            await asyncio.sleep(0.1)


def nothing_is_doubled(receiver: Receiver, good: Sequence[Arrived], key: Webhook) -> None:
    """Each event has one id for everybody, and what is about one person came in order."""
    ids = {one.event["data"]["item_id"]: one.id for one in good}
    first: dict[str, list[str]] = {}
    for one in receiver.arrived:
        event = key.verify(one.body, dict(one.headers))
        assert (one.id, event["id"]) == (ids[event["data"]["item_id"]],) * 2
        of_person = first.setdefault(event["data"]["person_id"], [])
        if one.id not in of_person:
            of_person.append(one.id)
    in_order: dict[str, list[str]] = {}
    for one in good:
        in_order.setdefault(one.event["data"]["person_id"], []).append(one.id)
    assert first == in_order
