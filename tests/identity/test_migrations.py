"""The history of the tables."""

from collections.abc import Mapping

import pytest

from deploy.embedded.databases import ServiceDatabase
from shared.database.migrations import drift

pytestmark = pytest.mark.anyio


async def test_the_migrations_make_exactly_the_tables_of_the_code(databases: Mapping[str, ServiceDatabase]) -> None:
    await drift("services.identity", databases["identity"].owner_url)
