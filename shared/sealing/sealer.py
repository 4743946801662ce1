"""Seals what was written into the logs, again and again, while nobody waits for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import asyncpg
import structlog

from shared.contracts.identity.actor import TaskActor
from shared.database.engine import Database
from shared.database.regularly import regularly
from shared.database.unit_of_work import UnitOfWork
from shared.sealing.batches import Batch, pieces
from shared.sealing.checkpoints import NO_PREVIOUS, Checkpoint, SealingKey, hash_of, sealing_key
from shared.sealing.entries import new_salt, salted_leaf, written
from shared.sealing.store import KEPT_LEVELS, LOGS, add_batch, finished, is_alone, last_batch, lines_between
from shared.sealing.tree import Growing, Node
from shared.sealing.witness import Witness

SEALER: Final = TaskActor("sealer")
EVERY_SECONDS: Final = 2.0
"""What is younger than about this is not sealed yet: the stated limit of the proof."""
_log = structlog.get_logger("sealer")


class TransactionsWentBackError(Exception):
    """The server counts transactions anew, as after a restore into another cluster: `parcours audit resume`."""


@dataclass(frozen=True)
class Sealed:
    """How far a log is sealed.

    Attributes:
        last: the newest batch; None as long as nothing was written, and where another replica seals.
        more_waits: more was written than one batch takes.
    """

    last: Batch | None
    more_waits: bool = False


async def seal(database: Database, log: str, key: SealingKey) -> Sealed:
    """Seal what was written since the last time, or as much of it as one batch takes.

    Raises:
        TransactionsWentBackError: new lines would get numbers that are sealed already.
    """
    async with database.work(SEALER) as work:
        if not await is_alone(work):
            return Sealed(None)
        last = await last_batch(work, log)
        since = last.until if last else 0
        until = await finished(work)
        if until < since:
            raise TransactionsWentBackError(log)
        lines, end = await lines_between(work, log, since, until)
        if lines:
            last = await _sealed(work, log, key, last, (since, end), lines)
    return Sealed(last, more_waits=end < until)


async def _sealed(
    work: UnitOfWork,
    log: str,
    key: SealingKey,
    last: Batch | None,
    span: tuple[int, int],
    lines: Sequence[asyncpg.Record],
) -> Batch:
    first = last.first + last.size if last else 0
    tree = Growing(first, list(pieces(last.peaks)) if last else ())
    salts = [new_salt() for _ in lines]
    leaves = [salted_leaf(salt, written(dict(line))) for salt, line in zip(salts, lines, strict=True)]
    complete: list[tuple[Node, bytes]] = []
    for leaf in leaves:
        complete += [(node, value) for node, value in tree.add(leaf) if node[0] and not node[0] % KEPT_LEVELS]
    checkpoint = Checkpoint(
        origin=key.origin,
        size=tree.size,
        root=tree.root(),
        previous=hash_of(last.checkpoint) if last else NO_PREVIOUS,
        until=span[1],
    )
    batch = Batch(
        number=last.number + 1 if last else 1,
        since=span[0],
        until=span[1],
        first=first,
        salts=b"".join(salts),
        leaves=b"".join(leaves),
        peaks=b"".join(tree.peaks),
        checkpoint=key.signed(checkpoint),
    )
    await add_batch(work, log, batch, complete)
    return batch


async def keep_sealed(database: Database, secret: str, witness: Witness) -> None:
    """Seal for as long as the service runs, and show a witness how far."""
    keys = {log: sealing_key(secret, f"{database.schema}/{log}") for log in LOGS}

    async def seal_all() -> None:
        for key in keys.values():
            try:
                await _catch_up(database, key, witness)
            except TransactionsWentBackError:
                _log.error("transactions are counted anew: run `parcours audit resume`", log=key.origin)

    await regularly(seal_all, every_seconds=EVERY_SECONDS, called="sealing")


async def _catch_up(database: Database, key: SealingKey, witness: Witness) -> None:
    """Seal until nothing is left that had ended when the last batch was made."""
    log = key.origin.rpartition("/")[2]
    more_waits = True
    while more_waits:
        sealed = await seal(database, log, key)
        await _show(witness, key, sealed.last)
        more_waits = sealed.more_waits


async def _show(witness: Witness, key: SealingKey, last: Batch | None) -> None:
    try:
        await witness.see(key.verifier(), last.checkpoint if last else None)
    except OSError as failure:
        _log.error("no witness sees the checkpoints", setting="PARCOURS_WITNESS_FOLDER", failure=type(failure).__name__)
