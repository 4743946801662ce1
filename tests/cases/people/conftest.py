"""A social agency that registers people, and a housing and a health agency that may come to know of them."""

from collections.abc import AsyncIterator, Mapping

import httpx
import pytest
from fastapi import FastAPI

from shared.database.engine import Database
from tests.cases.coordination.scenes import Scene
from tests.cases.people.readers import Log
from tests.cases.worlds import World
from tests.identity.conftest import PUBLIC_URL
from tests.identity.worlds import World as IdentityWorld
from tests.identity.worlds import new_world


def desk_of(app: FastAPI, headers: Mapping[str, str]) -> httpx.AsyncClient:
    """A front end of somebody signed in."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=PUBLIC_URL, headers=dict(headers))


@pytest.fixture
def scene(cases_database: Database, world: World) -> Scene:
    return Scene(cases_database, world)


@pytest.fixture
def log(cases_owner: Database) -> Log:
    return Log(cases_owner)


@pytest.fixture
async def town(identity_app: FastAPI) -> IdentityWorld:
    return await new_world(identity_app)


@pytest.fixture
async def desk(town: IdentityWorld, cases_app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A caseworker of the social agency, signed in."""
    async with desk_of(cases_app, await town.signed_in(await town.worker())) as client:
        yield client
