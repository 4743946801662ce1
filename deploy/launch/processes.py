"""Gateway and each service as processes of their own, on this machine. One that dies is started again."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import structlog

from deploy.launch.installation import SERVICES, Installation, free_port
from deploy.launch.refusals import LaunchRefused

STARTS_WITHIN_SECONDS = 60.0
RESTART_AFTER_SECONDS = 0.3
_OWN_SECRETS = (
    "DATABASE_URL",
    "KEY_SECRET",
    "LINK_SECRET",
    "SEAL_SECRET",
    "ENCRYPTION_KEYS",
    "DOCUMENTS_KEY",
    "DOCUMENTS_KEY_ID",
)
_log = structlog.get_logger("launch")


@dataclass
class Part:
    """One process of the installation."""

    name: str
    module: str
    environment: Mapping[str, str]
    url: str
    process: asyncio.subprocess.Process | None = None
    is_wanted: bool = True

    async def start(self) -> None:
        """Start it; it does not answer yet."""
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "deploy.launch.part",
            self.module,
            env=self.environment,
            stdin=asyncio.subprocess.PIPE,
        )

    async def keep_running(self) -> None:
        """Start it again whenever it ends by itself."""
        while self.process is not None:
            status = await self.process.wait()
            if not self.is_wanted:
                return
            _log.warning("process ended, starting again", name=self.name, status=status)
            await asyncio.sleep(RESTART_AFTER_SECONDS)
            await self.start()

    async def stop(self) -> None:
        """Ask it to end, and insist after ten seconds."""
        self.is_wanted = False
        if self.process is None or self.process.returncode is not None:
            return
        self.process.terminate()
        try:
            await asyncio.wait_for(self.process.wait(), timeout=10)
        except TimeoutError:
            self.process.kill()
            await self.process.wait()


@dataclass
class Processes:
    """All processes of the installation, by name."""

    parts: dict[str, Part] = field(default_factory=dict)

    async def ready(self) -> None:
        """Wait until every part answers that it is ready.

        Raises:
            LaunchRefused: one does not within half a minute.
        """
        async with httpx.AsyncClient(trust_env=False, timeout=2) as asking:
            for part in self.parts.values():
                await _until_ready(asking, part)


async def _until_ready(asking: httpx.AsyncClient, part: Part) -> None:
    loop = asyncio.get_running_loop()
    give_up = loop.time() + STARTS_WITHIN_SECONDS
    while loop.time() < give_up:
        try:
            if (await asking.get(f"{part.url}/health/ready")).status_code == httpx.codes.OK:
                return
        except httpx.HTTPError:
            pass
        await asyncio.sleep(0.05)
    raise LaunchRefused(f"{part.name} did not become ready within {STARTS_WITHIN_SECONDS:.0f} seconds; see its log.")


def environment_of(part: str, everything: Mapping[str, str]) -> dict[str, str]:
    """What this part may know: no secret of another, and no address with which a schema's owner works."""
    own = f"PARCOURS_{part.upper()}_"
    hidden = ("_DATABASE_URL", "_OWNER_URL", "_SECRET", "_DOCUMENTS_KEY", "_DOCUMENTS_KEY_ID", "PARCOURS_ADMIN_URL")
    kept = {name: value for name, value in everything.items() if not name.endswith(hidden)}
    if part == "gateway":
        return {name: value for name, value in kept.items() if name != "PARCOURS_NATS_URL"}
    own_secrets = {f"{own}{name}" for name in _OWN_SECRETS}
    return kept | {name: value for name, value in everything.items() if name in own_secrets}


@asynccontextmanager
async def services_as_processes(installation: Installation, *, host: str, port: int) -> AsyncIterator[Processes]:
    """Every part as a process; ready when the block begins, stopped when it ends."""
    ports = {name: free_port() for name in SERVICES}
    urls = {name: f"http://127.0.0.1:{ports[name]}" for name in SERVICES}
    everything = {
        **os.environ,
        **installation.environment,
        **{f"PARCOURS_{name.upper()}_URL": url for name, url in urls.items()},
        **{f"PARCOURS_{name.upper()}_PORT": str(ports[name]) for name in SERVICES},
        "PARCOURS_GATEWAY_HOST": host,
        "PARCOURS_GATEWAY_PORT": str(port),
    }
    running = Processes()
    for name in SERVICES:
        running.parts[name] = Part(name, f"services.{name}", environment_of(name, everything), urls[name])
    public = environment_of("gateway", everything)
    running.parts["gateway"] = Part("gateway", "gateway", public, f"http://{host}:{port}")
    keepers: list[asyncio.Task[None]] = []
    try:
        for part in running.parts.values():
            await part.start()
            keepers.append(asyncio.create_task(part.keep_running()))
        await running.ready()
        yield running
    finally:
        await asyncio.gather(*(part.stop() for part in running.parts.values()))
        for keeper in keepers:
            keeper.cancel()
        await asyncio.gather(*keepers, return_exceptions=True)
