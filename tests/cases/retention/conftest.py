"""The scene of each test of retention."""

from collections.abc import Mapping

import pytest

from deploy.embedded.databases import ServiceDatabase
from shared.database.engine import Database
from tests.cases.doors import Doors
from tests.cases.retention.keeping import Keeping, keeping_of


@pytest.fixture
async def keeping(doors: Doors, served_cases: Database, served: Mapping[str, ServiceDatabase]) -> Keeping:
    return await keeping_of(doors, served_cases, served["cases"].owner_url)
