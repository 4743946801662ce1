"""What has expired is forgotten; what still counts is kept."""

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta

import asyncpg
import pytest
from fastapi import FastAPI

from deploy.embedded.databases import ServiceDatabase
from services.identity.tokens.actions.housekeeping import forget_the_old
from shared.database.housekeeping import tidy
from tests.identity.visits import Visit
from tests.identity.worlds import World

pytestmark = pytest.mark.anyio

EXPIRING = {
    "endings": "until",
    "used_assertions": "until",
    "password_invitations": "expires_at",
    "attempts": "last_at",
    "sign_ins": "expires_at",
    "authorization_codes": "expires_at",
    "refresh_tokens": "expires_at",
}


@pytest.fixture
async def owner(databases: Mapping[str, ServiceDatabase]) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(databases["identity"].owner_url)
    yield connection
    await connection.close()


async def test_everything_that_expires_is_forgotten_in_time_and_sessions_stay(
    identity_app: FastAPI, world: World, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    worker = await world.worker()
    await world.has_password(worker)
    visit = Visit(identity_app, await world.front_end())
    tokens = (await visit.redeem(await visit.code_for(worker))).json()
    database = world.database
    right_time = database.clock
    try:
        database.clock = lambda: right_time() + timedelta(hours=11)
        await tidy(database, [forget_the_old])
        assert (await visit.refresh(tokens["refresh_token"])).status_code == 200, "nothing is forgotten too early"
        database.clock = lambda: right_time() + timedelta(days=4)
        await tidy(database, [forget_the_old])
    finally:
        database.clock = right_time
    for table, column in EXPIRING.items():
        left = await owner.fetchval(f"SELECT count(*) FROM identity.{table} WHERE {column} <= now()")
        assert left == 0, table
    assert await owner.fetchval("SELECT count(*) FROM identity.sessions WHERE worker_id = $1", worker.id) == 1
