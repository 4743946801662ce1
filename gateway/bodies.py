"""The body of a request on its way in."""

from typing import Final

from gateway.carriage.forwarder import Message, Receive
from gateway.patience import Patience

_DISCONNECT: Final = "http.disconnect"


class Body:
    """Passes the body on as it comes and stops it at the limit: the service then hears that the caller is gone.

    Attributes:
        is_too_large: it went on after the limit.
        is_awaited: the service waits for a part that has not come.
        caller_is_gone: the caller closed the connection.
    """

    __slots__ = (
        "_is_complete", "_largest", "_patience", "_receive", "_received",
        "caller_is_gone", "is_awaited", "is_too_large",
    )  # fmt: skip

    def __init__(self, receive: Receive, patience: Patience, *, largest_bytes: int) -> None:
        self._receive = receive
        self._patience = patience
        self._largest = largest_bytes
        self._received = 0
        self._is_complete = False
        self.is_too_large = False
        self.is_awaited = False
        self.caller_is_gone = False

    async def __call__(self) -> Message:
        if self.is_too_large:
            return {"type": _DISCONNECT}
        self.is_awaited = not self._is_complete
        message = await self._receive()
        self.is_awaited = False
        if message["type"] == _DISCONNECT:
            self.caller_is_gone = True
            return message
        self._is_complete = not message.get("more_body", False)
        self._patience.part_of_the_body(has_more=not self._is_complete)
        self._received += len(message.get("body", b""))
        if self._received > self._largest:
            self.is_too_large = True
            return {"type": _DISCONNECT}
        return message
