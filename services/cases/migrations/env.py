"""How Alembic sees cases."""

import services.cases.app  # noqa: F401 - loads the tables of every area
from services.cases.schema import metadata
from shared.database.migrations import run_environment

run_environment(metadata, "cases")
