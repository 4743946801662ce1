"""Holds the engines of a folder until it is stopped; tests start it as a process of its own, to kill it.

Prints one line of JSON: the process ids and ports of what runs, or the refusal.
"""

import asyncio
import json
import signal
import sys
from pathlib import Path

from deploy.embedded.engines import running_engines
from deploy.embedded.refusals import EngineRefused


async def hold(home: Path) -> None:
    try:
        async with running_engines(home, durable=False) as engines:
            say(
                postgres=engines.postgres.process.pid,
                nats=engines.nats.process.pid,
                postgres_port=engines.postgres.port,
                nats_port=engines.nats.port,
            )
            await asyncio.Event().wait()
    except EngineRefused as refusal:
        say(refused=str(refusal), why=type(refusal).__name__)


def say(**what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has background processes ignore Ctrl-C
    asyncio.run(hold(Path(sys.argv[1])))
