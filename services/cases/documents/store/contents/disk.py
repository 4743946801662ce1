"""Contents on a disk: each a file named by an id, in a folder that only this service reads.

A content is written under a temporary name, flushed to the disk and renamed.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final
from uuid import UUID

from typing_extensions import override

from services.cases.documents.store.contents.keeping import BLOCK_BYTES, DamagedError, Draft, verified
from shared.identifiers import lowest_id_at, new_id

_OURS_ONLY: Final = 0o700
_INCOMING: Final = "incoming"
_AT_ONCE: Final = 1_000


class Disk:
    """A folder that all replicas share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @asynccontextmanager
    async def draft(self) -> AsyncIterator[Draft]:
        """As `Contents.draft`."""
        content_id = new_id()
        file = self._created(content_id)  # not in a thread: whoever is cancelled while it runs would not close it
        draft = _DraftOnDisk(content_id, file, self._incoming(content_id), self._place(content_id))
        try:
            yield draft
        finally:
            file.close()  # a write that still runs in its thread ends first: the file has a lock of its own
            if not draft.is_kept:
                self._forget(content_id)

    async def opened(self, content_id: UUID, size_bytes: int, sha256: str) -> AsyncIterator[bytes]:
        """As `Contents.opened`."""
        path = self._place(content_id)
        if await asyncio.to_thread(_length, path) != size_bytes:
            raise DamagedError
        return verified(_blocks(path), sha256)

    async def delete(self, content_ids: Collection[UUID]) -> None:
        """As `Contents.delete`."""
        for content_id in content_ids:
            await asyncio.to_thread(self._forget, content_id)

    async def untouched(self, *, since: datetime, came_after: datetime) -> AsyncIterator[Collection[UUID]]:
        """As `Contents.untouched`."""
        found = await asyncio.to_thread(lambda: list(self._untouched(since.timestamp(), lowest_id_at(came_after))))
        for start in range(0, len(found), _AT_ONCE):
            yield found[start : start + _AT_ONCE]

    def _untouched(self, since: float, lowest: UUID) -> Iterator[UUID]:
        for path in self._folder.glob("*/*"):
            try:
                named = UUID(hex=path.name)
                is_ours = path in {self._incoming(named), self._place(named)}
                if is_ours and named >= lowest and path.stat().st_mtime < since:
                    yield named
            except (ValueError, FileNotFoundError):
                continue

    def _created(self, content_id: UUID) -> BinaryIO:
        path = self._incoming(content_id)
        path.parent.mkdir(mode=_OURS_ONLY, parents=True, exist_ok=True)
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "w+b")

    def _forget(self, content_id: UUID) -> None:
        for path in (self._incoming(content_id), self._place(content_id)):
            path.unlink(missing_ok=True)

    def _incoming(self, content_id: UUID) -> Path:
        return self._folder / _INCOMING / content_id.hex

    def _place(self, content_id: UUID) -> Path:
        """By the last letters of its id, which are random, so that no folder grows long."""
        return self._folder / content_id.hex[-2:] / content_id.hex


class _DraftOnDisk(Draft):
    """A file under a temporary name."""

    def __init__(self, content_id: UUID, file: BinaryIO, path: Path, place: Path) -> None:
        super().__init__(content_id, file)
        self._path = path
        self._place = place

    @override
    async def settle(self) -> None:
        await asyncio.to_thread(self._rename)

    def _rename(self) -> None:
        os.fsync(self.file.fileno())
        self._place.parent.mkdir(mode=_OURS_ONLY, exist_ok=True)
        self._path.rename(self._place)
        for folder in (self._place.parent, self._place.parent.parent):
            _flush_folder(folder)


async def _blocks(path: Path) -> AsyncIterator[bytes]:
    with await asyncio.to_thread(path.open, "rb") as file:
        while block := await asyncio.to_thread(file.read, BLOCK_BYTES):
            yield block


def _length(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
