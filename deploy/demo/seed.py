"""Fills an empty installation with the demonstration: identity first, then everything else through the public API."""

import os
import time
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from deploy.demo.cast import WORKERS, agency
from deploy.demo.keys import DESK_ID, SYSTEM_ID, DemoKeys, make_keys, read_keys
from deploy.demo.seed_identity import seed_identity
from deploy.demo.seed_records import seed_records
from deploy.launch.installation import Installation, reached_installation
from deploy.launch.refusals import LaunchRefused

console = Console(stderr=True, highlight=False)
_DONE = "demo.done"


async def seed_running(home: Path, url: str) -> None:
    """Fill an installation that runs already; what is there is passed over.

    Raises:
        LaunchRefused: nothing runs, or it is no place for people who do not exist.
    """
    installation = await reached_installation(home)
    await seed_after_start(installation, await seed_before_start(installation), url)
    console.print(greeting(installation.home, url), soft_wrap=True)


async def seed_before_start(installation: Installation) -> DemoKeys:
    """The cast, before the services answer.

    Raises:
        LaunchRefused: the environment says production.
    """
    if os.environ.get("PARCOURS_ENVIRONMENT") == "production":
        raise LaunchRefused(
            "The workers of the demonstration share one password, and PARCOURS_ENVIRONMENT says production. "
            "Start without --demo; the runbook says how to begin."
        )
    keys = read_keys(installation.home) or make_keys(installation.home)
    await seed_identity(installation, keys)
    return keys


def with_documentation(installation: Installation) -> Installation:
    """The same installation, whose `/docs` signs the fictional workers in."""
    variable = {"PARCOURS_GATEWAY_DOCUMENTATION_CLIENT_ID": str(DESK_ID)}
    return replace(installation, environment={**installation.environment, **variable})


async def seed_after_start(installation: Installation, keys: DemoKeys, url: str) -> None:
    """People, cases, consents and referrals, once the gateway answers; nothing when they are there."""
    done = installation.home / _DONE
    if done.exists():
        return
    console.print("Writing the demo data through the API; half a minute, the first time only …")
    started = time.perf_counter()
    count = await seed_records(url, keys.password)
    done.touch(mode=0o600)
    console.print(f"Demo data written through the API: {count} requests in {time.perf_counter() - started:.1f} s.")


def greeting(home: Path, url: str) -> str:
    """Sign-ins, and a first curl."""
    keys = read_keys(home)
    assert keys is not None, "the demonstration has been seeded"
    lines = ["\n  Fictional workers, all with the password [bold]" + keys.password + "[/]:"]
    for worker in WORKERS:
        places = "; ".join(f"{agency(key).name} ({', '.join(roles)})" for key, roles in worker.memberships)
        lines.append(f"    {worker.login:<16} {places}")
    lines += [
        "\n  A first curl, as the record system of the Clinique du Port:",
        f"    TOKEN=$(curl -s -u {SYSTEM_ID}:{keys.system_secret} \\",
        f'      -d grant_type=client_credentials {url}/oauth/token | sed \'s/.*access_token":"\\([^"]*\\).*/\\1/\')',
        f'    curl -s -H "Authorization: Bearer $TOKEN" {url}/v1/inbox',
        "\n  In another terminal: [bold]make demo[/] plays scenes of the work between several agencies.",
    ]
    return "\n".join(lines)
