"""What the other services poll, and what this one need not poll for: who must not be honoured any more."""

from collections.abc import AsyncIterator
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict

from services.identity.sessions.actions import ended_early
from shared.contracts.identity.actor import TaskActor
from shared.web.documented import refusals
from shared.web.service import Service

router = APIRouter(tags=["discovery"])

SESSIONS: Final = TaskActor("sessions")


class EndedOut(BaseModel):
    """Random ids of sign-ins and tokens; nothing about whom."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"ended": ["019aa7a0-0000-7000-8000-0000000000e1"]}]})

    ended: list[UUID]


@router.get(
    "/.well-known/ended-sessions.json",
    summary="Sign-ins and tokens that ended early",
    openapi_extra={"security": []},
    responses=refusals(signed_in=False),
)
async def ended_sessions(request: Request, response: Response) -> EndedOut:
    """`sid` and `jti` of those whose access tokens may still be young. Whoever accepts our tokens asks every few
    seconds.
    """
    response.headers["Cache-Control"] = "no-store"
    return EndedOut(ended=await _ended(request.app.state.service))


async def _hear(request: Request) -> AsyncIterator[None]:
    yield
    await hear_at_once(request.app.state.service)


HEARD_AT_ONCE: Final = Depends(_hear, scope="function")
"""For an operation that ends sign-ins: this process knows before the answer is sent; the others within seconds.

To stand in `dependencies=` of the route, so that it is entered before the unit of work and left after the commit.
"""


async def hear_at_once(service: Service) -> None:
    """Take over, in this process, who has ended."""
    service.revocations.replace(frozenset(str(one) for one in await _ended(service)))


async def _ended(service: Service) -> list[UUID]:
    async with service.database.work(SESSIONS) as work:
        return await ended_early(work)
