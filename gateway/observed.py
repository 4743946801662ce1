"""Traces and metrics of the requests at the door. Only in the way where one of them is configured."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from prometheus_client import start_http_server

from gateway.carriage.forwarder import Message, Receive, Scope, Send
from gateway.headers import Headers
from gateway.routes import RouteTable
from shared.refusals import NotFound
from shared.telemetry.metrics import REGISTRY, REQUEST_SECONDS
from shared.telemetry.traces import describe_span, headers_to_pass_on, remember_headers, span

_TRACE_HEADERS = frozenset({b"traceparent", b"tracestate"})


@contextmanager
def metrics_served(host: str, port: int | None) -> Iterator[None]:
    """Let the metrics of this process be fetched at an address of their own; nothing without a port."""
    if port is None:
        yield
        return
    server, thread = start_http_server(port, host, REGISTRY)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Answering(Protocol):
    """What can answer a request: the door, or this around it."""

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None: ...


class Observed:
    """Measures each request by the prefix of its route, never its path, and puts the door into the caller's trace."""

    def __init__(self, door: Answering, routes: RouteTable) -> None:
        self._door = door
        self._routes = routes

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        started, status = time.perf_counter(), 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        given = {name.decode(): value.decode("latin-1") for name, value in scope["headers"] if name in _TRACE_HEADERS}
        remember_headers(given)
        prefix = self._prefix(scope["path"])
        try:
            with span("gateway", f"{scope['method']} {prefix}", given):
                await self._door.answer({**scope, "headers": _with_present_span(scope["headers"])}, receive, noted)
                describe_span(scope["method"], prefix, status)
        finally:
            seconds = time.perf_counter() - started
            REQUEST_SECONDS.labels("gateway", prefix, f"{status // 100}xx").observe(seconds)

    def _prefix(self, path: str) -> str:
        try:
            return self._routes.route(path).prefix
        except NotFound:
            return "unknown"


def _with_present_span(headers: Headers) -> Headers:
    present = [(name.encode(), value.encode("latin-1")) for name, value in headers_to_pass_on().items()]
    return [header for header in headers if header[0] not in _TRACE_HEADERS] + present
