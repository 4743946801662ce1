"""Referrals as one application: the only file that sees all its areas."""

from fastapi import FastAPI

from services.referrals.directory.api import hsds, imports, listings
from services.referrals.disclosure.store import tables as _disclosure_tables  # noqa: F401 - they belong to the schema
from services.referrals.inbox import api as inbox
from services.referrals.lifecycle.api import drafts, receiver, sender
from services.referrals.lifecycle.subscriptions import ENDED_GROUNDS, KEPT_OUT_WORKERS, RESTRICTED_PEOPLE, Certainty
from services.referrals.settings import Settings
from shared.clients.carriage import Carriage, Remote
from shared.clock import Clock, system_clock
from shared.web.service import Plan, service_app

AREAS = (
    receiver.router,
    drafts.router,
    sender.router,
    inbox.router,
    listings.router,
    imports.router,
    hsds.router,
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
        subscriptions=(ENDED_GROUNDS, KEPT_OUT_WORKERS, RESTRICTED_PEOPLE),
        background=(certainty.follow,),
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
