"""Whether a log is as it was written: every line, the tree over them, the chain of checkpoints, and a witness."""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from shared.sealing.batches import Batch, Finding, Wrong, first_wrong_line, pieces
from shared.sealing.checkpoints import NO_PREVIOUS, NotACheckpointError, hash_of, read_checkpoint
from shared.sealing.tree import Growing, root_of


class Source(Protocol):
    """Where a log and its seals are kept: a database, or an archive."""

    def batches(self) -> AsyncIterator[tuple[Batch, Sequence[bytes]]]:
        """Each batch, oldest first, with the lines of its transactions in the order of transaction and id."""


@dataclass
class Verification:
    """How far it has come.

    Attributes:
        witnessed: roots that a witness has seen, by the size of the log.
        finding: the first thing that is wrong; None as long as nothing is.
    """

    origin: str
    keys: Collection[str]
    witnessed: Mapping[int, Collection[bytes]]
    finding: Finding | None = None
    batches: int = 0
    until: int = 0
    previous: bytes = NO_PREVIOUS
    tree: Growing = field(default_factory=lambda: Growing(0, ()))


async def verify(origin: str, source: Source, keys: Collection[str], witness: Sequence[str] = ()) -> Verification:
    """Go through a log from its beginning; stop at the first thing that is wrong.

    Args:
        origin: `<service>/<log>`.
        keys: public keys of who seals it, from a place that the database's owner cannot write.
        witness: signed checkpoints that a witness has seen.

    Raises:
        NotACheckpointError: what is said to be a witness has kept something else.
    """
    seen: dict[int, set[bytes]] = defaultdict(set)
    for checkpoint in (read_checkpoint(signed, keys) for signed in witness):
        seen[checkpoint.size].add(checkpoint.root)
    state = Verification(origin, keys, dict(seen))
    async for batch, lines in source.batches():
        state.finding = wrong_with(state, batch, lines)
        if state.finding:
            return state
    if max(state.witnessed, default=0) > state.tree.size:
        state.finding = Finding(Wrong.CUT_OFF, state.tree.size)
    return state


def wrong_with(
    state: Verification,
    batch: Batch,
    lines: Sequence[bytes],
    wrong_line: Callable[[Batch, Sequence[bytes]], Finding | None] = first_wrong_line,
) -> Finding | None:
    """What is wrong with the batch that follows on what was verified so far; else go on to it."""
    here = state.tree.size
    if (batch.number, batch.first, batch.since) != (state.batches + 1, here, state.until):
        return Finding(Wrong.CHAIN, here)
    found = wrong_line(batch, lines)
    if found:
        return found
    for leaf in pieces(batch.leaves):
        _grow(state, leaf)
        if any(root != state.tree.root() for root in state.witnessed.get(state.tree.size, ())):
            return Finding(Wrong.REWRITTEN, here)
    return _wrong_with_checkpoint(state, batch, here)


def _wrong_with_checkpoint(state: Verification, batch: Batch, here: int) -> Finding | None:
    try:
        checkpoint = read_checkpoint(batch.checkpoint, state.keys)
    except NotACheckpointError:
        return Finding(Wrong.SIGNATURE, here)
    if (checkpoint.origin, checkpoint.previous, checkpoint.until) != (state.origin, state.previous, batch.until):
        return Finding(Wrong.CHAIN, here)
    said = (checkpoint.size, checkpoint.root, root_of(list(pieces(batch.peaks))))
    if said != (state.tree.size, state.tree.root(), state.tree.root()):
        return Finding(Wrong.TREE, here)
    state.batches, state.until, state.previous = batch.number, batch.until, hash_of(batch.checkpoint)
    return None


def _grow(state: Verification, leaf: bytes) -> None:
    for _ in state.tree.add(leaf):
        pass
