"""One world for each carriage: every test that asks for `world` runs in both."""

from collections.abc import AsyncIterator
from typing import cast

import pytest

from tests.gateway.worlds import CARRIAGES, CarriageName, World, running_world


@pytest.fixture(scope="session", params=CARRIAGES)
async def world(request: pytest.FixtureRequest) -> AsyncIterator[World]:
    async with running_world(cast("CarriageName", request.param)) as running:
        yield running


@pytest.fixture(params=CARRIAGES)
def carriage(request: pytest.FixtureRequest) -> CarriageName:
    """For tests that make a world with settings of their own."""
    return cast("CarriageName", request.param)
