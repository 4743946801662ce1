"""A month of a log in a compressed file: its lines, the seals that prove them, and a hash over all of it. Blocks.

    archive {"format":1,"origin":"cases/access_log","month":"2024-01-01","lines":20851,"first_tx":7,"last_tx":918272}
    after {"batches":41,…}        how far the log was, wherever the batch that follows is not next to the one before it
    batch {"number":42,…}         as in an export of the whole log, with its signed checkpoint
    line {"act":"opened",…}       its lines of this month, in the order of transaction and id
    end {"sha256":"…"}            of every byte before it

A batch may hold lines of two months: what is missing of it is in the file of the other month, or in the database.
"""

import base64
import gzip
import os
import zlib
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import file_digest, sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import orjson
from typing_extensions import override

from shared.sealing.batches import Batch, first_foreign_line, pieces
from shared.sealing.checkpoints import hash_of
from shared.sealing.rows import batch_in, row_of
from shared.sealing.tree import Growing
from shared.sealing.verification import Verification, wrong_with

FORMAT: Final = 1
_LEVEL: Final = 6
"""Of compression; the hashes, which are most of a file, do not shrink at any."""


class ArchiveDamagedError(Exception):
    """A file of the archive is not there, not whole, of another log or month, or not what was sealed; says which."""


@dataclass(frozen=True, kw_only=True)
class Head:
    """What a file says of itself before anything else.

    Attributes:
        origin: `<service>/<log>`.
        month: its first day, UTC.
        lines: how many.
        first_tx, last_tx: transactions that wrote the first and the last of them; 0 where there is none.
    """

    origin: str
    month: date
    lines: int
    first_tx: int
    last_tx: int

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.origin.replace('/', '.')}.{self.month:%Y-%m}.gz"


@dataclass(frozen=True, kw_only=True)
class ArchivedMonth:
    """What is remembered of a file, apart from it.

    Attributes:
        sha256: of the compressed file.
    """

    head: Head
    sha256: bytes

    def row(self) -> bytes:
        """As one row of text, in an export of the log."""
        return orjson.dumps(asdict(self) | {"sha256": self.sha256.hex()})


def month_in(row: bytes) -> ArchivedMonth:
    """What `ArchivedMonth.row` wrote.

    Raises:
        ValueError: it is something else.
    """
    said = orjson.loads(row)
    return ArchivedMonth(head=_head_in(said["head"]), sha256=bytes.fromhex(said["sha256"]))


class ArchiveWriter(AbstractContextManager["ArchiveWriter"]):
    """Writes a file, which is whole and on the disk when this is left without a failure."""

    def __init__(self, path: Path, head: Head) -> None:
        self._head = head
        self._last = 0
        self._hash = sha256()
        self._file = path.open("wb")
        self._packed = gzip.GzipFile(filename="", mode="wb", compresslevel=_LEVEL, fileobj=self._file, mtime=0)

    @override
    def __enter__(self) -> Self:
        self._add(b"archive", orjson.dumps({"format": FORMAT, **asdict(self._head)}))
        return self

    def add(self, before: Batch | None, batch: Batch, lines: Collection[bytes]) -> None:
        """Add lines with the batch in which they were sealed.

        Args:
            before: the batch before it; None where it is the first of the log.
        """
        if before is not None and self._last != before.number:
            self._add(b"after", _how_far(before))
        self._add(b"batch", row_of(batch))
        for line in lines:
            self._add(b"line", line)
        self._last = batch.number

    @override
    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._file:
            if failure is None:
                self._add(b"end", orjson.dumps({"sha256": self._hash.hexdigest()}))
                self._packed.close()
                self._file.flush()
                os.fsync(self._file.fileno())

    def _add(self, kind: bytes, rest: bytes) -> None:
        row = kind + b" " + rest + b"\n"
        self._hash.update(row)
        self._packed.write(row)


def read_back(path: Path, keys: Collection[str]) -> ArchivedMonth:
    """Read a file from its beginning to its end, and prove each of its lines by the seals that it holds.

    Args:
        keys: public keys of who seals the log.

    Raises:
        ArchiveDamagedError: it is not as it was written, or its lines are not what was sealed.
    """
    rows = _rows(path)
    head = _head(path, rows)
    state = Verification(head.origin, keys, {})
    count = 0
    for how_far, batch, lines in _batches(rows):
        state = _begun(head.origin, keys, how_far) if how_far else state
        finding = wrong_with(state, batch, lines, first_foreign_line)
        if finding:
            raise ArchiveDamagedError(f"{path}: {finding.sentence(head.origin)}")
        count += len(lines)
    if count != head.lines:
        raise ArchiveDamagedError(f"{path}: it says that it has {head.lines} lines, and has {count}")
    return ArchivedMonth(head=head, sha256=hash_of_file(path))


def lines_in(path: Path) -> Iterator[bytes]:
    """The lines of a file, in the order of transaction and id.

    Raises:
        ArchiveDamagedError: it is not as it was written.
    """
    rows = _rows(path)
    _head(path, rows)
    return (rest for kind, rest in rows if kind == b"line")


def hash_of_file(path: Path) -> bytes:
    """SHA-256 of a file as it lies there.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return file_digest(file, "sha256").digest()


def _rows(path: Path) -> Iterator[tuple[bytes, bytes]]:
    """Each row as its kind and the rest; the end is proved when it is reached."""
    digest = sha256()
    try:
        with gzip.open(path) as file:
            for row in file:
                kind, _, rest = row.removesuffix(b"\n").partition(b" ")
                if kind == b"end":
                    if orjson.loads(rest) != {"sha256": digest.hexdigest()} or file.read(1):
                        raise ArchiveDamagedError(f"{path}: its content is not what its end says")
                    return
                yield kind, rest
                digest.update(row)
    except (OSError, EOFError, zlib.error, ValueError) as failure:
        raise ArchiveDamagedError(f"{path}: cannot be read ({type(failure).__name__})") from failure
    raise ArchiveDamagedError(f"{path}: its end is missing")


def _head(path: Path, rows: Iterator[tuple[bytes, bytes]]) -> Head:
    kind, rest = next(rows, (b"", b""))
    if kind != b"archive":
        raise ArchiveDamagedError(f"{path}: this is no month of a log")
    said = orjson.loads(rest)
    if said.pop("format") != FORMAT:
        raise ArchiveDamagedError(f"{path}: it is of a later format than this version knows")
    return _head_in(said)


def _head_in(said: dict[str, Any]) -> Head:
    return Head(**said | {"month": date.fromisoformat(said["month"])})


def _batches(rows: Iterator[tuple[bytes, bytes]]) -> Iterator[tuple[bytes | None, Batch, list[bytes]]]:
    """Each batch with its lines, and what is said of how far the log was before it."""
    how_far: bytes | None = None
    batch: Batch | None = None
    lines: list[bytes] = []
    following: bytes | None = None
    for kind, rest in rows:
        if kind == b"line":
            lines.append(rest)
        elif kind == b"after":
            following = rest
        else:
            if batch is not None:
                yield how_far, batch, lines
            batch, lines, how_far, following = batch_in(rest), [], following, None
    if batch is not None:
        yield how_far, batch, lines


def _how_far(last: Batch) -> bytes:
    """The state of the log when this batch was sealed."""
    return orjson.dumps(
        {
            "batches": last.number,
            "until": last.until,
            "size": last.first + last.size,
            "peaks": base64.b64encode(last.peaks).decode(),
            "previous": base64.b64encode(hash_of(last.checkpoint)).decode(),
        }
    )


def _begun(origin: str, keys: Collection[str], how_far: bytes) -> Verification:
    """Go on from there: that it was so, the signed checkpoint of the batch that follows says."""
    said: dict[str, Any] = orjson.loads(how_far)
    return Verification(
        origin,
        keys,
        {},
        batches=said["batches"],
        until=said["until"],
        previous=base64.b64decode(said["previous"]),
        tree=Growing(said["size"], list(pieces(base64.b64decode(said["peaks"])))),
    )
