"""A small world for each test of cases; and the same over HTTP, above the real identity."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from deploy.embedded.databases import ServiceDatabase
from deploy.embedded.engines import Engines
from services.cases.app import create_app
from services.cases.settings import Settings
from shared.clients.carriage import InProcess
from shared.database.engine import Database
from tests.cases.doors import Doors, opened_doors
from tests.cases.worlds import World
from tests.identity.conftest import PUBLIC_URL, identity_app, identity_settings
from tests.identity.worlds import new_world

__all__ = ["identity_app", "identity_settings"]  # pytest finds fixtures by their names in this module


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture(scope="session")
def documents_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("documents")


@pytest.fixture(scope="session")
async def cases_app(
    served: Mapping[str, ServiceDatabase],
    engines: Engines,
    identity_app: FastAPI,
    documents_folder: Path,
) -> AsyncIterator[FastAPI]:
    """Cases as it runs."""
    settings = Settings(
        database_url=served["cases"].runtime_url,
        nats_url=engines.nats.url,
        public_url=PUBLIC_URL,
        documents_folder=documents_folder,
        webhook_networks="127.0.0.1/32",
    )
    app = create_app(settings, identity=InProcess(identity_app))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture(scope="session")
async def cases_http(cases_app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Speaks HTTP to cases."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(cases_app), base_url=PUBLIC_URL) as client:
        yield client


@pytest.fixture
async def doors(identity_app: FastAPI, served_cases: Database, cases_http: httpx.AsyncClient) -> Doors:
    return await opened_doors(await new_world(identity_app), served_cases, cases_http)
