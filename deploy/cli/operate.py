"""Commands for whoever looks after an installation."""

import math
import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nats.errors
from rich.console import Console

from deploy.documents.applications import applications
from deploy.embedded.databases import prepare_server
from deploy.launch.installation import KEY_SECRET, SERVICES, reached_installation
from deploy.launch.reachable import require_databases
from deploy.launch.refusals import LaunchRefused
from services.identity.keys.actions.rotation import KEYS, replace_signing_key
from services.identity.keys.domain.schedule import LOOK_EVERY
from services.identity.keys.domain.sealing import Seal
from shared.database.engine import Database
from shared.messaging.bus import Bus
from shared.messaging.dead_letters import redrive
from shared.messaging.subscriptions import Subscription

console = Console(stderr=True, highlight=False)


async def prepare_external_server() -> None:
    """Create schemas and roles on an external PostgreSQL; the roles' passwords are those of the services' addresses.

    Raises:
        LaunchRefused: an address is missing, names another role, or is not the one of a database that lets us in.
        EngineRefused: a role exists that may do more than a service may.
    """
    admin_url = os.environ.get("PARCOURS_ADMIN_URL")
    if not admin_url:
        raise LaunchRefused("Set PARCOURS_ADMIN_URL: the database's owner, who may create roles.")
    passwords = {}
    for service in SERVICES:
        passwords[f"{service}_owner"] = _password(f"PARCOURS_{service.upper()}_OWNER_URL", f"{service}_owner")
        passwords[f"{service}_service"] = _password(f"PARCOURS_{service.upper()}_DATABASE_URL", f"{service}_service")
    await require_databases({"PARCOURS_ADMIN_URL": admin_url})
    await prepare_server(admin_url, passwords)
    console.print(f"Schemas and roles of {', '.join(SERVICES)} exist. Now: parcours migrate.")


async def redrive_dead_letters(home: Path) -> None:
    """Hand every dead letter to its subscription again; those that fail again stay.

    Raises:
        LaunchRefused: nothing runs, NATS does not let us in, or some failed again.
    """
    environment = (await reached_installation(home)).environment
    bus = await _reached_bus(environment["PARCOURS_NATS_URL"])
    stay = 0
    try:
        for service, app in applications().items():
            subscriptions: Sequence[Subscription] = app.state.service.plan.subscriptions
            database = await Database.open(environment[f"PARCOURS_{service.upper()}_DATABASE_URL"], schema=service)
            try:
                handled, failed = await redrive(database, bus, subscriptions)
            finally:
                await database.close()
            console.print(f"{service}: {handled} handled, {failed} failed again.")
            stay += failed
    finally:
        await bus.close()
    if stay:
        raise LaunchRefused(f"{stay} dead letters failed again and stay; the log says why.")


async def rotate_keys(home: Path, *, distrusted: bool) -> None:
    """Let the next key sign from now on.

    Args:
        distrusted: a key is known to somebody else: all that have signed are destroyed, and their tokens refused as
            soon as the services look.
    """
    environment = (await reached_installation(home)).environment
    seal = Seal(environment[KEY_SECRET])
    database = await Database.open(environment["PARCOURS_IDENTITY_DATABASE_URL"], schema="identity")
    try:
        async with database.work(KEYS) as work:
            waits = await replace_signing_key(work, seal, distrusted=distrusted) - work.now
    finally:
        await database.close()
    destroyed = " The keys before it are destroyed." if distrusted else ""
    seconds = math.ceil((waits + LOOK_EVERY).total_seconds())
    console.print(f"The successor signs within {seconds} seconds.{destroyed}")


async def _reached_bus(url: str) -> Bus:
    bus = Bus(url)
    try:
        await bus.connect_once()
    except (OSError, TimeoutError, nats.errors.Error) as failure:
        raise LaunchRefused("NATS does not answer at PARCOURS_NATS_URL, or does not let us in.") from failure
    return bus


def _password(variable: str, role: str) -> str:
    address = urlsplit(os.environ.get(variable, ""))
    if address.username != role or not address.password:
        raise LaunchRefused(f"Set {variable} to an address of the role {role} with its password.")
    return unquote(address.password)
