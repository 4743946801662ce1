"""Live: the process runs. Ready: my database answers and has at least my revision. Bus down: degraded, not unready."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from shared.messaging.relay import unannounced_seconds

router = APIRouter(tags=["health"])


@router.get("/health/live", summary="Whether the process runs", include_in_schema=False)
async def live() -> dict[str, str]:
    """Says only that this process answers."""
    return {"status": "ok"}


@router.get("/health/ready", summary="Whether requests can be served", include_in_schema=False)
async def ready(request: Request) -> Response:
    """200 with `ok` or `degraded` (the bus is away; events wait in the journal); 503 with `unready`."""
    service: Any = request.app.state.service
    problems = await service.obstacles()
    if problems:
        return JSONResponse({"status": "unready", "because": problems}, 503, headers={"Retry-After": "1"})
    return JSONResponse({"status": "ok" if service.bus.is_connected else "degraded"})


@router.get("/health/announced", summary="How far the journal was announced", include_in_schema=False)
async def announced(request: Request) -> dict[str, float]:
    """For how long the oldest entry of the journal has waited for the bus: another service asks, to know how much it
    cannot have heard.
    """
    service: Any = request.app.state.service
    return {"waiting_seconds": await unannounced_seconds(service.database)}
