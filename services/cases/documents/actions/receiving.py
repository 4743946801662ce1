"""Receive a file: whole, of a known kind and without a virus, or not at all."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from services.cases.documents.domain.document import Content, Infected, Scan
from services.cases.documents.domain.kinds import Kind, kind_of
from services.cases.documents.store import contents
from services.cases.documents.store.contents import Draft
from shared.clients.virus_scanner import VirusScanner
from shared.refusals import Unsupported


@dataclass(frozen=True)
class Cabinet:
    """Where contents are kept, and what stands before it.

    Attributes:
        scanner: None where none is configured: what is received is then held as not scanned.
        secret: signs the links to contents.
    """

    folder: Path
    scanner: VirusScanner | None
    secret: bytes


@dataclass(frozen=True)
class Received:
    """A file that has come and may be kept."""

    content: Content
    draft: Draft

    async def keep(self) -> None:
        """Let it stay. What follows is the commit of the row that names it."""
        await self.draft.keep()


@asynccontextmanager
async def received(cabinet: Cabinet, parts: AsyncIterable[bytes], said_to_be: str) -> AsyncIterator[Received]:
    """A file as it comes; gone at the end of the block unless it was kept.

    Args:
        said_to_be: the media type that its sender says; empty or `application/octet-stream` says nothing.

    Raises:
        Unsupported: it is of no kind that is taken, or of another than its sender says.
        Infected: the scanner found something.
        Unavailable: the scanner does not answer.
    """
    async with contents.draft(cabinet.folder) as draft:
        async for part in parts:
            await draft.add(part)
        await draft.finish()
        kind = await asyncio.to_thread(_kind_of, draft.path)
        if said_to_be not in {"", "application/octet-stream", kind}:
            raise Unsupported(
                "The file is of another kind than its Content-Type says.",
                detail_fr="Le fichier n'est pas du type annoncé par Content-Type.",
            )
        scan = await _scanned(cabinet.scanner, draft.path)
        yield Received(Content(draft.id, kind, draft.size_bytes, draft.sha256, scan), draft)


def _kind_of(path: Path) -> Kind:
    with path.open("rb") as file:
        return kind_of(file)


async def _scanned(scanner: VirusScanner | None, path: Path) -> Scan:
    if scanner is None:
        return Scan.NOT_SCANNED
    if not await scanner.is_clean(path):
        raise Infected
    return Scan.CLEAN
