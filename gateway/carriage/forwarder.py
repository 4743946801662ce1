"""What every carriage is to the gateway, and how it fails."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Protocol

from shared.refusals import Unavailable

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Forwarder(Protocol):
    """A service, as something that takes one ASGI request and answers it, streaming both ways.

    When the caller goes away, `receive` says `http.disconnect`; the service hears of it and the call returns.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry one request.

        Raises:
            Unreachable: nothing was answered, because the service is not there.
            AnswerBrokenError: the answer ended in the middle.
            Exception: a service in this process crashed.
        """
        ...

    async def close(self) -> None:
        """Let go of what is held open."""
        ...


class Unreachable(Unavailable):
    """A part of the system does not answer at the moment. Nothing is wrong with the request: send it again later."""

    code = "service-unreachable"
    title = "A part of the system does not answer"
    title_fr = "Une partie du système ne répond pas"


class AnswerBrokenError(Exception):
    """An answer that had begun will not be completed; the connection to the caller must be cut, so that it shows."""
