"""Commands that look at an installation, or bring its schemas up to date."""

from pathlib import Path

import httpx
from rich.console import Console

from deploy.launch.installation import prepared_installation
from deploy.launch.refusals import LaunchRefused

console = Console(stderr=True, highlight=False)


async def migrate_only(home: Path) -> None:
    """Prepare the installation, which migrates it, and stop."""
    async with prepared_installation(home) as installation:
        if not installation.owners:
            raise LaunchRefused("Set PARCOURS_<SERVICE>_OWNER_URL for each service: migrations run as the owner.")
        console.print(f"Schemas of {', '.join(sorted(installation.owners))} are of this version.")


async def print_status(url: str) -> None:
    """Print what the gateway says of every service.

    Raises:
        LaunchRefused: nothing answers there, or something is not ready.
    """
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=5) as asking:
            answer = await asking.get(f"{url}/health/ready")
    except httpx.HTTPError:
        raise LaunchRefused(f"Nothing answers on {url}.") from None
    Console(highlight=False).print_json(answer.text)
    if answer.status_code != httpx.codes.OK:
        raise LaunchRefused("Not everything is ready.")
