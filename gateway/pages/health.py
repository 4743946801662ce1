"""Live: the gateway runs. Ready: every service is."""

import asyncio
import time
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

import orjson
from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from shared.clients.carriage import Carriage
from shared.refusals import Unavailable

KEPT_SECONDS: Final = 1.0
"""How long an answer is kept: everybody may ask, and each question would reach every database."""

_OK: Final = 200
_UNREADY: Final = 503

Status = Literal["ok", "degraded", "unready", "unreachable"]


class Alive(BaseModel):
    """The gateway answers."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """Whether requests can be served."""

    status: Literal["ok", "degraded", "unready"] = Field(
        description="`degraded`: everything is answered, and news travel later. `unready`: a part does not answer.",
        examples=["ok"],
    )
    services: dict[str, Status] = Field(examples=[{"identity": "ok", "cases": "ok", "referrals": "degraded"}])


class HealthOfAll:
    """Asks every service whether it is ready, at most once a second."""

    def __init__(self, services: Mapping[str, Carriage]) -> None:
        self._services = services
        self._asking = asyncio.Lock()
        self._known: Readiness | None = None
        self._known_since = 0.0

    async def readiness(self) -> Readiness:
        """The state of each service and of the whole."""
        async with self._asking:
            if self._known is None or time.monotonic() - self._known_since > KEPT_SECONDS:
                statuses = await asyncio.gather(*(_status(carriage) for carriage in self._services.values()))
                self._known = Readiness(
                    status=_of_the_whole(statuses), services=dict(zip(self._services, statuses, strict=True))
                )
                self._known_since = time.monotonic()
            return self._known


def _of_the_whole(statuses: list[Status]) -> Literal["ok", "degraded", "unready"]:
    if set(statuses) & {"unready", "unreachable"}:
        return "unready"
    return "degraded" if "degraded" in statuses else "ok"


async def _status(carriage: Carriage) -> Status:
    try:
        answer = await carriage.ask("GET", "/health/ready", headers={})
        said: Any = answer.json()["status"] if answer.status in {_OK, _UNREADY} else "unready"
    except Unavailable:
        return "unreachable"
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return "unready"
    if answer.status == _OK and said == "ok":
        return "ok"
    return "degraded" if answer.status == _OK and said == "degraded" else "unready"


def _health_of_all(request: Request) -> HealthOfAll:
    health: HealthOfAll = request.app.state.health
    return health


router = APIRouter(tags=["health"])


@router.get(
    "/health/live", summary="Whether the gateway runs", operation_id="read_liveness", openapi_extra={"security": []}
)
async def live() -> Alive:
    """Says only that this process answers."""
    return Alive()


@router.get(
    "/health/ready",
    summary="Whether requests can be served",
    operation_id="read_readiness",
    response_model=Readiness,
    responses={503: {"description": "A service is not ready; the body says which.", "model": Readiness}},
    openapi_extra={"security": []},
)
async def ready(health: Annotated[HealthOfAll, Depends(_health_of_all)]) -> Response:
    """200 when every service can work (`ok`, or `degraded` while events wait); 503 when one of them cannot."""
    readiness = await health.readiness()
    is_ready = readiness.status != "unready"
    headers = {} if is_ready else {"Retry-After": "1"}
    return Response(readiness.model_dump_json(), _OK if is_ready else _UNREADY, headers, "application/json")
