"""OpenTelemetry traces, off unless an address is configured; and the trace headers that are passed on either way."""

from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from typing import Any

from opentelemetry import trace
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_propagator = TraceContextTextMapPropagator()
_tracers: dict[str, trace.Tracer] = {}
"""One for each part in this process; empty where traces are off."""

_FIRST_FAILURE = 500
_passed_on: ContextVar[dict[str, str] | None] = ContextVar("passed_on", default=None)


def configure_traces(service: str, url: str | None) -> None:
    """Send spans to an OTLP/HTTP collector; without an address nothing is imported or measured."""
    if url is None or service in _tracers:
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": f"parcours-{service}"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=url)))
    _tracers[service] = provider.get_tracer("parcours")


def span(service: str, operation: str, headers: dict[str, str]) -> AbstractContextManager[Any]:
    """A span for one request, child of the caller's; nothing when traces are off."""
    tracer = _tracers.get(service)
    if tracer is None:
        return nullcontext()
    return tracer.start_as_current_span(
        f"{service} {operation}", context=_propagator.extract(headers), kind=trace.SpanKind.SERVER
    )


def describe_span(method: str, route: str, status: int) -> None:
    """Say of the present span which operation it was and how it ended; nothing when traces are off.

    Args:
        route: a template or a prefix, never a path, in which an id would stand.

    Source:
        OpenTelemetry, semantic conventions for HTTP spans 1.23.
    """
    if not _tracers:
        return
    present = trace.get_current_span()
    present.set_attributes({"http.request.method": method, "http.route": route, "http.response.status_code": status})
    if status >= _FIRST_FAILURE:
        present.set_status(trace.StatusCode.ERROR)


def remember_headers(headers: dict[str, str]) -> None:
    """Keep `traceparent`, `tracestate` and `x-request-id` of the present request for the questions it asks."""
    _passed_on.set(headers)


def headers_to_pass_on() -> dict[str, str]:
    """What a question to another service carries, so that logs and traces of both can be joined."""
    headers = dict(_passed_on.get() or {})
    if _tracers:
        _propagator.inject(headers)
    return headers
