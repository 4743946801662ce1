"""Asks ClamAV about a file, over its socket.

Source:
    clamd(8), the command INSTREAM: parts, each after its length in four bytes, ended by a part of no length.
"""

import asyncio
import struct
from typing import BinaryIO, Final
from urllib.parse import urlsplit

from shared.refusals import Unavailable

ANSWERS_WITHIN_SECONDS: Final = 15.0
_BLOCK_BYTES: Final = 256 * 1024
_LONGEST_ANSWER: Final = 4096


class VirusScanner:
    """A running clamd."""

    def __init__(self, address: str, *, answers_within_seconds: float = ANSWERS_WITHIN_SECONDS) -> None:
        """By `unix:///run/clamav/clamd.ctl` or `tcp://host:3310`.

        Raises:
            ValueError: it is neither.
        """
        parts = urlsplit(address)
        self._path = parts.path if parts.scheme == "unix" and parts.path else None
        self._host, self._port = parts.hostname, parts.port
        self._seconds = answers_within_seconds
        if self._path is None and not (parts.scheme == "tcp" and self._host and self._port):
            raise ValueError("a virus scanner is named like unix:///run/clamav/clamd.ctl or tcp://host:3310")

    async def is_clean(self, file: BinaryIO) -> bool:
        """Whether it finds nothing in the file, from its beginning.

        Raises:
            Unavailable: it does not answer, not in time, or with an error: nothing is known then.
        """
        try:
            async with asyncio.timeout(self._seconds):
                said = await self._asked(file)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as failure:
            raise _unavailable() from failure
        if said == b"stream: OK\0":
            return True
        if said.startswith(b"stream: ") and said.endswith(b" FOUND\0"):
            return False
        raise _unavailable()

    async def _asked(self, file: BinaryIO) -> bytes:
        reader, writer = await self._connection()
        try:
            writer.write(b"zINSTREAM\0")
            await asyncio.to_thread(file.seek, 0)
            while block := await asyncio.to_thread(file.read, _BLOCK_BYTES):
                writer.write(struct.pack("!L", len(block)) + block)
                await writer.drain()
            writer.write(struct.pack("!L", 0))
            await writer.drain()
            return await reader.readuntil(b"\0")
        finally:
            writer.close()

    async def _connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._path is not None:
            return await asyncio.open_unix_connection(self._path, limit=_LONGEST_ANSWER)
        return await asyncio.open_connection(self._host, self._port, limit=_LONGEST_ANSWER)


def _unavailable() -> Unavailable:
    return Unavailable(
        "Files cannot be checked for viruses at the moment.",
        detail_fr="Les fichiers ne peuvent pas être analysés contre les virus pour le moment.",
        retry_after_seconds=30,
    )
