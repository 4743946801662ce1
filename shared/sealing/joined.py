"""A log of which a part lies in files: what is in both is one line, and what differs shows as two."""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from shared.sealing.archives import ArchivedMonth, hash_of_file, lines_in
from shared.sealing.batches import Batch
from shared.sealing.verification import Source

Line = tuple[int, str, bytes]
"""Transaction, id, and the line: so that lines sort as they were sealed."""


def wrong_files(months: Sequence[ArchivedMonth], folder: Path) -> list[str]:
    """A sentence for each file of the archive that is missing or was changed."""
    found = []
    for month in months:
        path = folder / month.head.file
        if not path.is_file():
            found.append(f"{month.head.origin}: the archive of {month.head.month:%Y-%m} is missing: {path}")
        elif hash_of_file(path) != month.sha256:
            found.append(f"{month.head.origin}: the archive of {month.head.month:%Y-%m} was changed: {path}")
    return found


@dataclass
class _File:
    """A file that is read as far as it is needed."""

    month: ArchivedMonth
    path: Path
    lines: Iterator[bytes] | None = None
    waiting: Line | None = None

    def before(self, until: int) -> Iterator[Line]:
        """Its following lines of transactions before this one."""
        if until <= self.month.head.first_tx:
            return
        if self.lines is None:
            self.lines = lines_in(self.path)
            self.waiting = _next(self.lines)
        while self.waiting is not None and self.waiting[0] < until:
            yield self.waiting
            self.waiting = _next(self.lines)


@dataclass
class WithArchive:
    """A log in the database, or in an export, with its months in the archive.

    A month that is on its way from one to the other, or one person's lines that were brought back, may be in both.
    """

    source: Source
    months: Sequence[ArchivedMonth]
    folder: Path
    _files: list[_File] = field(init=False)

    def __post_init__(self) -> None:
        self._files = [_File(month, self.folder / month.head.file) for month in self.months if month.head.lines]

    async def batches(self) -> AsyncIterator[tuple[Batch, Sequence[bytes]]]:
        """Each batch, oldest first, with what is there and in the files of its transactions.

        Raises:
            ArchiveDamagedError: a file is not as it was written.
        """
        async for batch, lines in self.source.batches():
            archived = {line for file in self._files for line in file.before(batch.until)}
            if archived:
                archived |= {_line(line) for line in lines}
                yield batch, [line for _, _, line in sorted(archived)]
            else:
                yield batch, lines


def _next(lines: Iterator[bytes]) -> Line | None:
    line = next(lines, None)
    return None if line is None else _line(line)


def _line(line: bytes) -> Line:
    said = orjson.loads(line)
    return said["tx"], said["id"], line
