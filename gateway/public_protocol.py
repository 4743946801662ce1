"""uvicorn's connection, with what a public address needs: a bound on what comes before and behind the body of a
request, and problem documents for what is no request.
"""

import asyncio
from http import HTTPStatus
from typing import Final

from typing_extensions import override

from gateway.headers import always_said, passed_back
from gateway.refusals import HeadTooLarge, Malformed, TooSlow
from shared.identifiers import new_id
from shared.web.problems import DoorRefusal, problem
from shared.web.serving import Protocol

LARGEST_HEAD_BYTES: Final = 64 * 1024
"""Request line and headers, the trailers behind a body in chunks, or one chunk's extensions; a token is at most 8 kB.
The parser itself would take them without end.
"""

HEAD_TIMEOUT_SECONDS: Final = 15.0
"""From the connection, or from the first byte of a later request, to the end of its headers."""


class PublicProtocol(Protocol):
    """One connection of a caller."""

    _is_in_head = False
    _bytes_beside_body = 0
    _head_timer: asyncio.TimerHandle | None = None

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        super().connection_made(transport)
        self._await_head()

    @override
    def data_received(self, data: bytes) -> None:
        self._bytes_beside_body += len(data)
        super().data_received(data)
        if self._bytes_beside_body > LARGEST_HEAD_BYTES:
            self._hang_up(HeadTooLarge())

    @override
    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._is_in_head = True
        self._await_head()

    @override
    def on_header(self, name: bytes, value: bytes) -> None:
        """A header, and never a trailer: the head was checked when it ended."""
        if self._is_in_head:
            super().on_header(name, value)

    @override
    def on_headers_complete(self) -> None:
        self._is_in_head = False
        self._bytes_beside_body = 0
        self._stop_waiting()
        super().on_headers_complete()

    @override
    def on_body(self, body: bytes) -> None:
        self._bytes_beside_body = 0
        super().on_body(body)

    @override
    def on_message_complete(self) -> None:
        self._bytes_beside_body = 0
        super().on_message_complete()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    @override
    def send_400_response(self, msg: str) -> None:
        self._hang_up(Malformed())

    def _await_head(self) -> None:
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(HEAD_TIMEOUT_SECONDS, self._head_is_late)

    def _stop_waiting(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _head_is_late(self) -> None:
        if self._is_in_head:
            self._hang_up(TooSlow())
        else:
            self.transport.close()  # nothing was asked, so nothing is answered

    def _hang_up(self, refusal: DoorRefusal) -> None:
        self._stop_waiting()
        if self.transport.is_closing():
            return
        if self._is_being_answered():
            self.transport.close()
            return
        answer = problem(refusal)
        headers = passed_back(answer.raw_headers, new_id().hex.encode(), always_said(over_tls=False))
        status = HTTPStatus(answer.status_code)
        head = [b"HTTP/1.1 %d %b" % (status, status.phrase.encode()), *(b"%b: %b" % header for header in headers)]
        self.transport.write(b"\r\n".join((*head, b"connection: close", b"", bytes(answer.body))))
        self.transport.close()

    def _is_being_answered(self) -> bool:
        """Whether a refusal now would be read as a part of an answer, or as a second one."""
        answer = self.cycle
        return answer is not None and answer.response_started and not (self._is_in_head and answer.response_complete)
