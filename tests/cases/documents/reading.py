"""What is in the database, read as its owner."""

from typing import Any

import asyncpg

from shared.contracts.identity.actor import TaskActor
from shared.database.engine import Database
from shared.database.statements import Statement


async def as_owner(owner: Database, statement: Statement, **values: Any) -> list[asyncpg.Record]:
    async with owner.work(TaskActor("reads_everything")) as work:
        return await work.rows(statement, **values)
