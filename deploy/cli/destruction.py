"""`parcours destroy-data-keys`: what is encrypted of a municipality becomes unreadable for good."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from rich.console import Console

from deploy.cli.encryption import services_with_keys
from deploy.launch.installation import as_owner, reached_installation
from deploy.launch.refusals import LaunchRefused
from shared.encryption.destruction import (
    WAITS,
    announce,
    announced_at,
    call_off,
    destroy,
    what_becomes_unreadable,
)

Typed = Callable[[str], str]
_NAMED: Final = "SELECT id FROM municipalities WHERE name = $1"
console = Console(stderr=True, highlight=False)


async def destroy_data_keys(home: Path, name: str, *, call_off: bool, typed: Typed) -> None:
    """Say what becomes unreadable; announce it, or where that was a week ago or more, do it.

    Args:
        typed: asks the operator, who types the name again.

    Raises:
        LaunchRefused: nothing runs, or a key or an owner's address is missing; no municipality, or several, of this
            name; another name was typed; it was announced less than a week ago.
    """
    municipality_id = await _municipality(home, name)
    if call_off:
        await _call_off(home, municipality_id)
        return
    announced = await _tell(home, municipality_id)
    now = datetime.now(UTC)
    if announced is not None and now < announced + WAITS:
        raise LaunchRefused(f"It was announced, and can be done from {announced + WAITS:%Y-%m-%d %H:%M} UTC.")
    if typed(f"Type the name of the municipality to {'announce' if announced is None else 'do'} it") != name:
        raise LaunchRefused("Another name was typed. Nothing was changed.")
    async with services_with_keys(home) as services:
        for service, owner, _, _ in services:
            if announced is None:
                await announce(owner, municipality_id, now)
            else:
                console.print(f"{service}: {await destroy(owner, municipality_id)} keys destroyed.")
    if announced is None:
        console.print(
            f"Announced. It can be done from {now + WAITS:%Y-%m-%d %H:%M} UTC; until then --call-off ends it."
        )


async def _municipality(home: Path, name: str) -> UUID:
    owners = (await reached_installation(home)).owners
    if "identity" not in owners:
        raise LaunchRefused("Set PARCOURS_IDENTITY_OWNER_URL.")
    async with as_owner("identity", owners["identity"]) as identity:
        found = await identity.fetch(_NAMED, name)
    if len(found) != 1:
        raise LaunchRefused(f"There are {len(found)} municipalities of this name.")
    return UUID(int=found[0]["id"].int)


async def _tell(home: Path, municipality_id: UUID) -> datetime | None:
    """Print what becomes unreadable; since when that is announced everywhere, or None."""
    said = []
    async with services_with_keys(home) as services:
        for service, owner, _, metadata in services:
            for column, rows in sorted((await what_becomes_unreadable(owner, metadata, municipality_id)).items()):
                console.print(f"{service}: {rows} rows of {column} become unreadable for good.")
            said.append(await announced_at(owner, municipality_id))
    known = [one for one in said if one is not None]
    return max(known) if known else None


async def _call_off(home: Path, municipality_id: UUID) -> None:
    async with services_with_keys(home) as services:
        for _, owner, _, _ in services:
            await call_off(owner, municipality_id)
    console.print("Called off. Nothing was destroyed.")
