"""`parcours audit`: access log and journal, read as their owners by whoever operates the installation."""

import os
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
from anyio import Path as AsyncPath

from deploy.launch.installation import (
    SERVICES,
    Installation,
    archive_folder,
    as_owner,
    reached_installation,
    witness_folder,
)
from deploy.launch.refusals import LaunchRefused
from shared.sealing.archives import ArchiveDamagedError
from shared.sealing.archiving import months_stay
from shared.sealing.checkpoints import NotACheckpointError
from shared.sealing.joined import WithArchive, wrong_files
from shared.sealing.sources import InDatabase, InFile, count_on, write_file
from shared.sealing.store import LOGS
from shared.sealing.verification import verify
from shared.sealing.witness import file_name, read_witness

ORIGINS = tuple(f"{service}/{log}" for service in SERVICES for log in LOGS)
_LOOKS = """
    SELECT at, act, operation, subject_id, agency_id, purpose, categories, grounds, decision_id
    FROM cases.access_log WHERE person_id = $1 ORDER BY at DESC, id DESC LIMIT $2
"""


async def print_looks(home: Path, person_id: UUID, most: int) -> None:
    """Print the latest looks, one a line, newest first; ids only, since the log knows no names.

    Raises:
        LaunchRefused: the address of the schema's owner is not known, or nobody ever looked.
    """
    owners = (await reached_installation(home)).owners
    if "cases" not in owners:
        raise LaunchRefused("Set PARCOURS_CASES_OWNER_URL: the access log is read as the owner of its schema.")
    connection = await asyncpg.connect(owners["cases"])
    try:
        looks = await connection.fetch(_LOOKS, person_id, most)
    finally:
        await connection.close()
    if not looks:
        raise LaunchRefused("Nobody ever looked at this person's record, or there is no such person.")
    for look in looks:
        print(
            f"{look['at']:%Y-%m-%dT%H:%M:%SZ} {look['act']} {look['operation']} by {look['subject_id']}"
            f" of {look['agency_id']} for {look['purpose']}; decision {look['decision_id']};"
            f" showed {', '.join(look['categories']) or 'nothing'}; on {', '.join(look['grounds']) or 'no ground'}"
        )


async def verify_logs(home: Path, witness: Path | None, files: Path | None, archive: Path | None) -> None:
    """Verify every log of every service, with its months in the archive; print a line each.

    Args:
        witness: folder with what a witness has seen, and with the public keys.
        files: folder with exported logs, instead of a running installation.
        archive: folder of the archive.

    Raises:
        LaunchRefused: something is wrong with a log, or there is nothing to prove it by.
    """
    folder, archived = witness or Path(witness_folder(home)), archive or archive_folder(home)
    if files is None:
        wrong = await wrong_logs(await reached_installation(home), folder, archived)
    else:
        wrong = [
            one for origin in ORIGINS for one in await _verified(origin, InFile(_file(files, origin)), folder, archived)
        ]
    if wrong:
        raise LaunchRefused("\n".join(wrong))


async def wrong_logs(installation: Installation, witness: Path, archive: Path | None = None) -> list[str]:
    """Verify every log of an installation that runs; a sentence for each that is not as it was written.

    Args:
        archive: its folder; else the installation's.
    """
    folder = archive or archive_folder(installation.home)
    wrong = []
    for origin in ORIGINS:
        service, _, log = origin.partition("/")
        async with owning(installation, service) as connection:
            await months_stay(connection)
            source = InDatabase(connection, log)
            wrong += await _verified(origin, source, witness, folder)
            if unsealed := await source.unsealed():
                wrong.append(f"{origin}: {unsealed} lines older than a minute are not sealed")
    return wrong


async def export_logs(home: Path, folder: Path) -> None:
    """Write every log with its seals into a file each, for whoever verifies elsewhere or keeps them for longer.

    Raises:
        LaunchRefused: the address of an owner is not known.
    """
    os.umask(0o077)
    await AsyncPath(folder).mkdir(parents=True, exist_ok=True)
    installation = await reached_installation(home)
    for origin in ORIGINS:
        service, _, log = origin.partition("/")
        path = _file(folder, origin)
        async with owning(installation, service) as connection:
            await months_stay(connection)
            print(f"{path}: {await write_file(InDatabase(connection, log), path)} batches")


async def resume_sealing(home: Path) -> None:
    """Let the numbers of transactions go on from where the seals end.

    Raises:
        LaunchRefused: the address of an owner is not known.
    """
    installation = await reached_installation(home)
    for service in SERVICES:
        async with owning(installation, service) as connection:
            print(f"{service}: transactions count from {await count_on(connection)}")


def _file(folder: Path, origin: str) -> Path:
    return folder / f"{origin.replace('/', '.')}.gz"


def what_was_seen(folder: Path, origin: str) -> tuple[set[str], list[str]]:
    """The public keys and the checkpoints that a witness has kept of a log.

    Raises:
        LaunchRefused: it has kept nothing.
    """
    path = folder / file_name(origin)
    if not path.exists():
        raise LaunchRefused(f"There is no {path}: without the public key of {origin} nothing can be proved.")
    return read_witness(path.read_text())


async def _verified(origin: str, source: InDatabase | InFile, witness: Path, archive: Path) -> list[str]:
    keys, seen = what_was_seen(witness, origin)
    try:
        months = await source.archived()
        if wrong := wrong_files(months, archive):
            return wrong
        state = await verify(origin, WithArchive(source, months, archive), keys, seen)
    except ArchiveDamagedError as failure:
        return [f"{origin}: {failure}"]
    except NotACheckpointError as failure:
        return [f"{origin}: the witness's file was changed: {failure}"]
    except (OSError, EOFError, ValueError) as failure:
        return [f"{origin}: cannot be read: {type(failure).__name__}"]
    if state.finding:
        return [state.finding.sentence(origin)]
    files = "".join(f"; {month.head.file}" for month in months)
    print(f"{origin}: {state.tree.size} entries in {state.batches} batches, as they were written{files}")
    return []


def owning(installation: Installation, service: str) -> AbstractAsyncContextManager["asyncpg.Connection[Any]"]:
    """A connection that reads the logs of a service.

    Raises:
        LaunchRefused: the address of the schema's owner is not known.
    """
    if service not in installation.owners:
        raise LaunchRefused(
            f"Set PARCOURS_{service.upper()}_OWNER_URL: the logs are read as the owner of their schema."
        )
    return as_owner(service, installation.owners[service])
