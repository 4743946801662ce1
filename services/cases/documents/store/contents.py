"""Contents of documents on a disk: each a file named by an id, in a folder that only this service reads.

A content is written under a temporary name, flushed to the disk and renamed before its row is committed: there is no
row without content. What a crash leaves behind has no row, and housekeeping finds it by its age.
"""

import asyncio
import hashlib
import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import BinaryIO, Final
from uuid import UUID

from shared.identifiers import new_id

_BLOCK_BYTES: Final = 256 * 1024
_OURS_ONLY: Final = 0o700
_INCOMING: Final = "incoming"


class DamagedError(Exception):
    """A content is not what it was when it was kept."""


class Draft:
    """A content that is being received.

    Attributes:
        id: its name once it is kept.
        size_bytes: how much has come.
    """

    def __init__(self, folder: Path, file: BinaryIO, content_id: UUID) -> None:
        self.id = content_id
        self.size_bytes = 0
        self._folder = folder
        self._file = file
        self._digest = hashlib.sha256()
        self._waiting = bytearray()

    @property
    def path(self) -> Path:
        return self._folder / _INCOMING / self.id.hex

    @property
    def sha256(self) -> str:
        """Of what has been written."""
        return self._digest.hexdigest()

    async def add(self, part: bytes) -> None:
        """Take the next part; it is written when there is enough of it."""
        self.size_bytes += len(part)
        self._waiting += part
        if len(self._waiting) >= _BLOCK_BYTES:
            await self._write()

    async def finish(self) -> None:
        """See to it that all of it is on the disk."""
        await self._write()
        await asyncio.to_thread(self._flush)

    async def keep(self) -> None:
        """Give it its final name. What follows is the commit of the row that names it."""
        await asyncio.to_thread(self._rename)

    async def _write(self) -> None:
        block, self._waiting = bytes(self._waiting), bytearray()
        await asyncio.to_thread(self._append, block)

    def _append(self, block: bytes) -> None:
        self._file.write(block)
        self._digest.update(block)

    def _flush(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())

    def _rename(self) -> None:
        kept = _place(self._folder, self.id)
        kept.parent.mkdir(mode=_OURS_ONLY, exist_ok=True)
        self.path.rename(kept)
        for folder in (kept.parent, self._folder):
            _flush_folder(folder)


@asynccontextmanager
async def draft(folder: Path) -> AsyncIterator[Draft]:
    """A content to be received; gone at the end of the block unless it was kept."""
    content_id = new_id()
    file = await asyncio.to_thread(_created, folder, content_id)
    received = Draft(folder, file, content_id)
    try:
        yield received
    finally:
        file.close()  # a write that still runs in its thread ends first: the file has a lock of its own
        received.path.unlink(missing_ok=True)


async def read(folder: Path, content_id: UUID, sha256: str) -> AsyncIterator[bytes]:
    """The content, in blocks; the last one only if all of it is what was kept.

    Raises:
        DamagedError: it is not.
    """
    digest, held = hashlib.sha256(), b""
    with await asyncio.to_thread(_place(folder, content_id).open, "rb") as file:
        while block := await asyncio.to_thread(file.read, _BLOCK_BYTES):
            if held:
                yield held
            digest.update(block)
            held = block
    if digest.hexdigest() != sha256:
        raise DamagedError
    yield held


def must_be_kept(folder: Path, content_id: UUID) -> None:
    """Make sure, before an answer begins, that the content is where it belongs.

    Raises:
        DamagedError: it is not.
    """
    if not _place(folder, content_id).is_file():
        raise DamagedError


def older_than(folder: Path, seconds: float) -> Iterator[tuple[UUID, Path]]:
    """Contents that have been there for so long, kept or half received; and nothing else that lies there."""
    until = time.time() - seconds
    for path in folder.glob("*/*"):
        try:
            named = UUID(hex=path.name)
            is_old = path.stat().st_mtime < until
        except (ValueError, FileNotFoundError):
            continue
        if is_old and path.name == named.hex and path.parent.name in {_INCOMING, named.hex[-2:]}:
            yield named, path


def _created(folder: Path, content_id: UUID) -> BinaryIO:
    incoming = folder / _INCOMING
    incoming.mkdir(mode=_OURS_ONLY, parents=True, exist_ok=True)
    descriptor = os.open(incoming / content_id.hex, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    return os.fdopen(descriptor, "wb")


def _place(folder: Path, content_id: UUID) -> Path:
    """By the last letters of its id, which are random, so that no folder grows long."""
    return folder / content_id.hex[-2:] / content_id.hex


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
