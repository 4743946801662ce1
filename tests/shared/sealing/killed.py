"""Archives a month for each step that it reads, and dies at it: `killed URL FOLDER KEY`."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg

from shared.database.engine import speak_json
from shared.sealing import archiving
from shared.sealing.archives import ArchiveWriter
from shared.sealing.archiving import Part


def dying(step: Callable[..., Any]) -> Callable[..., Any]:
    """The step, after which nothing comes."""
    if asyncio.iscoroutinefunction(step):

        async def dies_later(*given: Any) -> None:
            await step(*given)
            os.kill(os.getpid(), signal.SIGKILL)

        return dies_later

    def dies(*given: Any) -> None:
        step(*given)
        os.kill(os.getpid(), signal.SIGKILL)

    return dies


def arrange(step: str) -> None:
    """Let it die after a step, in the middle of the file, or when the month is dropped and that is not committed."""
    if step == "half a file":
        ArchiveWriter.add = dying(ArchiveWriter.add)  # type: ignore[method-assign]
    elif step == "not committed":
        execute = asyncpg.Connection.execute

        async def dies_after_dropping(connection: Any, query: str, *given: Any) -> str:
            done: str = await execute(connection, query, *given)
            if "DROP TABLE" in query:
                os.kill(os.getpid(), signal.SIGKILL)
            return done

        setattr(asyncpg.Connection, "execute", dies_after_dropping)  # noqa: B010 - a method of somebody else
    else:
        setattr(archiving, step, dying(getattr(archiving, step)))


async def main(url: str, folder: str, key: str) -> None:
    owner = await asyncpg.connect(url, server_settings={"search_path": "identity"})
    await speak_json(owner)
    await archiving.archive(owner, Part("access_log", date(2024, 1, 1)), Path(folder), {key})


for named in sys.stdin:
    child = os.fork()
    if not child:
        arrange(named.strip())
        asyncio.run(main(*sys.argv[1:4]))
        sys.exit(1)
    sys.stdout.write(f"{os.WTERMSIG(os.waitpid(child, 0)[1])}\n")
    sys.stdout.flush()
