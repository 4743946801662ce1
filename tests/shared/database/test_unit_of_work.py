"""One request, one transaction: committed whole, or not at all."""

import asyncio
from collections.abc import Mapping

import asyncpg
import pytest

from deploy.embedded.databases import ServiceDatabase
from shared.database.access_log import Look, log_if_denied
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from shared.refusals import NotFound, Unavailable
from tests.cases.worlds import World

COUNT_LOOKS = Statement("SELECT count(*) FROM access_log WHERE decision_id = :decision_id AND act = 'denied'")
BROKEN = Statement("SELECT 1 / 0")


async def test_a_denied_look_stays_although_the_request_was_rolled_back(
    cases_database: Database, cases_owner: Database
) -> None:
    worker = World().worker()
    with pytest.raises(NotFound):
        async with cases_database.work(worker) as work:
            log_if_denied(work, Look("test", person_id=new_id()))
            raise NotFound
    async with cases_owner.work(worker) as reading:
        assert await reading.value(COUNT_LOOKS, decision_id=work.decision_id) == 1


async def test_a_look_that_was_not_denied_leaves_no_denial(cases_database: Database, cases_owner: Database) -> None:
    worker = World().worker()
    async with cases_database.work(worker) as work:
        log_if_denied(work, Look("test", person_id=new_id()))
    async with cases_owner.work(worker) as reading:
        assert await reading.value(COUNT_LOOKS, decision_id=work.decision_id) == 0


async def test_a_commit_that_postgresql_turns_into_a_rollback_is_an_error(cases_database: Database) -> None:
    with pytest.raises(asyncpg.InFailedSQLTransactionError):
        async with cases_database.work(World().worker()) as work:
            with pytest.raises(asyncpg.DivisionByZeroError):
                await work.value(BROKEN)


async def test_nothing_of_a_unit_leaks_to_the_next_on_the_same_connection(cases_database: Database) -> None:
    who = Statement("SELECT coalesce(current_setting('parcours.agency', true), '')")
    async with cases_database.work(World().worker()) as work:
        assert await work.value(who)
    async with cases_database.pool.acquire() as connection:
        assert await connection.fetchval(who.sql) == ""


async def test_more_callers_than_connections_wait_and_then_are_told_to_come_back(
    databases: Mapping[str, ServiceDatabase],
) -> None:
    small = await Database.open(
        databases["cases"].runtime_url, schema="cases", connections=2, acquire_timeout_seconds=0.2
    )
    release = asyncio.Event()

    async def hold() -> None:
        async with small.work(World().worker()):
            await release.wait()

    holders = [asyncio.create_task(hold()) for _ in range(2)]
    await asyncio.sleep(0.05)
    with pytest.raises(Unavailable):
        async with small.work(World().worker()):
            pass
    release.set()
    await asyncio.gather(*holders)
    async with small.work(World().worker()) as work:
        assert await work.value(COUNT_LOOKS, decision_id=work.decision_id) == 0
    await small.close()
