"""Receive a file: whole, of a known kind and without a virus, or not at all."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from services.cases.documents.domain.document import Content, Infected, Scan
from services.cases.documents.domain.kinds import kind_of
from services.cases.documents.store.contents.bucket import InBucket
from services.cases.documents.store.contents.disk import Disk
from services.cases.documents.store.contents.keeping import Contents, Draft
from shared.clients.bucket import Bucket
from shared.clients.virus_scanner import VirusScanner
from shared.refusals import Unsupported


@dataclass(frozen=True)
class Cabinet:
    """Where contents are kept, and what stands before it.

    Attributes:
        contents: the place.
        scanner: None where none is configured: what is received is then held as not scanned.
        secret: signs the links to contents.
    """

    contents: Contents
    scanner: VirusScanner | None
    secret: bytes


def contents_in(folder: Path, bucket: Bucket | None) -> Contents:
    """Where contents are kept: in the bucket where there is one, and then only received in the folder."""
    return InBucket(bucket, folder) if bucket else Disk(folder)


@dataclass(frozen=True)
class Received:
    """A file that has come and may be kept."""

    content: Content
    draft: Draft

    def keep(self) -> None:
        """Let it stay. What follows is the commit of the row that names it."""
        self.draft.keep()


@asynccontextmanager
async def received(cabinet: Cabinet, parts: AsyncIterable[bytes], said_to_be: str) -> AsyncIterator[Received]:
    """A file as it comes; gone at the end of the block unless it was kept.

    Args:
        said_to_be: the media type that its sender says; empty or `application/octet-stream` says nothing.

    Raises:
        Unsupported: it is of no kind that is taken, or of another than its sender says.
        Infected: the scanner found something.
        Unavailable: the scanner or the place does not answer.
    """
    async with cabinet.contents.draft() as draft:
        async for part in parts:
            await draft.add(part)
        await draft.finish()
        kind = await asyncio.to_thread(kind_of, draft.file)
        if said_to_be not in {"", "application/octet-stream", kind}:
            raise Unsupported(
                "The file is of another kind than its Content-Type says.",
                detail_fr="Le fichier n'est pas du type annoncé par Content-Type.",
            )
        scan = await _scanned(cabinet.scanner, draft.file)
        await draft.settle()
        yield Received(Content(draft.id, kind, draft.size_bytes, draft.sha256, scan), draft)


async def _scanned(scanner: VirusScanner | None, file: BinaryIO) -> Scan:
    if scanner is None:
        return Scan.NOT_SCANNED
    if not await scanner.is_clean(file):
        raise Infected
    return Scan.CLEAN
