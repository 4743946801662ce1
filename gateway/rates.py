"""How many requests somebody may make in a minute. Counted in this process: with n replicas, n times as many."""

import math
import time
from collections.abc import Callable
from typing import Final

from gateway.refusals import TooManyRequests

WINDOW_SECONDS: Final = 60


class Quota:
    """A number of requests in any minute, for each key: a sliding window made of two counters.

    The requests of the minute before count for the part of it that the window still covers. Memory: one number for
    each key of two minutes. A refused request is not counted, so that who waits is let in again.

    Source:
        draft-ietf-httpapi-ratelimit-headers-10 for the fields.
    """

    def __init__(self, name: str, requests: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        """For a kind of caller.

        Args:
            requests: zero sets no limit.
        """
        self._name = name.encode()
        self._requests = requests
        self._clock = clock
        self._window = 0
        self._before: dict[str, int] = {}
        self._present: dict[str, int] = {}
        self.policy = b'"%b";q=%d;w=%d' % (self._name, requests, WINDOW_SECONDS)

    def check(self, key: str) -> float:
        """How much of the quota is used.

        Raises:
            TooManyRequests: all of it.
        """
        if not self._requests:
            return 0.0
        covered = self._turn()
        used = self._before.get(key, 0) * covered + self._present.get(key, 0)
        if used > self._requests - 1:
            raise self._refusal(key, covered)
        return used

    def spend(self, key: str) -> list[tuple[bytes, bytes]]:
        """Count one request; the fields of the answer that say what is left.

        Raises:
            TooManyRequests: nothing was left.
        """
        if not self._requests:
            return []
        used = self.check(key)
        self._present[key] = self._present.get(key, 0) + 1
        return self._fields(int(self._requests - used) - 1)

    def _turn(self) -> float:
        """Begin a new window where the old one has ended; the part of the old one that still counts."""
        window, passed = divmod(self._clock(), WINDOW_SECONDS)
        if window != self._window:
            self._before = self._present if window == self._window + 1 else {}
            self._present = {}
            self._window = int(window)
        return 1 - passed / WINDOW_SECONDS

    def _fields(self, left: int) -> list[tuple[bytes, bytes]]:
        ends_in = WINDOW_SECONDS - int(self._clock() % WINDOW_SECONDS)
        return [
            (b"ratelimit-policy", self.policy),
            (b"ratelimit", b'"%b";r=%d;t=%d' % (self._name, left, ends_in)),
        ]

    def _refusal(self, key: str, covered: float) -> TooManyRequests:
        wait = max(1, math.ceil(self._wait_seconds(self._before.get(key, 0), self._present.get(key, 0), covered)))
        fields = {name.decode(): value.decode() for name, value in self._fields(0)}
        return TooManyRequests(
            f"Go on in {wait} seconds.",
            detail_fr=f"Réessayez dans {wait} secondes.",
            headers={"Retry-After": str(wait), **fields},
        )

    def _wait_seconds(self, before: int, present: int, covered: float) -> float:
        """Until one more request fits: in this window, or when this window has become the one before."""
        most = self._requests - 1
        if present <= most:
            return (covered - (most - present) / before) * WINDOW_SECONDS
        return (covered + 1 - most / present) * WINDOW_SECONDS
