import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from deploy.embedded.engines import Engines, running_engines

ROOT = Path(__file__).parents[3]
HOLDER = Path(__file__).parent / "hold_engines.py"

Wrapper = list[str]


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@contextmanager
def a_folder() -> Iterator[Path]:
    """pytest's own temporary folders are closed to every other account, which an engine of root's may run as."""
    folder = Path(tempfile.mkdtemp(prefix="parcours-test-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def home() -> Iterator[Path]:
    with a_folder() as folder:
        yield folder / "var"


@pytest.fixture(scope="session")
async def engines() -> AsyncIterator[Engines]:
    """For tests that leave them running; who stops or kills starts their own on `home`."""
    with a_folder() as folder:
        async with running_engines(folder / "var", durable=False) as running:
            yield running


@pytest.fixture
async def home_server(home: Path) -> AsyncIterator[Engines]:
    """Engines of the test's own."""
    async with running_engines(home, durable=False) as running:
        yield running


class Holder:
    """A process that holds the engines of a folder, and what it said about them."""

    def __init__(self, command: Wrapper, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, cwd="/")
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the holder ended without a word"
        self.said: dict[str, Any] = json.loads(line)

    @property
    def engine_pids(self) -> list[int]:
        return [self.said["postgres"], self.said["nats"]]

    def close(self) -> None:
        self.process.terminate()
        self.process.communicate()
        if "refused" not in self.said:
            wait_until(lambda: not any(map(is_running, self.engine_pids)))


@pytest.fixture
def hold(home: Path) -> Iterator[Callable[..., Holder]]:
    """Start the engines of `home` in another process, under a wrapper that changes who it is, if given."""
    with ExitStack() as stack:

        def start(wrapper: Wrapper | None = None, python: Wrapper | None = None, **environment: str) -> Holder:
            command = [*(wrapper or []), *(python or [sys.executable]), str(HOLDER), str(home)]
            holder = Holder(command, {**os.environ, "PYTHONPATH": str(ROOT), **environment})
            stack.callback(holder.close)
            return holder

        yield start


def is_running(pid: int) -> bool:
    """Whether a process lives; one that ended and was not yet collected by its parent does not."""
    status = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(status.strip()) and not status.startswith("Z")


def wait_until(condition: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
