"""OpenTelemetry traces, off unless an address is configured; and the trace headers that are passed on either way."""

from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from typing import Any

from opentelemetry import trace
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_propagator = TraceContextTextMapPropagator()
_tracer: trace.Tracer | None = None
_passed_on: ContextVar[dict[str, str] | None] = ContextVar("passed_on", default=None)


def configure_traces(service: str, url: str | None) -> None:
    """Send spans to an OTLP/HTTP collector; without an address nothing is imported or measured."""
    global _tracer  # noqa: PLW0603 - one tracer a process
    if url is None:
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": f"parcours-{service}"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=url)))
    _tracer = provider.get_tracer("parcours")


def span(name: str, headers: dict[str, str]) -> AbstractContextManager[Any]:
    """A span for one request, child of the caller's; nothing when traces are off."""
    if _tracer is None:
        return nullcontext()
    return _tracer.start_as_current_span(name, context=_propagator.extract(headers), kind=trace.SpanKind.SERVER)


def remember_headers(headers: dict[str, str]) -> None:
    """Keep `traceparent`, `tracestate` and `x-request-id` of the present request for the questions it asks."""
    _passed_on.set(headers)


def headers_to_pass_on() -> dict[str, str]:
    """What a question to another service carries, so that logs and traces of both can be joined."""
    headers = dict(_passed_on.get() or {})
    if _tracer is not None:
        _propagator.inject(headers)
    return headers
