"""Gateway and services in one process: the ordinary way on one machine."""

import os
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager

from fastapi import FastAPI

import gateway.settings
import services.cases.settings
import services.identity.settings
import services.referrals.settings
from deploy.launch.installation import Installation
from gateway.app import Gateway, create_gateway
from gateway.carriage.in_process import InProcess as Forwarder
from services.cases.app import create_app as create_cases
from services.identity.app import create_app as create_identity
from services.referrals.app import create_app as create_referrals
from shared.clients.carriage import InProcess
from shared.settings import settings_or_exit


@asynccontextmanager
async def services_in_one_process(installation: Installation) -> AsyncIterator[Gateway]:
    """The gateway, with started services behind it."""
    async with started_applications(installation) as (door, _):
        yield door


@asynccontextmanager
async def started_applications(installation: Installation) -> AsyncIterator[tuple[Gateway, Mapping[str, FastAPI]]]:
    """The gateway and, by name, the services behind it. A mounted application's lifespan never runs, so each is entered
    here.
    """
    with _environment(installation.environment):
        identity = create_identity(settings_or_exit(services.identity.settings.Settings))
        cases = create_cases(settings_or_exit(services.cases.settings.Settings), identity=InProcess(identity))
        referrals = create_referrals(
            settings_or_exit(services.referrals.settings.Settings), identity=InProcess(identity), cases=InProcess(cases)
        )
        applications = {"identity": identity, "cases": cases, "referrals": referrals}
        door = create_gateway(
            settings_or_exit(gateway.settings.Settings),
            {name: Forwarder(application) for name, application in applications.items()},
        )
    async with AsyncExitStack() as stack:
        for application in applications.values():
            await stack.enter_async_context(application.router.lifespan_context(application))
        yield door, applications


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """Let the settings read these values too, and forget them afterwards: other programs of ours need no secrets."""
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
