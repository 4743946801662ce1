"""The connection to NATS JetStream: one stream of events, one of dead letters."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

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
CONNECTS_WITHIN_SECONDS = 5.0
TRIES_AGAIN_AFTER_SECONDS = 0.5

JsonObject = dict[str, Any]
_log = structlog.get_logger("bus")


class Bus:
    """Announces events and hands them to subscriptions. Away is not fatal: the journal holds what was not announced."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._client: Client | None = None
        self._jetstream: JetStreamContext | None = None
        self._came_back = asyncio.Event()
        self.reached = asyncio.Event()
        """Set while the connection stands: what waits for it is quiet as long as the bus is away."""

    @property
    def is_connected(self) -> bool:
        return self._client is not None and self._client.is_connected

    @property
    def jetstream(self) -> JetStreamContext:
        """Raises: ConnectionError when the bus is away."""
        if self._jetstream is None or not self.is_connected:
            raise ConnectionError("the bus is away")
        return self._jetstream

    async def connect_once(self) -> None:
        """Connect and make sure of the streams.

        Raises:
            OSError, TimeoutError, nats.errors.Error: the server is not there, or does not let us in.
        """
        client = Client()
        options: JsonObject = {
            "name": "parcours",
            "connect_timeout": 2,
            "allow_reconnect": True,
            "max_reconnect_attempts": -1,
            "reconnect_time_wait": 0.25,
            "error_cb": self._report,
            "disconnected_cb": self._went_away,
            "reconnected_cb": self._came_again,
        }
        try:
            async with asyncio.timeout(CONNECTS_WITHIN_SECONDS):  # the driver itself would try for ever
                await client.connect(self._url, **options)
            await _ensure_streams(client.jetstream())
        except BaseException:
            await client.close()
            raise
        self._client, self._jetstream = client, client.jetstream()
        self.reached.set()

    async def keep_connected(self) -> None:
        """Connect, and whenever the driver has connected again see to it that the streams are there, for as long as
        the service runs: the server may have come back empty.
        """
        while not self.is_connected:
            await self._tried(self.connect_once)
        while True:
            await self._came_back.wait()
            self._came_back.clear()
            while self.is_connected and not self.reached.is_set():
                await self._tried(self._find_streams_again)

    async def _tried(self, step: Callable[[], Awaitable[None]]) -> None:
        try:
            await step()
        except (OSError, nats.errors.Error, TimeoutError) as failure:
            _log.warning("bus is away", failure=type(failure).__name__)
            await asyncio.sleep(TRIES_AGAIN_AFTER_SECONDS)

    async def _find_streams_again(self) -> None:
        await _ensure_streams(self.jetstream)
        _log.info("bus is back")
        self.reached.set()

    async def _went_away(self) -> None:
        if self.reached.is_set() and self._client is not None and not self._client.is_closed:
            _log.warning("bus is away")
        self.reached.clear()

    async def _came_again(self) -> None:
        self._came_back.set()

    async def _report(self, failure: Exception) -> None:
        """What the driver meets while the connection stands; each try while it does not is no news."""
        if self.reached.is_set():
            _log.warning("bus failure", failure=type(failure).__name__)

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


async def _ensure_streams(jetstream: JetStreamContext) -> None:
    await _ensure_stream(jetstream, _events_stream())
    await _ensure_stream(jetstream, _dead_letters_stream())


async def _ensure_stream(jetstream: JetStreamContext, config: StreamConfig) -> None:
    assert config.name is not None
    try:
        await jetstream.stream_info(config.name)
    except NotFoundError:
        try:
            await jetstream.add_stream(config)
        except BadRequestError:  # another process was a moment faster
            await jetstream.stream_info(config.name)
