"""`parcours up`: engines, schemas, services, gateway, until somebody says stop."""

import asyncio
import contextlib
import signal
import time
from collections.abc import AsyncIterator, Coroutine, Generator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvicorn
from rich.console import Console
from typing_extensions import override

from deploy.demo.keys import DemoKeys
from deploy.demo.seed import greeting, seed_after_start, seed_before_start, with_documentation
from deploy.launch.installation import Installation, prepared_installation, require_free
from deploy.launch.one_process import services_in_one_process
from deploy.launch.processes import services_as_processes
from gateway.server import server_config
from gateway.settings import Settings as GatewaySettings
from shared.settings import settings_or_exit
from shared.web.serving import stay

console = Console(stderr=True, highlight=False)


async def serve(home: Path, *, processes: bool, demo: bool) -> None:
    """Serve until Ctrl-C, a termination signal, or the end of an engine."""
    started = time.perf_counter()
    settings = settings_or_exit(GatewaySettings)
    require_free(settings.host, settings.port)
    stop = _stop_signal()
    async with prepared_installation(home) as installation:
        keys = await seed_before_start(installation) if demo else None
        started_with = with_documentation(installation) if demo else installation
        serving = _as_processes(started_with, settings) if processes else _in_one_process(started_with, settings)
        async with serving:
            seconds = time.perf_counter() - started
            await _until_stopped(stop, installation, _begin(settings, installation, keys, seconds))
            console.print("Stopping …")


@asynccontextmanager
async def _in_one_process(installation: Installation, settings: GatewaySettings) -> AsyncIterator[None]:
    async with services_in_one_process(installation) as gateway:
        stay()
        server = _Server(server_config(gateway, settings))
        running = asyncio.create_task(server.serve())
        while not server.started:
            if running.done():
                await running
            await asyncio.sleep(0.01)
        try:
            yield
        finally:
            server.should_exit = True
            await running


@asynccontextmanager
async def _as_processes(installation: Installation, settings: GatewaySettings) -> AsyncIterator[None]:
    stay()
    async with services_as_processes(installation, host=settings.host, port=settings.port):
        yield


class _Server(uvicorn.Server):
    """Leaves the signals to us, so that everything stops in order."""

    @override
    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


def _stop_signal() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, stop.set)
    return stop


async def _begin(settings: GatewaySettings, installation: Installation, keys: DemoKeys | None, seconds: float) -> None:
    """Fill the demonstration and greet; ends when somebody cancels it."""
    if keys is not None:
        await seed_after_start(installation, keys, settings.public_url)
    _greet(settings, installation, seconds, demo=keys is not None)
    await asyncio.Event().wait()


async def _until_stopped(stop: asyncio.Event, installation: Installation, beginning: Coroutine[Any, Any, None]) -> None:
    waiting: list[asyncio.Task[Any]] = [asyncio.create_task(stop.wait()), asyncio.create_task(beginning)]
    if installation.engines is not None:
        waiting.append(asyncio.create_task(installation.engines.watch()))
    done, pending = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for one in pending:
        one.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    for one in done:
        one.result()


def _greet(settings: GatewaySettings, installation: Installation, seconds: float, *, demo: bool) -> None:
    console.print(f"\n[bold]Parcours answers on {settings.public_url}[/] after {seconds:.1f} s. Ctrl-C stops it.")
    console.print(f"  API     {settings.public_url}/docs")
    console.print(f"  Health  {settings.public_url}/health/ready")
    console.print(f"  Data    {installation.home}")
    if demo:
        console.print(greeting(installation.home, settings.public_url), soft_wrap=True)
