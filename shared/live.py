"""Who listens live in this process: woken when there may be something for them, given it when they can take it.

What is new is read from the database by one reader for all, after a place that each listener has reached; nothing waits
in memory for a listener but one batch. Who takes nothing is asked nothing, loses nothing and holds up nobody.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from shared.contracts.identity.actor import Actor, PersonActor
from shared.refusals import TooMany
from shared.telemetry.metrics import LISTENERS

MOST: Final = 2_000
MOST_EACH: Final = 5
"""Streams of one worker at the same time, in this process: a few windows and a telephone."""


class TooManyStreams(TooMany):
    """The worker, or this process, has as many live streams open as it may. Close one, or read the list instead."""

    code = "too-many-streams"
    title = "Too many live streams"
    title_fr = "Trop de flux ouverts"


class EndedBecause(StrEnum):
    """Why a stream ends that nobody has closed."""

    SIGN_IN = "sign_in"
    """The token is not valid any more: come back with a new one."""
    ACCOUNT = "account"
    """The account speaks for nobody any more: there is nothing to come back to."""


@dataclass
class Batch:
    """What one read found for one listener.

    Attributes:
        place: everything up to here is in it, or in one before, or not for them.
    """

    rows: Sequence[Any]
    place: int


@dataclass(eq=False)
class Listener:
    """Somebody who listens on one stream.

    Attributes:
        token: with which they came; looked at again and again.
        about: for whom they speak, of whoever signed in for themselves or for somebody they represent.
        place: everything up to here was given to them or is not for them; None until it is known where they begin.
        is_woken: there may be something for them.
        is_read_for: somebody is reading for them; nobody else does meanwhile, or they would be given the same twice.
    """

    actor: Actor | PersonActor
    token: str
    place: int | None
    is_woken: bool = True
    is_read_for: bool = False
    about: UUID | None = None
    ended: EndedBecause | None = None
    _batch: Batch | None = None
    _waits: bool = False
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _stir: Callable[[], None] = lambda: None

    @property
    def seat(self) -> tuple[UUID, UUID]:
        """With whom they are woken, and which of them they are: agency and worker, or person and account."""
        if isinstance(self.actor, Actor):
            return self.actor.agency_id, self.actor.subject
        assert self.about is not None, "whoever speaks for a person listens for one"
        return self.about, self.actor.subject

    @property
    def is_ready(self) -> bool:
        """They have sent what they were given, and wait for more."""
        return self._waits and self._batch is None and self.ended is None and not self.is_read_for

    def give(self, batch: Batch, *, is_all: bool) -> None:
        """Hand over what was found.

        Args:
            is_all: there is no more; else they stay woken.
        """
        self.place = batch.place
        self.is_woken = self.is_woken or not is_all
        self._batch = batch
        self._news.set()

    def end(self, because: EndedBecause) -> None:
        """Let the stream end as soon as it can."""
        self.ended = because
        self._news.set()

    async def news(self, patience_seconds: float) -> Batch | None:
        """What there is; None when there is nothing for so long, or when the stream is to end."""
        self._waits = True
        if self.is_woken:
            self._stir()
        try:
            async with asyncio.timeout(patience_seconds):
                await self._news.wait()
        except TimeoutError:
            pass
        finally:
            self._waits = False
        self._news.clear()
        batch, self._batch = self._batch, None
        return batch


class Listeners:
    """All listeners of one process."""

    def __init__(self, service: str, *, most: int = MOST, most_each: int = MOST_EACH) -> None:
        self._most = most
        self._most_each = most_each
        self._of: dict[UUID, dict[UUID, list[Listener]]] = {}
        self._stirred = asyncio.Event()
        self._open = LISTENERS.labels(service)
        self._count = 0

    def __iter__(self) -> Iterator[Listener]:
        return (one for workers in list(self._of.values()) for mine in list(workers.values()) for one in list(mine))

    def join(self, listener: Listener) -> None:
        """Let somebody listen.

        Raises:
            TooManyStreams: they, or all together, have too many open.
        """
        group, member = listener.seat
        mine = self._of.get(group, {}).get(member, [])
        if len(mine) >= self._most_each or self._count >= self._most:
            raise TooManyStreams(
                "Close another window, or try again later.",
                detail_fr="Fermez une autre fenêtre, ou réessayez plus tard.",
                retry_after_seconds=30,
            )
        self._of.setdefault(group, {}).setdefault(member, []).append(listener)
        listener._stir = self.stir  # noqa: SLF001 - whoever listens and whoever keeps them are one thing
        self._count += 1
        self._open.set(self._count)

    def leave(self, listener: Listener) -> None:
        """They do not listen any more; may be said twice."""
        group, member = listener.seat
        workers = self._of.get(group, {})
        mine = workers.get(member, [])
        if listener not in mine:
            return
        mine.remove(listener)
        if not mine:
            del workers[member]
        if not workers:
            del self._of[group]
        self._count -= 1
        self._open.set(self._count)

    def wake(self, whom: str) -> None:
        """There may be something for `agency/worker`, for everybody of an `agency` or about a `person`, or for all."""
        for listener in self._concerned(whom):
            listener.is_woken = True
        self.stir()

    def stir(self) -> None:
        """Have those looked at who are woken and ready."""
        self._stirred.set()

    async def stirred(self) -> None:
        """Wait until there may be somebody to read for."""
        await self._stirred.wait()
        self._stirred.clear()

    def ready(self) -> Mapping[UUID, Sequence[Listener]]:
        """Those who are woken and can take something, by agency or person; from now on they are not woken."""
        found: dict[UUID, list[Listener]] = {}
        for listener in self:
            if listener.is_woken and listener.is_ready:
                listener.is_woken = False
                found.setdefault(listener.seat[0], []).append(listener)
        return found

    def _concerned(self, whom: str) -> list[Listener]:
        if not whom:
            return list(self)
        agency, _, worker = whom.partition("/")
        workers = self._of.get(UUID(agency), {})
        if worker:
            return list(workers.get(UUID(worker), []))
        return [listener for mine in workers.values() for listener in mine]
