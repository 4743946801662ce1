"""Wires the areas of cases together; the only file that sees all of them."""

from fastapi import FastAPI

from services.cases.access import store as _access_tables  # noqa: F401 - its tables belong to the schema
from services.cases.settings import Settings
from shared.clients.carriage import Carriage
from shared.clock import Clock, system_clock
from shared.web.service import Plan, service_app

PLAN = Plan(
    name="cases",
    package="services.cases",
    title="Parcours cases",
    description="One person, the agencies around them, and what they agreed to share.",
    routers=(),
    subscriptions=(),
)


def create_app(settings: Settings, *, identity: Carriage, clock: Clock = system_clock) -> FastAPI:
    """The application of cases.

    Args:
        identity: how identity is reached.
    """
    return service_app(PLAN, settings, identity=identity, clock=clock)
