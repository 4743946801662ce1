"""Prometheus metrics, on a registry of our own; served at `/metrics` where the settings ask for it."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()

REQUEST_SECONDS = Histogram(
    "parcours_request_seconds",
    "Time to answer, by service, route template and status class.",
    ["service", "route", "status"],
    registry=REGISTRY,
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.5, 1.0, 5.0),
)
DEAD_LETTERED = Counter(
    "parcours_dead_letters_total",
    "Events that a subscription could not handle; each needs a look and a redrive.",
    ["service", "subscription"],
    registry=REGISTRY,
)
WEBHOOK_ATTEMPTS = Counter(
    "parcours_webhook_attempts_total",
    "Attempts to bring an event to a receiver, by what became of them.",
    ["outcome"],
    registry=REGISTRY,
)
LISTENERS = Gauge(
    "parcours_live_listeners",
    "Live streams that are open in this process, by service and kind.",
    ["service"],
    registry=REGISTRY,
)
