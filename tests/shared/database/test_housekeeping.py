"""What is only kept for a time is forgotten, and next month's partitions are there before the month is."""

from collections.abc import Mapping
from datetime import timedelta

import asyncpg
import pytest

from deploy.embedded.databases import ServiceDatabase
from shared.database.engine import Database
from shared.database.housekeeping import HOUSEKEEPING, INBOX_KEPT, tidy
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id

pytestmark = pytest.mark.anyio

HANDLED = "INSERT INTO identity.inbox (subscription, event_id, at) VALUES ('test', $1, $2)"
USED = "INSERT INTO identity.idempotency (caller_id, key, fingerprint, made, at) VALUES ($1, 'key', 'f', $1, $2)"


async def test_old_keys_and_handled_events_are_forgotten_and_young_ones_kept(
    identity_database: Database, databases: Mapping[str, ServiceDatabase]
) -> None:
    owner = await asyncpg.connect(databases["identity"].owner_url)
    now = identity_database.clock()
    old, young = new_id(), new_id()
    try:
        for one, handled_at, used_at in (
            (old, now - INBOX_KEPT - timedelta(minutes=1), now - timedelta(hours=25)),
            (young, now - INBOX_KEPT + timedelta(minutes=1), now - timedelta(hours=23)),
        ):
            await owner.execute(HANDLED, one, handled_at)
            await owner.execute(USED, one, used_at)
        await tidy(identity_database)
        handled = await owner.fetch("SELECT event_id FROM identity.inbox WHERE event_id = ANY($1)", [old, young])
        used = await owner.fetch("SELECT made FROM identity.idempotency WHERE made = ANY($1)", [old, young])
    finally:
        await owner.close()
    assert [row["event_id"] for row in handled] == [young]
    assert [row["made"] for row in used] == [young]


async def test_there_are_partitions_for_the_coming_months(
    identity_database: Database, databases: Mapping[str, ServiceDatabase]
) -> None:
    owner = await asyncpg.connect(databases["identity"].owner_url)
    try:
        ahead = "to_char(now() AT TIME ZONE 'UTC' + interval '3 months', 'YYYY\"m\"MM')"
        name = await owner.fetchval(f"SELECT 'identity.journal_y' || {ahead}")
        await owner.execute(f"DROP TABLE {name}")
        await tidy(identity_database)
        assert await owner.fetchval("SELECT to_regclass($1)::text", name) is not None
    finally:
        await owner.close()


async def test_what_a_service_adds_runs_as_the_same_task_in_the_same_transaction(identity_database: Database) -> None:
    ran: list[UnitOfWork] = []
    task = Statement("SELECT current_setting('parcours.task')")

    async def ours(work: UnitOfWork) -> None:
        ran.append(work)
        assert await work.value(task) == "housekeeping"

    await tidy(identity_database, [ours])
    assert [work.actor for work in ran] == [HOUSEKEEPING]
