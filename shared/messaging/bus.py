"""The connection to NATS JetStream: one stream of events, one of dead letters."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import nats
import nats.errors
import orjson
import structlog
from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.api import RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import BadRequestError, NotFoundError

EVENTS = "PARCOURS"
DEAD_LETTERS = "PARCOURS_DEAD"
DUPLICATE_WINDOW_SECONDS = 120.0
DAY = 86_400.0

JsonObject = dict[str, Any]
_log = structlog.get_logger("bus")


class Bus:
    """Announces events and hands them to subscriptions. Away is not fatal: the journal holds what was not announced."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._client: Client | None = None
        self._jetstream: JetStreamContext | None = None
        self.reached = asyncio.Event()
        """Set once the first connection stands."""

    @property
    def is_connected(self) -> bool:
        return self._client is not None and self._client.is_connected

    @property
    def jetstream(self) -> JetStreamContext:
        """Raises: ConnectionError when the bus has never been reached."""
        if self._jetstream is None or not self.is_connected:
            raise ConnectionError("the bus is away")
        return self._jetstream

    async def connect_once(self) -> None:
        """Connect and make sure of the streams.

        Raises:
            OSError, nats.errors.Error: the server is not there.
        """
        client = await nats.connect(
            self._url,
            max_reconnect_attempts=-1,
            reconnect_time_wait=0.25,
            connect_timeout=2,
            allow_reconnect=True,
            error_cb=_report,
            name="parcours",
        )
        try:
            jetstream = client.jetstream()
            await _ensure_stream(jetstream, _events_stream())
            await _ensure_stream(jetstream, _dead_letters_stream())
        except BaseException:
            await client.close()
            raise
        self._client, self._jetstream = client, jetstream
        self.reached.set()

    async def keep_connected(self, on_connected: Callable[[], Awaitable[None]] | None = None) -> None:
        """Try until the first connection stands; from then on the driver reconnects by itself."""
        delay_seconds = 0.1
        while not self.is_connected:
            try:
                await self.connect_once()
            except (OSError, nats.errors.Error, TimeoutError) as failure:
                _log.warning("bus is away", failure=type(failure).__name__)
                await asyncio.sleep(delay_seconds)
                delay_seconds = min(delay_seconds * 2, 2.0)
        if on_connected is not None:
            await on_connected()

    async def announce(self, events: Sequence[JsonObject]) -> None:
        """Publish CloudEvents in order and wait until the stream has all of them on disk.

        The same id within two minutes is kept once.

        Raises:
            ConnectionError, TimeoutError, nats.errors.Error: not all confirmed; announce them again later.
        """
        jetstream = self.jetstream
        confirmations = [
            await jetstream.publish_async(
                event["type"], orjson.dumps(event), headers={"Nats-Msg-Id": event["id"]}, wait_stall=5
            )
            for event in events
        ]
        async with asyncio.timeout(5):
            await asyncio.gather(*confirmations)

    async def close(self) -> None:
        if self._client is not None:
            await self._client.close()


def _events_stream() -> StreamConfig:
    return StreamConfig(
        name=EVENTS,
        subjects=["parcours.>"],
        storage=StorageType.FILE,
        retention=RetentionPolicy.LIMITS,
        max_age=30 * DAY,
        duplicate_window=DUPLICATE_WINDOW_SECONDS,
        allow_direct=True,
    )


def _dead_letters_stream() -> StreamConfig:
    return StreamConfig(name=DEAD_LETTERS, subjects=["parcours-dead.>"], storage=StorageType.FILE, max_age=90 * DAY)


async def _ensure_stream(jetstream: JetStreamContext, config: StreamConfig) -> None:
    assert config.name is not None
    try:
        await jetstream.stream_info(config.name)
    except NotFoundError:
        try:
            await jetstream.add_stream(config)
        except BadRequestError:  # another process was a moment faster
            await jetstream.stream_info(config.name)


async def _report(failure: Exception) -> None:
    _log.warning("bus failure", failure=type(failure).__name__)
