import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from deploy.embedded.engines import Engines, running_engines, temporary_engines
from deploy.embedded.home import temporary_home

ROOT = Path(__file__).parents[3]
HOLDER = Path(__file__).parent / "hold_engines.py"


@pytest.fixture(scope="session", autouse=True)
def _ordinary_signals() -> None:
    """What a background job or nohup ignores, its children ignore: here they are to end as their signals say."""
    for number in (signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)


@pytest.fixture(scope="session")
async def engines() -> AsyncIterator[Engines]:
    """For tests that leave them running; who stops or kills engines starts some of their own."""
    async with temporary_engines() as running:
        yield running


@pytest.fixture(scope="session")
def home() -> Iterator[Path]:
    """A folder with the data of earlier tests, stopped: creating one takes longer than most tests."""
    with temporary_home() as shared:
        yield shared


@pytest.fixture
def new_home() -> Iterator[Path]:
    with temporary_home() as home:
        yield home


@pytest.fixture
async def own_engines(new_home: Path) -> AsyncIterator[Engines]:
    async with running_engines(new_home, durable=False) as running:
        yield running


class Holder:
    """A process that holds the engines of a folder, and what it said about them."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, cwd="/")
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the holder ended without a word"
        self.said: dict[str, Any] = json.loads(line)

    @property
    def engine_pids(self) -> list[int]:
        return [self.said["postgres"], self.said["nats"]]

    def engines_run(self) -> bool:
        return any(map(_is_running, self.engine_pids))

    def wait_until_engines_are_gone(self) -> None:
        deadline = time.monotonic() + 30
        while self.engines_run():
            assert time.monotonic() < deadline, "the engines still run"
            time.sleep(0.02)

    def close(self) -> None:
        self.process.terminate()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()
        if "refused" not in self.said:
            self.wait_until_engines_are_gone()


@pytest.fixture
def hold() -> Iterator[Callable[..., Holder]]:
    """Start the engines of a home in another process; a wrapper says as whom, and a Python what that one may run."""
    with ExitStack() as stack:

        def start(home: Path, wrapper: Sequence[str] = (), python: str = sys.executable, path: str = "") -> Holder:
            environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{path}"}
            holder = Holder([*wrapper, python, str(HOLDER), str(home)], environment)
            stack.callback(holder.close)
            return holder

        yield start


def _is_running(pid: int) -> bool:
    """Whether a process lives; one that ended and was not yet collected by its parent does not."""
    status = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(status.strip()) and not status.startswith("Z")
