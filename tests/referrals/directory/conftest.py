"""Referrals as it runs, above the real identity: tokens are signed by its key, agencies known by its answers."""

from collections.abc import AsyncIterator, Mapping

import httpx
import pytest
from fastapi import FastAPI

from deploy.embedded.databases import ServiceDatabase
from deploy.embedded.engines import Engines
from services.referrals.app import create_app
from services.referrals.settings import Settings
from shared.clients.carriage import InProcess
from tests.identity.conftest import PUBLIC_URL, identity_app, identity_settings
from tests.identity.worlds import World, new_world

__all__ = ["identity_app", "identity_settings"]  # pytest finds fixtures by their names in this module


@pytest.fixture(scope="session")
async def referrals_app(
    databases: Mapping[str, ServiceDatabase], engines: Engines, identity_app: FastAPI
) -> AsyncIterator[FastAPI]:
    """The running application, as `referrals` behind the gateway."""
    settings = Settings(
        database_url=databases["referrals"].runtime_url, nats_url=engines.nats.url, public_url=PUBLIC_URL
    )
    app = create_app(settings, identity=InProcess(identity_app))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture(scope="session")
async def referrals(referrals_app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Speaks HTTP to it."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(referrals_app), base_url=PUBLIC_URL) as client:
        yield client


@pytest.fixture
async def world(identity_app: FastAPI) -> World:
    """A municipality with an agency, known to identity."""
    return await new_world(identity_app)
