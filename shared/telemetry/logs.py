"""Structured logs: JSON lines on standard error. A field that is not on the list of harmless ones is masked."""

import logging
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any, Final

import structlog
from typing_extensions import override

HARMLESS: Final = frozenset(
    {
        "announced", "count", "event", "failure", "frames", "level", "logger", "method", "milliseconds", "name", "pid",
        "position", "reason", "request_id", "revision", "route", "service", "setting", "settings", "signal", "sqlstate",
        "state", "status", "subscription", "task", "timestamp", "trace_id", "type", "url",
    }
)  # fmt: skip
"""What may stand in a log line. Personal data has no key here, so it cannot be logged by accident."""

MASK: Final = "«masked»"


def mask_unknown_fields(_logger: object, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Mask every field that is not known to be harmless."""
    return {key: value if key in HARMLESS else MASK for key, value in line.items()}


def configure_logs(level: int = logging.INFO) -> None:
    """Send our lines and those of the libraries through the same mask. Libraries log from WARNING on."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            mask_unknown_fields,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    root = logging.getLogger()
    root.handlers = [_LibraryHandler()]
    root.setLevel(logging.WARNING)
    logging.getLogger("uvicorn.access").disabled = True


class _LibraryHandler(logging.Handler):
    """A library's line without its message, which may quote anything: who logged, how severe, which exception."""

    @override
    def emit(self, record: logging.LogRecord) -> None:
        failure = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        structlog.get_logger().warning(
            "library", logger=record.name, failure=failure, frames=f"{record.module}:{record.lineno}"
        )


@contextmanager
def bound(**fields: str) -> Iterator[None]:
    """Add fields to every line inside; bound and unbound, never cleared, since callers share the context."""
    tokens = structlog.contextvars.bind_contextvars(**fields)
    try:
        yield
    finally:
        structlog.contextvars.reset_contextvars(**tokens)
