"""Alembic's environment of this service."""

import services.referrals.app  # noqa: F401 - loads every table
from services.referrals.schema import metadata
from shared.database.migrations import run_environment

run_environment(metadata, "referrals")
