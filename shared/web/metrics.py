"""Prometheus metrics of a service that runs alone, at its own address and never at the gateway's."""

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from shared.telemetry.metrics import REGISTRY

router = APIRouter()


@router.get("/metrics", include_in_schema=False)
async def metrics() -> Response:
    """Durations by route template and status class, and dead letters; no address, no id."""
    return Response(generate_latest(REGISTRY), headers={"Content-Type": CONTENT_TYPE_LATEST})
