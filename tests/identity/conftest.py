"""Identity as it runs: the application with its database, and worlds to act in."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack

import httpx
import pytest
from fastapi import FastAPI

from deploy.embedded.databases import ServiceDatabase
from deploy.embedded.engines import Engines
from services.identity.app import create_app
from services.identity.settings import Settings
from tests.identity.worlds import World, new_world

KEY_SECRET = "a secret for tests only, of forty letters"
PUBLIC_URL = "http://127.0.0.1:8000"


@pytest.fixture(scope="session")
def identity_settings(databases: Mapping[str, ServiceDatabase], engines: Engines) -> Settings:
    return Settings(
        database_url=databases["identity"].runtime_url,
        nats_url=engines.nats.url,
        public_url=PUBLIC_URL,
        key_secret=KEY_SECRET,
    )


@pytest.fixture(scope="session")
async def identity_app(identity_settings: Settings) -> AsyncIterator[FastAPI]:
    """The running application, as `identity` behind the gateway."""
    app = create_app(identity_settings)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(app.router.lifespan_context(app))
        yield app


@pytest.fixture(scope="session")
async def identity(identity_app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Speaks HTTP to it."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(identity_app), base_url=PUBLIC_URL) as client:
        yield client


@pytest.fixture
async def world(identity_app: FastAPI) -> World:
    return await new_world(identity_app)
