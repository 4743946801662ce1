"""One engine as a process: started under its guardian, watched, stopped, killed."""

import asyncio
import errno
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from deploy.embedded import guardian
from deploy.embedded.home import PRIVATE_FILE, FolderLock, private_folder
from deploy.embedded.refusals import EngineFailed, FolderUnusable, PortTaken, StillRunning

LOOPBACK = "127.0.0.1"
_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
"""All an engine sees: no PGDATA of the person's shell, no language that decides how text sorts."""

_PREVIOUS_RUN_SECONDS = 30.0
"""Longer than a guardian's patience with an engine that is slow to stop."""

_PORTS_TRIED = 5
_LOOK_AGAIN_SECONDS = 0.005


class EngineProcess:
    """The guardian of one engine, the engine it holds, and the folder they work in."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.folder = folder
        self.log = folder / "log"
        self._guardian: subprocess.Popen[bytes] | None = None
        self._pid: int | None = None

    @property
    def pid(self) -> int:
        """The process id of the engine itself, not of its guardian."""
        assert self._pid is not None, f"{self.name} was not started"
        return self._pid

    @property
    def ended_by_itself(self) -> bool:
        """Whether the engine has gone without our asking."""
        return self._guardian is not None and self._guardian.poll() is not None

    @property
    def has_ended(self) -> bool:
        """Whether there is no engine; it is also true before the start."""
        return self._guardian is None or self.ended_by_itself

    async def previous_run_has_gone(self) -> None:
        """Wait until the last process of an earlier run has left the folder; only then are its ports free.

        Raises:
            StillRunning: it does not.
            FolderUnusable: the folder is not ours.
        """
        async with self._locked_folder():
            return

    async def start(self, command: Sequence[str | Path]) -> None:
        """Start the engine under a guardian of its own. It is not yet ready when this returns.

        Raises:
            StillRunning: an engine of an earlier run holds the folder and does not end.
            FolderUnusable: the folder is not ours, or not of the account that the engine runs as.
            EngineFailed: there is no such program, or it cannot be run; carries the end of the log.
        """
        async with self._locked_folder() as lock:
            self._guardian = self._start_guardian(lock.descriptor, command)
            self._pid = await self._pid_from(self._guardian)
            lock.tell(pid=self._pid)

    def announce(self, port: int) -> None:
        """Tell other processes where the engine answers."""
        with FolderLock(self.folder) as lock:
            lock.tell(pid=self.pid, port=port)

    def announced_port(self) -> int | None:
        """Where an engine that another process started on this folder answers, if one does."""
        if not self.folder.is_dir():
            return None
        with FolderLock(self.folder) as lock:
            return None if lock.take() else lock.told().get("port")

    async def stop(self) -> None:
        """Ask the engine to stop and wait until it has."""
        if self._guardian is None:
            return
        assert self._guardian.stdin is not None
        assert self._guardian.stdout is not None
        self._guardian.stdin.close()
        await self.end()
        self._guardian.stdout.close()
        self._guardian = None

    async def kill(self) -> None:
        """End the engine as a power cut would, without a chance to tidy up."""
        if not self.has_ended:
            os.kill(self.pid, signal.SIGKILL)
        await self.stop()

    async def end(self) -> int:
        """Wait until the engine has ended by itself; returns its exit code."""
        while not self.has_ended:  # noqa: ASYNC110 - a process sets no event
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        return self._guardian.returncode if self._guardian is not None else 0

    async def ready(self, is_ready: Callable[[], Awaitable[bool]], within_seconds: float) -> None:
        """Wait until the engine answers.

        Raises:
            EngineFailed: it ended first, or took too long.
        """
        deadline = time.monotonic() + within_seconds
        while not await is_ready():
            if self.has_ended:
                await self.stop()
                raise EngineFailed(self.name, "ended while it started", self.log)
            if time.monotonic() > deadline:
                await self.stop()
                raise EngineFailed(self.name, f"was not ready after {within_seconds:.0f} s", self.log)
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)

    @asynccontextmanager
    async def _locked_folder(self) -> AsyncIterator[FolderLock]:
        """The lock that the engine will inherit: free once the last process of the one before has gone."""
        private_folder(self.folder)
        deadline = time.monotonic() + _PREVIOUS_RUN_SECONDS
        with FolderLock(self.folder) as lock:
            while not lock.take():
                if time.monotonic() > deadline:
                    pid = lock.told().get("pid", "unknown")
                    raise StillRunning(
                        f"{self.name} of an earlier run (process {pid}) still works in {self.folder}. "
                        f"Stop it with `kill -INT {pid}` and start again."
                    )
                await asyncio.sleep(_LOOK_AGAIN_SECONDS)
            yield lock

    def _start_guardian(self, lock: int, command: Sequence[str | Path]) -> "subprocess.Popen[bytes]":
        with os.fdopen(os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE_FILE), "wb") as log:
            return subprocess.Popen(
                [sys.executable, "-I", "-S", guardian.__file__, self.folder, str(lock), *command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                pass_fds=[lock],
                env=_ENVIRONMENT,
                start_new_session=True,
            )

    async def _pid_from(self, started: "subprocess.Popen[bytes]") -> int:
        assert started.stdout is not None
        line = await asyncio.to_thread(started.stdout.readline)
        if not line:
            await self.stop()
            raise EngineFailed(self.name, "could not be started", self.log)
        answer = json.loads(line)
        if "refused" in answer:
            await self.stop()
            raise FolderUnusable(answer["refused"])
        pid: int = answer["pid"]
        return pid


async def on_a_port(engine: str, wanted: int | None, start: Callable[[int], Awaitable[None]]) -> int:
    """Start an engine on the wanted port, or on one that is free; returns the port.

    A free port may be taken before the engine has it, so that failure is tried again with another.

    Raises:
        PortTaken: somebody else listens on the wanted port.
        EngineFailed: for another reason.
    """
    if wanted is not None:
        if not is_free(wanted):
            raise PortTaken(engine, wanted)
        await start(wanted)
        return wanted
    port = free_port()
    for _ in range(_PORTS_TRIED):
        try:
            await start(port)
        except EngineFailed:
            if is_free(port):
                raise
            port = free_port()
        else:
            return port
    raise PortTaken(engine, port)


def free_port() -> int:
    """A port on which nobody listens now; somebody may in the next moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int) -> bool:
    """Whether an engine could listen on this port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            return error.errno != errno.EADDRINUSE
        return True
