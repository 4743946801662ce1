"""Argon2id beside the event loop, and not too often at once."""

from collections.abc import Callable
from typing import Final, TypeVar

from anyio import CapacityLimiter, to_thread

from services.identity.sign_in.domain import passwords
from shared.refusals import Unavailable

AT_ONCE: Final = 2
"""Each takes 64 MiB and a processor."""

MOST_WAITING: Final = 40
"""About two seconds of work; more would wait in vain."""

Result = TypeVar("Result")


class Hashing:
    """Hashes and verifies passwords in threads: a few at once, a bounded queue behind them."""

    def __init__(self) -> None:
        self._limiter = CapacityLimiter(AT_ONCE)

    async def opens(self, password: str, kept: str | None) -> tuple[bool, str | None]:
        """Whether the password is the right one, and a stronger hash where there is one.

        Raises:
            Unavailable: too many others wait.
        """
        return await self._beside(lambda: passwords.opens(password, kept))

    async def hashed(self, password: str) -> str:
        """What is kept of a password.

        Raises:
            Unavailable: too many others wait.
        """
        return await self._beside(lambda: passwords.hashed(password))

    async def _beside(self, work: Callable[[], Result]) -> Result:
        if self._limiter.statistics().tasks_waiting >= MOST_WAITING:
            raise Unavailable("Too many sign-ins at once.", detail_fr="Trop de connexions à la fois.")
        return await to_thread.run_sync(work, limiter=self._limiter)
