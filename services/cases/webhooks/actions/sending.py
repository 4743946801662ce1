"""Send to one receiver: each person's events one after another, those of several people beside each other."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from services.cases.webhooks.domain.attempts import OF_ONE_EVENT, Outcome, outcome_of
from services.cases.webhooks.domain.lanes import Attempt, Delivery, lanes_of
from services.cases.webhooks.domain.signing import signed_headers
from shared.clients.outgoing import NotSentError, Outgoing
from shared.clock import Clock

BESIDE_EACH_OTHER: Final = 8
BEGUN_WITHIN_SECONDS: Final = 2.0
"""What is not begun by then is decided on anew before it is sent."""
WRITTEN_WITHIN_SECONDS: Final = 4.0
"""Connecting takes its time, and the receiver has a say in it. Nothing leaves later than this after it was decided."""
AWAY_AFTER: Final = 5
"""So many attempts in a row that nobody answered, or that the receiver has no time for, and the rest is not tried."""
_CONTENT: Final = {"content-type": "application/cloudevents+json; charset=utf-8", "user-agent": "Parcours-Webhooks/1"}


async def send(
    outgoing: Outgoing,
    url: str,
    secrets: Sequence[str],
    bodies: Mapping[Delivery, bytes],
    clock: Clock,
    *,
    decided_at: float,
) -> Mapping[UUID, Attempt]:
    """What became of each that was tried, by event. After one that failed nothing about the same person is tried.

    Args:
        decided_at: by the clock of the loop, before it was read what may be sent.
    """
    sending = _Sending(outgoing, url, secrets, clock, decided_at)
    await asyncio.gather(*(sending.lane(lane, bodies) for lane in lanes_of(bodies)))
    return sending.attempts


class _Sending:
    """One round for one receiver."""

    def __init__(self, outgoing: Outgoing, url: str, secrets: Sequence[str], clock: Clock, decided_at: float) -> None:
        self.attempts: dict[UUID, Attempt] = {}
        self._outgoing, self._url, self._secrets, self._clock = outgoing, url, secrets, clock
        self._places = asyncio.Semaphore(BESIDE_EACH_OTHER)
        self._loop = asyncio.get_running_loop()
        self._until, self._written_by = decided_at + BEGUN_WITHIN_SECONDS, decided_at + WRITTEN_WITHIN_SECONDS
        self._away = 0

    async def lane(self, lane: Sequence[Delivery], bodies: Mapping[Delivery, bytes]) -> None:
        """One after another, as long as they are taken and there is time."""
        async with self._places:
            for one in lane:
                if self._loop.time() > self._until or self._away >= AWAY_AFTER:
                    return
                attempt = await self._attempt(one, bodies[one])
                self.attempts[one.event_id] = attempt
                self._away = 0 if attempt.outcome in OF_ONE_EVENT else self._away + 1
                if attempt.outcome is not Outcome.DELIVERED:
                    return

    async def _attempt(self, one: Delivery, body: bytes) -> Attempt:
        at, began = self._clock(), self._loop.time()
        headers = {**_CONTENT, **signed_headers(one.event_id, at, body, self._secrets)}
        try:
            reply = await self._outgoing.post(self._url, body, headers, begun_by=self._written_by)
        except NotSentError as failure:
            return Attempt(one, Outcome(failure.because.value), at, self._since(began))
        wait = timedelta(seconds=min(reply.retry_after_seconds, 86_400))
        return Attempt(one, outcome_of(reply.status), at, self._since(began), reply.status, wait)

    def _since(self, began: float) -> int:
        return int((self._loop.time() - began) * 1000)
