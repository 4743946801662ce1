"""One run of load: so many connections, each asking again as soon as it is answered."""

import asyncio
import json
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.launch.refusals import LaunchRefused

_SCRIPT: Final = Path(__file__).with_name("load.lua")


@dataclass(frozen=True)
class Load:
    """What to ask of whom.

    Attributes:
        lines: path and body of the requests, in order; from the beginning again unless `is_once`.
        key: beginning of the Idempotency-Key of each request; empty for none.
    """

    port: int
    method: str
    lines: Sequence[tuple[str, str]]
    headers: Mapping[str, str]
    connections: int
    seconds: float
    is_once: bool = False
    key: str = ""


@dataclass(frozen=True)
class Driven:
    """How it went.

    Attributes:
        refused: answers other than 2xx; `broken`: connections that failed.
        p50, p95: milliseconds.
    """

    answered: int
    refused: int
    broken: int
    seconds: float
    p50: float
    p95: float

    @property
    def per_second(self) -> float:
        return self.answered / self.seconds if self.seconds else 0.0


def wrk() -> str | None:
    """Where wrk is installed; None when it is not."""
    return shutil.which("wrk")


async def drive(load: Load) -> Driven:
    """Run it with wrk where it is installed, else with our own driver; either in a process of its own.

    Raises:
        LaunchRefused: the driver failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / "lines"
        lines.write_text("".join(f"{path}\t{body}\n" for path, body in load.lines))
        told = Path(folder) / "told"
        settings = {
            "method": load.method, "lines": str(lines), "told": str(told), "key": load.key,
            "once": "yes" if load.is_once else "", "headers": dict(load.headers),
        }  # fmt: skip
        program = wrk()
        command = _wrk_command(program, load, settings) if program else _own_command(load, settings)
        process = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        _, complaint = await process.communicate()
        if process.returncode or not told.exists():
            raise LaunchRefused(f"The load driver failed: {complaint.decode(errors='replace')[-500:]}")
        return Driven(**json.loads(told.read_text()))


def _wrk_command(program: str, load: Load, settings: Mapping[str, object]) -> Sequence[str]:
    headers = [part for name, value in load.headers.items() for part in ("-H", f"{name}: {value}")]
    return [
        program, "-t1", f"-c{load.connections}", f"-d{max(1, round(load.seconds))}s", "--timeout", "20s",
        *headers, "-s", str(_SCRIPT), f"http://127.0.0.1:{load.port}", "--",
        str(settings["method"]), str(settings["lines"]), str(settings["told"]), str(settings["key"]),
        str(settings["once"]),
    ]  # fmt: skip


def _own_command(load: Load, settings: Mapping[str, object]) -> Sequence[str]:
    whole = {**settings, "port": load.port, "connections": load.connections, "seconds": load.seconds}
    return [sys.executable, "-m", "deploy.bench.own_driver", json.dumps(whole)]
