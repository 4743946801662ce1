"""Messages that could not be handled: hand them to their subscription again after the mend."""

from collections.abc import AsyncIterator, Sequence
from typing import Final

import nats.errors
import structlog
from nats.aio.msg import Msg
from nats.js.api import AckPolicy, ConsumerConfig

from shared.database.engine import Database
from shared.database.failures import UNHANDLED
from shared.messaging.bus import DEAD_LETTERS, Bus
from shared.messaging.subscriptions import Subscription, handle_together

BATCH: Final = 50
WAIT_SECONDS: Final = 0.5

_log = structlog.get_logger("dead_letters")


async def redrive(database: Database, bus: Bus, subscriptions: Sequence[Subscription]) -> tuple[int, int]:
    """Handle this service's dead letters again, oldest first.

    Returns:
        How many were handled and are gone, and how many failed again and stay.
    """
    outcomes = [
        await _handled_again(database, bus, subscription, message)
        for subscription in subscriptions
        async for message in _letters(bus, f"parcours-dead.{database.schema}.{subscription.name}")
    ]
    return outcomes.count(True), outcomes.count(False)


async def _letters(bus: Bus, subject: str) -> AsyncIterator[Msg]:
    """Each once, as long as this runs."""
    consumer = await bus.jetstream.pull_subscribe(
        subject, stream=DEAD_LETTERS, config=ConsumerConfig(ack_policy=AckPolicy.EXPLICIT, inactive_threshold=60)
    )
    try:
        while True:
            for message in await consumer.fetch(BATCH, timeout=WAIT_SECONDS):
                yield message
                await message.ack()
    except (TimeoutError, nats.errors.TimeoutError):
        await consumer.unsubscribe()


async def _handled_again(database: Database, bus: Bus, subscription: Subscription, message: Msg) -> bool:
    try:
        await handle_together(database, subscription, [message])
    except UNHANDLED as failure:
        _log.error("dead letter failed again", subscription=subscription.name, failure=type(failure).__name__)
        return False
    await bus.jetstream.delete_msg(DEAD_LETTERS, message.metadata.sequence.stream)
    return True
