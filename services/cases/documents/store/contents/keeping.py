"""What a place must do in which contents are kept, whatever it is made of.

A content is received in a file on this machine, is durable in its place before its row is committed, and is deleted
after its row is gone: there is no row without content. What a crash leaves behind has no row, and housekeeping finds
it by its age.
"""

import asyncio
import hashlib
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Collection
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import BinaryIO, Final, Protocol
from uuid import UUID

BLOCK_BYTES: Final = 256 * 1024


class DamagedError(Exception):
    """A content is not what it was when it was kept."""


class Draft(ABC):
    """A content that is being received.

    Attributes:
        id: names it where contents are kept; says when it came.
        size_bytes: how much has come.
        file: all that was written, to be read once it is finished.
        is_kept: it stays.
    """

    def __init__(self, content_id: UUID, file: BinaryIO) -> None:
        self.id = content_id
        self.size_bytes = 0
        self.file = file
        self.is_kept = False
        self._digest = hashlib.sha256()
        self._waiting = bytearray()

    @property
    def sha256(self) -> str:
        """Of what has been written."""
        return self._digest.hexdigest()

    async def add(self, part: bytes) -> None:
        """Take the next part; it is written when there is enough of it."""
        self.size_bytes += len(part)
        self._waiting += part
        if len(self._waiting) >= BLOCK_BYTES:
            await self._write()

    async def finish(self) -> None:
        """See to it that all of it can be read in `file`."""
        await self._write()
        await asyncio.to_thread(self.file.flush)

    @abstractmethod
    async def settle(self) -> None:
        """Make it durable in its place.

        Raises:
            Unavailable: the place cannot be reached.
        """

    def keep(self) -> None:
        """Let it stay. What follows is the commit of the row that names it."""
        self.is_kept = True

    async def _write(self) -> None:
        block, self._waiting = bytes(self._waiting), bytearray()
        await asyncio.to_thread(self._append, block)

    def _append(self, block: bytes) -> None:
        self.file.write(block)
        self._digest.update(block)


class Contents(Protocol):
    """A place in which contents are kept, each by its id."""

    def draft(self) -> AbstractAsyncContextManager[Draft]:
        """A content to be received; gone at the end of the block unless it was kept."""
        ...

    async def opened(self, content_id: UUID, size_bytes: int, sha256: str) -> AsyncIterator[bytes]:
        """The content in blocks; the last one only if all of it is what was kept.

        Raises:
            DamagedError: it is not: at once where it is missing or of another length, else before the last block.
            Unavailable: the place cannot be reached.
        """
        ...

    async def delete(self, content_ids: Collection[UUID]) -> None:
        """Delete contents; those that are gone are no trouble.

        Raises:
            Unavailable: the place cannot be reached.
        """
        ...

    def untouched(self, *, since: datetime, came_after: datetime) -> AsyncIterator[Collection[UUID]]:
        """Contents that lie there, whole or in part, some at a time; and nothing else that lies there.

        Args:
            since: aware; nothing was written of them after it.
            came_after: aware; earlier ones are not looked for.

        Raises:
            Unavailable: the place cannot be reached.
        """
        ...


async def verified(blocks: AsyncIterator[bytes], sha256: str) -> AsyncIterator[bytes]:
    """The same blocks; the last one only if all of them are what was kept.

    Raises:
        DamagedError: they are not.
    """
    digest, held = hashlib.sha256(), b""
    async for block in blocks:
        if held:
            yield held
        digest.update(block)
        held = block
    if digest.hexdigest() != sha256:
        raise DamagedError
    yield held
