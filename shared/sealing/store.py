"""Seals in the database: what every service has beside its logs."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

import asyncpg
import sqlalchemy as sa

from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.sealing.batches import Batch, pieces
from shared.sealing.tree import Node

LOGS: Final = ("access_log", "journal")
KEPT_LEVELS: Final = 8
"""Inner nodes are kept at every so many levels; those between are made of them."""
BATCH_COLUMNS: Final = "number, since, until, first, salts, leaves, peaks, checkpoint"
MOST_LINES: Final = 1_000
"""In one batch, except where one transaction wrote more: requests wait while a batch is hashed."""


def seal_tables(metadata: sa.MetaData) -> None:
    """Add the seals of the logs to a service's tables."""
    log = sa.Column("log", sa.Text, primary_key=True, comment="access_log or journal.")
    sa.Table(
        "seal_batch",
        metadata,
        log,
        sa.Column("number", sa.BigInteger, primary_key=True, comment="1, 2, 3, … of its log."),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When it was sealed, UTC."),
        sa.Column("since", sa.BigInteger, nullable=False, comment="Transactions from this one on are in it."),
        sa.Column("until", sa.BigInteger, nullable=False, comment="Transactions from this one on are not."),
        sa.Column("first", sa.BigInteger, nullable=False, comment="Index of its first entry in the log, from 0."),
        sa.Column("salts", sa.LargeBinary, nullable=False, comment="16 bytes for each entry."),
        sa.Column("leaves", sa.LargeBinary, nullable=False, comment="SHA-256 of each entry with its salt."),
        sa.Column("peaks", sa.LargeBinary, nullable=False, comment="Roots of the perfect subtrees of the log so far."),
        sa.Column("checkpoint", sa.Text, nullable=False, comment="Size and root of the log so far, signed."),
        sa.UniqueConstraint("log", "first"),
        sa.Index("uq_seal_batch_since", "log", "since", unique=True),
        comment="What was sealed together, append-only.",
    )
    sa.Table(
        "seal_node",
        metadata,
        sa.Column("log", sa.Text, primary_key=True, comment="access_log or journal."),
        sa.Column("level", sa.SmallInteger, primary_key=True, comment="8, 16, 24, …: over 256, 65 536, … entries."),
        sa.Column("index", sa.BigInteger, primary_key=True, comment="Within its level, from 0."),
        sa.Column("hash", sa.LargeBinary, nullable=False, comment="SHA-256."),
        comment="Complete inner nodes of the trees, so that a proof need not read every entry.",
    )
    sa.Table(
        "archived_month",
        metadata,
        sa.Column("log", sa.Text, primary_key=True, comment="access_log or journal."),
        sa.Column("month", sa.Date, primary_key=True, comment="Its first day, UTC."),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When it left the database, UTC."),
        sa.Column("lines", sa.BigInteger, nullable=False, comment="How many went into the file."),
        sa.Column("first_tx", sa.BigInteger, nullable=False, comment="Transaction of the first line; 0 without any."),
        sa.Column("last_tx", sa.BigInteger, nullable=False, comment="Transaction of the last line; 0 without any."),
        sa.Column("sha256", sa.LargeBinary, nullable=False, comment="Of the compressed file."),
        comment="Months of the logs that lie in files, outside the database.",
    )


_ARCHIVED_UNTIL = Statement("""
    SELECT CAST(max(month) + interval '1 month' AS timestamp) AT TIME ZONE 'UTC' FROM archived_month WHERE log = :log
""")
_ARCHIVED_BETWEEN = Statement("""
    SELECT month FROM archived_month WHERE log = :log AND CAST(month AS timestamp) AT TIME ZONE 'UTC' < :until
        AND CAST(month + interval '1 month' AS timestamp) AT TIME ZONE 'UTC' > :since
    ORDER BY month
""")
_LEAD = Statement("SELECT pg_try_advisory_xact_lock(hashtextextended('parcours.seal.' || current_schema(), 0))")
_FINISHED = Statement(
    "SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint) + transaction_offset()"
)
_LAST = Statement(f"SELECT {BATCH_COLUMNS} FROM seal_batch WHERE log = :log ORDER BY number DESC LIMIT 1")
_LINES = {
    log: Statement(f"SELECT * FROM {log} WHERE tx >= :since AND tx < :until ORDER BY tx, id LIMIT :most")
    for log in LOGS
}
_OF_TRANSACTION = Statement(f"""
    SELECT {BATCH_COLUMNS} FROM seal_batch
    WHERE log = :log AND until > :tx AND since = (
        SELECT b.since FROM seal_batch b WHERE b.log = :log AND b.since <= :tx ORDER BY b.since DESC LIMIT 1)
""")
_NODES = Statement("""
    SELECT hash FROM seal_node WHERE log = :log AND level = :level AND index >= :first AND index < :last ORDER BY index
""")
_LEAVES = Statement("""
    SELECT first, leaves FROM seal_batch
    WHERE log = :log AND first < :last AND first >= (
        SELECT max(b.first) FROM seal_batch b WHERE b.log = :log AND b.first <= :first)
    ORDER BY first
""")
_ADD = Statement("""
    INSERT INTO seal_batch (log, number, at, since, until, first, salts, leaves, peaks, checkpoint)
    VALUES (:log, :number, :at, :since, :until, :first, :salts, :leaves, :peaks, :checkpoint)
""")
_KEEP = Statement("INSERT INTO seal_node (log, level, index, hash) VALUES (:log, :level, :index, :hash)")


async def archived_until(work: UnitOfWork, log: str) -> datetime | None:
    """What is older lies in the archive; None where nothing does."""
    until: datetime | None = await work.value(_ARCHIVED_UNTIL, log=log)
    return until


async def archived_between(work: UnitOfWork, log: str, since: datetime, until: datetime) -> list[date]:
    """First days of the months that touch this time and lie in the archive, in their order; until is exclusive."""
    return [row["month"] for row in await work.rows(_ARCHIVED_BETWEEN, log=log, since=since, until=until)]


async def is_alone(work: UnitOfWork) -> bool:
    """Whether no other replica seals now; until the end of this transaction."""
    return bool(await work.value(_LEAD))


async def finished(work: UnitOfWork) -> int:
    """Every transaction with a smaller number has ended: what it wrote can be seen, and nothing comes after."""
    return int(await work.value(_FINISHED))


async def last_batch(work: UnitOfWork, log: str) -> Batch | None:
    """The newest one of a log."""
    row = await work.row(_LAST, log=log)
    return None if row is None else Batch(**dict(row))


async def lines_between(work: UnitOfWork, log: str, since: int, until: int) -> tuple[list[asyncpg.Record], int]:
    """Lines of the transactions from `since` on and before `until`, by transaction and id, whole transactions only.

    Returns:
        The lines, and before which transaction they end: earlier than asked when there are more than `MOST_LINES`.
    """
    lines = await work.rows(_LINES[log], since=since, until=until, most=MOST_LINES)
    if len(lines) < MOST_LINES:
        return lines, until
    cut: int = lines[-1]["tx"]
    if cut == lines[0]["tx"]:
        return await work.rows(_LINES[log], since=cut, until=cut + 1, most=None), cut + 1
    return [line for line in lines if line["tx"] < cut], cut


async def add_batch(work: UnitOfWork, log: str, batch: Batch, nodes: Sequence[tuple[Node, bytes]]) -> None:
    """Keep what was sealed, and the inner nodes that are complete with it."""
    await work.run(
        _ADD,
        log=log,
        number=batch.number,
        at=work.now,
        since=batch.since,
        until=batch.until,
        first=batch.first,
        salts=batch.salts,
        leaves=batch.leaves,
        peaks=batch.peaks,
        checkpoint=batch.checkpoint,
    )
    rows: list[dict[str, Any]] = [
        {"log": log, "level": level, "index": index, "hash": value} for (level, index), value in nodes
    ]
    if rows:
        await work.run_many(_KEEP, rows)


async def batch_of(work: UnitOfWork, log: str, tx: int) -> Batch | None:
    """In which a transaction was sealed."""
    row = await work.row(_OF_TRANSACTION, log=log, tx=tx)
    return None if row is None else Batch(**dict(row))


async def nodes_between(work: UnitOfWork, log: str, level: int, first: int, last: int) -> list[bytes]:
    """Complete nodes of a level that is kept, from the first on and before the last."""
    rows = await work.rows(_NODES, log=log, level=level, first=first, last=last)
    return [row["hash"] for row in rows]


async def leaves_between(work: UnitOfWork, log: str, first: int, last: int) -> list[bytes]:
    """Leaves from the first entry on and before the last."""
    rows = await work.rows(_LEAVES, log=log, first=first, last=last)
    leaves = [leaf for row in rows for leaf in pieces(row["leaves"])]
    return leaves[first - rows[0]["first"] : last - rows[0]["first"]]
