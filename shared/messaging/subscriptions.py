"""What a service does when somebody else speaks: each event once, in order, or set aside as a dead letter."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import nats.errors
import orjson
import structlog
from nats.aio.msg import Msg
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from shared.contracts.identity.actor import TaskActor
from shared.database.engine import Database
from shared.database.failures import SERVER_AWAY, UNHANDLED
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.messaging.bus import DEAD_LETTERS, EVENTS, Bus
from shared.messaging.events import Told
from shared.refusals import Unavailable
from shared.telemetry.metrics import DEAD_LETTERED

BATCH = 64
TRIES = 4
WAIT_SECONDS = 2.0
STANDBY_SECONDS = 1.0

Handler = Callable[[UnitOfWork, Told], Awaitable[None]]
_log = structlog.get_logger("subscriptions")

_LEAD = Statement("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))")
_REMEMBER = Statement("""
    INSERT INTO inbox (subscription, event_id, at)
    VALUES (:subscription, :event_id, :at) ON CONFLICT DO NOTHING RETURNING true
""")


@dataclass(frozen=True)
class Subscription:
    """Which events a service listens to, and what it does.

    Attributes:
        name: stable; the durable consumer and the task actor that row policies know. Letters and underscores.
        types: event types, NATS wildcards allowed (`parcours.referral.*.v1`).
        handle: runs in the same transaction as the inbox row; called again from the start when it fails.
    """

    name: str
    types: tuple[str, ...]
    handle: Handler


async def run_subscription(database: Database, bus: Bus, subscription: Subscription) -> None:
    """Handle for as long as the service runs; one replica at a time, so that the order holds."""
    while True:
        await bus.reached.wait()
        try:
            async with database.connection_aside() as connection:
                await _until_leading(connection, f"parcours.{database.schema}.{subscription.name}")
                await _handle_while_leading(database, bus, subscription)
        except (*SERVER_AWAY, nats.errors.Error, asyncpg.PostgresError) as failure:
            _log.warning("subscription waits", subscription=subscription.name, failure=type(failure).__name__)
            await asyncio.sleep(STANDBY_SECONDS)


async def all_handled(database: Database, bus: Bus, subscriptions: Sequence[Subscription]) -> bool:
    """Whether nothing of what was announced waits for these subscriptions, or was set aside by them.

    In this order: what is set aside is acknowledged after it is a dead letter.
    """
    jetstream, names = bus.jetstream, [f"{database.schema}_{one.name}" for one in subscriptions]
    waiting = [await jetstream.consumer_info(EVENTS, name) for name in names]
    if any(one.num_pending or one.num_ack_pending for one in waiting):
        return False
    dead = await jetstream.stream_info(DEAD_LETTERS, subjects_filter=f"parcours-dead.{database.schema}.*")
    subjects = dead.state.subjects or {}
    return not any(_dead_letters(database.schema, one) in subjects for one in subscriptions)


def _dead_letters(schema: str, subscription: Subscription) -> str:
    return f"parcours-dead.{schema}.{subscription.name}"


async def _until_leading(connection: "asyncpg.Connection[Any]", name: str) -> None:
    """The lock is the connection's: it goes when that ends, however it ends."""
    while True:
        if await connection.fetchval(_LEAD.sql, name):
            return
        await asyncio.sleep(STANDBY_SECONDS)


async def _handle_while_leading(database: Database, bus: Bus, subscription: Subscription) -> None:
    durable = f"{database.schema}_{subscription.name}"
    consumer = await bus.jetstream.pull_subscribe(
        "",
        durable=durable,
        stream=EVENTS,
        config=ConsumerConfig(
            durable_name=durable,
            filter_subjects=list(subscription.types),
            ack_policy=AckPolicy.EXPLICIT,
            deliver_policy=DeliverPolicy.ALL,
            ack_wait=30,
            max_ack_pending=BATCH,
        ),
    )
    while True:
        try:
            messages = await consumer.fetch(BATCH, timeout=WAIT_SECONDS)
        except (TimeoutError, nats.errors.TimeoutError):
            await bus.jetstream.consumer_info(EVENTS, durable)  # raises when the bus or the consumer is gone
            continue
        await _handle_batch(database, bus, subscription, messages)


async def _handle_batch(database: Database, bus: Bus, subscription: Subscription, messages: Sequence[Msg]) -> None:
    """All in one transaction; when that fails, one by one, and the one that keeps failing is set aside."""
    try:
        await handle_together(database, subscription, messages)
    except UNHANDLED:
        for message in messages:
            await _handle_alone(database, bus, subscription, message)
    for message in messages:
        await message.ack()


async def handle_together(database: Database, subscription: Subscription, messages: Sequence[Msg]) -> None:
    """Inbox rows and changes of these messages in one transaction; those already in the inbox are passed over."""
    async with database.work(TaskActor(subscription.name)) as work:
        for message in messages:
            told = told_from(message.data)
            if await work.value(_REMEMBER, subscription=subscription.name, event_id=told.id, at=work.now):
                await subscription.handle(work, told)


async def _handle_alone(database: Database, bus: Bus, subscription: Subscription, message: Msg) -> None:
    """Try a few times; a database that is away is waited for, a message that cannot be handled is set aside."""
    tries = 0
    while True:
        try:
            await handle_together(database, subscription, [message])
        except (*SERVER_AWAY, Unavailable):
            await message.in_progress()
            await asyncio.sleep(STANDBY_SECONDS)
        except UNHANDLED as failure:
            tries += 1
            if tries == TRIES:
                await _set_aside(bus, database.schema, subscription, message, failure)
                return
            await asyncio.sleep(0.05 * 4**tries)
        else:
            return


async def _set_aside(bus: Bus, schema: str, subscription: Subscription, message: Msg, failure: Exception) -> None:
    await bus.jetstream.publish(
        _dead_letters(schema, subscription),
        message.data,
        headers={"Parcours-Type": message.subject, "Parcours-Failure": type(failure).__name__},
    )
    DEAD_LETTERED.labels(schema, subscription.name).inc()
    _log.error("dead letter", subscription=subscription.name, type=message.subject, failure=type(failure).__name__)


def told_from(payload: bytes) -> Told:
    """A CloudEvent as the bus carries it.

    Raises:
        ValueError, KeyError: it is not one of ours.
    """
    event = orjson.loads(payload)
    return Told(
        id=UUID(event["id"]),
        type=event["type"],
        about=UUID(event["subject"]),
        at=datetime.fromisoformat(event["time"]),
        data=event["data"],
    )
