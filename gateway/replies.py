"""The answer on its way out."""

from collections.abc import Awaitable, Callable

from gateway.bodies import Body
from gateway.carriage.forwarder import Message, Send
from gateway.headers import Headers, passed_back
from gateway.patience import Patience
from gateway.refusals import TooLarge, TooSlow
from shared.refusals import Refusal
from shared.web.problems import problem

METHOD_NOT_ALLOWED = 405
EVENT_STREAM = b"text/event-stream"


class Reply:
    """Passes an answer on as it comes, with the headers that every answer carries.

    Attributes:
        is_started: status and headers are out; nothing can be taken back.
        is_complete: the last of it is out.
        rate: the fields that say what is left of the caller's quota.
        allowed: the methods at this path, for an answer that must list them.
    """

    __slots__ = (
        "_always", "_body", "_is_head", "_patience", "_send", "allowed", "is_complete", "is_started", "rate",
        "request_id",
    )  # fmt: skip

    def __init__(
        self, send: Send, body: Body, patience: Patience, *, request_id: bytes, always: Headers, is_head: bool
    ) -> None:
        self.request_id = request_id
        self.rate: Headers = []
        self.allowed: Callable[[], Awaitable[str]] | None = None
        self.is_started = self.is_complete = False
        self._send = send
        self._body = body
        self._patience = patience
        self._always = always
        self._is_head = is_head

    async def __call__(self, message: Message) -> None:
        if self._body.is_too_large or self.is_complete:
            return  # what the service says of half a body, or after the end, is not the answer
        if message["type"] == "http.response.start":
            self.is_started = True
            if self._is_head and _has_no_end(message):
                await self._head_alone(message)
                return
            message = {**message, "headers": await self._headers(message)}
        else:
            self.is_complete = not message.get("more_body", False)
            if self._is_head:
                message = {"type": message["type"], "body": b"", "more_body": not self.is_complete}
        self._patience.part_of_the_answer(has_more=not self.is_complete)
        await self._send(message)

    async def refuse(self, refusal: Refusal, language: str) -> None:
        """Answer with a problem document.

        An answer that has begun cannot be taken back. It is left unfinished: the server then cuts the connection, and
        the caller sees that something is missing.
        """
        if self.is_started:
            return
        answer = problem(refusal, accept_language=language)
        headers = passed_back(answer.raw_headers, self.request_id, self._always) + self.rate
        if isinstance(refusal, TooLarge | TooSlow):
            headers.append((b"connection", b"close"))  # the rest of the body is not worth reading
        self.is_started = self.is_complete = True
        await self._send({"type": "http.response.start", "status": answer.status_code, "headers": headers})
        await self._send({"type": "http.response.body", "body": b"" if self._is_head else answer.body})

    async def _head_alone(self, message: Message) -> None:
        """The whole answer to HEAD, where the service would go on for ever; it hears that nobody listens."""
        self.is_complete = True
        self._patience.part_of_the_answer(has_more=False)
        await self._send({**message, "headers": await self._headers(message)})
        await self._send({"type": "http.response.body", "body": b""})

    async def _headers(self, message: Message) -> Headers:
        headers = passed_back(list(message["headers"]), self.request_id, self._always) + self.rate
        if message["status"] == METHOD_NOT_ALLOWED and self.allowed is not None:
            headers = [header for header in headers if header[0] != b"allow"]
            headers.append((b"allow", (await self.allowed()).encode()))
        return headers


def _has_no_end(message: Message) -> bool:
    return (b"content-type", EVENT_STREAM) in [(name, value.split(b";")[0]) for name, value in message["headers"]]
