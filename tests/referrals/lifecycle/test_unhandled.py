"""An event that its handler cannot handle, whatever it raises, is set aside; those after it are handled."""

import asyncio
import contextlib
from datetime import UTC, datetime

import orjson
import pytest

from shared.identifiers import new_id
from shared.messaging.bus import DEAD_LETTERS
from shared.messaging.events import Told
from shared.messaging.journal import cloud_event
from shared.messaging.subscriptions import Subscription, run_subscription
from shared.web.service import Service
from tests.referrals.worlds import Town

pytestmark = pytest.mark.anyio

TYPE = "parcours.nobody.did_anything.v1"


@pytest.mark.parametrize(
    "failure", [AssertionError, AttributeError, NotImplementedError, ZeroDivisionError, KeyError, TypeError]
)
async def test_whatever_a_handler_raises_over_an_event_the_next_one_is_handled(
    town: Town, monkeypatch: pytest.MonkeyPatch, failure: type[Exception]
) -> None:
    monkeypatch.setattr("shared.messaging.subscriptions.TRIES", 1)
    service: Service = town.running.app.state.service
    broken, whole = new_id(), new_id()
    handled = asyncio.Event()

    async def handle(_work: object, told: Told) -> None:
        if told.about == broken:
            raise failure
        if told.about == whole:
            handled.set()

    for about in (broken, whole):
        event = cloud_event(new_id(), TYPE, about, datetime.now(UTC), {})
        await service.bus.jetstream.publish(TYPE, orjson.dumps(event))
    subscription = Subscription(name=f"unhandled_{failure.__name__}", types=(TYPE,), handle=handle)
    running = asyncio.create_task(run_subscription(service.database, service.bus, subscription))
    try:
        waiting = asyncio.create_task(handled.wait())
        await asyncio.wait([running, waiting], timeout=10, return_when=asyncio.FIRST_COMPLETED)
        assert handled.is_set(), running
        dead = await service.bus.jetstream.get_last_msg(DEAD_LETTERS, f"parcours-dead.referrals.{subscription.name}")
        assert (dead.headers or {})["Parcours-Failure"] == failure.__name__
    finally:
        running.cancel()
        waiting.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await running
        await service.bus.jetstream.purge_stream(DEAD_LETTERS)
