"""Where a log and its seals are read from, to verify them: the database, or a file that was written from it."""

import gzip
from collections.abc import AsyncIterator, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any, Final

import asyncpg

from shared.sealing.archives import ArchivedMonth, Head, month_in
from shared.sealing.batches import Batch
from shared.sealing.entries import written
from shared.sealing.rows import batch_in, row_of
from shared.sealing.store import BATCH_COLUMNS, LOGS

_BATCHES: Final = f"SELECT {BATCH_COLUMNS} FROM seal_batch WHERE log = $1 AND number > $2 ORDER BY number LIMIT 50"
_LINES: Final = {log: f"SELECT * FROM {log} WHERE tx >= $1 AND tx < $2 ORDER BY tx, id" for log in LOGS}
_UNSEALED: Final = {
    log: f"""
        SELECT count(*) FROM {log} WHERE at < now() - interval '1 minute'
            AND tx >= coalesce((SELECT max(until) FROM seal_batch WHERE log = '{log}'), 0)
    """
    for log in LOGS
}
_MONTH: Final = b"archived "
_ARCHIVED: Final = """
    SELECT current_schema() || '/' || log AS origin, month, lines, first_tx, last_tx, sha256 FROM archived_month
    WHERE log = $1 ORDER BY month
"""
_SEALED_UNTIL: Final = """
    SELECT coalesce(max(last.until), 0) FROM unnest($1::text[]) AS each (log) CROSS JOIN LATERAL (
        SELECT b.until FROM seal_batch b WHERE b.log = each.log ORDER BY b.number DESC LIMIT 1) last
"""
_NEXT: Final = "SELECT CAST(CAST(pg_current_xact_id() AS text) AS bigint) + transaction_offset()"
_COUNT_ON: Final = """
    SELECT greatest(
        (SELECT max(until) FROM seal_batch), (SELECT max(tx) + 1 FROM access_log), (SELECT max(tx) + 1 FROM journal), 0
    ) - CAST(CAST(pg_current_xact_id() AS text) AS bigint)
"""
_OFFSET: Final = """
    CREATE OR REPLACE FUNCTION transaction_offset() RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN {offset}
"""


class InDatabase:
    """A log in the database, read as the owner of its schema, who is on the connection's search path."""

    def __init__(self, connection: "asyncpg.Connection[Any]", log: str) -> None:
        self._connection = connection
        self._log = log

    async def batches(self) -> AsyncIterator[tuple[Batch, Sequence[bytes]]]:
        """Each batch, oldest first, with what is there of its transactions."""
        number = 0
        while rows := await self._connection.fetch(_BATCHES, self._log, number):
            for row in rows:
                batch = Batch(**dict(row))
                lines = await self._connection.fetch(_LINES[self._log], batch.since, batch.until)
                yield batch, [written(dict(line)) for line in lines]
                number = batch.number

    async def archived(self) -> list[ArchivedMonth]:
        """The months that lie in files, oldest first."""
        rows = [dict(row) for row in await self._connection.fetch(_ARCHIVED, self._log)]
        return [ArchivedMonth(sha256=row.pop("sha256"), head=Head(**row)) for row in rows]

    async def unsealed(self) -> int:
        """How many lines are older than a minute and in no batch: nobody seals, or somebody wrote below the product."""
        return int(await self._connection.fetchval(_UNSEALED[self._log]))


class InFile:
    """A log in a compressed file, as `write_file` leaves it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def batches(self) -> AsyncIterator[tuple[Batch, Sequence[bytes]]]:
        """Each batch, oldest first, with its lines.

        Raises:
            OSError, EOFError, ValueError: the file is not whole, or no such file.
        """
        batch: Batch | None = None
        lines: list[bytes] = []
        with gzip.open(self._path) as file:
            for row in file:
                kind, _, rest = row.rstrip(b"\n").partition(b" ")
                if kind == b"batch":
                    if batch is not None:
                        yield batch, lines
                    batch, lines = batch_in(rest), []
                elif kind == b"line":
                    lines.append(rest)
        if batch is not None:
            yield batch, lines

    async def archived(self) -> list[ArchivedMonth]:
        """The months that lay in files of their own when it was written, oldest first."""
        with gzip.open(self._path) as file:
            rows = takewhile(lambda row: row.startswith(_MONTH), file)
            return [month_in(row.removeprefix(_MONTH)) for row in rows]


async def write_file(source: InDatabase, path: Path) -> int:
    """Write a log with its seals into a compressed file, complete or not at all; how many batches."""
    count = 0
    begun = path.with_suffix(".part")
    with gzip.open(begun, "wb") as file:
        file.writelines(_MONTH + month.row() + b"\n" for month in await source.archived())
        async for batch, lines in source.batches():
            file.write(b"batch " + row_of(batch) + b"\n")
            file.writelines(b"line " + line + b"\n" for line in lines)
            count += 1
    begun.replace(path)
    return count


async def count_on(connection: "asyncpg.Connection[Any]") -> int:
    """Let the numbers of transactions go on where the logs end, as the schema's owner; from which one.

    Where they already are beyond what is sealed, nothing changes. To be called before anything is written: a line of a
    number that is sealed already counts as inserted.
    """
    async with connection.transaction():
        if int(await connection.fetchval(_NEXT)) < int(await connection.fetchval(_SEALED_UNTIL, list(LOGS))):
            await connection.execute(_OFFSET.format(offset=int(await connection.fetchval(_COUNT_ON))))
        return int(await connection.fetchval(_NEXT))
