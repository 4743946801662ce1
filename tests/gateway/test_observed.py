"""Where it is configured, the door is in the caller's trace and in the metrics; neither knows a path or an id."""

import socket

import httpx
import pytest
import structlog.testing
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from shared.telemetry import traces
from tests.gateway.worlds import CarriageName, running_world

pytestmark = pytest.mark.anyio
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
CALLERS_SPAN = "00f067aa0ba902b7"


async def test_the_door_stands_between_the_caller_and_the_service_in_a_trace(
    carriage: CarriageName, monkeypatch: pytest.MonkeyPatch
) -> None:
    spans = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    monkeypatch.setattr(traces, "_tracers", {"gateway": provider.get_tracer("test")})
    async with running_world(carriage, traces_url="http://127.0.0.1:1/v1/traces") as world:
        sent = {"traceparent": f"00-{TRACE}-{CALLERS_SPAN}-01", "tracestate": "a=b"}
        said = (await world.http.get("/v1/persons/0192-echo", headers=sent)).json()

    (span,) = [  # services of other tests, in the same process, have spans of their own
        one for one in spans.get_finished_spans() if one.context is not None and one.context.trace_id == int(TRACE, 16)
    ]
    heard = dict(said["headers"])
    assert span.name == "gateway GET /v1/persons"
    assert span.parent is not None
    assert f"{span.parent.span_id:016x}" == CALLERS_SPAN
    assert span.context is not None
    assert heard["traceparent"] == f"00-{TRACE}-{span.context.span_id:016x}-01"
    assert heard["tracestate"] == "a=b"
    assert span.attributes == {
        "http.request.method": "GET",
        "http.route": "/v1/persons",
        "http.response.status_code": 200,
    }


async def test_requests_are_measured_by_the_prefix_of_their_route(carriage: CarriageName) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    async with running_world(carriage, metrics_port=port) as world:
        await world.http.get("/v1/persons/0192-secret")
        await world.http.get("/nowhere/0192-secret")
        async with httpx.AsyncClient(trust_env=False) as http:
            metrics = (await http.get(f"http://127.0.0.1:{port}/metrics")).text

    assert 'parcours_request_seconds_count{route="/v1/persons",service="gateway",status="2xx"}' in metrics
    assert 'parcours_request_seconds_count{route="unknown",service="gateway",status="4xx"}' in metrics
    assert "0192" not in metrics


async def test_the_settings_are_said_wherever_the_door_runs(carriage: CarriageName) -> None:
    with structlog.testing.capture_logs() as lines:
        async with running_world(carriage, origins="https://desk.example.org"):
            pass
    (said,) = [line["settings"] for line in lines if line["event"] == "settings" and line["service"] == "gateway"]
    assert said["origins"] == "('https://desk.example.org',)"
