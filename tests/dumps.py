"""What whoever gets hold of a dump sees."""

import asyncio
from typing import Final

from deploy.embedded.databases import ServiceDatabase
from deploy.embedded.postgres import program

PG_DUMP: Final = program("pg_dump")


async def dumped(database: ServiceDatabase, schema: str) -> str:
    """All data of a service."""
    dumping = await asyncio.create_subprocess_exec(
        PG_DUMP, "--data-only", f"--schema={schema}", database.owner_url, stdout=asyncio.subprocess.PIPE
    )
    dump = (await dumping.communicate())[0].decode()
    assert dumping.returncode == 0
    return dump
