"""Contents in a bucket: each in pieces of a few megabytes, which are objects of their own and named after it."""

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final, cast
from uuid import UUID

import structlog
from typing_extensions import override

from services.cases.documents.store.contents.keeping import DamagedError, Draft, verified
from shared.clients.bucket import Bucket
from shared.identifiers import lowest_id_at, new_id
from shared.refusals import Unavailable

PIECE_BYTES: Final = 4 * 1024 * 1024
"""What is in memory of each upload."""

_NAME: Final = re.compile("([0-9a-f]{32})/[0-9]{2}")
_AT_ONCE: Final = 1_000
_log = structlog.get_logger("documents")


class InBucket:
    """A bucket that all replicas share and nobody else; it keeps no versions, so that what is deleted is gone."""

    def __init__(self, bucket: Bucket, receiving: Path) -> None:
        """
        Args:
            receiving: a folder on this machine; what is being received has no name there.
        """
        self._bucket = bucket
        self._receiving = receiving

    @asynccontextmanager
    async def draft(self) -> AsyncIterator[Draft]:
        """As `Contents.draft`."""
        file = self._created()  # not in a thread: whoever is cancelled while it runs would not close it
        draft = _DraftForBucket(new_id(), file, self._bucket)
        try:
            yield draft
        finally:
            draft.file.close()
            if not draft.is_kept:
                await asyncio.shield(asyncio.ensure_future(draft.forget()))

    async def opened(self, content_id: UUID, size_bytes: int, sha256: str) -> AsyncIterator[bytes]:
        """As `Contents.opened`."""
        pieces = [piece async for piece in self._bucket.named(content_id.hex)]
        if sum(piece.size_bytes for piece in pieces) != size_bytes:
            raise DamagedError
        return verified(self._blocks(sorted(piece.name for piece in pieces)), sha256)

    async def delete(self, content_ids: Collection[UUID]) -> None:
        """As `Contents.delete`."""
        for content_id in content_ids:
            await self._bucket.delete([piece.name async for piece in self._bucket.named(content_id.hex)])

    async def untouched(self, *, since: datetime, came_after: datetime) -> AsyncIterator[Collection[UUID]]:
        """As `Contents.untouched`."""
        touched: dict[UUID, datetime] = {}
        async for piece in self._bucket.named(after=lowest_id_at(came_after).hex):
            if ours := _NAME.fullmatch(piece.name):
                content_id = UUID(hex=ours[1])
                touched[content_id] = max(touched.get(content_id, piece.last_modified), piece.last_modified)
        found = [content_id for content_id, last in touched.items() if last < since]
        for start in range(0, len(found), _AT_ONCE):
            yield found[start : start + _AT_ONCE]

    async def _blocks(self, pieces: Sequence[str]) -> AsyncIterator[bytes]:
        try:
            for piece in pieces:
                async for block in self._bucket.read(piece):
                    yield block
        except FileNotFoundError:
            raise DamagedError from None

    def _created(self) -> BinaryIO:
        """A file without a name: when this process ends, however it ends, the file is gone."""
        self._receiving.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cast("BinaryIO", tempfile.TemporaryFile(dir=self._receiving))


class _DraftForBucket(Draft):
    """A file without a name, and the pieces of it that were sent."""

    def __init__(self, content_id: UUID, file: BinaryIO, bucket: Bucket) -> None:
        super().__init__(content_id, file)
        self._bucket = bucket
        self._sent: list[str] = []
        self._sending: asyncio.Future[None] | None = None

    @override
    async def settle(self) -> None:
        await asyncio.to_thread(self.file.seek, 0)
        while piece := await asyncio.to_thread(self.file.read, PIECE_BYTES):
            self._sent.append(f"{self.id.hex}/{len(self._sent):02}")
            self._sending = asyncio.ensure_future(self._bucket.put(self._sent[-1], piece))
            await asyncio.shield(self._sending)

    async def forget(self) -> None:
        """Delete what was sent, also what is still on its way; where the bucket is away, the sweep will find it."""
        try:
            if self._sending:
                await self._sending
            await self._bucket.delete(self._sent)
        except Unavailable:
            _log.warning("a content that was not kept is left to the sweep")
