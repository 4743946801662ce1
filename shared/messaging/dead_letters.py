"""Messages that could not be handled: count them, and hand them to their subscription again after the mend."""

from collections.abc import Sequence

import asyncpg
import nats.errors
import structlog
from nats.js.api import AckPolicy, ConsumerConfig

from shared.database.engine import Database
from shared.messaging.bus import DEAD_LETTERS, Bus
from shared.messaging.subscriptions import Subscription, handle_together
from shared.refusals import Refusal

_log = structlog.get_logger("dead_letters")


async def count_dead_letters(bus: Bus) -> int:
    """How many messages wait for a redrive, over all services."""
    return (await bus.jetstream.stream_info(DEAD_LETTERS)).state.messages


async def redrive(database: Database, bus: Bus, subscriptions: Sequence[Subscription]) -> tuple[int, int]:
    """Handle this service's dead letters again, oldest first.

    Returns:
        How many were handled and are gone, and how many failed again and stay.
    """
    handled = failed = 0
    for subscription in subscriptions:
        subject = f"parcours-dead.{database.schema}.{subscription.name}"
        consumer = await bus.jetstream.pull_subscribe(
            subject, stream=DEAD_LETTERS, config=ConsumerConfig(ack_policy=AckPolicy.EXPLICIT, inactive_threshold=60)
        )
        while True:
            try:
                messages = await consumer.fetch(50, timeout=0.5)
            except (TimeoutError, nats.errors.TimeoutError):
                break
            for message in messages:
                try:
                    await handle_together(database, subscription, [message])
                except (Refusal, asyncpg.PostgresError, LookupError, ValueError, TypeError) as failure:
                    failed += 1
                    _log.error(
                        "dead letter failed again", subscription=subscription.name, failure=type(failure).__name__
                    )
                else:
                    handled += 1
                    await bus.jetstream.delete_msg(DEAD_LETTERS, message.metadata.sequence.stream)
                await message.ack()
        await consumer.unsubscribe()
    return handled, failed
