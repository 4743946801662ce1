"""What surrounds every request of a service, as one plain ASGI layer: cheap enough for the hot path."""

import re
import time
import traceback
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
import structlog
from starlette.exceptions import HTTPException

from shared.identifiers import new_id
from shared.telemetry.logs import bound
from shared.telemetry.metrics import REQUEST_SECONDS
from shared.telemetry.traces import describe_span, remember_headers, span
from shared.web.pages import link_to_next, one_answer
from shared.web.problems import PROBLEM_JSON, PROBLEM_PATH

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

LARGEST_BODY_BYTES: Final = 1_000_000


@dataclass(frozen=True)
class LargerBodies:
    """Requests that may bring more than others: their body is taken as it comes and never held whole."""

    method: str
    path: re.Pattern[str]
    most_bytes: int


_REQUEST_ID: Final = re.compile(rb"[A-Za-z0-9._-]{8,64}")
_TRACE: Final = re.compile(rb"[\x21-\x7e]{1,512}")
_CRASH: Final = orjson.dumps(
    {"type": PROBLEM_PATH + "internal", "title": "Something went wrong on our side", "status": 500}
)
_TOO_LARGE: Final = orjson.dumps(
    {"type": PROBLEM_PATH + "too-large", "title": "The request is too large", "status": 413}
)

_log = structlog.get_logger("request")


class _TooLargeError(HTTPException):
    """The body went on after the limit. FastAPI lets its own kind through and turns any other into a 400."""

    def __init__(self) -> None:
        super().__init__(413)


class Frame:
    """Request id, trace headers, body limit, decision id, metrics, and a crash answered without telling anything."""

    def __init__(self, app: App, *, service: str, metrics: bool, larger_bodies: Sequence[LargerBodies] = ()) -> None:
        self._app = app
        self._service = service
        self._metrics = metrics
        self._larger_bodies = larger_bodies

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        headers = dict(scope["headers"])
        passed_on = _headers_to_remember(headers)
        remember_headers(passed_on)
        request_id = passed_on["x-request-id"].encode()
        answered = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal answered
            if message["type"] == "http.response.start":
                answered = message["status"]
                message["headers"] = [
                    *message["headers"],
                    (b"x-request-id", request_id),
                    *_decision(scope),
                    *_link(scope),
                ]
            await send(message)

        with (
            one_answer(),
            bound(request_id=passed_on["x-request-id"]),
            span(self._service, scope["method"], passed_on),
        ):
            try:
                await self._app(scope, self._limited(scope, receive, headers), send_with_headers)
            except _TooLargeError:
                await _answer(send_with_headers, 413, _TOO_LARGE)
            except Exception as crash:
                report_crash(crash, self._service)
                if answered:
                    raise
                await _answer(send_with_headers, 500, _CRASH)
            finally:
                self._observe(scope, answered, time.perf_counter() - started)

    def _observe(self, scope: MutableMapping[str, Any], status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "unknown")
        describe_span(scope["method"], route, status)
        if self._metrics:
            REQUEST_SECONDS.labels(self._service, route, f"{status // 100}xx").observe(seconds)

    def _limited(self, scope: MutableMapping[str, Any], receive: Receive, headers: dict[bytes, bytes]) -> Receive:
        """The same body, cut off with an error once it is longer than allowed."""
        announced = headers.get(b"content-length", b"")
        if announced.isdigit() and int(announced) <= LARGEST_BODY_BYTES:
            return receive
        largest = self._largest(scope)
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > largest or (announced.isdigit() and int(announced) > largest):
                raise _TooLargeError
            return message

        return counted

    def _largest(self, scope: MutableMapping[str, Any]) -> int:
        for larger in self._larger_bodies:
            if larger.method == scope["method"] and larger.path.fullmatch(scope["path"]):
                return larger.most_bytes
        return LARGEST_BODY_BYTES


def _headers_to_remember(headers: dict[bytes, bytes]) -> dict[str, str]:
    given = headers.get(b"x-request-id", b"")
    request_id = given.decode() if _REQUEST_ID.fullmatch(given) else new_id().hex
    kept = {"x-request-id": request_id}
    for name in (b"traceparent", b"tracestate"):
        value = headers.get(name)
        if value and _TRACE.fullmatch(value):
            kept[name.decode()] = value.decode()
    return kept


def _decision(scope: MutableMapping[str, Any]) -> list[tuple[bytes, bytes]]:
    decision_id = scope.get("state", {}).get("decision_id")
    return [(b"decision-id", str(decision_id).encode())] if decision_id else []


def _link(scope: MutableMapping[str, Any]) -> list[tuple[bytes, bytes]]:
    link = link_to_next(scope["path"], scope["query_string"]) if scope["method"] == "GET" else None
    return [(b"link", link.encode())] if link else []


def report_crash(crash: Exception, service: str) -> None:
    """Type and place only: the message of an exception may quote a row."""
    frames = [
        f"{f.filename.rpartition('/')[2]}:{f.lineno}:{f.name}" for f in traceback.extract_tb(crash.__traceback__)[-8:]
    ]
    _log.error(
        "crash", service=service, failure=type(crash).__name__, frames=frames, sqlstate=getattr(crash, "sqlstate", None)
    )


async def _answer(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", PROBLEM_JSON.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
