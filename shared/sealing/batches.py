"""A batch: what was written into a log between two checkpoints, and whether it is still there. No I/O."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import orjson

from shared.sealing.entries import SALT_BYTES, salted_leaf
from shared.sealing.tree import HASH_BYTES


class Wrong(StrEnum):
    """What can have been done to a sealed log."""

    CHANGED = "changed"
    MISSING = "missing"
    INSERTED = "inserted"
    TREE = "tree"
    CHAIN = "chain"
    SIGNATURE = "signature"
    CUT_OFF = "cut off"
    REWRITTEN = "rewritten"


@dataclass(frozen=True)
class Finding:
    """The first thing that is wrong with a log.

    Attributes:
        entry: index of the entry in the log, counted from 0.
        line_id: of the line that is changed or inserted; a missing one has none any more.
    """

    wrong: Wrong
    entry: int
    line_id: str | None = None

    def sentence(self, origin: str) -> str:
        """For whoever verifies."""
        which = f", line {self.line_id}" if self.line_id else ""
        return f"{origin}: {_SENTENCES[self.wrong]} (entry {self.entry}{which})"


_SENTENCES: Mapping[Wrong, str] = {
    Wrong.CHANGED: "a line was changed, or put in the place of another",
    Wrong.MISSING: "a line was removed",
    Wrong.INSERTED: "a line was inserted",
    Wrong.TREE: "the tree does not come out as its checkpoint says",
    Wrong.CHAIN: "a checkpoint does not follow on the one before",
    Wrong.SIGNATURE: "a checkpoint is not signed by who seals this log",
    Wrong.CUT_OFF: "the end was cut off: a witness has seen more than is there",
    Wrong.REWRITTEN: "the log was written anew: a witness has seen another",
}


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What was sealed together.

    Attributes:
        number: 1, 2, 3, … of its log.
        since, until: transactions from this one on, and before this one.
        first: index of its first entry.
        salts, leaves: one after the other, in the order of transaction and id.
        peaks: roots of the perfect subtrees of the whole log at its end, one after the other.
        checkpoint: signed.
    """

    number: int
    since: int
    until: int
    first: int
    salts: bytes
    leaves: bytes
    peaks: bytes
    checkpoint: str

    @property
    def size(self) -> int:
        return len(self.leaves) // HASH_BYTES

    def leaf(self, at: int) -> bytes:
        """The leaf of one of its entries."""
        return self.leaves[at * HASH_BYTES : (at + 1) * HASH_BYTES]

    def is_leaf(self, at: int, line: bytes) -> bool:
        """Whether this line is what was sealed there."""
        if not 0 <= at < self.size:
            return False
        return salted_leaf(self.salts[at * SALT_BYTES : (at + 1) * SALT_BYTES], line) == self.leaf(at)


def pieces(joined: bytes) -> Iterator[bytes]:
    """Hashes that stand one after the other."""
    return (joined[at : at + HASH_BYTES] for at in range(0, len(joined), HASH_BYTES))


def first_wrong_line(batch: Batch, lines: Sequence[bytes]) -> Finding | None:
    """Compare what is there with what was sealed.

    Args:
        lines: of the transactions of the batch as `entries.written` writes them, in the order of transaction and id.
    """
    for at in range(max(batch.size, len(lines))):
        line = lines[at] if at < len(lines) else None
        if line is None or not batch.is_leaf(at, line):
            return _named(batch, lines, at)
    return None


def first_foreign_line(batch: Batch, lines: Sequence[bytes]) -> Finding | None:
    """The first that was not sealed in this batch, of lines that are not all of it: the others are kept elsewhere."""
    following = 0
    for line in lines:
        at = next((at for at in range(following, batch.size) if batch.is_leaf(at, line)), None)
        if at is None:
            return Finding(Wrong.CHANGED, batch.first + following, str(orjson.loads(line)["id"]))
        following = at + 1
    return None


def _named(batch: Batch, lines: Sequence[bytes], at: int) -> Finding:
    """What was done there: it shows in whether what follows is one place too early or too late."""
    here = batch.first + at
    if at >= len(lines):
        return Finding(Wrong.MISSING, here)
    line_id = str(orjson.loads(lines[at])["id"])
    if at >= batch.size:
        return Finding(Wrong.INSERTED, here, line_id)
    if batch.is_leaf(at + 1, lines[at]):
        return Finding(Wrong.MISSING, here)
    if at + 1 < len(lines) and batch.is_leaf(at, lines[at + 1]):
        return Finding(Wrong.INSERTED, here, line_id)
    return Finding(Wrong.CHANGED, here, line_id)
