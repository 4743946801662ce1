"""Alembic's environment of this service."""

import services.identity.app  # noqa: F401 - loads every table
from services.identity.schema import metadata
from shared.database.migrations import run_environment

run_environment(metadata, "identity")
