"""The services' applications as they are, built to be looked at: nothing they would reach exists."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI

import services.cases.settings
import services.identity.settings
import services.referrals.settings
from services.cases.app import create_app as create_cases
from services.identity.app import create_app as create_identity
from services.referrals.app import create_app as create_referrals

NOWHERE: Mapping[str, Any] = {
    "PARCOURS_ENVIRONMENT": "development",
    "database_url": "postgresql://nobody@127.0.0.1:1/nothing",
    "nats_url": "nats://127.0.0.1:1",
    "public_url": "http://127.0.0.1:8000",
}
NO_SECRET = "not a secret: this application never starts"  # noqa: S105 - as it says


@cache
def applications() -> Mapping[str, FastAPI]:
    """Each service's application by name; not started, so neither database nor bus is asked for."""
    return {
        "identity": create_identity(services.identity.settings.Settings(**NOWHERE, key_secret=NO_SECRET)),
        "cases": create_cases(services.cases.settings.Settings(**NOWHERE, documents_folder=Path("nowhere"))),
        "referrals": create_referrals(services.referrals.settings.Settings(**NOWHERE)),
    }
