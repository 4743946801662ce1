"""A month of a log leaves the database for a file: written, on the disk, read back, and only then dropped.

Killed at any moment it is in one of both, or in both: whoever comes next goes on. Run as the schema's owner.
"""

import os
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson

from shared.sealing.archives import ArchivedMonth, ArchiveWriter, Head, lines_in, read_back
from shared.sealing.batches import Batch
from shared.sealing.entries import written
from shared.sealing.store import BATCH_COLUMNS

_PARTS: Final = """
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = CAST($1 AS regclass) AND c.relname ~ '_y[0-9]{4}m[0-9]{2}$' ORDER BY c.relname
"""
_EXTENT: Final = """
    SELECT current_schema() AS schema, count(*) AS lines, coalesce(min(tx), 0) AS first_tx,
           coalesce(max(tx), 0) AS last_tx,
           coalesce(max(tx), -1) < (SELECT coalesce(max(until), 0) FROM seal_batch WHERE log = '{log}') AS is_sealed
    FROM {part}
"""
_LINES: Final = "SELECT * FROM {part} ORDER BY tx, id"
_BATCHES: Final = f"""
    SELECT {BATCH_COLUMNS} FROM seal_batch WHERE log = $1 AND number >= (
        SELECT b.number FROM seal_batch b WHERE b.log = $1 AND b.since <= $2 ORDER BY b.since DESC LIMIT 1) - 1
    ORDER BY number LIMIT 2
"""
_COUNT: Final = "SELECT count(*) FROM {part}"
_HOLD: Final = "SET LOCAL lock_timeout = '3s'; LOCK TABLE {part} IN SHARE MODE"
_LET_GO: Final = "ALTER TABLE {log} DETACH PARTITION {part}; DROP TABLE {part}"
_REMEMBER: Final = """
    INSERT INTO archived_month (log, month, at, lines, first_tx, last_tx, sha256) VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_BRING_BACK: Final = """
    INSERT INTO access_log SELECT (jsonb_populate_record(CAST(NULL AS access_log), $1)).*
    ON CONFLICT DO NOTHING RETURNING true
"""
_TAKE_AWAY: Final = """
    DELETE FROM access_log a USING jsonb_populate_record(CAST(NULL AS access_log), $1) f
    WHERE a.id = f.id AND a.at = f.at AND ROW(a.*) IS NOT DISTINCT FROM ROW(f.*) RETURNING true
"""
_ALONE: Final = "SELECT pg_try_advisory_lock(hashtextextended('parcours.archive.' || current_schema(), 0))"
_STAYING: Final = "SELECT pg_advisory_lock_shared(hashtextextended('parcours.archive.' || current_schema(), 0))"


class NotArchivedError(Exception):
    """A month stays where it is; says which and why."""


@dataclass(frozen=True)
class Part:
    """A month of a log in the database."""

    log: str
    month: date

    @property
    def table(self) -> str:
        """Its partition, as `ensure_partitions` names it."""
        return f"{self.log}_y{self.month:%Y}m{self.month:%m}"


async def parts_before(connection: "asyncpg.Connection[Any]", log: str, month: date) -> list[Part]:
    """The months of a log in the database that are over before this one begins, oldest first."""
    names = [row["relname"] for row in await connection.fetch(_PARTS, log)]
    months = [date(int(name[-7:-3]), int(name[-2:]), 1) for name in names]
    return [Part(log, one) for one in months if one < month]


async def is_alone(connection: "asyncpg.Connection[Any]") -> bool:
    """Whether nobody else archives this service's logs, or needs each month to stay where it is; until the connection
    is closed.
    """
    return bool(await connection.fetchval(_ALONE))


async def months_stay(connection: "asyncpg.Connection[Any]") -> None:
    """Wait for whoever archives this service's logs, and let nobody begin to until the connection is closed: a month
    that left after the files were counted would be in neither.
    """
    await connection.execute(_STAYING)


async def archive(
    connection: "asyncpg.Connection[Any]", part: Part, folder: Path, keys: Collection[str]
) -> ArchivedMonth:
    """Put a month into a file, and let the database forget it.

    Args:
        keys: public keys of who seals the log.

    Raises:
        NotArchivedError: it is not entirely sealed, or a file of this name holds something else.
        ArchiveDamagedError: what was written does not prove what it says: lines were changed in the database, or the
            disk does not keep what it is given.
        asyncpg.LockNotAvailableError: the database is too busy; nothing was changed.
    """
    head = await _head(connection, part)
    path = folder / head.file
    if path.exists():  # whoever put it there was stopped before the database could forget it
        archived = read_back(path, keys)
        if archived.head != head:
            raise NotArchivedError(f"{path} holds something else than the database: move it away and try again")
    else:
        begun = path.with_suffix(".part")
        await write(connection, part, head, begun)
        archived = read_back(begun, keys)
        put_in_place(begun, path)
    put_hash_beside(path, archived)
    await let_go(connection, part, archived)
    return archived


async def _head(connection: "asyncpg.Connection[Any]", part: Part) -> Head:
    [extent] = await connection.fetch(_EXTENT.format(log=part.log, part=part.table))
    if not extent["is_sealed"]:
        raise NotArchivedError(f"{part.month:%Y-%m} of {part.log} is not entirely sealed")
    return Head(
        origin=f"{extent['schema']}/{part.log}",
        month=part.month,
        lines=extent["lines"],
        first_tx=extent["first_tx"],
        last_tx=extent["last_tx"],
    )


async def write(connection: "asyncpg.Connection[Any]", part: Part, head: Head, path: Path) -> None:
    """Write a month into a file that does not count yet."""
    with ArchiveWriter(path, head) as file:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            async for before, batch, lines in _sealed_together(connection, part):
                file.add(before, batch, lines)


async def _sealed_together(
    connection: "asyncpg.Connection[Any]", part: Part
) -> AsyncIterator[tuple[Batch | None, Batch, list[bytes]]]:
    """The lines of each batch that has some in this month, with the batch before it."""
    before: Batch | None = None
    batch: Batch | None = None
    lines: list[bytes] = []
    async for line in connection.cursor(_LINES.format(part=part.table), prefetch=1_000):
        if batch is None or line["tx"] >= batch.until:
            if batch is not None:
                yield before, batch, lines
            before, batch, lines = *await _sealed_in(connection, part.log, line["tx"]), []
        lines.append(written(dict(line)))
    if batch is not None:
        yield before, batch, lines


async def _sealed_in(connection: "asyncpg.Connection[Any]", log: str, tx: int) -> tuple[Batch | None, Batch]:
    """The batch of a transaction, and the one before it."""
    found = [Batch(**dict(row)) for row in await connection.fetch(_BATCHES, log, tx)]
    batch = next((one for one in found if one.since <= tx < one.until), None)
    if batch is None:
        raise NotArchivedError(f"transaction {tx} of {log} is in no batch: look with `parcours audit verify`")
    return (found[0] if found[0] is not batch else None), batch


def put_in_place(begun: Path, path: Path) -> None:
    """Give a file that was read back its name, for good."""
    begun.replace(path)
    _keep_names(path.parent)


def put_hash_beside(path: Path, archived: ArchivedMonth) -> None:
    """Write the hash of a file beside it, as `sha256sum --check` reads it."""
    beside = path.with_suffix(".gz.sha256")
    with beside.open("w") as file:
        file.write(f"{archived.sha256.hex()}  {path.name}\n")
        file.flush()
        os.fsync(file.fileno())
    _keep_names(path.parent)


def _keep_names(folder: Path) -> None:
    """What was named in a folder is named so after a power cut too."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


async def let_go(connection: "asyncpg.Connection[Any]", part: Part, archived: ArchivedMonth) -> None:
    """Remember the file and drop the month, both or neither.

    Raises:
        NotArchivedError: lines came meanwhile.
    """
    head = archived.head
    async with connection.transaction():
        await connection.execute(_HOLD.format(part=part.table))
        if await connection.fetchval(_COUNT.format(part=part.table)) != head.lines:
            raise NotArchivedError(f"lines came to {head.month:%Y-%m} of {head.origin} meanwhile: try again")
        values = (head.lines, head.first_tx, head.last_tx, archived.sha256)
        await connection.execute(_REMEMBER, part.log, part.month, datetime.now(UTC), *values)
        await connection.execute(_LET_GO.format(log=part.log, part=part.table))


async def bring_back(connection: "asyncpg.Connection[Any]", path: Path, person_id: UUID | str) -> int:
    """Put the looks at one person back into the database; how many were not there.

    They are the same lines, with the same seals: whoever verifies takes both for one.

    Raises:
        ArchiveDamagedError: the file is not as it was written; nothing was brought back.
    """
    return await _with_each(connection, _BRING_BACK, path, person_id)


async def take_away(connection: "asyncpg.Connection[Any]", path: Path, person_id: UUID | str) -> int:
    """Take the looks at one person that were brought back out of the database again; how many were there.

    Only what is in the file to the letter goes: a line that was changed stays, and whoever verifies finds it.

    Raises:
        ArchiveDamagedError: the file is not as it was written; nothing was taken away.
    """
    return await _with_each(connection, _TAKE_AWAY, path, person_id)


async def _with_each(connection: "asyncpg.Connection[Any]", statement: str, path: Path, person_id: UUID | str) -> int:
    """Do it with each look at one person in a file; how many times there was something to do."""
    about = f'"person_id":"{person_id}"'.encode()
    async with connection.transaction():
        found = [line for line in lines_in(path) if about in line]
        return len([True for line in found if await connection.fetchval(statement, orjson.loads(line))])
