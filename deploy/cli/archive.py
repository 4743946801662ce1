"""`parcours audit archive`, `recall`, `return`: old months of the logs leave the database, and one person's looks come
back for as long as they are needed.
"""

import os
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
from anyio import Path as AsyncPath

from deploy.cli.audit import ORIGINS, owning, what_was_seen
from deploy.launch.installation import SERVICES, Installation, archive_folder, reached_installation, witness_folder
from deploy.launch.refusals import LaunchRefused
from shared.sealing.archives import ArchiveDamagedError
from shared.sealing.archiving import (
    NotArchivedError,
    archive,
    bring_back,
    is_alone,
    months_stay,
    parts_before,
    take_away,
)
from shared.sealing.joined import wrong_files
from shared.sealing.sources import InDatabase

_MONTHS_A_YEAR = 12


async def archive_logs(
    home: Path, before: str | None, keep_months: int, witness: Path | None, folder: Path | None
) -> None:
    """Archive every month that may go, of every log of every service, oldest first; print a line each.

    Raises:
        LaunchRefused: it is asked for a month that stays, or a month could not be archived; the sentence says which.
    """
    month = first_that_stays(before, keep_months, datetime.now(UTC).date())
    os.umask(0o077)
    archived = folder or archive_folder(home)
    await AsyncPath(archived).mkdir(parents=True, exist_ok=True)
    installation = await reached_installation(home)
    for origin in ORIGINS:
        await archive_log(installation, origin, month, witness or Path(witness_folder(home)), archived)


def first_that_stays(before: str | None, keep_months: int, today: date) -> date:
    """The first day of the oldest month that is not archived.

    Args:
        before: YYYY-MM, as somebody typed it; None for as much as may go.
        keep_months: so many whole months before this one stay.

    Raises:
        LaunchRefused: it is no month, or one of those that stay would go.
    """
    at = today.year * _MONTHS_A_YEAR + today.month - 1 - keep_months
    stays = date(at // _MONTHS_A_YEAR, at % _MONTHS_A_YEAR + 1, 1)
    if before is None:
        return stays
    try:
        asked = datetime.strptime(before, "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError:
        raise LaunchRefused(f"{before} is no month: write it as 2024-01.") from None
    if asked > stays:
        raise LaunchRefused(
            f"The last {keep_months} months stay in the database, where people and privacy officers read them:"
            f" nothing from {stays:%Y-%m} on is archived."
        )
    return asked


async def archive_log(installation: Installation, origin: str, month: date, witness: Path, folder: Path) -> None:
    """Archive the months of one log that begin before this one.

    Raises:
        LaunchRefused: one could not be archived; those before it were.
    """
    service, _, log = origin.partition("/")
    keys, _seen = what_was_seen(witness, origin)
    async with owning(installation, service) as connection:
        if not await is_alone(connection):
            raise LaunchRefused(f"{service}: somebody else archives or verifies its logs at the moment.")
        for part in await parts_before(connection, log, month):
            try:
                done = await archive(connection, part, folder, keys)
            except (NotArchivedError, ArchiveDamagedError) as failure:
                raise LaunchRefused(f"Not archived: {failure}") from failure
            except asyncpg.LockNotAvailableError as failure:
                raise LaunchRefused(
                    "The database is busy. Nothing is lost: try again at a quieter moment."
                ) from failure
            print(f"{folder / done.head.file}: {done.head.lines} lines of {origin}, SHA-256 {done.sha256.hex()}")


async def recall_looks(home: Path, person_id: UUID, folder: Path | None) -> None:
    """Bring the looks at one person back from every archived month; print how many, by service.

    Raises:
        LaunchRefused: a file of the archive is missing or was changed; nothing of that service was brought back.
    """
    await _with_every_month(home, person_id, folder, bring_back, "brought back from")


async def return_looks(home: Path, person_id: UUID, folder: Path | None) -> None:
    """Take the looks at one person that were brought back out of the database again; print how many, by service.

    Raises:
        LaunchRefused: a file of the archive is missing or was changed; nothing of that service was taken away.
    """
    await _with_every_month(home, person_id, folder, take_away, "left to the archive of")


async def _with_every_month(
    home: Path,
    person_id: UUID,
    folder: Path | None,
    act: Callable[["asyncpg.Connection[Any]", Path, UUID], Awaitable[int]],
    done: str,
) -> None:
    archived = folder or archive_folder(home)
    installation = await reached_installation(home)
    for service in SERVICES:
        async with owning(installation, service) as connection:
            await months_stay(connection)
            months = await InDatabase(connection, "access_log").archived()
            if wrong := wrong_files(months, archived):
                raise LaunchRefused("\n".join(wrong))
            found = [await act(connection, archived / month.head.file, person_id) for month in months]
        print(f"{service}: {sum(found)} looks {done} {len(months)} months")
