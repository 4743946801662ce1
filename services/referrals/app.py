"""Referrals as one application: the only file that sees all its areas."""

from fastapi import FastAPI

from services.referrals.appointments.api import agenda, appointments
from services.referrals.appointments.subscriptions import ENDED_REFERRALS
from services.referrals.deadlines import api as deadlines
from services.referrals.directory.api import hsds, imports, listings, versions
from services.referrals.disclosure.store import tables as _disclosure_tables  # noqa: F401 - they belong to the schema
from services.referrals.fhir.api import creating as fhir_creating
from services.referrals.fhir.api import directory as fhir_directory
from services.referrals.fhir.api import driving as fhir_driving
from services.referrals.fhir.api import requests as fhir_requests
from services.referrals.inbox import api as inbox
from services.referrals.lifecycle.actions.ringing import ring_all_due
from services.referrals.lifecycle.actions.timeliness import COUNT_EVERY_SECONDS, count_timeliness
from services.referrals.lifecycle.actions.waiting import let_move_up
from services.referrals.lifecycle.api import chains, drafts, packages, receiver, sender
from services.referrals.lifecycle.subscriptions import ENDED_GROUNDS, KEPT_OUT_WORKERS, RESTRICTED_PEOPLE, Certainty
from services.referrals.settings import Settings
from services.referrals.waiting import api as waiting
from shared.clients.carriage import Carriage, Remote
from shared.clock import Clock, system_clock
from shared.database.regularly import regularly
from shared.web.service import Plan, Service, service_app

AREAS = (
    receiver.router,
    drafts.router,
    sender.router,
    packages.router,
    chains.router,
    appointments.router,
    agenda.router,
    inbox.router,
    listings.router,
    versions.router,
    deadlines.router,
    waiting.router,
    imports.router,
    hsds.router,
    fhir_requests.router,
    fhir_directory.router,
    fhir_creating.router,
    fhir_driving.router,
)
"""The busiest first: a request is held against one operation after the other."""


def plan(certainty: Certainty) -> Plan:
    """What makes this service."""
    return Plan(
        name="referrals",
        package="services.referrals",
        title="Parcours: referrals",
        description="One agency asks another to help, and hears how it ended.",
        routers=AREAS,
        subscriptions=(ENDED_GROUNDS, KEPT_OUT_WORKERS, RESTRICTED_PEOPLE, ENDED_REFERRALS),
        background=(certainty.follow, _let_clocks_ring, _count_timeliness),
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
    certainty = Certainty()
    app = service_app(
        plan(certainty),
        settings,
        identity=identity or Remote(settings.identity_url),
        peers={"cases": cases or Remote(settings.cases_url)},
        clock=clock,
    )
    app.state.certainty = certainty
    return app


async def _let_clocks_ring(service: Service) -> None:
    settings = service.settings
    assert isinstance(settings, Settings), "the service was made with its own settings"
    await regularly(lambda: _ring(service), every_seconds=settings.clocks_every_seconds, called="the clocks")


async def _ring(service: Service) -> None:
    await ring_all_due(service.database)
    await let_move_up(service.database)


async def _count_timeliness(service: Service) -> None:
    await regularly(
        lambda: count_timeliness(service.database),
        every_seconds=COUNT_EVERY_SECONDS,
        called="counting waits",
    )
