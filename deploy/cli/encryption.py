"""`parcours rotate-data-keys`, `rotate-fingerprint-key` and `rewrap-data-keys`: keys change while everything runs."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import asyncpg
import sqlalchemy as sa
from rich.console import Console

from deploy.launch.installation import as_owner, reached_installation
from deploy.launch.refusals import LaunchRefused
from services.cases.app import create_app as _cases_tables  # noqa: F401 - loads the tables
from services.cases.people.store.fingerprints import make_fingerprints_anew
from services.cases.schema import metadata as cases
from services.referrals.app import create_app as _referrals_tables  # noqa: F401 - loads the tables
from services.referrals.schema import metadata as referrals
from shared.encryption.masters import MastersInSettings, UnknownMasterError
from shared.encryption.rotation import Damage, Step, begin_new_keys, close_anew, destroy_settled, rewrap
from shared.encryption.rotation import replace_fingerprint_key as replace_key

METADATA = {"cases": cases, "referrals": referrals}
console = Console(stderr=True, highlight=False)


@asynccontextmanager
async def services_with_keys(
    home: Path,
) -> AsyncIterator[list[tuple[str, "asyncpg.Connection[Any]", MastersInSettings, sa.MetaData]]]:
    """Each service that encrypts: its name, a connection of its owner, the master keys and its tables.

    Raises:
        LaunchRefused: nothing runs, or a master key or an owner's address is missing.
    """
    installation = await reached_installation(home)
    opened = []
    for service, metadata in METADATA.items():
        secret = installation.environment.get(f"PARCOURS_{service.upper()}_ENCRYPTION_KEYS")
        if secret is None or service not in installation.owners:
            name = service.upper()
            raise LaunchRefused(f"Set PARCOURS_{name}_ENCRYPTION_KEYS and PARCOURS_{name}_OWNER_URL.")
        opened.append((service, installation.owners[service], MastersInSettings(secret), metadata))
    try:
        async with as_owner(*opened[0][:2]) as first, as_owner(*opened[1][:2]) as second:
            yield [(opened[0][0], first, *opened[0][2:]), (opened[1][0], second, *opened[1][2:])]
    except UnknownMasterError as failure:
        raise LaunchRefused(f"{failure}. Give it too, behind the present one.") from failure


async def rewrap_data_keys(home: Path) -> None:
    """Wrap every data key with the first of the master keys that are given.

    Raises:
        LaunchRefused: nothing runs, or a master key or an owner's address is missing.
    """
    async with services_with_keys(home) as services:
        for service, owner, masters, _ in services:
            changed = await rewrap(owner, masters)
            console.print(f"{service}: {changed} keys wrapped anew; all are wrapped with the first master key.")


async def rotate_data_keys(home: Path) -> None:
    """Begin a new data key for each municipality, encrypt with it what is there, and destroy what nothing needs.

    Raises:
        LaunchRefused: as for wrapping.
    """
    async with services_with_keys(home) as services:
        for service, owner, masters, metadata in services:
            destroyed = await destroy_settled(owner, masters, metadata)
            begun = await begin_new_keys(owner, masters)
            found = await close_anew(owner, masters, metadata)
            say_damaged(service, found.damaged)
            rows = found.rows
            console.print(f"{service}: {begun} keys begun, {rows} rows encrypted anew, {destroyed} keys destroyed.")
    console.print("Keys that were replaced are destroyed by a run an hour from now or later.")


SAID: Final = {
    Step.NONE: "nothing is looked for by fingerprints yet.",
    Step.BEGUN: "another key is begun. Run this again in a minute or later.",
    Step.WAITS: "the new key is not known to every process yet. Run this again in a minute.",
    Step.BESIDE: "{changed} rows were given fingerprints of both keys. Run this again an hour after the key was begun.",
    Step.DAMAGED: "{damaged} rows are damaged: the old key stays until they are restored or deleted.",
    Step.REPLACED: "the old key is destroyed, and its fingerprints are taken from {changed} rows.",
}


async def replace_fingerprint_key(home: Path) -> None:
    """Take the next step towards another key of the fingerprints by which people are looked for.

    Raises:
        LaunchRefused: as for wrapping.
    """
    async with services_with_keys(home) as services:
        _, owner, masters, _ = services[0]
        step, found = await replace_key(owner, masters, make_fingerprints_anew)
        console.print(f"cases: {SAID[step].format(**found._asdict())}", soft_wrap=True)


def say_damaged(service: str, damaged: Sequence[Damage]) -> None:
    """Where something damaged stands, and which keys wait for it."""
    for column, row, _ in damaged:
        console.print(f"{service}: damaged, left as it is: {column} {row}", soft_wrap=True)
    counts = Counter(damage.key for damage in damaged if damage.key is not None)
    for key, count in sorted(counts.items()):
        console.print(
            f"{service}: key {key} is not destroyed while {count} of these name it; "
            "its municipality begins no other until they are restored or deleted.",
            soft_wrap=True,
        )
