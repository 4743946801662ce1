"""The second lock is on every door: no table of a service is without row security, and nobody walks around it."""

from collections.abc import Mapping

import asyncpg
import pytest

from deploy.embedded.databases import ServiceDatabase
from tests.architecture.tree import SERVICES

UNLOCKED = """
    SELECT c.relname FROM pg_class c
    WHERE c.relnamespace = to_regnamespace($1) AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND NOT c.relrowsecurity AND c.relname <> 'alembic_version'
    ORDER BY 1
"""
WITHOUT_POLICY = """
    SELECT c.relname FROM pg_class c
    WHERE c.relnamespace = to_regnamespace($1) AND c.relrowsecurity AND NOT c.relispartition
      AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)
    ORDER BY 1
"""
LOOSE_FUNCTIONS = """
    SELECT p.proname FROM pg_proc p
    WHERE p.pronamespace = to_regnamespace($1) AND p.prosecdef
      AND NOT EXISTS (SELECT FROM unnest(p.proconfig) AS one WHERE one LIKE 'search_path=%')
    ORDER BY 1
"""
OPEN_PARTITIONS = """
    SELECT c.relname FROM pg_class c
    WHERE c.relnamespace = to_regnamespace($1) AND c.relispartition AND c.relkind = 'r'
      AND has_any_column_privilege($1 || '_service', c.oid, 'SELECT, INSERT, UPDATE')
    ORDER BY 1
"""
CAN_BE_REWRITTEN = """
    SELECT c.relname || ': ' || privilege FROM pg_class c, unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) AS privilege
    WHERE c.relnamespace = to_regnamespace($1) AND c.relname IN ('journal', 'access_log')
      AND has_table_privilege($1 || '_service', c.oid, privilege)
    ORDER BY 1
"""


@pytest.mark.parametrize("service", SERVICES)
async def test_every_table_is_locked(service: str, databases: Mapping[str, ServiceDatabase]) -> None:
    assert not await _asked(databases[service], UNLOCKED, service)


@pytest.mark.parametrize("service", SERVICES)
async def test_every_lock_has_a_key(service: str, databases: Mapping[str, ServiceDatabase]) -> None:
    assert not await _asked(databases[service], WITHOUT_POLICY, service)


@pytest.mark.parametrize("service", SERVICES)
async def test_functions_that_run_as_their_owner_search_in_one_place(
    service: str, databases: Mapping[str, ServiceDatabase]
) -> None:
    assert not await _asked(databases[service], LOOSE_FUNCTIONS, service)


@pytest.mark.parametrize("service", SERVICES)
async def test_no_partition_is_a_way_around_the_policies_of_its_table(
    service: str, databases: Mapping[str, ServiceDatabase]
) -> None:
    assert not await _asked(databases[service], OPEN_PARTITIONS, service)


@pytest.mark.parametrize("service", SERVICES)
async def test_what_happened_and_who_looked_cannot_be_rewritten(
    service: str, databases: Mapping[str, ServiceDatabase]
) -> None:
    assert not await _asked(databases[service], CAN_BE_REWRITTEN, service)


async def _asked(database: ServiceDatabase, question: str, service: str) -> list[str]:
    connection = await asyncpg.connect(database.owner_url)
    try:
        return [row[0] for row in await connection.fetch(question, service)]
    finally:
        await connection.close()
