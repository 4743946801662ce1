"""The history of the schema leads to the tables in the code."""

from collections.abc import Mapping

import pytest

from deploy.embedded.databases import ServiceDatabase
from shared.database.migrations import drift


@pytest.mark.anyio
async def test_the_migrations_lead_to_the_tables_in_the_code(databases: Mapping[str, ServiceDatabase]) -> None:
    await drift("services.cases", databases["cases"].owner_url)
