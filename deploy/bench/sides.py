"""The two servers that are compared, each in processes of its own, and what they use."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from deploy.bench import cpu
from deploy.launch.installation import Installation, free_port
from deploy.launch.refusals import LaunchRefused

STARTS_WITHIN_SECONDS = 120.0


@dataclass(frozen=True)
class Side:
    """A running server: ours, or the bare one.

    Attributes:
        pid: its first process; what it starts belongs to it.
    """

    name: str
    port: int
    pid: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@dataclass(frozen=True)
class Spent:
    """Processor seconds up to now.

    Attributes:
        gateway: what the gateway's own process used, where it has one.
    """

    server: float
    database: float
    gateway: float

    def __sub__(self, before: "Spent") -> "Spent":
        return Spent(
            self.server - before.server, self.database - before.database, self.gateway - before.gateway
        )  # fmt: skip


def spent(side: Side, installation: Installation) -> Spent:
    """What the side and PostgreSQL have used."""
    assert installation.engines is not None, "a benchmark runs on engines of its own"
    seen = cpu.processes()
    return Spent(
        server=cpu.seconds_of_family(side.pid, seen),
        database=cpu.seconds_of_family(installation.engines.postgres.process.pid, seen),
        gateway=cpu.seconds_of_child(side.pid, "gateway", seen),
    )


@asynccontextmanager
async def our_side(installation: Installation, *, processes: bool = False) -> AsyncIterator[Side]:
    """The product behind its gateway: one process, or gateway and each service as processes of their own."""
    port = free_port()
    environment = {
        **installation.environment,
        "PARCOURS_BENCH_HOME": str(installation.home),
        "PARCOURS_BENCH_PROCESSES": "yes" if processes else "",
        "PARCOURS_GATEWAY_PORT": str(port),
        "PARCOURS_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PARCOURS_CASES_WEBHOOK_NETWORKS": "127.0.0.1/32",
        **{f"PARCOURS_GATEWAY_{who}_REQUESTS_PER_MINUTE": "100000000" for who in ("WORKER", "SYSTEM", "VISITOR")},
    }
    async with _running("ours", "deploy.bench.ours", port, environment) as side:
        yield side


@asynccontextmanager
async def bare_side(installation: Installation, scripts: str) -> AsyncIterator[Side]:
    """The bare server.

    Args:
        scripts: the file of recorded SQL (`recording`).
    """
    port = free_port()
    environment = {**installation.environment, "PARCOURS_BENCH_SCRIPTS": scripts, "PARCOURS_BENCH_PORT": str(port)}
    async with _running("bare", "deploy.bench.bare", port, environment) as side:
        yield side


@asynccontextmanager
async def _running(name: str, module: str, port: int, environment: Mapping[str, str]) -> AsyncIterator[Side]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "deploy.launch.part",
        module,
        env={**os.environ, **environment},
        stdin=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL if "PARCOURS_BENCH_LOUD" not in os.environ else None,
    )
    side = Side(name, port, process.pid)
    try:
        await _until_it_answers(side, process)
        yield side
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _until_it_answers(side: Side, process: asyncio.subprocess.Process) -> None:
    loop = asyncio.get_running_loop()
    give_up = loop.time() + STARTS_WITHIN_SECONDS
    async with httpx.AsyncClient(trust_env=False, timeout=2) as asking:
        while loop.time() < give_up and process.returncode is None:
            try:
                if (await asking.get(f"{side.url}/health/ready")).status_code == httpx.codes.OK:
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.1)
    raise LaunchRefused(f"The side '{side.name}' did not become ready. PARCOURS_BENCH_LOUD=1 shows what it says.")
