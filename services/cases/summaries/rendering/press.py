"""Where documents are set: beside the event loop, few at a time, each in a process that ends with it."""

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Final

import structlog

from services.cases.summaries.domain.document import Document
from shared.refusals import Unavailable

TYPESETTER: Final = Path(__file__).with_name("typesetter.py")
_AGAIN_AFTER_SECONDS: Final = 5
_log = structlog.get_logger("press")


class Press:
    """Sets a few documents at a time; more wait, and beyond that there is no place."""

    def __init__(
        self, *, at_once: int = 2, waiting: int = 8, limit_seconds: float = 10.0, typesetter: Path = TYPESETTER
    ) -> None:
        """A press for one service.

        Args:
            limit_seconds: for one document, with the time that it waits.
            typesetter: the program that sets one.
        """
        self._places = asyncio.Semaphore(at_once)
        self._most = at_once + waiting
        self._inside = 0
        self._limit_seconds = limit_seconds
        self._typesetter = typesetter

    async def set(self, document: Document) -> bytes:
        """A document as PDF. It goes from memory to memory: nothing of it is written to a disk or a log.

        Raises:
            Unavailable: too many at once, it took too long, or it could not be set.
        """
        if self._inside >= self._most:
            raise _unavailable()
        self._inside += 1
        try:
            async with asyncio.timeout(self._limit_seconds), self._places:
                return await self._run(json.dumps(asdict(document)).encode())
        except TimeoutError:
            _log.warning("a document took too long", limit_seconds=self._limit_seconds)
            raise _unavailable() from None
        finally:
            self._inside -= 1

    async def _run(self, said: bytes) -> bytes:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-I", str(self._typesetter), stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env={}
        )
        try:
            pdf, _ = await process.communicate(said)
        finally:
            await _stopped(process)
        if process.returncode:
            _log.error("a document could not be set", status=process.returncode)
            raise _unavailable()
        return pdf


async def _stopped(process: Process) -> None:
    """Nothing is left of it, also when whoever asked went away."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def _unavailable() -> Unavailable:
    return Unavailable(
        "The document could not be made now.",
        detail_fr="Le document n'a pas pu être produit pour le moment.",
        retry_after_seconds=_AGAIN_AFTER_SECONDS,
    )
