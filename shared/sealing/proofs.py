"""Proofs that somebody else can check: that a line is in a log, and that a log only grew."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from shared.database.unit_of_work import UnitOfWork
from shared.refusals import NotFound
from shared.sealing import store
from shared.sealing.batches import Batch
from shared.sealing.entries import SALT_BYTES, written
from shared.sealing.tree import HASH_BYTES, Node, consistency_path, inclusion_path, root_of_leaves

Path = list[bytes]


@dataclass(frozen=True)
class Inclusion:
    """That a line is in a log.

    Attributes:
        entry: index of the line in the log, from 0.
        line: as it was hashed after its salt.
        path: from the leaf to the root that the checkpoint signs.
    """

    entry: int
    salt: bytes
    line: bytes
    path: Path
    checkpoint: str


@dataclass(frozen=True)
class Consistency:
    """That a log begins with what it was before."""

    path: Path
    checkpoint: str


async def latest_checkpoint(work: UnitOfWork, log: str) -> str:
    """The newest one.

    Raises:
        NotFound: nothing is sealed, or not the caller's to see.
    """
    return (await _last(work, log)).checkpoint


async def prove_inclusion(work: UnitOfWork, log: str, line: Mapping[str, Any]) -> Inclusion:
    """Prove that a line, with all its columns, is in the log as the newest checkpoint signs it.

    Raises:
        NotFound: it is not sealed yet, or the seals are not the caller's to see.
    """
    last = await _last(work, log)
    batch = await store.batch_of(work, log, line["tx"])
    text = written(line)
    at = None if batch is None else next((at for at in range(batch.size) if batch.is_leaf(at, text)), None)
    if batch is None or at is None:
        raise NotFound
    size, entry = last.first + last.size, batch.first + at
    path = await _with_nodes(work, log, lambda node: inclusion_path(entry, size, node))
    return Inclusion(entry, batch.salts[at * SALT_BYTES : (at + 1) * SALT_BYTES], text, path, last.checkpoint)


async def prove_consistency(work: UnitOfWork, log: str, earlier: int) -> Consistency:
    """Prove that the log, as the newest checkpoint signs it, begins with its first so many entries.

    Raises:
        NotFound: it never had so many, or the seals are not the caller's to see.
    """
    last = await _last(work, log)
    size = last.first + last.size
    if not 0 < earlier <= size:
        raise NotFound
    return Consistency(
        await _with_nodes(work, log, lambda node: consistency_path(earlier, size, node)), last.checkpoint
    )


async def _last(work: UnitOfWork, log: str) -> Batch:
    last = await store.last_batch(work, log)
    if last is None:
        raise NotFound
    return last


async def _with_nodes(work: UnitOfWork, log: str, prove: Callable[[Callable[[Node], bytes]], Path]) -> Path:
    """Ask a proof which nodes it needs, fetch them, and make it."""
    needed: list[Node] = []

    def noted(node: Node) -> bytes:
        needed.append(node)
        return bytes(HASH_BYTES)

    prove(noted)
    found = {node: await _node(work, log, node) for node in dict.fromkeys(needed)}
    return prove(found.__getitem__)


async def _node(work: UnitOfWork, log: str, node: Node) -> bytes:
    """The hash of a complete node: kept, or made of those that are kept below it."""
    level, index = node
    below = level - level % store.KEPT_LEVELS
    first, last = index << (level - below), (index + 1) << (level - below)
    if below:
        return root_of_leaves(await store.nodes_between(work, log, below, first, last))
    return root_of_leaves(await store.leaves_between(work, log, first, last))
