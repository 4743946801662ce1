"""Referrals as one application: the only file that sees all its areas."""

from fastapi import FastAPI

from services.referrals.directory.store import tables as _directory_tables  # noqa: F401 - they belong to the schema
from services.referrals.settings import Settings
from shared.clients.carriage import Carriage, Remote
from shared.clock import Clock, system_clock
from shared.web.service import Plan, service_app

PLAN = Plan(
    name="referrals",
    package="services.referrals",
    title="Parcours: referrals",
    description="One agency asks another to help, and hears how it ended.",
    routers=(),
)


def create_app(
    settings: Settings,
    *,
    identity: Carriage | None = None,
    cases: Carriage | None = None,
    clock: Clock = system_clock,
) -> FastAPI:
    """The application of this service.

    Args:
        identity, cases: how they are reached; over HTTP at the addresses in the settings when not given.
    """
    return service_app(
        PLAN,
        settings,
        identity=identity or Remote(settings.identity_url),
        peers={"cases": cases or Remote(settings.cases_url)},
        clock=clock,
    )
