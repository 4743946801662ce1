"""Spans reach the collector that is configured, joined over the parts, and tell of nobody."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from typing_extensions import override

from shared.telemetry import traces
from shared.web.frame import Frame, Message, Receive, Send

PERSON = "0198c0de-0000-7000-8000-0000000000f1"
CALLERS = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@dataclass(frozen=True)
class Span:
    service: str
    name: str
    attributes: dict[str, str | int]
    is_failure: bool
    span_id: str
    parent_id: str
    trace_id: str


@dataclass
class Collector:
    """A fake of the outside world: what an OpenTelemetry collector receives."""

    url: str = ""
    bodies: list[bytes] = field(default_factory=list)

    def spans(self) -> list[Span]:
        return [
            Span(
                service=next(one.value.string_value for one in part.resource.attributes if one.key == "service.name"),
                name=span.name,
                attributes={one.key: one.value.string_value or one.value.int_value for one in span.attributes},
                is_failure=span.status.code == span.status.STATUS_CODE_ERROR,
                span_id=span.span_id.hex(),
                parent_id=span.parent_span_id.hex(),
                trace_id=span.trace_id.hex(),
            )
            for body in self.bodies
            for part in ExportTraceServiceRequest.FromString(body).resource_spans
            for scope in part.scope_spans
            for span in scope.spans
        ]


@pytest.fixture
def collector() -> Iterator[Collector]:
    heard = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        @override
        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        heard.url = f"http://127.0.0.1:{server.server_port}/v1/traces"
        yield heard
        server.shutdown()


@pytest.fixture
def switched_on(collector: Collector, monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    """Traces of this test alone: what is sent afterwards would be tried again and again beside other tests."""
    monkeypatch.setattr(traces, "_tracers", {})
    traces.configure_traces("referrals", collector.url)
    traces.configure_traces("cases", collector.url)
    yield collector
    for tracer in traces._tracers.values():
        tracer.span_processor.shutdown()  # type: ignore[attr-defined]


def flush() -> None:
    for tracer in traces._tracers.values():
        tracer.span_processor.force_flush()  # type: ignore[attr-defined]


class Route:
    path = "/v1/persons/{person_id}"


async def asked(frame: Frame, headers: dict[str, str]) -> None:
    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(_message: Message) -> None:
        pass

    scope: dict[str, Any] = {
        "type": "http",
        "method": "GET",
        "path": f"/v1/persons/{PERSON}",
        "query_string": b"name=Lenoir",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "route": Route,
        "state": {},
    }
    await frame(scope, receive, send)


async def answers(status: int, send: Send) -> None:
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def test_a_question_to_another_part_is_the_child_of_the_one_that_asks(switched_on: Collector) -> None:
    async def cases(_scope: object, _receive: Receive, send: Send) -> None:
        await answers(503, send)

    async def referrals(_scope: object, _receive: Receive, send: Send) -> None:
        await asked(Frame(cases, service="cases", metrics=False), traces.headers_to_pass_on())
        await answers(200, send)

    await asked(Frame(referrals, service="referrals", metrics=False), {"traceparent": CALLERS})
    flush()
    spans = {one.service: one for one in switched_on.spans()}
    asking, asked_one = spans["parcours-referrals"], spans["parcours-cases"]
    assert asking.trace_id == asked_one.trace_id == CALLERS.split("-")[1]
    assert asking.parent_id == CALLERS.split("-")[2]
    assert asked_one.parent_id == asking.span_id
    assert asking.name == "referrals GET"
    assert asking.attributes == {
        "http.request.method": "GET",
        "http.route": "/v1/persons/{person_id}",
        "http.response.status_code": 200,
    }
    assert (asking.is_failure, asked_one.is_failure) == (False, True)
    assert not any(word in body for body in switched_on.bodies for word in (PERSON.encode(), b"Lenoir"))


async def test_without_an_address_nothing_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traces, "_tracers", {})
    traces.configure_traces("cases", None)

    async def app(_scope: object, _receive: Receive, send: Send) -> None:
        assert "traceparent" not in traces.headers_to_pass_on()
        await answers(200, send)

    await asked(Frame(app, service="cases", metrics=False), {})
    assert traces._tracers == {}
