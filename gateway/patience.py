"""How long the gateway waits for whom."""

import asyncio

from gateway.settings import Settings


class Patience:
    """One deadline at a time: the body must arrive, then the answer begin, then its parts follow each other.

    Around a service it is `async with patience.timer`; when it is over, the service is cancelled.
    """

    __slots__ = ("_body_continues", "_body_seconds", "_loop", "_settings", "timer")

    def __init__(self, settings: Settings, *, is_upload: bool = False) -> None:
        self._settings = settings
        self._body_seconds = settings.document_timeout_seconds if is_upload else settings.body_timeout_seconds
        self._loop = asyncio.get_running_loop()
        self._body_continues = False
        self.timer = asyncio.timeout(None)

    @property
    def is_over(self) -> bool:
        return self.timer.expired()

    def begin(self) -> None:
        """The service has been asked."""
        self._wait(self._settings.answer_timeout_seconds)

    def part_of_the_body(self, *, has_more: bool) -> None:
        """Give a body that comes in parts a time of its own, once; the service's begins when all of it is there."""
        if has_more and not self._body_continues:
            self._body_continues = True
            self._wait(self._body_seconds)
        elif not has_more and self._body_continues:
            self._wait(self._settings.answer_timeout_seconds)

    def part_of_the_answer(self, *, has_more: bool) -> None:
        """Wait for the next part anew; after the last one a service may take what time it wants."""
        if has_more:
            self._wait(self._settings.idle_timeout_seconds)
        else:
            self.timer.reschedule(None)

    def _wait(self, seconds: float) -> None:
        self.timer.reschedule(self._loop.time() + seconds)
